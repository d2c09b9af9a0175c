package faq

import (
	"slices"
	"strings"
)

const (
	// maxSpan is the most columns or rows one cell is taken to cover.
	maxSpan = 100
	// maxSpread is the most text, in bytes, that the cells of a table may repeat by covering several places.
	maxSpread = 1 << 20
	// maxGroup is the longest line, in bytes, that the rows below it repeat as the name of their group.
	maxGroup = 200
)

// A tableRow is one row of a table as written.
type tableRow struct {
	cells []*tableCell
	head  bool // stands in the table's head
	line  int
}

type tableCell struct {
	text       string // canonical; may have several lines
	plain      string // without marks
	head       bool   // is marked as a head
	strong     bool   // is a head or all in bold
	cols, rows int    // how many columns and rows it covers
}

// tableBlocks turns a table into one block for each row, which says of each cell under which head it stands.
func tableBlocks(rows []tableRow) []block {
	grid, ok := spread(rows)
	if !ok {
		return flattenedRows(rows)
	}
	var t tableReader
	for i, row := range rows {
		t.read(row, grid[i], i == 0)
	}
	t.endGroup()
	t.endHeads()
	return t.blocks
}

// A reach is a cell that covers places in the rows below it.
type reach struct {
	cell *tableCell
	rows int
}

// spread puts every cell in all the places that it covers. It gives up on tables that repeat too much.
func spread(rows []tableRow) ([][]*tableCell, bool) {
	grid := make([][]*tableCell, len(rows))
	var above, below []reach // by column
	repeated := 0
	for i, row := range rows {
		below = nil
		place := func(c *tableCell, rows int) {
			grid[i] = append(grid[i], c)
			below = append(below, reach{c, rows - 1})
		}
		cells := row.cells
		for col := 0; len(cells) > 0 || col < len(above); col = len(grid[i]) {
			switch {
			case col < len(above) && above[col].rows > 0:
				place(above[col].cell, above[col].rows)
				repeated += len(above[col].cell.text) + 1
			case len(cells) == 0:
				place(&tableCell{}, 1)
			default:
				for n := range cells[0].cols {
					place(cells[0], cells[0].rows)
					repeated += min(n, 1) * (len(cells[0].text) + 1)
				}
				cells = cells[1:]
			}
			if repeated > maxSpread {
				return nil, false
			}
		}
		above = below
	}
	return grid, true
}

// A tableReader reads the rows of a table in turn.
type tableReader struct {
	heads  []string // by column, of the head rows so far
	inHead bool     // the row before was one of heads
	line   int      // of the heads
	group  block    // the row across the whole table that the rows below it belong to
	blocks []block
}

func (t *tableReader) read(row tableRow, places []*tableCell, first bool) {
	switch {
	case len(places) == 0:
	case isGroup(row, places):
		t.endGroup()
		t.group = block{text: places[0].text, line: row.line}
		if len(t.group.text) > maxGroup {
			t.endGroup()
		}
	case row.head || isHeadRow(row.cells, first):
		if !t.inHead {
			t.endGroup()
			t.heads, t.line = nil, row.line
		}
		t.addHeads(places)
		t.inHead = true
		return
	default:
		t.addRow(row, places)
	}
	t.inHead = false
}

// isGroup reports a row of one cell across all columns.
func isGroup(row tableRow, places []*tableCell) bool {
	return len(row.cells) == 1 && places[0].text != "" && (len(places) > 1 || places[0].strong) &&
		!slices.ContainsFunc(places, func(c *tableCell) bool { return c != places[0] && c.text != "" })
}

// isHeadRow reports a row of heads: marked so, or the first one and all in bold.
func isHeadRow(cells []*tableCell, first bool) bool {
	return len(cells) > 1 && !slices.ContainsFunc(cells, func(c *tableCell) bool {
		return !c.head && !(first && (c.strong || c.text == ""))
	})
}

// addHeads adds a row of heads to those above it, so that a column is named by all its heads.
func (t *tableReader) addHeads(places []*tableCell) {
	for col, c := range places {
		if col == len(t.heads) {
			t.heads = append(t.heads, "")
		}
		head := escapeText(strings.TrimSuffix(c.plain, ":"))
		switch {
		case t.heads[col] == "":
			t.heads[col] = head
		case head != "" && !strings.HasSuffix(t.heads[col], head):
			t.heads[col] += " – " + head
		}
	}
}

// endHeads keeps the heads that no row has followed, as a row.
func (t *tableReader) endHeads() {
	heads := slices.DeleteFunc(t.heads, func(h string) bool { return h == "" })
	if t.inHead && len(heads) > 0 {
		t.blocks = append(t.blocks, block{
			kind: rowBlock, name: heads[0], text: strings.Join(heads, "\n"), line: t.line, flattened: len(heads) > 2,
		})
	}
}

// endGroup keeps the text of a group that no row has repeated.
func (t *tableReader) endGroup() {
	if t.group.text != "" && t.group.name == "" {
		t.blocks = append(t.blocks, t.group)
	}
	t.group = block{}
}

// addRow writes a row of cells. Without heads, two cells are a label and its text; more cannot be told apart.
func (t *tableReader) addRow(row tableRow, places []*tableCell) {
	filled := slices.DeleteFunc(slices.Clone(places), func(c *tableCell) bool { return c.text == "" })
	if len(filled) == 0 {
		return
	}
	b := block{kind: rowBlock, name: filled[0].plain, line: row.line}
	var lines []string
	if t.group.text != "" {
		lines, t.group.name = append(lines, t.group.text), "used"
	}
	switch {
	case !slices.ContainsFunc(t.heads, func(h string) bool { return h != "" }):
		if b.flattened = len(filled) > 2; len(filled) == 2 {
			lines = append(lines, labelled(strings.TrimSuffix(filled[0].text, ":"), filled[1].text))
			break
		}
		for _, c := range filled {
			lines = append(lines, c.text)
		}
	default:
		for col, c := range places {
			if c.text == "" {
				continue
			}
			head := ""
			if col < len(t.heads) {
				head = t.heads[col]
			} else {
				b.flattened = true
			}
			lines = append(lines, labelled(head, c.text))
		}
	}
	b.text = strings.Join(lines, "\n")
	t.blocks = append(t.blocks, b)
}

// labelled writes a text behind its label, and one of several lines below it.
func labelled(label, text string) string {
	switch {
	case label == "":
		return text
	case strings.Contains(text, "\n"):
		return label + ":\n" + text
	case strings.HasSuffix(label, "?"):
		return label + " " + text
	default:
		return label + ": " + text
	}
}

// flattenedRows keeps the text of a table that cannot be read.
func flattenedRows(rows []tableRow) []block {
	var blocks []block
	for _, row := range rows {
		var lines []string
		for _, c := range row.cells {
			if c.text != "" {
				lines = append(lines, c.text)
			}
		}
		if len(lines) > 0 {
			blocks = append(blocks, block{kind: rowBlock, name: lines[0], text: strings.Join(lines, "\n"), line: row.line, flattened: true})
		}
	}
	return blocks
}
