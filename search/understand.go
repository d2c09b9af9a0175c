package search

import (
	"slices"

	"patientfaq/faq"
)

// Understanding is what a question was taken to ask, part by part.
type Understanding struct {
	Tokens      []string           // words, corrected
	Medicines   []string           // A: medicines of the content that it names
	Topics      []string           // other subjects of the content that it names
	Carried     []string           // of those, the ones taken from the conversation because it names none
	Links       []Link             // how each medicine and topic was named
	Unclear     []Unclear          // misspellings that may be one of several, or do not sound like the one they look like
	Unknown     []string           // medicines it names that the content has nothing on, as written
	Classes     []Class            // classes of medicines it names
	Concepts    []string           // what it asks, in the order of concepts.yaml
	Route       string             // route or form it names, "" where none
	Corrections []Correction       // other words that were corrected
	Rare        []string           // words that are neither in the content nor common English
	spans       []faq.NameSpan     // names, in order
	asked       []faq.ConceptMatch // where each concept was found
	conceptOf   []int              // for each token, the concept in whose phrase it stands
}

// Length is how many words the question has beside filler.
func (u *Understanding) Length() int {
	n := 0
	for i := range u.Tokens {
		if !isFiller(u.Tokens, i) {
			n++
		}
	}
	return n
}

// NamesMedicine says whether the question is about a medicine, however it names it: one of the content, one that the
// content has nothing on, a misspelling that may be one of several, a class, or one taken from the conversation.
func (u *Understanding) NamesMedicine() bool {
	return len(u.Medicines)+len(u.Unknown)+len(u.Unclear)+len(u.Classes) > 0
}

// Elliptical says whether the question asks concepts and leaves to the conversation of what: "and with alcohol?".
func (u *Understanding) Elliptical() bool {
	asks := false
	for i, w := range u.Tokens {
		if u.conceptOf[i] != noConcept {
			asks = true
		} else if !stopWords[w] {
			return false
		}
	}
	return asks
}

// Link is a name in the question and the subject it stands for.
type Link struct {
	Written string
	Subject string
	How     faq.How // ByMisspelling where the name was corrected
}

// Unclear is a word that may be a misspelt name.
type Unclear struct {
	Written  string
	Subjects []string // of the content, most likely first
}

// Class is a class of medicines, such as muscle relaxants.
type Class struct {
	Written string
	Members []string // medicines of the content in it; none means the content has nothing on the class
}

// Correction is a word that was read as another.
type Correction struct{ From, To string }

// Understand reads a question. It never fails: what is not understood is left out.
func (x *Index) Understand(text string) Understanding {
	r := &reader{x: x, toks: questionTokens(text)}
	r.taken = make([]bool, len(r.toks))
	r.u.Tokens = r.toks
	r.readDeclared()
	r.readClasses(true) // before the medicines: calcium channel blockers are not calcium
	r.readLexicon()
	r.correct()
	r.readClasses(false) // after the corrections: a misspelt class is one
	r.readConcepts()
	r.u.conceptOf = r.conceptsByToken()
	r.u.Route = routeOf(r.toks)
	return r.u
}

// reader carries one question through the steps.
type reader struct {
	x     *Index
	toks  []string
	taken []bool // tokens that are part of a name
	u     Understanding
}

// take marks the tokens of a name as read.
func (r *reader) take(start, end int, kind faq.Kind) {
	r.u.spans = append(r.u.spans, faq.NameSpan{Start: start, End: end, Kind: kind})
	for i := start; i < end; i++ {
		r.taken[i] = true
	}
}

// readDeclared links the content's own names. A name of several subjects is unclear; a street name needs a medicine's place in the sentence.
func (r *reader) readDeclared() {
	matches := r.x.names.declared(r.toks)
	for len(matches) > 0 {
		n := 1
		for n < len(matches) && matches[n].Start == matches[0].Start {
			n++
		}
		group := matches[:n]
		matches = matches[n:]
		m := group[0]
		if m.How == faq.ByStreet && !inSlot(r.toks, m.Start, m.End) || r.x.names.withinOther(r.toks, m) {
			continue
		}
		r.take(m.Start, m.End, r.x.names.kind(m.ID))
		if n > 1 {
			r.unclear(m.Written, group)
			continue
		}
		r.link(m)
	}
}

func (r *reader) unclear(written string, group []faq.SubjectMatch) {
	u := Unclear{Written: written}
	for _, m := range group {
		u.Subjects = append(u.Subjects, m.ID)
	}
	r.u.Unclear = append(r.u.Unclear, u)
}

func (r *reader) link(m faq.SubjectMatch) {
	r.u.Links = append(r.u.Links, Link{m.Written, m.ID, m.How})
	if r.x.names.isMedicine(m.ID) {
		r.u.Medicines = appendNew(r.u.Medicines, m.ID)
	} else {
		r.u.Topics = appendNew(r.u.Topics, m.ID)
	}
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// readClasses finds class words, longest first: those that medicines of the content declare, or also those that only
// the lexicon knows.
func (r *reader) readClasses(declaredOnly bool) {
	stems := make([]string, len(r.toks))
	for i, t := range r.toks {
		stems[i] = r.x.terms.stemOf(t)
	}
	for i := 0; i < len(r.toks); i++ {
		for size := min(4, len(r.toks)-i); size > 0; size-- {
			if slices.Contains(r.taken[i:i+size], true) {
				continue
			}
			c, known := r.x.class(r.toks[i:i+size], stems[i:i+size])
			if !known || declaredOnly && len(c.Members) == 0 {
				continue
			}
			r.u.Classes = append(r.u.Classes, c)
			for at := i; at < i+size; at++ {
				r.taken[at] = true
			}
			i += size - 1
			break
		}
	}
}

// readLexicon finds medicines that the content does not declare. Where the content uses the very name in a question
// of its own, that is the medicine asked about; else the content has nothing on it.
func (r *reader) readLexicon() {
	for _, m := range r.x.names.lexiconNames(r.toks, r.taken) {
		if m.Everyday && !inSlot(r.toks, m.Start, m.End) {
			continue
		}
		r.take(m.Start, m.End, faq.Medicine)
		if r.x.names.implicit[m.Written] {
			r.link(faq.SubjectMatch{ID: m.Written, Start: m.Start, End: m.End, Written: m.Written, How: faq.ByName})
			continue
		}
		r.foreign(m.Written)
	}
}

// foreign deals with a medicine's name that the content does not have: if the lexicon knows it as another name of a
// medicine that the content has, the patient is asked whether that is meant; a lexicon never answers.
func (r *reader) foreign(written string) {
	if ids := r.x.names.synonyms(written); len(ids) > 0 {
		r.u.Unclear = append(r.u.Unclear, Unclear{written, ids})
		return
	}
	r.u.Unknown = appendNew(r.u.Unknown, written)
}

func (r *reader) readConcepts() {
	if r.x.off[switchConcepts] {
		return
	}
	slices.SortFunc(r.u.spans, func(a, b faq.NameSpan) int { return a.Start - b.Start })
	r.u.asked = r.x.conceptSpans(r.toks, r.u.spans)
	for _, m := range r.u.asked {
		r.u.Concepts = append(r.u.Concepts, m.ID)
	}
}

// conceptsByToken is for each token the concept in whose phrase it stands, or noConcept.
func (r *reader) conceptsByToken() []int {
	by := slices.Repeat([]int{noConcept}, len(r.toks))
	for i, c := range r.x.corpus.Concepts() {
		for _, m := range r.u.asked {
			for at := m.Start; m.ID == c.ID && at < m.End; at++ {
				by[at] = i
			}
		}
	}
	return by
}
