package eval

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// pharmacy is a little on two medicines.
func pharmacy(t *testing.T) Collection {
	t.Helper()
	content := fstest.MapFS{
		"subjects.yaml": {Data: []byte(`subjects:
  - {id: valdorin, kind: medicine, names: [valdorin]}
  - {id: mexaribate, kind: medicine, names: [mexaribate]}
`)},
		"entries/all.yaml": {Data: []byte(`entries:
  - {id: v-side, questions: ["What are the side effects of valdorin?"], answer: Valdorin makes people sleepy., subjects: [valdorin], concepts: [side-effects]}
  - {id: v-food, questions: ["Should I take valdorin with food?"], answer: Take valdorin with food., subjects: [valdorin], concepts: [how-to-take]}
  - {id: m-store, questions: ["How is mexaribate stored?"], answer: Store mexaribate dry., subjects: [mexaribate], concepts: [storage]}
`)},
	}
	c, problems := faq.Load(content, faq.Options{AllowUnreviewed: true})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return Collection{"pharmacy", c, []Judgement{
		{ID: "1", Kind: Answerable, Question: "side effects of valdorin", Outcome: "answered", Wanted: []string{"v-side"}},
		{ID: "2", Kind: Answerable, Question: "What are the side effects of valdroin?", Outcome: "answered", Wanted: []string{"v-side"}},
		{ID: "3", Kind: "absent", Question: "What are the side effects of valdorin in pregnancy?", Outcome: "abstained"},
		{ID: "4", Kind: "other-medicine", Question: "What are the side effects of ibuprofen?", Outcome: "abstained"},
	}}
}

func setup(t *testing.T) Setup {
	t.Helper()
	rules, err := triage.Default()
	if err != nil {
		t.Fatal(err)
	}
	return Setup{Rules: rules}
}

func TestAblate(t *testing.T) {
	c := pharmacy(t)
	var told []string
	a, err := Ablate(t.Context(), setup(t), []Collection{c}, func(_, off string) { told = append(told, off) })
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]AblationRow{}
	var names []string
	for _, r := range a.Rows {
		rows[name(r)] = r
		names = append(names, r.Off)
		if told[0] != name(r) {
			t.Errorf("Progress was told of %q before %q", told[0], name(r))
		}
		told = told[1:]
	}
	if want := slices.Concat([]string{""}, bot.Gates(), search.Switches()); !cmp.Equal(names, want) {
		t.Errorf("Ablate measured %q, want %q", names, want)
	}
	all := rows["nothing"]
	if all.Right != 1 || all.Wrong != 0 || all.Foreign != 1 || all.Answered+all.Offered != 0 {
		t.Errorf("with everything on: %+v, want all right and nothing said of the foreign medicine", all)
	}
	r, err := setup(t).Measure(t.Context(), c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := r.Figures(), all.Figures
	got.P50, got.P99, want.P50, want.P99 = 0, 0, 0, 0
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Measure differs from the ablation's first row (-ablation +measure):\n%s", diff)
	}
	if got := rows["spelling"]; got.Right >= all.Right {
		t.Errorf("without spelling %.2f are right, want fewer than %.2f", got.Right, all.Right)
	}
	if got := rows["gate coverage"]; got.Wrong == 0 {
		t.Error("without the coverage gate no answer is wrong, want the one that does not speak of pregnancy")
	}
}

func TestAblationTable(t *testing.T) {
	a := &Ablation{Rows: []AblationRow{
		{Collection: "a", Figures: Figures{Success1: 0.5}, Right: 0.75, Foreign: 9},
		{Collection: "a", Kind: "gate", Off: "lock", Figures: Figures{Success1: 0.5, WrongSubject: 2}, Right: 0.8, Wrong: 3, Foreign: 9, Answered: 1, Offered: 4},
		{Collection: "b", Figures: Figures{Success1: 1}, Right: 1},
		{Collection: "b", Kind: "search", Off: "order", Figures: Figures{Success1: 0.9}, Right: 1},
	}}
	var b bytes.Buffer
	if err := a.Table(&b); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for l := range strings.Lines(b.String()) {
		lines = append(lines, strings.Join(strings.Fields(l), " "))
	}
	want := []string{
		"a, without success@1 right answered wrong wrong subject of 9 foreign, answered offered",
		"nothing 50.0 . 75.0 . 0 . 0 . 0 . 0 .",
		"gate lock 50.0 . 80.0 +5.0 3 +3 2 +2 1 +1 4 +4",
		"",
		"b, without success@1 right answered wrong wrong subject of 0 foreign, answered offered",
		"nothing 100.0 . 100.0 . 0 . 0 . 0 . 0 .",
		"order 90.0 -10.0 100.0 . 0 . 0 . 0 . 0 .",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("Table (-want +got):\n%s", diff)
	}
}

func TestAblateFails(t *testing.T) {
	s := setup(t)
	s.Index.Off = []string{"no-such-switch"}
	if _, err := Ablate(t.Context(), s, []Collection{pharmacy(t)}, nil); err == nil || !strings.Contains(err.Error(), "pharmacy") {
		t.Errorf("Ablate with an unknown switch = %v, want an error that names the collection", err)
	}
	if _, err := (Setup{}).Measure(t.Context(), pharmacy(t), Options{}); err == nil {
		t.Error("Measure without rules = nil, want an error")
	}
}
