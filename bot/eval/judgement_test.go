package eval

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	want := []Judgement{
		{ID: "a", Kind: "answerable", Question: "What is it?", Outcome: "answered", Accept: []string{"ambiguous"}, Wanted: []string{"x"}, Never: []string{"y"}, Split: "dev", Note: "why"},
		{ID: "b", Kind: "emergency", Question: "help", Outcome: "escalated", Level: "urgent"},
	}
	files := map[string]string{
		"j.yaml": `judgements:
- {id: a, kind: answerable, question: "What is it?", outcome: answered, accept: [ambiguous], wanted: [x], never: [y], split: dev, note: why}
- {id: b, kind: emergency, question: help, outcome: escalated, level: urgent}
`,
		"j.jsonl": `{"id": "a", "kind": "answerable", "question": "What is it?", "outcome": "answered", "accept": ["ambiguous"], "wanted": ["x"], "never": ["y"], "split": "dev", "note": "why"}

{"id": "b", "kind": "emergency", "question": "help", "outcome": "escalated", "level": "urgent"}
`,
	}
	for name, text := range files {
		got, err := Read(fstest.MapFS{name: {Data: []byte(text)}}, name)
		if err != nil {
			t.Fatalf("Read(%q) = %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Read(%q) differs (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadErrors(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"missing file", "", "", "file does not exist"},
		{"empty", "j.yaml", "", "it holds none"},
		{"empty list", "j.yaml", "judgements: []", "it holds none"},
		{"blank lines", "j.jsonl", "\n\n", "it holds none"},
		{"no YAML", "j.yaml", "judgements: [", "yaml: "},
		{"two documents", "j.yaml", "judgements: [{id: a, question: q, outcome: refused}]\n---\njudgements: []", "it holds more than one document"},
		{"unknown field", "j.yaml", "judgements: [{id: a, question: q, outcome: refused, wnated: [x]}]", "field wnated not found"},
		{"no JSON", "j.jsonl", `{"id": "a", "question": "q", "outcome": "refused"}` + "\n\n{", "line 3: "},
		{"no id", "j.yaml", "judgements: [{question: q, outcome: refused}]", "judgement 1 (): it has no id"},
		{"id twice", "j.yaml", "judgements: [{id: a, question: q, outcome: refused}, {id: a, question: r, outcome: refused}]", "judgement 2 (a): its id is taken"},
		{"no question", "j.yaml", "judgements: [{id: a, outcome: refused}]", "judgement 1 (a): it has no question"},
		{"no outcome", "j.jsonl", `{"id": "a", "question": "q"}`, `judgement 1 (a): outcome "" is none of the five`},
		{"wrong outcome", "j.yaml", "judgements: [{id: a, question: q, outcome: denied}]", `outcome "denied" is none of the five`},
		{"wrong accepted outcome", "j.yaml", "judgements: [{id: a, question: q, outcome: refused, accept: [denied]}]", `accepted outcome "denied" is none of the five`},
		{"nothing wanted", "j.yaml", "judgements: [{id: a, question: q, outcome: answered}]", "it wants an answer but names no passage in wanted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			js, err := Read(fstest.MapFS{tt.file: {Data: []byte(tt.text)}}, "j"+tt.file[min(1, len(tt.file)):])
			if err == nil || js != nil || !strings.HasPrefix(err.Error(), "eval: read judgements: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read = %v, %v, want an error with %q", js, err, tt.want)
			}
		})
	}
}

func TestReadChatter(t *testing.T) {
	file := t.TempDir() + "/chatter.jsonl"
	if err := os.WriteFile(file, []byte(`{"id": "c1", "text": "hello", "kind": "chatter"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadChatter(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Judgement{{ID: "c1", Kind: "chatter", Question: "hello", Outcome: "abstained"}}, got); diff != "" {
		t.Errorf("ReadChatter differs (-want +got):\n%s", diff)
	}
	if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + ".missing"} {
		if js, err := ReadChatter(name); err == nil || js != nil {
			t.Errorf("ReadChatter(%q) = %v, %v, want an error", name, js, err)
		}
	}
}
