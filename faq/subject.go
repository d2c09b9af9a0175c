package faq

import (
	"slices"
	"strings"
)

// How says which of a subject's lists a text matched.
type How string

// The ways a text names a subject. A name that stands in several of a subject's lists is ambiguous if it stands
// there, and otherwise the first of the others in this order.
const (
	ByName         How = "name"
	ByBrand        How = "brand"
	ByAbbreviation How = "abbreviation"
	ByMisspelling  How = "misspelling"
	ByStreet       How = "street"
	ByAmbiguous    How = "ambiguous"
	ByClass        How = "class"
)

// SubjectMatch is a subject named in a text, at a span of tokens.
type SubjectMatch struct {
	ID         string
	Start, End int    // tokens [Start, End)
	Written    string // those tokens, with spaces between
	How        How
}

// MatchSubjects finds the subjects that a text names, in the order of the text. Where names overlap the longest
// wins, and where one name belongs to several subjects, as a class does, each of them is returned. What an
// abbreviation, a street name, an ambiguous name or a class is worth is for the caller to decide.
func (c *Corpus) MatchSubjects(tokens []string) []SubjectMatch { return c.names.match(tokens) }

// A subjectName is one name of one subject, as tokens.
type subjectName struct {
	words   []string
	subject string
	how     How
}

// A nameMatcher finds names by their first word; the names of a word are sorted from long to short.
type nameMatcher map[string][]subjectName

func newNameMatcher(subjects []*Subject) nameMatcher {
	m := nameMatcher{}
	for _, s := range subjects {
		m.add(s.ID, ByAmbiguous, s.Ambiguous...)
		m.add(s.ID, ByName, s.Names...)
		if len(s.Names) == 0 {
			m.add(s.ID, ByName, s.ID)
		}
		m.add(s.ID, ByBrand, s.Brands...)
		m.add(s.ID, ByAbbreviation, s.Abbreviations...)
		m.add(s.ID, ByMisspelling, s.Misspellings...)
		m.add(s.ID, ByStreet, s.Street...)
		m.add(s.ID, ByClass, s.Class...)
	}
	for _, names := range m {
		slices.SortStableFunc(names, func(a, b subjectName) int { return len(b.words) - len(a.words) })
	}
	return m
}

// add adds names of a subject, except those it already has.
func (m nameMatcher) add(subject string, how How, names ...string) {
	for _, name := range names {
		words := Tokens(name)
		if len(words) == 0 {
			continue
		}
		known := slices.ContainsFunc(m[words[0]], func(n subjectName) bool {
			return n.subject == subject && slices.Equal(n.words, words)
		})
		if !known {
			m[words[0]] = append(m[words[0]], subjectName{words, subject, how})
		}
	}
}

func (m nameMatcher) match(tokens []string) []SubjectMatch {
	var found []SubjectMatch
	for at := 0; at < len(tokens); {
		end := at
		for _, n := range m[tokens[at]] {
			if at+len(n.words) < end {
				break // shorter than the one that matched
			}
			if !hasPrefix(tokens[at:], n.words) {
				continue
			}
			end = at + len(n.words)
			found = append(found, SubjectMatch{n.subject, at, end, written(tokens[at:end]), n.how})
		}
		at = max(end, at+1)
	}
	return found
}

func hasPrefix(tokens, words []string) bool {
	return len(tokens) >= len(words) && slices.Equal(tokens[:len(words)], words)
}

func written(tokens []string) string {
	if len(tokens) == 1 {
		return tokens[0]
	}
	return strings.Join(tokens, " ")
}
