package search

import (
	"slices"

	"patientfaq/faq"
)

// maxCorrections bounds the work on a message of nonsense words.
const maxCorrections = 12

// correct goes through the words that nobody knows: misspelt names become links, other misspellings are corrected,
// a word in a medicine's place is an unknown medicine, the rest is rare.
func (r *reader) correct() {
	budget := maxCorrections
	for i, w := range r.toks {
		if r.taken[i] || r.x.words.known(w) {
			continue
		}
		if budget--; budget < 0 {
			return
		}
		r.correctWord(i, w)
	}
}

// correctWord settles one unknown word. A plain word that sounds alike is taken for it, and a slip of one letter from
// common English for a slip; otherwise the nearest names decide.
func (r *reader) correctWord(i int, w string) {
	if !isWord(w) {
		return
	}
	near := r.x.words.near(w)
	names := namesOf(near)
	slip, slipped := r.x.words.slip(w, near)
	switch {
	case r.x.off[switchSpelling]:
		r.unexplained(i, w)
	case len(near) > 0 && near[0].kind == plainWord && near[0].sounds:
		r.replace(i, near[0].word)
	case slipped:
		r.replace(i, slip)
	case len(names) == 0:
		r.unexplained(i, w)
	case names[0].kind == lexiconName: // nearer to a medicine that the content does not have
		r.take(i, i+1, faq.Medicine)
		r.u.Unknown = appendNew(r.u.Unknown, w)
	default:
		r.linkMisspelt(i, w, names)
	}
}

// replace reads a word as another.
func (r *reader) replace(i int, word string) {
	r.u.Corrections = append(r.u.Corrections, Correction{r.toks[i], word})
	r.toks = slices.Clone(r.toks)
	r.toks[i] = word
	r.u.Tokens = r.toks
}

// namesOf keeps the names among matches at the smallest distance that has any.
func namesOf(matches []match) []match {
	names := slices.DeleteFunc(slices.Clone(matches), func(m match) bool { return m.kind == plainWord })
	for i, m := range names {
		if m.distance > names[0].distance {
			return names[:i]
		}
	}
	return names
}

// linkMisspelt links a word to the one name that it is near to and sounds like; else it is unclear which is meant.
func (r *reader) linkMisspelt(i int, w string, names []match) {
	var ids []string
	other := false // a medicine that the content does not have is as near
	for _, m := range names {
		switch {
		case names[0].sounds && !m.sounds:
		case m.kind == lexiconName:
			other = true
		default:
			for _, id := range r.x.words.subjects[m.word] {
				ids = appendNew(ids, id)
			}
		}
	}
	r.take(i, i+1, r.x.names.kind(ids[0]))
	if len(ids) == 1 && names[0].sounds && !other {
		r.link(faq.SubjectMatch{ID: ids[0], Start: i, End: i + 1, Written: w, How: faq.ByMisspelling})
		return
	}
	r.u.Unclear = append(r.u.Unclear, Unclear{w, ids})
}

// unexplained takes a word in a medicine's place for a medicine that we have nothing on.
func (r *reader) unexplained(i int, w string) {
	if !r.x.off[switchSlot] && (inSlot(r.toks, i, i+1) || r.x.lex.Stem(w)) {
		r.take(i, i+1, faq.Medicine)
		r.u.Unknown = appendNew(r.u.Unknown, w)
		return
	}
	r.u.Rare = appendNew(r.u.Rare, w)
}

// isWord says whether w could be a name: letters, at least four of them.
func isWord(w string) bool {
	if len(w) < 4 {
		return false
	}
	for _, c := range w {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}
