package faq

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestReadMarkdown(t *testing.T) {
	t.Parallel()
	runTextCases(t, "tea.md", []textCase{
		{"no heading", "Tea helps.", []string{"tea: Tea helps."}},
		{"wrapped lines", "# A\n\none\ntwo  \nthree\\\nfour", []string{"a: one two\nthree\nfour"}},
		{"paragraphs", "# A\n\none.\n\ntwo.", []string{"a: one.\n\ntwo.", "a/p1: one.", "a/p2: two."}},
		{"text above the title", "one.\n\n# A\n\ntwo.", []string{"a: one.\n\ntwo.", "a/p1: one.", "a/p2: two."}},
		{"underlined heading", "A\n===\n\none", []string{"a: one"}},
		{"repeated heading", "# A\n\none\n\n## A\n\ntwo\n\n## A\n\nthree", []string{"a: one", "a-2: two", "a-3: three"}},
		{"list", "# A\n\none.\n\n* x\n* y", []string{"a: one.\n\n- x\n- y", "a/p1: one.", "a/li1: x", "a/li2: y"}},
		{"list with its lead", "# A\n\nNot if you:\n\n* x\n* y",
			[]string{"a: Not if you:\n- x\n- y", "a/li1: Not if you:\n- x", "a/li2: Not if you:\n- y"}},
		{"lead without a colon", "# A\n\n**Do not take it if**\n\n* x\n* y",
			[]string{"a: **Do not take it if**\n- x\n- y", "a/li1: **Do not take it if**\n- x", "a/li2: **Do not take it if**\n- y"}},
		{"lead that ends in dots", "# A\n\nNot if...\n\n* x\n* y",
			[]string{"a: Not if...\n- x\n- y", "a/li1: Not if...\n- x", "a/li2: Not if...\n- y"}},
		{"lead too long to repeat", "# A\n\n" + strings.Repeat("a ", 300) + "if:\n\n- x\n- y\n\nz.",
			[]string{"a: " + strings.Repeat("a ", 300) + "if:\n- x\n- y\n\nz.", "a/p2: z."}},
		{"numbered list", "# A\n\n3) x\n4) y", []string{"a: 3. x\n4. y", "a/li1: x", "a/li2: y"}},
		{"nested list", "# A\n\n- x\n  1. y\n     - z\n- w",
			[]string{"a: - x\n  1. y\n     - z\n- w", "a/li1: x\n1. y\n   - z", "a/li2: w"}},
		{"heading in a list", "# A\n\n- ## B\n\n  one", []string{"b: one"}},
		{"quote", "# A\n\n> one\n> two\n>\n> - x\n> - y", []string{"a: > one two\n- x\n- y", "a/li1: > one two\n- x", "a/li2: > one two\n- y"}},
		{"table", "# A\n\n|H|I|\n|-|-|\n|x|**y**|\n|x|z|",
			[]string{"a: H: x\nI: **y**\n\nH: x\nI: z", "a/row-x: H: x\nI: **y**", "a/row-x-2: H: x\nI: z"}},
		{"table without heads", "# A\n\n| | | |\n|-|-|-|\n|x|y|z|", []string{"a (flattened): x\ny\nz", "a/row-x (flattened): x\ny\nz"}},
		{"styles", "# A\n\n__a__ *b ~~c~~* **d *e* f**", []string{"a: **a** *b ~~c~~* **d *e* f**"}},
		{"escapes", "# A\n\n\\*a\\* &lt;b&gt; 1 * 2 \\`c\\` \\# d", []string{`a: \*a\* <b> 1 \* 2 \` + "`c\\` # d"}},
		{"marks at the start of a line", "# A\n\n\\# a  \n\\> 5 mg\\\n\\-# b", []string{"a: \\# a\n\\> 5 mg\n\\-# b"}},
		{"links", "# A\n\n[a *b*](https://x.org/c) [d](mailto:e@x.org) [f](#g) <https://x.org> [http://y.org](http://x.org) [ref]\n\n[ref]: http://z.org/(1)",
			[]string{"a: [a *b*](https://x.org/c) d f https://x.org http://y.org (http://x.org) [ref](http://z.org/%281%29)"}},
		{"images", "# A\n\n![a *b*](c.png \"d\") [![e](f.png)](https://x.org)", []string{"a: a b [e](https://x.org)"}},
		{"code", "# A\n\n`a*b` `` c`d ``\n\n    e  *f*\n     g", []string{"a: `a*b` c\\`d\n\n```\ne  *f*\n g\n```", "a/p1: `a*b` c\\`d", "a/p2: ```\ne  *f*\n g\n```"}},
		{"fence in a fence", "# A\n\n~~~~\n```\n~~~~", []string{"a: \\`\\`\\`"}},
		{"raw HTML", "# A\n\n<p>a <b>b</b><script>c</script></p>\n\n<!-- d -->\n\ne<br>f 10<sup>-3</sup>", []string{"a: a **b**\n\ne\nf 10⁻³", "a/p1: a **b**", "a/p2: e\nf 10⁻³"}},
		{"invisible characters", "# A\u200b\n\none\u00ad\u200d two\u00a0mg\u202e", []string{"a: one two mg"}},
		{"mention", "# A\n\n@everyone <@1>", []string{"a: @everyone <@1>"}},
	})
}

func TestMarkdownLines(t *testing.T) {
	t.Parallel()
	const source = "# A\n\none\n\n- x\n- y\n  wrapped\n\n|H|\n|-|\n|r|\n\n    code\n\n<p>raw\n<p>raw two\n\n> quote\n"
	art, _ := parseArticle("a.md", []byte(source))
	want := map[string]int{
		"a": 1, "a/p1": 3, "a/li1": 5, "a/li2": 6, "a/p2": 9, "a/p3": 11, "a/p4": 13, "a/p5": 15, "a/p6": 16, "a/p7": 18,
	}
	for _, p := range art.Sections {
		if line := want[p.ID]; line == 0 || p.Pos.Line != line {
			t.Errorf("%s (%q) is at line %d, want %d", p.ID, p.Text, p.Pos.Line, line)
		}
	}
}

// plainWords keeps of a text what has no meaning in any of the formats: letters and white space.
func plainWords(s string) string {
	return cleanText(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || r == '\n' {
			return r
		}
		return ' '
	}, cleanText(s)))
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{
		"# A\n\ntext\n\n## B\n\n- x\n  - y\n1. z\n", "---\ntitle: a\n---\ntext", "|a|b|\n|-|-|\n|c|d|\n",
		"<details><summary>a</summary>\n\nb\n\n</details>\n\nc", "a <b>b</b> `c` **d** [e](http://f) ![g](h)\n===\n> i\n\n```\nj\n```",
		"x:\n\n- *a\n- b*\n", "    code\n\n\t- a\n\n &#0; &nbsp; \x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		art, probs := parseArticle("fuzz.md", []byte(source))
		checkArticle(t, art, probs)

		plain := plainWords(source)
		art, probs = parseArticle("fuzz.md", []byte(plain))
		if slices.ContainsFunc(probs, func(p Problem) bool { return p.Rule == "nesting" }) {
			return // white space alone can be too deep
		}
		if got, want := bodyWords(art), Tokens(plain); !slices.Equal(got, want) {
			t.Errorf("the words of %q are read as %q", plain, got)
		}
	})
}
