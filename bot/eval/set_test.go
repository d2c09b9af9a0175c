package eval

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/faq"
)

// TestOpenSet converts a set and answers from it as from any content.
func TestOpenSet(t *testing.T) {
	s, err := OpenSet("testdata/set", "")
	if err != nil {
		t.Fatal(err)
	}
	want := []Judgement{
		{ID: "q1", Kind: "answerable", Question: "side effects of valdorin", Outcome: "answered", Wanted: []string{"a1"}, Split: "dev"},
		{ID: "q2", Kind: "answerable", Question: "valdorin used for", Outcome: "answered", Wanted: []string{"a2"}, Split: "test"},
		{ID: "q3", Kind: "swap-unseen", Question: "side effects of ibuprofen", Outcome: "abstained", Split: "dev"},
		{ID: "q4", Kind: "chatter", Question: "what is the capital of france", Outcome: "abstained"},
	}
	if diff := cmp.Diff(want, s.Judgements); diff != "" || s.Name != "set" {
		t.Errorf("OpenSet = %q with judgements that differ (-want +got):\n%s", s.Name, diff)
	}
	e, c := engineOn(t, s.Content, faq.Options{AllowUnreviewed: true})
	type passage struct {
		ID, Question string
		Subjects     []string
	}
	var got []passage
	for p := range c.Passages() {
		got = append(got, passage{p.ID, strings.Join(p.Questions, " / "), p.Subjects})
	}
	wanted := []passage{
		{"a1", "What are the side effects of valdorin? / Does valdorin make you sleepy?", []string{"valdorin"}},
		{"a2", "What is valdorin used for?", []string{"valdorin"}},
		{"a3", "What are the side effects of melzopramol?", []string{"melzopramol-10-mg-tablets"}},
		{"a4", "How should I keep medicines?", nil},
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("the converted content differs (-want +got):\n%s", diff)
	}
	if s := c.Subject("valdorin"); s == nil || s.Kind != faq.Medicine || s.Name() != "Valdorin" {
		t.Errorf("Subject(valdorin) = %v, want a medicine of that name", s)
	}
	r, err := Run(t.Context(), e, c, s.Judgements, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Figures(); f.AnsweredRight != 1 || f.WrongSubject != 0 || f.Answerable != 2 {
		t.Errorf("the figures of the set are %+v, want everything answered right", f)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(s.Content, "subjects.yaml"); err == nil {
		t.Error("Close left the converted content behind")
	}
}

// TestOpenSetSplit takes the questions of one split, and those that are in none.
func TestOpenSetSplit(t *testing.T) {
	for split, want := range map[string]string{"dev": "q1 q3 q4", "test": "q2 q4", "": "q1 q2 q3 q4"} {
		s, err := OpenSet("testdata/set", split)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, j := range s.Judgements {
			ids = append(ids, j.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("OpenSet(split %q) has %q, want %q", split, got, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenSetErrors(t *testing.T) {
	tests := []struct{ file, text, want string }{
		{"faq.jsonl", "", "faq.jsonl: "},
		{"queries.jsonl", "", "queries.jsonl: "},
		{"qrels.tsv", "", "qrels.tsv: "},
		{"faq.jsonl", "{", "line 1: faq.jsonl: "},
		{"queries.jsonl", "\nnonsense", "line 2: queries.jsonl: "},
		{"qrels.tsv", "q1 a1 1", "line 1: qrels.tsv: 1 columns instead of 3"},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		t.Setenv("TMPDIR", filepath.Join(dir, "tmp")) // where OpenSet puts what it converts
		if err := os.Mkdir(filepath.Join(dir, "tmp"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(dir, os.DirFS("testdata/set")); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, tt.file)
		err := os.Remove(file)
		if tt.text != "" {
			err = os.WriteFile(file, []byte(tt.text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := OpenSet(dir, "")
		if err == nil || s != nil || !strings.HasPrefix(err.Error(), "eval: set ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("OpenSet with %q in %s = %v, %v, want an error with %q", tt.text, tt.file, s, err, tt.want)
		}
		if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) > 0 {
			t.Errorf("OpenSet with %q in %s left %v behind (%v)", tt.text, tt.file, left, err)
		}
	}
}

func TestSubjectID(t *testing.T) {
	tests := []struct{ topic, want string }{
		{"Baclofen", "baclofen"},
		{"Folic acid", "folic-acid"},
		{"Vitamin B-12 (oral)", "vitamin-b-12-oral"},
		{"Café", "cafe"},
		{"", ""},
		{"***", ""},
		{strings.Repeat("long ", 20), "long-long-long-long-long-long-long-long-long-lon"},
	}
	for _, tt := range tests {
		if got := subjectID(tt.topic); got != tt.want {
			t.Errorf("subjectID(%q) = %q, want %q", tt.topic, got, tt.want)
		}
	}
}
