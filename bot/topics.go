package bot

import (
	"cmp"
	"slices"
	"strings"

	"patientfaq/faq"
)

// Topic is a subject, or a concept of one, that there is something to read on.
type Topic struct {
	ID     string // of the subject or the concept; "" is what is about none of the concepts
	Name   string
	Detail string // other names of a subject; "" for none
}

// Topics are the subjects that there is something to read on, by name.
func (e *Engine) Topics(v View) []Topic {
	x, release := e.live.Acquire()
	defer release()
	w := e.writer(x, v)
	about := map[string]bool{}
	for p := range w.c.Passages() {
		if slices.ContainsFunc(p.Subjects, func(id string) bool { return !about[id] }) && w.toRead(p) {
			for _, id := range p.Subjects {
				about[id] = true
			}
		}
	}
	var topics []Topic
	for _, s := range w.c.Subjects() {
		if about[s.ID] {
			topics = append(topics, Topic{s.ID, s.Name(), strings.Join(s.Brands, ", ")})
		}
	}
	slices.SortFunc(topics, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return topics
}

// Aspects are the concepts that there is something to read on about a subject, in the content's order. What is about none
// of them comes last.
func (e *Engine) Aspects(subject string, v View) []Topic {
	x, release := e.live.Acquire()
	defer release()
	w := e.writer(x, v)
	about := map[string]bool{}
	for p := range w.c.Passages() {
		if !slices.Contains(p.Subjects, subject) || !w.toRead(p) {
			continue
		}
		for _, id := range conceptsOf(p) {
			about[id] = true
		}
	}
	var aspects []Topic
	for _, c := range w.c.Concepts() {
		if about[c.ID] {
			aspects = append(aspects, Topic{ID: c.ID, Name: c.Label})
		}
	}
	if about[""] {
		aspects = append(aspects, Topic{Name: w.message("topics-other", nil)})
	}
	return aspects
}

// Reading is what there is to read about a concept of a subject; the concept "" is none of the content's.
func (e *Engine) Reading(subject, concept string, v View) []Choice {
	x, release := e.live.Acquire()
	defer release()
	w := e.writer(x, v)
	var passages []*faq.Passage
	for p := range w.c.Passages() {
		if slices.Contains(p.Subjects, subject) && slices.Contains(conceptsOf(p), concept) && w.toRead(p) {
			passages = append(passages, p)
		}
	}
	return w.choices(passages)
}

// conceptsOf are the concepts that a passage is found under.
func conceptsOf(p *faq.Passage) []string {
	if len(p.Concepts) == 0 {
		return []string{""}
	}
	return p.Concepts
}

// toRead says whether a passage stands by itself in a list: a part of a section does only where its section may not be
// shown.
func (w *writer) toRead(p *faq.Passage) bool {
	return sameLocale(p, w.v.Locale) && w.e.servable(w.c, p) && (p.Section == "" || w.shown(p.Section) == nil)
}
