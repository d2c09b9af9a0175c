package search

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/faq"
)

// A ranking is what of a result must not depend on how the index was built.
type ranking struct {
	ID    string
	Score float64
}

func rankings(hits []Hit) []ranking {
	var list []ranking
	for _, h := range hits {
		list = append(list, ranking{h.Passage.ID, h.Score})
	}
	return list
}

// generatedQuestions are n questions made of the entries' medicines, the topics and other words of the content.
func generatedQuestions(entries []generated, n int) []string {
	rng := rand.New(rand.NewPCG(2, uint64(n)))
	words := contentWords()
	var questions []string
	for range n {
		e := entries[rng.IntN(len(entries))]
		var q []string
		for range 1 + rng.IntN(6) {
			q = append(q, words[rng.IntN(len(words))])
		}
		switch rng.IntN(4) {
		case 0:
			q = append(q, strings.Fields(e.question)...)
		case 1:
			q = append(q, e.subject)
		case 2:
			q = append(q, strings.Fields(e.answer)[:5]...)
		}
		questions = append(questions, strings.Join(q, " "))
	}
	return questions
}

// TestRankingDependsOnContentAlone compares an index with others of the same entries, built in other batches, again,
// and from files with other names.
func TestRankingDependsOnContentAlone(t *testing.T) {
	entries := generate(250)
	x := build(t, load(t, yaml(entries, 50, "a")), Options{})
	reversed := slices.Clone(entries)
	slices.Reverse(reversed)
	others := map[string]*Index{
		"batch of 1, the files in another order": build(t, load(t, yaml(reversed, 131, "m")), Options{Batch: 1}),
		"batch of 7, a file for each":            build(t, load(t, yaml(entries, 1, "z")), Options{Batch: 7}),
		"batch of 1000, built again":             build(t, x.Corpus(), Options{Batch: 1000}),
		"built a third time":                     build(t, x.Corpus(), Options{}),
	}
	for _, q := range generatedQuestions(entries, 400) {
		want := rankings(search(t, x, Query{Text: q, Limit: 50}).Hits)
		for name, other := range others {
			got := rankings(search(t, other, Query{Text: q, Limit: 50}).Hits)
			if !slices.Equal(want, got) {
				t.Errorf("Search(%q), %s (-want +got):\n%s", q, name, cmp.Diff(want, got))
			}
		}
	}
}

// TestConcurrentSearches compares searches that run at once with the same ones in turn: they share tables.
func TestConcurrentSearches(t *testing.T) {
	entries := generate(120)
	x := build(t, load(t, yaml(entries, 50, "a")), Options{})
	questions := generatedQuestions(entries, 60)
	together := make([][]ranking, len(questions))
	var asking sync.WaitGroup
	for first := range 4 {
		asking.Go(func() {
			for i := first; i < len(questions); i += 4 {
				res, err := x.Search(t.Context(), Query{Text: questions[i]})
				if err != nil {
					t.Errorf("Search(%q): %v", questions[i], err)
				}
				together[i] = rankings(res.Hits)
			}
		})
	}
	asking.Wait()
	again := build(t, x.Corpus(), Options{})
	for i, q := range questions {
		if diff := cmp.Diff(rankings(search(t, again, Query{Text: q}).Hits), together[i]); diff != "" {
			t.Errorf("Search(%q) (-alone +among others):\n%s", q, diff)
		}
	}
}

// ownQuestions yields every question of the content with the passages that have it.
func ownQuestions(c *faq.Corpus) map[string][]string {
	owners := map[string][]string{}
	for p := range c.Passages() {
		for _, q := range p.Questions {
			owners[q] = append(owners[q], p.ID)
		}
	}
	return owners
}

func TestOwnQuestionComesFirst(t *testing.T) {
	for name, x := range map[string]*Index{
		"built-in":  builtin(t, Options{}),
		"generated": build(t, load(t, yaml(generate(300), 100, "g")), Options{}),
	} {
		t.Run(name, func(t *testing.T) {
			for q, owners := range ownQuestions(x.Corpus()) {
				hits := search(t, x, Query{Text: q}).Hits
				if len(hits) == 0 || !slices.Contains(owners, hits[0].Passage.ID) {
					t.Errorf("Search(%q) = %q, want one of %q first", q, ids(hits), owners)
				} else if hits[0].Features.Exact != 1 {
					t.Errorf("Search(%q): Exact = %v, want 1", q, hits[0].Features.Exact)
				}
			}
		})
	}
}

func TestFillerChangesNothing(t *testing.T) {
	x := builtin(t, Options{})
	questions := slices.Sorted(maps.Keys(ownQuestions(x.Corpus())))
	questions = append(questions, "baclofin side effects", "zimbrent", "soma", "take dancers", "how do I stop", "can I have a beer")
	for _, q := range questions {
		want := rankings(search(t, x, Query{Text: q}).Hits)
		for _, as := range []string{"hi please %s", "%s thank you", "Hello!! %s Thanks :)", "um, ok so, %s", "  %s ???", "**%s**", "sorry, just wondering: %s please"} {
			asked := fmt.Sprintf(as, q)
			if diff := cmp.Diff(want, rankings(search(t, x, Query{Text: asked}).Hits)); diff != "" {
				t.Errorf("Search(%q), as against %q (-want +got):\n%s", asked, q, diff)
			}
		}
		if diff := cmp.Diff(want, rankings(search(t, x, Query{Text: strings.ToUpper(q)}).Hits)); diff != "" {
			t.Errorf("Search(%q), as against lower case (-want +got):\n%s", strings.ToUpper(q), diff)
		}
	}
}

// FuzzSearch checks that every feature stays between 0 and 1, that hits are in order and that none stands twice.
func FuzzSearch(f *testing.F) {
	x := builtin(f, Options{})
	for q := range ownQuestions(x.Corpus()) {
		f.Add(q)
	}
	for _, q := range hostile {
		f.Add(q[:min(len(q), 300)]) // the fuzzer shortens what it finds, and a long one for minutes
	}
	f.Fuzz(func(t *testing.T, q string) {
		res := search(t, x, Query{Text: q, Limit: maxCandidates})
		seen := map[string]bool{}
		for i, h := range res.Hits {
			if seen[h.Passage.ID] {
				t.Errorf("Search(%q) has %s twice", q, h.Passage.ID)
			}
			seen[h.Passage.ID] = true
			features := reflect.ValueOf(h.Features)
			for f := range features.NumField() {
				if v := features.Field(f).Float(); !(v >= 0 && v <= 1+1e-9) {
					t.Errorf("Search(%q), %s: %s = %v, want it in 0..1", q, h.Passage.ID, features.Type().Field(f).Name, v)
				}
			}
			if i > 0 && h.Score > res.Hits[i-1].Score && h.Scope.foreign(&res.Understood) == res.Hits[i-1].Scope.foreign(&res.Understood) {
				t.Errorf("Search(%q): %s stands behind a lower score", q, h.Passage.ID)
			}
		}
	})
}
