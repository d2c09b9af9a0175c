package faq

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// odd is a file as people leave files.
const odd = "# Our entries\n\nentries:\n" +
	"  # first the old one\n" +
	"  - id: a   # keep this id\n" +
	"    notes: >\n      folded\n      note\n" +
	"    questions:   # as heard\n" +
	"    - Can I drink?   # most asked\n" +
	"\n" +
	"    - \"And wine?\" # and this\n" +
	"    # last of them\n" +
	"    answer: |\n      Do not.\n\n      # not a comment\n" +
	"    # a comment\n\n" +
	"    sources:\n      - title: Leaflet  # read it\n        url: https://example.org/a\n      - {title: Other}\n" +
	"    related: [ b,  'c' ]   # b first\n" +
	"    author: 'Ann O''Hara' # her own\n" +
	"    review:\n      status: draft # soon\n" +
	"\n\n" +
	"  - { id: b, questions: [ don't stop, 'why #?' ], answer: \"Yes: \\\"do\\\".\", author: Bo }   # one line\n\n" +
	"  # shared\n" +
	"  - id: c\n    questions: [Is it so]\n    answer: Yes.\n    sources: &s [{title: L}]\n" +
	"  - id: d\n    questions: [Or is it]\n    answer: plain text\n      over two lines # here\n    sources: *s\n" +
	"# The end\n"

func mustRead(t *testing.T, data, id string) Entry {
	t.Helper()
	e, err := ReadEntry("entries/a.yaml", []byte(data), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Each edit is given with the lines of the file that go and those that come instead.
func TestSetEntry(t *testing.T) {
	tests := []struct {
		name, id   string
		edit       func(*Entry)
		gone, come string
	}{
		{"nothing", "a", func(*Entry) {}, "", ""},
		{"answer", "a", func(e *Entry) { e.Answer = "Ask.\r\n\r\n  - first" },
			"      Do not.\n\n      # not a comment\n", "      Ask.\n\n        - first\n"},
		{"one line over two", "d", func(e *Entry) { e.Answer = "Short" },
			"    answer: plain text\n      over two lines # here\n", "    answer: | # here\n      Short\n"},
		{"alias", "a", func(e *Entry) { e.Questions = append(e.Questions, "Beer: is it fine?") },
			"    - \"And wine?\" # and this\n", "    - \"And wine?\" # and this\n    - \"Beer: is it fine?\"\n"},
		{"first question", "a", func(e *Entry) { e.Questions = []string{"May I drink?", "And wine?"} },
			"    - Can I drink?   # most asked\n", "    - May I drink?   # most asked\n"},
		{"question removed", "a", func(e *Entry) { e.Questions = e.Questions[:1] },
			"    - \"And wine?\" # and this\n", ""},
		{"question in front", "a", func(e *Entry) { e.Questions = append([]string{"New?"}, e.Questions...) },
			"    - Can I drink?   # most asked\n", "    - New?\n    - Can I drink?   # most asked\n"},
		{"source added", "a", func(e *Entry) { e.Sources = append(e.Sources, Source{Title: "T", Date: "2026-01-02"}) },
			"      - {title: Other}\n", "      - {title: Other}\n      - title: T\n        date: 2026-01-02\n"},
		{"list between brackets", "a", func(e *Entry) { e.Related = []string{"b", "d", "c"} },
			"    related: [ b,  'c' ]   # b first\n", "    related: [ b, d,  'c' ]   # b first\n"},
		{"list emptied", "a", func(e *Entry) { e.Related = nil }, "    related: [ b,  'c' ]   # b first\n", ""},
		{"field added", "a", func(e *Entry) { e.Concepts = []string{"alcohol"} },
			"      # not a comment\n", "      # not a comment\n    concepts: [alcohol]\n"},
		{"field removed", "a", func(e *Entry) { e.Notes = "" }, "    notes: >\n      folded\n      note\n", ""},
		{"quotes stay", "a", func(e *Entry) { e.Author = "Bo" },
			"    author: 'Ann O''Hara' # her own\n", "    author: \"Bo\" # her own\n"},
		{"withdrawn", "a", func(e *Entry) { e.Review.Status = Withdrawn }, "      status: draft # soon\n", "      status: withdrawn # soon\n"},
		{"withdrawn without a review", "b", func(e *Entry) { e.Review.Status = Withdrawn }, "{ id: b, questions:", "{ id: b, review: {status: withdrawn}, questions:"},
		{"in one line", "b", func(e *Entry) { e.Answer = "No.\nNo."; e.Questions = e.Questions[1:] },
			"questions: [ don't stop, 'why #?' ], answer: \"Yes: \\\"do\\\".\"", "questions: [ 'why #?' ], answer: \"No.\\nNo.\""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, eol := range []string{"\n", "\r\n"} {
				file := "\ufeff" + strings.ReplaceAll(odd, "\n", eol)
				want := mustRead(t, file, tt.id)
				tt.edit(&want)
				got, err := SetEntry("entries/a.yaml", []byte(file), want)
				if err != nil {
					t.Fatal(err)
				}
				should := strings.Replace(file, strings.ReplaceAll(tt.gone, "\n", eol), strings.ReplaceAll(tt.come, "\n", eol), 1)
				if diff := cmp.Diff(should, string(got)); diff != "" {
					t.Errorf("SetEntry (-want +got):\n%s", diff)
				}
				if again, err := SetEntry("entries/a.yaml", got, want); err != nil || string(again) != string(got) {
					t.Errorf("a second SetEntry changed the file or failed: %v", err)
				}
			}
		})
	}
}

func TestAddEntry(t *testing.T) {
	e := Entry{ID: "new", Questions: []string{"Is it: so?", "Or so"}, Answer: "Yes.\n\n* a", Meta: Meta{Subjects: []string{"x"}, Author: "Ann", Review: Review{Status: Draft}}}
	const block = "- id: new\n    questions:\n      - \"Is it: so?\"\n      - Or so\n    answer: |\n      Yes.\n\n      * a\n    subjects: [x]\n    author: Ann\n    review: {status: draft}"
	const json = `{"id": "new", "questions": ["Is it: so?", "Or so"], "answer": "Yes.\n\n* a", "subjects": ["x"], "author": "Ann", "review": {"status": "draft"}}`
	tests := []struct{ old, want string }{
		{"", "entries:\n  " + block + "\n"},
		{"# none yet\nentries: [] # none\n", "# none yet\nentries: # none\n  " + block + "\n"},
		{"entries:\n", "entries:\n  " + block + "\n"},
		{"entries:\n- id: a\n\n- id: b # x\n\n# end", "entries:\n- id: a\n\n- id: b # x\n\n" + strings.ReplaceAll(block, "\n  ", "\n") + "\n\n# end"},
		{"{\"entries\": []}\n", "{\"entries\": [" + json + "]}\n"},
		{"{\"entries\": [\n  {\"id\": \"a\"}\n]}\n", "{\"entries\": [\n  {\"id\": \"a\"}, " + json + "\n]}\n"},
	}
	for _, tt := range tests {
		got, err := SetEntry("entries/a.yaml", []byte(tt.old), e)
		if err != nil {
			t.Errorf("SetEntry to %q: %v", tt.old, err)
			continue
		}
		if diff := cmp.Diff(tt.want, string(got)); diff != "" {
			t.Errorf("SetEntry to %q (-want +got):\n%s", tt.old, diff)
		}
		without, err := RemoveEntry("entries/a.yaml", got, "new")
		if err != nil || strings.Contains(string(without), "Yes.") {
			t.Errorf("RemoveEntry from %q = %q, %v", got, without, err)
		}
	}
}

func TestSetEntryRefuses(t *testing.T) {
	tests := []struct {
		name, file string
		edit       func(*Entry)
		want       string
	}{
		{"anchored entry", "entries:\n- &e\n  id: a\n  questions: [q]\n  answer: A\n", func(e *Entry) { e.Answer = "B" }, "anchor"},
		{"merged entry", "x: &x {author: A}\nentries:\n- <<: *x\n  id: a\n  questions: [q]\n  answer: A\n", func(e *Entry) { e.Answer = "B" }, "anchor"},
		{"anchored field", "entries:\n- id: a\n  questions: [q]\n  answer: &t A\n- {id: b, questions: [r], answer: *t}\n", func(e *Entry) { e.Answer = "B" }, "answer: it, or a part of it, is an anchor"},
		{"alias", "entries:\n- {id: b, questions: [r], answer: &t A}\n- id: a\n  questions: [q]\n  answer: *t\n", func(e *Entry) { e.Answer = "B" }, "anchor"},
		{"tag", "entries:\n- id: a\n  questions: [q]\n  answer: !!str A\n", func(e *Entry) { e.Answer = "B" }, "anchor"},
		{"twice", "entries:\n- {id: a, questions: [q], answer: A}\n- {id: a, questions: [q], answer: A}\n", func(*Entry) {}, "two entries"},
		{"no list", "a: b\n", func(*Entry) {}, "no list of entries"},
		{"no YAML", "entries: [\n", func(*Entry) {}, "is not YAML"},
		{"control character", "entries:\n- {id: a, questions: [q], answer: A}\n", func(e *Entry) { e.Answer = "a\x00b" }, "control character"},
		{"unknown field", "entries:\n- {id: a, questions: [q], answer: A, x: y}\n", func(e *Entry) { e.Answer = "B" }, "mend it by hand"},
		{"bad id", "entries:\n- {id: a, questions: [q], answer: A}\n", func(e *Entry) { e.ID = "A b" }, "an id may have"},
	}
	for _, tt := range tests {
		e := Entry{ID: "a", Questions: []string{"q"}, Answer: "A"}
		tt.edit(&e)
		if got, err := SetEntry("entries/a.yaml", []byte(tt.file), e); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: SetEntry = %q, %v, want an error with %q", tt.name, got, err, tt.want)
		}
	}
}

func TestDifference(t *testing.T) {
	a := Entry{ID: "a", Questions: []string{"q"}, Answer: "One\nTwo"}
	b := a.With(Entry{Questions: []string{"q", "r"}, Answer: "One\n"}, "questions", "answer")
	want := []FieldChange{{"questions", "q", "q\nr"}, {"answer", "One\nTwo", "One"}}
	if diff := cmp.Diff(want, Difference(a, b)); diff != "" {
		t.Errorf("Difference (-want +got):\n%s", diff)
	}
	if got, want := Difference(a, b)[1].String(), "answer:\n  - One\n  - Two\n  + One\n"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
	if a.Fingerprint() == b.Fingerprint() || a.Fingerprint() != a.With(Entry{Answer: " One\r\nTwo\n"}, "answer").Fingerprint() {
		t.Error("Fingerprint does not tell entries apart by what they say")
	}
}
