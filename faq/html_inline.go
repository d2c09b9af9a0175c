package faq

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// collect appends the runs of a node that stands in a line.
func (r *htmlReader) collect(runs []run, n *html.Node, s style) []run {
	if dropped(n) {
		return runs
	}
	if n.Type == html.TextNode {
		return append(runs, run{escapeText(collapse(n.Data)), s})
	}
	r.at(n)
	r.known(n)
	switch n.DataAtom {
	case atom.B, atom.Strong:
		s |= bold
	case atom.I, atom.Em:
		s |= italic
	case atom.S, atom.Del, atom.Strike:
		s |= struck
	case atom.Br:
		return append(runs, run{"\n", s})
	case atom.Img:
		return append(runs, run{escapeText(oneLine(attr(n, "alt"))), s})
	case atom.Code:
		return append(runs, run{codeSpan(textOf(n)), s})
	case atom.Sup:
		if text, ok := superscript(textOf(n)); ok {
			return append(runs, run{text, s})
		}
	case atom.Q:
		runs = append(runs, run{"“", s})
		return append(r.children(runs, n, s), run{"”", s})
	case atom.A:
		return append(runs, r.link(n, s))
	}
	return r.children(runs, n, s)
}

func (r *htmlReader) children(runs []run, n *html.Node, s style) []run {
	for c := range n.ChildNodes() {
		runs = r.collect(runs, c, s)
	}
	return runs
}

// known reports an element that no browser knows: most often words that the author put in angle brackets.
func (r *htmlReader) known(n *html.Node) {
	if n.DataAtom != 0 || n.Namespace != "" || strings.Contains(n.Data, "-") || r.odd[n.Data] {
		return
	}
	r.odd[n.Data] = true
	r.probs = append(r.probs, articleProblem(r.name, r.line, Warning, "element",
		"<%s> is read as an HTML element and not shown; write &lt;%s&gt; if the words are meant", n.Data, n.Data))
}

// link reads a link, with the spaces around its text outside.
func (r *htmlReader) link(n *html.Node, s style) run {
	inner := r.children(nil, n, s)
	text := renderRuns(inner, s)
	if address, ok := webAddress(attr(n, "href")); ok && text != "" {
		text = linkText(text, r.plain(n), address)
	}
	whole := collapse(textOf(n))
	if text != "" && strings.HasPrefix(whole, " ") {
		text = " " + text
	}
	if strings.HasSuffix(whole, " ") {
		text += " "
	}
	return run{text, s}
}

// plain is the text of an element without any marks, as headings need it. Buttons count: an accordion's headings
// hold nothing else.
func (r *htmlReader) plain(n *html.Node) string {
	var b strings.Builder
	writePlain(&b, n)
	return oneLine(b.String())
}

func writePlain(b *strings.Builder, n *html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.DataAtom == atom.Button && !isHidden(c):
			writePlain(b, c)
		case dropped(c):
		case c.DataAtom == atom.Br:
			b.WriteString(" ")
		case c.DataAtom == atom.Img:
			b.WriteString(attr(c, "alt"))
		case c.DataAtom == atom.Sup:
			text, _ := superscript(textOf(c))
			b.WriteString(text)
		case isBlock(c):
			b.WriteString(" ")
			writePlain(b, c)
			b.WriteString(" ")
		default:
			writePlain(b, c)
		}
	}
}

// textOf is the text of an element as it stands in the source.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		} else if c.DataAtom == atom.Br {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// superscript writes raised figures as such: 10<sup>9</sup> must not become 109. Other raised text stays as it is,
// and the result says false.
func superscript(s string) (string, bool) {
	const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"
	const plain = "0123456789+-−"
	s = oneLine(s)
	var b strings.Builder
	for _, c := range s {
		at := strings.IndexRune(plain, c)
		if at < 0 {
			return s, false
		}
		b.WriteRune([]rune(raised)[len([]rune(plain[:at]))])
	}
	return b.String(), true
}

// codeSpan writes code in a line.
func codeSpan(s string) string {
	s = oneLine(s)
	switch {
	case s == "":
		return ""
	case strings.Contains(s, "`"):
		return escapeText(s)
	default:
		return "`" + s + "`"
	}
}
