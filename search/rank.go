package search

import (
	"cmp"
	"slices"

	"patientfaq/faq"
	"patientfaq/search/wordvec"
)

// Features say how well a passage fits a question, each from 0 to 1.
type Features struct {
	Exact    float64 // 1: the question is one of the entry's own
	Question float64 // similarity of the question to the entry's nearest question
	Coverage float64 // share of what is asked that stands anywhere in the passage
	Words    float64 // the same by count: each word of the question is as good as another
	BM25F    float64 // our BM25F, relative to a passage that has every term without end
	Bleve    float64 // Bleve's score, relative to its best
	Concept  float64 // agreement of what is asked with what the passage answers
	Subject  float64 // agreement of the subjects
	Counter  float64 // similarity to the nearest question that the entry says it does not answer
	Whole    float64 // 1 for an entry, less for a part of an article
}

// weights are how much each feature counts, and why.
var weights = []struct {
	Name   string
	Weight float64
	Why    string
	of     func(*Features) float64
}{
	{"exact", 4, "a question that stands in an entry has its answer there", func(f *Features) float64 { return f.Exact }},
	{"question", 0.75, "moderators write questions the way patients do", func(f *Features) float64 { return f.Question }},
	{"coverage", 1.1, "an answer speaks of what was asked", func(f *Features) float64 { return f.Coverage }},
	{"bm25f", 0.3, "rare words in questions and headings count for more", func(f *Features) float64 { return f.BM25F }},
	{"bleve", 1.0, "a second opinion from all fields together", func(f *Features) float64 { return f.Bleve }},
	{"concept", 0.6, "the same thing is asked in words that share nothing", func(f *Features) float64 { return f.Concept }},
	{"subject", 2.0, "about exactly the medicines that were asked", func(f *Features) float64 { return f.Subject }},
	{"whole", 0.9, "an entry is written to be an answer, a part of an article is not", func(f *Features) float64 { return f.Whole }},
}

// Switches of steps that are not features.
const (
	switchSpelling = "spelling"
	switchSlot     = "slot"
	switchConcepts = "concepts"
	switchVectors  = "vectors"
)

// Switches are the names that [Options].Off takes: every feature, and the steps of understanding.
func Switches() []string {
	names := []string{switchSpelling, switchSlot, switchConcepts, switchVectors}
	for _, w := range weights {
		names = append(names, w.Name)
	}
	return names
}

// probe is a question as the index sees it.
type probe struct {
	u        *Understanding
	terms    []probeTerm // distinct, without the subjects, the most telling first
	mass     float64     // sum of the terms' weights
	concepts []int
	exact    []int32
}

type probeTerm struct {
	id      int32
	weight  float64        // idf, less for ordinary words that the content does not have
	concept int            // the concept in whose phrase it stands, or noConcept
	vector  wordvec.Vector // zero for a word that has none
	near    nearness       // nil without a vector
}

const noConcept = -1

// foreignWeight is what a common English word counts for that the content does not have: patients tell stories.
const foreignWeight = 0.35

func (x *Index) newProbe(u *Understanding) *probe {
	p := &probe{u: u, exact: x.exact[x.questionKey(u.Tokens)]}
	for i, w := range u.Tokens {
		if stopWords[w] || slices.ContainsFunc(u.spans, func(s faq.NameSpan) bool { return s.Start <= i && i < s.End }) {
			continue
		}
		t := probeTerm{id: x.terms.lookup(x.terms.stemOf(w)), concept: u.conceptOf[i]}
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
		Question: x.questionSimilarity(p, d, d.questions),
		Counter:  x.counterSimilarity(p, d),
		Bleve:    c.bleve,
		Concept:  x.conceptMatch(p, d),
		Subject:  subjectMatch(p.u, d),
		Whole:    wholeness[d.p.Part],
	}
	f.Coverage, f.Words, f.BM25F = x.coverage(p, d)
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

// coverage is the share of the probe's weight that the passage has, and the same with BM25F's saturation
// (Robertson and Zaragoza 2009; k1 1.2, b 0.6, true lengths) in place of yes or no. A word of a concept's phrase is
// covered by a passage that answers the concept, and a word by one that means nearly the same.
func (x *Index) coverage(p *probe, d *document) (covered, words, bm25f float64) {
	if p.mass == 0 { // nothing is asked beside the names
		return 1, 1, 0
	}
	const k1, b = 1.2, 0.6
	for i := range p.terms {
		t := &p.terms[i]
		pt := d.posting(t.id)
		if pt == nil {
			share := x.indirect(t, d)
			covered += t.weight * share
			words += share
			continue
		}
		share := x.direct(t, d)
		covered += t.weight * share
		words += share
		tf := 0.0
		for f := range numFields {
			if pt.tf[f] > 0 {
				tf += fieldWeights[f] * float64(pt.tf[f]) / (1 - b + b*d.lengths[f]/max(x.terms.average[f], 1))
			}
		}
		bm25f += t.weight * share * tf / (k1 + tf)
	}
	return covered / p.mass, words / float64(len(p.terms)), bm25f / p.mass
}

// otherSense is what a word counts for where it asks for one thing in the question and for another in the passage:
// "what is it used for" and "how should it be used" share a word and nothing else.
const otherSense = 0.4

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

// fieldWeights: what stands in a question or a heading was put there to be found.
var fieldWeights = [numFields]float64{questionField: 2.5, headingField: 2, textField: 1}

var wholeness = [...]float64{1, 0.6, 0.4, 0.4, 0.3} // by faq.Part

func (d *document) posting(term int32) *posting {
	i, ok := slices.BinarySearchFunc(d.terms, term, func(p posting, t int32) int { return cmp.Compare(p.term, t) })
	if !ok {
		return nil
	}
	return &d.terms[i]
}

// questionSimilarity is the best harmonic mean, over the entry's questions, of the share of the asked that the
// question has and the share of the question that was asked, by weight. Words resemble one another as in coverage.
func (x *Index) questionSimilarity(p *probe, d *document, questions [][]questionTerm) float64 {
	if p.mass == 0 {
		return x.conceptMatch(p, d)
	}
	best := 0.0
	for _, q := range questions {
		best = max(best, x.similarity(p, q))
	}
	return best
}

func (x *Index) counterSimilarity(p *probe, d *document) float64 {
	if p.mass == 0 || len(d.counters) == 0 {
		return 0
	}
	return x.questionSimilarity(p, d, d.counters)
}

func (x *Index) similarity(p *probe, q []questionTerm) float64 {
	given, found, mass := 0.0, 0.0, 0.0 // of the probe, of the question
	var back [maxQuestion]float64       // for each of the question's terms, its best resemblance
	for i := range p.terms {
		t := &p.terms[i]
		best := 0.0
		for j, qt := range q {
			r := x.resemblance(t, qt.id)
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
		return 0
	}
	recall, precision := given/p.mass, found/mass
	return 2 * recall * precision / (recall + precision)
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
