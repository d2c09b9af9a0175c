package search

import (
	"slices"
	"strings"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// vocabulary knows every word of the content, of the concepts and of common English, and corrects the others.
type vocabulary struct {
	speller
	lex      *lexicon.Lexicon
	words    map[string]bool     // of the content and of concept phrases
	subjects map[string][]string // one-word name -> subjects
}

// buildSpeller gathers the words once the documents are read.
func (x *Index) buildSpeller() {
	v := &vocabulary{lex: x.lex, words: map[string]bool{}, subjects: map[string][]string{}}
	x.words = v
	for _, s := range x.corpus.Subjects() {
		v.addSubject(s)
	}
	for name := range x.names.implicit {
		v.addName(name, name, contentName)
	}
	for word, stem := range x.terms.stems {
		v.words[word] = true
		if v.subjects[word] == nil {
			v.add(word, plainWord, x.terms.df[x.terms.ids[stem]])
		}
	}
	for _, c := range x.corpus.Concepts() {
		v.addPhrases(c)
	}
	for _, m := range x.lex.Medicines() {
		for name := range m.Names() {
			if !strings.Contains(name, " ") && v.subjects[name] == nil {
				v.add(name, lexiconName, 0)
			}
		}
	}
}

func (v *vocabulary) addSubject(s *faq.Subject) {
	kind := topicName
	if s.Kind == faq.Medicine {
		kind = contentName
	}
	names := slices.Concat(s.Names, s.Brands)
	if len(s.Names) == 0 {
		names = append(names, s.ID)
	}
	for _, name := range names {
		v.addName(strings.Join(faq.Tokens(name), " "), s.ID, kind)
	}
}

// addName adds a name of one word; the words of longer names are corrected as plain words.
func (v *vocabulary) addName(name, id string, kind wordKind) {
	if strings.Contains(name, " ") {
		for w := range strings.FieldsSeq(name) {
			if !v.words[w] && !v.lex.Common(w) {
				v.words[w] = true
				v.add(w, plainWord, 1)
			}
		}
		return
	}
	if len(v.subjects[name]) == 0 {
		v.add(name, kind, 0)
	}
	if !slices.Contains(v.subjects[name], id) {
		v.subjects[name] = append(v.subjects[name], id)
	}
}

// addPhrases adds the whole words of a concept's phrases.
func (v *vocabulary) addPhrases(c *faq.Concept) {
	for _, phrase := range c.Phrases {
		for _, w := range strings.FieldsFunc(phrase, func(r rune) bool { return r == ' ' || r == '|' }) {
			if w = strings.ToLower(w); isWord(w) && !v.words[w] {
				v.words[w] = true
				v.add(w, plainWord, 1)
			}
		}
	}
}

// known says whether a word needs no correction.
func (v *vocabulary) known(w string) bool {
	return v.words[w] || stopWords[w] || v.subjects[w] != nil || v.lex.Common(w)
}

// nearCommon says whether w is one edit from a common English word and not nearer to a name, so that it is taken for
// a slip of the pen and not for a name nobody knows.
func (v *vocabulary) nearCommon(w string, best []match) bool {
	if len(best) > 0 && best[0].distance <= 1 {
		return false
	}
	if len(w) > 12 {
		return false
	}
	return v.oneEditFromCommon(w)
}

func (v *vocabulary) oneEditFromCommon(w string) bool {
	b := []byte(w)
	for i := range len(b) + 1 {
		if i < len(b) && v.lex.Common(w[:i]+w[i+1:]) { // one letter too many
			return true
		}
		if i+1 < len(b) && v.lex.Common(w[:i]+string(w[i+1])+string(w[i])+w[i+2:]) { // two swapped
			return true
		}
		for c := byte('a'); c <= 'z'; c++ {
			if v.lex.Common(w[:i] + string(c) + w[i:]) { // one missing
				return true
			}
			if i < len(b) && v.lex.Common(w[:i]+string(c)+w[i+1:]) { // one wrong
				return true
			}
		}
	}
	return false
}
