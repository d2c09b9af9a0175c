package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOpenAgain closes a store of every kind of thing and opens it again.
func TestOpenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "patientfaq.db")
	settings := Settings{Guild: "1", Country: "GB", Allowed: []string{"2"}}
	line := Audit{Staff: "9", Action: "review", Target: "entry"}
	s, err := Open(t.Context(), path, Options{})
	must(t, err)
	must(t, s.SaveSettings(t.Context(), settings))
	must(t, s.Append(t.Context(), line.Event()))
	s.Note(Posted{Guild: "1", Channel: "2", Message: "3", Entry: "entry"}.Event()) // written by Close
	head := value(s.Publish(t.Context(), "", "9", "", []byte("one")))(t)
	must(t, s.Close())

	s = openStore(t, path, Options{})
	settings.checkKept(t, s)
	if got := value(s.Since(t.Context(), KindAudit, 0, 10))(t); len(got) != 1 || got[0].Audit != line {
		t.Errorf("audit lines = %v, want %v", got, line)
	}
	if got := value(s.Since(t.Context(), KindPosted, 0, 10))(t); len(got) != 1 {
		t.Errorf("posted answers = %v, want the one that was queued", got)
	}
	if got := value(s.Head(t.Context()))(t); got != head {
		t.Errorf("Head = %q, want %q", got, head)
	}
}

// TestOpenWaitsForTheDisk reads back, on every connection, what makes an acknowledged write outlive a power cut.
func TestOpenWaitsForTheDisk(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "patientfaq.db"), Options{})
	for name, db := range map[string]*sql.DB{"write": s.write, "read": s.read} {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1"} {
			var got string
			must(t, db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
			if got != want {
				t.Errorf("%s: PRAGMA %s = %s, want %s", name, pragma, got, want)
			}
		}
	}
	if _, err := s.read.ExecContext(t.Context(), `DELETE FROM settings`); err == nil {
		t.Error("the reading connections can write")
	}
	s = &Store{}
	must(t, s.connect(inMemory))
	defer s.disconnect()
	for mode, want := range map[string]bool{"OFF": false, "NORMAL": false, "FULL": true} {
		_, err := s.write.ExecContext(t.Context(), "PRAGMA synchronous = "+mode)
		must(t, err)
		if err := s.check(t.Context()); (err == nil) != want {
			t.Errorf("check of a database that is synchronous = %s: %v", mode, err)
		}
	}
}

// TestOpenAnyPath opens files whose names mean something in an address.
func TestOpenAnyPath(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{
		"patientfaq.db", "./a.db", "file:b.db", "a folder/c d.db", "100%20/e#f.db", "q?mode=memory.db", "ä/ö&_pragma=x.db",
	} {
		if runtime.GOOS == "windows" && strings.ContainsAny(path, ":?") {
			continue
		}
		for _, path := range []string{path, filepath.Join(t.TempDir(), path)} {
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Errorf("Open(%q): %v", path, err)
				continue
			}
			must(t, s.Append(t.Context(), Audit{Staff: "9", Action: "review"}.Event()))
			must(t, s.Close())
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("Open(%q) wrote to another file: %v, %v", path, info, err)
			}
		}
	}
}

// TestOpenKeepsToItself checks that nobody else can read the files.
func TestOpenKeepsToItself(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes")
	}
	dir := filepath.Join(t.TempDir(), "state")
	s := openStore(t, filepath.Join(dir, "patientfaq.db"), Options{})
	must(t, s.SaveSettings(t.Context(), Settings{Guild: "1"}))
	got := map[string]os.FileMode{}
	must(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		got[filepath.Base(path)] = info.Mode().Perm()
		return err
	}))
	want := map[string]os.FileMode{"state": 0o700, "patientfaq.db": 0o600, "patientfaq.db-wal": 0o600, "patientfaq.db-shm": 0o600}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("modes (-want +got):\n%s", diff)
	}
}

// TestOpenDamaged opens files that are no database, or not whole. The file is left as it was.
func TestOpenDamaged(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.db")
	s, err := Open(t.Context(), whole, Options{})
	must(t, err)
	must(t, s.SaveSettings(t.Context(), Settings{Guild: "1", Country: "GB"}))
	for range 100 {
		must(t, s.Append(t.Context(), Audit{Staff: "9", Action: "review", Note: strings.Repeat("long ", 50)}.Event()))
	}
	must(t, s.Close())
	data := value(os.ReadFile(whole))(t)
	page := len(data) / 4096 / 2 * 4096
	for name, damaged := range map[string][]byte{
		"a text":                []byte(strings.Repeat("No database, but some text. ", 500)),
		"cut":                   data[:page],
		"a page of zeros":       slices.Concat(data[:page], make([]byte, 4096), data[page+4096:]),
		"a page twice":          slices.Concat(data[:page], data[page-4096:page], data[page+4096:]),
		"the first page flawed": slices.Concat(data[:100], bytes.Repeat([]byte{0xaa}, 200), data[300:]),
		"settings not whole":    bytes.Replace(data, []byte(`{"country":"GB"}`), []byte(`{"country":"GB"!`), 1),
	} {
		path := filepath.Join(t.TempDir(), "patientfaq.db")
		must(t, os.WriteFile(path, damaged, 0o600))
		s, err := Open(t.Context(), path, Options{})
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "move it away") || !strings.Contains(err.Error(), path) {
			t.Errorf("Open of %s: %v, want ErrDamaged, which names the file and a remedy", name, err)
		}
		if got := value(os.ReadFile(path))(t); !bytes.Equal(got, damaged) {
			t.Errorf("Open of %s changed the file", name)
		}
	}
}

// TestOpenAnothersDatabase opens a database of some other program, which it must not write to.
func TestOpenAnothersDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "another.db")
	db := value(sql.Open("sqlite", path))(t)
	_, err := db.ExecContext(t.Context(), `CREATE TABLE recipes (name TEXT)`)
	must(t, err)
	must(t, db.Close())
	before := value(os.ReadFile(path))(t)
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("Open: %v, want ErrDamaged", err)
	}
	tables := func(data []byte) int { return bytes.Count(data, []byte("CREATE TABLE")) }
	if after := value(os.ReadFile(path))(t); tables(after) != tables(before) {
		t.Error("Open made tables in it")
	}
}

// TestOpenWhereNoFileCanBe opens what cannot be opened for other reasons than damage.
func TestOpenWhereNoFileCanBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, open := range map[string]func() (*Store, error){
		"a folder":      func() (*Store, error) { return Open(t.Context(), t.TempDir(), Options{}) },
		"below a file":  func() (*Store, error) { return Open(t.Context(), filepath.Join(file, "patientfaq.db"), Options{}) },
		"a context end": func() (*Store, error) { return Open(ended, file, Options{}) },
	} {
		if s, err := open(); err == nil || s != nil || errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Open = %v, %v, want an error that is not ErrDamaged", name, s, err)
		}
	}
}

// TestMigrate takes a file from one version of the tables to the next, and lets only an equal or newer program open it.
func TestMigrate(t *testing.T) {
	first := migration{`CREATE TABLE first (a TEXT)`, `INSERT INTO first (a) VALUES ('kept')`}
	second := migration{`CREATE TABLE second (b TEXT)`, `INSERT INTO second (b) SELECT a FROM first`}
	broken := migration{`CREATE TABLE third (c TEXT)`, `INSERT INTO nowhere (d) VALUES (1)`}
	s := &Store{}
	must(t, s.connect(filepath.Join(t.TempDir(), "patientfaq.db")))
	defer s.disconnect()
	for _, tt := range []struct {
		name  string
		steps []migration
		err   string
		want  int
	}{
		{"a new file", []migration{first}, "", 1},
		{"the same program", []migration{first}, "", 1},
		{"a step that fails", []migration{first, second, broken}, "bring tables to version 3", 2},
		{"a newer program", []migration{first, second}, "", 2},
		{"an older program", []migration{first}, ErrNewer.Error() + " (its tables are version 2, this program knows 1)", 2},
	} {
		err := s.migrate(t.Context(), tt.steps)
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: migrate: %v, want %q", tt.name, err, tt.err)
		}
		var got int
		must(t, s.read.QueryRowContext(t.Context(), `SELECT MAX(version) FROM schema_version`).Scan(&got))
		if got != tt.want {
			t.Errorf("%s: the tables are version %d, want %d", tt.name, got, tt.want)
		}
	}
	var kept string
	must(t, s.read.QueryRowContext(t.Context(), `SELECT b FROM second`).Scan(&kept))
	if kept != "kept" {
		t.Errorf("the second step read %q, want what the first had written", kept)
	}
	if _, err := s.read.ExecContext(t.Context(), `SELECT * FROM third`); err == nil {
		t.Error("half of the step that failed was done")
	}
}

// TestOpenNewer opens the file of a newer program.
func TestOpenNewer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "patientfaq.db")
	s, err := Open(t.Context(), path, Options{})
	must(t, err)
	_, err = s.write.ExecContext(t.Context(), `INSERT INTO schema_version (version) VALUES (99)`)
	must(t, err)
	must(t, s.Close())
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("Open: %v, want ErrNewer, which says which version", err)
	}
}

// TestForgottenIsOverwritten looks for a forgotten ID in the bytes of every file.
func TestForgottenIsOverwritten(t *testing.T) {
	const khan = "80351110224678912"
	dir := t.TempDir()
	s := openStore(t, filepath.Join(dir, "patientfaq.db"), Options{})
	for range 50 {
		must(t, s.Append(t.Context(), Audit{Staff: khan, Action: "review", Note: "said " + khan}.Event()))
		must(t, s.Append(t.Context(), Audit{Staff: "9", Action: "review"}.Event()))
	}
	if n := occurrences(t, dir, khan); n == 0 {
		t.Fatal("the ID is in no file before it is forgotten: the test looks in the wrong place")
	}
	value(s.Forget(t.Context(), khan))(t)
	if n := occurrences(t, dir, khan); n > 0 {
		t.Errorf("the forgotten ID is still %d times in the files", n)
	}
}

// occurrences counts how often words are in the files of a folder.
func occurrences(t *testing.T, dir, words string) int {
	t.Helper()
	n := 0
	for _, f := range value(os.ReadDir(dir))(t) {
		n += bytes.Count(value(os.ReadFile(filepath.Join(dir, f.Name())))(t), []byte(words))
	}
	return n
}

// TestBackup has SQLite copy the file while it is used, as the documents say.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, filepath.Join(dir, "patientfaq.db"), Options{})
	settings := Settings{Guild: "1", Country: "GB"}
	must(t, s.SaveSettings(t.Context(), settings))
	db := value(connections(filepath.Join(dir, "patientfaq.db"), 1, nil))(t)
	defer db.Close()
	backup := filepath.Join(dir, "backup.db")
	_, err := db.ExecContext(t.Context(), `VACUUM INTO $1`, backup)
	must(t, err)
	must(t, s.SaveSettings(t.Context(), Settings{Guild: "1", Country: "FR"}))
	settings.checkKept(t, openStore(t, backup, Options{}))
}

// TestCloseTwice closes a store that is closed and uses it: errors, no panics.
func TestCloseTwice(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "patientfaq.db"), Options{})
	must(t, err)
	must(t, s.Close())
	must(t, s.Close())
	s.Note(Audit{Staff: "9", Action: "review"}.Event())
	if s.Dropped() != 1 {
		t.Errorf("Dropped after Close = %d, want 1", s.Dropped())
	}
	if err := s.SaveSettings(t.Context(), Settings{Guild: "1"}); err == nil {
		t.Error("SaveSettings after Close = nil, want an error")
	}
	if _, ok := s.Settings("1"); ok {
		t.Error("settings that could not be saved are in force")
	}
	if err := s.Append(t.Context(), Audit{Staff: "9", Action: "review"}.Event()); err == nil {
		t.Error("Append after Close = nil, want an error")
	}
}
