package importer

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unfold finds what opens on a click (a button and its panel, in the many ways pages build them) and question lists,
// and writes each as details with a summary, of which [faq.Cut] makes a heading with its text.
func (c *cleaner) unfold(doc *html.Node) {
	byID := map[string]*html.Node{}
	var nodes []*html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		nodes = append(nodes, n)
		if id := attr(n, "id"); id != "" && byID[id] == nil {
			byID[id] = n
		}
	}
	triggers := map[*html.Node]bool{}
	for _, n := range nodes {
		triggers[n] = c.size[n] <= 4*maxQuestion && isTrigger(n)
	}
	for _, n := range nodes {
		switch {
		case n.DataAtom == atom.Dl:
			foldTerms(n)
		case triggers[n]:
			trigger := n
			if n.Parent != nil && isHeading(n.Parent) {
				trigger = n.Parent
			}
			if panel := c.panelOf(n, trigger, byID, triggers); panel != nil && !within(panel, trigger) && !within(trigger, panel) && nodeText(trigger) != "" {
				fold(trigger, panel)
			}
		}
	}
}

// isTrigger reports what opens a panel: it says so to a screen reader or a script, or is called a question.
func isTrigger(n *html.Node) bool {
	if n.Parent == nil || n.DataAtom == atom.Summary || utf8.RuneCountInString(nodeText(n)) > maxQuestion {
		return false
	}
	if n.DataAtom == atom.Button || n.DataAtom == atom.A || strings.EqualFold(attr(n, "role"), "button") || strings.EqualFold(attr(n, "role"), "tab") {
		target := attr(n, "aria-controls") + attr(n, "data-target") + attr(n, "data-bs-target")
		folds := strings.Contains(attr(n, "data-toggle")+attr(n, "data-bs-toggle"), "collapse")
		if target != "" || folds || hasAttr(n, "aria-expanded") {
			return true
		}
	}
	if strings.EqualFold(attr(n, "itemprop"), "name") && strings.HasSuffix(attr(n.Parent, "itemtype"), "schema.org/Question") {
		return true
	}
	if hasBlocks(n) && n.DataAtom != atom.Dt {
		return false
	}
	named := false
	for _, w := range classWords(attr(n, "class")) {
		switch w {
		case "answer", "faqs", "list", "questions", "container", "wrapper":
			return false
		case "question", "accordion-title", "accordion-header", "accordion-button", "accordion-trigger", "accordion-toggle", "accordion-heading",
			"toggle-title", "faq-title", "faq-q", "collapsible", "accordion":
			named = true
		}
	}
	return named && n.DataAtom != atom.Ul && n.DataAtom != atom.Li
}

// panelOf finds what a trigger opens: what it names, or what stands behind it or behind what holds it alone.
func (c *cleaner) panelOf(n, trigger *html.Node, byID map[string]*html.Node, triggers map[*html.Node]bool) *html.Node {
	for _, key := range []string{"aria-controls", "data-target", "data-bs-target", "href"} {
		id, local := strings.CutPrefix(attr(n, key), "#")
		if p := byID[id]; p != nil && (local || key == "aria-controls") {
			return p
		}
	}
	for at := trigger; at != nil && at.Parent != nil; at = at.Parent {
		if next := nextElement(at); next != nil {
			switch next.DataAtom {
			case atom.Div, atom.Section, atom.P, atom.Ul, atom.Dd, atom.Span, atom.Article:
				if !triggers[next] && !opens(next, triggers) {
					return next
				}
			}
			return nil
		}
		if c.size[at.Parent] != c.size[trigger] {
			return nil
		}
	}
	return nil
}

// opens reports an element that holds a trigger: it is the next item and no panel.
func opens(n *html.Node, triggers map[*html.Node]bool) bool {
	for d := range n.Descendants() {
		if triggers[d] {
			return true
		}
	}
	return false
}

func nextElement(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil; n = n.NextSibling {
		if n.Type == html.ElementNode || n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			return n
		}
	}
	return nil
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// fold puts a details element in the panel's place: the trigger's text is its summary.
func fold(trigger, panel *html.Node) {
	details, summary := element(atom.Details), element(atom.Summary)
	panel.Parent.InsertBefore(details, panel)
	panel.Parent.RemoveChild(panel)
	trigger.Parent.RemoveChild(trigger)
	details.AppendChild(summary)
	moveChildren(summary, trigger)
	details.AppendChild(panel)
	for d := range summary.Descendants() {
		if d.DataAtom == atom.Button || isHeading(d) {
			rename(d, atom.Span)
		}
	}
	panel.Attr = nil
	if panel.DataAtom == atom.Dd {
		rename(panel, atom.Div)
	}
}

// foldTerms folds a definition list whose terms are questions.
func foldTerms(dl *html.Node) {
	terms, asked := 0, 0
	for n := range dl.Descendants() {
		if n.DataAtom == atom.Dt {
			terms++
			if isQuestion(nodeText(n)) {
				asked++
			}
		}
	}
	if terms == 0 || asked*2 < terms {
		return
	}
	rename(dl, atom.Div)
	var open *html.Node
	for n := dl.FirstChild; n != nil; {
		next := n.NextSibling
		switch n.DataAtom {
		case atom.Dt:
			open = element(atom.Details)
			dl.InsertBefore(open, n)
			dl.RemoveChild(n)
			rename(n, atom.Summary)
			open.AppendChild(n)
		case atom.Dd:
			rename(n, atom.Div)
			if open != nil {
				dl.RemoveChild(n)
				open.AppendChild(n)
			}
		}
		n = next
	}
}

func element(a atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
}

func moveChildren(to, from *html.Node) {
	for n := from.FirstChild; n != nil; n = from.FirstChild {
		from.RemoveChild(n)
		to.AppendChild(n)
	}
}
