package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// candidateIndex is the Bleve index. It is given terms, not text: both sides are analysed by our own code, and Bleve
// keeps only IDs, so that it cannot disagree with the corpus about a text.
type candidateIndex struct {
	index  bleve.Index
	reader index.IndexReader // one view for all searches: nothing is written after the build
	docs   []int32           // for each document by Bleve's own number, which passage it is
}

// The fields of the Bleve index. allField holds questions, headings and text alike.
const (
	allField      = "all"
	askField      = "question"
	subjectField  = "subject"
	conceptField  = "concept"
	termsAnalyzer = "terms"
)

// maxCandidates is how many passages Bleve proposes: the right one is among the first 50 for 95-100 % of questions.
const maxCandidates = 100

// defaultBatch is how many passages are indexed at once; one batch for everything would need memory in proportion.
const defaultBatch = 1000

// newMapping maps the fields to terms separated by white space, scored by tf-idf: Bleve's BM25 depends on how the
// index was cut into segments, tf-idf does not.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	err := m.AddCustomAnalyzer(termsAnalyzer, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, err
	}
	m.DefaultAnalyzer = termsAnalyzer
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{allField, askField, subjectField, conceptField} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = termsAnalyzer, false, false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	m.DefaultMapping = doc
	return m, nil
}

func (x *Index) buildCandidates(ctx context.Context, batchSize int) error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	memory, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return err
	}
	x.bleve = &candidateIndex{index: memory}
	err = x.fill(ctx, cmp.Or(batchSize, defaultBatch))
	if err == nil {
		err = x.openReader()
	}
	if err != nil {
		return errors.Join(err, x.bleve.close())
	}
	return nil
}

func (x *Index) fill(ctx context.Context, batchSize int) error {
	batch := x.bleve.index.NewBatch()
	for i, d := range x.docs {
		if err := batch.Index(d.p.ID, d.fields()); err != nil {
			return fmt.Errorf("index %s: %w", d.p.ID, err)
		}
		if batch.Size() < batchSize && i < len(x.docs)-1 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := x.bleve.index.Batch(batch); err != nil {
			return fmt.Errorf("index batch: %w", err)
		}
		batch.Reset()
	}
	return nil
}

// fields is what Bleve gets of a document: terms by number, as often as they stand.
func (d *document) fields() map[string]any {
	var all, ask []byte
	for _, t := range d.terms {
		for f, n := range t.tf {
			for range n {
				all = appendTerm(all, t.term)
				if field(f) == questionField {
					ask = appendTerm(ask, t.term)
				}
			}
		}
	}
	var concepts []byte
	for _, c := range d.asks {
		concepts = appendTerm(concepts, int32(c))
	}
	var subjects strings.Builder
	for _, id := range slices.Concat(d.scope.Medicines, d.scope.Topics) {
		subjects.WriteString(subjectTerm(id) + " ")
	}
	return map[string]any{allField: string(all), askField: string(ask), subjectField: subjects.String(), conceptField: string(concepts)}
}

func appendTerm(b []byte, term int32) []byte {
	return append(strconv.AppendInt(b, int64(term), 10), ' ')
}

// subjectTerm is a subject's ID as one term; names of undeclared medicines may hold spaces.
func subjectTerm(id string) string { return strconv.Quote(id) }

func (c *candidateIndex) close() error {
	if c.reader == nil {
		return c.index.Close()
	}
	return errors.Join(c.reader.Close(), c.index.Close())
}

// openReader takes the view that all searches share, and notes which passage each of its documents is.
func (x *Index) openReader() error {
	advanced, err := x.bleve.index.Advanced()
	if err != nil {
		return err
	}
	if x.bleve.reader, err = advanced.Reader(); err != nil {
		return err
	}
	all, err := x.bleve.reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	for {
		internal, err := all.Next()
		if err != nil || internal == nil {
			return errors.Join(err, all.Close())
		}
		number := internal.Value()
		id, err := x.bleve.reader.ExternalID(internal)
		if err != nil {
			return err
		}
		for uint64(len(x.bleve.docs)) <= number {
			x.bleve.docs = append(x.bleve.docs, 0)
		}
		x.bleve.docs[number] = x.byID[id]
	}
}

// candidate is a passage that Bleve proposed, with its score relative to the best one.
type candidate struct {
	doc   int32
	bleve float64
}

// candidates asks Bleve for the passages that share terms, subject or concepts with the question, and adds those that
// hold the very question.
func (x *Index) candidates(ctx context.Context, p *probe) ([]candidate, error) {
	found, err := x.propose(ctx, p.clauses())
	if err != nil {
		return nil, err
	}
	for _, doc := range p.exact {
		if !slices.ContainsFunc(found, func(c candidate) bool { return c.doc == doc }) {
			found = append(found, candidate{doc: doc})
		}
	}
	return found, nil
}

// propose scores what has any of the clauses as Bleve's disjunction does: the sum of the clauses' scores, times how many
// of them match. Bleve itself adds up in an order that changes from run to run, and with it the last digits and what comes
// last among equals; here the clauses are taken one after the other.
func (x *Index) propose(ctx context.Context, clauses []clause) ([]candidate, error) {
	sums, matched := make([]float64, len(x.docs)), make([]uint16, len(x.docs))
	for _, c := range clauses {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := x.bleve.add(ctx, c, sums, matched); err != nil {
			return nil, err
		}
	}
	found := x.best(sums, matched)
	if len(found) == 0 {
		return nil, nil
	}
	top := found[0].bleve
	for i := range found {
		found[i].bleve /= top
	}
	return found, nil
}

// add adds the scores of one clause.
func (c *candidateIndex) add(ctx context.Context, cl clause, sums []float64, matched []uint16) error {
	s, err := searcher.NewTermSearcher(ctx, c.reader, cl.term, cl.field, cl.boost, blevesearch.SearcherOptions{})
	if err != nil {
		return err
	}
	s.SetQueryNorm(1) // any norm will do: the scores are only compared with one another
	sc := &blevesearch.SearchContext{DocumentMatchPool: blevesearch.NewDocumentMatchPool(1, 0), IndexReader: c.reader}
	for {
		m, err := s.Next(sc)
		if err != nil || m == nil {
			return errors.Join(err, s.Close())
		}
		doc := c.docs[m.IndexInternalID.Value()]
		sums[doc] += m.Score
		matched[doc]++
		sc.DocumentMatchPool.Put(m)
	}
}

// best keeps the passages with the highest scores; of those that score the same, the first by ID.
func (x *Index) best(sums []float64, matched []uint16) []candidate {
	found := make([]candidate, 0, 2*maxCandidates)
	floor := 0.0
	cut := func() {
		slices.SortFunc(found, func(a, b candidate) int {
			if c := cmp.Compare(b.bleve, a.bleve); c != 0 {
				return c
			}
			return cmp.Compare(x.docs[a.doc].p.ID, x.docs[b.doc].p.ID)
		})
		if len(found) > maxCandidates {
			found = found[:maxCandidates]
			floor = found[maxCandidates-1].bleve
		}
	}
	for doc, n := range matched {
		score := sums[doc] * float64(n)
		if n == 0 || score < floor {
			continue
		}
		if len(found) == cap(found) {
			cut()
		}
		found = append(found, candidate{int32(doc), score})
	}
	cut()
	return found
}

// clause is a term to look for in a field.
type clause struct {
	field, term string
	boost       float64
}

// clauses are the terms, subjects and concepts of the question.
func (p *probe) clauses() []clause {
	var clauses []clause
	for _, t := range p.terms {
		if t.id != unknownTerm {
			id := strconv.Itoa(int(t.id))
			clauses = append(clauses, clause{allField, id, 1}, clause{askField, id, 1})
		}
	}
	for _, id := range slices.Concat(p.u.Medicines, p.u.Topics) {
		clauses = append(clauses, clause{subjectField, subjectTerm(id), 3})
	}
	for _, c := range p.concepts {
		clauses = append(clauses, clause{conceptField, strconv.Itoa(c), 1})
	}
	return clauses
}
