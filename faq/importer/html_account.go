package importer

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// textLines are the texts of a page, line by line as a reader sees them, before anything is taken out.
func textLines(doc *html.Node) [][]*html.Node {
	var lines [][]*html.Node
	var line []*html.Node
	flush := func() {
		if len(line) > 0 {
			lines = append(lines, line)
			line = nil
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			line = append(line, n)
			return
		case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Head, n.DataAtom == atom.Template:
			return
		}
		if breaks(n) {
			flush()
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
		if breaks(n) {
			flush()
		}
	}
	walk(doc)
	flush()
	return lines
}

// account returns the sentences of a page. A line of which a part was taken out falls into pieces.
func (c *cleaner) account(lines [][]*html.Node) []Sentence {
	var all []Sentence
	for _, line := range lines {
		var b strings.Builder
		for i, n := range line {
			b.WriteString(n.Data)
			if why := c.gone[n]; i+1 == len(line) || c.gone[line[i+1]] != why {
				for _, s := range sentences(strings.Join(strings.Fields(b.String()), " ")) {
					all = append(all, Sentence{Text: s, Why: why})
				}
				b.Reset()
			}
		}
	}
	return all
}

// isoDate is a date at the start of what pages write as one.
var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}`)

// about reads what a page says of itself: title, address, publisher, date and language.
func (x *extraction) about(doc *html.Node) {
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			x.locale = cmp.Or(x.locale, attr(n, "lang"))
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				x.source.URL = attr(n, "href")
			}
		case atom.Title:
			if n.Namespace == "" {
				x.source.Title = cmp.Or(x.source.Title, nodeText(n))
			}
		case atom.Meta:
			x.metaTag(strings.ToLower(cmp.Or(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"))), strings.TrimSpace(attr(n, "content")))
		case atom.Time:
			x.source.Date = cmp.Or(x.source.Date, dateOf(attr(n, "datetime")))
		}
	}
}

func (x *extraction) metaTag(name, content string) {
	switch name {
	case "og:url":
		x.source.URL = cmp.Or(x.source.URL, content)
	case "og:site_name", "dc.publisher", "citation_publisher":
		x.source.Publisher = cmp.Or(x.source.Publisher, content)
	case "article:modified_time", "datemodified", "last-modified", "dcterms.modified":
		x.source.Date = cmp.Or(dateOf(content), x.source.Date)
	case "article:published_time", "datepublished", "date", "dc.date", "dcterms.issued":
		x.source.Date = cmp.Or(x.source.Date, dateOf(content))
	}
}

// dateOf is the day of a time as pages write it for programs, "" if it is none.
func dateOf(s string) string {
	s = isoDate.FindString(strings.TrimSpace(s))
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

// safeURL returns an address that [faq.Load] takes, "" if it is none.
func safeURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || strings.ContainsAny(raw, " \t\n<>()|\\\"`") || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	return raw
}
