package search

import (
	"slices"
	"strings"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
	"patientfaq/search/wordvec"
)

// document is what is known of one passage beside Bleve.
type document struct {
	p         *faq.Passage
	scope     Scope
	questions [][]questionTerm
	pairs     [][]pair          // neighbouring words of each question
	counters  [][]questionTerm  // look-alike questions that it does not answer
	terms     []posting         // sorted by term
	meanings  []int32           // of the terms that have one
	senses    []wordvec.Sense   // of each question
	gist      wordvec.Sense     // of the text
	says      []lexicon.Meaning // of the thesaurus, sorted
	asks      []int             // concepts it answers: written, or inferred from its questions
	tells     []int             // concepts its text speaks of besides
}

// questionTerm is a distinct term of an entry's question.
type questionTerm struct {
	id      int32
	concept int // the concept in whose phrase it stands, or noConcept
	said    lexicon.Meaning
	weight  float64 // idf, set when all documents are read
}

// maxQuestion is how many terms of a question are compared.
const maxQuestion = 32

// posting is how often a term stands in each field of a document.
type posting struct {
	term int32
	tf   [numFields]uint16
}

type field int

const (
	questionField field = iota
	headingField
	textField
	numFields
)

// buildDocuments reads every passage; document frequencies are complete only afterwards.
func (x *Index) buildDocuments() {
	x.terms = newTermTable()
	conceptIndex := map[string]int{}
	for i, c := range x.corpus.Concepts() {
		conceptIndex[c.ID] = i
	}
	for _, c := range x.corpus.Concepts() {
		broader, ok := conceptIndex[c.Broader]
		if !ok {
			broader = noConcept
		}
		x.broader = append(x.broader, broader)
	}
	for p := range x.corpus.Passages() {
		d := x.newDocument(p, conceptIndex)
		id := int32(len(x.docs))
		x.docs = append(x.docs, d)
		x.byID[p.ID] = id
		for _, q := range p.Questions {
			key := x.questionKey(tokens(q))
			if key != "" && !slices.Contains(x.exact[key], id) {
				x.exact[key] = append(x.exact[key], id)
			}
		}
		for _, t := range d.terms {
			x.terms.df[t.term]++
		}
	}
	x.terms.n = len(x.docs)
	x.meanings = newMeanings(x.terms.vectors)
	for _, d := range x.docs {
		d.meanings = x.meanings.of(d.terms)
		for _, q := range slices.Concat(d.questions, d.counters) {
			for i := range q {
				q[i].weight = x.terms.idf(q[i].id)
			}
		}
	}
}

func (x *Index) newDocument(p *faq.Passage, conceptIndex map[string]int) *document {
	d := &document{p: p}
	counts := map[int32]*posting{}
	add := func(f field, text string) []contentTerm {
		for _, s := range lexicon.Meanings(tokens(text)) {
			if i, ok := slices.BinarySearch(d.says, s.Meaning); !ok {
				d.says = slices.Insert(d.says, i, s.Meaning)
			}
		}
		terms := x.contentTerms(tokens(text))
		for _, t := range terms {
			pt := counts[t.id]
			if pt == nil {
				pt = &posting{term: t.id}
				counts[t.id] = pt
			}
			pt.tf[f]++
		}
		return terms
	}
	for _, q := range p.Questions {
		d.questions = append(d.questions, x.questionTerms(q, add(questionField, q), conceptIndex))
		d.pairs = append(d.pairs, x.pairsOf(q))
		d.senses = append(d.senses, senseOf(q))
	}
	for _, q := range p.Not { // for comparison alone: nothing is found by them
		d.counters = append(d.counters, x.questionTerms(q, x.contentTerms(tokens(q)), conceptIndex))
	}
	if len(p.Heading) > 0 {
		path := strings.Join(p.Heading, " ")
		terms := add(headingField, path)
		if len(p.Questions) == 0 {
			d.questions = append(d.questions, x.questionTerms(path, terms, conceptIndex))
			d.pairs = append(d.pairs, x.pairsOf(path))
			d.senses = append(d.senses, senseOf(path))
		}
	}
	add(textField, p.Text)
	d.gist = senseOf(p.Text)
	for _, id := range p.Subjects { // a passage is about its subjects even where it does not name them
		if t := x.terms.add(subjectMark + id); counts[t] == nil {
			counts[t] = &posting{term: t, tf: [numFields]uint16{headingField: 1}}
		}
	}
	for _, pt := range counts {
		d.terms = append(d.terms, *pt)
	}
	slices.SortFunc(d.terms, func(a, b posting) int { return int(a.term - b.term) })
	x.setScope(d, conceptIndex)
	return d
}

// setScope works out which medicines and concepts the passage has.
func (x *Index) setScope(d *document, conceptIndex map[string]int) {
	p := d.p
	for _, id := range p.Subjects {
		if x.names.isMedicine(id) {
			d.scope.Medicines = append(d.scope.Medicines, id)
		} else {
			d.scope.Topics = append(d.scope.Topics, id)
		}
	}
	d.scope.Together = p.Applies == faq.Together && len(d.scope.Medicines) > 1
	if len(d.scope.Medicines) == 0 && len(p.Questions) > 0 {
		d.scope.Medicines, d.scope.Together = x.names.namedIn(tokens(p.Questions[0]))
	}
	d.scope.Route = routeOf(tokens(p.Route))
	for _, id := range p.Concepts {
		d.asks = addConcept(d.asks, conceptIndex, id)
	}
	for _, id := range p.Inferred {
		if c, ok := conceptIndex[id]; ok && !slices.Contains(d.asks, c) {
			d.tells = addConcept(d.tells, conceptIndex, id)
		}
	}
	d.scope.Answers = p.Concepts
	d.scope.Concepts = slices.Concat(p.Concepts, p.Inferred)
}

func addConcept(set []int, index map[string]int, id string) []int {
	if c, ok := index[id]; ok && !slices.Contains(set, c) {
		return append(set, c)
	}
	return set
}

// contentTerm is a term of the content and the token that it came from.
type contentTerm struct {
	id int32
	at int
}

// contentTerms returns the terms of a piece of content in order: names replaced by their subject, stop words gone,
// the rest stemmed.
func (x *Index) contentTerms(toks []string) []contentTerm {
	var terms []contentTerm
	names, age := x.names.declared(toks), ages(toks)
	for i := 0; i < len(toks); i++ {
		if len(names) == 0 || names[0].Start != i {
			if !stopWords[toks[i]] && !age[i] {
				terms = append(terms, contentTerm{x.terms.addWord(toks[i]), i})
			}
			continue
		}
		end := names[0].End
		for ; len(names) > 0 && names[0].Start == i; names = names[1:] {
			terms = append(terms, contentTerm{x.terms.add(subjectMark + names[0].ID), i})
		}
		i = end - 1
	}
	return terms
}

// questionTerms keeps the distinct terms of a question that are no subjects, with the concepts they ask for.
func (x *Index) questionTerms(text string, terms []contentTerm, conceptIndex map[string]int) []questionTerm {
	spans := x.conceptSpans(tokens(text), x.names.spans(tokens(text)))
	said := lexicon.Meanings(tokens(text))
	var q []questionTerm
	for _, t := range terms {
		if x.terms.isSubject[t.id] || len(q) == maxQuestion || slices.ContainsFunc(q, func(o questionTerm) bool { return o.id == t.id }) {
			continue
		}
		qt := questionTerm{id: t.id, concept: noConcept, said: saidAt(said, t.at)}
		for _, s := range spans {
			if s.Start <= t.at && t.at < s.End {
				qt.concept = conceptIndex[s.ID]
				break
			}
		}
		q = append(q, qt)
	}
	return q
}

// conceptSpans finds the concepts of a text with its names masked, in tokens of the text itself.
func (x *Index) conceptSpans(toks []string, names []faq.NameSpan) []faq.ConceptMatch {
	masked, at := faq.MaskNames(toks, names)
	at = append(at, len(toks))
	found := x.corpus.MatchConcepts(masked)
	for i, m := range found {
		found[i].Start, found[i].End = at[m.Start], at[m.End]
	}
	return found
}

// questionKey is a question without its filler and with names as their subjects, so that the same question is found
// whatever surrounds it and whichever of a medicine's names it uses.
func (x *Index) questionKey(toks []string) string {
	kept := make([]string, 0, len(toks))
	names := x.names.declared(toks)
	for i := 0; i < len(toks); i++ {
		switch {
		case len(names) > 0 && names[0].Start == i:
			end := names[0].End
			for ; len(names) > 0 && names[0].Start == i; names = names[1:] {
				kept = append(kept, subjectMark+names[0].ID)
			}
			i = end - 1
		case !isFiller(toks, i):
			kept = append(kept, toks[i])
		}
	}
	return strings.Join(kept, " ")
}

// isFiller says whether a token changes nothing where it stands: a filler word, or the second half of "thank you".
func isFiller(toks []string, i int) bool {
	return fillerWords[toks[i]] || toks[i] == "you" && i > 0 && toks[i-1] == "thank"
}

// withoutFiller returns the span of tokens between the filler at both ends.
func withoutFiller(toks []string) (first, last int) {
	last = len(toks)
	for first < last && isFiller(toks, first) {
		first++
	}
	for first < last && isFiller(toks, last-1) {
		last--
	}
	return first, last
}

// senseOf is the sense of a text of the content, read as a question is: without filler.
func senseOf(text string) wordvec.Sense {
	toks := tokens(text)
	var said []string
	for i, w := range toks {
		if !isFiller(toks, i) {
			said = append(said, w)
		}
	}
	return wordvec.SenseOf(said)
}

// withoutCourtesy drops the words that stand anywhere in a question and never mean anything.
func withoutCourtesy(toks []string) []string {
	return slices.DeleteFunc(toks, func(t string) bool { return courtesies[t] })
}

var courtesies = wordSet(`please pls plz um uh erm lol really actually literally basically honestly hi hello hey thx`)

// fillerWords are the stop words that change nothing anywhere in a question.
var fillerWords = wordSet(`hi hello hey please pls plz thanks thank thx um uh erm lol ok okay just really very actually
	guys anyone anybody someone somebody everyone everybody wondering wonder regards sorry well so the a an`)
