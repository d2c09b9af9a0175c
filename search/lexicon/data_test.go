package lexicon

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// plainName is what a name or phrase in our files may be made of.
var plainName = regexp.MustCompile(`^[a-z0-9][a-z0-9'./,+%&#()-]*( [a-z0-9&#(+][a-z0-9'./,+%()-]*)*$`)

// lines returns the lines of a data file that are neither empty nor comments.
func lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

func TestDataSize(t *testing.T) {
	const limit = 1_200_000
	if got := len(wordsText) + len(extraText) + len(classesText) + len(medicinesText); got > limit {
		t.Errorf("the embedded files have %d bytes, at most %d", got, limit)
	}
	if got := len(Default().Medicines()); got < 2000 {
		t.Errorf("%d medicines, want 2000 at least", got)
	}
}

func TestWordsFile(t *testing.T) {
	if !strings.HasSuffix(wordsText, "\n") {
		t.Error("words.txt does not end in a newline")
	}
	plain := regexp.MustCompile(`^[a-z]+('[a-z]+)?$`)
	words := lines(wordsText)
	for i, word := range words {
		if !plain.MatchString(word) {
			t.Errorf("words.txt: %q is not a plain lower-case word", word)
		}
		if i > 0 && words[i-1] >= word {
			t.Errorf("words.txt: %q does not sort after %q", word, words[i-1])
		}
	}
	l := Default()
	for _, word := range words {
		if !l.words.contains(word) {
			t.Fatalf("contains(%q) = false, want every word of the list found", word)
		}
	}
}

func TestExtraFile(t *testing.T) {
	l := Default()
	seen := make(map[string]bool)
	for _, line := range lines(extraText) {
		for word := range strings.FieldsSeq(line) {
			switch {
			case word != strings.ToLower(word):
				t.Errorf("extra.txt: %q is not in lower case", word)
			case seen[word]:
				t.Errorf("extra.txt: %q is there twice", word)
			case l.words.contains(word):
				t.Errorf("extra.txt: %q is in words.txt already", word)
			}
			seen[word] = true
		}
	}
}

// TestMedicinesAreNotCommon also holds for the words under the names: once a medicine is left out, its name is unknown.
func TestMedicinesAreNotCommon(t *testing.T) {
	l := Default()
	for spelling, n := range l.names {
		if l.Common(spelling) {
			t.Errorf("Common(%q) = true for a medicine's name", spelling)
		}
		if l.listed(spelling) && !n.everyday {
			t.Errorf("%q, a name of %q, stands among the common words: take it out, or mark it as everyday",
				spelling, n.medicine.Name)
		}
	}
}

func TestMedicinesFile(t *testing.T) {
	var last string
	owner := make(map[string]string)
	for _, line := range lines(string(medicinesText)) {
		f := columns(line, 4)
		if f == nil {
			t.Fatalf("medicines.tsv: %q has more than 4 columns", line)
		}
		generic, _, _ := strings.Cut(strings.ReplaceAll(f[0], "?", ""), ";")
		if generic <= last {
			t.Errorf("medicines.tsv: %q does not sort after %q", generic, last)
		}
		last = generic
		if f[2] == "" {
			t.Errorf("medicines.tsv: %q has no class", generic)
		}
		for _, n := range append(items(f[0]), items(f[1])...) {
			n = strings.TrimSuffix(n, "?")
			if !plainName.MatchString(n) {
				t.Errorf("medicines.tsv: %q: %q is not a plain name", generic, n)
			}
			if other, ok := owner[n]; ok {
				t.Errorf("medicines.tsv: %q names both %q and %q", n, other, generic)
			}
			owner[n] = generic
		}
	}
}

func TestMedicinesReachable(t *testing.T) {
	l := Default()
	var last string
	for _, m := range l.Medicines() {
		if m.Name <= last {
			t.Errorf("Medicines(): %q does not sort after %q", m.Name, last)
		}
		last = m.Name
		for n := range m.Names() {
			if got, _ := l.Medicine(n); got != m {
				t.Errorf("Medicine(%q) is not %q, which lists that name", n, m.Name)
			}
		}
		for _, id := range m.Classes {
			if _, ok := l.ClassByID(id); !ok {
				t.Errorf("%q is in class %q, which does not exist", m.Name, id)
			}
		}
	}
}

func TestCombinations(t *testing.T) {
	l := Default()
	n := 0
	for _, m := range l.Medicines() {
		if m.Combination != (len(m.Parts) > 0) {
			t.Errorf("%q: Combination = %v with parts %q", m.Name, m.Combination, m.Parts)
		}
		for _, part := range m.Parts {
			p, ok := l.Medicine(part)
			if !ok || p.Name != part || p == m {
				t.Errorf("%q: part %q is not the generic name of another medicine", m.Name, part)
			}
		}
		if m.Combination {
			n++
		}
	}
	if n < 100 {
		t.Errorf("%d combinations, want 100 at least", n)
	}
}

func TestClassesFile(t *testing.T) {
	l := Default()
	members := make(map[string]int)
	for _, m := range l.Medicines() {
		for _, id := range m.Classes {
			members[id]++
		}
	}
	kinds := []Kind{KindMedicine, KindVaccine, KindSupplement, KindMisused, KindTest}
	for _, c := range l.Classes() {
		switch {
		case c.Label == "":
			t.Errorf("class %q has no label", c.ID)
		case !slices.Contains(kinds, c.Kind):
			t.Errorf("class %q: unknown kind %q", c.ID, c.Kind)
		case members[c.ID] == 0:
			t.Errorf("class %q has no medicine", c.ID)
		}
		for _, phrase := range c.Phrases {
			if !plainName.MatchString(phrase) {
				t.Errorf("class %q: %q is not a plain phrase", c.ID, phrase)
			}
			if id, ok := l.Class(phrase); !ok || id != c.ID {
				t.Errorf("Class(%q) = %q, %v, want %q", phrase, id, ok, c.ID)
			}
			if m, ok := l.Medicine(phrase); ok {
				t.Errorf("class phrase %q is also a name of the medicine %q", phrase, m.Name)
			}
			if !strings.ContainsAny(phrase, " -0123456789") && !l.Common(phrase) {
				t.Errorf("class word %q is not common: add it to extra.txt", phrase)
			}
		}
	}
}
