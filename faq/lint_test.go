package faq

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLint loads each folder of testdata/lint and compares every problem with the file want. A first line
// "options: allow-unreviewed as-of=2026-01-31" sets options.
func TestLint(t *testing.T) {
	names, err := filepath.Glob("testdata/lint/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("testdata/lint holds %d archives, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive := readArchive(t, name)
			want := archive.files["want"]
			delete(archive.files, "want")
			c, probs := Load(archive.folder(), lintOptions(t, archive.comment))
			probs = append(probs, c.Advise(nil)...)
			if c == nil {
				t.Fatal("Load returned no corpus")
			}
			var got strings.Builder
			for _, p := range probs {
				got.WriteString(p.String() + "\n")
			}
			if *update {
				archive.rewrite(t, got.String())
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
		})
	}
}

// An archive is a text file that holds a comment and then files, each below a line "-- NAME --".
type archive struct {
	path    string
	head    string // everything above the file want
	comment string
	files   map[string]string
}

func readArchive(t *testing.T, path string) archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := archive{path: path, files: map[string]string{}}
	a.head, _, _ = strings.Cut(string(data), "-- want --\n")
	name, text := "", &strings.Builder{}
	end := func() {
		if name == "" {
			a.comment = text.String()
		} else {
			a.files[name] = text.String()
		}
		text.Reset()
	}
	for line := range strings.Lines(string(data)) {
		if inner, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok && strings.HasSuffix(inner, " --") {
			end()
			name = strings.TrimSuffix(inner, " --")
			continue
		}
		text.WriteString(line)
	}
	end()
	return a
}

func (a archive) folder() fs.FS {
	folder := fstest.MapFS{}
	for name, text := range a.files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder
}

func (a archive) rewrite(t *testing.T, want string) {
	t.Helper()
	if err := os.WriteFile(a.path, []byte(a.head+"-- want --\n"+want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func lintOptions(t *testing.T, comment string) Options {
	t.Helper()
	opts := Options{AsOf: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)}
	first, _, _ := strings.Cut(comment, "\n")
	words, ok := strings.CutPrefix(first, "options: ")
	if !ok {
		return opts
	}
	for word := range strings.FieldsSeq(words) {
		date, isDate := strings.CutPrefix(word, "as-of=")
		asOf, err := time.Parse(time.DateOnly, date)
		switch {
		case word == "advise":
			opts.Advise = true
		case word == "allow-unreviewed":
			opts.AllowUnreviewed = true
		case isDate && err == nil:
			opts.AsOf = asOf
		default:
			t.Fatalf("unknown option %q", word)
		}
	}
	return opts
}
