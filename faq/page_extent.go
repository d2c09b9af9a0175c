package faq

import (
	"bytes"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// extent returns where a node's text begins and ends, without what follows it on its last line. A node whose text
// cannot be told apart with certainty is refused.
func (p *page) extent(n *yaml.Node) (start, end int, err error) {
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		return 0, 0, errAnchor
	}
	start = p.offset(n)
	switch {
	case n.Kind == yaml.ScalarNode:
		end, err = p.scalarEnd(n, start)
	case n.Style&yaml.FlowStyle != 0:
		end, err = p.flowEnd(n, start)
	case len(n.Content) == 0:
		err = errElsewhere
	default:
		end, err = p.lastEnd(n)
	}
	return start, end, err
}

// lastEnd is where the last child of a collection ends.
func (p *page) lastEnd(n *yaml.Node) (int, error) {
	last := n.Content[len(n.Content)-1]
	if last.Kind == yaml.ScalarNode && last.Tag == "!!null" && last.Value == "" {
		if n.Kind != yaml.MappingNode {
			return 0, errElsewhere
		}
		return p.afterKey(n.Content[len(n.Content)-2])
	}
	_, end, err := p.extent(last)
	return end, err
}

// afterKey is the offset behind a key's colon.
func (p *page) afterKey(key *yaml.Node) (int, error) {
	at, err := p.afterColon(key)
	if err != nil {
		return 0, errElsewhere
	}
	return at, nil
}

func (p *page) flowEnd(n *yaml.Node, start int) (int, error) {
	at := start + 1
	if len(n.Content) > 0 {
		var err error
		if at, err = p.lastEnd(n); err != nil {
			return 0, err
		}
	}
	for at < len(p.f.data) {
		switch c := p.f.data[at]; c {
		case ']', '}':
			return at + 1, nil
		case '#':
			at = p.lineEnd(at)
		case ' ', '\t', '\r', '\n', ',':
			at++
		default:
			return 0, errElsewhere
		}
	}
	return 0, errElsewhere
}

func (p *page) scalarEnd(n *yaml.Node, start int) (int, error) {
	rest := p.f.data[start:]
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return p.quoteEnd(start, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return p.quoteEnd(start, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return p.blockEnd(n, start), nil
	}
	words := bytes.Fields([]byte(n.Value))
	if len(words) == 0 || !bytes.HasPrefix(rest, words[0]) {
		return 0, errElsewhere
	}
	end, ok := followed(p.f.data, start+len(words[0]), words[1:])
	if !ok {
		return 0, errElsewhere
	}
	return end, nil
}

func (p *page) quoteEnd(start int, quote byte) (int, error) {
	data := p.f.data
	for at := start + 1; at < len(data); at++ {
		switch {
		case data[at] == '\\' && quote == '"':
			at++
		case data[at] != quote:
		case quote == '\'' && at+1 < len(data) && data[at+1] == quote:
			at++
		default:
			return at + 1, nil
		}
	}
	return 0, errElsewhere
}

// blockEnd is where the last line of a block scalar ends that is not blank.
func (p *page) blockEnd(n *yaml.Node, start int) int {
	end := p.lineEnd(start)
	if strings.TrimSpace(n.Value) == "" {
		return end
	}
	indent := -1
	for at := p.f.nextLine(end); at < len(p.f.data); at = p.f.nextLine(at) {
		line := p.f.data[at:p.lineEnd(at)]
		spaces := len(line) - len(bytes.TrimLeft(line, " "))
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if indent < 0 {
			indent = spaces
		}
		if spaces < indent {
			break
		}
		end = at + len(line)
	}
	return end
}

// valueExtent is the extent of a field's value; that of a value left out is behind its colon.
func (p *page) valueExtent(owner, v *yaml.Node) (start, end int, err error) {
	if v.Kind == yaml.ScalarNode && v.Tag == "!!null" && v.Value == "" && v.Anchor == "" {
		at, err := p.afterKey(keyOf(owner, v))
		return at, at, err
	}
	return p.extent(v)
}

// lineStart returns the offset where the line that holds an offset begins.
func (p *page) lineStart(at int) int {
	start := bytes.LastIndexAny(p.f.data[:at], "\r\n") + 1
	if start == 0 && bytes.HasPrefix(p.f.data, []byte(byteOrderMark)) {
		return len(byteOrderMark)
	}
	return start
}

// dash returns the offset of the dash before an item of a block list.
func (p *page) dash(item *yaml.Node) (int, error) {
	at := p.offset(item)
	before := bytes.TrimRight(p.f.data[p.lineStart(at):at], " \t")
	if !bytes.HasSuffix(before, []byte("-")) {
		return 0, errElsewhere
	}
	return p.lineStart(at) + len(before) - 1, nil
}

// alone reports whether nothing but white space stands before an offset on its line.
func (p *page) alone(at int) bool {
	return len(bytes.TrimSpace(p.f.data[p.lineStart(at):at])) == 0
}

// cutItems removes items [from, to) of a list: their lines, or with one comma what stands between brackets.
func (p *page) cutItems(list *yaml.Node, from, to int) (edit, error) {
	var cuts []int // start and end of the first, and of the last
	for _, n := range []*yaml.Node{list.Content[from], list.Content[to-1]} {
		start, end, err := p.extent(n)
		if err != nil {
			return edit{}, err
		}
		cuts = append(cuts, start, end)
	}
	start, end := cuts[0], cuts[3]
	if list.Style&yaml.FlowStyle != 0 {
		return p.cutFlow(list.Content, from, to, start, end)
	}
	dash, err := p.dash(list.Content[from])
	if err != nil || !p.alone(dash) {
		return edit{}, errElsewhere
	}
	return edit{p.lineStart(dash), p.f.nextLine(p.lineEnd(end)), ""}, nil
}

// cutFlow removes nodes [from, to) that stand between brackets, which are items or whole pairs.
func (p *page) cutFlow(nodes []*yaml.Node, from, to, start, end int) (edit, error) {
	switch {
	case from > 0:
		_, before, err := p.extent(nodes[from-1])
		return edit{before, end, ""}, err
	case to < len(nodes):
		return edit{start, p.offset(nodes[to]), ""}, nil
	}
	return edit{start, end, ""}, nil
}

// cutField removes a field with its line.
func (p *page) cutField(v *yaml.Node) (edit, error) {
	key := keyOf(p.owner, v)
	_, end, err := p.valueExtent(p.owner, v)
	if err != nil {
		return edit{}, err
	}
	start, i := p.offset(key), slices.Index(p.owner.Content, v)
	if p.owner.Style&yaml.FlowStyle != 0 {
		return p.cutFlow(p.owner.Content, i-1, i+1, start, end)
	}
	if p.alone(start) {
		return edit{p.lineStart(start), p.f.nextLine(p.lineEnd(end)), ""}, nil
	}
	if i+1 == len(p.owner.Content) { // the only field
		return edit{}, errElsewhere
	}
	next := p.offset(p.owner.Content[i+1])
	if len(bytes.TrimSpace(p.f.data[end:next])) > 0 { // a comment
		return edit{}, errElsewhere
	}
	return edit{start, next, ""}, nil
}
