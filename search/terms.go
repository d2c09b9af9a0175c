package search

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"patientfaq/faq"
	"patientfaq/search/wordvec"
)

// MaxRunes is how much of a question is read: Discord's longest message. maxTokens is how many words of it are
// searched for: a deadline cannot stop Bleve while it builds its searchers, so the work is bounded beforehand.
const (
	MaxRunes  = 2000
	maxTokens = 40
	maxLetter = 40 // a longer word is no word
)

// subjectMark begins the term that stands for a subject wherever one of its names stood.
const subjectMark = "\x01"

// tokens returns the words of a text: compatibility forms folded, over-long words dropped.
func tokens(text string) []string { return split(text) }

// questionTokens returns the words of a question, as far as it is read. It is cut before it is folded and after: folding
// makes eighteen letters of a single sign.
func questionTokens(text string) []string { return withoutCourtesy(split(cut(faq.Fold(cut(text))))) }

func cut(text string) string {
	if utf8.RuneCountInString(text) > MaxRunes {
		return string([]rune(text)[:MaxRunes])
	}
	return text
}

func split(text string) []string {
	return slices.DeleteFunc(faq.Tokens(text), func(t string) bool { return len(t) > maxLetter })
}

// stopWords carry nothing that tells one passage from another. Negations and times stay: concepts are read from the
// raw words, and what is dropped here is dropped on both sides alike.
var stopWords = wordSet(`a about am an and any are as at be been being but by can could d did do does doing for from
	get got had has have having he her hers him his how i if im in into is isnt it its ive just know let ll m may me
	might mine must my of on one or our ours out re s shall she should so some such t than that the their them then
	there theres these they this those to too u up ur us ve was we were what whats when where which while who whom
	whose why will with would you your yours also really very actually still ever now please hi hello hey thanks
	thank thx ok okay um uh erm like lol guys anyone anybody someone somebody everyone everybody wondering wonder
	want wanted need help question ask asking advice tell say said think thought hope dear regards sorry pls plz`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// stem returns the English Snowball stem. Words with a digit are left alone.
func stem(word string) string {
	if strings.ContainsAny(word, "0123456789") || len(word) < 3 {
		return word
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// termTable interns terms and knows how rare each is in the corpus.
type termTable struct {
	ids       map[string]int32
	stems     map[string]string // word -> stem, for the words of the content
	df        []int32           // passages that hold the term
	vectors   []wordvec.Vector  // of a word with the term's stem
	spelt     []string          // that word, "" where none has a vector
	isSubject []bool            // the term stands for a subject
	n         int               // passages
}

func newTermTable() *termTable {
	return &termTable{ids: map[string]int32{}, stems: map[string]string{}}
}

// add interns a term; it is for building only.
func (t *termTable) add(term string) int32 {
	id, ok := t.ids[term]
	if !ok {
		id = int32(len(t.df))
		t.ids[term] = id
		t.df = append(t.df, 0)
		t.vectors = append(t.vectors, wordvec.Vector{})
		t.spelt = append(t.spelt, "")
		t.isSubject = append(t.isSubject, strings.HasPrefix(term, subjectMark))
	}
	return id
}

// addWord interns the stem of a word of the content. Of the words with one stem, the first in the alphabet gives the
// vector, so that it does not depend on the order of the content.
func (t *termTable) addWord(word string) int32 {
	s, seen := t.stems[word]
	if !seen {
		s = stem(word)
		t.stems[word] = s
	}
	id := t.add(s)
	if seen || t.spelt[id] != "" && t.spelt[id] < word {
		return id
	}
	if v, ok := wordvec.Of(word); ok {
		t.vectors[id], t.spelt[id] = v, word
	}
	return id
}

// stemOf returns the stem of a word; those of the content's words are remembered.
func (t *termTable) stemOf(word string) string {
	if s, ok := t.stems[word]; ok {
		return s
	}
	return stem(word)
}

// unknownTerm is the ID of every term that is not in the content.
const unknownTerm int32 = -1

func (t *termTable) lookup(term string) int32 {
	if id, ok := t.ids[term]; ok {
		return id
	}
	return unknownTerm
}

// idf is BM25's, never negative: ln(1 + (N - df + 0.5) / (df + 0.5)) (Robertson and Zaragoza 2009, with Lucene's +1).
func (t *termTable) idf(id int32) float64 {
	df := 0.0
	if id >= 0 {
		df = float64(t.df[id])
	}
	return math.Log(1 + (float64(t.n)-df+0.5)/(df+0.5))
}
