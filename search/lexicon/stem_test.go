package lexicon

import (
	"strings"
	"testing"
)

func TestStem(t *testing.T) {
	l := Default()
	tests := []struct {
		word string
		want bool
	}{
		{"newapril", true},
		{"fabisartan", true},
		{"zolimab", true},
		{"ceftanewone", true},
		{"nobestatin", true},
		{"orfotinib", true},
		{"lisinopril", true},
		{"april", false},
		{"mab", false},
		{"statins", false},
		{"cholesterol", false},
		{"sulfate", false},
		{"headache", false},
		{"cyclone", false},
		{"magazine", false},
		{"", false},
	}
	for _, tt := range tests {
		if got := l.Stem(tt.word); got != tt.want {
			t.Errorf("Stem(%q) = %v, want %v", tt.word, got, tt.want)
		}
	}
}

// TestStemSparesCommonWords also counts the words that have the shape and are spared only because we know them: many
// would mean that a stem fires on ordinary words that no list has.
func TestStemSparesCommonWords(t *testing.T) {
	l := Default()
	var shaped []string
	words := append(lines(wordsText), strings.Fields(strings.Join(lines(extraText), " "))...)
	for _, word := range words {
		if l.Stem(word) {
			t.Errorf("Stem(%q) = true for a common word", word)
		}
		if stemShaped(word) {
			shaped = append(shaped, word)
		}
	}
	if len(shaped) > 20 {
		t.Errorf("%d common words have the shape of a medicine's name, at most 20: %q", len(shaped), shaped)
	}
}

func TestStemKnowsMostGenerics(t *testing.T) {
	all, found := 0, 0
	for _, m := range Default().Medicines() {
		if strings.ContainsAny(m.Name, " -'0123456789") || len(m.Name) < minStemmed {
			continue
		}
		all++
		if stemShaped(m.Name) {
			found++
		}
	}
	if found*100 < all*45 {
		t.Errorf("%d of %d one-word generic names show a stem, want 45 %% at least", found, all)
	}
}
