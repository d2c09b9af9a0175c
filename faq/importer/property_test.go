package importer

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patientfaq/faq"
)

// scraps are what pages are made of, whole and broken.
var scraps = []string{
	"<h1>", "</h1>", "<h2>Can I take baclofen and Soma?</h2>", "<h2>", "</h2>", "<p>", "</p>", "<div>", "</div>", "<ul><li>", "</ul>", "<table>", "<tr><td>", "<th>",
	"</table>", "<details><summary>", "</summary>", "</details>", `<button aria-controls="a">`, "</button>", `<div id="a" hidden>`, "<nav>", "</nav>",
	"<dl><dt>Why?<dd>", "</dl>", `<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"Why?","acceptedAnswer":{"text":"So"}}]}</script>`,
	"Take it at night.", "Why?", "Why? ", "@everyone", "<@12>", "&lt;#5&gt;", "é", "\u2028", "\u0085", "- a: [b", "|", ">", "# ", "'", "\"", "%", "{{", "---\n", "...\n", "\n", "\n\n", "\t",
	"   ", "\x00", "\xff", "\u202e", "null", "~", "!!binary", "*a", "&a", "1", "2026-01-01", "```", "**Bold?**", "Frequently Asked Questions", "References", "q,a\n",
	"question,answer\n", ",", ";", "question;answer\n", "https://example.org", `<link rel=canonical href="https://example.org/(a)">`, `<html lang="pt-BR">`, `<html lang="xx-yy">`,
	`<meta property="article:modified_time" content="2026-13-45">`, "Baclofen", "Soma", strings.Repeat("long ", 300),
}

// TestLoadAcceptsEveryImport imports random pages, several into one folder, and loads what came of them.
func TestLoadAcceptsEveryImport(t *testing.T) {
	folders := 16
	if testing.Short() {
		folders = 5
	}
	for seed := range folders {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		dir := filepath.Join(t.TempDir(), "content")
		if seed%4 == 0 { // beside subjects and other entries
			if err := faq.WriteContent(dir); err != nil {
				t.Fatal(err)
			}
		}
		f, err := OpenFolder(dir, builtin())
		if err != nil {
			t.Fatal(err)
		}
		for page := range 12 {
			var b strings.Builder
			for range r.IntN(40) {
				b.WriteString(scraps[r.IntN(len(scraps))])
			}
			ext := []string{".html", ".md", ".txt", ".csv"}[r.IntN(4)]
			p, err := Read(fmt.Sprint("page", page%8, ext), []byte(b.String()), f.Vocabulary())
			if err != nil {
				continue
			}
			if _, err := f.Add(p); err != nil {
				t.Fatalf("Add(%q): %v", b.String(), err)
			}
		}
		if !isContent(dir) {
			continue
		}
		_, problems := faq.Load(os.DirFS(dir), faq.Options{Builtin: builtin()})
		for _, p := range problems {
			if p.Severity == faq.Error {
				t.Errorf("seed %d: Load after the import: %v\n%s", seed, p, read(t, filepath.Join(dir, p.Pos.Path)))
				return
			}
		}
	}
}

// TestIDsNeverCollide takes away every ID that a draft could have first.
func TestIDsNeverCollide(t *testing.T) {
	f, err := OpenFolder(filepath.Join(t.TempDir(), "content"), builtin())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 5 {
		p, err := Read("soma.md", []byte(drivingPage), f.Vocabulary())
		if err != nil {
			t.Fatal(err)
		}
		f.settle(p, &state{})
		for _, d := range p.Drafts {
			if seen[d.ID] {
				t.Errorf("ID %s was given out twice", d.ID)
			}
			seen[d.ID] = true
			f.ids[d.ID] = "something else"
		}
	}
}

// TestManyPages imports many pages with the same title and file name in one go.
func TestManyPages(t *testing.T) {
	pages := 200
	if testing.Short() {
		pages = 100
	}
	dir := filepath.Join(t.TempDir(), "content")
	f, err := OpenFolder(dir, builtin())
	if err != nil {
		t.Fatal(err)
	}
	for i := range pages {
		text := fmt.Sprintf("<title>P</title><h1>Page</h1><h2>What is number %d?</h2><p>It is %d. %s</p>", i, i, strings.Repeat("More of it. ", 50))
		p, err := Read(fmt.Sprintf("%d/index.html", i), []byte(text), f.Vocabulary())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	if got := mustLoad(t, dir).Len(); got != pages {
		t.Errorf("%d pages became %d drafts", pages, got)
	}
}

// fuzz reads files that nobody wrote, and loads the drafts.
func fuzz(f *testing.F, ext string, seeds ...string) {
	few, problems := faq.Load(os.DirFS("testdata/few"), faq.Options{Builtin: &faq.Corpus{}}) // all the names take a fuzzer's worker seconds
	if err := problems.Err(); err != nil {
		f.Fatal(err)
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folder, err := OpenFolder(filepath.Join(t.TempDir(), "content"), few)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read("page"+ext, []byte(text), folder.Vocabulary())
		if err != nil {
			return
		}
		for _, s := range p.Sentences {
			if len(s.Drafts) == 0 && s.Why == "" {
				t.Errorf("%q is in no draft and nothing says why", s.Text)
			}
		}
		if len(p.Drafts) == 0 {
			return
		}
		if _, err := folder.Add(p); err != nil {
			t.Fatal(err)
		}
		mustLoadWith(t, folder.dir, few)
	})
}

func FuzzHTML(f *testing.F) {
	fuzz(f, ".html", `<h1>A</h1><p>One. Two?</p><ul><li>x</ul>`, `<h2><button aria-controls=a>Q?</button></h2><div id=a>A @here</div>`,
		`<table><tr><th>a<th>b<tr><td rowspan=9>c<td colspan=3>d`, `<dl><dt>Q?<dd>A</dl><footer>f</footer>`)
}

func FuzzCSV(f *testing.F) {
	fuzz(f, ".csv", "question,answer\n\"a,b?\",\"c\nd\"\n", "\ufeffQ;A\nx;y;z\n", "a\tb\n")
}

func FuzzJSONLD(f *testing.F) {
	fuzz(f, ".jsonld", `{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"Why?","acceptedAnswer":{"text":"<p>So.</p>"}}]}`,
		`[{"@graph":[{"@type":["FAQPage"],"inLanguage":"de","mainEntity":{"@type":"Question","name":"<b>W</b>","acceptedAnswer":[{"text":""}]}}]}]`)
}
