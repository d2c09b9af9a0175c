package faq

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// setAnything edits one field of one entry and reports what went wrong: every byte outside the entry must be the same,
// the entry must say what was asked, and a second edit must change nothing. Refusing is legal; it reports that, too.
func setAnything(t *testing.T, data []byte, e Entry, field, text string) (refused bool) {
	t.Helper()
	list := strings.Split(text, "|")
	if text == "" {
		list = nil
	}
	from := Entry{ID: e.ID, Questions: list, Not: list, Answer: text, Meta: Meta{
		Subjects: list, Applies: Each, Mentions: list, Concepts: list, Route: text, Safety: text, Author: text, Owner: text,
		Sources: []Source{{Title: text, URL: text}}, Review: Review{Status: Withdrawn}, Locale: text, TranslationOf: text,
		Related: list, Silence: []Silence{{text, text}}, Notes: text,
	}}
	want := e.With(from, field)
	out, err := SetEntry("entries/a.yaml", data, want)
	if err != nil {
		return !strings.Contains(err.Error(), "control character")
	}
	got, err := ReadEntry("entries/a.yaml", out, e.ID)
	if err != nil {
		t.Fatalf("%s of %s = %q cannot be read back: %v\n%s", field, e.ID, text, err, out)
	}
	if diff := Difference(want, got); len(diff) > 0 {
		t.Fatalf("%s of %s = %q is read back with %v\n%s", field, e.ID, text, diff, out)
	}
	if again, err := SetEntry("entries/a.yaml", out, want); err != nil || !bytes.Equal(again, out) {
		t.Fatalf("%s of %s = %q set twice: %v\n%s\nthen\n%s", field, e.ID, text, err, out, again)
	}
	start, end := extentOf(t, data, e.ID)
	if !bytes.HasPrefix(out, data[:start]) || !bytes.HasSuffix(out, data[end:]) || len(out) < start+len(data)-end {
		t.Fatalf("%s of %s = %q changed bytes outside the entry\n%s\nbefore\n%s", field, e.ID, text, out, data)
	}
	return false
}

// extentOf is where an entry begins and where the last line of its last field ends.
func extentOf(t *testing.T, data []byte, id string) (start, end int) {
	t.Helper()
	p, err := openPage("entries/a.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	n, err := p.entry(id)
	if err != nil {
		t.Fatal(err)
	}
	start, end, err = p.extent(n)
	if err != nil { // the last field has an anchor: it is enough that what comes before the entry stays
		return p.offset(n), len(data)
	}
	if p.list.Style&n.Style&8 == 0 { // a removed last field takes its line along
		end = p.f.nextLine(p.lineEnd(end))
	}
	return start, end
}

// texts are what people put into fields, and what breaks writers of YAML.
var texts = []string{
	"", "word", "Two words", "Is it: so?", "# no comment", "- no list", "yes", "null", "1", "2026-01-02", "a|b", "x|Can I?|it's",
	"One.\n\nTwo.", "* a\n* b", "  led", "trailing \nspace ", "tab\there", "\ttab first\n", "a: |\n  b", "\"quoted\"", "it's # so",
	"{a: b}", "[a]", "&a", "*a", "!!str a", "%a", "@a", "`a`", "é ü 漢字 👍", "a\u2028b", "a\u00a0b", "a\r\nb", "---\n...\n---", "a,b]", "\\n", "?", "a ?",
	"line\n    deep\n  less\n\n\n\nlast", strings.Repeat("long ", 300), "<<: *a", "~", ">-", "|2",
}

// Edits of every field of every entry of the built-in content, and of a file as people leave files.
func TestSetEntryAnything(t *testing.T) {
	files := [][]byte{[]byte(odd), []byte(strings.ReplaceAll(odd, "\n", "\r\n"))}
	paths, err := filepath.Glob("content/entries/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no entries: %v", err)
	}
	for _, path := range paths[:2] {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, data)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	done, refused := 0, map[string]int{}
	for _, data := range files {
		entries, err := ReadEntries("entries/a.yaml", data)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries[:min(len(entries), 4)] {
			for _, f := range e.fields()[1:] {
				for range 2 {
					if setAnything(t, data, e, f.name, texts[rng.IntN(len(texts))]) {
						refused[e.ID+" "+f.name]++
					}
					done++
				}
			}
		}
	}
	for name := range refused { // those that share an anchor, and what only some words may stand in
		field := name[strings.Index(name, " ")+1:]
		if !slices.Contains([]string{"c sources", "d sources"}, name) && field != "silence" && field != "sources" && field != "safety" {
			t.Errorf("edits of %s were refused %d times", name, refused[name])
		}
	}
	t.Logf("%d edits", done)
}

// FuzzSetEntry: whatever a file holds and whatever is written into it, an edit changes its entry alone or is refused.
func FuzzSetEntry(f *testing.F) {
	for i, text := range texts {
		f.Add([]byte(odd), uint8(i), text)
	}
	f.Add([]byte(`{"entries":[{"id":"a","questions":["q"],"answer":"A","review":{}}]}`), uint8(2), "x")
	f.Add([]byte("entries:\n- id: a\n  questions:\n  - q\n  notes: |+\n   a\n\n\n"), uint8(17), "")
	f.Fuzz(func(t *testing.T, data []byte, field uint8, text string) {
		entries, err := ReadEntries("entries/a.yaml", data)
		if err != nil {
			return
		}
		names := (&Entry{}).fields()[1:]
		for _, e := range entries {
			setAnything(t, data, e, names[int(field)%len(names)].name, text)
		}
		if out, err := SetEntry("entries/a.yaml", data, Entry{ID: "added-by-fuzz", Questions: []string{text}, Answer: text}); err == nil {
			if _, err := ReadEntry("entries/a.yaml", out, "added-by-fuzz"); err != nil {
				t.Errorf("the added entry cannot be read: %v\n%s", err, out)
			}
		}
	})
}
