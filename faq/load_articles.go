package faq

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// A parsedArticle is one article as its format's parser sees it.
type parsedArticle struct {
	Front     []byte // YAML front matter without its --- lines, or nil
	FrontLine int    // the line of the file that Front starts on, counted from 1
	Title     string
	Sections  []parsedPart
}

// A parsedPart is a section of an article or a piece of one, in document order.
type parsedPart struct {
	ID        string // slug, slug/p1, slug/li2 or slug/row-x
	Part      Part
	Heading   []string // from the title to the nearest heading
	Text      string
	Pos       Pos
	Flattened bool // a table that lost its cells: never served
}

// articleExts are the formats of articles.
var articleExts = []string{".md", ".html", ".txt"}

// loadArticles reads articles/*.{md,html,txt}, each with its metadata in a front matter or in a sidecar NAME.yaml.
func (l *loader) loadArticles() {
	sidecars := map[string]string{} // path without extension -> sidecar
	var articles []string
	for _, name := range l.list("articles", append(slices.Clone(articleExts), yamlExts...)...) {
		if ext := path.Ext(name); slices.Contains(yamlExts, ext) {
			sidecars[strings.TrimSuffix(name, ext)] = name
		} else {
			articles = append(articles, name)
		}
	}
	for _, name := range articles {
		stem := strings.TrimSuffix(name, path.Ext(name))
		l.loadArticle(name, sidecars[stem])
		delete(sidecars, stem)
	}
	for stem, name := range sidecars {
		l.warnf(Pos{Path: name}, "unread-file", "has no article beside it; add %s.md or delete it", path.Base(stem))
	}
}

// loadArticle checks one article and adds its passages, unless it has no ID of its own.
func (l *loader) loadArticle(name, sidecar string) {
	f := l.open(name)
	if f == nil {
		return
	}
	parsed, probs := parseArticle(name, f.data)
	l.probs = append(l.probs, probs...)
	w := &writtenArticle{parsedArticle: parsed, f: f, item: &item{l: l, f: f}}
	if !w.readMeta(sidecar) {
		return
	}
	named := w.item.claimID()
	w.item.meta(&w.Meta, Tokens(cmp.Or(w.Article.Title, parsed.Title)))
	hash := w.hash()
	unsound := w.item.review(&w.Article.Meta, hash)
	if l.opts.Advise {
		w.item.oldSources(w.Sources)
	}
	for i, part := range parsed.Sections {
		p := w.passage(part)
		p.Unsound = unsound
		cut := i+1 < len(parsed.Sections) && strings.HasPrefix(parsed.Sections[i+1].ID, part.ID+"/")
		w.check(p, part, cut)
		if named {
			l.add(p)
		}
	}
	if named && w.item.node != nil {
		s := signable{kind: signArticle, path: name, author: w.Author, subjects: w.Subjects, hash: hash}
		s.refuse = w.item.unsignable(becauseOf(w.Review.Status))
		if sidecar != "" {
			s.path, s.text = sidecar, name
		}
		l.c.signable[w.Article.ID] = s
	}
}

// A writtenArticle is an article while it is loaded.
type writtenArticle struct {
	parsedArticle
	Article
	f       *file
	item    *item
	earlier []string // subjects of the nearest earlier heading that names a medicine
}

// readMeta decodes the front matter or sidecar, and reports whether the article can be used.
func (w *writtenArticle) readMeta(sidecar string) bool {
	l, meta, where := w.item.l, w.f, (*yaml.Node)(nil)
	switch {
	case w.Front != nil && sidecar != "":
		l.errorf(Pos{Path: sidecar}, "duplicate-file", "stands beside %s, which has a front matter; keep one of them", w.f.path)
		return false
	case w.Front != nil:
		meta = newFile(w.f.path, w.Front)
		meta.line = w.FrontLine - 1
		var probs Problems
		where, probs = meta.parse()
		l.probs = append(l.probs, probs...)
	case sidecar != "":
		meta, where = l.read(sidecar)
	}
	if where == nil && (w.Front != nil || sidecar != "") {
		return false
	}
	if where != nil {
		l.probs = append(l.probs, l.dec.decode(meta, where, &w.Article)...)
	}
	w.Article.ID = cmp.Or(w.Article.ID, idOf(w.f.path))
	w.Article.Pos = Pos{Path: w.f.path, Line: 1}
	w.item = l.newItem(meta, where, w.Article.ID, &w.Article.Meta)
	return true
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// idOf makes an article's ID from its file's name.
func idOf(name string) string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	id := strings.Trim(notInID.ReplaceAllString(strings.ToLower(stem), "-"), "-")
	return strings.Trim(id[:min(len(id), 48)], "-")
}

// hash is what a reviewer of the article signs.
func (w *writtenArticle) hash() string {
	body := w.f.data
	if w.Front != nil {
		_, _, body = frontMatter(w.f.data)
	}
	return articleHash(body, w.item.node, w.item.l.c.subjectsOf(w.Subjects))
}

// passage resolves one part of the article.
func (w *writtenArticle) passage(part parsedPart) *Passage {
	id := w.Article.ID
	p := &Passage{
		ID:      id + "#" + part.ID,
		Part:    part.Part,
		Parent:  id,
		Text:    part.Text,
		Heading: part.Heading,
		Meta:    w.Meta,
		Pos:     part.Pos,
	}
	if section, _, inside := strings.Cut(part.ID, "/"); inside {
		p.Section = id + "#" + section
	}
	words := Tokens(p.Text)
	if part.Part == Section {
		w.item.unlisted(p, words, func(string, int) Pos { return p.Pos })
	}
	heading := part.Heading[max(0, len(part.Heading)-1):]
	if len(heading) > 0 && strings.HasSuffix(strings.TrimSpace(heading[0]), "?") {
		p.Questions = heading
	}
	w.scope(p, words)
	p.Concepts = nil
	w.item.l.infer(p, heading, words)
	if len(p.Concepts) == 0 {
		p.Concepts = w.Meta.Concepts
	}
	return p
}

// check reports what only a passage shows, once for a section and the parts it was cut into. A section that is too
// long is nothing to report if its parts can be served.
func (w *writtenArticle) check(p *Passage, part parsedPart, cut bool) {
	if p.Part == Section {
		w.item.text(p.Text, func(string, int) Pos { return p.Pos })
	}
	size := w.item.l.c.ReplySize(p)
	switch {
	case p.Review.Status == Withdrawn:
		p.Withheld = becauseWithdrawn
	case part.Flattened:
		p.Withheld = "it is a table whose columns cannot be told apart"
	case size > maxMessage:
		p.Withheld = becauseTooLong
		if !cut {
			w.item.warnf(p.Pos, "too-long", tooLongMsg, size, maxMessage)
		}
	}
}

// frontMatter splits a Markdown file into the --- line that opens its front matter, the YAML, and what follows the
// line that closes it. Without front matter all is in rest.
func frontMatter(data []byte) (opening, front, rest []byte) {
	f := newFile("", data)
	at := f.offset(1, 1)
	if fence(data, at) != "---" {
		return nil, nil, data
	}
	start := f.nextLine(at)
	for line := start; line < len(data); line = f.nextLine(line) {
		if s := fence(data, line); s == "---" || s == "..." {
			return data[:start], data[start:line], data[f.nextLine(line):]
		}
	}
	return nil, nil, data
}

// fence returns the line at an offset without the white space at its end.
func fence(data []byte, at int) string {
	line := data[at:]
	if i := strings.IndexAny(string(line[:min(len(line), 80)]), "\r\n"); i >= 0 {
		line = line[:i]
	}
	return strings.TrimRight(string(line), " \t")
}
