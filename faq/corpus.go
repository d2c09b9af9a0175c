package faq

import (
	"cmp"
	"embed"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

//go:embed all:content
var embedded embed.FS

// Content returns the built-in content, as a folder that [Load] reads.
func Content() fs.FS {
	sub, err := fs.Sub(embedded, "content")
	if err != nil {
		panic("faq: the embedded content has no root: " + err.Error()) // cannot happen: the path is a constant
	}
	return sub
}

// Corpus is one revision of the content: immutable, safe for concurrent use.
type Corpus struct {
	revision string
	opts     Options
	settings Settings
	passages []*Passage
	byID     map[string]*Passage
	subjects []*Subject
	bySubj   map[string]*Subject
	concepts []*Concept
	matcher  *conceptMatcher
	names    nameMatcher
	contacts []*Contact
	messages map[string]map[string]string
	tests    []Test
	signable map[string]signable
	silences []writtenSilence
}

// Revision is a hash of the content's files: the same files, whatever their dates, have the same revision.
func (c *Corpus) Revision() string { return c.revision }

// Settings returns the review settings.
func (c *Corpus) Settings() Settings { return c.settings }

// Options returns what the corpus was loaded with.
func (c *Corpus) Options() Options { return c.opts }

// Len is the number of passages.
func (c *Corpus) Len() int { return len(c.passages) }

// Passages yields every passage in a fixed order: entries by file and position, then articles.
func (c *Corpus) Passages() iter.Seq[*Passage] { return slices.Values(c.passages) }

// Passage returns the passage with that ID, or nil.
func (c *Corpus) Passage(id string) *Passage { return c.byID[id] }

// Subjects returns the declared subjects sorted by ID; the slice must not be changed.
func (c *Corpus) Subjects() []*Subject { return c.subjects }

// Subject returns the subject with that ID, or nil.
func (c *Corpus) Subject(id string) *Subject { return c.bySubj[id] }

// Concepts returns the concepts in the order of their file; the slice must not be changed.
func (c *Corpus) Concepts() []*Concept { return c.concepts }

// Tests returns the content tests of tests.yaml.
func (c *Corpus) Tests() []Test { return c.tests }

// Contacts returns the contacts, sorted by country; the slice must not be changed.
func (c *Corpus) Contacts() []*Contact { return c.contacts }

// Contact returns the contact of a country (ISO 3166-1 alpha-2, upper case), or nil.
func (c *Corpus) Contact(country string) *Contact {
	i := slices.IndexFunc(c.contacts, func(ct *Contact) bool { return ct.Country == country })
	if i < 0 {
		return nil
	}
	return c.contacts[i]
}

// Message returns the fixed message for a key in a locale, falling back from pt-BR to pt and to English; "" if there is
// none.
func (c *Corpus) Message(locale, key string) string {
	language, _, _ := strings.Cut(locale, "-")
	for _, l := range []string{locale, language} {
		if m, ok := c.messages[l][key]; ok {
			return m
		}
	}
	return c.messages["en"][key]
}

// Locales returns the languages that fixed messages or passages are written in, sorted.
func (c *Corpus) Locales() []string {
	has := map[string]bool{"en": true} // the built-in messages
	for locale := range c.messages {
		has[locale] = true
	}
	for _, p := range c.passages {
		has[cmp.Or(p.Locale, "en")] = true
	}
	return slices.Sorted(maps.Keys(has))
}

// Translation returns the fixed message for a key in a locale, falling back from pt-BR to pt; "" where it is not written in
// that language.
func (c *Corpus) Translation(locale, key string) string {
	language, _, _ := strings.Cut(locale, "-")
	return cmp.Or(c.messages[locale][key], c.messages[language][key])
}

// Standing says whether p may be served at that moment. It does not know the stop list of withdrawn entries.
func (c *Corpus) Standing(p *Passage, at time.Time) Standing {
	return standing(p, c.settings, c.opts, at)
}
