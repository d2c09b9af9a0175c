package faq

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

type blockKind uint8

const (
	paragraphBlock blockKind = iota
	headingBlock
	itemBlock
	rowBlock
	foldBlock // a heading whose text ends with the fold: what follows belongs to the heading before
)

// A block is one piece of a document. Its text is canonical, except that of a heading or fold, which is plain.
type block struct {
	kind      blockKind
	level     int     // of a heading: 1 to 6
	text      string  // may have several lines
	mark      string  // of an item: "- " or "2. "
	name      string  // of a row: what names it
	inner     []block // of a fold: what it holds
	line      int     // 0 if unknown
	flattened bool    // its cells cannot be told apart
}

const (
	// maxParts is the most sections and parts of an article: more than any text that people review in one piece.
	maxParts = 10_000
	// maxLead is the longest text, in bytes, that each item of the list under it repeats.
	maxLead = 500
	// maxSlug cuts the slug of a long heading, at a word.
	maxSlug = 80
)

// An articleSection is a heading with the text up to the next heading.
type articleSection struct {
	slug    string
	level   int
	path    []string // headings from the title down to its own
	line    int
	blocks  []block
	parents bool // has sections below it
}

// An outline sorts blocks into sections.
type outline struct {
	sections []*articleSection
	open     []*articleSection // from the title's to the current one
	floor    int               // headings do not close the first floor of them
	slugs    *slugs
}

// fill cuts a text into the sections and parts of the article.
func (art *parsedArticle) fill(name string, text articleText) Problems {
	at := titleHeading(text.blocks)
	root := &articleSection{}
	o := &outline{sections: []*articleSection{root}, open: []*articleSection{root}, floor: 1, slugs: newSlugs()}
	if at >= 0 {
		art.Title, root.line = text.blocks[at].text, text.blocks[at].line
	} else {
		art.Title = cmp.Or(text.title, titleFromName(name))
	}
	root.path = []string{art.Title}
	if at >= 0 || len(text.blocks) > 0 && text.blocks[0].kind != headingBlock {
		root.slug = o.slugs.take(slug(art.Title, "section"))
	}
	if at >= 0 {
		o.add(text.blocks[:at])
		o.open = o.open[:1]
		o.add(text.blocks[at+1:])
	} else {
		o.add(text.blocks)
	}
	o.open = o.open[:1]
	o.add(text.extra)
	return o.emit(name, art)
}

// titleHeading finds the heading that stands above all others: the only one of its level and none higher, and of
// the first level or at the very top. It returns -1 where there is none.
func titleHeading(blocks []block) int {
	at, alone := -1, false
	for i, b := range blocks {
		switch {
		case b.kind != headingBlock:
		case at < 0 || b.level < blocks[at].level:
			at, alone = i, true
		case b.level == blocks[at].level:
			alone = false
		}
	}
	if !alone || at > 0 && blocks[at].level > 1 {
		return -1
	}
	return at
}

func (o *outline) add(blocks []block) {
	for _, b := range blocks {
		switch b.kind {
		case headingBlock:
			o.begin(b.text, b.level, b.line)
		case foldBlock:
			open, floor := slices.Clone(o.open), o.floor
			o.begin(b.text, open[len(open)-1].level+1, b.line)
			o.floor = len(o.open)
			o.add(b.inner)
			o.open, o.floor = open, floor
		default:
			s := o.open[len(o.open)-1]
			s.blocks = append(s.blocks, b)
		}
	}
}

// begin opens the section of a heading, below the nearest open one of a higher level.
func (o *outline) begin(heading string, level, line int) {
	n := len(o.open)
	for n > o.floor && o.open[n-1].level >= level {
		n--
	}
	above := o.open[n-1]
	above.parents = true
	s := &articleSection{
		slug:  o.slugs.take(slug(heading, "section")),
		level: level,
		path:  append(slices.Clip(above.path), heading),
		line:  line,
	}
	o.sections = append(o.sections, s)
	o.open = append(o.open[:n:n], s)
}

// emit writes the sections that have a text, and says what is wrong with the others.
func (o *outline) emit(name string, art *parsedArticle) Problems {
	var probs Problems
	for i, s := range o.sections {
		if len(s.blocks) == 0 {
			if i > 0 && !s.parents {
				probs = append(probs, articleProblem(name, s.line, Warning, "empty-section",
					"the heading %q has no text below it; write the text or remove the heading", s.path[len(s.path)-1]))
			}
			continue
		}
		if s.slug == "" {
			s.slug = o.slugs.take(slug(s.path[0], "section"))
		}
		parts := s.parts(name)
		if at := slices.IndexFunc(parts, func(p parsedPart) bool { return p.Flattened && p.Part != Section }); at > 0 {
			probs = append(probs, articleProblem(name, parts[at].Pos.Line, Warning, "flattened-table",
				"looks like a table whose columns cannot be told apart, so it is never shown; write it as a Markdown table with a head for each column"))
		}
		if art.Sections = append(art.Sections, parts...); len(art.Sections) > maxParts {
			return articleError(name, s.line, "size", "is beyond the first %d sections and parts of the article; split it into several", maxParts)
		}
	}
	if len(art.Sections) == 0 {
		return append(probs, articleProblem(name, 0, Error, "empty", "has no text; write the article or delete the file"))
	}
	return probs
}

// parts returns the section and, where it has more than one, its parts.
func (s *articleSection) parts(name string) []parsedPart {
	at := Pos{Path: name, Line: cmp.Or(s.line, s.blocks[0].line)}
	parts := []parsedPart{{ID: s.slug, Part: Section, Heading: s.path, Text: joinBlocks(s.blocks, "\n\n"), Pos: at}}
	rows, paragraphs, items, lead := newSlugs(), 0, 0, ""
	for i, b := range s.blocks {
		p := parsedPart{Heading: s.path, Text: b.text, Pos: Pos{Path: name, Line: b.line}, Flattened: b.flattened}
		switch b.kind {
		case itemBlock:
			items++
			p.ID, p.Part = "li"+strconv.Itoa(items), ListItem
			if lead != "" {
				p.Text = lead + "\n" + b.listed()
			}
		case rowBlock:
			p.ID, p.Part = rows.take("row-"+slug(b.name, "unnamed")), TableRow
		default:
			paragraphs++
			p.ID, p.Part = "p"+strconv.Itoa(paragraphs), Paragraph
		}
		if b.kind != itemBlock {
			lead = ""
			if leadsIn(b) {
				lead = b.text
			}
		}
		p.ID = s.slug + "/" + p.ID
		parts[0].Flattened = parts[0].Flattened || p.Flattened
		if b.flattened || len(s.blocks) > 1 && len(lead) <= maxLead && !s.opensList(i) {
			parts = append(parts, p)
		}
	}
	return parts
}

// opensList reports a block that only leads in to the list below it, and says nothing alone.
func (s *articleSection) opensList(i int) bool {
	return leadsIn(s.blocks[i]) && i+1 < len(s.blocks) && s.blocks[i+1].kind == itemBlock
}

// leadsIn reports whether a paragraph only makes sense together with the list under it, and the list with it: "Do
// not take it if you have:". A full sentence does not.
func leadsIn(b block) bool {
	text := strings.TrimRight(b.text, "*_~`)\"”’ ")
	if b.kind != paragraphBlock || b.flattened || text == "" {
		return false
	}
	return strings.HasSuffix(text, "...") || !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "!")
}

// listed is an item as it stands in a list.
func (b block) listed() string {
	return b.mark + strings.ReplaceAll(b.text, "\n", "\n"+strings.Repeat(" ", len(b.mark)))
}

// joinBlocks writes blocks one below the other: the items of a list, and a list under the line that leads in to
// it, on lines of their own, everything else apart by gap.
func joinBlocks(blocks []block, gap string) string {
	var sb strings.Builder
	for i, b := range blocks {
		switch {
		case i == 0:
		case b.kind == itemBlock && (blocks[i-1].kind == itemBlock || leadsIn(blocks[i-1])):
			sb.WriteString("\n")
		default:
			sb.WriteString(gap)
		}
		switch b.kind {
		case itemBlock:
			sb.WriteString(b.listed())
		case headingBlock, foldBlock:
			sb.WriteString("**" + escapeText(b.text) + "**")
			if len(b.inner) > 0 {
				sb.WriteString(gap + joinBlocks(b.inner, gap))
			}
		default:
			sb.WriteString(b.text)
		}
	}
	return sb.String()
}

// slug turns a heading into the part of an ID: lower-case letters, digits and hyphens.
func slug(text, otherwise string) string {
	var words []string
	size := 0
	for _, tok := range Tokens(norm.NFKD.String(text)) {
		word := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, tok)
		if size += len(word) + 1; size > maxSlug && len(words) > 0 {
			break
		}
		if word != "" {
			words = append(words, word[:min(len(word), maxSlug)])
		}
	}
	return cmp.Or(strings.Join(words, "-"), otherwise)
}

// slugs hands out each slug once: the second time it ends in -2, then -3.
type slugs struct {
	used map[string]bool
	next map[string]int
}

func newSlugs() *slugs { return &slugs{map[string]bool{}, map[string]int{}} }

func (s *slugs) take(base string) string {
	id := base
	n := max(s.next[base], 2)
	for ; s.used[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	s.used[id], s.next[base] = true, n
	return id
}
