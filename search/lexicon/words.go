package lexicon

import "strings"

// A wordList is sorted text, one word a line. It is searched where it lies, so it costs no time to load and no memory
// beyond the program's own.
type wordList string

// newWordList returns the list in text, after the comment at its head.
func newWordList(text string) wordList {
	for strings.HasPrefix(text, "#") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return wordList(text)
}

// contains finds word by halving: lo and hi are always at the start of a line or at the end.
func (w wordList) contains(word string) bool {
	lo, hi := 0, len(w)
	for lo < hi {
		mid := lo + (hi-lo)/2
		start := lo + strings.LastIndexByte(string(w[lo:mid]), '\n') + 1
		line, _, _ := strings.Cut(string(w[start:hi]), "\n")
		switch {
		case line == word:
			return true
		case line < word:
			lo = min(start+len(line)+1, hi)
		default:
			hi = start
		}
	}
	return false
}

// parseWords returns the words of text, which are separated by white space, without the comment lines.
func parseWords(text string) map[string]struct{} {
	set := make(map[string]struct{}, len(text)/7)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			set[word] = struct{}{}
		}
	}
	return set
}
