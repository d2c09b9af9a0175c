package search

import (
	"hash/fnv"
	"slices"

	"patientfaq/faq"
)

// pair is two words that stand side by side, as a hash: there are too many pairs to give each a number.
type pair uint64

// pairs are the neighbouring words of a text, sorted, each pair once. Stop words count here: what for, what if and what
// is are three questions. Every name is the same word, and filler is not there.
func (x *Index) pairs(toks []string, names []faq.NameSpan) []pair {
	masked, _ := faq.MaskNames(toks, names)
	var found []pair
	last := ""
	for i, w := range masked {
		if isFiller(masked, i) {
			continue
		}
		if !stopWords[w] {
			w = x.terms.stemOf(w)
		}
		if last != "" {
			h := fnv.New64a()
			h.Write([]byte(last + " " + w))
			found = append(found, pair(h.Sum64()))
		}
		last = w
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// pairsOf are the pairs of a question of the content.
func (x *Index) pairsOf(text string) []pair {
	toks := tokens(text)
	return x.pairs(toks, x.names.spans(toks))
}

// order is the greatest share, over the entry's questions, of neighbouring words that are neighbours in what is asked.
// How much else is asked does not matter: patients tell stories.
func (p *probe) order(d *document) float64 {
	best := 0.0
	for _, question := range d.pairs {
		common := 0
		for _, pr := range question {
			if _, ok := slices.BinarySearch(p.pairs, pr); ok {
				common++
			}
		}
		best = max(best, float64(common)/float64(max(len(question), 1)))
	}
	return best
}
