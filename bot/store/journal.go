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
			if err := e.insert(ctx, tx, cells); err != nil {
				return err
			}
		}
		return addCounts(ctx, tx, cells)
	})
}

// insert writes an event, or adds it to the cells that are written once for all events.
func (e Event) insert(ctx context.Context, tx *sql.Tx, cells map[cell]int) error {
	var err error
	switch e.Kind {
	case KindCount:
		e.count(cells)
	case KindAudit:
		a := e.Audit
		_, err = tx.ExecContext(ctx, `INSERT INTO audit (at, guild, staff, action, target, note, was, became, revision)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			millis(e.Time), a.Guild, a.Staff, a.Action, a.Target, a.Note, a.Before, a.After, a.Revision)
	case KindPosted:
		p := e.Posted
		_, err = tx.ExecContext(ctx, `INSERT INTO posted (at, guild, channel, message, entry) VALUES ($1, $2, $3, $4, $5)`,
			millis(e.Time), p.Guild, p.Channel, p.Message, p.Entry)
	}
	return err
}

// Since returns at most n events of a kind after a place in the journal, oldest first. Counts are not kept one by one:
// see [Store.Counts].
func (s *Store) Since(ctx context.Context, kind Kind, seq int64, n int) (events []Event, err error) {
	switch kind {
	case KindAudit:
		events, err = s.auditSince(ctx, seq, n)
	case KindPosted:
		events, err = s.postedWhere(ctx, `seq > $1 ORDER BY seq LIMIT $2`, seq, n)
	default:
		err = fmt.Errorf("%q events are not kept one by one", kind)
	}
	if err != nil {
		return nil, fmt.Errorf("store: read the journal: %w", err)
	}
	return events, nil
}

func (s *Store) auditSince(ctx context.Context, seq int64, n int) ([]Event, error) {
	return s.auditWhere(ctx, `seq > $1 ORDER BY seq LIMIT $2`, seq, n)
}

// History returns what was done to a target, newest first, at most n lines.
func (s *Store) History(ctx context.Context, target string, n int) ([]Event, error) {
	events, err := s.auditWhere(ctx, `target = $1 ORDER BY seq DESC LIMIT $2`, target, n)
	if err != nil {
		return nil, fmt.Errorf("store: read the history of %s: %w", target, err)
	}
	return events, nil
}

func (s *Store) auditWhere(ctx context.Context, condition string, args ...any) ([]Event, error) {
	var events []Event
	rows, err := s.read.QueryContext(ctx, `SELECT seq, at, guild, staff, action, target, note, was, became, revision FROM audit
		WHERE `+condition, args...)
	err = each(rows, err, func(rows *sql.Rows) error {
		var a Audit
		var seq, at int64
		err := rows.Scan(&seq, &at, &a.Guild, &a.Staff, &a.Action, &a.Target, &a.Note, &a.Before, &a.After, &a.Revision)
		events = append(events, Event{Seq: seq, Time: fromMillis(at), Kind: KindAudit, Audit: a})
		return err
	})
	return events, err
}

func (s *Store) postedWhere(ctx context.Context, condition string, args ...any) ([]Event, error) {
	var events []Event
	rows, err := s.read.QueryContext(ctx, `SELECT seq, at, guild, channel, message, entry FROM posted WHERE `+condition, args...)
	err = each(rows, err, func(rows *sql.Rows) error {
		var p Posted
		var seq, at int64
		err := rows.Scan(&seq, &at, &p.Guild, &p.Channel, &p.Message, &p.Entry)
		events = append(events, Event{Seq: seq, Time: fromMillis(at), Kind: KindPosted, Posted: p})
		return err
	})
	return events, err
}

// Posted returns where an entry, an article or a part of it was shown in public since a time, newest first.
func (s *Store) Posted(ctx context.Context, entry string, since time.Time) ([]Posted, error) {
	events, err := s.postedWhere(ctx, `at >= $1 AND (entry = $2 OR substr(entry, 1, length($2) + 1) IN ($2 || '#', $2 || '/'))
		ORDER BY seq DESC`, millis(since), entry)
	if err != nil {
		return nil, fmt.Errorf("store: read where %s was posted: %w", entry, err)
	}
	var posts []Posted
	for _, e := range events {
		posts = append(posts, e.Posted)
	}
	return posts, nil
}
