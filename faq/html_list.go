package faq

import (
	"iter"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// list reads a list. One that holds headings is a page's scaffold, not a list.
func (r *htmlReader) list(n *html.Node) {
	if r.traits[n]&sectionTrait != 0 {
		r.flow(n)
		return
	}
	number, err := strconv.Atoi(attr(n, "start"))
	if err != nil || number < 0 {
		number = 1
	}
	var inner [][]block
	var lines []int
	for c := range n.ChildNodes() {
		if dropped(c) || c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" {
			continue
		}
		r.at(c)
		line := r.line
		if c.DataAtom == atom.Li {
			inner, lines = append(inner, r.nested(c)), append(lines, line)
			continue
		}
		// What stands between the items, against the rules, belongs to the item above it.
		if len(inner) == 0 {
			inner, lines = append(inner, nil), append(lines, line)
		}
		inner[len(inner)-1] = append(inner[len(inner)-1], r.loose(c)...)
	}
	for i, blocks := range inner {
		mark := "- "
		if n.DataAtom == atom.Ol {
			mark = strconv.Itoa(number+i) + ". "
		}
		r.item(mark, joinBlocks(blocks, "\n"), lines[i])
	}
}

func (r *htmlReader) item(mark, text string, line int) {
	if text != "" {
		r.blocks = append(r.blocks, block{kind: itemBlock, mark: mark, text: text, line: line})
	}
}

// loose reads one node by itself and returns its blocks.
func (r *htmlReader) loose(n *html.Node) []block {
	blocks := r.blocks
	r.blocks = nil
	if r.traits[n] != 0 {
		r.block(n)
	} else {
		r.paragraph([]*html.Node{n})
	}
	inner := r.blocks
	r.blocks = blocks
	return inner
}

// definitions reads a definition list: terms that ask are the headings of their answers, others are labels.
func (r *htmlReader) definitions(n *html.Node) {
	if r.traits[n]&sectionTrait != 0 {
		r.flow(n)
		return
	}
	d := definition{}
	for c := range definitionParts(n) {
		r.at(c)
		switch {
		case c.DataAtom == atom.Dt:
			if len(d.texts) > 0 {
				r.define(d)
				d = definition{}
			}
			d.terms, d.line = append(d.terms, r.plain(c)), r.line
		case c.DataAtom == atom.Dd:
			d.texts = append(d.texts, r.nested(c)...)
		default:
			d.texts = append(d.texts, r.loose(c)...)
		}
	}
	r.define(d)
}

// A definition is one or more terms and what is said of them.
type definition struct {
	terms []string
	texts []block
	line  int
}

// definitionParts yields the terms and texts of a definition list, which may be grouped in <div>.
func definitionParts(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for c := range n.ChildNodes() {
			if dropped(c) || c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" {
				continue
			}
			if c.DataAtom != atom.Div {
				if !yield(c) {
					return
				}
				continue
			}
			for part := range definitionParts(c) {
				if !yield(part) {
					return
				}
			}
		}
	}
}

func (r *htmlReader) define(d definition) {
	term := strings.Join(d.terms, ", ")
	text := joinBlocks(d.texts, "\n")
	switch {
	case term == "" && text == "":
	case term == "":
		r.item("- ", text, d.line)
	case strings.HasSuffix(term, "?"):
		r.blocks = append(r.blocks, block{kind: foldBlock, text: term, inner: d.texts, line: d.line})
	case text == "":
		r.item("- ", escapeLineStarts(escapeText(term)), d.line)
	default:
		r.item("- ", "**"+escapeText(strings.TrimSuffix(term, ":"))+":** "+text, d.line)
	}
}
