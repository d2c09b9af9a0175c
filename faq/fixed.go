package faq

import (
	"cmp"
	"strings"
)

// loadFixed reads what has a built-in default: concepts, contacts and messages.
func (l *loader) loadFixed() {
	builtin := l.opts.Builtin
	if builtin == nil {
		builtin = loadBuiltin()
	}
	l.loadConcepts(builtin)
	for _, c := range l.c.concepts {
		l.about[c.ID] = c.About
	}
	l.loadContacts(builtin)
	l.loadMessages(builtin)
}

// loadBuiltin reads the concepts, contacts and messages of the embedded content, as they are: a test of this package
// keeps them free of mistakes.
func loadBuiltin() *Corpus {
	l := newLoader(Content(), Options{})
	none := &Corpus{}
	l.scan()
	l.loadConcepts(none)
	for _, ct := range l.readContacts() {
		l.c.contacts = append(l.c.contacts, ct.Contact)
	}
	messages, _ := l.readMessages(none)
	l.c.messages = messages.Messages
	return l.c
}

// loadConcepts reads concepts.yaml, or takes the built-in ones.
func (l *loader) loadConcepts(builtin *Corpus) {
	name := l.topName("concepts")
	if name == "" {
		l.c.concepts, l.c.matcher = builtin.concepts, cmp.Or(builtin.matcher, newConceptMatcher(nil))
		return
	}
	list, ok := l.fragments(name, "concepts")
	l.anyConcept = !ok
	seen := map[string]bool{}
	var items []*item
	for _, w := range list {
		c := &Concept{}
		l.probs = append(l.probs, l.dec.decode(w.f, w.node, c)...)
		it := &item{l: l, f: w.f, node: w.node}
		switch {
		case c.ID == "":
			it.errorf(it.at(), "id", "a concept has no id; add one such as \"id: dose\"")
			continue
		case seen[c.ID]:
			it.errorf(it.at("id"), "duplicate-id", "there is a concept %q already; merge the two", c.ID)
			continue
		}
		it.concept(c)
		seen[c.ID] = true
		l.c.concepts, items = append(l.c.concepts, c), append(items, it)
	}
	for i, c := range l.c.concepts {
		switch at := items[i].at("broader"); {
		case c.Broader == "":
		case c.Broader == c.ID:
			l.errorf(at, "unknown-concept", "concept %s is no broader than itself; remove it", c.ID)
		case !seen[c.Broader]:
			l.errorf(at, "unknown-concept", "there is no concept %q%s", c.Broader, l.suggest("concept", c.Broader, l.conceptIDs))
		}
	}
	l.c.matcher = newConceptMatcher(l.c.concepts)
}

func (it *item) concept(c *Concept) {
	if !idPattern.MatchString(c.ID) {
		it.warnf(it.at("id"), "id", "concept %q should be lower-case letters, digits and hyphens, at most 48", c.ID)
	}
	if c.Label == "" {
		it.errorf(it.at(), "concept", "concept %s has no label; add the words that buttons show", c.ID)
	}
	if c.Ask != "" && !strings.Contains(c.Ask, "{subject}") {
		it.errorf(it.at("ask"), "concept", "ask has no {subject} in it; write, for instance, \"Can I stop {subject}?\"")
	}
	for i, p := range c.Phrases {
		if first := strings.Fields(p); len(first) == 0 || first[0] == "..." {
			it.errorf(it.at("phrases", i), "concept", "phrase %q has no first word; begin it with one", p)
		}
	}
}

// loadTests reads tests.yaml.
func (l *loader) loadTests() {
	name := l.topName("tests")
	if name == "" {
		return
	}
	list, _ := l.fragments(name, "tests")
	for _, w := range list {
		t := Test{Pos: w.f.pos(w.node)}
		l.probs = append(l.probs, l.dec.decode(w.f, w.node, &t)...)
		it := &item{l: l, f: w.f, node: w.node}
		if strings.TrimSpace(t.Question) == "" && !it.has("question") {
			it.errorf(it.at(), "test", "a test has no question; add one")
		}
		if (t.Answer == "") == (t.Outcome == "") && len(t.Not) == 0 {
			it.errorf(it.at(), "test", "a test must have either answer: ID or outcome: NAME, or at least not: [IDs]")
		}
		if t.Answer != "" {
			l.refs = append(l.refs, reference{"test", t.Answer, it.at("answer")})
		}
		for i, id := range t.Not {
			l.refs = append(l.refs, reference{"test", id, it.at("not", i)})
		}
		l.c.tests = append(l.c.tests, t)
	}
}
