package faq

import (
	"cmp"
	"path"
	"slices"
)

// scope narrows the subjects of a part of an article to those it is about. Its medicines are those its text names,
// together with those its heading names if the text names others, as in "Unlike Soma, it may be taken for long"
// below a heading about baclofen; else those of the heading; else the article's. Too many medicines make a passage
// be served less often, too few make it answer for the wrong one. Where it is left with several and the article does
// not say "applies: each", it answers only questions about all of them.
func (w *writtenArticle) scope(p *Passage, words []string) {
	inText := w.declared(words)
	inHeading := w.fromHeadings(p.Heading)
	medicines := w.ofKind(inText, true)
	above := w.ofKind(inHeading, true)
	outside := slices.ContainsFunc(medicines, func(id string) bool { return !slices.Contains(above, id) })
	switch {
	case len(medicines) == 0 && len(above) == 0:
		medicines = w.ofKind(w.Subjects, true)
	case len(medicines) == 0 || outside:
		medicines = union(medicines, above)
	}
	others := union(w.ofKind(inText, false), w.ofKind(inHeading, false))
	if len(others) == 0 {
		others = w.ofKind(w.Subjects, false)
	}
	p.Subjects = union(medicines, others)
	p.Applies = cmp.Or(w.Applies, Together)
	if len(medicines) < 2 {
		p.Applies = Each
	}
}

// declared returns the article's subjects that the words of a text name.
func (w *writtenArticle) declared(words []string) []string {
	named := w.item.l.namedSubjects(words)
	return slices.DeleteFunc(named, func(id string) bool { return !slices.Contains(w.Subjects, id) })
}

// fromHeadings returns the subjects of the nearest heading that names a medicine. The headings go from the title to
// the nearest one. Plain text has no levels of headings, so there one holds until another names a medicine.
func (w *writtenArticle) fromHeadings(headings []string) []string {
	if len(headings) == 0 {
		return nil
	}
	for _, h := range slices.Backward(headings[1:]) {
		if named := w.declared(Tokens(h)); len(w.ofKind(named, true)) > 0 {
			w.earlier = named
			return named
		}
	}
	if w.earlier != nil && path.Ext(w.f.path) == ".txt" {
		return w.earlier
	}
	return w.declared(Tokens(headings[0]))
}

// ofKind returns the IDs of medicines, or of everything else.
func (w *writtenArticle) ofKind(ids []string, medicine bool) []string {
	var found []string
	for _, id := range ids {
		if s := w.item.l.c.bySubj[id]; s != nil && (s.Kind == Medicine) == medicine {
			found = append(found, id)
		}
	}
	return found
}

// union returns the elements of a and those of b that are not among them.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, id := range b {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}
