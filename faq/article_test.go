package faq

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestParseArticleGolden reads the articles of testdata/articles and compares all that is read with the file of the
// same name that ends in .golden.
func TestParseArticleGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/articles/*.*")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return filepath.Ext(f) == ".golden" })
	if len(files) < 3 {
		t.Fatalf("testdata/articles holds %q, want an article of each format", files)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			art, probs := parseArticle(filepath.Base(file), data)
			checkArticle(t, art, probs)
			got := dumpArticle(art, probs)
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("parseArticle(%s) differs from its golden file (-want +got):\n%s", file, diff)
			}
		})
	}
}

func dumpArticle(art parsedArticle, probs Problems) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\nfront: %q from line %d\n", art.Title, art.Front, art.FrontLine)
	parts := []string{Section: "section", Paragraph: "paragraph", ListItem: "item", TableRow: "row"}
	for _, p := range art.Sections {
		fmt.Fprintf(&b, "\n=== %s (%s, %s) %s\n", p.ID, p.Pos, parts[p.Part], strings.Join(p.Heading, " > "))
		if p.Flattened {
			b.WriteString("flattened\n")
		}
		b.WriteString(p.Text + "\n")
	}
	for _, p := range probs {
		fmt.Fprintf(&b, "\n%s\n", p)
	}
	return b.String()
}

var partID = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*)(?:/(p[1-9][0-9]*|li[1-9][0-9]*|row-[a-z0-9]+(?:-[a-z0-9]+)*))?$`)

// checkArticle fails if an article breaks a rule that holds for all of them.
func checkArticle(t testing.TB, art parsedArticle, probs Problems) {
	t.Helper()
	if probs.Errors() > 0 {
		if len(art.Sections) > 0 || art.Title != "" || art.Front != nil {
			t.Errorf("an article with errors has a text: %q", art.Title)
		}
		return
	}
	if len(art.Sections) == 0 {
		t.Error("an article without errors has no sections")
	}
	seen := map[string]bool{}
	section := parsedPart{}
	for _, p := range art.Sections {
		m := partID.FindStringSubmatch(p.ID)
		if m == nil || seen[p.ID] {
			t.Fatalf("ID %q is no ID or not unique", p.ID)
		}
		seen[p.ID] = true
		if p.Part == Section {
			section = p
		}
		if m[1] != section.ID || (m[2] == "") != (p.Part == Section) {
			t.Errorf("%s stands in the section %s", p.ID, section.ID)
		}
		checkPart(t, art, section, p)
	}
}

func checkPart(t testing.TB, art parsedArticle, section, p parsedPart) {
	t.Helper()
	if p.Flattened && !section.Flattened {
		t.Errorf("%s is flattened, its section is not", p.ID)
	}
	if len(p.Heading) == 0 || p.Heading[0] != art.Title {
		t.Errorf("%s has the headings %q, want them to start with %q", p.ID, p.Heading, art.Title)
	}
	if strings.TrimSpace(p.Text) == "" || !utf8.ValidString(p.Text) {
		t.Errorf("%s has the text %q", p.ID, p.Text)
	}
	for _, s := range append([]string{p.Text}, p.Heading...) {
		if i := strings.IndexFunc(s, func(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) }); i >= 0 {
			t.Errorf("%s holds an invisible character in %q", p.ID, s)
		}
	}
	for line := range strings.Lines(p.Text) {
		if !strings.Contains(section.Text, strings.TrimSpace(line)) {
			t.Errorf("%s has the line %q, which its section has not: %q", p.ID, line, section.Text)
		}
	}
}

// bodyWords are the words of the texts of all sections, in order.
func bodyWords(art parsedArticle) []string {
	var words []string
	for _, p := range art.Sections {
		if p.Part == Section {
			words = append(words, Tokens(p.Text)...)
		}
	}
	return words
}

// A textCase is a source and the parts that it must be read as, each as "id: text".
type textCase struct {
	name, source string
	want         []string
}

func runTextCases(t *testing.T, file string, tests []textCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			art, probs := parseArticle(file, []byte(tt.source))
			checkArticle(t, art, probs)
			var got []string
			for _, p := range art.Sections {
				id := p.ID
				if p.Flattened {
					id += " (flattened)"
				}
				got = append(got, id+": "+p.Text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parseArticle(%q) (-want +got):\n%s", tt.source, diff)
			}
		})
	}
}

func TestParseArticleProblems(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, source string
		want               []string
	}{
		{"not UTF-8", "a.md", "# A\n\ntext \xff", []string{"a.md:3:6: error: encoding"}},
		{"UTF-16", "a.txt", "\xff\xfeA\x00", []string{"a.txt:1:1: error: encoding"}},
		{"empty", "a.txt", "", []string{"a.txt: error: empty"}},
		{"invisible", "a.md", "\u200b\n\n&#8203;", []string{"a.md: error: empty"}},
		{"headings only", "a.md", "# A\n\n## B\n", []string{"a.md:3: warning: empty-section", "a.md: error: empty"}},
		{"front matter only", "a.md", "---\ntitle: A\n---\n", []string{"a.md: error: empty"}},
		{"open front matter", "a.md", "---\ntitle: A\n\ntext\n", []string{"a.md:1: error: front-matter"}},
		{"open front matter at the end", "a.md", "---", []string{"a.md:1: error: front-matter"}},
		{"unknown format", "a.rtf", "text", []string{"a.rtf: error: format"}},
		{"empty section", "a.md", "# A\n\ntext\n\n## B\n\n### C\n\ntext\n\n## D\n", []string{"a.md:11: warning: empty-section"}},
		{"line behind a front matter", "a.md", "---\na: b\n---\n# A\n\ntext\n\n## B\n", []string{"a.md:8: warning: empty-section"}},
		{"words taken for a tag", "a.md", "Take <number> tablets, <number> a day.\n", []string{"a.md:1: warning: element"}},
		{"charset", "a.html", "<meta charset=iso-8859-1><p>text", []string{"a.html:1: error: encoding"}},
		{"charset in a header", "a.html", "\n<meta http-equiv=Content-Type content='text/html; charset=windows-1252'><p>text", []string{"a.html:2: error: encoding"}},
		{"broken structured data", "a.html", "<p>text\n<script type=application/ld+json>{</script>", []string{"a.html:2: warning: structured-data"}},
		{"flattened", "a.txt", "Table\n\nDose Adults\nTwo One\n\nlower\n", []string{"a.txt:3: warning: flattened-table"}},
		{"two flattened rows", "a.html", "<table><tr><td>a<td>b<td>c\n<tr><td>d<td>e<td>f</table>", []string{"a.html:1: warning: flattened-table"}},
		{"nested elements", "a.html", strings.Repeat("<div>", 600) + "text", []string{"a.html: error: nesting"}},
		{"nested lists", "a.html", strings.Repeat("<ul><li>", 20) + "text", []string{"a.html:1: error: nesting"}},
		{"nested quotes", "a.md", "text\n\n" + strings.Repeat("> ", 200) + "text", []string{"a.md:3: error: nesting"}},
		{"nested emphasis", "a.md", strings.Repeat("*a ", 600) + strings.Repeat("a* ", 600), []string{"a.md: error: nesting"}},
		{"too many marks", "a.md", "text\n\n" + strings.Repeat("*a_ ", 20_000), []string{"a.md:3: error: markup"}},
		{"too many parts", "a.txt", strings.Repeat("lower case\n\n", maxParts+1), []string{"a.txt: error: size"}},
		{"too many lines", "a.txt", strings.Repeat("a\n", maxRows+1), []string{"a.txt:100001: error: size"}},
		{"too many tags", "a.html", strings.Repeat("<p>", maxTags+1), []string{"a.html:1: error: size"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			art, probs := parseArticle(tt.file, []byte(tt.source))
			checkArticle(t, art, probs)
			var got []string
			for _, p := range probs {
				got = append(got, fmt.Sprintf("%s: %s: %s", p.Pos, p.Severity, p.Rule))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems of %.60q (-want +got):\n%s", tt.source, diff)
			}
		})
	}
}

func TestParseArticleTitle(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, source, want string }{
		{"first heading", "a.md", "# A *b* `c`\n\ntext", "A b c"},
		{"heading of the second level", "a.md", "## A\n\ntext\n\n### B\n\ntext", "A"},
		{"several of the first level", "my-article.md", "# A\n\ntext\n\n# B\n\ntext", "My article"},
		{"text first, one second-level heading", "my_article.md", "text\n\n## B\n\ntext", "My article"},
		{"front matter", "a.md", "---\ntitle: Front\n---\n## A\n\ntext\n\n## B\n\ntext", "Front"},
		{"heading before front matter", "a.md", "---\ntitle: Front\n---\n# Top\n\ntext", "Top"},
		{"broken front matter", "a.md", "---\ntitle: [\n---\ntext", "A"},
		{"first-level heading later", "a.html", "<h2>A</h2>text<h1>B</h1>text", "B"},
		{"title element", "a.html", "<title>T\n t</title><svg><title>no</title></svg>text", "T t"},
		{"header", "a.html", "<header>logo<h1>H</h1></header><p>text", "H"},
		{"first line", "a.txt", "First line\n\nSome text follows here.", "First line"},
		{"text without a heading", "über-uns.txt", "Some text, no heading.", "Über uns"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			art, probs := parseArticle(tt.file, []byte(tt.source))
			checkArticle(t, art, probs)
			if art.Title != tt.want {
				t.Errorf("title of %q = %q, want %q", tt.source, art.Title, tt.want)
			}
		})
	}
}

func TestParseArticleFrontMatter(t *testing.T) {
	t.Parallel()
	const front, body = "title: A\nsubjects: [b]\n", "# A\n\ntext\n"
	tests := []struct{ name, source string }{
		{"plain", "---\n" + front + "---\n" + body},
		{"carriage returns", strings.ReplaceAll("---\n"+front+"---\n"+body, "\n", "\r\n")},
		{"byte order mark", "\ufeff---\n" + front + "---\n" + body},
		{"spaces and dots", "--- \n" + front + "...\t\n" + body},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			art, probs := parseArticle("a.md", []byte(tt.source))
			if len(probs) > 0 || string(art.Front) != front || art.FrontLine != 2 {
				t.Errorf("front matter of %q = %q from line %d, %v; want %q from line 2", tt.source, art.Front, art.FrontLine, probs, front)
			}
			if want := (Pos{Path: "a.md", Line: 5}); art.Sections[0].Pos != want {
				t.Errorf("the heading is at %v, want %v", art.Sections[0].Pos, want)
			}
		})
	}
	for _, file := range []string{"a.txt", "a.html"} {
		if art, _ := parseArticle(file, []byte("---\ntitle: A\n---\n\nSome text.")); art.Front != nil {
			t.Errorf("parseArticle(%s) has the front matter %q, want none", file, art.Front)
		}
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"What is it?", "what-is-it"},
		{"Don't stop; don’t", "dont-stop-dont"},
		{"Soma (Carisoprodol): 350 mg", "soma-carisoprodol-350-mg"},
		{"Crème brûlée, Ångström", "creme-brulee-angstrom"},
		{"GABA-B", "gaba-b"},
		{"лекарство", "section"},
		{"?!", "section"},
		{strings.Repeat("word ", 30), strings.TrimSuffix(strings.Repeat("word-", 16), "-")},
		{strings.Repeat("x", 200), strings.Repeat("x", 80)},
	}
	for _, tt := range tests {
		if got := slug(tt.text, "section"); got != tt.want {
			t.Errorf("slug(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestSlugsAreUnique(t *testing.T) {
	t.Parallel()
	s := newSlugs()
	var got []string
	for _, base := range []string{"a", "a-2", "a", "a", "a-2"} {
		got = append(got, s.take(base))
	}
	if want := []string{"a", "a-2", "a-3", "a-4", "a-2-2"}; !slices.Equal(got, want) {
		t.Errorf("slugs = %q, want %q", got, want)
	}
}

func TestEscapeText(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"5*3", `5\*3`},
		{"snake_case _x_", `snake_case \_x\_`},
		{"~5 mg, ~~no~~", `~5 mg, \~\~no\~\~`},
		{"||spoiler||", `\|\|spoiler\|\|`},
		{`C:\path \* \`, `C:\path \\\* \\`},
		{"`code`", "\\`code\\`"},
		{"see https://example.org/a_b*c_d_", `see https://example.org/a_b\*c_d\_`},
		{"[a](b)", `[a\](b)`},
		{"µ_g", "µ_g"},
	}
	for _, tt := range tests {
		if got := escapeText(tt.text); got != tt.want {
			t.Errorf("escapeText(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestParseArticleIsBounded gives the parsers 8 MB of prose, and less of what costs them most: where the cost is not
// bounded, a part of 8 MB takes minutes.
func TestParseArticleIsBounded(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("reads large articles")
	}
	const size, rows = 1 << 20, maxRows / 4
	var deeper strings.Builder
	for n := 0; deeper.Len() < size; n++ {
		deeper.WriteString(strings.Repeat(" ", 2*n) + "- a\n")
	}
	prose := strings.Repeat(strings.Repeat("Plain words of an article. ", 40)+"\n\n", 8*size/1100)
	tests := []struct{ name, file, source string }{
		{"prose", "a.md", prose},
		{"prose", "a.txt", prose},
		{"brackets", "a.md", strings.Repeat("[a](", 4000)},
		{"emphasis", "a.md", strings.Repeat(strings.Repeat("*a_ ", 1000)+"\n\n", 60)},
		{"table", "a.md", "a|b\n-|-\n" + strings.Repeat("a|b\n", rows)},
		{"items", "a.md", "Take:\n\n" + strings.Repeat("- a\n", rows)},
		{"indented items", "a.md", deeper.String()},
		{"indented items", "a.txt", deeper.String()},
		{"spans", "a.html", "<table>" + strings.Repeat("<tr><td rowspan=9999 colspan=9999>aaaaaaaa", rows)},
		{"nested items", "a.html", strings.Repeat("<ul><li>", 15) + strings.Repeat("<li>a", rows)},
		{"nested tables", "a.html", strings.Repeat("<table><tr><td>a<td>", 100)},
		{"nested folds", "a.html", strings.Repeat("<details><summary>a</summary>b", 15)},
		{"wrapped items", "a.txt", "- a\n\n" + strings.Repeat("  b\n\n", rows)},
		{"one word", "a.txt", strings.Repeat("a", size)},
		{"bars", "a.txt", strings.Repeat("|", size)},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.file, func(t *testing.T) {
			start := time.Now()
			art, probs := parseArticle(tt.file, []byte(tt.source))
			if took, limit := time.Since(start), time.Minute; took > limit {
				t.Errorf("took %v, want at most %v", took, limit)
			}
			if len(art.Sections) == 0 && probs.Errors() == 0 {
				t.Error("has neither a text nor an error")
			}
			if n := len(art.Sections); n > maxParts {
				t.Errorf("has %d parts, want at most %d", n, maxParts)
			}
		})
	}
}
