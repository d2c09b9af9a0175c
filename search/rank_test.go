package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
	entries := generate(400)
	x := build(t, load(t, yaml(entries, 50, "a")), Options{})
	reversed := slices.Clone(entries)
	slices.Reverse(reversed)
	others := map[string]*Index{
		"batch of 1":    build(t, x.Corpus(), Options{Batch: 1}),
		"batch of 7":    build(t, x.Corpus(), Options{Batch: 7}),
		"batch of 1000": build(t, x.Corpus(), Options{Batch: 1000}),
		"built again":   build(t, x.Corpus(), Options{}),
		"reversed":      build(t, load(t, yaml(reversed, 50, "a")), Options{}),
		"one file each": build(t, load(t, yaml(entries, 1, "z")), Options{}),
		"many a file":   build(t, load(t, yaml(reversed, 131, "m")), Options{Batch: 7}),
	}
	for _, q := range generatedQuestions(entries, 320) {
		want := rankings(search(t, x, Query{Text: q, Limit: 50}).Hits)
		for name, other := range others {
			got := rankings(search(t, other, Query{Text: q, Limit: 50}).Hits)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Search(%q), %s (-want +got):\n%s", q, name, diff)
			}
		}
	}
}
