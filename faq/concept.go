package faq

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is a text with compatibility forms as the letters they stand for (ｄｏｓｅ is dose), without combining marks, as in
// Zalgo text, and without what cannot be seen: café and cafe are one word.
func Fold(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f || r >= 0x200b && r <= 0x200f || r == 0x2060 || r == 0xfeff || r == 0xad {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
}

// Tokens splits text into folded lower-case words. Apostrophes inside a word are dropped (don't becomes dont), hyphens
// and every other sign separate. It is the tokenisation of concept phrases, names and questions alike.
func Tokens(text string) []string {
	var toks []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			toks = append(toks, b.String())
			b.Reset()
		}
	}
	for _, r := range Fold(text) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || r == '‘' || r == 'ʼ':
		default:
			flush()
		}
	}
	flush()
	return toks
}

// ConceptMatch is a concept found in a text, at a span of tokens.
type ConceptMatch struct {
	ID         string
	Start, End int // tokens [Start, End)
}

// MatchConcepts finds the concepts a text asks for or speaks about, in the order of concepts.yaml and each once,
// with the longest of its matches. A phrase inside a longer phrase of another concept does not count.
func (c *Corpus) MatchConcepts(tokens []string) []ConceptMatch { return c.matcher.match(tokens) }

// MedicineWord and ConditionWord stand in a masked text for the name of a medicine or of another subject, so that a
// phrase such as "stop* <medicine>" can ask for one.
const (
	MedicineWord  = "<medicine>"
	ConditionWord = "<condition>"
)

// A NameSpan is a name in a text: tokens [Start, End).
type NameSpan struct {
	Start, End int
	Kind       Kind
}

// MaskNames replaces every name of a text by one word that says what kind of name it is. The spans are in order and
// do not overlap; at tells which token each masked word came from.
func MaskNames(tokens []string, spans []NameSpan) (masked []string, at []int) {
	for i := 0; i < len(tokens); i++ {
		word, next := tokens[i], i
		if len(spans) > 0 && spans[0].Start == i {
			word, next = ConditionWord, spans[0].End-1
			if spans[0].Kind == Medicine {
				word = MedicineWord
			}
			spans = spans[1:]
		}
		masked, at = append(masked, word), append(at, i)
		i = next
	}
	return masked, at
}

// masked masks the names that the content declares.
func (c *Corpus) masked(tokens []string) []string {
	var spans []NameSpan
	for _, m := range c.MatchSubjects(tokens) {
		if len(spans) > 0 && m.Start < spans[len(spans)-1].End || m.How == ByClass {
			continue
		}
		spans = append(spans, NameSpan{m.Start, m.End, c.Subject(m.ID).Kind})
	}
	masked, _ := MaskNames(tokens, spans)
	return masked
}

// A phrase is a sequence of words. A word ending in * matches every word that starts so; a|b matches either; ...
// stands for up to three words between; _ for exactly one.
type phrase struct {
	concept int
	words   []phraseWord
}

type phraseWord struct {
	alts []string // a trailing * marks a prefix
	gap  int      // up to this many words may come before it
}

// maxGap is how many words "..." may stand for: enough for "miss my usual morning dose", too few to join two sentences.
const maxGap = 3

type conceptMatcher struct {
	ids     []string
	phrases []phrase
	first   map[string][]int // exact first word -> phrases
	prefix  map[string][]int // up to two letters that a first word ending in * starts with -> phrases
}

func newConceptMatcher(concepts []*Concept) *conceptMatcher {
	m := &conceptMatcher{first: map[string][]int{}, prefix: map[string][]int{}}
	for ci, c := range concepts {
		m.ids = append(m.ids, c.ID)
		for _, text := range c.Phrases {
			if words := parsePhrase(text); len(words) > 0 {
				m.add(phrase{ci, words})
			}
		}
	}
	return m
}

func (m *conceptMatcher) add(p phrase) {
	n := len(m.phrases)
	m.phrases = append(m.phrases, p)
	for _, alt := range p.words[0].alts {
		stem, isStem := strings.CutSuffix(alt, "*")
		switch key := stem[:min(len(stem), 2)]; {
		case alt == "_":
			m.prefix[""] = append(m.prefix[""], n)
		case !isStem:
			m.first[alt] = append(m.first[alt], n)
		case !slices.Contains(m.prefix[key], n):
			m.prefix[key] = append(m.prefix[key], n)
		}
	}
}

func parsePhrase(text string) []phraseWord {
	var words []phraseWord
	gap := 0
	for f := range strings.FieldsSeq(strings.ToLower(text)) {
		if f == "..." {
			gap = maxGap
			continue
		}
		f = strings.NewReplacer("'", "", "’", "").Replace(f)
		words = append(words, phraseWord{strings.Split(f, "|"), gap})
		gap = 0
	}
	return words
}

func (m *conceptMatcher) match(tokens []string) []ConceptMatch {
	return m.longest(uncovered(m.all(tokens)))
}

// span is a phrase found: the concept, tokens [start, end), and which of them its words matched; what "..." stood for
// is not among those.
type span struct {
	concept, start, end int
	words               []int
}

func (m *conceptMatcher) all(tokens []string) []span {
	var found []span
	try := func(pi, at int) {
		p := m.phrases[pi]
		if words, ok := p.at(tokens, at); ok {
			found = append(found, span{p.concept, at, words[len(words)-1] + 1, words})
		}
	}
	for at, tok := range tokens {
		for _, pi := range m.first[tok] {
			try(pi, at)
		}
		for size := range min(len(tok), 2) + 1 {
			for _, pi := range m.prefix[tok[:size]] {
				try(pi, at)
			}
		}
	}
	return found
}

// uncovered drops what a longer phrase of another concept says too: the dose in "missed a dose".
func uncovered(found []span) []span {
	covered := func(s span) bool {
		return slices.ContainsFunc(found, func(o span) bool { return o.concept != s.concept && o.says(s) })
	}
	kept := make([]span, 0, len(found))
	for _, s := range found {
		if !covered(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// says reports whether a phrase has all the words of another and more.
func (s span) says(o span) bool {
	if len(s.words) <= len(o.words) || s.start > o.start || s.end < o.end {
		return false
	}
	for _, w := range o.words {
		if !slices.Contains(s.words, w) {
			return false
		}
	}
	return true
}

// longest keeps the longest match of each concept, the first where two are as long, in the concepts' order.
func (m *conceptMatcher) longest(found []span) []ConceptMatch {
	slices.SortStableFunc(found, func(a, b span) int {
		return cmp.Or(
			cmp.Compare(a.concept, b.concept),
			cmp.Compare(b.end-b.start, a.end-a.start),
			cmp.Compare(a.start, b.start),
		)
	})
	found = slices.CompactFunc(found, func(a, b span) bool { return a.concept == b.concept })
	matches := make([]ConceptMatch, len(found))
	for i, s := range found {
		matches[i] = ConceptMatch{m.ids[s.concept], s.start, s.end}
	}
	return matches
}

// at returns the tokens that the phrase's words match when it starts at a token, taking the shortest gaps that work.
func (p phrase) at(tokens []string, start int) ([]int, bool) {
	if !p.words[0].matches(tokens[start]) {
		return nil, false
	}
	return p.rest(tokens, start+1, []int{start})
}

func (p phrase) rest(tokens []string, at int, matched []int) ([]int, bool) {
	word := len(matched)
	if word == len(p.words) {
		return matched, true
	}
	for skip := 0; skip <= p.words[word].gap && at+skip < len(tokens); skip++ {
		if !p.words[word].matches(tokens[at+skip]) {
			continue
		}
		if all, ok := p.rest(tokens, at+skip+1, append(matched, at+skip)); ok {
			return all, true
		}
	}
	return nil, false
}

func (w phraseWord) matches(tok string) bool {
	for _, alt := range w.alts {
		if alt == tok || alt == "_" {
			return true
		}
		if stem, ok := strings.CutSuffix(alt, "*"); ok && strings.HasPrefix(tok, stem) {
			return true
		}
	}
	return false
}
