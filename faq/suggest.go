package faq

import (
	"fmt"
	"slices"
	"strings"
)

// suggestOr returns "; did you mean ...?" if one of the known words is near the one written, and otherwise a text
// instead.
func suggestOr(written string, known []string, otherwise string) string {
	if near, ok := nearest(written, known); ok {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	return otherwise
}

// nearest returns the known word with the least edit distance, at most a third of the written word's length. Of
// words equally near it is the alphabetically first.
func nearest(written string, known []string) (string, bool) {
	w := []rune(strings.ToLower(written))
	best, bestDist := "", max(1, len(w)/3)+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := distance(w, []rune(strings.ToLower(k)), bestDist); d < bestDist {
			best, bestDist = k, d
		}
	}
	return best, best != ""
}

// distance is the number of insertions, deletions and substitutions that turn a into b, or limit if it is no less.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, cb := range b {
			substitute := diagonal
			if ca != cb {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit)
}
