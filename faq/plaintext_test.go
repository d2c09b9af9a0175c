package faq

import (
	"slices"
	"strings"
	"testing"
)

func TestReadPlainText(t *testing.T) {
	t.Parallel()
	runTextCases(t, "tea.txt", []textCase{
		{"no heading", "tea helps.", []string{"tea: tea helps."}},
		{"wrapped lines", "Title\n\none\ntwo\n\n three.\n", []string{"title: one two\n\nthree.", "title/p1: one two", "title/p2: three."}},
		{"headings", "Title\n\nOne.\n\nCan I?\n\nTwo.\n\n\"Quoted\" (b)\n\nThree.", []string{"title: One.", "can-i: Two.", "quoted-b: Three."}},
		{"not headings", "Title\n\nIt ends.\n\nit begins low\n\nTake if:\n\nNot yet...\n\n" + strings.Repeat("Word ", 20) + "\n\nOr -",
			[]string{"title: It ends.\n\nit begins low\n\nTake if:\n\nNot yet...\n\n" + strings.TrimSpace(strings.Repeat("Word ", 20)) + "\n\nOr -",
				"title/p1: It ends.", "title/p2: it begins low", "title/p3: Take if:", "title/p4: Not yet...", "title/p5: " + strings.TrimSpace(strings.Repeat("Word ", 20)), "title/p6: Or -"}},
		{"marked headings", "# Title #\none.\nUnder\n-----\n\ntwo.\n\n## Hash\nthree.\n\nCAPITALS\nfour.",
			[]string{"title: one. Under -----\n\ntwo.", "title/p1: one. Under -----", "title/p2: two.", "hash: three.", "capitals: four."}},
		{"underlined headings", "Title\n=====\none.\n\nB\n---\ntwo.\n\nC\n~~~\nthree.", []string{"title: one.", "b: two.", "c: three."}},
		{"numbered headings", "Leaflet\n\n1. What it is\n\nTea.\n\n2. How to take it\n\nHot.", []string{"1-what-it-is: Tea.", "2-how-to-take-it: Hot."}},
		{"numbered list", "Title\n\n1. One\n\n2. Two\n\n3) Three", []string{"title: 1. One\n2. Two\n3. Three", "title/li1: One", "title/li2: Two", "title/li3: Three"}},
		{"bullets", "Title\n\n• a\n* b\n- c\n– d\n▪ e", []string{"title: - a\n- b\n- c\n- d\n- e", "title/li1: a", "title/li2: b", "title/li3: c", "title/li4: d", "title/li5: e"}},
		{"nested bullets", "Title\n\n  • a\n    wrapped\n      - b\n      - c\n          1. d\n   • e",
			[]string{"title: - a wrapped\n  - b\n  - c\n    1. d\n- e", "title/li1: a wrapped\n- b\n- c\n  1. d", "title/li2: e"}},
		{"bullets with a lead", "Title\n\nNot with:\n- a\n  b\n\nNot if you\nhave\n\n- c\n\n- d",
			[]string{"title: Not with:\n- a b\n\nNot if you have\n- c\n- d", "title/li1: Not with:\n- a b", "title/li2: Not if you have\n- c", "title/li3: Not if you have\n- d"}},
		{"numbers in a paragraph", "Title\n\none\n2. two\n\nthree\n1. four", []string{"title: one 2. two\n\nthree\n1. four", "title/p1: one 2. two", "title/li1: three\n1. four"}},
		{"paragraph in an item", "Title\n\n- a\n\n  More of it.\n\nAfter the list.", []string{"title: - a More of it.\n\nAfter the list.", "title/li1: a More of it.", "title/p1: After the list."}},
		{"columns by tabs", "Title\n\nH\tI\tJ\na\tb\n\tc\td", []string{"title: H: a\nI: b\n\nI: c\nJ: d", "title/row-a: H: a\nI: b", "title/row-c: I: c\nJ: d"}},
		{"two columns", "Title\n\nDose\t5 mg\nTaste:\tsweet", []string{"title: Dose: 5 mg\n\nTaste: sweet", "title/row-dose: Dose: 5 mg", "title/row-taste: Taste: sweet"}},
		{"columns by bars", "Title\n\n| H | I |\n|---|---|\n| a | b_ |\n| c | d |", []string{"title: H: a\nI: b\\_\n\nH: c\nI: d", "title/row-a: H: a\nI: b\\_", "title/row-c: H: c\nI: d"}},
		{"heads alone", "Title\n\n| H | I |\n|---|---|\n\nafter.", []string{"title: H\nI\n\nafter.", "title/row-h: H\nI", "title/p1: after."}},
		{"indented by tabs", "Title\n\n\tone\n\ttwo.", []string{"title: one two."}},
		{"flattened table", "Title\n\nTable 1\n\nDose Adults\nOne Two.\n\nafter",
			[]string{"table-1 (flattened): Dose Adults\nOne Two.\n\nafter", "table-1/p1 (flattened): Dose Adults\nOne Two.", "table-1/p2: after"}},
		{"rows without a heading", "Title\n\nDose Adults\nOne Two\n5 mg Three", []string{"title (flattened): Dose Adults\nOne Two\n5 mg Three", "title/p1 (flattened): Dose Adults\nOne Two\n5 mg Three"}},
		{"wide gaps", "Title\n\ndose    adults\none     two", []string{"title (flattened): dose adults\none two", "title/p1 (flattened): dose adults\none two"}},
		{"two spaces after a sentence", "Title\n\nOne.  Two.  Three\nfour.  Five.", []string{"title: One. Two. Three four. Five."}},
		{"wrapped prose of capitals", "Title\n\nAsk Anna\nBerta or\nClara.", []string{"title: Ask Anna Berta or Clara."}},
		{"labelled lines", "Title\n\nDose: 5 mg\nTaste: sweet", []string{"title: Dose: 5 mg\nTaste: sweet"}},
		{"furniture", "Skip to main content\n\nTitle\n\n12 min read\n\none.\n\n-----\n\nIn this article\n\n* * *\n\ntwo.",
			[]string{"title: one.\n\ntwo.", "title/p1: one.", "title/p2: two."}},
		{"repeated headings", "Title\n\none.\n\nTea\n\ntwo.\n\nRisks\n\nthree.\n\nMate\n\nfour.\n\nRisks\n\nfive.",
			[]string{"title: one.", "tea: two.", "risks: three.", "mate: four.", "risks-2: five."}},
		{"marks of Markdown", "Title\n\n> 5 mg *a* _b_ `c` <d> [e](https://f)", []string{`title: \> 5 mg \*a\* \_b\_ \` + "`c\\` <d> [e\\](https://f)"}},
		{"line ends", "Title\r\n\r\none\r\ntwo.\r\rthree.", []string{"title: one two.\n\nthree.", "title/p1: one two.", "title/p2: three."}},
	})
}

func TestRepeatedHeadingsStandBelow(t *testing.T) {
	t.Parallel()
	art, _ := parseArticle("a.txt", []byte("Title\n\none.\n\nTea\n\ntwo.\n\nRisks\n\nthree.\n\nMate\n\nfour.\n\nRisks\n\nfive."))
	want := [][]string{{"Title"}, {"Title", "Tea"}, {"Title", "Tea", "Risks"}, {"Title", "Mate"}, {"Title", "Mate", "Risks"}}
	for i, p := range art.Sections {
		if !slices.Equal(p.Heading, want[i]) {
			t.Errorf("headings of %s = %q, want %q", p.ID, p.Heading, want[i])
		}
	}
}

func TestPlainTextLines(t *testing.T) {
	t.Parallel()
	art, _ := parseArticle("a.txt", []byte("\n\nTitle\n\none\ntwo.\n\n- a\n  wrapped\n- b\n\nH\tI\tJ\nx\ty\tz\n\nB\n===\nthree."))
	want := map[string]int{"title": 3, "title/p1": 5, "title/li1": 8, "title/li2": 10, "title/row-x": 13, "b": 15}
	for _, p := range art.Sections {
		if line := want[p.ID]; line == 0 || p.Pos.Line != line {
			t.Errorf("%s (%q) is at line %d, want %d", p.ID, p.Text, p.Pos.Line, line)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"Title\n\none\ntwo.\n\nHead\n\n- a\n  - b\n\n1. c\n",
		"A\tB\tC\na\tb\tc\n\n|a|b|\n|-|-|\n|c|d|", "Table\n\nA b\nC d\n\nE: f\nG: h", "A\n=\n\n# B\nCAPS\nx\n\n1. C\n\nd",
		"0\t0\t00\n|0|0", "x\n\nC\n\n1. C\nC", "5 min read\n\n----\n\nA  b\nC  d\n\n*a* `b` http://c_d_",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		art, probs := parseArticle("fuzz.txt", []byte(source))
		checkArticle(t, art, probs)
		if probs.Errors() > 0 {
			return
		}
		written := textWords(source)
		read := map[string]bool{}
		for _, w := range bodyWords(art) {
			if _, ok := written[w]; !ok {
				t.Errorf("the word %q is not in %q", w, source)
			}
			read[w] = true
		}
		for _, p := range art.Sections {
			for _, w := range Tokens(strings.Join(p.Heading, " ")) {
				read[w] = true
			}
		}
		emptySections := slices.ContainsFunc(probs, func(p Problem) bool { return p.Rule == "empty-section" })
		for w, kept := range written {
			if kept && !read[w] && !emptySections {
				t.Errorf("the word %q of %q is lost", w, source)
			}
		}
	})
}

// textWords are the words of a plain text, with whether each must be kept: page furniture need not, nor the head of
// a column that names nothing.
func textWords(source string) map[string]bool {
	words := map[string]bool{}
	for _, c := range chunks(strings.ReplaceAll(strings.ReplaceAll(source, byteOrderMark, ""), "\r", "\n")) {
		furnished := len(c.lines) == 1 && furniture.MatchString(strings.TrimSpace(c.lines[0]))
		_, table := tabbed(c)
		for i, line := range c.lines {
			for _, w := range Tokens(line) {
				words[w] = words[w] || !furnished && !(table && i == 0)
			}
		}
	}
	return words
}
