package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Append writes events, all or none. When it returns nil they are on disk.
func (s *Store) Append(ctx context.Context, events ...Event) error {
	for i := range events {
		if err := s.prepare(&events[i]); err != nil {
			return fmt.Errorf("store: append: %w", err)
		}
	}
	if err := s.insert(ctx, events); err != nil {
		return fmt.Errorf("store: append %d events: %w", len(events), err)
	}
	return nil
}

// prepare checks an event and gives it its time.
func (s *Store) prepare(e *Event) error {
	if e.Time.IsZero() {
		e.Time = s.now()
	}
	e.Audit.Note = cut(e.Audit.Note, maxNote)
	return e.check()
}

// cut shortens text to at most n bytes of whole characters.
func cut(text string, n int) string {
	text = strings.ToValidUTF8(text, "")
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "")
}

// insert writes checked events in one transaction.
func (s *Store) insert(ctx context.Context, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		cells := map[cell]int{}
		for _, e := range events {
			var err error
			switch e.Kind {
			case KindCount:
				e.count(cells)
			case KindAudit:
				a := e.Audit
				_, err = tx.ExecContext(ctx, `INSERT INTO audit (at, guild, staff, action, target, note) VALUES ($1, $2, $3, $4, $5, $6)`,
					millis(e.Time), a.Guild, a.Staff, a.Action, a.Target, a.Note)
			case KindPosted:
				p := e.Posted
				_, err = tx.ExecContext(ctx, `INSERT INTO posted (at, guild, channel, message, entry) VALUES ($1, $2, $3, $4, $5)`,
					millis(e.Time), p.Guild, p.Channel, p.Message, p.Entry)
			}
			if err != nil {
				return err
			}
		}
		return addCounts(ctx, tx, cells)
	})
}

// Since returns at most n events of a kind after a place in the journal, oldest first. Counts have no place: see
// [Store.Counts].
func (s *Store) Since(ctx context.Context, kind Kind, seq int64, n int) ([]Event, error) {
	var events []Event
	var err error
	switch kind {
	case KindAudit:
		rows, queryErr := s.read.QueryContext(ctx, `SELECT seq, at, guild, staff, action, target, note FROM audit
			WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, n)
		err = each(rows, queryErr, func(rows *sql.Rows) error {
			var a Audit
			e, at := Event{Kind: kind}, int64(0)
			err := rows.Scan(&e.Seq, &at, &a.Guild, &a.Staff, &a.Action, &a.Target, &a.Note)
			e.Time, e.Audit = fromMillis(at), a
			events = append(events, e)
			return err
		})
	case KindPosted:
		rows, queryErr := s.read.QueryContext(ctx, `SELECT seq, at, guild, channel, message, entry FROM posted
			WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, n)
		err = each(rows, queryErr, func(rows *sql.Rows) error {
			var seq int64
			p, err := scanPosted(rows, &seq)
			e := p.Event()
			e.Seq = seq
			events = append(events, e)
			return err
		})
	default:
		err = fmt.Errorf("%q events are not kept one by one", kind)
	}
	if err != nil {
		return nil, fmt.Errorf("store: read the journal: %w", err)
	}
	return events, nil
}

// Posted returns where an entry, or a part of it, was shown in public since a time, newest first.
func (s *Store) Posted(ctx context.Context, entry string, since time.Time) ([]Posted, error) {
	var posts []Posted
	rows, err := s.read.QueryContext(ctx, `SELECT seq, at, guild, channel, message, entry FROM posted
		WHERE at >= $1 AND (entry = $2 OR substr(entry, 1, length($2) + 1) IN ($2 || '#', $2 || '/'))
		ORDER BY seq DESC`, millis(since), entry)
	err = each(rows, err, func(rows *sql.Rows) error {
		var seq int64
		p, err := scanPosted(rows, &seq)
		posts = append(posts, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read where %s was posted: %w", entry, err)
	}
	return posts, nil
}

func scanPosted(rows *sql.Rows, seq *int64) (Posted, error) {
	var p Posted
	var at int64
	err := rows.Scan(seq, &at, &p.Guild, &p.Channel, &p.Message, &p.Entry)
	p.Time = fromMillis(at)
	return p, err
}
