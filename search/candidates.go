package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
)

// candidateIndex is the Bleve index. It is given terms, not text: both sides are analysed by our own code, and Bleve
// keeps only IDs, so that it cannot disagree with the corpus about a text.
type candidateIndex struct{ index bleve.Index }

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
	index, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return err
	}
	x.bleve = &candidateIndex{index}
	if err := x.fill(ctx, cmp.Or(batchSize, defaultBatch)); err != nil {
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
	subjects := ""
	for _, id := range slices.Concat(d.scope.Medicines, d.scope.Topics) {
		subjects += subjectTerm(id) + " "
	}
	return map[string]any{allField: string(all), askField: string(ask), subjectField: subjects, conceptField: string(concepts)}
}

func appendTerm(b []byte, term int32) []byte {
	return append(strconv.AppendInt(b, int64(term), 10), ' ')
}

// subjectTerm is a subject's ID as one term; names of undeclared medicines may hold spaces.
func subjectTerm(id string) string { return strconv.Quote(id) }

func (c *candidateIndex) close() error { return c.index.Close() }

// candidate is a passage that Bleve proposed, with its score relative to the best one.
type candidate struct {
	doc   int32
	bleve float64
}

// candidates asks Bleve for the passages that share terms, subject or concepts with the question, and adds those that
// hold the very question.
func (x *Index) candidates(ctx context.Context, p *probe) ([]candidate, error) {
	var found []candidate
	if q := p.query(); q != nil {
		req := bleve.NewSearchRequestOptions(q, maxCandidates, 0, false)
		req.SortBy([]string{"-_score", "_id"}) // ties come in random order otherwise, and one may be the last
		res, err := x.bleve.index.SearchInContext(ctx, req)
		if err != nil {
			return nil, err
		}
		for _, hit := range res.Hits {
			found = append(found, candidate{x.byID[hit.ID], steady(hit.Score / max(res.MaxScore, 1e-9))})
		}
	}
	for _, doc := range p.exact {
		if !slices.ContainsFunc(found, func(c candidate) bool { return c.doc == doc }) {
			found = append(found, candidate{doc: doc})
		}
	}
	return found, nil
}

// steady drops the last digits of a score: Bleve adds up in an order of its own, so they differ from run to run.
func steady(score float64) float64 { return math.Round(score*1e9) / 1e9 }

// query is a disjunction over terms, subjects and concepts, nil where there is nothing to ask for.
func (p *probe) query() query.Query {
	var clauses []query.Query
	add := func(fieldName, term string, boost float64) {
		q := bleve.NewTermQuery(term)
		q.SetField(fieldName)
		q.SetBoost(boost)
		clauses = append(clauses, q)
	}
	for _, t := range p.terms {
		if t.id == unknownTerm {
			continue
		}
		id := strconv.Itoa(int(t.id))
		add(allField, id, 1)
		add(askField, id, 1)
	}
	for _, id := range slices.Concat(p.u.Medicines, p.u.Topics) {
		add(subjectField, subjectTerm(id), 3)
	}
	for _, c := range p.concepts {
		add(conceptField, strconv.Itoa(c), 1)
	}
	if len(clauses) == 0 {
		return nil
	}
	return bleve.NewDisjunctionQuery(clauses...)
}
