package importer

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestQuestions reads questions with their answers out of the shapes that they come in.
func TestQuestions(t *testing.T) {
	for _, tt := range []struct{ name, file, text, want string }{
		{"details", "a.html", `<details><summary>Can I drive?</summary><p>Not at first.</p></details>`, "Can I drive? = Not at first."},
		{"button and panel", "a.html", `<h2>FAQ</h2><button aria-controls="p1" aria-expanded="false">Can I drive?</button>
<div id="p1" hidden><p>Not at first.</p></div><button aria-controls="p2">Can I drink?</button><div id="p2" style="display:none">No.</div>`,
			"Can I drive? = Not at first. | Can I drink? = No."},
		{"button in a heading", "a.html", `<h3><button aria-expanded=false>Can I drive?</button></h3><div aria-hidden=true>Not at first.</div>`,
			"Can I drive? = Not at first."},
		{"classes", "a.html", `<div class="faq-item"><div class="faq-question">Can I drive?</div><div class="faq-answer" style="display:none">Not at first.</div></div>`,
			"Can I drive? = Not at first."},
		{"collapse", "a.html", `<div class=card><div class=card-header><a data-toggle=collapse href="#c1">Can I drive?</a></div>
<div id=c1 class="collapse"><div class=card-body>Not at first.</div></div></div>`, "Can I drive? = Not at first."},
		{"microdata", "a.html", `<div itemscope itemtype="https://schema.org/Question"><p itemprop="name">Can I drive</p><div itemprop=acceptedAnswer>Not at first.</div></div>`,
			"= Not at first."},
		{"definition list", "a.html", `<dl><dt>Can I drive?</dt><dd>Not at first.</dd><dt>Can I drink?</dt><dd>No.</dd></dl>`,
			"Can I drive? = Not at first. | Can I drink? = No."},
		{"headings", "a.html", `<h1>Soma</h1><h2>Can I drive?</h2><p>Not <b>at first</b>.</p>`, "Can I drive? = Not **at first**."},
		{"bold paragraphs", "a.html", `<h1>Soma</h1><p><b>Can I drive?</b></p><p>Not at first.</p><p>Later, yes.</p>`,
			"Can I drive? = Not at first.\n\nLater, yes."},
		{"structured data", "a.html", `<p>Text of the page.</p><script type="application/ld+json">{"@type":"FAQPage","mainEntity":
[{"@type":"Question","name":"Can I drive?","acceptedAnswer":{"@type":"Answer","text":"<p>Not at first.</p>"}}]}</script>`,
			"= Text of the page. | Can I drive? = Not at first."},
		{"structured data of an answer that lost its question", "a.html", `<h1>Soma</h1><h2>FAQ</h2><p>Not at first.</p><p>No, never.</p>
<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"Can I drive?","acceptedAnswer":{"text":"Not at first."}}]}</script>`,
			"= No, never. | Can I drive? = Not at first."},
		{"a JSON-LD file", "a.jsonld", `{"@graph":[{"@type":["FAQPage"],"mainEntity":{"@type":"Question","name":"Can I drive?","acceptedAnswer":[{"text":"Not &lt; 2 days."}]}}]}`,
			"Can I drive? = Not < 2 days."},
		{"Q and A", "a.txt", "Soma\n\nQ: Can I drive?\nA: Not at first.\n\nQ. Can I drink?\nA. No.\n", "Can I drive? = Not at first. | Can I drink? = No."},
		{"Markdown", "a.md", "---\ntitle: Soma\nurl: https://example.org/a\n---\n# Soma\n\n## Can I drive?\n\nNot at first.\n\n- one\n- two\n", "Can I drive? = Not at first.\n\n- one\n- two"},
		{"comma", "a.csv", "\ufeffQuestion,Answer\n\"Can I drive, now?\",\"Not \"\"at\"\" first,\nno.\"\n", "Can I drive, now? = Not \"at\" first,\nno."},
		{"semicolon", "a.csv", "Id;Answer;Question\n1;Not at first.;Can I drive?\n", "Can I drive? = Not at first."},
		{"tab, no head", "a.csv", "Can I drive?\tNot at first.\nCan I drink?\tNo.\n", "Can I drive? = Not at first. | Can I drink? = No."},
		{"no question", "a.csv", "question,answer\n,Not at first.\n", "= Not at first."},
		{"no answer", "a.csv", "question,answer\nCan I drive?,\n", "Can I drive? ="},
		{"a call", "a.csv", "question,answer\nCan @everyone drive?,Ask <@123>.\n", "Can @ everyone drive? = Ask < @123>."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, pages := importAll(t, map[string]string{tt.file: tt.text})
			var got []string
			for _, d := range pages[tt.file].Drafts {
				got = append(got, strings.TrimSpace(strings.Join(d.Questions, ", ")+" = "+d.Answer))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " | ")); diff != "" {
				t.Errorf("drafts of %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// TestFurniture looks at what of a page goes and what stays, and why.
func TestFurniture(t *testing.T) {
	page := func(body string) string {
		return "<main><h1>Soma</h1><p>Soma is a medicine that eases pain in muscles, and much more is to be said about it here.</p>" + body +
			"<p>Take it only for two or three weeks, and ask whoever prescribed it what comes after that time.</p></main>"
	}
	for _, tt := range []struct{ name, body, text, why string }{
		{"navigation", `<nav><a href=/>Pages of this house</a></nav>`, "Pages of this house", "navigation"},
		{"cookie banner", `<div class="CookieBar">Biscuits help us.</div>`, "Biscuits help us.", "cookie banner"},
		{"share buttons", `<ul class="share-list"><li>Send it on</li></ul>`, "Send it on", "share buttons"},
		{"related links", `<ul><li><a href=/a>Rest and ice</a></li><li><a href=/b>Heat</a></li><li><a href=/c>Sleep</a></li></ul>`, "Heat", "related links"},
		{"table of contents", `<ul><li><a href=#a>One</a></li><li><a href=#b>Second chapter</a></li><li><a href=#c>Three</a></li></ul>`, "Second chapter", "table of contents"},
		{"advert", `<div class="ad-slot">Buy our shoes.</div>`, "Buy our shoes.", "advert"},
		{"newsletter", `<section><h2>Subscribe to our newsletter</h2><p>Monthly wisdom.</p></section>`, "Monthly wisdom.", "newsletter form"},
		{"breadcrumbs", `<p>Home > Medicines > Soma</p>`, "Home > Medicines > Soma", "breadcrumbs"},
		{"author box", `<div class="author-bio">Jo walks dogs.</div>`, "Jo walks dogs.", "author box"},
		{"author line", `<p>Medically reviewed by Jo Bloggs, MD</p>`, "Medically reviewed by Jo Bloggs, MD", "author line"},
		{"hidden", `<p hidden>Draft of old.</p>`, "Draft of old.", "hidden on the page"},
		{"a comment", `<section><h2>Comments</h2><p>Worked for me.</p></section>`, "Worked for me.", "comments"},
		{"a warning stays", `<div class="banner banner-warning">Do not drive.</div>`, "Do not drive.", ""},
		{"an aside stays", `<aside><p>Alcohol makes it worse.</p></aside>`, "Alcohol makes it worse.", ""},
		{"a form around the text stays", `<form>` + strings.Repeat("<p>Ask before you stop taking it after many weeks.</p>", 9) + `</form>`, "Ask before you stop taking it after many weeks.", ""},
		{"a sentence about cookies stays", `<p>Eat cookies with it, or bread.</p>`, "Eat cookies with it, or bread.", ""},
		{"a cell stays", `<table><tr><th>When</th><th>How many</th></tr><tr><td rowspan=2>At night</td><td>One tablet</td></tr></table>`, "One tablet", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, pages := importAll(t, map[string]string{"a.html": page(tt.body)})
			p := pages["a.html"]
			if got := strings.Contains(answers(p), squash(tt.text)); got != (tt.why == "") {
				t.Errorf("%q stands in a draft: %v, want %v", tt.text, got, tt.why == "")
			}
			found := false
			for _, s := range p.Sentences {
				if s.Text == tt.text {
					found = true
					if s.Why != tt.why {
						t.Errorf("%q was left out as %q, want %q", s.Text, s.Why, tt.why)
					}
				}
			}
			if !found {
				t.Errorf("%q is not accounted for", tt.text)
			}
			if !strings.Contains(answers(p), squash("Take it only for two or three weeks")) {
				t.Error("the text below it is lost")
			}
		})
	}
}

func TestTableKeepsItsHeads(t *testing.T) {
	_, pages := importAll(t, map[string]string{"a.html": `<h1>Soma</h1><table><thead><tr><th>Age</th><th>Morning</th><th>Night</th></tr></thead>
<tr><td rowspan=2>Adults</td><td>one</td><td>two</td></tr><tr><td colspan=2>none</td></tr></table>`})
	got := pages["a.html"].Drafts[0].Answer
	for _, want := range []string{"Adults", "Morning: one", "Night: two", "none"} {
		if !strings.Contains(got, want) {
			t.Errorf("the table became %q, want %q in it", got, want)
		}
	}
}

func TestEncodings(t *testing.T) {
	const text = "<meta charset=%s><h1>Größe</h1><p>Nehmen Sie höchstens drei – täglich.</p>"
	latin, err := charmap.Windows1252.NewEncoder().String(strings.Replace(text, "%s", "iso-8859-1", 1))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, text string }{
		{"utf-8", text}, {"utf-8 with a mark", "\ufeff" + text}, {"iso-8859-1", latin}, {"utf-16", wide},
		{"says utf-8 and is not", strings.Replace(latin, "iso-8859-1", "utf-8", 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, pages := importAll(t, map[string]string{"a.html": tt.text})
			if got, want := pages["a.html"].Drafts[0].Answer, "Nehmen Sie höchstens drei – täglich."; got != want {
				t.Errorf("answer = %q, want %q", got, want)
			}
		})
	}
}

// TestHostileFiles reads what no page should be: it must end, and what can be read must be in a draft.
func TestHostileFiles(t *testing.T) {
	for _, tt := range []struct{ name, file, text, want string }{
		{"deep", "a.html", strings.Repeat("<div>", 20_000) + "Inside.", "Inside."},
		{"deep lists", "a.html", strings.Repeat("<ul><li>", 100) + "Inside.", "Inside."},
		{"unclosed", "a.html", "<p>One.<b>Two.<table><tr><td>Three", "Three"},
		{"entities", "a.html", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>Inside &b; &#0; &#x110000; text.`, "Inside"},
		{"many tags", "a.html", strings.Repeat("<b>", maxTags+1) + "Inside.", "Inside."},
		{"invalid", "a.txt", "Not \xff valid \x00 text.", "valid"},
		{"wide table", "a.html", `<table><tr><td colspan=1000000 rowspan=1000000>Inside<td>More</table>`, "Inside"},
		{"open quote", "a.csv", "question,answer\nCan I?,\"No", "No"},
		{"YAML", "a.txt", "- key: [\n  &a *a\n\n%YAML 1.1\n--- !!binary |\n\n? x\n", "key"},
		{"only a title", "a.html", "<title>T</title>", ""},
		{"nothing", "a.txt", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, pages := importAll(t, map[string]string{tt.file: tt.text})
			if p := pages[tt.file]; !strings.Contains(answers(p), squash(tt.want)) {
				t.Errorf("drafts are %+v, want %q in them", p.Drafts, tt.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	f, err := OpenFolder(t.TempDir(), builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, file, text, want string }{
		{"format", "a.docx", "x", "is in no format"},
		{"size", "a.txt", strings.Repeat("x", MaxFile+1), "larger than 4 MB"},
		{"no JSON", "a.json", "{", "is not JSON"},
		{"no questions", "a.json", `{"@type":"Article"}`, "no schema.org FAQPage"},
		{"no answers", "a.csv", "question,name\nCan I?,x\n", "no column of answers"},
		{"too wide", "a.csv", strings.Repeat(",", 200), "more than 100 columns"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(tt.file, []byte(tt.text), f.Vocabulary())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Read(%q) = %v, want an error with %q", tt.file, err, tt.want)
			}
		})
	}
	broken := t.TempDir()
	if err := writeFile(filepath.Join(broken, "entries", "a.yaml"), "entries: ["); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(broken, builtin()); err == nil {
		t.Error("OpenFolder of content with errors succeeded, want an error")
	}
}
