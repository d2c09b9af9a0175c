package importer

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// why says why an element is furniture, "" if it is text or may hold some.
func (c *cleaner) why(n *html.Node, inText bool) string {
	switch n.Type {
	case html.ElementNode:
	case html.CommentNode:
		return "comment in the markup"
	default:
		return ""
	}
	if why := c.nameWhy(n, inText); why != "" {
		return why
	}
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Main, atom.Article, atom.H1, atom.Table, atom.Tbody, atom.Thead, atom.Tr, atom.Details, atom.Summary:
		return ""
	}
	if c.isMost(n) {
		return ""
	}
	if why := roleWhy(n); why != "" {
		return why
	}
	words := classWords(attr(n, "class") + " " + attr(n, "id"))
	for _, w := range words {
		if slices.Contains(keepWords, w) {
			return ""
		}
	}
	for _, w := range words {
		if why := c.words[w]; why != "" && !c.isMedical(n, why) {
			return why
		}
	}
	if c.isHidden(n, words) {
		return "hidden on the page"
	}
	return ""
}

// isMost reports an element that holds most of the page's text, or its title: whatever it is called, it is the page.
func (c *cleaner) isMost(n *html.Node) bool {
	return c.total > 0 && (c.size[n]*2 > c.total || c.titled[n] && c.size[n]*5 > c.total)
}

// isMedical keeps headings and long text from going by a class alone where the class can mean something else.
func (c *cleaner) isMedical(n *html.Node, why string) bool {
	switch why {
	case "table of contents", "navigation", "tags", "page tools", "feedback form", "pop-up", "author box":
		return isHeading(n) && !furnitureWords(nodeText(n))
	}
	return false
}

func furnitureWords(text string) bool { return headingReason(text) != "" || lineReason(text) != "" }

// nameWhy goes by what an element is called.
func (c *cleaner) nameWhy(n *html.Node, inText bool) string {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Embed, atom.Audio, atom.Video, atom.Canvas,
		atom.Svg, atom.Noembed, atom.Noframes, atom.Link, atom.Meta:
		return "no text of the page"
	case atom.Input, atom.Select, atom.Textarea, atom.Datalist, atom.Optgroup, atom.Option, atom.Progress:
		return "form"
	case atom.Nav:
		return "navigation"
	case atom.Button:
		if n.Parent != nil && isHeading(n.Parent) {
			return ""
		}
		return "button"
	case atom.Footer:
		if !c.isMost(n) {
			return "page footer"
		}
	case atom.Dialog:
		return "pop-up"
	case atom.Form:
		if !c.isMost(n) {
			return "form"
		}
	case atom.Header:
		if !inText && !c.titled[n] && !c.isMost(n) {
			return "page header"
		}
	case atom.Aside:
		if !inText && !c.isMost(n) {
			return "sidebar"
		}
	}
	return ""
}

// roles say what an element is to a screen reader.
func roleWhy(n *html.Node) string {
	switch strings.ToLower(attr(n, "role")) {
	case "navigation", "menu", "menubar":
		return "navigation"
	case "banner":
		return "page header"
	case "contentinfo":
		return "page footer"
	case "search":
		return "search form"
	case "dialog", "alertdialog":
		return "pop-up"
	case "complementary":
		return "sidebar"
	}
	return ""
}

// isHidden reports what the page does not show and no button of it brings out.
func (c *cleaner) isHidden(n *html.Node, words []string) bool {
	css := strings.ToLower(strings.Join(strings.Fields(attr(n, "style")), ""))
	hidden := hasAttr(n, "hidden") && !strings.EqualFold(attr(n, "hidden"), "until-found") ||
		strings.EqualFold(attr(n, "aria-hidden"), "true") || strings.Contains(css, "display:none") || strings.Contains(css, "visibility:hidden")
	if !hidden || c.controlled[attr(n, "id")] && attr(n, "id") != "" || strings.EqualFold(attr(n, "role"), "tabpanel") {
		return false
	}
	for _, w := range words {
		switch w {
		case "panel", "collapse", "collapsible", "accordion", "tab", "content", "body", "toggle", "expand", "details":
			return false
		}
	}
	return true
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// breaks reports an element that a line does not go across.
func breaks(n *html.Node) bool {
	if isHeading(n) {
		return true
	}
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Br, atom.Button, atom.Caption, atom.Dd, atom.Details, atom.Div,
		atom.Dl, atom.Dt, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.Header, atom.Hr, atom.Label, atom.Li, atom.Main, atom.Nav,
		atom.Ol, atom.Option, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead,
		atom.Tr, atom.Ul:
		return true
	}
	return false
}

func hasBlocks(n *html.Node) bool {
	for d := range n.Descendants() {
		if breaks(d) && d.DataAtom != atom.Br {
			return true
		}
	}
	return false
}

// nodeText is the text of an element on one line.
func nodeText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case breaks(d):
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
