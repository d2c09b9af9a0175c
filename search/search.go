// Package search finds the passages that may answer a question.
//
// [Build] turns a corpus into an [Index]: an in-memory Bleve index that proposes candidates, and beside it the terms,
// subjects and concepts of every passage. [Index.Search] understands the question ([Understanding]), asks Bleve for
// candidates, and ranks them by a few named [Features] whose weights stand in one table. It never decides whether to
// answer: that is the bot's policy. [Live] holds the index that serves and swaps it on reload.
//
// The ranking depends on the content alone: the same corpus gives the same hits in the same order after any
// rebuild. An Index is safe for concurrent use.
package search

import (
	"context"
	"fmt"
	"slices"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// Query is a question to search for.
type Query struct {
	Text     string   // as the patient wrote it; at most [MaxRunes] of it is read
	Subjects []string // what the conversation is about: medicines, used where Text names none, or else conditions
	Assume   []string // medicines to take as named besides, for a word that may be a misspelling of them
	Limit    int      // at most this many hits; 0 means 10
}

// Hit is a candidate passage.
type Hit struct {
	Passage  *faq.Passage
	Score    float64 // compares only within one Result
	Features Features
	Scope    Scope
}

// Scope is what a passage speaks about, as the lock, the coverage and the route gates see it.
type Scope struct {
	Medicines []string // S: the medicines it declares, or names in its own question where none is declared
	Topics    []string // the conditions and other subjects it declares
	Together  bool     // answers only questions about all of them at once
	Answers   []string // concepts it answers: written, or inferred from its questions or heading
	Concepts  []string // those, and what its text speaks of besides
	Route     string
}

// Result is what Search found.
type Result struct {
	Understood Understanding
	Hits       []Hit // best first
}

// Options configure an index. The zero value is what the product ships with.
type Options struct {
	Lexicon *lexicon.Lexicon // nil: the built-in one
	Off     []string         // features and steps switched off, for measuring what each is worth; see [Switches]
	Batch   int              // passages indexed at once; 0 means 1,000. It must not change any result
}

// Index is one corpus made searchable.
type Index struct {
	corpus   *faq.Corpus
	lex      *lexicon.Lexicon
	off      map[string]bool
	docs     []*document
	byID     map[string]int32
	terms    *termTable
	meanings *meanings
	names    *nameIndex
	words    *vocabulary
	classes  map[string][]string // class -> medicine IDs of the content
	broader  []int               // for each concept its broader one, or noConcept
	exact    map[string][]int32  // canonical question -> passages
	bleve    *candidateIndex
}

// Build indexes a corpus. It returns an error only if Bleve fails or ctx ends.
func Build(ctx context.Context, c *faq.Corpus, o Options) (*Index, error) {
	x := &Index{corpus: c, lex: o.Lexicon, off: map[string]bool{}, byID: map[string]int32{}, exact: map[string][]int32{}}
	if x.lex == nil {
		x.lex = lexicon.Default()
	}
	for _, name := range o.Off {
		if !slices.Contains(Switches(), name) {
			return nil, fmt.Errorf("search: build: no switch named %q", name)
		}
		x.off[name] = true
	}
	x.buildNames()
	x.buildDocuments()
	x.buildSpeller()
	if err := x.buildCandidates(ctx, o.Batch); err != nil {
		return nil, fmt.Errorf("search: build: %w", err)
	}
	return x, nil
}

// Corpus is the corpus the index was built from.
func (x *Index) Corpus() *faq.Corpus { return x.corpus }

// Scope returns what the passage with that ID speaks about; the zero Scope if there is no such passage.
func (x *Index) Scope(id string) Scope {
	d, ok := x.byID[id]
	if !ok {
		return Scope{}
	}
	return x.docs[d].scope
}

// Close frees the Bleve index. Searches that still run may fail.
func (x *Index) Close() error { return x.bleve.close() }

// defaultLimit is how many hits a query gets that does not say.
const defaultLimit = 10

// Search understands the question and ranks the passages that may answer it. It returns an error only if ctx ends
// or Bleve fails; no hit is not an error.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	u := x.understandQuery(q)
	res := Result{Understood: u}
	probe := x.newProbe(&u)
	candidates, err := x.candidates(ctx, probe)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	giveBack := x.meanings.lend(probe.terms)
	res.Hits = x.rank(probe, candidates)
	giveBack()
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	res.Hits = res.Hits[:min(limit, len(res.Hits))]
	return res, nil
}

// Explain returns the hit of one passage for a question, whether or not it was a candidate; false if there is no
// such passage.
func (x *Index) Explain(q Query, id string) (Hit, bool) {
	d, ok := x.byID[id]
	if !ok {
		return Hit{}, false
	}
	u := x.understandQuery(q)
	probe := x.newProbe(&u)
	defer x.meanings.lend(probe.terms)()
	return x.score(probe, candidate{doc: d}), true
}

// understandQuery reads the question and fills in what the conversation or the caller knows.
func (x *Index) understandQuery(q Query) Understanding {
	u := x.Understand(q.Text)
	for _, id := range x.knownMedicines(q.Assume) {
		u.Medicines = appendNew(u.Medicines, id)
	}
	x.carry(&u, q.Subjects)
	return u
}

// carry takes over what the conversation is about: its medicines where the question names none, or its conditions, if
// it is about no medicine, where the question names no subject at all.
func (x *Index) carry(u *Understanding, subjects []string) {
	if u.NamesMedicine() {
		return
	}
	if u.Carried = x.knownMedicines(subjects); len(u.Carried) > 0 {
		u.Medicines = slices.Clone(u.Carried)
		return
	}
	if len(u.Topics) == 0 {
		u.Carried = x.knownTopics(subjects)
		u.Topics = slices.Clone(u.Carried)
	}
}

func (x *Index) knownMedicines(ids []string) []string {
	var known []string
	for _, id := range ids {
		if x.names.isMedicine(id) {
			known = append(known, id)
		}
	}
	return known
}

func (x *Index) knownTopics(ids []string) []string {
	var known []string
	for _, id := range ids {
		if x.corpus.Subject(id) != nil && !x.names.isMedicine(id) {
			known = append(known, id)
		}
	}
	return known
}
