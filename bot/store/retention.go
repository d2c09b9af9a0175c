package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// How long things are kept. Audit lines and revisions of the content stay.
const (
	day = 24 * time.Hour

	// KeepPosted is how long the places of public answers are kept.
	KeepPosted = 90 * day
	// KeepSettings is how long settings are kept after the bot has left their guild.
	KeepSettings = 30 * day
	// KeepCounts is how long counts are kept: a year can be compared with the one before.
	KeepCounts = 400 * day
)

// Prune deletes what has been kept long enough. Run calls it daily.
func (s *Store) Prune(ctx context.Context) error {
	now := s.now()
	_, posted := s.write.ExecContext(ctx, `DELETE FROM posted WHERE at < $1`, millis(now.Add(-KeepPosted)))
	_, counts := s.write.ExecContext(ctx, `DELETE FROM counts WHERE day < $1`, now.Add(-KeepCounts).UTC().Format(time.DateOnly))
	if err := errors.Join(posted, counts, s.dropSettings(ctx, now.Add(-KeepSettings))); err != nil {
		return fmt.Errorf("store: delete what is too old: %w", err)
	}
	return nil
}

// Forget replaces a staff ID in the journal and the content's history by a random tag, the same in all lines, and returns
// how many lines it was in. The lines stay.
func (s *Store) Forget(ctx context.Context, user string) (int64, error) {
	if user == "" {
		return 0, errors.New("store: forget whom?")
	}
	if err := s.flush(ctx); err != nil {
		return 0, fmt.Errorf("store: forget a member of the staff: %w", err)
	}
	tag := "forgotten-" + strings.ToLower(rand.Text()[:12])
	var lines int64
	err := s.change(ctx, func(tx *sql.Tx) error {
		for _, statement := range []string{
			`UPDATE audit SET staff = $2 WHERE staff = $1`,
			`UPDATE revisions SET staff = $2 WHERE staff = $1`,
		} {
			result, err := tx.ExecContext(ctx, statement, user, tag)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			lines += n
		}
		return nil
	})
	if err == nil {
		err = s.emptyLog(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("store: forget a member of the staff: %w", err)
	}
	return lines, nil
}
