package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Revision names a state of the content by the hash of its bundle. "" is the state before the first.
type Revision string

// ErrStale is matched by the error of [Store.Publish] where somebody else has published since.
var ErrStale = errors.New("the content has changed since: look at it again")

// Published is one line of the content's history.
type Published struct {
	Revision Revision
	Base     Revision // the one before
	Staff    string
	Why      string
	Time     time.Time
}

// Head returns the revision that was published last, "" if none was.
func (s *Store) Head(ctx context.Context) (Revision, error) {
	head, err := readHead(ctx, s.read)
	if err != nil {
		return "", fmt.Errorf("store: read the content's revision: %w", err)
	}
	return head, nil
}

// querier is what can ask for a row, in a transaction or outside.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func readHead(ctx context.Context, q querier) (Revision, error) {
	var head Revision
	err := q.QueryRowContext(ctx, `SELECT revision FROM revisions ORDER BY seq DESC LIMIT 1`).Scan(&head)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return head, err
}

// Bundle returns the whole content of a revision, packed as it was published.
func (s *Store) Bundle(ctx context.Context, r Revision) ([]byte, error) {
	var bundle []byte
	if err := s.read.QueryRowContext(ctx, `SELECT bundle FROM bundles WHERE revision = $1`, r).Scan(&bundle); err != nil {
		return nil, fmt.Errorf("store: read revision %s of the content: %w", r, err)
	}
	return bundle, nil
}

// Publish makes a bundle the content's head. The error matches [ErrStale] unless base is the head. A bundle that was
// published before gets the revision that it had: so the content is put back.
func (s *Store) Publish(ctx context.Context, base Revision, by, why string, bundle []byte) (Revision, error) {
	hash := sha256.Sum256(bundle)
	r := Revision(hex.EncodeToString(hash[:]))
	err := s.change(ctx, func(tx *sql.Tx) error {
		head, err := readHead(ctx, tx)
		if err != nil {
			return err
		}
		if head != base {
			return ErrStale
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO bundles (revision, bundle) VALUES ($1, $2) ON CONFLICT (revision) DO NOTHING`, r, bundle)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO revisions (at, revision, base, staff, why) VALUES ($1, $2, $3, $4, $5)`,
			millis(s.now()), r, base, by, cut(why, maxNote))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("store: publish over %s: %w", cmp.Or(base, "nothing"), err)
	}
	return r, nil
}

// Revisions returns the content's history, newest first, at most n lines.
func (s *Store) Revisions(ctx context.Context, n int) ([]Published, error) {
	var history []Published
	rows, err := s.read.QueryContext(ctx, `SELECT at, revision, base, staff, why FROM revisions ORDER BY seq DESC LIMIT $1`, n)
	err = each(rows, err, func(rows *sql.Rows) error {
		var p Published
		var at int64
		err := rows.Scan(&at, &p.Revision, &p.Base, &p.Staff, &p.Why)
		p.Time = fromMillis(at)
		history = append(history, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the content's history: %w", err)
	}
	return history, nil
}
