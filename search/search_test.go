package search

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestSearchLimit(t *testing.T) {
	x := builtin(t, Options{})
	all := ids(search(t, x, Query{Text: "baclofen", Limit: maxCandidates}).Hits)
	if len(all) <= defaultLimit {
		t.Fatalf("Search(%q) has %d hits, too few for this test", "baclofen", len(all))
	}
	for limit, want := range map[int]int{0: defaultLimit, 1: 1, 3: 3, -1: defaultLimit} {
		got := ids(search(t, x, Query{Text: "baclofen", Limit: limit}).Hits)
		if diff := cmp.Diff(all[:want], got); diff != "" {
			t.Errorf("Search with limit %d (-want +got):\n%s", limit, diff)
		}
	}
}

// TestNothingToSearchFor asks what holds no word of the content.
func TestNothingToSearchFor(t *testing.T) {
	x := build(t, load(t, map[string]string{"entries/a.yaml": `entries:
  - {id: only-stop-words, questions: ["How are you?"], answer: Well.}
  - {id: other, questions: ["What is a pharmacist?"], answer: A person.}
`}), Options{})
	for q, want := range map[string][]string{
		"":                 nil,
		"?!":               nil,
		"qwertyish plonks": nil,
		"and what of it":   nil,
		"hi, how are you":  {"only-stop-words"}, // not by its words, but it is the very question
	} {
		if diff := cmp.Diff(want, ids(search(t, x, Query{Text: q}).Hits)); diff != "" {
			t.Errorf("Search(%q) (-want +got):\n%s", q, diff)
		}
	}
}

func TestEmptyCorpus(t *testing.T) {
	x := build(t, load(t, map[string]string{"entries/a.yaml": "entries: []"}), Options{})
	if hits := search(t, x, Query{Text: "What is baclofen?"}).Hits; len(hits) > 0 {
		t.Errorf("Search in an empty corpus = %q", ids(hits))
	}
}

func TestSearchCancelled(t *testing.T) {
	x := builtin(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ctx, Query{Text: "What is baclofen?"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Search with a context that ended = %v, want %v", err, context.Canceled)
	}
	if _, err := Build(ctx, x.Corpus(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Build with a context that ended = %v, want %v", err, context.Canceled)
	}
}

// TestSwitches switches everything off in turn: each must change what is found for one of the questions.
func TestSwitches(t *testing.T) {
	questions := []string{
		"what are the side effects of soma", "bacolfen side efects", "side effects of zimbrent", "is it okay to booze on baclofen",
		"can I stop baclofen suddenly", "baclofen", "muscle tightness remedy", "What is baclofen?",
	}
	x := builtin(t, Options{})
	for _, name := range Switches() {
		t.Run(name, func(t *testing.T) {
			without := builtin(t, Options{Off: []string{name}})
			changed := slices.ContainsFunc(questions, func(q string) bool {
				on, off := search(t, x, Query{Text: q}), search(t, without, Query{Text: q})
				return !cmp.Equal(on.Hits, off.Hits, cmpopts.EquateEmpty()) || !cmp.Equal(namedBy(on.Understood), namedBy(off.Understood))
			})
			if !changed {
				t.Errorf("switching %s off changes nothing", name)
			}
		})
	}
	_, err := Build(t.Context(), x.Corpus(), Options{Off: []string{"nonsense"}})
	if err == nil || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("Build with a switch that is none = %v, want an error that names it", err)
	}
}

// TestContributions checks that a score is the sum of what its features add, and that Explain scores as Search does.
func TestContributions(t *testing.T) {
	x := builtin(t, Options{})
	q := Query{Text: "can I stop taking baclofen suddenly"}
	for _, h := range search(t, x, q).Hits {
		sum := 0.0
		for _, c := range x.Contributions(h) {
			sum += c.Adds()
			if c.Why == "" {
				t.Errorf("feature %s does not say why it counts", c.Feature)
			}
		}
		if math.Abs(sum-h.Score) > 1e-9 {
			t.Errorf("%s: the features add %v, the score is %v", h.Passage.ID, sum, h.Score)
		}
		explained, ok := x.Explain(q, h.Passage.ID)
		if diff := cmp.Diff(h, explained, cmpopts.IgnoreFields(Hit{}, "Score"), cmpopts.IgnoreFields(Features{}, "Bleve")); !ok || diff != "" {
			t.Errorf("Explain(%q) (-Search +Explain):\n%s", h.Passage.ID, diff)
		}
		if diff := cmp.Diff(h.Scope, x.Scope(h.Passage.ID)); diff != "" {
			t.Errorf("Scope(%q) (-of the hit +got):\n%s", h.Passage.ID, diff)
		}
	}
	if diff := cmp.Diff(Scope{}, x.Scope("no-such-entry")); diff != "" {
		t.Errorf("Scope(%q) (-want +got):\n%s", "no-such-entry", diff)
	}
}

// TestForeignLast checks that what is about another medicine comes after all that is about the one asked, whatever
// its words.
func TestForeignLast(t *testing.T) {
	x := builtin(t, Options{})
	for _, q := range []string{"carisoprodol side effects", "how does the pump for carisoprodol work", "baclofen addictive controlled substance"} {
		res := search(t, x, Query{Text: q, Limit: maxCandidates})
		foreign := false
		for _, h := range res.Hits {
			now := h.Scope.foreign(&res.Understood)
			if foreign && !now {
				t.Errorf("Search(%q): %s comes after a passage about another medicine", q, h.Passage.ID)
			}
			foreign = now
		}
		if !foreign {
			t.Errorf("Search(%q) has nothing about another medicine, which this test needs", q)
		}
	}
}

// TestLookAlikeQuestion checks that a question which an entry says it does not answer is known as such.
func TestLookAlikeQuestion(t *testing.T) {
	x := build(t, load(t, map[string]string{"entries/a.yaml": `entries:
  - id: crushing
    questions: ["Can I crush metformin tablets?"]
    not_questions: ["Can I cut metformin tablets in half?"]
    answer: Do not crush them.
`}), Options{})
	for q, alike := range map[string]bool{"can I cut metformin tablets in half": true, "can I crush metformin tablets": false} {
		h := search(t, x, Query{Text: q}).Hits[0]
		if got := h.Features.Counter > h.Features.Question; got != alike {
			t.Errorf("Search(%q): nearer to a question it does not answer: %v, want %v (%.2f, %.2f)", q, got, alike, h.Features.Counter, h.Features.Question)
		}
	}
}

// TestLongPassage finds what stands late in a long text.
func TestLongPassage(t *testing.T) {
	answer := strings.Repeat("Ordinary words stand here. ", 120) + "Grapefruit matters."
	x := build(t, load(t, map[string]string{"entries/a.yaml": `entries:
  - {id: short, questions: ["What is a note?"], answer: Some text.}
  - {id: long, questions: ["What is a leaflet?"], answer: "` + answer + `"}
`}), Options{})
	if got := ids(search(t, x, Query{Text: "grapefruit"}).Hits); len(got) == 0 || got[0] != "long" {
		t.Errorf("Search(%q) = %q, want %q first", "grapefruit", got, "long")
	}
}
