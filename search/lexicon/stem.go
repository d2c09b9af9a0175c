package lexicon

import "strings"

// minStemmed is the length from which a word may show a stem: the shortest real names ("abciximab" aside) have seven
// letters, and shorter words with these endings are ordinary ones.
const minStemmed = 7

// Stem reports whether word has the shape of a generic name: it begins or ends in one of the stems from which
// international nonproprietary names are formed, and is no common word. It knows new medicines by their kind alone.
func (l *Lexicon) Stem(word string) bool {
	return stemShaped(word) && !l.Common(word)
}

func stemShaped(word string) bool {
	if len(word) < minStemmed {
		return false
	}
	for _, s := range stemEndings {
		if strings.HasSuffix(word, s) {
			return true
		}
	}
	for _, s := range stemBeginnings {
		if strings.HasPrefix(word, s) {
			return true
		}
	}
	return false
}

// stemEndings and stemBeginnings are read only; an array cannot be a constant.
var stemEndings = [...]string{"pril", "sartan", "olol", "statin"}

var stemBeginnings = [...]string{"cef"}
