package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestStanding(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, _ *clock) {
		if got := value(s.Size(t.Context()))(t); got < 4096 {
			t.Errorf("Size = %d, want some pages", got)
		}
		for range 3 {
			s.Note(Tally{Counted: Asked, Outcome: "answered"}.Event())
		}
		if got := s.Queued(); got != 3 {
			t.Errorf("Queued = %d before anything is written, want 3", got)
		}
		must(t, s.flush(t.Context()))
		if got := s.Queued(); got != 0 {
			t.Errorf("Queued = %d after all is written, want 0", got)
		}
	})
}

// TestPeek says what Open would say, and changes nothing.
func TestPeek(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if _, err := Peek(t.Context(), at("missing.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Peek at no file: %v, want %v", err, os.ErrNotExist)
	}
	if _, err := os.Stat(at("missing.db")); err == nil {
		t.Error("Peek made the file")
	}
	must(t, os.WriteFile(at("empty.db"), nil, 0o600))
	must(t, os.WriteFile(at("text.db"), bytes.Repeat([]byte("No database. "), 500), 0o600))
	s, err := Open(t.Context(), at("used.db"), Options{})
	must(t, err)
	must(t, s.SaveSettings(t.Context(), Settings{Guild: "1", Country: "GB"}))
	settings := value(Peek(t.Context(), at("used.db")))(t) // while it is used
	if len(settings) != 1 || settings[0].Guild != "1" || settings[0].Country != "GB" {
		t.Errorf("Peek found the settings %+v, want those of one guild", settings)
	}
	must(t, s.Close())
	s, err = Open(t.Context(), at("newer.db"), Options{})
	must(t, err)
	_, err = s.write.ExecContext(t.Context(), `INSERT INTO schema_version (version) VALUES (99)`)
	must(t, err)
	must(t, s.Close())
	for name, want := range map[string]error{"empty.db": nil, "used.db": nil, "text.db": ErrDamaged, "newer.db": ErrNewer} {
		before := value(os.ReadFile(at(name)))(t)
		if _, err := Peek(t.Context(), at(name)); !errors.Is(err, want) {
			t.Errorf("Peek at %s: %v, want %v", name, err, want)
		}
		if after := value(os.ReadFile(at(name)))(t); name != "empty.db" && !bytes.Equal(before, after) {
			t.Errorf("Peek at %s changed it", name)
		}
	}
}
