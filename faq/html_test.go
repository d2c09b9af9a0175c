package faq

import (
	"html"
	"slices"
	"strings"
	"testing"
)

func TestReadHTML(t *testing.T) {
	t.Parallel()
	runTextCases(t, "tea.html", []textCase{
		{"no markup", "Tea helps.", []string{"tea: Tea helps."}},
		{"entities", "<h1>A</h1>a &amp; b&nbsp;&lt;c&gt; &alpha; &#8203;", []string{"a: a & b <c> α"}},
		{"white space", "<h1>A</h1>\n a\n\t b<span> c </span> d<b> e </b>f", []string{"a: a b c d **e** f"}},
		{"styles in each other", "<h1>A</h1><b>a <i>b</i></b><i>c</i> <b><b>d</b></b> <strong></strong>", []string{"a: **a *b****c* **d**"}},
		{"text between blocks", "<h1>A</h1>a.<p>b.</p>c.<div>d.<div>e.</div></div>",
			[]string{"a: a.\n\nb.\n\nc.\n\nd.\n\ne.", "a/p1: a.", "a/p2: b.", "a/p3: c.", "a/p4: d.", "a/p5: e."}},
		{"dropped", "<h1>A</h1>a<nav>b</nav><footer>c</footer><aside>d</aside><form>e</form><style>f</style><button>g</button><template>h</template>" +
			"<svg><text>i</text></svg><noscript>j</noscript><select><option>k</select><div role=navigation>l</div><!-- m --> n", []string{"a: a\n\nn", "a/p1: a", "a/p2: n"}},
		{"hidden", "<h1>A</h1><p hidden>a</p><p aria-hidden=true>b</p><p style='DISPLAY : none'>c</p><p style=visibility:hidden>d</p><p hidden=until-found>e</p>", []string{"a: e"}},
		{"broken markup", "<h1>A</h1><p>a<b>b<p>c</b></div></p>d<li>e", []string{"a: a**b**\n\n**c**\n\nd\n\ne", "a/p1: a**b**", "a/p2: **c**", "a/p3: d", "a/p4: e"}},
		{"heading with a button", "<h1>A</h1><h2><button>B <img alt=C></button></h2>a", []string{"b-c: a"}},
		{"headings that hold nothing", "<h1>A</h1>a<h2> </h2>b", []string{"a: a\n\nb", "a/p1: a", "a/p2: b"}},
		{"list", "<h1>A</h1><ul>\n<li>a<li><p>b</p><p>c</p><li><ol start=0><li>d</ol></ul>",
			[]string{"a: - a\n- b\n  c\n- 0. d", "a/li1: a", "a/li2: b\nc", "a/li3: 0. d"}},
		{"list with strays", "<h1>A</h1><ul>a<li>b</li><ul><li>c</li></ul></ul>", []string{"a: - a\n- b\n  - c", "a/li1: a", "a/li2: b\n- c"}},
		{"list as scaffold", "<h1>A</h1><ul><li><h2>B</h2>a</li><li><h2>C</h2>b</li></ul>", []string{"b: a", "c: b"}},
		{"definitions", "<h1>A</h1><dl><dt>a<dt>b:<dd>c<dd>d<div><dt>e</dt></div><dd></dl>",
			[]string{"a: - **a, b:** c\n  d\n- e", "a/li1: **a, b:** c\nd", "a/li2: e"}},
		{"questions as definitions", "<h1>A</h1><dl><dt>B?<dd>a<dt>C<dd>c</dl>d.", []string{"a: - **C:** c\n\nd.", "a/li1: **C:** c", "a/p1: d.", "b: a"}},
		{"fold", "<h1>A</h1>a<details open><summary><b>B</b></summary>b<h4>C</h4>c</details>d",
			[]string{"a: a\n\nd", "a/p1: a", "a/p2: d", "b: b", "c: c"}},
		{"fold without a summary", "<h1>A</h1><details>b</details>", []string{"a: b"}},
		{"table of pairs", "<h1>A</h1><table><tr><th>a:<td>b<tr><th>c<td><ul><li>d<li>e</ul></table>",
			[]string{"a: a: b\n\nc:\n- d\n- e", "a/row-a: a: b", "a/row-c: c:\n- d\n- e"}},
		{"bold first row", "<h1>A</h1><table><tr><td><b>a</b><td><strong>b</strong><td><b>c</b><tr><td>d<td>e<td>f</table>.",
			[]string{"a: a: d\nb: e\nc: f\n\n.", "a/row-d: a: d\nb: e\nc: f", "a/p1: ."}},
		{"more cells than heads", "<h1>A</h1><table><tr><th>a<th>b<tr><td>c<td>d<td>e</table>",
			[]string{"a (flattened): a: c\nb: d\ne", "a/row-c (flattened): a: c\nb: d\ne"}},
		{"second head", "<h1>A</h1><table><tr><th>a<th>b<tr><td>c<td>d<tr><th>e<th>f<tr><td>g<td>h</table>",
			[]string{"a: a: c\nb: d\n\ne: g\nf: h", "a/row-c: a: c\nb: d", "a/row-g: e: g\nf: h"}},
		{"long group", "<h1>A</h1><table><tr><th>a<th>b<tr><td colspan=2>" + strings.Repeat("x", 201) + "<tr><td>c<td>d</table>",
			[]string{"a: " + strings.Repeat("x", 201) + "\n\na: c\nb: d", "a/p1: " + strings.Repeat("x", 201), "a/row-c: a: c\nb: d"}},
		{"layout", "<h1>A</h1><table><tr><td>a<table><tr><td>b<td>c</table><tr><td>d</table>", []string{"a: a\n\nb: c\n\nd", "a/p1: a", "a/row-b: b: c", "a/p2: d"}},
		{"raised and lowered text", "<h1>A</h1>m<sup>2</sup> 1<sup>st</sup> CO<sub>2</sub> x<sup><a href='#1'>[1]</a></sup>", []string{"a: m² 1st CO2 x[1]"}},
		{"other inline elements", "<h1>A</h1><q>a</q> <code> b </code> <abbr title=x>c</abbr> <font>d</font> <img alt='e_'> <a href='https://x.org'><img></a>", []string{"a: “a” `b` c d e\\_"}},
		{"link across lines", "<h1>A</h1>x<a href=' https://x.org/a b '> a<br>[b] </a>y", []string{`a: x [a \[b\]](https://x.org/a%20b) y`}},
		{"blocks in a link", "<h1>A</h1><a href=https://x.org><p>a.</p><p>b.</p></a>", []string{"a: a.\n\nb.", "a/p1: a.", "a/p2: b."}},
	})
}

func TestTableThatRepeatsTooMuch(t *testing.T) {
	t.Parallel()
	source := "<h1>A</h1><table><tr><th>a<th>b<tr><td rowspan=100>" + strings.Repeat("x", 20_000) + "<td>c" + strings.Repeat("<tr><td>d", 80) + "</table>"
	art, probs := parseArticle("a.html", []byte(source))
	checkArticle(t, art, probs)
	for _, p := range art.Sections {
		if !p.Flattened {
			t.Errorf("%s (%.40q) is not flattened", p.ID, p.Text)
		}
	}
	if len(art.Sections) != 83 {
		t.Errorf("the table has %d parts, want the section and 82 rows", len(art.Sections)-1)
	}
}

func TestPageQuestions(t *testing.T) {
	t.Parallel()
	page := func(data string) string {
		return "<h1>A</h1>text<h2>Old?</h2>own text<script type='application/LD+json'>" + data + "</script>"
	}
	const question = `{"@type":"Question","name":"New?","acceptedAnswer":{"@type":"Answer","text":"a &amp; <i>b<\/i>"}}`
	text := []string{"a: text", "old: own text"}
	answered := append(slices.Clone(text), "new: a & *b*")
	runTextCases(t, "a.html", []textCase{
		{"one", page(`{"@type":"FAQPage","mainEntity":` + question + `}`), answered},
		{"list in a graph", page(`{"@graph":[{"@type":["WebPage","FAQPage"],"mainEntity":[` + question + `]}]}`), answered},
		{"full type names", page(`[{"@type":"https://schema.org/FAQPage","mainEntity":[` + question + `]}]`), answered},
		{"several answers", page(`{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"New?","acceptedAnswer":[{"text":"a &amp; <i>b</i>"},{"text":"c"}]}]}`), answered},
		{"twice", page(`{"@type":"FAQPage","mainEntity":[` + question + `,` + question + `]}`), answered},
		{"already on the page", page(`{"@type":"FAQPage","mainEntity":{"@type":"Question","name":"<b>Old</b>","acceptedAnswer":{"text":"other"}}}`), text},
		{"not a page of questions", page(`{"@type":"QAPage","mainEntity":` + question + `}`), text},
		{"no answer", page(`{"@type":"FAQPage","mainEntity":{"@type":"Question","name":"New?","acceptedAnswer":3}}`), text},
		{"no name", page(`{"@type":"FAQPage","mainEntity":{"@type":"Question","name":["New?"],"acceptedAnswer":{"text":"a"}}}`), text},
		{"not JSON", page(`{`), text},
		{"too deep", page(strings.Repeat("[", 40) + strings.Repeat("]", 40)), text},
	})
}

func TestHTMLLines(t *testing.T) {
	t.Parallel()
	const source = "<!doctype html>\n<!-- a\n b -->\n<h1>A</h1>\n<p\n class=x>one\n<p>two <b\n>x</b>\n<ul>\n<li>x<li>y\n</ul>\n<script>\n'<p>'\n</script>\n<P>three"
	art, _ := parseArticle("a.html", []byte(source))
	want := map[string]int{"a": 4, "a/p1": 5, "a/p2": 7, "a/li1": 10, "a/li2": 10, "a/p3": 15}
	for _, p := range art.Sections {
		if line := want[p.ID]; line == 0 || p.Pos.Line != line {
			t.Errorf("%s (%q) is at line %d, want %d", p.ID, p.Text, p.Pos.Line, line)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"<h1>A</h1><p>a <b>b</b> <a href='https://c'>d</a><h2>B</h2><ul><li>e<ul><li>f</ul></ul>",
		"<table><caption>a<tr><th>b<th rowspan=2>c<tr><td colspan=2>d<tr><td>e<td>f</table>",
		"<details><summary>a</summary>b<details><summary>c</summary>d</details></details>e",
		"<dl><dt>a<dd>b<dt>c?<dd>d</dl><pre>e\n f</pre><blockquote>g</blockquote>",
		`<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"a","acceptedAnswer":{"text":"<p>b"}}]}</script>`,
		"<p hidden>a<meta charset=utf-8><title>b</title><x>c</x>&#x202e;&nbsp;\x00 *a_ `b` ||c|| > d",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		art, probs := parseArticle("fuzz.html", []byte(source))
		checkArticle(t, art, probs)

		text := cleanText(strings.ToValidUTF8(source, ""))
		art, _ = parseArticle("fuzz.html", []byte("<p>"+html.EscapeString(text)+"</p>"))
		if got, want := bodyWords(art), Tokens(text); !slices.Equal(got, want) {
			t.Errorf("the words of %q are read as %q, want %q", text, got, want)
		}
	})
}
