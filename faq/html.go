package faq

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// lineAttr is the attribute that carries the line of a start tag through the parser, which keeps no positions.
const lineAttr = "data-line"

// maxNesting is the deepest that lists, cells and folds may lie in each other. The text of each is written into
// the one around it, so the cost grows with the depth; no reader follows half as many.
const maxNesting = 16

// An htmlReader turns an HTML document into blocks. It drops what is not part of the text (navigation, forms,
// scripts, what is hidden) by the meaning of the elements alone: it does not guess what matters on a page.
type htmlReader struct {
	name   string
	traits map[*html.Node]trait
	line   int  // of the last start tag
	quoted bool // inside a block quote
	depth  int  // of lists, cells and folds in each other
	blocks []block
	odd    map[string]bool // unknown elements reported
	probs  Problems
}

// A trait is something an element holds, at any depth.
type trait uint8

const (
	blockTrait   trait = 1 << iota // is a block or holds one: it cannot be part of a line
	sectionTrait                   // holds a heading or a fold: its sections outweigh it being a list or a table
	tableTrait                     // holds a table
)

func readHTML(name string, source []byte) (articleText, Problems) {
	return readMarkedHTML(name, markLines(source, 1))
}

// markLines writes the line of every start tag into it.
func markLines(source []byte, line int) []byte {
	var b bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(source))
	for {
		kind, raw := z.Next(), z.Raw()
		lines := bytes.Count(raw, []byte("\n"))
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			end := 1 + bytes.IndexAny(raw[1:], " \t\n\f/>")
			b.Write(raw[:end])
			b.WriteString(" " + lineAttr + `="` + strconv.Itoa(line) + `"`)
			raw = raw[end:]
		}
		b.Write(raw)
		line += lines
		if kind == html.ErrorToken {
			return b.Bytes()
		}
	}
}

// readMarkedHTML reads HTML whose start tags carry their lines.
func readMarkedHTML(name string, source []byte) (articleText, Problems) {
	doc, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return articleText{}, articleError(name, 0, "nesting", "cannot be read as HTML: %v; nest lists, quotes and elements less deeply", err)
	}
	r := &htmlReader{name: name, traits: map[*html.Node]trait{}, odd: map[string]bool{}}
	r.mark(doc)
	text := articleText{}
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Meta:
			r.charset(n)
		case atom.Title:
			if n.Namespace == "" && text.title == "" {
				text.title = r.plain(n)
			}
		}
	}
	r.flow(doc)
	text.blocks = r.blocks
	text.extra = r.pageQuestions(doc)
	return text, r.probs
}

// charset refuses a page that says it is written in anything but UTF-8.
func (r *htmlReader) charset(meta *html.Node) {
	set := attr(meta, "charset")
	if strings.EqualFold(attr(meta, "http-equiv"), "content-type") {
		_, set, _ = strings.Cut(strings.ToLower(attr(meta, "content")), "charset=")
	}
	set = strings.ToLower(strings.Trim(set, " \"';"))
	if set != "" && set != "utf-8" && set != "utf8" && set != "us-ascii" {
		line, _ := strconv.Atoi(attr(meta, lineAttr))
		r.probs = append(r.probs, articleError(r.name, line, "encoding", "says it is written in %s; save the page as UTF-8 and say charset=utf-8", set)...)
	}
}

// mark notes the traits of every element, from the innermost outwards.
func (r *htmlReader) mark(n *html.Node) trait {
	var t trait
	for c := range n.ChildNodes() {
		t |= r.mark(c)
	}
	switch {
	case n.Type != html.ElementNode:
	case dropped(n):
		t = 0
		if isBlock(n) {
			t = blockTrait
		}
	case isHeading(n), n.DataAtom == atom.Details:
		t |= blockTrait | sectionTrait
	case isBlock(n):
		t |= blockTrait
	}
	if t != 0 {
		r.traits[n] = t
	}
	if n.DataAtom == atom.Table && t != 0 {
		t |= tableTrait
	}
	return t
}

// at notes the line of an element.
func (r *htmlReader) at(n *html.Node) {
	if line, err := strconv.Atoi(attr(n, lineAttr)); err == nil {
		r.line = line
	}
}

// flow reads what an element holds: blocks, and the text between them as paragraphs.
func (r *htmlReader) flow(n *html.Node) {
	var line []*html.Node
	flush := func() {
		r.paragraph(line)
		line = nil
	}
	for c := range n.ChildNodes() {
		switch {
		case c.DataAtom == atom.Header && !isHidden(c):
			flush()
			r.pageTitle(c)
		case dropped(c):
			if r.traits[c] != 0 {
				flush()
			}
		case r.traits[c] != 0:
			flush()
			r.block(c)
		default:
			line = append(line, c)
		}
	}
	flush()
}

// pageTitle keeps the main heading of a page header, and nothing else of it.
func (r *htmlReader) pageTitle(header *html.Node) {
	for n := range header.Descendants() {
		if n.DataAtom == atom.H1 && !isHidden(n) {
			r.block(n)
		}
	}
}

// nested reads an element by itself and returns its blocks.
func (r *htmlReader) nested(n *html.Node) []block {
	if r.depth == maxNesting {
		if r.probs.Errors() == 0 {
			r.probs = append(r.probs, articleError(r.name, r.line, "nesting", "nests lists, tables or folds too deeply; nest them less deeply")...)
		}
		return nil
	}
	blocks, quoted := r.blocks, r.quoted
	r.blocks, r.quoted = nil, false
	r.depth++
	r.flow(n)
	r.depth--
	inner := r.blocks
	r.blocks, r.quoted = blocks, quoted
	return inner
}

func (r *htmlReader) block(n *html.Node) {
	r.at(n)
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if text := r.plain(n); text != "" {
			r.blocks = append(r.blocks, block{kind: headingBlock, level: headingLevel(n), text: text, line: r.line})
		}
	case atom.Pre:
		r.code(n)
	case atom.Blockquote:
		quoted := r.quoted
		r.quoted = true
		r.flow(n)
		r.quoted = quoted
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		r.list(n)
	case atom.Dl:
		r.definitions(n)
	case atom.Table:
		r.table(n)
	case atom.Details:
		r.details(n)
	default:
		r.flow(n)
	}
}

// paragraph reads nodes that stand on a line together.
func (r *htmlReader) paragraph(nodes []*html.Node) {
	line := r.line
	var runs []run
	for i, n := range nodes {
		if i == 0 {
			r.at(n)
			line = r.line
		}
		runs = r.collect(runs, n, 0)
	}
	text := escapeLineStarts(renderRuns(runs, 0))
	if text == "" {
		return
	}
	if r.quoted {
		text = "> " + strings.ReplaceAll(text, "\n", "\n> ")
	}
	r.blocks = append(r.blocks, block{text: text, line: line})
}

// code keeps preformatted text as it stands, in the fence that Discord knows.
func (r *htmlReader) code(n *html.Node) {
	var lines []string
	for line := range strings.Lines(textOf(n)) {
		lines = append(lines, strings.TrimRight(cleanText(strings.ReplaceAll(line, "\t", "    ")), " \n"))
	}
	text := strings.Trim(strings.Join(lines, "\n"), "\n")
	switch {
	case strings.TrimSpace(text) == "":
		return
	case strings.Contains(text, "```"):
		text = escapeLineStarts(escapeText(text))
	default:
		text = "```\n" + text + "\n```"
	}
	r.blocks = append(r.blocks, block{text: text, line: r.line})
}

// details reads a fold: its summary is the heading of what it holds.
func (r *htmlReader) details(n *html.Node) {
	line, heading := r.line, ""
	for c := range n.ChildNodes() {
		if c.DataAtom == atom.Summary {
			heading = r.plain(c)
			n.RemoveChild(c)
			break
		}
	}
	inner := r.nested(n)
	if heading == "" {
		r.blocks = append(r.blocks, inner...)
		return
	}
	r.blocks = append(r.blocks, block{kind: foldBlock, text: heading, inner: inner, line: line})
}
