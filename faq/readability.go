package faq

import (
	"cmp"
	"slices"
	"strings"
)

// gradeOf is the Flesch-Kincaid grade of sentences: the years of schooling that an American text of this kind asks for
// (Kincaid and others, Derivation of new readability formulas for Navy enlisted personnel, 1975). A name of a subject counts
// as a word of two syllables: it cannot be written more simply.
func (c *Corpus) gradeOf(sentences ...string) float64 {
	words, syllables := 0, 0
	for _, s := range sentences {
		tokens := Tokens(s)
		matches := c.names.match(tokens)
		for i, w := range tokens {
			words++
			if slices.ContainsFunc(matches, func(m SubjectMatch) bool { return m.Start <= i && i < m.End }) {
				syllables += 2
			} else {
				syllables += syllablesOf(w)
			}
		}
	}
	if words == 0 || len(sentences) == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(len(sentences)) + 11.8*float64(syllables)/float64(words) - 15.59
}

// syllablesOf counts the groups of vowels of an English word, without a silent e at its end.
func syllablesOf(word string) int {
	n := 0
	vowel := false
	for _, r := range word {
		is := strings.ContainsRune("aeiouy", r)
		if is && !vowel {
			n++
		}
		vowel = is
	}
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") || strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded")
	if silent && n > 1 {
		n--
	}
	return max(n, 1)
}

// Sentences cuts a text after each sign that ends a sentence, and at each line: an item of a list is a sentence.
func Sentences(text string) []string {
	var found []string
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
		start := 0
		for i, r := range line {
			if strings.ContainsRune(".!?", r) && (i+1 == len(line) || line[i+1] == ' ') {
				found = append(found, strings.TrimSpace(line[start:i+1]))
				start = i + 1
			}
		}
		found = append(found, strings.TrimSpace(line[start:]))
	}
	return slices.DeleteFunc(found, func(s string) bool { return len(Tokens(s)) == 0 })
}

// hardest returns the sentences with the highest grades, at most n of them, the hardest first.
func (c *Corpus) hardest(sentences []string, n int) []string {
	sorted := slices.Clone(sentences)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(c.gradeOf(b), c.gradeOf(a)) })
	return sorted[:min(n, len(sorted))]
}
