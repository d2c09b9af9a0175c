package importer

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A cleaner takes the furniture out of a page, and leaves a plainer page that [faq.Cut] reads.
type cleaner struct {
	x          *extraction
	words      map[string]string // of classes -> why they are furniture
	size       map[*html.Node]int
	titled     map[*html.Node]bool   // holds a main heading
	gone       map[*html.Node]string // text node -> why it was taken out
	controlled map[string]bool       // IDs that a button or a link shows and hides
	total      int
}

// readHTML reads a page: its text, and the questions of its FAQPage data that its text does not have.
func readHTML(name, text string) (extraction, error) {
	x := extraction{}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil || strings.Count(text, "<") > maxTags {
		return readBare(name, text), nil
	}
	x.about(doc)
	c := &cleaner{
		x: &x, words: whyByWord(), size: map[*html.Node]int{}, titled: map[*html.Node]bool{},
		gone: map[*html.Node]string{}, controlled: map[string]bool{},
	}
	c.total = c.measure(doc)
	lines := textLines(doc)
	asked := c.data(doc)
	c.unfold(doc)
	c.clean(doc, false)
	x.sentences = c.account(lines)
	var page bytes.Buffer
	if err := html.Render(&page, doc); err != nil {
		return x, err
	}
	x.take(cutArticle(name, ".html", page.String(), &x))
	x.addData(asked)
	return x, nil
}

// maxTags is how many tags a page may have to be understood as one.
const maxTags = 100_000

// readBare reads markup that is nested more deeply, or has more tags, than any page: its text alone.
func readBare(name, source string) extraction {
	x := extraction{title: stem(name), remarks: []string{structureLost}}
	body := strings.TrimSpace(bareText(source))
	for _, s := range sentences(body) {
		x.sentences = append(x.sentences, Sentence{Text: s})
	}
	if squash(body) != "" {
		x.pieces = []piece{{heading: []string{x.title}, answer: body}}
	}
	return x
}

// bareText is the text of markup that cannot be parsed: what stands between its tags.
func bareText(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	skip := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) == "script" || string(name) == "style" {
				skip = string(name)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) == skip {
				skip = ""
			}
			b.WriteString("\n\n")
		case html.TextToken:
			if skip == "" {
				b.Write(z.Text())
			}
		}
	}
}

// measure counts the characters that an element holds, and notes where main headings are and what buttons open.
func (c *cleaner) measure(n *html.Node) int {
	size := 0
	if n.Type == html.TextNode {
		size = len(strings.TrimSpace(n.Data))
	}
	for child := range n.ChildNodes() {
		if child.DataAtom == atom.Script || child.DataAtom == atom.Style || child.DataAtom == atom.Head {
			continue
		}
		size += c.measure(child)
		c.titled[n] = c.titled[n] || c.titled[child]
	}
	c.titled[n] = c.titled[n] || n.DataAtom == atom.H1
	c.size[n] = size
	for _, key := range []string{"aria-controls", "data-target", "data-bs-target"} {
		for id := range strings.FieldsSeq(attr(n, key)) {
			c.controlled[strings.TrimPrefix(id, "#")] = true
		}
	}
	return size
}

// clean takes furniture out of an element, and makes what is left plain: text that is folded away is shown, and what a
// reader of the page would pass over by its name gets another.
func (c *cleaner) clean(n *html.Node, inText bool) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch why, below := c.why(child, inText), c.headingWhy(child); {
		case why != "":
			c.drop(child, why)
		case below != "":
			next = c.dropBelow(child, below)
		default:
			c.clean(child, inText || child.DataAtom == atom.Main || child.DataAtom == atom.Article)
			c.plainer(child)
			if why := c.lineWhy(child); why != "" {
				c.drop(child, why)
			}
		}
		child = next
	}
}

// headingWhy says why what stands below a heading is furniture, "" for another heading and for what is none.
func (c *cleaner) headingWhy(n *html.Node) string {
	if !isHeading(n) || n.DataAtom == atom.H1 {
		return ""
	}
	return headingReason(nodeText(n))
}

// dropBelow takes out a heading and what stands below it in the same element, and returns what comes then.
func (c *cleaner) dropBelow(heading *html.Node, why string) *html.Node {
	n := heading.NextSibling
	for n != nil && (!isHeading(n) || n.Data > heading.Data) && !c.titled[n] {
		next := n.NextSibling
		c.drop(n, why)
		n = next
	}
	c.drop(heading, why)
	return n
}

// drop takes an element out, and notes why for each of its texts that is still there.
func (c *cleaner) drop(n *html.Node, why string) {
	for t := range n.Descendants() {
		if t.Type == html.TextNode {
			c.gone[t] = why
		}
	}
	if n.Type == html.TextNode {
		c.gone[n] = why
	}
	n.Parent.RemoveChild(n)
}

// plainer gives an element a name under which its text is read, and nothing that would hide it.
func (c *cleaner) plainer(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	var kept []html.Attribute
	for _, a := range n.Attr {
		switch a.Key {
		case "href", "src", "alt", "colspan", "rowspan", "start", "type":
			kept = append(kept, a)
		}
	}
	n.Attr = kept
	switch n.DataAtom {
	case atom.Header, atom.Footer, atom.Aside, atom.Form, atom.Nav, atom.Dialog:
		rename(n, atom.Div)
	case atom.Button, atom.Label:
		rename(n, atom.Span)
	}
}

func rename(n *html.Node, a atom.Atom) { n.DataAtom, n.Data = a, a.String() }

// lineWhy reports an element whose whole text is the line of furniture, or a list of links and nothing else.
func (c *cleaner) lineWhy(n *html.Node) string {
	if n.Type != html.ElementNode || c.size[n] > 4*maxFurniture {
		return ""
	}
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Span, atom.Li, atom.A, atom.Section, atom.Small, atom.Em, atom.Strong, atom.Time, atom.Figcaption, atom.Font, atom.Center:
		if hasBlocks(n) {
			return ""
		}
		return inBlock(n, lineReason(nodeText(n)))
	case atom.Ul, atom.Ol:
		return linkList(n)
	}
	return ""
}

// inBlock lets only lines of their own be furniture: a link in a sentence that says "Read more" belongs to it.
func inBlock(n *html.Node, why string) string {
	switch n.DataAtom {
	case atom.A, atom.Span, atom.Em, atom.Strong, atom.Small, atom.Time, atom.Font:
		for _, beside := range []*html.Node{n.PrevSibling, n.NextSibling} {
			if beside != nil && beside.Type == html.TextNode && strings.ContainsFunc(beside.Data, isLetter) {
				return ""
			}
		}
	}
	return why
}

// linkList reports a list of three links or more with no text beside them.
func linkList(n *html.Node) string {
	links, linked, local := 0, 0, 0
	for t := range n.Descendants() {
		if t.DataAtom == atom.A && attr(t, "href") != "" {
			links++
			linked += len(squash(nodeText(t)))
			if strings.HasPrefix(attr(t, "href"), "#") {
				local++
			}
		}
	}
	if links < 3 || linked*10 < len(squash(nodeText(n)))*9 || references.MatchString(headingAbove(n)) {
		return ""
	}
	if local == links {
		return "table of contents"
	}
	return "related links"
}

// headingAbove is the text of the heading right above an element.
func headingAbove(n *html.Node) string {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if isHeading(p) {
			return nodeText(p)
		}
	}
	return ""
}

// addData adds the questions of a page's FAQPage data. An answer that stands in the text without its question gives
// way to the one that has it, and a question that stands in the text too is there already.
func (x *extraction) addData(asked []piece) {
	known := map[string]bool{}
	for _, p := range x.pieces {
		known[squash(p.question)] = true
	}
	var answers strings.Builder
	var added []piece
	for _, q := range asked {
		if key := squash(q.question); !known[key] {
			known[key] = true
			added = append(added, q)
			answers.WriteString(squash(q.answer) + "|")
		}
	}
	var kept []piece
	for _, p := range x.pieces {
		if p.question != "" || !strings.Contains(answers.String(), squash(p.answer)) {
			kept = append(kept, p)
		}
	}
	x.pieces = append(kept, added...)
}
