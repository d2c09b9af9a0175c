package faq

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDataDepth bounds how deep questions are looked for in a page's structured data.
const maxDataDepth = 32

// pageQuestions reads the questions and answers of a page's FAQPage data. Those that the page also has as a
// heading are left out: there the text itself counts.
func (r *htmlReader) pageQuestions(doc *html.Node) []block {
	seen := map[string]bool{}
	headingSlugs(r.blocks, seen)
	var blocks []block
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || !strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") {
			continue
		}
		r.at(n)
		var data any
		if err := json.Unmarshal([]byte(textOf(n)), &data); err != nil {
			r.probs = append(r.probs, articleProblem(r.name, r.line, Warning, "structured-data",
				"is not JSON: %v; its questions are left out; correct or remove it", err))
			continue
		}
		for _, q := range findQuestions(nil, data, false, 0) {
			if b, ok := r.question(q); ok && !seen[slug(b.text, "")] {
				seen[slug(b.text, "")] = true
				blocks = append(blocks, b)
			}
		}
	}
	return blocks
}

func headingSlugs(blocks []block, seen map[string]bool) {
	for _, b := range blocks {
		if b.kind == headingBlock || b.kind == foldBlock {
			seen[slug(b.text, "")] = true
		}
		headingSlugs(b.inner, seen)
	}
}

// A pageQuestion is one question of a page's FAQPage data; both texts may hold HTML.
type pageQuestion struct{ name, answer string }

// findQuestions looks for Question objects under FAQPage objects.
func findQuestions(found []pageQuestion, data any, inPage bool, depth int) []pageQuestion {
	if depth > maxDataDepth {
		return found
	}
	switch data := data.(type) {
	case []any:
		for _, v := range data {
			found = findQuestions(found, v, inPage, depth+1)
		}
	case map[string]any:
		if hasType(data, "Question") && inPage {
			answer := first(data["acceptedAnswer"])
			name, _ := data["name"].(string)
			text, _ := answer["text"].(string)
			return append(found, pageQuestion{name, text})
		}
		inPage = inPage || hasType(data, "FAQPage")
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart"} {
			found = findQuestions(found, data[key], inPage, depth+1)
		}
	}
	return found
}

func hasType(data map[string]any, name string) bool {
	switch t := data["@type"].(type) {
	case string:
		return strings.TrimPrefix(strings.TrimPrefix(t, "https://schema.org/"), "http://schema.org/") == name
	case []any:
		for _, v := range t {
			if v == name {
				return true
			}
		}
	}
	return false
}

// first is an object, or the first object of a list.
func first(data any) map[string]any {
	if list, ok := data.([]any); ok && len(list) > 0 {
		data = list[0]
	}
	object, _ := data.(map[string]any)
	return object
}

// question reads the HTML of one question and its answer, and reports whether both have a text.
func (r *htmlReader) question(q pageQuestion) (block, bool) {
	line := r.line
	fragment := func(s string) *html.Node {
		doc, err := html.Parse(strings.NewReader(s))
		if err != nil {
			r.probs = append(r.probs, articleProblem(r.name, line, Warning, "structured-data",
				"the question %q cannot be read as HTML: %v; it is left out", q.name, err))
			return &html.Node{Type: html.DocumentNode}
		}
		r.mark(doc)
		return doc
	}
	name, answer := r.plain(fragment(q.name)), r.nested(fragment(q.answer))
	return block{kind: foldBlock, text: name, inner: answer, line: line}, name != "" && len(answer) > 0
}
