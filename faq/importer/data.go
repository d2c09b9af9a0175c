package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"patientfaq/faq"
)

// maxDataDepth bounds how deep questions are looked for in structured data.
const maxDataDepth = 32

// readData reads a file of FAQPage data.
func readData(_, text string) (extraction, error) {
	x := extraction{}
	asked, err := x.questions(text)
	if err != nil {
		return x, fmt.Errorf("is not JSON: %w", err)
	}
	for _, q := range asked {
		x.pieces = append(x.pieces, q)
		for _, s := range sentences(q.question + "\n\n" + q.answer) {
			x.sentences = append(x.sentences, Sentence{Text: plain(s)})
		}
	}
	if len(asked) == 0 {
		return x, fmt.Errorf("has no schema.org FAQPage with questions")
	}
	x.title = cmp.Or(x.title, "Questions and answers")
	return x, nil
}

// data takes the FAQPage data out of a page and returns its questions.
func (c *cleaner) data(doc *html.Node) []piece {
	var asked []piece
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || !strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") || n.FirstChild == nil {
			continue
		}
		found, err := c.x.questions(n.FirstChild.Data)
		if err != nil {
			c.x.remarks = append(c.x.remarks, "its structured data is no JSON and was passed over")
		}
		asked = append(asked, found...)
	}
	return asked
}

// questions reads the questions of structured data, and what it says of the page.
func (x *extraction) questions(text string) ([]piece, error) {
	var data any
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		return nil, err
	}
	r := dataReader{x: x}
	r.read(data, false, 0)
	return r.asked, nil
}

// dataReader looks for questions in structured data.
type dataReader struct {
	x     *extraction
	asked []piece
}

func (r *dataReader) read(data any, inPage bool, depth int) {
	if depth > maxDataDepth {
		return
	}
	switch data := data.(type) {
	case []any:
		for _, v := range data {
			r.read(v, inPage, depth+1)
		}
	case map[string]any:
		if isType(data, "Question") && inPage {
			r.question(data)
			return
		}
		if isType(data, "FAQPage") || isType(data, "QAPage") {
			inPage = true
			r.page(data)
		}
		if isType(data, "Article") || isType(data, "MedicalWebPage") || isType(data, "WebPage") {
			r.page(data)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart"} {
			r.read(data[key], inPage, depth+1)
		}
	}
}

// page notes what the data says of its page.
func (r *dataReader) page(data map[string]any) {
	s := &r.x.source
	r.x.title = cmp.Or(r.x.title, line(data["name"]))
	r.x.locale = cmp.Or(r.x.locale, line(data["inLanguage"]))
	s.Title = cmp.Or(s.Title, line(data["name"]), line(data["headline"]))
	s.URL = cmp.Or(s.URL, line(data["url"]))
	s.Date = cmp.Or(dateOf(line(data["dateModified"])), s.Date, dateOf(line(data["datePublished"])))
	if publisher, ok := data["publisher"].(map[string]any); ok {
		s.Publisher = cmp.Or(s.Publisher, line(publisher["name"]))
	}
}

func (r *dataReader) question(data map[string]any) {
	var answer map[string]any
	for _, key := range []string{"acceptedAnswer", "suggestedAnswer"} {
		list, _ := data[key].([]any)
		if len(list) == 0 {
			list = []any{data[key]}
		}
		if answer == nil {
			answer, _ = list[0].(map[string]any)
		}
	}
	text, _ := answer["text"].(string)
	q := piece{question: plain(fragment(line(data["name"]))), answer: fragment(text)}
	q.heading = []string{cmp.Or(q.question, "Question")}
	if q.question != "" || q.answer != "" {
		r.asked = append(r.asked, q)
	}
}

func isType(data map[string]any, name string) bool {
	types, ok := data["@type"].([]any)
	if !ok {
		types = []any{data["@type"]}
	}
	for _, t := range types {
		if s := line(t); strings.TrimPrefix(strings.TrimPrefix(s, "https://schema.org/"), "http://schema.org/") == name {
			return true
		}
	}
	return false
}

// line is a JSON string as one line, "" for anything else.
func line(v any) string {
	s, _ := v.(string)
	return strings.Join(strings.Fields(cleanText(s)), " ")
}

// fragment is a piece of HTML as Markdown.
func fragment(markup string) string {
	markup = cleanText(markup)
	if !strings.ContainsAny(markup, "<&") {
		return strings.TrimSpace(markup)
	}
	cut, probs := faq.Cut("fragment.html", []byte("<div>"+markup+"</div>"))
	if probs.Err() != nil {
		return strings.TrimSpace(bareText(markup))
	}
	var parts []string
	for _, s := range cut.Sections {
		if len(s.Heading) > 1 || s.Heading[0] != "Fragment" {
			parts = append(parts, "**"+s.Heading[len(s.Heading)-1]+"**")
		}
		parts = append(parts, s.Text)
	}
	return strings.Join(parts, "\n\n")
}
