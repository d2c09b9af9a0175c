package faq

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile is the most bytes a content file may have: room for thousands of entries, little enough to hold at once.
const maxFile = 8 << 20

// The aliases of one file may add maxAliased nodes, and maxAliasRatio times those it has. A source that every
// entry of a file shares stays far below; a few nested aliases reach millions.
const (
	maxAliased    = 10_000
	maxAliasRatio = 4
)

// A file is one content file, read once.
type file struct {
	path string
	data []byte // as read, with its byte order mark if it has one
	line int    // lines before data in the file on disk: a front matter does not start at its top
	odd  bool   // has line breaks that YAML counts and editors do not
}

const byteOrderMark = "\ufeff"

// readFile reads a file and checks what must hold before it is parsed.
func readFile(fsys fs.FS, path string) (*file, Problems) {
	fail := func(rule, format string, args ...any) (*file, Problems) {
		return nil, Problems{{Pos{Path: path}, Error, rule, fmt.Sprintf(format, args...)}}
	}
	r, err := fsys.Open(path)
	if err != nil {
		return fail("read", "cannot be opened: %v; check that the file exists and may be read", err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return fail("read", "cannot be read: %v; check that it is a file and may be read", err)
	}
	if len(data) > maxFile {
		return fail("size", "is larger than 8 MB; split it into several files")
	}
	f := newFile(path, data)
	if at := invalidUTF8(data); at >= 0 {
		return nil, Problems{{f.posAt(at), Error, "encoding", "is not UTF-8 from here on; save the file as UTF-8"}}
	}
	return f, nil
}

func newFile(path string, data []byte) *file {
	odd := bytes.Count(data, []byte("\r")) != bytes.Count(data, []byte("\r\n"))
	for _, lineBreak := range []string{"\u0085", "\u2028", "\u2029"} {
		odd = odd || bytes.Contains(data, []byte(lineBreak))
	}
	return &file{path: path, data: data, odd: odd}
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// parse returns the root node of the file's one YAML document, or nil and what is wrong.
func (f *file) parse() (*yaml.Node, Problems) {
	dec := yaml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(f.data, []byte(byteOrderMark))))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); err == io.EOF {
		return nil, f.problem(Pos{Path: f.path}, "empty", "is empty; write its content or delete the file")
	} else if err != nil {
		return nil, f.syntax(err)
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, f.problem(Pos{Path: f.path}, "empty", "is empty; write its content or delete the file")
	}
	if err := dec.Decode(&second); err == nil {
		return nil, f.problem(f.pos(&second), "documents", "is a second YAML document; remove the --- line above it")
	} else if err != io.EOF {
		return nil, f.syntax(err)
	}
	if at, ok := aliasBomb(root); ok {
		return nil, f.problem(f.pos(at), "alias", "expands aliases without end or too often; write the text out instead of using *aliases")
	}
	return root, nil
}

func (f *file) problem(at Pos, rule, msg string) Problems { return Problems{{at, Error, rule, msg}} }

// pos returns where a node starts.
func (f *file) pos(n *yaml.Node) Pos {
	if f.odd && n.Line > 0 {
		return f.posAt(f.offset(n.Line, n.Column))
	}
	return Pos{f.path, n.Line + f.line, n.Column}
}

// posAt returns the position of a byte offset, with lines as editors count them and columns in characters.
func (f *file) posAt(offset int) Pos {
	before := f.data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	col := utf8.RuneCount(bytes.TrimPrefix(before[start:], []byte(byteOrderMark))) + 1
	return Pos{f.path, bytes.Count(before, []byte("\n")) + 1 + f.line, col}
}

// offset returns the byte offset of a place as YAML counts it: lines end at LF, CR, CR LF, NEL, LS and PS.
func (f *file) offset(line, col int) int {
	at := len(f.data) - len(bytes.TrimPrefix(f.data, []byte(byteOrderMark)))
	for ; line > 1 && at < len(f.data); line-- {
		at = f.nextLine(at)
	}
	for ; col > 1 && at < len(f.data); col-- {
		_, size := utf8.DecodeRune(f.data[at:])
		at += size
	}
	return at
}

// nextLine returns the offset of the line after the one that holds at, as YAML counts lines.
func (f *file) nextLine(at int) int {
	for at < len(f.data) {
		r, size := utf8.DecodeRune(f.data[at:])
		at += size
		switch r {
		case '\r':
			if at < len(f.data) && f.data[at] == '\n' {
				at++
			}
			return at
		case '\n', '\u0085', '\u2028', '\u2029':
			return at
		}
	}
	return at
}

// aliasBomb finds an alias that contains itself, or the one with which the expansion becomes larger than aliases
// written by hand make it.
func aliasBomb(root *yaml.Node) (*yaml.Node, bool) {
	budget := maxAliased + maxAliasRatio*countNodes(root)
	sizes := map[*yaml.Node]int{} // of anchored nodes; counting while a node is being counted
	const counting = -1
	var bad *yaml.Node
	var size func(n *yaml.Node) int
	size = func(n *yaml.Node) int {
		if bad != nil {
			return 0
		}
		if n.Kind == yaml.AliasNode {
			s, known := sizes[n.Alias]
			if budget -= s; !known || s == counting || budget < 0 {
				bad = n
			}
			return s
		}
		if n.Anchor != "" {
			sizes[n] = counting
		}
		total := 1
		for _, child := range n.Content {
			total += size(child)
		}
		if n.Anchor != "" {
			sizes[n] = total
		}
		return total
	}
	size(root)
	return bad, bad != nil
}

func countNodes(n *yaml.Node) int {
	total := 1
	for _, child := range n.Content {
		total += countNodes(child)
	}
	return total
}
