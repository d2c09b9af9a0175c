package lexicon

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"
)

// Medicine is one active substance, or a fixed combination of several, under all its names.
type Medicine struct {
	Name        string   // the generic name (INN or USAN)
	Aliases     []string // other generic names: acetaminophen for paracetamol
	Brands      []string
	Classes     []string // ids; a class stands here together with the broader ones that contain it
	Combination bool     // several active substances in one product
	Parts       []string // a combination's generic names, where they are listed

	everyday []string // those of its names that are also ordinary words
}

// Names returns every name of m as it is listed: the generic one, the aliases, the brands.
func (m *Medicine) Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(m.Name) {
			return
		}
		for _, list := range [][]string{m.Aliases, m.Brands} {
			for _, n := range list {
				if !yield(n) {
					return
				}
			}
		}
	}
}

// With returns a copy of l that also knows the medicines in r, one a line:
//
//	generic;other generic<TAB>brand;brand<TAB>class;class<TAB>part;part
//
// All columns but the first may be left out, as may be comments and empty lines. A generic name that l knows adds the
// line to that medicine. A brand or alias that already names another medicine is an error, as is an unknown class; an
// error names the line.
func (l *Lexicon) With(r io.Reader) (*Lexicon, error) {
	c := l.withoutNames()
	for _, m := range l.medicines {
		own := *m
		if err := c.add(&own); err != nil {
			return nil, fmt.Errorf("lexicon: copying %q: %w", m.Name, err)
		}
	}
	if err := c.addAll(r); err != nil {
		return nil, fmt.Errorf("lexicon: reading medicines: %w", err)
	}
	return c, nil
}

// addAll adds the medicines in r and puts all into order.
func (l *Lexicon) addAll(r io.Reader) error {
	err := eachLine(r, func(line string) error {
		m, err := l.parseMedicine(line)
		if err != nil {
			return err
		}
		return l.add(m)
	})
	slices.SortFunc(l.medicines, func(a, b *Medicine) int { return strings.Compare(a.Name, b.Name) })
	return err
}

// add puts m under all its names, or adds it to the medicine that already has its generic name.
func (l *Lexicon) add(m *Medicine) error {
	target := m
	if known, ok := l.names[m.Name]; ok {
		target = known.medicine
		target.merge(m)
	} else {
		l.medicines = append(l.medicines, m)
	}
	for n := range m.Names() {
		everyday := slices.Contains(m.everyday, n)
		for spelling := range spellings(n) {
			if spelling != n && l.listed(spelling) {
				continue
			}
			known, ok := l.names[spelling]
			if ok && known.medicine != target {
				return fmt.Errorf("%q names both %q and %q", n, known.medicine.Name, target.Name)
			}
			l.names[spelling] = name{target, everyday || known.everyday}
			l.maxWords = max(l.maxWords, wordCount(spelling))
		}
	}
	return nil
}

// merge adds what o knows to m. It never writes into a list that m shares with another copy.
func (m *Medicine) merge(o *Medicine) {
	known := slices.Collect(m.Names())
	missing := func(names []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(known, n) })
	}
	m.Aliases = union(m.Aliases, missing(append([]string{o.Name}, o.Aliases...)))
	m.Brands = union(m.Brands, missing(o.Brands))
	m.Classes = union(m.Classes, o.Classes)
	m.Parts = union(m.Parts, o.Parts)
	m.everyday = union(m.everyday, o.everyday)
	m.Combination = m.Combination || o.Combination
}

// union returns a new list of a and what b has besides.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// parseMedicine reads one line.
func (l *Lexicon) parseMedicine(line string) (*Medicine, error) {
	f := columns(line, 4)
	if f == nil {
		return nil, errors.New("more than 4 columns")
	}
	m := &Medicine{Parts: items(f[3])}
	m.Combination = len(m.Parts) > 0
	generics, brands := m.readNames(items(f[0])), m.readNames(items(f[1]))
	if len(generics) == 0 {
		return nil, errors.New("no generic name")
	}
	m.Name, m.Aliases, m.Brands = generics[0], generics[1:], brands
	for n := range m.Names() {
		if err := checkName(n); err != nil {
			return nil, err
		}
	}
	classes, err := l.withBroader(items(f[2]))
	if err != nil {
		return nil, fmt.Errorf("%q: %w", m.Name, err)
	}
	m.Classes = classes
	return m, nil
}

// readNames returns the names without the question mark of an everyday word, which m remembers.
func (m *Medicine) readNames(names []string) []string {
	for i, n := range names {
		plain, everyday := strings.CutSuffix(n, "?")
		if everyday {
			m.everyday = append(m.everyday, plain)
		}
		names[i] = plain
	}
	return names
}

// maxNameBytes is longer than any medicine's name; a longer one is a mistake in the list.
const maxNameBytes = 80

// checkName says what is wrong with a name that no lookup could find.
func checkName(n string) error {
	switch {
	case n == "":
		return errors.New("an empty name")
	case len(n) > maxNameBytes:
		return fmt.Errorf("a name of %d bytes, at most %d", len(n), maxNameBytes)
	case strings.Contains(n, "  "), strings.ContainsFunc(n, func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }):
		return fmt.Errorf("%q has spaces other than single ones between words", n)
	case n != strings.ToLower(n):
		return fmt.Errorf("%q is not in lower case", n)
	}
	return nil
}

// eachLine calls f with every line that is neither empty nor a comment, and says in which line f found a mistake.
func eachLine(r io.Reader, f func(line string) error) error {
	sc := bufio.NewScanner(r)
	n := 0
	for sc.Scan() {
		n++
		line := strings.TrimRight(sc.Text(), " \t\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := f(line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// columns splits line at its tabs into exactly n columns, the missing ones empty; it is nil if there are more.
func columns(line string, n int) []string {
	f := strings.Split(line, "\t")
	if len(f) > n {
		return nil
	}
	return append(f, make([]string, n-len(f))...)
}

// items splits a column at its semicolons.
func items(column string) []string {
	if column == "" {
		return nil
	}
	list := strings.Split(column, ";")
	for i, s := range list {
		list[i] = strings.TrimSpace(s)
	}
	return list
}
