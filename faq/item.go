package faq

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// An item is one entry, article, subject or other thing of a content file while it is checked. It knows where each
// of its fields stands.
type item struct {
	l        *loader
	f        *file
	node     *yaml.Node // nil: the whole file, as for an article without metadata
	id       string
	strict   Severity // of what must be right before a patient may read it
	silenced []string // rules whose warnings are not wanted
	unfit    string   // what a reviewer must have corrected before signing; "" if nothing
}

func (it *item) errorf(at Pos, rule, format string, args ...any) {
	it.unfit = cmp.Or(it.unfit, fmt.Sprintf(format, args...))
	it.l.errorf(at, rule, format, args...)
}

// warnf reports a warning unless it was silenced.
func (it *item) warnf(at Pos, rule, format string, args ...any) {
	if !it.quiet(rule) {
		it.l.warnf(at, rule, format, args...)
	}
}

// notef gives advice unless it was silenced.
func (it *item) notef(at Pos, rule, format string, args ...any) {
	if !it.quiet(rule) {
		it.l.notef(at, rule, format, args...)
	}
}

// quiet reports whether a rule was silenced here, and remembers that the silence was needed.
func (it *item) quiet(rule string) bool {
	if !slices.Contains(it.silenced, rule) {
		return false
	}
	for i, s := range it.l.c.silences {
		if s.id == it.id && s.rule == rule {
			it.l.c.silences[i].used = true
		}
	}
	return true
}

// strictf reports an error in what claims to be fit for patients, and a warning in a draft or where unreviewed
// content is allowed.
func (it *item) strictf(at Pos, rule, format string, args ...any) {
	if it.strict == Error {
		it.errorf(at, rule, format, args...)
		return
	}
	it.unfit = cmp.Or(it.unfit, fmt.Sprintf(format, args...))
	it.warnf(at, rule, format, args...)
}

// find returns the node at a path of field names and list indexes, and whether it is there; if not, the last node
// on the way.
func (it *item) find(path ...any) (*yaml.Node, bool) {
	n := it.node
	for _, step := range path {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		next := child(n, step)
		if next == nil {
			return n, false
		}
		n = next
	}
	return n, true
}

func child(n *yaml.Node, step any) *yaml.Node {
	switch s := step.(type) {
	case string:
		if n.Kind != yaml.MappingNode {
			return nil
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == s {
				return n.Content[i+1]
			}
		}
	case int:
		if n.Kind == yaml.SequenceNode && s < len(n.Content) {
			return n.Content[s]
		}
	}
	return nil
}

// has reports whether a field is written, even if with a wrong type.
func (it *item) has(name string) bool {
	if it.node == nil {
		return false
	}
	n, ok := it.find(name)
	return ok && n.Tag != "!!null"
}

// blank reports whether a field is left out or holds an empty text, and not a value of a wrong type, which is
// reported already.
func (it *item) blank(name string) bool {
	if !it.has(name) {
		return true
	}
	n, _ := it.find(name)
	return n.Kind == yaml.ScalarNode && strings.TrimSpace(n.Value) == ""
}

// isMapping reports whether a node or what it is an alias of has fields.
func isMapping(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode || n.Kind == yaml.AliasNode && n.Alias.Kind == yaml.MappingNode
}

// at returns the position of the node at a path, or of the nearest thing around it that is written.
func (it *item) at(path ...any) Pos {
	if it.node == nil {
		return Pos{Path: it.f.path}
	}
	n, _ := it.find(path...)
	return it.f.pos(n)
}

// in returns the position of a piece of the text at a path: of its n-th occurrence, counted from 0. A piece that
// the file writes otherwise than it reads, as with escapes, is at the start of the text.
func (it *item) in(piece string, n int, path ...any) Pos {
	if it.node == nil {
		return it.at()
	}
	node, ok := it.find(path...)
	if !ok {
		return it.f.pos(node)
	}
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	at := it.f.offset(node.Line, node.Column)
	for {
		i, size := indexFold(it.f.data[at:], piece)
		if i < 0 {
			return it.f.pos(node)
		}
		at += i
		if n == 0 {
			return it.f.posAt(at)
		}
		n--
		at += size
	}
}

// indexFold finds a piece of text in a file that may have broken its lines at any space, and returns its offset and
// length, or -1.
func indexFold(data []byte, piece string) (at, size int) {
	words := bytes.Fields([]byte(piece))
	if len(words) == 0 {
		return -1, 0
	}
	for from := 0; ; {
		i := bytes.Index(data[from:], words[0])
		if i < 0 {
			return -1, 0
		}
		start := from + i
		from = start + len(words[0])
		if end, ok := followed(data, from, words[1:]); ok {
			return start, end - start
		}
	}
}

// followed reports whether the words come next in data, with spaces or line breaks before each, and where they end.
func followed(data []byte, at int, words [][]byte) (end int, ok bool) {
	for _, w := range words {
		rest := bytes.TrimLeftFunc(data[at:], unicode.IsSpace)
		if len(rest) == len(data)-at || !bytes.HasPrefix(rest, w) {
			return 0, false
		}
		at = len(data) - len(rest) + len(w)
	}
	return at, true
}
