package triage

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one word of a message as the patterns see it.
type word struct {
	text   string
	ids    []int   // of the pattern words that it is
	number float64 // what it counts, where it is a number
	counts bool    // whether it is a number
	soft   bool    // whether a pattern may pass over it
	wall   bool    // whether a gap stops at it
	pause  bool    // whether a clause begins here
}

// sentence is a run of words that nothing but commas interrupts.
type sentence struct {
	words   []word
	windows []window // of its words, for the patterns
}

// lexeme is a piece of folded text before its spelling is looked at.
type lexeme struct {
	text  string
	pause bool // a comma, bracket or dash stands before it
	stop  bool // a full stop or the like stands before it
}

// read turns a message into sentences of words.
func (l *language) read(text string) []sentence {
	var out []sentence
	var now sentence
	seen := map[string][]word{}
	for _, x := range l.joinSplit(l.joinSpelt(joinStaccato(lex(fold(clip(text)))))) {
		if x.stop && len(now.words) > 0 {
			out = append(out, now)
			now = sentence{}
		}
		pause := x.pause
		words, ok := seen[x.text]
		if !ok {
			for _, t := range l.correct(nil, x.text) {
				words = append(words, l.word(t))
			}
			seen[x.text] = words
		}
		for _, w := range words {
			w.pause, pause = pause, false
			now.words = append(now.words, w)
		}
	}
	if len(now.words) > 0 {
		out = append(out, now)
	}
	return out
}

// staccato is from how many words on a full stop after every one of them is taken for emphasis.
const staccato = 4

// joinStaccato drops the full stops of "she. won't. wake. up", which has one after every word.
func joinStaccato(in []lexeme) []lexeme {
	for i := 0; i < len(in); {
		n := 1
		for i+n < len(in) && in[i+n].stop {
			n++
		}
		for k := i + 1; n >= staccato && k < i+n; k++ {
			in[k].stop = false
		}
		i += n
	}
	return in
}

// word looks up one corrected word.
func (l *language) word(t string) word {
	w := word{text: t, ids: l.lookup(t), soft: l.soft[t], wall: l.walls[t]}
	if n, ok := l.numbers[t]; ok {
		w.number, w.counts = n, true
	} else if n, err := strconv.ParseFloat(t, 64); err == nil && t[0] <= '9' {
		w.number, w.counts = n, true
	}
	return w
}

// lex cuts folded text at spaces and punctuation. Mentions, custom emoji and addresses are left out, Markdown marks inside a word
// are dropped, and a number is parted from the letters that follow it.
func lex(text string) []lexeme {
	x := lexer{text: text}
	for x.pos < len(text) {
		if n := skipLength(text[x.pos:]); n > 0 {
			x.end()
			x.pos += n
			continue
		}
		x.take()
	}
	x.end()
	return x.out
}

// marks are the characters that format text on Discord: inside a word they hide nothing.
const marks = "*_~`|"

// lexer holds the state of [lex].
type lexer struct {
	text  string
	pos   int
	part  strings.Builder
	pause bool
	stop  bool
	out   []lexeme
}

// take reads the character at pos.
func (x *lexer) take() {
	r, size := utf8.DecodeRuneInString(x.text[x.pos:])
	before, after := x.lastByte(), x.peek(size)
	x.pos += size
	inside := isWordByte(before) && isWordByte(after)
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '\'' && inside && x.part.Len() > 0, strings.ContainsRune("@$!", r) && inside:
		x.part.WriteRune(r)
	case strings.ContainsRune(marks, r):
		if next := x.peek(0); !isWordByte(next) && strings.IndexByte(marks, next) < 0 {
			x.end()
		}
	case r == '.' && isDigit(before) && isDigit(after):
		x.part.WriteByte('.')
	case r == ',' && isDigit(before) && isDigit(after):
		return
	case r == '.' && (before == '.' || after == '.' || inside):
		x.end()
		x.pause = true
	case strings.ContainsRune(".!?;\n", r):
		x.end()
		x.stop = true
	case strings.ContainsRune(",:()[]\"", r), r == '-' && (before == ' ' || after == ' ' || after == '-'):
		x.end()
		x.pause = true
	case r == '&':
		x.end()
		x.out = append(x.out, lexeme{text: "and"})
	default:
		x.end()
	}
}

// lastByte returns the byte before pos, a space at the start.
func (x *lexer) lastByte() byte {
	if x.pos == 0 {
		return ' '
	}
	return x.text[x.pos-1]
}

// peek returns the byte n after pos, a space at the end.
func (x *lexer) peek(n int) byte {
	if x.pos+n >= len(x.text) {
		return ' '
	}
	return x.text[x.pos+n]
}

// end closes the word being read.
func (x *lexer) end() {
	if x.part.Len() == 0 {
		return
	}
	x.out = append(x.out, lexeme{text: x.part.String(), pause: x.pause, stop: x.stop})
	x.part.Reset()
	x.pause, x.stop = false, false
}

// skipLength returns the length of the mention, custom emoji or address that text begins with, or 0.
func skipLength(text string) int {
	switch {
	case len(text) > 1 && text[0] == '<' && strings.IndexByte("@#:/ta", text[1]) >= 0:
		if end := strings.IndexAny(text, "> \n"); end > 0 && text[end] == '>' {
			return end + 1
		}
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"), strings.HasPrefix(text, "www."):
		if end := strings.IndexAny(text, " \n)>|"); end > 0 {
			return end
		}
		return len(text)
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWordByte(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || c >= utf8.RuneSelf || c == '\''
}
