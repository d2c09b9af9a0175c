package bot

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// testedContent is a small content on two medicines with the given tests.
func testedContent(status, tests string) fstest.MapFS {
	const subjects = `subjects:
  - {id: metformin, kind: medicine, names: [metformin]}
  - {id: sertraline, kind: medicine, names: [sertraline]}
`
	entries := `entries:
  - id: metformin-side-effects
    questions: ["What are the side effects of metformin?"]
    answer: Metformin can make you feel sick in the first weeks.
    subjects: [metformin]
    author: A
    sources: [{title: T, url: "https://example.org"}]
    review: {status: STATUS}
  - id: sertraline-side-effects
    questions: ["What are the side effects of sertraline?"]
    answer: Sertraline can make you sleep badly in the first weeks.
    subjects: [sertraline]
    author: A
    sources: [{title: T, url: "https://example.org"}]
    review: {status: STATUS}
`
	return fstest.MapFS{
		"subjects.yaml":    {Data: []byte(subjects)},
		"entries/all.yaml": {Data: []byte(strings.ReplaceAll(entries, "STATUS", status))},
		"tests.yaml":       {Data: []byte(tests)},
	}
}

// indexed loads and indexes a content, with sample text allowed.
func indexed(t *testing.T, content fstest.MapFS) (*faq.Corpus, *search.Index) {
	t.Helper()
	c, problems := faq.Load(content, faq.Options{AllowSample: true, AsOf: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	x, err := search.Build(t.Context(), c, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, x
}

func defaultRules(t *testing.T) *triage.Rules {
	t.Helper()
	rules, err := triage.Default()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// stopList is a stop list in memory.
type stopList map[string]bool

// Stopped tells whether an ID is on the list.
func (s stopList) Stopped(id string) bool { return s[id] }

func TestContentTest(t *testing.T) {
	const passes = "tests:\n  - {question: side effects of metformin, answer: metformin-side-effects, not: [sertraline-side-effects]}\n"
	tests := []struct {
		name, status, tests string
		stops               Stops
		want                faq.Severity
		says                string // "" where nothing is wrong
	}{
		{"passes", "sample", passes, nil, faq.Warning, ""},
		{"outcome passes", "sample", "tests:\n  - {question: I took too many metformin tablets, outcome: escalated}\n", nil, faq.Warning, ""},
		{"not servable", "draft", passes, nil, faq.Warning, "came to abstained instead of the answer metformin-side-effects, because"},
		{"withdrawn", "sample", passes, stopList{"metformin-side-effects": true}, faq.Warning, "because of text that may not be served"},
		{"another answer", "sample", "tests:\n  - {question: side effects of metformin, answer: sertraline-side-effects}\n", nil,
			faq.Error, "came to answered with metformin-side-effects instead of the answer sertraline-side-effects; mend"},
		{"another answer, not servable", "draft", "tests:\n  - {question: side effects of metformin, answer: sertraline-side-effects}\n", nil,
			faq.Error, "instead of the answer sertraline-side-effects"},
		{"another outcome", "sample", "tests:\n  - {question: side effects of metformin, outcome: refused}\n", nil,
			faq.Error, "came to answered with metformin-side-effects instead of refused"},
		{"shows what it must not", "sample", "tests:\n  - {question: side effects of metformin, outcome: answered, not: [metformin-side-effects]}\n", nil,
			faq.Error, "and shows or offers metformin-side-effects, which it must not"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, x := indexed(t, testedContent(tt.status, tt.tests))
			got := ContentTest(defaultRules(t), tt.stops)(t.Context(), c, x)
			if tt.says == "" {
				if len(got) > 0 {
					t.Errorf("ContentTest = %v, want none", got)
				}
				return
			}
			if len(got) != 1 || got[0].Severity != tt.want || !strings.Contains(got[0].Msg, tt.says) {
				t.Fatalf("ContentTest = %v, want one %v that says %q", got, tt.want, tt.says)
			}
			if diff := cmp.Diff(faq.Pos{Path: "tests.yaml", Line: 2, Col: 5}, got[0].Pos); diff != "" {
				t.Errorf("the problem's place (-want +got):\n%s", diff)
			}
		})
	}
}

func TestContentTestWithoutRulesFails(t *testing.T) {
	c, x := indexed(t, testedContent("sample", "tests: []\n"))
	if got := ContentTest(nil, nil)(t.Context(), c, x); got.Err() == nil {
		t.Error("ContentTest without rules = no error, want one")
	}
}
