package faq

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxHeading is the longest line, in characters, that can be a heading of a plain text.
const maxHeading = 120

// A chunk is what stands between blank lines in a plain text.
type chunk struct {
	lines []string // clean, without spaces at the end; tabs are kept
	line  int      // of the first
}

// A textReader turns the chunks of a plain text into blocks.
type textReader struct {
	chunks  []chunk
	blocks  []block
	inTable bool        // the heading above announces a table
	items   []*textItem // of the list being read
	open    []*textItem // its last item and those it lies in, the outermost first
}

// readPlainText reads a text as people write and copy it: headings are short lines by themselves, lists have
// bullets or numbers, lines are wrapped anywhere.
func readPlainText(source string) articleText {
	r := textReader{chunks: chunks(source)}
	for i := range r.chunks {
		r.read(i)
	}
	r.endList()
	nestRepeated(r.blocks)
	return articleText{blocks: r.blocks}
}

func chunks(source string) []chunk {
	var all []chunk
	open := false
	line := 0
	for raw := range strings.Lines(source) {
		line++
		text := cleanLine(raw)
		switch {
		case text == "":
			open = false
			continue
		case !open:
			all = append(all, chunk{line: line})
			open = true
		}
		last := &all[len(all)-1]
		last.lines = append(last.lines, text)
	}
	return all
}

// cleanLine is clean text that keeps its indentation and its tabs.
func cleanLine(s string) string {
	var b strings.Builder
	for i, cell := range strings.Split(strings.Trim(s, "\r\n"), "\t") {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(cleanText(cell))
	}
	return strings.TrimRight(b.String(), " \t")
}

var (
	bullet = regexp.MustCompile(`^([ \t]*)([•◦▪▫‣⁃·●○■□–*-]|[0-9]{1,3}[.)])[ \t]+(\S.*)$`)
	// A hash heading or an underline, as in Markdown.
	hashHeading = regexp.MustCompile(`^(#{1,6})[ \t]+(.*?)[ \t]*#*$`)
	underline   = regexp.MustCompile(`^[ \t]*(={3,}|-{3,}|~{3,}|\*{3,})$`)
	numbered    = regexp.MustCompile(`^[0-9]{1,2}[.)][ \t]+\S`)
	// What pages carry around their text, copied along with it, and lines that only divide.
	furniture = regexp.MustCompile(`(?i)^(skip to (main )?content|\d+ min(ute)?s? read|in this article|on this page|table of contents|advertisement|[^\pL\pN]+)$`)
)

// read turns one chunk into blocks.
func (r *textReader) read(i int) {
	c := r.chunks[i]
	if rows, ok := tabbed(c); ok {
		r.endList()
		r.blocks = append(r.blocks, tableBlocks(rows)...)
		return
	}
	c = r.markedHeadings(c)
	if len(c.lines) == 0 || len(c.lines) == 1 && furniture.MatchString(strings.TrimSpace(c.lines[0])) {
		return
	}
	switch {
	case len(c.lines) == 1 && r.isHeading(i, c):
		r.heading(c.lines[0], 2, c.line)
	case bullet.MatchString(c.lines[0]):
		r.list(c)
	case len(r.open) > 0 && indentation(c.lines[0]) > r.open[0].indent:
		r.open[len(r.open)-1].extend(c.lines)
	default:
		r.endList()
		n := listStart(c)
		r.paragraph(chunk{c.lines[:n], c.line})
		if n < len(c.lines) {
			r.list(chunk{c.lines[n:], c.line + n})
		}
	}
}

// listStart is the line at which a list starts in a chunk, or how many lines it has. A number counts only if it is
// the first: another may be the end of a wrapped sentence.
func listStart(c chunk) int {
	for i, line := range c.lines {
		if m := bullet.FindStringSubmatch(line); m != nil && (!unicode.IsDigit(rune(m[2][0])) || strings.Trim(m[2], ".)") == "1") {
			return i
		}
	}
	return len(c.lines)
}

// isHeading reports whether the one line of a chunk is a heading.
func (r *textReader) isHeading(i int, c chunk) bool {
	if bullet.MatchString(c.lines[0]) {
		return r.isNumberedHeading(i)
	}
	inItem := len(r.open) > 0 && indentation(c.lines[0]) > r.open[0].indent
	return !inItem && isPlainHeading(strings.TrimSpace(c.lines[0]))
}

// markedHeadings takes the headings off the top of a chunk that are marked as such, with # or by a line under them.
func (r *textReader) markedHeadings(c chunk) chunk {
	for len(c.lines) > 0 {
		n := 0
		if m := hashHeading.FindStringSubmatch(c.lines[0]); m != nil {
			n = 1
			r.heading(m[2], len(m[1]), c.line)
		} else if len(c.lines) > 1 && underline.MatchString(c.lines[1]) {
			n = 2
			level := 2
			if strings.Contains(c.lines[1], "=") {
				level = 1
			}
			r.heading(c.lines[0], level, c.line)
		} else if len(c.lines) > 1 && isCapitals(c.lines[0]) && !isCapitals(c.lines[1]) && !bullet.MatchString(c.lines[0]) {
			n = 1
			r.heading(c.lines[0], 2, c.line)
		}
		if n == 0 {
			break
		}
		c.lines, c.line = c.lines[n:], c.line+n
	}
	return c
}

func (r *textReader) heading(text string, level, line int) {
	r.endList()
	r.inTable = slices.Contains(Tokens(text), "table")
	if text = oneLine(text); text != "" {
		r.blocks = append(r.blocks, block{kind: headingBlock, level: level, text: text, line: line})
	}
}

// isPlainHeading reports a line that reads like a heading: short, beginning like one, and no sentence.
func isPlainHeading(s string) bool {
	if utf8.RuneCountInString(s) > maxHeading || len(strings.Fields(s)) > 16 {
		return false
	}
	start, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\"'“‘(["))
	if !unicode.IsUpper(start) && !unicode.IsDigit(start) && !unicode.Is(unicode.Lo, start) {
		return false
	}
	return !strings.ContainsRune(".,;:!…-–|", lastRune(s)) && strings.IndexFunc(s, unicode.IsLetter) >= 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, "\"'”’)]* "))
	return r
}

func isCapitals(s string) bool {
	return isPlainHeading(s) && strings.ToUpper(s) == s && strings.ToLower(s) != s && len(s) > 3
}

// isNumberedHeading reports a numbered line that no other numbered line stands next to.
func (r *textReader) isNumberedHeading(i int) bool {
	text := strings.TrimSpace(r.chunks[i].lines[0])
	beside := func(j int) bool {
		return j >= 0 && j < len(r.chunks) && numbered.MatchString(strings.TrimSpace(r.chunks[j].lines[0]))
	}
	return numbered.MatchString(text) && isPlainHeading(text) && !beside(i-1) && !beside(i+1) && i+1 < len(r.chunks)
}

// nestRepeated gives headings their place that a plain text lost: one that comes back ("Side effects" of one
// medicine, then of the other) stands below the nearest one before it that does not. The first is the title.
func nestRepeated(blocks []block) {
	count := map[string]int{}
	for _, b := range blocks {
		if b.kind == headingBlock {
			count[slug(b.text, "")]++
		}
	}
	below := false
	for i, b := range blocks {
		switch {
		case b.kind != headingBlock:
		case count[slug(b.text, "")] == 1:
			below = i > 0
		case below && b.level == 2:
			blocks[i].level = 3
		}
	}
	if len(blocks) > 1 && blocks[0].kind == headingBlock && count[slug(blocks[0].text, "")] == 1 {
		blocks[0].level = 1
	}
}
