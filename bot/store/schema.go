package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNewer is matched by the error of [Open] where a newer version of the program wrote the file.
var ErrNewer = errors.New("a newer patientfaq wrote it: run that version, or put back the backup from before the upgrade")

// A migration is the statements that lead from one version of the tables to the next. A migration that was released is
// never changed: another one is added.
type migration []string

// migrations lead from an empty file to the tables as they are now.
var migrations = []migration{{
	`CREATE TABLE settings (
		guild   TEXT PRIMARY KEY,
		left_at INTEGER NOT NULL,
		value   TEXT NOT NULL
	)`,
	`CREATE TABLE audit (
		seq    INTEGER PRIMARY KEY AUTOINCREMENT,
		at     INTEGER NOT NULL,
		guild  TEXT NOT NULL,
		staff  TEXT NOT NULL,
		action TEXT NOT NULL,
		target TEXT NOT NULL,
		note   TEXT NOT NULL
	)`,
	`CREATE INDEX audit_staff ON audit (staff)`,
	`CREATE TABLE counts (
		day     TEXT NOT NULL,
		facet   TEXT NOT NULL,
		counted TEXT NOT NULL,
		outcome TEXT NOT NULL,
		entry   TEXT NOT NULL,
		subject TEXT NOT NULL,
		concept TEXT NOT NULL,
		n       INTEGER NOT NULL,
		PRIMARY KEY (day, facet, counted, outcome, entry, subject, concept)
	)`,
	`CREATE TABLE posted (
		seq     INTEGER PRIMARY KEY AUTOINCREMENT,
		at      INTEGER NOT NULL,
		guild   TEXT NOT NULL,
		channel TEXT NOT NULL,
		message TEXT NOT NULL,
		entry   TEXT NOT NULL
	)`,
	`CREATE INDEX posted_at ON posted (at)`,
	`CREATE TABLE bundles (
		revision TEXT PRIMARY KEY,
		bundle   BLOB NOT NULL
	)`,
	`CREATE TABLE revisions (
		seq      INTEGER PRIMARY KEY AUTOINCREMENT,
		at       INTEGER NOT NULL,
		revision TEXT NOT NULL,
		base     TEXT NOT NULL,
		staff    TEXT NOT NULL,
		why      TEXT NOT NULL
	)`,
}, {
	`ALTER TABLE audit ADD COLUMN was TEXT NOT NULL DEFAULT ''`,
	`ALTER TABLE audit ADD COLUMN became TEXT NOT NULL DEFAULT ''`,
	`ALTER TABLE audit ADD COLUMN revision TEXT NOT NULL DEFAULT ''`,
	`CREATE INDEX audit_target ON audit (target)`,
}}

// migrate brings the tables up to date, one transaction a step, so that a kill leaves a version that the next start takes
// further.
func (s *Store) migrate(ctx context.Context, steps []migration) error {
	var version int
	err := s.change(ctx, func(tx *sql.Tx) error { // fails where the file cannot be written to
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)`); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM schema_version`).Scan(&version)
	})
	if err != nil {
		return err
	}
	if err := tooNew(version, steps); err != nil {
		return err
	}
	for i, step := range steps[version:] {
		if err := s.apply(ctx, step, version+i+1); err != nil {
			return fmt.Errorf("bring tables to version %d: %w", version+i+1, err)
		}
	}
	return nil
}

// tooNew returns why this program cannot use tables of a version, or nil.
func tooNew(version int, steps []migration) error {
	if version <= len(steps) {
		return nil
	}
	return fmt.Errorf("%w (its tables are version %d, this program knows %d)", ErrNewer, version, len(steps))
}

func (s *Store) apply(ctx context.Context, step migration, version int) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		for _, statement := range step {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO schema_version (version) VALUES ($1)`, version)
		return err
	})
}
