package faq

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// addSeeds gives a fuzz target the entries of the lint archives and the shapes that broke YAML readers before.
func addSeeds(f *testing.F) {
	f.Helper()
	paths, err := filepath.Glob("testdata/lint/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for part := range strings.SplitSeq(string(data), "\n-- ") {
			if _, text, ok := strings.Cut(part, " --\n"); ok {
				f.Add([]byte(text))
			}
		}
	}
	f.Add([]byte(signable1))
	f.Add([]byte(signable1 + "  review:\n    status: draft\n"))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(signable1, "\n", "\r\n")))
	f.Add([]byte(`{"entries":[{"id":"a","questions":["q"],"answer":"A","author":"N","sources":[{"title":"T"}],"review":{}}]}`))
	f.Add([]byte("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nentries: [*c, *c]\n"))
	f.Add([]byte("entries: &a [*a]\n"))
	f.Add([]byte("entries:\n- &a\n  id: a\n  <<: *a\n"))
	f.Add([]byte("\xff\xfeentries"))
	f.Add([]byte("entries:\n- id: \"\\u2028\"\n  answer: a\u2028b\n  questions: [c\u0085d]\n"))
	f.Add([]byte("--- !!map\nentries: !!seq\n- !!str\n...\n---\n"))
}

// FuzzLoadEntry: whatever a file holds, Load ends, every problem has its place in the file, and every passage has an
// ID and the text of its entry.
func FuzzLoadEntry(f *testing.F) {
	addSeeds(f)
	opts := Options{AllowUnreviewed: true, Builtin: loadBuiltin()}
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := fstest.MapFS{"entries/a.yaml": {Data: data}}
		c, probs := Load(folder, opts)
		lines := strings.Count(string(data), "\n") + 1
		for _, p := range probs {
			if p.Pos.Path != "entries/a.yaml" || p.Pos.Line > lines || p.Msg == "" || p.Rule == "" {
				t.Errorf("problem %v in a file of %d lines", p, lines)
			}
			if !utf8.ValidString(p.Msg) {
				t.Errorf("problem %q is not UTF-8", p.Msg)
			}
		}
		for p := range c.Passages() {
			if p.ID == "" || c.Passage(p.ID) != p || p.Text != strings.TrimSpace(p.Text) {
				t.Errorf("passage %+v", p)
			}
		}
		if again, _ := Load(folder, opts); again.Revision() != c.Revision() {
			t.Errorf("revision %s, then %s", c.Revision(), again.Revision())
		}
	})
}

// FuzzSign: a signature either fails and writes nothing, or makes the entry reviewed; every line of the file outside
// the review is still there, in order, and every other entry says what it said.
func FuzzSign(f *testing.F) {
	addSeeds(f)
	opts := Options{Builtin: loadBuiltin()}
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, "entries", "a.yaml")
		if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		before, probs := Load(os.DirFS(dir), opts)
		for id := range before.signable {
			err := Sign(dir, before, id, signed)
			got, readErr := os.ReadFile(path)
			if readErr != nil {
				t.Fatal(readErr)
			}
			if err != nil {
				if string(got) != string(data) {
					t.Fatalf("Sign(%q) = %v and wrote %q over %q", id, err, got, data)
				}
				continue
			}
			after, now := Load(os.DirFS(dir), opts)
			if now.Errors() > probs.Errors() {
				t.Fatalf("Sign(%q) of %q brought %v", id, data, now)
			}
			checkSigned(t, before, after, id)
			if !containsLines(string(got), string(data)) {
				t.Fatalf("Sign(%q) of %q wrote %q", id, data, got)
			}
			return
		}
	})
}

func checkSigned(t *testing.T, before, after *Corpus, id string) {
	t.Helper()
	if p := after.Passage(id); p == nil || p.Unsound != "" || p.Review.Reviewer != signed.Reviewer {
		t.Fatalf("after Sign(%q) the passage is %+v", id, p)
	}
	for p := range before.Passages() {
		other := after.Passage(p.ID)
		if other == nil || other.Text != p.Text || before.signable[p.ID].hash != after.signable[p.ID].hash {
			t.Fatalf("Sign(%q) changed %s from %+v to %+v", id, p.ID, p, other)
		}
		if p.ID != id && other.Review != p.Review {
			t.Fatalf("Sign(%q) changed the review of %s from %+v to %+v", id, p.ID, p.Review, other.Review)
		}
	}
}

// containsLines reports whether the lines of old that no review can touch stand in text in the same order.
func containsLines(text, old string) bool {
	for line := range strings.Lines(old) {
		line = strings.TrimRight(line, "\r\n")
		if strings.Contains(line, "review") || reviewLine(line) {
			continue
		}
		_, after, ok := strings.Cut(text, line)
		if !ok {
			return false
		}
		text = after
	}
	return true
}

// reviewLine reports whether a line holds a field of a review, or could on its own.
func reviewLine(line string) bool {
	for _, name := range []string{"status", "reviewer", "date", "due", "hash", "id"} {
		if strings.Contains(line, name) {
			return true
		}
	}
	return false
}
