package faq

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const signable1 = "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann Lee\n"

func TestSignRefuses(t *testing.T) {
	tests := []struct {
		name   string
		file   string
		id     string
		change func(s *Signature)
		want   string // in the error
	}{
		{"unknown id", signable1, "b", nil, "there is nothing with this id"},
		{"no reviewer", signable1, "a", func(s *Signature) { s.Reviewer = " " }, "needs the reviewer's name"},
		{"two lines", signable1, "a", func(s *Signature) { s.Reviewer = "Bo\nstatus: x" }, "one line"},
		{"bad date", signable1, "a", func(s *Signature) { s.Date = "31.1.2026" }, `the date "31.1.2026"`},
		{"bad due date", signable1, "a", func(s *Signature) { s.Due = "" }, `the due date ""`},
		{"due at once", signable1, "a", func(s *Signature) { s.Due = s.Date }, "must be later"},
		{"author", signable1, "a", func(s *Signature) { s.Reviewer = "ann  lee" }, "somebody else must review it"},
		{"no author", strings.Replace(signable1, "author: Ann Lee", "notes: none", 1), "a", nil, "names no author"},
		{"no source", strings.Replace(signable1, "sources: [{title: L}]", "notes: none", 1), "a", nil, "names no source"},
		{"no answer", strings.Replace(signable1, "Yes.", `""`, 1), "a", nil, "has no text"},
		{"withdrawn", signable1 + "  review: {status: withdrawn}\n", "a", nil, "it was withdrawn"},
		{"too long", strings.Replace(signable1, "Yes.", strings.Repeat("Yes ", 500), 1), "a", nil, "too long"},
		{"shared review", signable1 + "  review: &r {status: draft}\n- id: b\n  questions: [b]\n  answer: b\n  review: *r\n", "a", nil, "cannot be changed in place"},
		{"review in several lines", signable1 + "  review:\n    status: draft\n    reviewer: >\n      Bo\n", "a", nil, "cannot be changed in place"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := folderOf(t, map[string]string{"entries/a.yaml": tt.file})
			c, _ := Load(os.DirFS(dir), Options{})
			sig := signed
			if tt.change != nil {
				tt.change(&sig)
			}
			err := Sign(dir, c, tt.id, sig)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Sign(%q) = %v, want an error with %q", tt.id, err, tt.want)
			}
			assertFolder(t, dir, "entries/a.yaml", tt.file)
		})
	}
}

// assertFolder checks that the one file of a folder holds a text, and that nothing was left beside it.
func assertFolder(t *testing.T, dir, name, want string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v, want %q", name, got, err, want)
	}
	beside, err := os.ReadDir(filepath.Dir(filepath.Join(dir, name)))
	if err != nil || len(beside) != 1 {
		t.Errorf("the folder of %s holds %v, %v, want that file alone", name, beside, err)
	}
}

func TestSignOnePerson(t *testing.T) {
	dir := folderOf(t, map[string]string{"entries/a.yaml": signable1, "settings.yaml": "review: {policy: one-person}\n"})
	if err := Sign(dir, loadDir(t, dir), "a", Signature{"Ann Lee", "2026-01-31", "2027-01-31"}); err != nil {
		t.Fatal(err)
	}
	if p := loadDir(t, dir).Passage("a"); p.Unsound != "" {
		t.Errorf("signed under one-person, Unsound = %q, want none", p.Unsound)
	}
}

// What was read is what is signed: an edit of signed fields between load and signature refuses, any other does not.
func TestSignAfterEdit(t *testing.T) {
	tests := []struct{ name, edited, want string }{
		{"answer", strings.Replace(signable1, "Yes.", "No.", 1), "it changed since it was loaded"},
		{"notes", signable1 + "  notes: new\n", ""},
		{"removed", "entries: []\n", "it changed since it was loaded"},
		{"broken", signable1 + "  x: [\n", "not YAML"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := folderOf(t, map[string]string{"entries/a.yaml": signable1})
			c := loadDir(t, dir)
			if err := os.WriteFile(filepath.Join(dir, "entries/a.yaml"), []byte(tt.edited), 0o644); err != nil {
				t.Fatal(err)
			}
			err := Sign(dir, c, "a", signed)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Sign after an edit of %s = %v, want %q", tt.name, err, tt.want)
			}
		})
	}
}

// Signed content counts as reviewed until a signed field changes.
func TestSignedThenEdited(t *testing.T) {
	const article = "---\nauthor: Ann\nsources: [{title: L}]\nsubjects: [soma]\n---\n# Soma\n\nIt is a medicine.\n"
	const subjects = "subjects:\n- {id: soma, kind: medicine, names: [Soma], misspellings: [sooma]}\n"
	files := map[string]string{
		"entries/a.yaml": strings.Replace(signable1, "  answer", "  subjects: [soma]\n  owner: Cy\n  answer", 1),
		"articles/b.md":  article, "subjects.yaml": subjects,
	}
	dir := folderOf(t, files)
	for _, id := range []string{"a", "b"} {
		if err := Sign(dir, loadDir(t, dir), id, signed); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, file, old, new string
		a, b                 bool // sound
	}{
		{"nothing", "entries/a.yaml", "", "", true, true},
		{"answer", "entries/a.yaml", "Yes.", "No.", false, true},
		{"question", "entries/a.yaml", "[Is it so", "[Is it not so", false, true},
		{"another question", "entries/a.yaml", "[Is it so", "[Is it so, Really", true, true},
		{"owner", "entries/a.yaml", "owner: Cy", "owner: Di", true, true},
		{"source", "entries/a.yaml", "title: L", "title: M", false, true},
		{"reviewer", "entries/a.yaml", "Dr Bo Lind", "Ann Lee", false, true},
		{"brand of the subject", "subjects.yaml", "names:", "brands: [Vanadom], names:", false, false},
		{"misspelling of the subject", "subjects.yaml", "sooma", "somma", true, true},
		{"article", "articles/b.md", "a medicine", "no medicine", true, false},
		{"front matter", "articles/b.md", "title: L", "title: M", true, false},
		{"line ends", "articles/b.md", "\n", "\r\n", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(dir, tt.file)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			edited := strings.ReplaceAll(string(before), tt.old, tt.new)
			if tt.old == "" {
				edited = string(before)
			}
			if err := os.WriteFile(path, []byte(edited), 0o644); err != nil {
				t.Fatal(err)
			}
			c := loadDir(t, dir)
			if a, b := c.Passage("a").Unsound == "", c.Passage("b#soma").Unsound == ""; a != tt.a || b != tt.b {
				t.Errorf("after an edit of %s sound = %v, %v, want %v, %v", tt.name, a, b, tt.a, tt.b)
			}
			if err := os.WriteFile(path, before, 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestReplaceFileKeepsModeAndLink(t *testing.T) {
	dir := folderOf(t, map[string]string{"store/real.yaml": "old"})
	target, link := filepath.Join(dir, "store/real.yaml"), filepath.Join(dir, "link.yaml")
	if err := os.Symlink(target, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := replaceFile(link, func([]byte) ([]byte, error) { return []byte("new"), nil }); err != nil {
		t.Fatal(err)
	}
	assertFolder(t, dir, "store/real.yaml", "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v, want a link still", info, err)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v, %v, want that of before", info.Mode(), err)
	}
}

func TestReplaceFileRefuses(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.yaml": "old"})
	name := filepath.Join(dir, "a.yaml")
	err := replaceFile(name, func([]byte) ([]byte, error) {
		return []byte("mine"), os.WriteFile(name, []byte("theirs"), 0o640)
	})
	if err == nil || !strings.Contains(err.Error(), "somebody else changed the file") {
		t.Errorf("replaceFile of a file that changed = %v, want a refusal", err)
	}
	assertFolder(t, dir, "a.yaml", "theirs")
	broken := errors.New("broken")
	if err := replaceFile(name, func([]byte) ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("replaceFile with a failing change = %v, want its error", err)
	}
	assertFolder(t, dir, "a.yaml", "theirs")
	if err := replaceFile(filepath.Join(dir, "none.yaml"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("replaceFile of no file = %v, want %v", err, os.ErrNotExist)
	}
}
