package search

import "strings"

// ages marks the words that say how old somebody is, and that it is a man or a woman. They are no terms: that an entry
// speaks of a woman of the same age says nothing. Whether a child is meant, the concepts tell.
func ages(toks []string) []bool {
	marked := make([]bool, len(toks))
	for i := 0; i+2 < len(toks); i++ {
		if !isNumber(toks[i]) || !ageUnits[toks[i+1]] || toks[i+2] != "old" && toks[i+2] != "olds" {
			continue
		}
		marked[i], marked[i+1], marked[i+2] = true, true, true
		if i+3 < len(toks) && people[toks[i+3]] {
			marked[i+3] = true
		}
	}
	return marked
}

var (
	ageUnits = wordSet(`year years yr yrs month months week weeks day days`)
	people   = wordSet(`man woman male female boy girl lady gentleman guy patient person`)
	numbers  = wordSet(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
		seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety`)
)

// isNumber says whether a word is a number, in digits or in letters.
func isNumber(word string) bool {
	return numbers[word] || strings.Trim(word, "0123456789") == ""
}
