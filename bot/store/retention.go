package store

import (
	"context"
	"errors"
	"fmt"
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
