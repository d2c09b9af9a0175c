package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed thesaurus.txt
var thesaurusText string

// Meaning is a group of the thesaurus: what a leaflet and what patients say for the same thing.
type Meaning int32

// Said is a phrase of the thesaurus found in a text, at tokens [Start, End).
type Said struct {
	Meaning    Meaning
	Start, End int
}

// phrase is one way of saying a meaning, of more than one word, or of one.
type phrase struct {
	words   []string
	meaning Meaning
}

// thesaurus has the phrases by their first word, the longest first.
type thesaurus struct {
	byFirst map[string][]phrase
	labels  []string
}

var builtinThesaurus = sync.OnceValue(func() *thesaurus { return parseThesaurus(thesaurusText) })

// parseThesaurus reads a meaning a line, its phrases separated by semicolons, the leaflet's own words first.
func parseThesaurus(text string) *thesaurus {
	t := &thesaurus{byFirst: map[string][]phrase{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := Meaning(len(t.labels))
		for i, said := range strings.Split(line, ";") {
			words := strings.Fields(said)
			if i == 0 {
				t.labels = append(t.labels, strings.Join(words, " "))
			}
			t.add(phrase{words, m})
		}
	}
	return t
}

func (t *thesaurus) add(p phrase) {
	if len(p.words) == 0 {
		return
	}
	first := p.words[0]
	list := t.byFirst[first]
	i := 0
	for i < len(list) && len(list[i].words) >= len(p.words) {
		i++
	}
	list = append(list, phrase{})
	copy(list[i+1:], list[i:])
	list[i] = p
	t.byFirst[first] = list
}

// Meanings finds the phrases of the thesaurus in a text, given as lower-case words without apostrophes. Where one phrase
// begins another, only the longest is found. The thesaurus helps to rank what is about the right medicine; like the rest of the
// lexicon it never leads from one medicine to another, since no medicine's name is in it.
func Meanings(words []string) []Said {
	t := builtinThesaurus()
	var found []Said
	for i := 0; i < len(words); i++ {
		for _, p := range t.byFirst[words[i]] {
			if len(p.words) <= len(words)-i && equal(p.words, words[i:i+len(p.words)]) {
				found = append(found, Said{p.meaning, i, i + len(p.words)})
				i += len(p.words) - 1
				break
			}
		}
	}
	return found
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// String is the meaning in a leaflet's words.
func (m Meaning) String() string { return builtinThesaurus().labels[m] }
