package bot

import (
	"slices"

	"patientfaq/faq"
)

// next are the passages that a reader of p may want to read now, and that may be shown: those that it names itself, then
// other things that are asked about the same subjects.
func (w *writer) next(p *faq.Passage) []*faq.Passage {
	var passages []*faq.Passage
	for _, id := range p.Related {
		if next := w.shown(id); next != nil && sameLocale(next, p.Locale) {
			passages = append(passages, next)
		}
	}
	if len(passages) < maxChoices {
		passages = append(passages, w.besides(p, passages)...)
	}
	return passages[:min(len(passages), maxChoices)]
}

// besides are entries about exactly the subjects of p, for the same route, one for each concept that neither p nor the given
// passages are about: those that matter for safety first.
func (w *writer) besides(p *faq.Passage, given []*faq.Passage) []*faq.Passage {
	known := map[string]bool{}
	for _, q := range append([]*faq.Passage{p}, given...) {
		for _, id := range q.Concepts {
			known[id] = true
		}
	}
	first := map[string]*faq.Passage{} // by concept
	for q := range w.c.Passages() {
		if q == p || q.Part != faq.WholeEntry || !sameSubjects(p, q) || q.Route != p.Route || slices.Contains(given, q) || !w.toRead(q) {
			continue
		}
		if slices.ContainsFunc(q.Concepts, func(id string) bool { return known[id] }) {
			continue
		}
		for _, id := range q.Concepts {
			if first[id] == nil {
				first[id] = q
			}
		}
	}
	var passages []*faq.Passage
	for _, critical := range []bool{true, false} {
		for _, c := range w.c.Concepts() {
			if q := first[c.ID]; c.Critical == critical && q != nil && !slices.Contains(passages, q) {
				passages = append(passages, q)
			}
		}
	}
	return passages
}

// sameSubjects says whether two passages are about the same subjects, in the same way.
func sameSubjects(a, b *faq.Passage) bool {
	if len(a.Subjects) == 0 || len(a.Subjects) != len(b.Subjects) || a.Applies != b.Applies {
		return false
	}
	return !slices.ContainsFunc(a.Subjects, func(id string) bool { return !slices.Contains(b.Subjects, id) })
}
