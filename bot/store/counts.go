package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Facet is one of the ways in which a [Tally] is counted.
type Facet string

// The facets.
const (
	ByEntry Facet = "entry" // Entry
	ByTopic Facet = "topic" // Subject and Concept
	InAll   Facet = "all"
)

// Count is how often something was counted.
type Count struct {
	Facet   Facet
	Counted Counted
	Outcome string
	Entry   string // of ByEntry
	Subject string // of ByTopic
	Concept string // of ByTopic
	N       int
}

// LeastShown is the smallest count that anybody is shown: a smaller one might tell of one patient.
const LeastShown = 5

// cell is where a count is kept: one for each day, never finer.
type cell struct {
	day string
	Count
}

// count adds an event to the cells that it belongs to.
func (e Event) count(cells map[cell]int) {
	day, t := e.Time.UTC().Format(time.DateOnly), e.Tally
	cells[cell{day, Count{Facet: InAll, Counted: t.Counted, Outcome: t.Outcome}}]++
	if t.Subject != "" || t.Concept != "" {
		cells[cell{day, Count{Facet: ByTopic, Counted: t.Counted, Outcome: t.Outcome, Subject: t.Subject, Concept: t.Concept}}]++
	}
	if t.Entry != "" {
		cells[cell{day, Count{Facet: ByEntry, Counted: t.Counted, Outcome: t.Outcome, Entry: t.Entry}}]++
	}
}

func addCounts(ctx context.Context, tx *sql.Tx, cells map[cell]int) error {
	for c, n := range cells {
		_, err := tx.ExecContext(ctx, `INSERT INTO counts (day, facet, counted, outcome, entry, subject, concept, n)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (day, facet, counted, outcome, entry, subject, concept) DO UPDATE SET n = counts.n + excluded.n`,
			c.day, c.Facet, c.Counted, c.Outcome, c.Entry, c.Subject, c.Concept, n)
		if err != nil {
			return err
		}
	}
	return nil
}

// Counts returns what was counted since a day, most frequent first. Counts below least, and in any case those below
// [LeastShown], are left out.
func (s *Store) Counts(ctx context.Context, since time.Time, least int) ([]Count, error) {
	var counts []Count
	rows, err := s.read.QueryContext(ctx, `SELECT facet, counted, outcome, entry, subject, concept, SUM(n) FROM counts
		WHERE day >= $1 GROUP BY facet, counted, outcome, entry, subject, concept HAVING SUM(n) >= $2
		ORDER BY SUM(n) DESC, facet, counted, outcome, entry, subject, concept`,
		since.UTC().Format(time.DateOnly), max(least, LeastShown))
	err = each(rows, err, func(rows *sql.Rows) error {
		var c Count
		err := rows.Scan(&c.Facet, &c.Counted, &c.Outcome, &c.Entry, &c.Subject, &c.Concept, &c.N)
		counts = append(counts, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read counts: %w", err)
	}
	return counts, nil
}
