// Package lexicon knows which words are ordinary English and which name a medicine or a class of medicines.
//
// It lets the search tell a misspelling from an unknown medicine: a word that is neither common English nor in the
// content, and that stands where a medicine stands, is taken for a medicine we have nothing on. So the names in the lexicon only
// ever make the bot refuse or ask; no answer is chosen by them. The thesaurus, which has no medicine's name, helps to rank.
//
// The data are text files, embedded as they are:
//
//   - words.txt: common English, derived from SCOWL (its notice is in LICENSE-SCOWL), sorted, one word a line. It is
//     searched in place and never decoded.
//   - extra.txt: what that list lacks: health words, chat, names, everyday brands; any number of words a line.
//   - classes.tsv: id, label, kind, broader classes, phrases, separated by tabs.
//   - thesaurus.txt: what leaflets and patients say for the same thing: a meaning a line.
//   - medicines.tsv: names, brands, classes, parts, separated by tabs; sorted by the first name, which is the generic.
//     [Lexicon.With] reads the same format.
//
// Within a column, items are separated by semicolons. A line that begins with # is a comment. A name that is also an
// everyday word ends in a question mark in the file ("iron?"), see [Lexicon.Everyday]. README.md tells how to change
// the files and how words.txt was derived.
//
// A [Lexicon] never changes, so any number of goroutines may use it. Words and phrases are passed in lower case, with
// single spaces.
package lexicon

import (
	"bytes"
	_ "embed"
	"fmt"
	"iter"
	"strings"
	"sync"
)

// Lexicon holds the common words, the medicines and their classes. Build one with [Default], vary it with
// [Lexicon.With] and [Lexicon.WithoutMedicines].
type Lexicon struct {
	words     wordList
	extra     map[string]struct{}
	classes   []*Class
	classByID map[string]*Class
	phrases   map[string]*Class
	medicines []*Medicine
	names     map[string]name
	maxWords  int
}

// A name is what one spelling stands for.
type name struct {
	medicine *Medicine
	everyday bool
}

var (
	//go:embed words.txt
	wordsText string
	//go:embed extra.txt
	extraText string
	//go:embed classes.tsv
	classesText []byte
	//go:embed medicines.tsv
	medicinesText []byte
)

// builtin decodes the embedded data on first use.
var builtin = sync.OnceValue(func() *Lexicon {
	l, err := load()
	if err != nil {
		panic(err) // the embedded files are wrong: a programmer's mistake, and every test here would fail
	}
	return l
})

// Default returns the built-in lexicon. The first call decodes it, in a few milliseconds.
func Default() *Lexicon { return builtin() }

func load() (*Lexicon, error) {
	l := &Lexicon{
		words: newWordList(wordsText),
		extra: parseWords(extraText),
		names: make(map[string]name, 16<<10),
	}
	if err := l.loadClasses(bytes.NewReader(classesText)); err != nil {
		return nil, fmt.Errorf("lexicon: classes.tsv: %w", err)
	}
	if err := l.addAll(bytes.NewReader(medicinesText)); err != nil {
		return nil, fmt.Errorf("lexicon: medicines.tsv: %w", err)
	}
	return l, nil
}

// Common reports whether word is ordinary English: dictionary words with their inflections, health words, chat. The
// name of a medicine never is, and a possessive ("doctor's") counts as its noun.
func (l *Lexicon) Common(word string) bool {
	noun := strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
	return !l.isName(word) && !l.isName(noun) && l.listed(noun)
}

func (l *Lexicon) isName(word string) bool {
	_, ok := l.names[word]
	return ok
}

// listed reports whether word is in one of the two lists of common words.
func (l *Lexicon) listed(word string) bool {
	_, ok := l.extra[word]
	return ok || l.words.contains(word)
}

// Medicine returns the medicine that name stands for: its generic name, another generic name, or a brand. Names may
// have several words ("folic acid"); a hyphen may be written as a space or left out, an apostrophe left out, unless that
// gives a common word ("sam-e").
func (l *Lexicon) Medicine(name string) (*Medicine, bool) {
	n, ok := l.names[name]
	return n.medicine, ok
}

// Everyday reports whether name, a medicine's, is also an ordinary word in another sense, such as "iron", "ginger" or
// "weed", so that it takes more than the name to know that the medicine is meant.
func (l *Lexicon) Everyday(name string) bool { return l.names[name].everyday }

// Medicines returns all medicines, sorted by name. The caller must not change them.
func (l *Lexicon) Medicines() []*Medicine { return l.medicines }

// MaxWords returns the number of words in the longest name or class phrase, so that a caller knows how far to look.
func (l *Lexicon) MaxWords() int { return l.maxWords }

// WithoutMedicines returns a copy that has only the medicines whose generic name keep accepts. It measures how well
// the search does with medicines that the lexicon lacks.
func (l *Lexicon) WithoutMedicines(keep func(name string) bool) *Lexicon {
	c := l.withoutNames()
	for _, m := range l.medicines {
		if keep(m.Name) {
			c.medicines = append(c.medicines, m)
		}
	}
	for spelling, n := range l.names {
		if keep(n.medicine.Name) {
			c.names[spelling] = n
			c.maxWords = max(c.maxWords, wordCount(spelling))
		}
	}
	return c
}

// withoutNames returns a copy of l that has no medicines yet.
func (l *Lexicon) withoutNames() *Lexicon {
	c := *l
	c.medicines = nil
	c.names = make(map[string]name, len(l.names))
	c.maxWords = 0
	for phrase := range l.phrases {
		c.maxWords = max(c.maxWords, wordCount(phrase))
	}
	return &c
}

// spellings returns s and the ways it is written without its hyphens and apostrophes; one may come twice.
func spellings(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(s) || !strings.ContainsAny(s, "-'") {
			return
		}
		plain := strings.ReplaceAll(s, "'", "")
		_ = yield(plain) && yield(strings.ReplaceAll(plain, "-", " ")) && yield(strings.ReplaceAll(plain, "-", ""))
	}
}

func wordCount(s string) int { return strings.Count(s, " ") + 1 }
