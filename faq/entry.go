package faq

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// loadEntries reads entries/*.yaml, one file after the other so that only one is held in memory.
func (l *loader) loadEntries() {
	for _, name := range l.list("entries", yamlExts...) {
		entries, _ := l.fragments(name, "entries")
		for _, e := range entries {
			l.loadEntry(e.f, e.node)
		}
	}
}

// loadEntry checks one entry and adds its passage, unless it has no ID of its own.
func (l *loader) loadEntry(f *file, n *yaml.Node) {
	e := &Entry{Pos: f.pos(n)}
	l.probs = append(l.probs, l.dec.decode(f, n, e)...)
	if !isMapping(n) {
		return
	}
	it := l.newItem(f, n, e.ID, &e.Meta)
	named := it.claimID()
	p := &Passage{
		ID:        e.ID,
		Part:      WholeEntry,
		Parent:    e.ID,
		Text:      canonicalText(e.Answer),
		Questions: e.Questions,
		Not:       e.Not,
		Meta:      e.Meta,
		Pos:       e.Pos,
	}
	it.meta(&p.Meta, Tokens(e.question()))
	it.applies(&p.Meta)
	words := Tokens(p.Text)
	if e.Review.Status != Withdrawn {
		it.questions(e)
		it.answer(e)
		it.unlisted(p, words, func(piece string, n int) Pos { return it.in(piece, n, "answer") })
	}
	hash := entryHash(e, l.c.subjectsOf(p.Subjects))
	p.Unsound = it.review(&e.Meta, hash)
	l.infer(p, p.Questions, words)
	it.withhold(p)
	it.advise(p)
	if named {
		l.add(p)
		l.c.signable[p.ID] = signable{
			kind: signEntry, path: f.path, author: e.Author, subjects: p.Subjects, hash: hash, refuse: it.unsignable(p.Withheld),
		}
	}
}

// question is the entry's first question.
func (e *Entry) question() string {
	if len(e.Questions) == 0 {
		return ""
	}
	return e.Questions[0]
}

// newItem prepares the checks of an entry or article.
func (l *loader) newItem(f *file, n *yaml.Node, id string, m *Meta) *item {
	m.Review.Status = cmp.Or(m.Review.Status, Draft)
	m.Locale = cmp.Or(m.Locale, "en")
	it := &item{l: l, f: f, node: n, id: id, strict: Warning}
	if (m.Review.Status == Reviewed || m.Review.Status == Sample) && !l.opts.AllowUnreviewed {
		it.strict = Error
	}
	for _, s := range m.Silence {
		if s.Reason != "" {
			it.silenced = append(it.silenced, s.Rule)
		}
	}
	return it
}

// claimID reports whether the item has a legal ID that nothing else has.
func (it *item) claimID() bool {
	switch other, taken := it.l.ids[it.id]; {
	case it.id == "":
		if !it.has("id") {
			it.errorf(it.at(), "id", "has no id; add one such as \"id: baclofen-stopping\"")
		} else if n, _ := it.find("id"); n.Kind == yaml.ScalarNode && n.Value == "" {
			it.errorf(it.at("id"), "id", "the id is empty; write one such as baclofen-stopping")
		}
		return false
	case !idPattern.MatchString(it.id):
		it.errorf(it.at("id"), "id", "id %q may have only lower-case letters, digits and hyphens, at most 48 of them", it.id)
		return false
	case taken:
		it.errorf(it.at("id"), "duplicate-id", "id %s is taken at %s; choose another", it.id, other)
		return false
	}
	it.l.ids[it.id] = it.at("id")
	return true
}

// add puts a passage into the corpus.
func (l *loader) add(p *Passage) {
	l.c.passages = append(l.c.passages, p)
	l.c.byID[p.ID] = p
}

// questions checks that an entry asks something, and nothing that another entry of its language asks.
func (it *item) questions(e *Entry) {
	if len(e.Questions) == 0 {
		n, ok := it.find("questions")
		switch {
		case ok && n.Kind == yaml.SequenceNode && e.Review.Status == Draft && it.has("review"):
			it.strictf(it.at("questions"), "question", "has no question yet, which only a draft may lack; write one as patients ask it")
		case !ok || n.Tag == "!!null" || n.Kind == yaml.SequenceNode:
			it.errorf(it.at("questions"), "question", "has no question; add questions: [\"...\"] as patients ask it")
		}
		return
	}
	for i, q := range e.Questions {
		at := func() Pos { return it.at("questions", i) }
		key := strings.Join(Tokens(q), " ")
		if key == "" {
			if n, _ := it.find("questions", i); n.Kind == yaml.ScalarNode {
				it.errorf(at(), "question", "the question is empty; write it or remove it")
			}
			continue
		}
		it.pings(q, func(piece string, n int) Pos { return it.in(piece, n, "questions", i) })
		key = e.Locale + " " + key
		first, taken := it.l.questions[key]
		switch {
		case !taken:
			it.l.questions[key] = asked{it.id, at()}
		case first.id == it.id:
			it.warnf(at(), "duplicate-question", "the question stands twice in this entry; remove one")
		case it.l.opts.AllowUnreviewed:
			it.warnf(at(), "duplicate-question", "entry %s asks the same at %s; remove it from one", first.id, first.at)
		default:
			it.errorf(at(), "duplicate-question", "entry %s asks the same at %s; remove it from one", first.id, first.at)
		}
	}
}

// answer checks an entry's text.
func (it *item) answer(e *Entry) {
	switch {
	case !it.has("answer"):
		it.errorf(it.at(), "answer", "has no answer; add answer: | and the text, or answer: \"\" in a draft")
	case canonicalText(e.Answer) == "" && it.blank("answer") && e.Review.Status != Draft:
		it.strictf(it.at("answer"), "answer", "the answer is empty, which only a draft may have; write it or set status: draft")
	case canonicalText(e.Answer) == "":
		it.unfit = cmp.Or(it.unfit, "has no text")
	}
	it.text(e.Answer, func(piece string, n int) Pos { return it.in(piece, n, "answer") })
}

// maxInferred is how many words of a text are looked through for concepts: more than a message can hold.
const maxInferred = 1000

// infer fills in what the passage asks about: its concepts from its questions or heading where none are written,
// and those the words of its text speak of. Its subjects are known by then.
func (l *loader) infer(p *Passage, questions []string, words []string) {
	if len(p.Concepts) == 0 {
		for _, q := range questions {
			p.Concepts = union(p.Concepts, l.conceptsIn(p, Tokens(q)))
		}
	}
	p.Inferred = l.conceptsIn(p, words[:min(len(words), maxInferred)])
}

// conceptsIn returns the concepts that words speak of and that can be asked of the passage's subjects.
func (l *loader) conceptsIn(p *Passage, words []string) []string {
	var ids []string
	for _, m := range l.c.matcher.match(l.c.masked(words)) {
		if about := l.about[m.ID]; about == "" || len(p.Subjects) == 0 || l.hasKind(p.Subjects, about) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

func (l *loader) hasKind(ids []string, kind Kind) bool {
	return slices.ContainsFunc(l.c.subjectsOf(ids), func(s *Subject) bool { return s.Kind == kind })
}

// Reasons why a passage can never be served.
const (
	becauseWithdrawn = "it was withdrawn"
	becauseTooLong   = "it is too long for one message"
)

const tooLongMsg = "makes a reply of up to %d characters with its source and disclaimer, and Discord allows %d; shorten it or split it"

// becauseOf returns why a status alone keeps a text from ever being served, or "".
func becauseOf(s Status) string {
	if s == Withdrawn {
		return becauseWithdrawn
	}
	return ""
}

// withhold finds reasons why an entry can never be served, whoever signed it.
func (it *item) withhold(p *Passage) {
	switch size := it.l.c.ReplySize(p); {
	case p.Review.Status == Withdrawn:
		p.Withheld = becauseWithdrawn
	case size > maxMessage:
		p.Withheld = becauseTooLong
		it.strictf(it.at("answer"), "too-long", tooLongMsg, size, maxMessage)
	}
}

// unsignable returns why nobody can sign the item yet, or "".
func (it *item) unsignable(withheld string) string {
	if withheld == "" && it.unfit != "" {
		return "this has to be corrected first: " + it.unfit
	}
	return withheld
}

// subjectsOf returns the subjects with the IDs, without those that are not declared.
func (c *Corpus) subjectsOf(ids []string) []*Subject {
	var found []*Subject
	for _, id := range ids {
		if s := c.bySubj[id]; s != nil {
			found = append(found, s)
		}
	}
	return found
}
