package faq

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTextNesting is the deepest a list is nested by indentation; what is indented more stands on the same level.
const maxTextNesting = 6

// A textItem is an item of a list, with the lists in it.
type textItem struct {
	mark   string
	indent int
	words  []string // its lines
	inner  []*textItem
	line   int
}

func (it *textItem) extend(lines []string) {
	for _, line := range lines {
		it.words = append(it.words, oneLine(line))
	}
}

// text is the item's own text with the items in it below.
func (it *textItem) text() string {
	lines := []string{escapeLineStarts(escapeText(strings.Join(it.words, " ")))}
	for _, in := range it.inner {
		lines = append(lines, block{mark: in.mark, text: in.text()}.listed())
	}
	return strings.Join(lines, "\n")
}

// list reads the items of a chunk. Lines without a bullet go on with the item above them.
func (r *textReader) list(c chunk) {
	for i, line := range c.lines {
		m := bullet.FindStringSubmatch(line)
		if m == nil {
			r.open[len(r.open)-1].extend([]string{line})
			continue
		}
		it := &textItem{mark: "- ", indent: indentation(line), line: c.line + i}
		if unicode.IsDigit(rune(m[2][0])) {
			it.mark = strings.TrimRight(m[2], ".)") + ". "
		}
		it.extend(m[3:])
		for n := len(r.open); n > 0 && (n == maxTextNesting || r.open[n-1].indent+1 >= it.indent); n-- {
			r.open = r.open[:n-1]
		}
		if n := len(r.open); n > 0 {
			r.open[n-1].inner = append(r.open[n-1].inner, it)
		} else {
			r.items = append(r.items, it)
		}
		r.open = append(r.open, it)
	}
}

// endList writes the list that was being read.
func (r *textReader) endList() {
	for _, it := range r.items {
		r.blocks = append(r.blocks, block{kind: itemBlock, mark: it.mark, text: it.text(), line: it.line})
	}
	r.items, r.open = nil, nil
}

// indentation is how far a line is indented, with tabs to every fourth column.
func indentation(s string) int {
	n := 0
	for _, c := range s {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n
		}
	}
	return n
}

// label matches a line that begins with a label, such as "Dose: 5 mg".
var label = regexp.MustCompile(`^\s*\p{Lu}[^:.!?]{0,40}: \S`)

// paragraph joins the wrapped lines of a chunk. Lines that each have a label stay lines.
func (r *textReader) paragraph(c chunk) {
	b := block{line: c.line}
	gap := " "
	if !slices.ContainsFunc(c.lines, func(s string) bool { return !label.MatchString(s) }) {
		gap = "\n"
	} else if r.isFlattened(c) {
		gap, b.flattened = "\n", true
	}
	var texts []string
	for _, line := range c.lines {
		texts = append(texts, oneLine(line))
	}
	b.text = escapeLineStarts(escapeText(strings.Join(texts, gap)))
	r.blocks = append(r.blocks, b)
}

// gapInLine matches the white space between the columns of a line, which is not that after a sentence.
var gapInLine = regexp.MustCompile(`[^\s.!?:](?: {2,}|\t)\s*\S`)

// isFlattened reports lines that are most likely the rows of a table whose cells have run together: they are set
// apart by wide gaps, or each begins like a row and the last is no end of a sentence.
func (r *textReader) isFlattened(c chunk) bool {
	gaps, n := 0, len(c.lines)
	if n == 1 {
		return false
	}
	for _, line := range c.lines {
		if gapInLine.MatchString(line) {
			gaps++
		}
	}
	if gaps*2 > n {
		return true
	}
	continued := slices.ContainsFunc(c.lines, func(s string) bool {
		first, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
		return unicode.IsLower(first)
	})
	if r.inTable {
		return !continued
	}
	return n > 2 && !continued && !strings.ContainsRune(".!?:;", lastRune(c.lines[n-1]))
}

// tabbed splits a chunk into cells if every line of it is set in columns by tabs or bars. The first line of three
// or more columns holds their heads; of two it may be a row as well as any.
func tabbed(c chunk) ([]tableRow, bool) {
	if len(c.lines) < 2 || bullet.MatchString(c.lines[0]) {
		return nil, false
	}
	var rows []tableRow
	columns := 0
	for i, line := range c.lines {
		cells, ok := splitCells(line)
		switch {
		case !ok || i > 0 && len(cells) > columns || isBarred(line) != isBarred(c.lines[0]):
			return nil, false
		case i == 0:
			columns = len(cells)
		case isDivider(line):
			rows[0].head = rows[0].head || i == 1
			continue
		}
		row := tableRow{line: c.line + i}
		for _, cell := range cells {
			text := oneLine(cell)
			row.cells = append(row.cells, &tableCell{text: escapeText(text), plain: text, cols: 1, rows: 1})
		}
		rows = append(rows, row)
	}
	rows[0].head = rows[0].head || columns > 2
	return rows, true
}

func isDivider(line string) bool { return strings.Trim(line, "|:-+ \t") == "" }

func isBarred(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "|") }

// splitCells splits a line at its tabs, or at its bars if it begins with one.
func splitCells(line string) ([]string, bool) {
	if inner, ok := strings.CutPrefix(strings.TrimSpace(line), "|"); ok {
		cells := strings.Split(strings.TrimSuffix(inner, "|"), "|")
		return cells, len(cells) > 1
	}
	cells := strings.Split(line, "\t")
	return cells, len(cells) > 1 && strings.TrimSpace(strings.Join(cells[:len(cells)-1], "")) != ""
}
