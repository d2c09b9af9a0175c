package lexicon

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Addition is what a list has that a lexicon lacks, as medicines that [Lexicon.With] takes without a conflict.
type Addition struct {
	Medicines int // new ones, and known ones with a new name
	Names     int // new ones
	Known     int // names that the lexicon has for the same medicine
	Conflicts int // names that the lexicon, or an earlier line, has for another medicine
	Everyday  int // names that are ordinary words in another sense, passed over where the list does not tell which are
	Unusable  int // names too long, too short or of too many words to be found in a question

	base   *Lexicon // what is known so far
	strict bool     // pass over everyday words
	lines  []string
}

// group is a medicine of a list under all its names.
type group struct {
	generics, brands, classes, parts []string
}

// Add returns what a list adds to l. The list has the format of [Lexicon.With]; unlike there, a name that l knows as
// another medicine's is passed over and counted. An error names the line.
func (l *Lexicon) Add(r io.Reader) (*Addition, error) {
	a, err := l.newAddition()
	if err != nil {
		return nil, err
	}
	err = eachLine(r, func(line string) error {
		f := columns(line, 4)
		if f == nil {
			return errors.New("more than 4 columns")
		}
		if _, err := l.withBroader(items(f[2])); err != nil {
			return err
		}
		return a.add(group{items(f[0]), items(f[1]), items(f[2]), items(f[3])})
	})
	if err != nil {
		return nil, fmt.Errorf("lexicon: reading medicines: %w", err)
	}
	return a, nil
}

// newAddition starts with a copy of l that may be added to.
func (l *Lexicon) newAddition() (*Addition, error) {
	base, err := l.With(strings.NewReader(""))
	if err != nil {
		return nil, err
	}
	return &Addition{base: base}, nil
}

// add keeps what is new of a medicine.
func (a *Addition) add(g group) error {
	target := a.known(g)
	fresh := group{classes: g.classes, parts: g.parts}
	fresh.generics = a.fresh(g.generics, target, nil)
	fresh.brands = a.fresh(g.brands, target, fresh.generics)
	n := len(fresh.generics) + len(fresh.brands)
	if n == 0 {
		return nil
	}
	if target != nil {
		fresh.generics = slices.Insert(fresh.generics, 0, target.Name)
	} else if len(fresh.generics) == 0 { // only brands are new to us: the first stands for the medicine
		fresh.generics, fresh.brands = fresh.brands[:1], fresh.brands[1:]
	}
	line := fresh.line()
	m, err := a.base.parseMedicine(line)
	if err != nil {
		return err
	}
	if err := a.base.add(m); err != nil {
		return err
	}
	a.Medicines++
	a.Names += n
	a.lines = append(a.lines, line)
	return nil
}

// known is the medicine that the list means: the one that the first of its generic names to be known stands for, or the
// combination of the same parts. Brands do not tell: one that another medicine has, too, must not join the two.
func (a *Addition) known(g group) *Medicine {
	for _, n := range g.generics {
		if m := a.owner(normal(n)); m != nil {
			return m
		}
	}
	if len(g.parts) < 2 {
		return nil
	}
	parts := a.canonical(g.parts)
	for _, m := range a.base.medicines {
		if len(m.Parts) == len(parts) && slices.Equal(a.canonical(m.Parts), parts) {
			return m
		}
	}
	return nil
}

// canonical is a combination's parts by their generic names here, sorted.
func (a *Addition) canonical(parts []string) []string {
	names := slices.Clone(parts)
	for i, p := range names {
		if m := a.owner(normal(p)); m != nil {
			names[i] = m.Name
		}
	}
	slices.Sort(names)
	return names
}

// Names of fewer letters are abbreviations of many things; those of more words than a question is searched for in one
// piece are never found, and each more would slow every question down.
const (
	minNameLetters = 4
	maxNameWords   = 5
)

// fresh returns the names that are new and not among those besides, marked where they are everyday words, and counts the
// others.
func (a *Addition) fresh(names []string, target *Medicine, besides []string) []string {
	var list []string
	for _, written := range names {
		n := normal(written)
		marked := n
		if strings.HasSuffix(written, "?") || a.base.listed(n) || a.base.Everyday(n) {
			marked += "?"
		}
		_, class := a.base.Class(n)
		switch owner := a.owner(n); {
		case !usable(n):
			a.Unusable++
		case owner != nil && owner == target || slices.Contains(list, marked) || slices.Contains(besides, marked):
			a.Known++
		case owner != nil || class:
			a.Conflicts++
		case a.strict && a.common(n):
			a.Everyday++
		default:
			list = append(list, marked)
		}
	}
	return list
}

// usable says whether a question could name a medicine so.
func usable(name string) bool {
	return len(name) >= minNameLetters && len(name) <= maxNameBytes && wordCount(name) <= maxNameWords &&
		strings.ContainsFunc(name, unicode.IsLetter)
}

// common says whether a name is made of ordinary words alone, as egg white is.
func (a *Addition) common(name string) bool {
	for word := range strings.FieldsSeq(name) {
		if !a.base.listed(word) {
			return false
		}
	}
	return true
}

// owner is the medicine that any spelling of a name stands for already, nil where none does.
func (a *Addition) owner(name string) *Medicine {
	for spelling := range spellings(name) {
		if k, ok := a.base.names[spelling]; ok {
			return k.medicine
		}
	}
	return nil
}

// normal is a name as questions are read: in lower case, with single spaces, without signs but hyphens and
// apostrophes.
func normal(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '\'' {
			return unicode.ToLower(r)
		}
		return ' '
	}, strings.TrimSuffix(name, "?"))
	return strings.Join(strings.Fields(name), " ")
}

func (g group) line() string {
	list := func(items []string) string { return strings.Join(items, ";") }
	return strings.TrimRight(strings.Join([]string{list(g.generics), list(g.brands), list(g.classes), list(g.parts)}, "\t"), "\t")
}

// WriteTo writes the addition in the format of [Lexicon.With], sorted.
func (a *Addition) WriteTo(w io.Writer) (int64, error) {
	slices.Sort(a.lines)
	b := bufio.NewWriter(w)
	var n int64
	for _, line := range a.lines {
		k, err := b.WriteString(line + "\n")
		n += int64(k)
		if err != nil {
			return n, err
		}
	}
	return n, b.Flush()
}
