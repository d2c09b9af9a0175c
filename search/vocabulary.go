package search

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// vocabulary knows every word of the content, of the concepts and of common English, and corrects the others.
type vocabulary struct {
	speller
	lex         *lexicon.Lexicon
	words       map[string]bool     // of the content and of concept phrases
	phraseWords map[string]bool     // of concept phrases alone
	prefixes    []string            // in phrases such as "pregnan*"
	subjects    map[string][]string // one-word name -> subjects
}

// buildSpeller gathers the words once the documents are read.
func (x *Index) buildSpeller() {
	v := &vocabulary{lex: x.lex, words: map[string]bool{}, phraseWords: map[string]bool{}, subjects: map[string][]string{}}
	x.words = v
	for _, s := range x.corpus.Subjects() {
		v.addSubject(s)
	}
	for name := range x.names.implicit {
		v.addName(name, name, medicineName)
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
		kind = medicineName
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

// addPhrases adds the words of a concept's phrases, whole ones and beginnings.
func (v *vocabulary) addPhrases(c *faq.Concept) {
	for _, phrase := range c.Phrases {
		for w := range strings.FieldsFuncSeq(strings.ToLower(phrase), func(r rune) bool { return r == ' ' || r == '|' }) {
			if prefix, ok := strings.CutSuffix(w, "*"); ok {
				v.prefixes = append(v.prefixes, prefix)
				continue
			}
			if !isWord(w) {
				continue
			}
			v.phraseWords[w] = true
			if !v.words[w] {
				v.words[w] = true
				v.add(w, plainWord, 1)
			}
		}
	}
}

// known says whether a word needs no correction. An everyday name is an ordinary word where it is no medicine.
func (v *vocabulary) known(w string) bool {
	return v.words[w] || stopWords[w] || v.subjects[w] != nil || v.lex.Common(w) || v.lex.Everyday(w)
}

// slip returns a common English word one edit from w, if w is not nearer to a name: then it is taken for a slip of the
// pen and not for a name nobody knows. A word that concepts are asked with comes before others.
func (v *vocabulary) slip(w string, best []match) (word string, ok bool) {
	if len(best) > 0 && best[0].distance <= 1 || len(w) > maxSlip {
		return "", false
	}
	for c := range v.commonNear(w) {
		if v.asks(c) {
			return c, true
		}
		word, ok = cmp.Or(word, c), true
	}
	return word, ok
}

// maxSlip is how many letters a common word has at most that is looked for: each one more costs 53 look-ups.
const maxSlip = 12

// asks says whether a word stands in a concept's phrase.
func (v *vocabulary) asks(w string) bool {
	return v.phraseWords[w] || slices.ContainsFunc(v.prefixes, func(p string) bool { return strings.HasPrefix(w, p) })
}

// commonNear yields the common words one edit from w.
func (v *vocabulary) commonNear(w string) iter.Seq[string] {
	return func(yield func(string) bool) {
		try := func(word string) bool { return !v.lex.Common(word) || yield(word) }
		for i := range len(w) + 1 {
			if i < len(w) && !try(w[:i]+w[i+1:]) { // one letter too many
				return
			}
			if i+1 < len(w) && !try(w[:i]+w[i+1:i+2]+w[i:i+1]+w[i+2:]) { // two swapped
				return
			}
			for c := 'a'; c <= 'z'; c++ {
				if !try(w[:i] + string(c) + w[i:]) { // one missing
					return
				}
				if i < len(w) && !try(w[:i]+string(c)+w[i+1:]) { // one wrong
					return
				}
			}
		}
	}
}
