package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// onEach runs the contract on each kind of database.
func onEach(t *testing.T, contract func(t *testing.T, open func(Options) *Store)) {
	for name, path := range map[string]string{"memory": inMemory, "file": filepath.Join(t.TempDir(), "a ?#%20 folder", "patientfaq.db")} {
		t.Run(name, func(t *testing.T) {
			contract(t, func(o Options) *Store {
				t.Helper()
				s, err := Open(t.Context(), path, o)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
				return s
			})
		})
	}
}

func TestSettings(t *testing.T) {
	onEach(t, func(t *testing.T, open func(Options) *Store) {
		s := open(Options{})
		if got, ok := s.Settings("1"); ok {
			t.Fatalf("Settings of a guild that has set nothing = %v, true", got)
		}
		want := Settings{Guild: "1", Country: "GB", TextOnly: new(true), Allowed: []string{"2", "3"}, StaffChannel: "4"}
		if err := s.SaveSettings(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got, ok := s.Settings("1")
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || !ok {
			t.Errorf("Settings (-want +got), %v:\n%s", ok, diff)
		}
	})
}

func TestPublish(t *testing.T) {
	onEach(t, func(t *testing.T, open func(Options) *Store) {
		s := open(Options{})
		first, err := s.Publish(t.Context(), "", "9", "first", []byte("one"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Publish(t.Context(), "", "9", "late", []byte("two")); !errors.Is(err, ErrStale) {
			t.Errorf("Publish over an old base: %v, want ErrStale", err)
		}
		if head, err := s.Head(t.Context()); err != nil || head != first {
			t.Errorf("Head = %q, %v, want %q", head, err, first)
		}
	})
}

func TestAppend(t *testing.T) {
	onEach(t, func(t *testing.T, open func(Options) *Store) {
		s := open(Options{})
		line := Audit{Guild: "1", Staff: "9", Action: "withdraw", Target: "entry", Note: "wrong about kidneys"}
		if err := s.Append(t.Context(), line.Event()); err != nil {
			t.Fatal(err)
		}
		for range LeastShown {
			s.Note(Tally{Counted: Asked, Outcome: "answered", Entry: "entry"}.Event())
		}
		if err := s.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		events, err := s.Since(t.Context(), KindAudit, 0, 10)
		if err != nil || len(events) != 1 || events[0].Audit != line {
			t.Errorf("Since = %v, %v, want %v", events, err, line)
		}
		counts, err := s.Counts(t.Context(), time.Now().Add(-day), 0)
		if err != nil || len(counts) != 3 {
			t.Errorf("Counts = %v, %v, want one of each facet", counts, err)
		}
		if n, err := s.Forget(t.Context(), "9"); err != nil || n != 1 {
			t.Errorf("Forget = %d, %v, want 1", n, err)
		}
	})
}
