package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
)

// Queued returns how many events wait to be written.
func (s *Store) Queued() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return len(s.queue.waiting)
}

// Size returns the size of the database in bytes, without what its log still holds.
func (s *Store) Size(ctx context.Context) (int64, error) {
	var bytes int64
	err := s.read.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&bytes)
	if err != nil {
		return 0, fmt.Errorf("store: measure the database: %w", err)
	}
	return bytes, nil
}

// Peek tells whether [Open] would take the file at path and returns the settings in it. It leaves what is in the file as it
// is: another version of the program may be using it. The error matches [os.ErrNotExist] where there is no file yet.
func Peek(ctx context.Context, path string) (_ []Settings, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: look at %s: %w", path, damage(err))
		}
	}()
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	s := &Store{}
	if s.read, err = connections(path, 1, slices.Concat(pragmas, []string{"query_only(1)"})); err != nil {
		return nil, err
	}
	s.write = s.read
	settings, err := s.peek(ctx)
	return settings, errors.Join(err, s.disconnect())
}

// peek reads a file that no newer program wrote. One without tables is as good as new.
func (s *Store) peek(ctx context.Context) ([]Settings, error) {
	if err := s.check(ctx); err != nil {
		return nil, err
	}
	var tables, version int
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'`).Scan(&tables)
	if err != nil || tables == 0 {
		return nil, err
	}
	if err := s.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM schema_version`).Scan(&version); err != nil {
		return nil, err
	}
	if err := tooNew(version, migrations); err != nil {
		return nil, err
	}
	settings, err := s.readSettings(ctx)
	return slices.Collect(maps.Values(settings)), err
}
