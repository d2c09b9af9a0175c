package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// told collects what was reported.
type told struct {
	// mu guards errs.
	mu   sync.Mutex
	errs []error
}

func (o *told) report(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.errs = append(o.errs, err)
}

// take returns what was reported since it was last taken.
func (o *told) take() []error {
	o.mu.Lock()
	defer o.mu.Unlock()
	errs := o.errs
	o.errs = nil
	return errs
}

// running opens a store in memory and runs it in a bubble.
func running(t *testing.T, o Options) *Store {
	t.Helper()
	s := openStore(t, inMemory, o)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { s.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		wg.Wait()
	})
	return s
}

// breakTable makes every write of counts fail until it is mended.
func (s *Store) breakTable(t *testing.T) (mend func()) {
	t.Helper()
	_, err := s.write.ExecContext(t.Context(), `ALTER TABLE counts RENAME TO broken`)
	must(t, err)
	return func() {
		t.Helper()
		_, err := s.write.ExecContext(t.Context(), `ALTER TABLE broken RENAME TO counts`)
		must(t, err)
	}
}

// countAll is how many questions were counted.
func (s *Store) countAll(t *testing.T) int {
	t.Helper()
	var n int
	must(t, s.read.QueryRowContext(t.Context(), `SELECT COALESCE(SUM(n), 0) FROM counts WHERE facet = 'all'`).Scan(&n))
	return n
}

// asked is n questions that were asked.
func asked(n int) []Event {
	return slices.Repeat([]Event{Tally{Counted: Asked, Outcome: "answered"}.Event()}, n)
}

func TestRunWritesWhatIsNoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := running(t, Options{})
		for round := range 3 {
			s.Note(asked(batchSize + 1)...)
			synctest.Wait()
			if got, want := s.countAll(t), (round+1)*(batchSize+1); got != want {
				t.Errorf("%d are written, want %d", got, want)
			}
		}
	})
}

// TestNoteWhileNothingCanBeWritten fills the queue: Note drops and counts, staff are told once, and what waits is written
// once it can be.
func TestNoteWhileNothingCanBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told told
		s := running(t, Options{Queue: 10, Report: told.report})
		synctest.Wait()
		for range 2 { // it is told again when it comes again
			before := s.countAll(t)
			mend := s.breakTable(t)
			s.Note(asked(10)...)
			synctest.Wait()
			if got := told.take(); len(got) != 1 || !strings.Contains(got[0].Error(), "write queued events") {
				t.Errorf("told %v, want that the queue cannot be written", got)
			}
			dropped := s.Dropped()
			s.Note(asked(3)...)
			time.Sleep(time.Minute)
			if got := told.take(); len(got) != 1 || !errors.Is(got[0], errDropping) {
				t.Errorf("told %v, want once that events are dropped", got)
			}
			if got := s.Dropped() - dropped; got != 3 {
				t.Errorf("%d were dropped, want 3", got)
			}
			mend()
			time.Sleep(retryEvery)
			synctest.Wait()
			if got := s.countAll(t) - before; got != 10 {
				t.Errorf("%d are written, want the 10 that waited", got)
			}
		}
		if got := told.take(); len(got) != 0 {
			t.Errorf("told %v, want nothing more", got)
		}
	})
}

// TestNoteRefuses notes what is no event: it is dropped and told.
func TestNoteRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told told
		s := running(t, Options{Report: told.report})
		for range 3 {
			s.Note(Tally{Counted: Asked, Outcome: "answered", Entry: "can I drink wine"}.Event())
			synctest.Wait()
		}
		got := told.take()
		if len(got) != 1 || strings.Contains(got[0].Error(), "wine") {
			t.Errorf("told %v, want once that it is no event, and not the words", got)
		}
		if s.Dropped() != 3 {
			t.Errorf("Dropped = %d, want 3", s.Dropped())
		}
	})
}

// TestNoteNeverWaits notes while the one connection that writes is taken.
func TestNoteNeverWaits(t *testing.T) {
	s := openStore(t, inMemory, Options{Queue: 5})
	tx := value(s.write.BeginTx(t.Context(), nil))(t)
	s.Note(asked(8)...) // would hang
	if s.Dropped() != 3 {
		t.Errorf("Dropped = %d, want 3", s.Dropped())
	}
	must(t, tx.Rollback())
	must(t, s.flush(t.Context()))
	if got := s.countAll(t); got != 5 {
		t.Errorf("%d are written, want the 5 that were queued", got)
	}
}

// TestNoteAtOnce notes from many places while the queue is written, on a file.
func TestNoteAtOnce(t *testing.T) {
	const writers, each = 8, 200
	s := openStore(t, t.TempDir()+"/patientfaq.db", Options{})
	ctx, cancel := context.WithCancel(t.Context())
	var run, notes sync.WaitGroup
	run.Go(func() { s.Run(ctx) })
	for range writers {
		notes.Go(func() {
			for range each {
				s.Note(asked(1)...)
			}
		})
	}
	notes.Wait()
	must(t, s.flush(t.Context()))
	cancel()
	run.Wait()
	if got, want := int64(s.countAll(t))+s.Dropped(), int64(writers*each); got != want {
		t.Errorf("%d are written or dropped, want %d", got, want)
	}
}

// TestRunPrunesDaily lets ninety days and one pass.
func TestRunPrunesDaily(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told told
		s := running(t, Options{Report: told.report})
		must(t, s.Append(t.Context(), Posted{Guild: "1", Channel: "2", Message: "3", Entry: "entry"}.Event()))
		for _, tt := range []struct {
			sleep time.Duration
			want  int
		}{{KeepPosted - time.Hour, 1}, {day + time.Hour, 0}} {
			time.Sleep(tt.sleep)
			synctest.Wait()
			if got := value(s.Posted(t.Context(), "entry", time.Time{}))(t); len(got) != tt.want {
				t.Errorf("%v later there are %d, want %d", tt.sleep, len(got), tt.want)
			}
		}
		s.breakTable(t)
		time.Sleep(3 * pruneEvery)
		if got := told.take(); len(got) != 1 || !strings.Contains(got[0].Error(), "delete what is too old") {
			t.Errorf("told %v, want once that nothing could be deleted", got)
		}
	})
}
