package triage

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// language is the vocabulary of the rules, and how words that people mistype are brought back to it.
type language struct {
	ids      map[string]int      // pattern words
	endings  map[byte][]ending   // pattern words that stand for all that end so, by their last letter
	uses     []int               // how often the rules name a pattern word, by id
	soft     map[string]bool     // words that a pattern may pass over
	walls    map[string]bool     // words that a gap stops at
	numbers  map[string]float64  // "twenty"
	spelling map[string][]string // "cant": "can", "not"
	ordinary map[string]bool     // words that look like a key word and are not
	keys     map[byte][]key      // words whose misspellings count, by their first letter
	keyWords map[string]bool     // the same, as a set
	glued    map[string]bool     // words one of which must be among words written together
	small    map[string]bool     // short words that may be among them
}

// ending is a pattern word with a star before it, which text leaves out.
type ending struct {
	text string
	id   int
}

func newLanguage(f *wordsFile) *language {
	l := &language{
		ids:      map[string]int{},
		endings:  map[byte][]ending{},
		soft:     wordSet(f.Soft),
		walls:    wordSet(f.Walls),
		numbers:  f.Numbers,
		spelling: map[string][]string{},
		ordinary: wordSet(f.Ordinary),
		keys:     map[byte][]key{},
		keyWords: wordSet(f.Keys),
		glued:    wordSet(f.Glued),
		small:    wordSet(f.Small),
	}
	for right, wrong := range f.Spellings {
		for w := range strings.FieldsSeq(wrong) {
			l.spelling[w] = strings.Fields(right)
		}
	}
	for w := range strings.FieldsSeq(f.Keys) {
		l.keys[w[0]] = append(l.keys[w[0]], newKey(w))
	}
	return l
}

// addKeys makes key words of the words of the patterns, those of words.yaml keeping the first place.
func (l *language) addKeys() {
	for _, w := range slices.Sorted(maps.Keys(l.ids)) {
		if len(w) >= oneSlip && !l.keyWords[w] && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
			l.keys[w[0]], l.keyWords[w] = append(l.keys[w[0]], newKey(w)), true
		}
	}
}

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		set[w] = true
	}
	return set
}

// intern returns the id of a pattern word, giving it one where it is new.
func (l *language) intern(w string) int {
	if id, ok := l.ids[w]; ok {
		l.uses[id]++
		return id
	}
	id := len(l.uses)
	l.uses = append(l.uses, 1)
	l.ids[w] = id
	if end, ok := strings.CutPrefix(w, "*"); ok {
		last := end[len(end)-1]
		l.endings[last] = append(l.endings[last], ending{end, id})
	}
	return id
}

// lookup returns the ids of the pattern words that a word is.
func (l *language) lookup(w string) []int {
	var ids []int
	if id, ok := l.ids[w]; ok {
		ids = append(ids, id)
	}
	for e := range l.endingsOf(w) {
		ids = append(ids, e)
	}
	return ids
}

// endingsOf yields the ids of the endings that a word has, in the singular or with an s.
func (l *language) endingsOf(w string) iter.Seq[int] {
	return func(yield func(id int) bool) {
		one := strings.TrimSuffix(w, "s")
		if one == "" {
			return
		}
		for _, e := range l.endings[one[len(one)-1]] {
			if strings.HasSuffix(one, e.text) && !yield(e.id) {
				return
			}
		}
	}
}

// knows reports whether w is a word that needs no correction.
func (l *language) knows(w string) bool {
	if l.inPatterns(w) || l.ordinary[w] {
		return true
	}
	for range l.endingsOf(w) {
		return true
	}
	return false
}

// inPatterns reports whether w stands in a pattern, in the soft words or among the numbers.
func (l *language) inPatterns(w string) bool {
	_, listed := l.ids[w]
	_, number := l.numbers[w]
	return listed || number || l.soft[w]
}

// correct appends to dst the words that a piece of text is read as. Each step is tried on what the one before left unknown.
func (l *language) correct(dst []string, t string) []string {
	if words, ok := l.spelling[t]; ok {
		return append(dst, words...)
	}
	if l.knows(t) {
		return append(dst, t)
	}
	if strings.IndexByte(t, '\'') >= 0 {
		return l.correctApostrophe(dst, t)
	}
	if strings.ContainsAny(t, "0123456789@$!") {
		return l.correctDigits(dst, t)
	}
	if len(t) > 4 && strings.HasSuffix(t, "in") && l.inPatterns(t+"g") {
		return append(dst, t+"g")
	}
	if s := l.squeeze(t); s != t {
		return l.correct(dst, s)
	}
	if k := l.nearest(t); k != "" {
		return append(dst, k)
	}
	if parts := l.segment(t); parts != nil {
		return append(dst, parts...)
	}
	return append(dst, t)
}

// correctApostrophe reads a word with an apostrophe that the spellings do not list: "mum's" as "mum s".
func (l *language) correctApostrophe(dst []string, t string) []string {
	plain := strings.ReplaceAll(t, "'", "")
	if words, ok := l.spelling[plain]; ok {
		return append(dst, words...)
	}
	if owner, ok := strings.CutSuffix(t, "'s"); ok {
		return append(l.correct(dst, strings.ReplaceAll(owner, "'", "")), "s")
	}
	return l.correct(dst, plain)
}

// correctDigits reads a word that mixes letters and digits: letters in disguise where that makes a word of the rules ("su1cide"),
// else a number and what follows it ("20mg").
func (l *language) correctDigits(dst []string, t string) []string {
	for _, one := range []string{"i", "l"} {
		plain := strings.NewReplacer("0", "o", "1", one, "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i").Replace(t)
		if len(plain) < 3 || !hasLetter(t) {
			break
		}
		if _, ok := l.spelling[plain]; ok || l.inPatterns(plain) {
			return l.correct(dst, plain)
		}
	}
	for part := range strings.FieldsFuncSeq(t, func(r rune) bool { return strings.ContainsRune("@$!", r) }) {
		dst = l.correctNumber(dst, part)
	}
	return dst
}

// correctNumber parts numbers from letters: "20mg", "x2".
func (l *language) correctNumber(dst []string, t string) []string {
	for t != "" {
		n := 1
		for n < len(t) && isNumeral(t[n]) == isNumeral(t[0]) {
			n++
		}
		switch part := strings.Trim(t[:n], "."); {
		case part == "":
		case isNumeral(part[0]):
			dst = append(dst, part)
		default:
			dst = l.correct(dst, part)
		}
		t = t[n:]
	}
	return dst
}

func isNumeral(c byte) bool { return isDigit(c) || c == '.' }

func hasLetter(t string) bool {
	return strings.ContainsFunc(t, func(r rune) bool { return 'a' <= r && r <= 'z' })
}

// squeeze shortens stretched letters, "heeelp": to two or to one, or every double letter to one, whichever makes a word of the rules.
// A letter repeated three times or more is never left so.
func (l *language) squeeze(t string) string {
	long := hasRun(t, 3)
	if !long && !hasRun(t, 2) {
		return t
	}
	for _, s := range []string{limitRuns(t, 2), limitRuns(t, 1)} {
		if _, ok := l.spelling[s]; ok || len(s) > 2 && (l.inPatterns(s) || long && l.ordinary[s]) {
			return s
		}
	}
	if long {
		return limitRuns(t, 1)
	}
	return t
}

// hasRun reports whether some letter of t is repeated n times.
func hasRun(t string, n int) bool {
	run := 1
	for i := 1; i < len(t); i++ {
		if run++; t[i] != t[i-1] {
			run = 1
		}
		if run >= n {
			return true
		}
	}
	return false
}

// limitRuns shortens every run of a letter to at most n.
func limitRuns(t string, n int) string {
	b := make([]byte, 0, len(t))
	run := 0
	for i := range len(t) {
		if run++; i == 0 || t[i] != t[i-1] {
			run = 1
		}
		if run <= n {
			b = append(b, t[i])
		}
	}
	return string(b)
}

// joinSpelt joins letters that were typed one by one, "s u i c i d e", where together they make words of the rules.
func (l *language) joinSpelt(in []lexeme) []lexeme {
	out := in[:0:0]
	for i := 0; i < len(in); {
		n := 0
		var b strings.Builder
		for i+n < len(in) && n < maxSpelt && len(in[i+n].text) == 1 && !isDigit(in[i+n].text[0]) {
			b.WriteString(in[i+n].text)
			n++
		}
		words := l.spelt(b.String())
		for k, w := range words {
			out = append(out, lexeme{text: w, pause: k == 0 && in[i].pause, stop: k == 0 && in[i].stop})
		}
		if len(words) == 0 {
			n = max(n, 1)
			out = append(out, in[i:i+n]...)
		}
		i += n
	}
	return out
}

// Letters typed one by one are words from four on, three must be a word of the rules ("k m s"), and no more are joined than make a
// sentence such as "i want to kill myself".
const (
	minSpelt = 4
	maxSpelt = 40
)

// spelt returns the words that letters typed one by one make, nil where they make none.
func (l *language) spelt(t string) []string {
	if len(t) < minSpelt-1 || len(t) < minSpelt && !l.inPatterns(t) {
		return nil
	}
	if words := l.correct(nil, t); !slices.ContainsFunc(words, func(w string) bool { return !l.inPatterns(w) }) {
		return words
	}
	return l.part(t)
}

// joinSplit joins two words that are one key word or one contraction written apart: "over dose", "can t".
func (l *language) joinSplit(in []lexeme) []lexeme {
	out := in[:0:0]
	for _, x := range in {
		if n := len(out); n > 0 && !x.pause && !x.stop {
			whole := out[n-1].text + x.text
			_, contraction := l.spelling[whole]
			if contraction && len(x.text) == 1 && len(whole) > 3 || l.isKey(whole) {
				out[n-1].text = whole
				continue
			}
		}
		out = append(out, x)
	}
	return out
}
