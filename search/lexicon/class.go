package lexicon

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Kind tells what sort of thing the members of a [Class] are.
type Kind string

// The kinds of class.
const (
	KindMedicine   Kind = "medicine"   // prescribed or bought as a medicine
	KindVaccine    Kind = "vaccine"    // prevents an infection
	KindSupplement Kind = "supplement" // vitamins, minerals, herbal remedies, food supplements
	KindMisused    Kind = "misused"    // taken for its effect on the mind, mostly unlawful
	KindTest       Kind = "test"       // given for a scan or a test
)

// Class is a group of medicines that patients have a word for, such as "blood thinners".
type Class struct {
	ID      string   // as in [Medicine.Classes]
	Label   string   // for display, singular: "ACE inhibitor"
	Kind    Kind     // of its members
	Broader []string // ids of the classes that contain it
	Phrases []string // what patients call it, singular

	within []string // ids of this class and of all that contain it
}

// Class returns the id of the class that phrase means: "blood thinner", "ssri", "painkillers". A plural in -s is
// understood.
func (l *Lexicon) Class(phrase string) (id string, ok bool) {
	c, ok := l.phrases[phrase]
	if !ok {
		c, ok = l.phrases[strings.TrimSuffix(phrase, "s")]
	}
	if !ok {
		return "", false
	}
	return c.ID, true
}

// Classes returns all classes, sorted by id. The caller must not change them.
func (l *Lexicon) Classes() []*Class { return l.classes }

// ClassByID returns the class with that id.
func (l *Lexicon) ClassByID(id string) (*Class, bool) {
	c, ok := l.classByID[id]
	return c, ok
}

// loadClasses reads classes.tsv. A class follows the broader ones that it names.
func (l *Lexicon) loadClasses(r io.Reader) error {
	l.classByID = make(map[string]*Class)
	l.phrases = make(map[string]*Class)
	if err := eachLine(r, l.addClass); err != nil {
		return err
	}
	slices.SortFunc(l.classes, func(a, b *Class) int { return strings.Compare(a.ID, b.ID) })
	return nil
}

func (l *Lexicon) addClass(line string) error {
	f := columns(line, 5)
	if f == nil {
		return fmt.Errorf("%q has more than 5 columns", line)
	}
	c := &Class{ID: f[0], Label: f[1], Kind: Kind(f[2]), Broader: items(f[3]), Phrases: items(f[4])}
	if _, ok := l.classByID[c.ID]; ok {
		return fmt.Errorf("class %q is there twice", c.ID)
	}
	broader, err := l.withBroader(c.Broader)
	if err != nil {
		return fmt.Errorf("class %q: %w before it", c.ID, err)
	}
	c.within = append([]string{c.ID}, broader...)
	for _, phrase := range c.Phrases {
		for spelling := range spellings(phrase) {
			if other, ok := l.phrases[spelling]; ok && other != c {
				return fmt.Errorf("phrase %q means both %q and %q", phrase, other.ID, c.ID)
			}
			l.phrases[spelling] = c
			l.maxWords = max(l.maxWords, wordCount(spelling))
		}
	}
	l.classByID[c.ID] = c
	l.classes = append(l.classes, c)
	return nil
}

// withBroader returns ids and every class that contains one of them, without repeats. An id that is no class is an
// error. The result may be shared: it must not be written to.
func (l *Lexicon) withBroader(ids []string) ([]string, error) {
	var all []string
	for _, id := range ids {
		c, ok := l.classByID[id]
		if !ok {
			return nil, fmt.Errorf("no class %q in classes.tsv", id)
		}
		if all == nil {
			all = slices.Clip(c.within)
			continue
		}
		all = union(all, c.within)
	}
	return all, nil
}
