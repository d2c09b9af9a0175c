package search

import (
	"cmp"
	"slices"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
	"patientfaq/search/wordvec"
)

// probe is a question as the index sees it.
type probe struct {
	u        *Understanding
	terms    []probeTerm // distinct, without the subjects, the most telling first
	mass     float64     // sum of the terms' weights
	pairs    []pair
	concepts []int
	exact    []int32
	sense    wordvec.Sense
}

type probeTerm struct {
	id      int32
	weight  float64         // idf, less for ordinary words that the content does not have
	concept int             // the concept in whose phrase it stands, or noConcept
	said    lexicon.Meaning // the meaning in whose phrase it stands, or unsaid
	vector  wordvec.Vector  // zero for a word that has none
	near    nearness        // nil without a vector
}

const noConcept = -1

// unsaid is the meaning of what stands in no phrase of the thesaurus.
const unsaid lexicon.Meaning = -1

// saidAt returns the meaning in whose phrase a token stands.
func saidAt(said []lexicon.Said, token int) lexicon.Meaning {
	for _, s := range said {
		if s.Start <= token && token < s.End {
			return s.Meaning
		}
	}
	return unsaid
}

// sameSaid is what a word is worth that says the same as another by the thesaurus.
const sameSaid = 0.85

// foreignWeight is what a common English word counts for that the content does not have: patients tell stories.
const foreignWeight = 0.35

func (x *Index) newProbe(u *Understanding) *probe {
	p := &probe{u: u, pairs: x.pairs(u.Tokens, u.spans), exact: x.exact[x.questionKey(u.Tokens)]}
	age := ages(u.Tokens)
	var whole []string // without the names
	said := lexicon.Meanings(u.Tokens)
	for i, w := range u.Tokens {
		if slices.ContainsFunc(u.spans, func(s faq.NameSpan) bool { return s.Start <= i && i < s.End }) {
			continue
		}
		if !isFiller(u.Tokens, i) {
			whole = append(whole, w)
		}
		if stopWords[w] || age[i] {
			continue
		}
		t := probeTerm{id: x.terms.lookup(x.terms.stemOf(w)), concept: u.conceptOf[i], said: unsaid}
		if !x.off[switchThesaurus] {
			t.said = saidAt(said, i)
		}
		if t.id != unknownTerm && slices.ContainsFunc(p.terms, func(o probeTerm) bool { return o.id == t.id }) {
			continue
		}
		t.weight = x.terms.idf(t.id)
		if t.id == unknownTerm && x.lex.Common(w) {
			t.weight *= foreignWeight
		}
		if !x.off[switchVectors] {
			t.vector, _ = wordvec.Of(w)
		}
		p.terms = append(p.terms, t)
	}
	if !x.off[switchVectors] {
		p.sense = wordvec.SenseOf(whole)
	}
	slices.SortStableFunc(p.terms, func(a, b probeTerm) int { return -cmp.Compare(a.weight, b.weight) })
	p.terms = p.terms[:min(len(p.terms), maxTokens)]
	for _, t := range p.terms {
		p.mass += t.weight
	}
	for i, c := range x.corpus.Concepts() {
		if slices.Contains(u.Concepts, c.ID) {
			p.concepts = append(p.concepts, i)
		}
	}
	return p
}

// rank scores the candidates, best first. What is about other medicines than those that were asked comes last, however
// well its words fit; ties go by passage ID.
func (x *Index) rank(p *probe, candidates []candidate) []Hit {
	hits := make([]Hit, 0, len(candidates))
	for _, c := range candidates {
		hits = append(hits, x.score(p, c))
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(
			compareBool(a.Scope.foreign(p.u), b.Scope.foreign(p.u)),
			-cmp.Compare(a.Score, b.Score),
			cmp.Compare(a.Passage.ID, b.Passage.ID),
		)
	})
	return hits
}

// foreign says whether a passage is about medicines of which none was asked, though others were.
func (s Scope) foreign(u *Understanding) bool {
	return len(u.Medicines) > 0 && len(s.Medicines) > 0 && !slices.ContainsFunc(u.Medicines, func(id string) bool {
		return slices.Contains(s.Medicines, id)
	})
}

func (x *Index) score(p *probe, c candidate) Hit {
	d := x.docs[c.doc]
	f := Features{
		Order:   p.order(d),
		Bleve:   c.bleve,
		Concept: x.conceptMatch(p, d),
		Subject: subjectMatch(p.u, d),
		Whole:   wholeness[d.p.Part],
	}
	if p.mass > 0 {
		f.Question, f.Asked = x.nearest(p, d.questions)
		f.Counter, _ = x.nearest(p, d.counters)
	} else {
		f.Question = f.Concept
	}
	f.Coverage, f.Words = x.coverage(p, d)
	f.Sense, f.Gist = f.Question, f.Coverage
	if !p.sense.IsZero() {
		f.Sense, f.Gist = d.alike(p.sense), max(0, p.sense.Cosine(d.gist))
	}
	if slices.Contains(p.exact, c.doc) {
		f.Exact = 1
	}
	h := Hit{Passage: d.p, Features: f, Scope: d.scope}
	for _, w := range weights {
		if !x.off[w.Name] {
			h.Score += w.Weight * w.of(&f)
		}
	}
	return h
}

// coverage is the share of what is asked that the passage has, by weight and by count. A word of a concept's phrase is
// covered by a passage that answers the concept, and a word by one that means nearly the same.
func (x *Index) coverage(p *probe, d *document) (covered, words float64) {
	if p.mass == 0 { // nothing is asked beside the names
		return 1, 1
	}
	for i := range p.terms {
		t := &p.terms[i]
		share := 0.0
		if d.posting(t.id) == nil {
			share = x.indirect(t, d)
		} else {
			share = x.direct(t, d)
		}
		covered += t.weight * share
		words += share
	}
	return covered / p.mass, words / float64(len(p.terms))
}

// otherSense is what a word counts for where it asks for one thing in the question and for another in the passage:
// "what is it used for" and "how should it be used" share a word and nothing else.
const otherSense = 0.4

// alike is how like the nearest of a passage's questions is to a question as a whole, from 0 to 1.
func (d *document) alike(s wordvec.Sense) float64 {
	best := 0.0
	for _, own := range d.senses {
		best = max(best, s.Cosine(own))
	}
	return best
}

// direct is how far a term counts that the passage has: less if it asks for what the passage does not answer.
func (x *Index) direct(t *probeTerm, d *document) float64 {
	if t.concept == noConcept || len(d.asks) == 0 {
		return 1
	}
	return max(otherSense, x.answers(d, t.concept))
}

// told is what a passage is worth that only speaks of what is asked, or answers something broader.
const told = 0.4

// answers is how far a passage answers a concept, from 0 to 1.
func (x *Index) answers(d *document, concept int) float64 {
	switch {
	case concept == noConcept:
		return 0
	case slices.Contains(d.asks, concept):
		return 1
	case slices.Contains(d.tells, concept), x.broader[concept] != noConcept && slices.Contains(d.asks, x.broader[concept]):
		return told
	default:
		return 0
	}
}

// indirect is how far a passage has what a term means without having the term.
func (x *Index) indirect(t *probeTerm, d *document) float64 {
	best := x.answers(d, t.concept)
	if t.said != unsaid {
		if _, ok := slices.BinarySearch(d.says, t.said); ok {
			best = max(best, sameSaid)
		}
	}
	if best == 1 || t.near == nil {
		return best
	}
	nearest := uint16(0)
	for _, n := range d.meanings {
		nearest = max(nearest, x.meanings.between(t, n))
	}
	return max(best, synonymy(nearest))
}

// resemblance is how far a term of the content means what a term of the question means, from 0 to 1.
func (x *Index) resemblance(t *probeTerm, term int32) float64 {
	if t.id == term {
		return 1
	}
	if n := x.meanings.numbers[term]; n != noMeaning && t.near != nil {
		return synonymy(x.meanings.between(t, n))
	}
	return 0
}

var wholeness = [...]float64{1, 0.6, 0.4, 0.4, 0.3} // by faq.Part

func (d *document) posting(term int32) *posting {
	i, ok := slices.BinarySearchFunc(d.terms, term, func(p posting, t int32) int { return cmp.Compare(p.term, t) })
	if !ok {
		return nil
	}
	return &d.terms[i]
}

// nearest compares what is asked with each of an entry's questions. It returns the best similarity, and the best share of
// a question that is asked. Words resemble one another as in coverage.
func (x *Index) nearest(p *probe, questions [][]questionTerm) (similarity, asked float64) {
	for _, q := range questions {
		s, a := x.similarity(p, q)
		similarity, asked = max(similarity, s), max(asked, a)
	}
	return similarity, asked
}

// similarity is the harmonic mean of two shares, by weight: of what is asked, what the question has; and of the question,
// what is asked. The second is also returned alone.
func (x *Index) similarity(p *probe, q []questionTerm) (both, asked float64) {
	given, found, mass := 0.0, 0.0, 0.0 // of the probe, of the question
	var back [maxQuestion]float64       // for each of the question's terms, its best resemblance
	for i := range p.terms {
		t := &p.terms[i]
		best := 0.0
		for j, qt := range q {
			r := x.resemblance(t, qt.id)
			if t.said != unsaid && t.said == qt.said {
				r = max(r, sameSaid)
			}
			switch {
			case t.concept == noConcept || qt.concept == noConcept:
			case t.concept == qt.concept:
				r = 1
			default:
				r *= otherSense
			}
			best, back[j] = max(best, r), max(back[j], r)
		}
		given += t.weight * best
	}
	for j, qt := range q {
		mass += qt.weight
		found += qt.weight * back[j]
	}
	if given == 0 || found == 0 {
		return 0, 0
	}
	recall, precision := given/p.mass, found/mass
	return 2 * recall * precision / (recall + precision), precision
}

// conceptMatch compares what is asked with what the passage answers: full credit for a concept that it answers,
// part for one that its text speaks of, and a little less for what it answers besides. What is only asked of a
// medicine does not count for a passage about none, and the reverse.
func (x *Index) conceptMatch(p *probe, d *document) float64 {
	asked, got := 0.0, 0.0
	for _, c := range p.concepts {
		if about := x.corpus.Concepts()[c].About; about == faq.Medicine && len(d.scope.Medicines) == 0 || about == faq.Condition && len(d.scope.Medicines) > 0 {
			continue
		}
		asked++
		got += x.answers(d, c)
	}
	if asked == 0 {
		return 0
	}
	precision := 1.0
	if len(d.asks) > 0 {
		precision = min(1, got/float64(len(d.asks)))
	}
	return 0.75*got/asked + 0.25*precision
}

// subjectMatch is the harmonic mean of two shares: of what was named, what the passage is about; and of what the passage
// is about, what was named. Where a medicine was named, a passage on it may also be about conditions that were not.
func subjectMatch(u *Understanding, d *document) float64 {
	common := countIn(u.Medicines, d.scope.Medicines)
	topics := countIn(u.Topics, d.scope.Topics)
	about := len(d.scope.Medicines) + len(d.scope.Topics)
	if common > 0 {
		about = len(d.scope.Medicines) + topics
	}
	asked := len(u.Medicines) + len(u.Topics)
	if asked == 0 || about == 0 {
		return 0
	}
	return 2 * float64(common+topics) / float64(asked+about)
}

// countIn is how many of the first list are in the second.
func countIn(list, in []string) int {
	n := 0
	for _, s := range list {
		if slices.Contains(in, s) {
			n++
		}
	}
	return n
}
