package faq

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A signature is written by changing the text of the file at the places that the parsed nodes name, because writing
// the nodes back would change indentation, quotes, comments and line breaks everywhere else.

// An edit replaces bytes [start, end) of the YAML.
type edit struct {
	start, end int
	text       string
}

// A reviewField is one field of a review to be written.
type reviewField struct{ name, value string }

func reviewFields(sig Signature, hash string) []reviewField {
	return []reviewField{
		{"status", string(Reviewed)}, {"reviewer", sig.Reviewer}, {"date", sig.Date}, {"due", sig.Due}, {"hash", hash},
	}
}

// signed returns the file with the review written.
func (site *reviewSite) signed(sig Signature, hash string) ([]byte, error) {
	edits, err := site.edits(reviewFields(sig, hash))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	out := bytes.Clone(site.data[:site.start])
	at := 0
	for _, e := range edits {
		out = append(append(out, site.f.data[at:e.start]...), e.text...)
		at = e.end
	}
	out = append(out, site.f.data[at:]...)
	return append(out, site.data[site.start+len(site.f.data):]...), nil
}

var errShape = errors.New("its review is written in a way that cannot be changed in place; write it as \"review: {status: draft}\"")

func (site *reviewSite) edits(fields []reviewField) ([]edit, error) {
	review := child(site.owner, site.key)
	text := flowText(fields, isJSON(site.owner))
	if site.wrap {
		text = "{" + scalarText(site.locale, isJSON(site.owner)) + ": " + text + "}"
	}
	switch {
	case review == nil:
		return site.insert(text)
	case review.Anchor != "" || review.Kind == yaml.AliasNode:
		return nil, errShape
	case review.Kind == yaml.MappingNode && len(review.Content) > 0:
		return site.update(review, fields)
	}
	return site.fill(review, text)
}

// fill replaces a review that is there and empty.
func (site *reviewSite) fill(review *yaml.Node, text string) ([]edit, error) {
	if review.Kind == yaml.MappingNode {
		start := site.offset(review)
		inside, ok := bytes.CutPrefix(site.f.data[start:], []byte("{"))
		size := bytes.IndexByte(inside, '}')
		if !ok || size < 0 || len(bytes.TrimSpace(inside[:size])) > 0 {
			return nil, errShape
		}
		return []edit{{start, start + size + 2, text}}, nil
	}
	if review.Tag != "!!null" {
		return nil, errShape
	}
	if review.Value == "" {
		at, err := site.afterColon(keyOf(site.owner, review))
		return []edit{{at, at, " " + text}}, err
	}
	start, end, err := site.span(review)
	return []edit{{start, end, text}}, err
}

// update changes the fields that a review has and adds those it lacks after its last one.
func (site *reviewSite) update(review *yaml.Node, fields []reviewField) ([]edit, error) {
	var edits []edit
	var added strings.Builder
	lastKey, last := review.Content[len(review.Content)-2], review.Content[len(review.Content)-1]
	for _, fl := range fields {
		v := child(review, fl.name)
		if v == nil {
			added.WriteString(site.separator(review, lastKey) + scalarText(fl.name, isJSON(review)) + ": " + scalarText(fl.value, isJSON(review)))
			continue
		}
		e, err := site.set(review, v, fl.value)
		if err != nil {
			return nil, err
		}
		edits = append(edits, e)
	}
	if added.Len() == 0 {
		return edits, nil
	}
	_, at, err := site.place(review, last)
	if err == nil && review.Style&yaml.FlowStyle == 0 {
		at = site.lineEnd(at)
	}
	return append(edits, edit{at, at, added.String()}), err
}

// set changes the value of one field.
func (site *reviewSite) set(review, v *yaml.Node, value string) (edit, error) {
	start, end, err := site.place(review, v)
	if err != nil {
		return edit{}, err
	}
	quoted := v.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
	text := scalarText(value, quoted || isJSON(review))
	if v.Tag == "!!null" && v.Value == "" {
		text = " " + text
	}
	return edit{start, end, text}, nil
}

// place returns the span of a field's value; that of a value left out is behind its colon.
func (site *reviewSite) place(owner, v *yaml.Node) (start, end int, err error) {
	if v.Kind == yaml.ScalarNode && v.Tag == "!!null" && v.Value == "" {
		at, err := site.afterColon(keyOf(owner, v))
		return at, at, err
	}
	return site.span(v)
}

// insert adds a review that is not there: on a line below the author's or owner's, else before the second field.
func (site *reviewSite) insert(text string) ([]edit, error) {
	field := scalarText(site.key, isJSON(site.owner)) + ": " + text
	flow := site.owner.Style&yaml.FlowStyle != 0
	for _, name := range []string{"owner", "author"} {
		v := child(site.owner, name)
		if v == nil || flow {
			continue
		}
		if _, end, err := site.span(v); err == nil {
			at := site.lineEnd(end)
			return []edit{{at, at, site.separator(site.owner, site.owner.Content[0]) + field}}, nil
		}
	}
	if len(site.owner.Content) == 0 {
		return nil, errShape
	}
	key := site.owner.Content[min(2, len(site.owner.Content)-2)]
	if key.Kind != yaml.ScalarNode || key.Anchor != "" {
		return nil, errShape
	}
	at := site.offset(key)
	after := site.separator(site.owner, key)
	return []edit{{at, at, field + after}}, nil
}

// separator is what stands between two fields of a mapping: a line break and the indentation, in a flow mapping a
// comma too, and there a space alone if the key does not begin its line.
func (site *reviewSite) separator(owner, key *yaml.Node) string {
	line := site.f.offset(key.Line, 1)
	before := site.f.data[line:site.offset(key)]
	if owner.Style&yaml.FlowStyle == 0 {
		return site.lineBreak(line) + strings.Repeat(" ", key.Column-1)
	}
	if len(bytes.TrimLeft(before, " \t")) > 0 {
		return ", "
	}
	return "," + site.lineBreak(line) + string(before)
}

// lineBreak is how the line at an offset ends, or the first line if it does not.
func (site *reviewSite) lineBreak(at int) string {
	for _, from := range []int{at, 0} {
		if i := bytes.IndexByte(site.f.data[from:], '\n'); i >= 0 {
			if i > 0 && site.f.data[from+i-1] == '\r' {
				return "\r\n"
			}
			return "\n"
		}
	}
	return "\n"
}

// lineEnd returns the offset where the line that holds an offset ends, before its line break.
func (site *reviewSite) lineEnd(at int) int {
	rest := site.f.data[at:]
	if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
		return at + i
	}
	return len(site.f.data)
}

func (site *reviewSite) offset(n *yaml.Node) int { return site.f.offset(n.Line, n.Column) }

// afterColon returns the offset behind a key's colon.
func (site *reviewSite) afterColon(key *yaml.Node) (int, error) {
	_, end, err := site.span(key)
	if err != nil {
		return 0, err
	}
	rest := bytes.TrimLeft(site.f.data[end:], " ")
	if !bytes.HasPrefix(rest, []byte(":")) {
		return 0, errShape
	}
	return len(site.f.data) - len(rest) + 1, nil
}

// span returns where a scalar that stands on one line begins and ends, its quotes included.
func (site *reviewSite) span(n *yaml.Node) (start, end int, err error) {
	if n.Kind != yaml.ScalarNode || n.Anchor != "" {
		return 0, 0, errShape
	}
	start = site.offset(n)
	rest := site.f.data[start:site.lineEnd(start)]
	quoted := quotedPattern.Find(rest)
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && quoted != nil:
		return start, start + len(quoted), nil
	case n.Style == 0 && n.Value != "" && bytes.HasPrefix(rest, []byte(n.Value)):
		return start, start + len(n.Value), nil
	}
	return 0, 0, errShape
}

// quotedPattern is a quoted scalar on one line.
var quotedPattern = regexp.MustCompile(`^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')`)

// keyOf returns the key of a value.
func keyOf(owner, value *yaml.Node) *yaml.Node {
	return owner.Content[slices.Index(owner.Content, value)-1]
}

// isJSON reports whether a mapping quotes its keys, as JSON does.
func isJSON(mapping *yaml.Node) bool {
	return len(mapping.Content) > 0 && mapping.Content[0].Style&yaml.DoubleQuotedStyle != 0
}

func flowText(fields []reviewField, quoted bool) string {
	list := make([]string, len(fields))
	for i, fl := range fields {
		list[i] = scalarText(fl.name, quoted) + ": " + scalarText(fl.value, quoted)
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// plainPattern is a text that no place in YAML reads otherwise than it stands, unless it is a word such as null.
var plainPattern = regexp.MustCompile(`^[\pL0-9][\pL\pN .'-]*$`)

// scalarText writes a text as a scalar, in double quotes where it is told to or must.
func scalarText(value string, quoted bool) string {
	var n yaml.Node
	if !quoted && plainPattern.MatchString(value) && yaml.Unmarshal([]byte(value), &n) == nil && len(n.Content) == 1 {
		if c := n.Content[0]; c.Kind == yaml.ScalarNode && c.Value == value && (c.Tag == "!!str" || c.Tag == "!!timestamp") {
			return value
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(fmt.Sprintf("faq: encode %q: %v", value, err)) // cannot happen: it is a text
	}
	return strings.TrimSuffix(b.String(), "\n")
}
