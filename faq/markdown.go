package faq

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	// maxMarkers is the longest run of quote marks, list marks and indentation before a line, in bytes. Each can be
	// a level of nesting, and the parser's stack grows with them.
	maxMarkers = 256
	// maxPairing bounds the sum over paragraphs of the square of the number of characters in them that pair up
	// (brackets, emphasis): the parser's worst case. Reached, it means about a second.
	maxPairing = 1 << 28
)

// readMarkdown reads CommonMark with tables and strike-through. It goes through HTML, so that both formats, and
// the HTML inside Markdown, mean the same. The first line of source is that line of the file.
func readMarkdown(name string, source []byte, line int) (articleText, Problems) {
	if probs := checkMarkdown(name, source, line); probs != nil {
		return articleText{}, probs
	}
	md := goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(
			util.Prioritized(lineRenderer{lineTable(source, line)}, 0),
		)),
		goldmark.WithParserOptions(parser.WithASTTransformers(
			util.Prioritized(lineTransformer{lineTable(source, line)}, 1000),
		)),
	)
	var page bytes.Buffer
	if err := md.Convert(source, &page); err != nil {
		return articleText{}, articleError(name, 0, "markdown", "cannot be read as Markdown: %v; simplify the article", err)
	}
	return readMarkedHTML(name, page.Bytes())
}

// markers matches what starts quotes and list items before the text of a line, and its indentation.
var markers = regexp.MustCompile(`^(?:[ \t]|>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])*`)

// checkMarkdown refuses what would take the parser very long or very deep.
func checkMarkdown(name string, source []byte, line int) Problems {
	pairing, pairs, start := 0, 0, line
	for row := range bytes.Lines(source) {
		trimmed := bytes.TrimSpace(row)
		if len(trimmed) == 0 {
			pairs, start = 0, line+1
		} else if len(markers.Find(row[:min(len(row), 2*maxMarkers)])) > maxMarkers {
			return articleError(name, line, "nesting", "nests quotes, lists or indentation too deeply; remove some of the marks before the text")
		}
		pairing -= pairs * pairs
		for _, c := range trimmed {
			switch c {
			case '*', '_', '~', '[':
				pairs++
			}
		}
		if pairing += pairs * pairs; pairing > maxPairing {
			return articleError(name, start, "markup", "has too many *, _, ~ and [ without a blank line between them; split the text into paragraphs")
		}
		line++
	}
	return nil
}

// lines maps offsets in the source to lines of the file.
type lines struct {
	starts []int
	first  int
}

func lineTable(source []byte, first int) lines {
	starts := []int{0}
	for i, c := range source {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return lines{starts, first}
}

func (l lines) at(offset int) int {
	i, found := slices.BinarySearch(l.starts, offset)
	if !found {
		i--
	}
	return l.first + i
}

// A lineTransformer notes on each block the line it starts at.
type lineTransformer struct{ lines lines }

func (t lineTransformer) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		if n.Pos() >= 0 {
			n.SetAttributeString(lineAttr, strconv.Itoa(t.lines.at(n.Pos())))
		}
		return ast.WalkContinue, nil
	})
}

// A lineRenderer writes the blocks whose own renderer leaves attributes out.
type lineRenderer struct{ lines lines }

func (r lineRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(ast.KindHTMLBlock, r.html)
}

func (r lineRenderer) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</pre>\n")
		return ast.WalkContinue, err
	}
	if _, err := w.WriteString("<pre"); err != nil {
		return ast.WalkStop, err
	}
	html.RenderAttributes(w, n, nil)
	_, err := w.WriteString(">\n" + string(util.EscapeHTML(n.Lines().Value(source))))
	return ast.WalkContinue, err
}

func (r lineRenderer) html(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	raw := n.Lines().Value(source)
	if block := n.(*ast.HTMLBlock); block.HasClosure() {
		raw = append(slices.Clip(raw), block.ClosureLine.Value(source)...)
	}
	_, err := w.Write(markLines(raw, r.lines.at(max(n.Pos(), 0))))
	return ast.WalkContinue, err
}
