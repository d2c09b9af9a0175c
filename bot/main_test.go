package bot_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// today is the day on which the tests take place: every review they sign is in date on it.
var today = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// sampleReview is what a line of [entries] gets that does not say otherwise: all that sample text needs.
const sampleReview = "sources: [{title: Leaflet}], author: Ann, review: {status: sample}}"

// entries is an entries file. Each line is an entry as a YAML mapping; one that says nothing of a review is sample text.
func entries(lines string) string {
	var b strings.Builder
	b.WriteString("entries:\n")
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if body, ok := strings.CutSuffix(line, "}"); ok && !strings.Contains(line, "review:") {
			line = body + ", " + sampleReview
		}
		if line != "" {
			b.WriteString("- " + line + "\n")
		}
	}
	return b.String()
}

// contentOf is a content folder with one entries file, see [entries].
func contentOf(subjects, lines string) fstest.MapFS {
	return fstest.MapFS{
		"subjects.yaml":     file("subjects:\n" + subjects),
		"entries/test.yaml": file(entries(lines)),
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// medicines are the subjects of most tests. Nothing is written about meprobamate.
const medicines = `
- {id: baclofen, kind: medicine, names: [baclofen], brands: [Lioresal], misspellings: [baclofin], class: [muscle relaxant]}
- {id: carisoprodol, kind: medicine, names: [carisoprodol], brands: [Soma], class: [muscle relaxant]}
- {id: warfarin, kind: medicine, names: [warfarin], brands: [Coumadin], class: [blood thinner]}
- {id: meprobamate, kind: medicine, names: [meprobamate]}
- {id: spasticity, kind: condition, names: [spasticity]}
- {id: gout, kind: condition, names: [gout]}
`

// ward is the content of most tests.
func ward() fstest.MapFS {
	return contentOf(medicines, `
{id: b-side, questions: ["What are the side effects of baclofen?"], answer: Feeling sleepy is common with baclofen., subjects: [baclofen], concepts: [side-effects]}
{id: b-stop, questions: ["Can I stop taking baclofen suddenly?"], answer: Do not stop baclofen suddenly., subjects: [baclofen], concepts: [stopping], safety: stopping}
{id: b-dose, questions: ["Who decides my dose of baclofen?"], answer: Your prescriber decides the dose of baclofen., subjects: [baclofen], concepts: [dose], safety: dose}
{id: c-side, questions: ["What are the side effects of Soma?"], answer: Headache is common with Soma., subjects: [carisoprodol], concepts: [side-effects]}
{id: w-side, questions: ["What are the side effects of warfarin?"], answer: Bleeding is common with warfarin., subjects: [warfarin], concepts: [side-effects]}
{id: bc-alcohol, questions: ["Can I drink alcohol with baclofen or Soma?"], answer: Alcohol makes both baclofen and Soma stronger., subjects: [baclofen, carisoprodol], applies: each, concepts: [alcohol]}
{id: bc-differ, questions: ["What is the difference between baclofen and Soma?"], answer: Baclofen and Soma act in different places., subjects: [baclofen, carisoprodol], applies: together, concepts: [comparison]}
{id: bc-both, questions: ["Can I take baclofen with Soma?"], answer: Baclofen and Soma together make people very sleepy., subjects: [baclofen, carisoprodol], applies: together, concepts: [interactions]}
{id: s-what, questions: ["What is spasticity?"], answer: Spasticity is stiffness of the muscles., subjects: [spasticity], concepts: [what-it-is]}
{id: g-what, questions: ["What is gout?"], answer: Gout is an inflamed joint., subjects: [gout], concepts: [what-it-is]}
{id: store, questions: ["How should I store medicines at home?"], answer: Store medicines dry and out of reach of children., subjects: [], concepts: [storage]}
`)
}

// sampled loads content of which sample text may be served.
func sampled() faq.Options { return faq.Options{AllowSample: true, AsOf: today} }

// indexOf builds the index of a content folder, which must load without errors.
func indexOf(t testing.TB, content fs.FS, o faq.Options) *search.Index {
	t.Helper()
	return indexWith(t, content, o, search.Options{})
}

func indexWith(t testing.TB, content fs.FS, o faq.Options, so search.Options) *search.Index {
	t.Helper()
	c, problems := faq.Load(content, o)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	x, err := search.Build(t.Context(), c, so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// fixed is a [bot.Source] whose index a test may swap between two calls.
type fixed struct{ x *search.Index }

func (f *fixed) Acquire() (*search.Index, func()) { return f.x, func() {} }

// builtinRules are the red-flag rules, compiled once.
var builtinRules = sync.OnceValues(triage.Default)

// engineOn makes an engine that serves one index; edit may change its options.
func engineOn(t testing.TB, x *search.Index, edit ...func(*bot.Options)) *bot.Engine {
	t.Helper()
	rules, err := builtinRules()
	if err != nil {
		t.Fatal(err)
	}
	o := bot.Options{Live: &fixed{x}, Rules: rules, Now: func() time.Time { return today }}
	for _, f := range edit {
		f(&o)
	}
	e, err := bot.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// sampleEngine serves content whose sample text may be served.
func sampleEngine(t testing.TB, content fs.FS) *bot.Engine {
	t.Helper()
	return engineOn(t, indexOf(t, content, sampled()))
}

func ask(t testing.TB, e *bot.Engine, q bot.Question) bot.Answer {
	t.Helper()
	a, err := e.Answer(t.Context(), q)
	if err != nil {
		t.Fatalf("Answer(%q): %v", q.Text, err)
	}
	return a
}

// decided is an answer in one line: the outcome, the passage served, and the choices in brackets.
func decided(a bot.Answer) string {
	s := a.Outcome.String()
	if a.Served != nil {
		s += " " + a.Served.ID
	}
	if len(a.Choices) > 0 {
		s += " [" + strings.Join(idsOf(a.Choices), " ") + "]"
	}
	return s
}

func idsOf(passages []*faq.Passage) []string {
	var ids []string
	for _, p := range passages {
		ids = append(ids, p.ID)
	}
	return ids
}

func byID(p, q *faq.Passage) int { return strings.Compare(p.ID, q.ID) }

// A decision is a question with what must come of it, as [decided] writes it.
type decision struct {
	question string
	want     string
	reason   bot.Reason // "" for any
}

// check asks every question. Choices are compared as a set: their order is the ranking's affair.
func check(t *testing.T, e *bot.Engine, tests []decision) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			t.Helper()
			a := ask(t, e, bot.Question{Text: tt.question})
			slices.SortFunc(a.Choices, byID)
			if got := decided(a); got != tt.want {
				t.Errorf("Answer(%q) = %q (%s, %.2f), want %q", tt.question, got, a.Reason, a.Confidence, tt.want)
			}
			if tt.reason != "" && a.Reason != tt.reason {
				t.Errorf("Answer(%q) has reason %q, want %q", tt.question, a.Reason, tt.reason)
			}
		})
	}
}

// golden compares a text with a file of testdata/golden, or writes the file if -update is given.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs; if that is meant, run the test with -update (-want +got):\n%s", file, diff)
	}
}
