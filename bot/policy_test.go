package bot_test

import (
	"cmp"
	"fmt"
	"testing"

	"patientfaq/bot"
)

// TestCriticalConcepts abstains where a question asks for what must not be guessed and the passage does not have it,
// even if the question is one of the entry's own. The same entry with the concept answers.
func TestCriticalConcepts(t *testing.T) {
	questions := map[string]string{
		"dose":          "What is the usual dose of baclofen?",
		"overdose":      "What are the signs of an overdose of baclofen?",
		"alcohol":       "Can I drink alcohol with baclofen?",
		"pregnancy":     "Is baclofen safe in pregnancy?",
		"breastfeeding": "Is baclofen safe while breastfeeding?",
		"children":      "Is baclofen safe for children?",
		"driving":       "Can I drive while taking baclofen?",
		"stopping":      "Can I stop taking baclofen suddenly?",
	}
	const lines = `{id: b, questions: ["What is baclofen used for?", %q], answer: It is read about in the leaflet., subjects: [baclofen], concepts: [%s]}`
	critical := 0
	for _, c := range indexOf(t, ward(), sampled()).Corpus().Concepts() {
		if !c.Critical {
			continue
		}
		critical++
		t.Run(c.ID, func(t *testing.T) {
			question, ok := questions[c.ID]
			if !ok {
				t.Fatalf("no question asks for the critical concept %s; add one", c.ID)
			}
			without := sampleEngine(t, contentOf(medicines, fmt.Sprintf(lines, question, "used-for")))
			check(t, without, []decision{{question, "abstained [b]", bot.ReasonNotCovered}})
			with := sampleEngine(t, contentOf(medicines, fmt.Sprintf(lines, question, "used-for, "+c.ID)))
			check(t, with, []decision{{question, "answered b", bot.ReasonFits}})
		})
	}
	if critical != len(questions) {
		t.Errorf("the concepts have %d critical ones, want %d", critical, len(questions))
	}
}

// TestAllCriticalConcepts wants every critical concept of a question in the passage, not one of them.
func TestAllCriticalConcepts(t *testing.T) {
	e := sampleEngine(t, contentOf(medicines, `
{id: b, questions: ["Can I drink alcohol with baclofen?", "Can I drink alcohol with baclofen and drive?"], answer: Alcohol makes baclofen stronger., subjects: [baclofen], concepts: [alcohol]}
`))
	check(t, e, []decision{
		{"Can I drink alcohol with baclofen?", "answered b", bot.ReasonFits},
		{"Can I drink alcohol with baclofen and drive?", "abstained [b]", bot.ReasonNotCovered},
	})
}

// TestConceptInText counts a concept that the passage speaks of though its concepts leave it out.
func TestConceptInText(t *testing.T) {
	e := sampleEngine(t, contentOf(medicines, `
{id: b, questions: ["What should I avoid with baclofen?", "Can I drink alcohol with baclofen?"], answer: Do not drink alcohol with baclofen., subjects: [baclofen], concepts: [interactions]}
`))
	check(t, e, []decision{{"Can I drink alcohol with baclofen?", "answered b", bot.ReasonFits}})
}

// TestRoute keeps the pump's warning from the tablet and the reverse, as an answer, as a choice and under a refusal.
func TestRoute(t *testing.T) {
	tablet := `{id: tablet, questions: ["Can I stop taking baclofen tablets suddenly?"], answer: Tablets are reduced slowly., subjects: [baclofen], concepts: [stopping], route: oral, safety: stopping}`
	pump := `{id: pump, questions: ["Can I stop my baclofen pump suddenly?"], answer: A pump must never stop., subjects: [baclofen], concepts: [stopping], route: intrathecal, safety: stopping}`
	tests := []struct {
		name, entries string
		want          []decision
	}{
		{"both", tablet + "\n" + pump, []decision{
			{"Can I stop taking baclofen tablets suddenly?", "answered tablet", ""},
			{"Can I stop my baclofen pump suddenly?", "answered pump", ""},
			{"Can I take more baclofen tablets?", "refused tablet", ""},
			{"Can I take more baclofen with my pump?", "refused pump", ""},
		}},
		{"tablet only", tablet, []decision{
			{"Can I stop my baclofen pump suddenly?", "abstained", bot.ReasonOtherRoute},
			{"Can I stop taking baclofen capsules suddenly?", "answered tablet", ""},
			{"Can I take more baclofen with my pump?", "refused", ""},
		}},
		{"pump only", pump, []decision{
			{"Can I stop taking baclofen tablets suddenly?", "abstained", bot.ReasonOtherRoute},
			{"Can I take more baclofen tablets?", "refused", ""},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, sampleEngine(t, contentOf(medicines, tt.entries)), tt.want) })
	}
}

// TestGates shows what each gate holds back, and that it is this gate: with it switched off the passage is served.
func TestGates(t *testing.T) {
	tests := map[string]string{
		"servable": `{id: it, questions: ["Does baclofen have other names?"], answer: Lioresal., subjects: [baclofen], sources: [{title: L}], author: Ann, review: {status: draft}}`,
		"lock":     `{id: it, questions: ["Does baclofen have other names?"], answer: Coumadin., subjects: [warfarin]}`,
		"route":    `{id: it, questions: ["Does baclofen have other names as a tablet?"], answer: Lioresal., subjects: [baclofen], route: intrathecal}`,
		"coverage": `{id: it, questions: ["Does baclofen have other names for children?"], answer: Lioresal., subjects: [baclofen], concepts: [brand-names]}`,
		"counter":  `{id: it, questions: ["Does baclofen have other names?"], not_questions: ["Does baclofen have other names in hospital?"], answer: Lioresal., subjects: [baclofen]}`,
	}
	asked := map[string]string{"counter": "Does baclofen have any other names in hospitals?"} // else the entry's first question
	for _, gate := range bot.Gates() {
		t.Run(gate, func(t *testing.T) {
			if tests[gate] == "" {
				t.Fatalf("no entry tests the gate %q; add one", gate)
			}
			x := indexOf(t, contentOf(medicines, tests[gate]), sampled())
			q := bot.Question{Text: cmp.Or(asked[gate], x.Corpus().Passage("it").Questions[0])}
			if a := ask(t, engineOn(t, x), q); a.Outcome != bot.Abstained || a.Rule != gate {
				t.Errorf("Answer(%q) = %s by %q, want it held back by %q", q.Text, decided(a), a.Rule, gate)
			}
			off := engineOn(t, x, func(o *bot.Options) { o.Policy.Off = []string{gate} })
			check(t, off, []decision{{q.Text, "answered it", bot.ReasonFits}})
		})
	}
}

// TestPolicyThresholds moves an answer to a choice to an abstention as more confidence is asked for.
func TestPolicyThresholds(t *testing.T) {
	x := indexOf(t, ward(), sampled())
	const question = "What are the side effects of baclofen?"
	tests := []struct {
		policy bot.Policy
		want   string
	}{
		{bot.Policy{}, "answered b-side"},
		{bot.Policy{Answer: 1.1}, "ambiguous [b-side]"},
		{bot.Policy{Answer: 1.1, Offer: 1.1}, "abstained [b-dose b-side b-stop]"},
	}
	for _, tt := range tests {
		e := engineOn(t, x, func(o *bot.Options) { o.Policy = tt.policy })
		check(t, e, []decision{{question, tt.want, ""}})
	}
}
