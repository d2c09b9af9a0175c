package faq

import (
	"iter"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table reads a table of data. One that only lays out the page (it says so, has one column, or holds headings or
// other tables) is read as the text it holds.
func (r *htmlReader) table(n *html.Node) {
	role := strings.ToLower(attr(n, "role"))
	if role == "presentation" || role == "none" || r.traits[n]&(sectionTrait|tableTrait) != 0 || !hasColumns(n) {
		for c := range tableParts(n) {
			r.block(c)
		}
		return
	}
	for c := range n.ChildNodes() {
		if c.DataAtom == atom.Caption && !dropped(c) {
			r.at(c)
			r.flow(c)
		}
	}
	r.blocks = append(r.blocks, tableBlocks(r.rows(nil, n, false))...)
}

// hasColumns reports a table with two cells in a row.
func hasColumns(n *html.Node) bool {
	var row *html.Node
	for c := range tableParts(n) {
		if c.DataAtom != atom.Caption && c.Parent == row {
			return true
		}
		row = c.Parent
	}
	return false
}

// tableParts yields the captions and cells of a table, row by row.
func tableParts(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for c := range n.ChildNodes() {
			if dropped(c) {
				continue
			}
			switch c.DataAtom {
			case atom.Caption, atom.Td, atom.Th:
				if !yield(c) {
					return
				}
			case atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr:
				for part := range tableParts(c) {
					if !yield(part) {
						return
					}
				}
			}
		}
	}
}

// rows appends the rows of a table or of a part of one.
func (r *htmlReader) rows(rows []tableRow, n *html.Node, head bool) []tableRow {
	for c := range n.ChildNodes() {
		switch {
		case dropped(c):
		case c.DataAtom == atom.Thead, c.DataAtom == atom.Tbody, c.DataAtom == atom.Tfoot:
			rows = r.rows(rows, c, c.DataAtom == atom.Thead)
		case c.DataAtom == atom.Tr:
			r.at(c)
			row := tableRow{head: head, line: r.line}
			for cell := range c.ChildNodes() {
				if (cell.DataAtom == atom.Td || cell.DataAtom == atom.Th) && !dropped(cell) {
					row.cells = append(row.cells, r.cell(cell))
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (r *htmlReader) cell(n *html.Node) *tableCell {
	blocks := r.nested(n)
	c := &tableCell{
		text:  joinBlocks(blocks, "\n"),
		plain: r.plain(n),
		head:  n.DataAtom == atom.Th,
		cols:  cellSpan(attr(n, "colspan")),
		rows:  cellSpan(attr(n, "rowspan")),
	}
	c.strong = c.head || strings.HasPrefix(c.text, "**") && strings.Index(c.text[2:], "**")+4 == len(c.text)
	return c
}

func cellSpan(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return min(max(n, 1), maxSpan)
}
