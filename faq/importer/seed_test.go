package importer

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"patientfaq/faq"
)

// builtin loads the built-in names once for all tests.
var builtin = sync.OnceValue(func() *faq.Corpus {
	c, problems := faq.Load(faq.Content(), faq.Options{})
	if err := problems.Err(); err != nil {
		panic(err)
	}
	return c
})

// importAll imports files into a new folder and loads it.
func importAll(t *testing.T, files map[string]string) (string, map[string]*Page) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	pages := map[string]*Page{}
	for name, text := range files {
		pages[name], _ = importInto(t, dir, name, text)
	}
	return dir, pages
}

// importInto imports a file into a folder, loads it, and checks that every sentence has its place.
func importInto(t *testing.T, dir, name, text string) (*Page, []Change) {
	t.Helper()
	f, err := OpenFolder(dir, builtin())
	if err != nil {
		t.Fatal(err)
	}
	p, err := Read(name, []byte(text), f.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Add(p)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Drafts) > 0 {
		mustLoad(t, dir)
	}
	for _, s := range p.Sentences {
		if len(s.Drafts) == 0 && s.Why == "" {
			t.Errorf("%s: %q is in no draft and nothing says why", name, s.Text)
		}
	}
	return p, changes
}

// mustLoad reports every error that the content of a folder has, and what is no draft.
func mustLoad(t *testing.T, dir string) *faq.Corpus {
	t.Helper()
	return mustLoadWith(t, dir, builtin())
}

func mustLoadWith(t *testing.T, dir string, builtin *faq.Corpus) *faq.Corpus {
	t.Helper()
	c, problems := faq.Load(os.DirFS(dir), faq.Options{Builtin: builtin})
	for _, p := range problems {
		if p.Severity == faq.Error {
			t.Errorf("Load: %v", p)
		}
	}
	for p := range c.Passages() {
		if p.Part == faq.WholeEntry && p.Review.Status != faq.Draft {
			t.Errorf("%s has status %q, want %q", p.ID, p.Review.Status, faq.Draft)
		}
	}
	return c
}

// answers is what patients could read of all drafts, as letters.
func answers(p *Page) string {
	var b strings.Builder
	for _, d := range p.Drafts {
		b.WriteString(squash(strings.Join(d.Questions, "|")+"|"+d.Answer) + "|")
	}
	return b.String()
}

// seed is the article that started it all, as it was copied from a page.
func seed(t *testing.T) string {
	t.Helper()
	name := os.Getenv("PATIENTFAQ_SEED")
	if name == "" {
		t.Skip("NOT TESTED: set PATIENTFAQ_SEED to the text of an article that was copied from a page")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSeed(t *testing.T) {
	_, pages := importAll(t, map[string]string{"seed.txt": seed(t)})
	p := pages["seed.txt"]
	checkSeed(t, p)
	orphans, flattened := 0, 0
	for _, d := range p.Drafts {
		if d.Heading[len(d.Heading)-1] == "Frequently Asked Questions" {
			orphans++
			if len(d.Questions) > 0 || len(d.Candidates) == 0 {
				t.Errorf("%s has the questions %q and the candidates %q, want candidates only", d.ID, d.Questions, d.Candidates)
			}
		}
		if strings.Contains(strings.Join(d.Missing, "|"), "columns of a table") {
			flattened++
		}
	}
	if orphans != 7 || flattened != 1 {
		t.Errorf("%d answers without a question and %d flattened tables, want 7 and 1", orphans, flattened)
	}
}

// checkSeed checks what must hold of the article however it was written.
func checkSeed(t *testing.T, p *Page) {
	t.Helper()
	text := answers(p)
	for _, s := range []string{"Skip to content", "5 min read", "In This Article", "This content is for informational purposes only"} {
		if strings.Contains(text, squash(s)) {
			t.Errorf("%q is in a draft, want it left out", s)
		}
	}
	left := 0
	for _, s := range p.Sentences {
		if s.Why != "" {
			left++
			if len(s.Text) > 60 && s.Why != "disclaimer of the page" {
				t.Errorf("%q was left out: %s", s.Text, s.Why)
			}
		}
	}
	if left == 0 || len(p.Drafts) < 20 {
		t.Errorf("%d sentences left out and %d drafts, want some and at least 20", left, len(p.Drafts))
	}
}

// TestSeedAsPage imports the article as a page with furniture around it.
func TestSeedAsPage(t *testing.T) {
	var body strings.Builder
	for i, block := range strings.Split(seed(t), "\n\n") {
		line, tag := html.EscapeString(strings.TrimSpace(block)), "p"
		switch {
		case i == 1:
			tag = "h1"
		case !strings.Contains(line, "\n") && !endsSentence(line) && !strings.HasPrefix(line, "•"):
			tag = "h2"
		case strings.HasPrefix(line, "• "):
			line, tag = strings.TrimPrefix(line, "• "), "li"
		}
		body.WriteString("<" + tag + ">" + line + "</" + tag + ">\n")
	}
	page := `<!doctype html><title>Baclofen</title><nav><a href=/>Pharmacy home page</a></nav><div id="cookie-bar">We bake cookies here.</div>
<main>` + body.String() + `</main><footer>Somewhere Publishing House</footer>`
	_, pages := importAll(t, map[string]string{"seed.html": page})
	checkSeed(t, pages["seed.html"])
	text := answers(pages["seed.html"])
	for _, s := range []string{"Pharmacy home page", "We bake cookies here", "Somewhere Publishing House"} {
		if strings.Contains(text, squash(s)) {
			t.Errorf("%q is in a draft, want it left out", s)
		}
	}
}
