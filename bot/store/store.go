// Package store keeps what the bot must remember between runs, in a state directory beside the content.
//
// [Stops] is the stop list: which entries were withdrawn. It stands apart from everything else, so that withdrawing
// works whatever is wrong with the content or the database, and it is an append-only file, so that two processes can
// write to it and a process killed in the middle of a write loses nothing that was acknowledged.
//
// [Store] is everything else, in a SQLite database: what the servers have set, the journal (audit lines of staff, counts,
// where answers were posted) and the revisions of the content that were published. What is acknowledged is on disk.
// Answers never wait for it: what they leave behind goes through a bounded queue ([Store.Note]). No column takes a
// question's words, or a patient's name or ID, and an ID that is not made of an ID's letters is turned away.
//
// The package imports nothing else of this program.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Store is the bot's memory. It is safe for concurrent use, by one process.
type Store struct {
	now    func() time.Time
	report func(error)

	write *sql.DB // one connection: writers wait for each other here, not at the file's lock
	read  *sql.DB

	queue *queue

	// saving keeps the order of settings in the database and in memory the same.
	saving sync.Mutex
	// mu guards settings.
	mu       sync.RWMutex
	settings map[string]Settings
}

// Options are the options of [Open]. The zero value works.
type Options struct {
	Now    func() time.Time // nil: time.Now
	Report func(error)      // told what goes wrong while Run runs, once for as long as it lasts, from any goroutine
	Queue  int              // how many events wait at most; 0 is 4,096
}

// defaultQueue is some minutes of a busy bot: a community asks a few questions a second at the very most.
const defaultQueue = 4096

func (o *Options) fill() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Report == nil {
		o.Report = func(error) {}
	}
	if o.Queue <= 0 {
		o.Queue = defaultQueue
	}
}

// Open opens the database at path, which is made or brought up to date where needed; ":memory:" is one that is forgotten
// when it is closed. The error matches [ErrDamaged] or [ErrNewer] where the file is there but of no use.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	o.fill()
	s := &Store{now: o.Now, report: o.Report, queue: newQueue(o.Queue)}
	if err := s.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", path, damage(err)), s.disconnect())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) (err error) {
	if err := s.connect(path); err != nil {
		return err
	}
	if err := s.check(ctx); err != nil {
		return err
	}
	if err := s.migrate(ctx, migrations); err != nil {
		return err
	}
	s.settings, err = s.readSettings(ctx)
	return err
}

// closeBudget is how long Close writes what is still queued: a service manager waits five seconds in all.
const closeBudget = time.Second

// Close writes what is queued and closes the database. Run must have returned.
func (s *Store) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeBudget)
	defer cancel()
	s.queue.close()
	return errors.Join(s.flush(ctx), s.disconnect())
}

// disconnect closes what connect opened.
func (s *Store) disconnect() error {
	var errs []error
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}

// change runs f in one transaction of the writing connection.
func (s *Store) change(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// each calls scan for every row of a query.
func each(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Times are stored as milliseconds since 1970, so that every database orders and compares them alike; 0 is no time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
