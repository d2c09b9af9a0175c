package faq

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A hand is how a new text is written into a file.
type hand struct {
	flow   bool   // between brackets, on one line
	quoted bool   // as JSON
	indent int    // of the field that the text belongs to
	eol    string // line break
}

func (p *page) hand(owner *yaml.Node) hand {
	return hand{
		flow:   owner.Style&yaml.FlowStyle != 0,
		quoted: isJSON(owner),
		indent: owner.Column - 1,
		eol:    p.lineBreak(p.offset(owner)),
	}
}

// setField returns the edits that change one field of the entry.
func (p *page) setField(has, want fieldValue) ([]edit, error) {
	v := child(p.owner, want.name)
	needed := want.name == "answer" || want.name == "questions" || want.name == "id"
	switch {
	case want.name == "review" && covers(has.value.(pairs), want.value.(pairs)):
		return p.setReview(has.value.(pairs), want.value.(pairs))
	case v == nil:
		return p.insertField(want)
	case len(valueLines(want.value)) == 0 && !needed:
		e, err := p.cutField(v)
		return []edit{e}, err
	}
	if v.Kind == yaml.SequenceNode && len(v.Content) > 0 && len(valueLines(want.value)) > 0 {
		return p.setItems(v, itemsOf(has.value), itemsOf(want.value))
	}
	return p.replaceValue(v, want)
}

// covers reports whether every field of a group stays, with the same or another value.
func covers(has, want pairs) bool {
	return !slices.ContainsFunc(has, func(h reviewField) bool {
		return !slices.ContainsFunc(want, func(w reviewField) bool { return w.name == h.name })
	})
}

// setReview changes the fields of a review that differ, each where it stands.
func (p *page) setReview(has, want pairs) ([]edit, error) {
	var fields []reviewField
	for _, f := range want {
		if !slices.Contains(has, f) {
			fields = append(fields, f)
		}
	}
	if n := child(p.owner, "review"); n == nil || len(n.Content) == 0 {
		fields = want
	}
	return p.edits(fields)
}

// insertField adds a field below the last one that is written before it and whose end can be told.
func (p *page) insertField(want fieldValue) ([]edit, error) {
	order := (&Entry{}).fields()
	at := slices.IndexFunc(order, func(f fieldValue) bool { return f.name == want.name })
	for _, before := range slices.Backward(order[:at]) {
		v := child(p.owner, before.name)
		if v == nil {
			continue
		}
		_, end, err := p.valueExtent(p.owner, v)
		if err != nil {
			continue
		}
		s := p.hand(p.owner)
		if !s.flow {
			end = p.lineEnd(end)
		}
		return []edit{{end, end, p.separator(p.owner, p.owner.Content[0]) + s.field(want)}}, nil
	}
	return nil, errElsewhere
}

// replaceValue writes a field's value anew.
func (p *page) replaceValue(v *yaml.Node, want fieldValue) ([]edit, error) {
	key := keyOf(p.owner, v)
	start, err := p.afterKey(key)
	if err != nil {
		return nil, err
	}
	_, end, err := p.valueExtent(p.owner, v)
	if err != nil {
		return nil, err
	}
	s := p.hand(p.owner)
	text := s.value(want)
	if quotes := yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle; v.Style&quotes != 0 && !strings.Contains(text, "\n") {
		s.quoted = true
		text = s.value(want)
	}
	if v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && !s.flow {
		text = cmp.Or(s.literal(want.value), text)
	}
	return []edit{p.rewrite(start, end, text, s.eol)}, nil
}

// rewrite replaces a value. What stands behind it, such as a comment, stays on the line where the value begins.
func (p *page) rewrite(start, end int, text, eol string) edit {
	first, below, more := strings.Cut(text, eol)
	if !more {
		return edit{start, end, text}
	}
	stop := p.lineEnd(end)
	return edit{start, stop, first + string(p.f.data[end:stop]) + eol + below}
}

// itemsOf returns the items of a list as what writes them.
func itemsOf(value any) []any {
	var items []any
	switch v := value.(type) {
	case []string:
		for _, s := range v {
			items = append(items, s)
		}
	case []pairs:
		for _, g := range v {
			items = append(items, g)
		}
	}
	return items
}

func sameItem(a, b any) bool {
	switch a := a.(type) {
	case string:
		return a == b
	case pairs:
		g, ok := b.(pairs)
		return ok && slices.Equal(a, g)
	}
	return false
}

// setItems changes a list: its first items that stay and its last ones are left alone, with their comments.
func (p *page) setItems(list *yaml.Node, has, want []any) ([]edit, error) {
	if len(has) != len(list.Content) {
		return nil, errElsewhere
	}
	from := 0
	for from < min(len(has), len(want)) && sameItem(has[from], want[from]) {
		from++
	}
	tail := 0
	for tail < min(len(has), len(want))-from && sameItem(has[len(has)-1-tail], want[len(want)-1-tail]) {
		tail++
	}
	gone, comes := list.Content[from:len(has)-tail], want[from:len(want)-tail]
	switch {
	case len(comes) == 0:
		e, err := p.cutItems(list, from, len(has)-tail)
		return []edit{e}, err
	case len(gone) == 0 && from == 0:
		return p.insertFirst(list, comes)
	case len(gone) == 0:
		return p.insertItems(list, list.Content[from-1], comes)
	}
	start, _, err := p.extent(gone[0])
	if err != nil {
		return nil, err
	}
	_, end, err := p.extent(gone[len(gone)-1])
	if err != nil {
		return nil, err
	}
	return []edit{{start, end, p.items(list, comes)}}, nil
}

// items writes items as they follow each other in a list, without what stands before the first.
func (p *page) items(list *yaml.Node, items []any) string {
	s := p.hand(list)
	s.quoted = s.quoted || isJSON(p.owner)
	var texts []string
	for _, item := range items {
		texts = append(texts, s.item(item))
	}
	if s.flow {
		return strings.Join(texts, ", ")
	}
	return strings.Join(texts, s.eol+strings.Repeat(" ", s.indent)+"- ")
}

func (p *page) insertItems(list, after *yaml.Node, items []any) ([]edit, error) {
	_, end, err := p.extent(after)
	if err != nil {
		return nil, err
	}
	if list.Style&yaml.FlowStyle != 0 {
		return []edit{{end, end, ", " + p.items(list, items)}}, nil
	}
	s := p.hand(list)
	at := p.lineEnd(end)
	return []edit{{at, at, s.eol + strings.Repeat(" ", s.indent) + "- " + p.items(list, items)}}, nil
}

func (p *page) insertFirst(list *yaml.Node, items []any) ([]edit, error) {
	start, _, err := p.extent(list.Content[0])
	if err != nil {
		return nil, err
	}
	s, text := p.hand(list), p.items(list, items)
	if s.flow {
		return []edit{{start, start, text + ", "}}, nil
	}
	return []edit{{start, start, text + s.eol + strings.Repeat(" ", s.indent) + "- "}}, nil
}

// add returns the edit that adds an entry at the end of the list.
func (p *page) add(want Entry) ([]edit, error) {
	eol := p.lineBreak(0)
	if p.list == nil {
		at := len(p.f.data)
		return []edit{{at, at, "entries:" + eol + hand{indent: 4, eol: eol}.entry(want) + eol}}, nil
	}
	null := p.list.Kind == yaml.ScalarNode && p.list.Tag == "!!null"
	switch {
	case len(p.list.Content) == 0 && (null || p.list.Kind == yaml.SequenceNode):
		key := keyOf(p.root, p.list)
		start, err := p.afterKey(key)
		if err != nil {
			return nil, err
		}
		_, end, err := p.valueExtent(p.root, p.list)
		if p.root.Style&yaml.FlowStyle != 0 {
			return []edit{{start, end, " [" + hand{flow: true, quoted: true}.entry(want) + "]"}}, err
		}
		return []edit{p.rewrite(start, end, eol+hand{indent: 4, eol: eol}.entry(want), eol)}, err
	case p.list.Kind != yaml.SequenceNode || p.list.Anchor != "":
		return nil, errAnchor
	}
	_, end, err := p.extent(p.list.Content[len(p.list.Content)-1])
	if err != nil {
		return nil, err
	}
	if p.list.Style&yaml.FlowStyle != 0 {
		return []edit{{end, end, ", " + hand{flow: true, quoted: true}.entry(want)}}, nil
	}
	at := p.lineEnd(end)
	return []edit{{at, at, p.gap(eol) + hand{indent: p.list.Column + 1, eol: eol}.entry(want)}}, nil
}

// gap is the line break before a new entry, and a blank line if one stands before the last entry.
func (p *page) gap(eol string) string {
	last := p.list.Content[len(p.list.Content)-1]
	above := p.lineStart(p.offset(last))
	if above > 0 && len(p.list.Content) > 1 {
		line := p.lineStart(above - 1)
		if len(bytes.TrimSpace(p.f.data[line:above])) == 0 {
			return eol + eol
		}
	}
	return eol
}
