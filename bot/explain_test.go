package bot

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"patientfaq/search"
)

// explained is an engine on a small content, with the explanation of a question.
func explained(t *testing.T, question string, also ...string) (*Engine, Explanation) {
	t.Helper()
	_, x := indexed(t, testedContent("sample", "tests: []\n"))
	e, err := New(Options{Live: still{x}, Rules: defaultRules(t)})
	if err != nil {
		t.Fatal(err)
	}
	ex, err := e.Explain(t.Context(), Question{Text: question}, also...)
	if err != nil {
		t.Fatal(err)
	}
	return e, ex
}

func TestExplainIsTheAnswer(t *testing.T) {
	for _, question := range []string{"side effects of metfornin", "metformin", "side effects of ibuprofen", "how much metformin should I take", "I took too many metformin tablets", ""} {
		e, ex := explained(t, question)
		a, err := e.Answer(t.Context(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, ex.Answer, cmpopts.IgnoreUnexported(Answer{}, search.Understanding{})); diff != "" {
			t.Errorf("Explain(%q) explains another answer (-want +got):\n%s", question, diff)
		}
	}
}

func TestExplainAddsUp(t *testing.T) {
	_, ex := explained(t, "side effects of metformin")
	for _, c := range ex.Candidates {
		sum := 0.0
		for _, f := range c.Contributions {
			sum += f.Adds()
		}
		if math.Abs(sum-c.Score) > 1e-9 {
			t.Errorf("the features of %s add up to %v, want its score %v", c.Passage.ID, sum, c.Score)
		}
	}
	z := bias
	for _, s := range ex.Signals {
		z += s.Value * s.Weight
	}
	if got := 1 / (1 + math.Exp(-z)); math.Abs(got-ex.Answer.Confidence) > 1e-9 {
		t.Errorf("the signals make a confidence of %v, want %v", got, ex.Answer.Confidence)
	}
}

func TestExplainJudgesWhatWasAskedFor(t *testing.T) {
	_, ex := explained(t, "side effects of metformin", "sertraline-side-effects", "nothing")
	gates := map[string]string{}
	for _, c := range ex.Candidates {
		gates[c.Passage.ID] = c.Verdict.Gate
	}
	if diff := cmp.Diff(map[string]string{"metformin-side-effects": "", "sertraline-side-effects": gateSubject}, gates); diff != "" {
		t.Errorf("the gates' verdicts (-want +got):\n%s", diff)
	}
}

func TestExplainOfARedFlagSearchesNothing(t *testing.T) {
	_, ex := explained(t, "I took too many metformin tablets", "metformin-side-effects")
	if len(ex.Candidates) > 0 || len(ex.Findings) == 0 {
		t.Errorf("Explain of a red flag has %d candidates and %d findings, want none and some", len(ex.Candidates), len(ex.Findings))
	}
}
