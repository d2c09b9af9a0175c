package faq

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestContent lints the embedded content, a subtest for each file.
func TestContent(t *testing.T) {
	c, probs := Load(Content(), Options{AllowSample: true})
	err := fs.WalkDir(Content(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		t.Run(name, func(t *testing.T) {
			for _, p := range probs {
				if p.Pos.Path == name && p.Severity == Error {
					t.Error(p)
				} else if p.Pos.Path == name {
					t.Log(p)
				}
			}
		})
		return nil
	})
	if err != nil || probs.Err() != nil {
		t.Errorf("the embedded content: %v, %v", err, probs.Err())
	}
	for p := range c.Passages() {
		if size := c.ReplySize(p); p.Part == WholeEntry && size > maxMessage {
			t.Errorf("ReplySize(%s) = %d, want at most %d", p.ID, size, maxMessage)
		}
	}
}

// textsOf makes a folder of files from names and texts.
func textsOf(files map[string]string) fstest.MapFS {
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder
}

func mustLoad(t *testing.T, files map[string]string, opts Options) *Corpus {
	t.Helper()
	c, probs := Load(textsOf(files), opts)
	if err := probs.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLoadResolves(t *testing.T) {
	const subjects = `subjects:
- {id: baclofen, kind: medicine, names: [baclofen], brands: [Lioresal]}
- {id: soma, kind: medicine, names: [carisoprodol], ambiguous: [soma], misspellings: [carisoprodal]}
- {id: ms, kind: condition, names: [multiple sclerosis], abbreviations: [MS]}
`
	const concepts = `concepts:
- {id: stopping, label: Stopping, phrases: [stop*]}
- {id: used-for, label: Uses, about: medicine, phrases: [what ... for]}
`
	tests := []struct {
		name, entry string
		subjects    []string
		applies     Applies
		concepts    []string
		inferred    []string
	}{
		{"written", `questions: [Can I stop MS], subjects: [soma], concepts: [used-for], answer: A`, []string{"soma"}, Each, []string{"used-for"}, nil},
		{"brand", `questions: ["Lioresal, can I stop it", "what is it for"], answer: A`, []string{"baclofen"}, Each, []string{"stopping", "used-for"}, nil},
		{"ambiguous", `questions: ["What is SOMA for"], answer: Never stop.`, []string{"soma"}, Each, []string{"used-for"}, []string{"stopping"}},
		{"misspelling names nothing", `questions: [carisoprodal], answer: A`, nil, Each, nil, nil},
		{"not the second question", `questions: [first, baclofen], answer: A`, nil, Each, nil, nil},
		{"explicitly none", `questions: [baclofen], subjects: [], answer: A`, nil, Each, nil, nil},
		{"concept of medicines only", `questions: [what is it for in MS], answer: A`, []string{"ms"}, Each, nil, nil},
		{"several", `questions: [a], subjects: [soma, baclofen, ms], applies: each, answer: A`, []string{"soma", "baclofen", "ms"}, Each, nil, nil},
		{"together", `questions: [a], subjects: [soma, baclofen], applies: together, answer: A`, []string{"soma", "baclofen"}, Together, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := mustLoad(t, map[string]string{
				"subjects.yaml": subjects, "concepts.yaml": concepts, "entries/a.yaml": "entries:\n- {id: a, " + tt.entry + "}\n",
			}, Options{})
			p := c.Passage("a")
			got := []any{[]string(p.Subjects), p.Applies, p.Concepts, p.Inferred}
			want := []any{tt.subjects, tt.applies, tt.concepts, tt.inferred}
			if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(got)); diff != "" {
				t.Errorf("the entry %s resolves to (-want +got):\n%s", tt.entry, diff)
			}
		})
	}
}

// Without subjects.yaml a subject is what an entry names, a medicine; spellings that read the same are the same.
func TestLoadImpliedSubjects(t *testing.T) {
	c := mustLoad(t, map[string]string{"entries/a.yaml": `entries:
- {id: a, questions: [q1], answer: "", subjects: [Abacavir and Lamivudine]}
- {id: b, questions: [q2], answer: "", subjects: [abacavir-and-lamivudine], mentions: [zinc]}
`}, Options{AllowUnreviewed: true})
	if len(c.Subjects()) != 2 || c.Subject("Abacavir and Lamivudine").Kind != Medicine {
		t.Fatalf("Subjects() = %v, want the two that are named", c.Subjects())
	}
	a, b := c.Passage("a").Subjects, c.Passage("b").Subjects
	if !slices.Equal(a, b) {
		t.Errorf("subjects of a and b are %q and %q, want the same", a, b)
	}
	got := c.MatchSubjects(Tokens("is Abacavir and lamivudine safe"))
	want := []SubjectMatch{{a[0], 1, 4, "abacavir and lamivudine", ByName}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("MatchSubjects (-want +got):\n%s", diff)
	}
}

func TestRevision(t *testing.T) {
	files := map[string]string{"entries/a.yaml": "entries: []\n", "README.md": "x"}
	one := mustLoad(t, files, Options{}).Revision()
	if len(one) != 64 || one != mustLoad(t, files, Options{AllowSample: true}).Revision() {
		t.Errorf("Revision() = %q, want the same 64 digits for the same files", one)
	}
	files["README.md"] = "y"
	if got := mustLoad(t, files, Options{}).Revision(); got != one {
		t.Errorf("Revision() = %q after a change of a file that is not content, want %q", got, one)
	}
	for _, change := range []map[string]string{
		{"entries/a.yaml": "entries: []\n\n"}, {"entries/b.yaml": "entries: []\n"}, {"tests.yaml": "tests: []\n"},
	} {
		changed := map[string]string{"entries/a.yaml": "entries: []\n"}
		maps.Copy(changed, change)
		if got := mustLoad(t, changed, Options{}).Revision(); got == one {
			t.Errorf("Revision() is the same after %v", change)
		}
	}
}

// The folder's own contacts and messages count once they are signed; until then the built-in ones do.
func TestLoadFixedFallback(t *testing.T) {
	const contact = "contacts:\n- {country: US, name: Test, emergency: {name: E, number: \"1\", source: s, checked: 2026-01-01}}\n"
	const messages = "messages: {en: {sample: Mine.}, de: {sample: Meins.}}\n"
	dir := folderOf(t, map[string]string{"entries/a.yaml": "entries: []", "contacts.yaml": contact, "messages.yaml": messages})
	builtin := mustLoad(t, map[string]string{"entries/a.yaml": "entries: []"}, Options{})
	c := loadDir(t, dir)
	if got, want := c.Contact("US").Emergency.Number, builtin.Contact("US").Emergency.Number; got != want {
		t.Errorf("unsigned contact: the number is %q, want %q", got, want)
	}
	if got, want := c.Message("de", "sample"), builtin.Message("en", "sample"); got != want || want == "" {
		t.Errorf("unsigned messages: sample = %q, want %q", got, want)
	}
	for _, id := range []string{"contact:US", "messages:de"} {
		if err := Sign(dir, loadDir(t, dir), id, signed); err != nil {
			t.Fatal(err)
		}
	}
	c = loadDir(t, dir)
	if got := c.Contact("US").Emergency.Number; got != "1" {
		t.Errorf("signed contact: the number is %q, want 1", got)
	}
	if got := c.Message("de-AT", "sample"); got != "Meins." {
		t.Errorf("signed messages: sample = %q, want Meins.", got)
	}
	if got, want := c.Message("en", "sample"), builtin.Message("en", "sample"); got != want {
		t.Errorf("another locale's messages: sample = %q, want %q", got, want)
	}
	if len(c.Contacts()) != len(builtin.Contacts()) || c.Contact("GB") == nil || c.Contact("XX") != nil {
		t.Errorf("the other countries are %d, want %d", len(c.Contacts()), len(builtin.Contacts()))
	}
}

// An overdue contact is still shown.
func TestOverdueContact(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"entries/a.yaml": "entries: []",
		"contacts.yaml":  "contacts:\n- {country: XX, name: X, emergency: {name: E, number: \"1\", source: s, checked: 2026-01-01}}\n",
	})
	if err := Sign(dir, loadDir(t, dir), "contact:XX", signed); err != nil {
		t.Fatal(err)
	}
	c, probs := Load(os.DirFS(dir), Options{AsOf: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)})
	if c.Contact("XX") == nil || len(probs) != 1 || probs[0].Rule != "overdue" || probs.Err() != nil {
		t.Errorf("the overdue contact is %v with %v, want it with a warning", c.Contact("XX"), probs)
	}
}

// brokenFS fails to open one file.
type brokenFS struct {
	fs.FS
	name string
}

var errBroken = errors.New("disk on fire")

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == b.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
	}
	return b.FS.Open(name)
}

func TestLoadUnreadable(t *testing.T) {
	good := "entries:\n- {id: a, questions: [q], answer: A}\n"
	tests := []struct {
		name, rule, pos string
		folder          fs.FS
	}{
		{"open", "read", "entries/b.yaml", brokenFS{textsOf(map[string]string{"entries/a.yaml": good, "entries/b.yaml": good}), "entries/b.yaml"}},
		{"subjects", "read", "subjects.yaml", brokenFS{textsOf(map[string]string{"entries/a.yaml": good, "subjects.yaml": "subjects: []"}), "subjects.yaml"}},
		{"folder", "read", ".", brokenFS{textsOf(map[string]string{"entries/a.yaml": good}), "."}},
		{"no folder", "read", "entries", textsOf(map[string]string{"entries": good})},
		{"UTF-16", "encoding", "entries/b.yaml:1:1", textsOf(map[string]string{"entries/a.yaml": good, "entries/b.yaml": "\xff\xfee\x00n\x00"})},
		{"Latin-1", "encoding", "entries/b.yaml:2:8", textsOf(map[string]string{"entries/a.yaml": good, "entries/b.yaml": "entries:\n- id: é\xe9"})},
		{"size", "size", "entries/b.yaml", textsOf(map[string]string{"entries/a.yaml": good, "entries/b.yaml": strings.Repeat("#", maxFile+1)})},
		{"article", "encoding", "articles/b.md:1:3", textsOf(map[string]string{"entries/a.yaml": good, "articles/b.md": "# \xff"})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, probs := Load(tt.folder, Options{})
			at := slices.IndexFunc(probs, func(p Problem) bool {
				return p.Severity == Error && p.Rule == tt.rule && p.Pos.String() == tt.pos
			})
			if at < 0 || c == nil {
				t.Errorf("problems %v, want an error %s at %s", probs, tt.rule, tt.pos)
			}
			if c.Passage("a") == nil && tt.pos != "." && tt.pos != "entries" {
				t.Error("the file beside it was not loaded")
			}
		})
	}
}

func TestLocales(t *testing.T) {
	c := mustLoad(t, map[string]string{
		"entries/test.yaml": "entries:\n- {id: a, questions: [Was ist das], answer: Das., locale: de, author: A, sources: [{title: T}], review: {status: sample}}\n",
	}, Options{AllowSample: true})
	if got := strings.Join(c.Locales(), " "); got != "de en" {
		t.Errorf("Locales = %q, want %q", got, "de en")
	}
}
