package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Of a message longer than both limits together the start and the end are read: people open with what happened or end with it.
// A message on Discord has at most 4,000 characters, so nothing a person types there is left out.
const (
	headBytes = 4800
	tailBytes = 3200
)

// clip cuts the middle out of a text that is too long, at characters, and leaves a line break in its place.
func clip(text string) string {
	if len(text) <= headBytes+tailBytes {
		return text
	}
	head, tail := headBytes, len(text)-tailBytes
	for head > 0 && !utf8.RuneStart(text[head]) {
		head--
	}
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	return text[:head] + "\n" + text[tail:]
}

// fold rewrites text in plain lower-case letters: full-width and styled letters, look-alikes of other alphabets, accents and
// stacked marks, and characters that have no width. What folds to no letter, digit or punctuation becomes a space.
func fold(text string) string {
	if isPlain(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r):
			continue
		case r == '\n':
			b.WriteByte('\n')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteString(foldRune(unicode.ToLower(r)))
		}
	}
	return b.String()
}

func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || c == '\r' || c == '\t' {
			return false
		}
	}
	return true
}

// foldRune returns what a lower-case character is read as.
func foldRune(r rune) string {
	if r < utf8.RuneSelf {
		return string(r)
	}
	if _, after, ok := strings.Cut(lookAlikes, " "+string(r)); ok {
		return after[:1]
	}
	for _, first := range [...]rune{0x1F150, 0x1F170, 0x1F1E6} { // letters in emoji: on black circles, on tiles, of flags
		if first <= r && r < first+26 {
			return string('a' + r - first)
		}
	}
	switch {
	case strings.ContainsRune("’‘ʼ´`′＇", r):
		return "'"
	case strings.ContainsRune("–—―‒‑", r):
		return "-"
	case strings.ContainsRune("。、，؟！？", r):
		return "."
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return string(r)
	}
	return " "
}

// lookAlikes lists letters of other alphabets, and small capitals, each followed by the Latin letter it is taken for.
const lookAlikes = " аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl ԛq ԝw кk мm тt вb нh пn гr зe иn ёe йn" +
	" αa βb γy δd εe ηn ιi κk νv ορ οo ρp τt υu χx ωw ςs σo" +
	" ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz" +
	" ɑa ɡg ıi ɩi ɐa ƈc ɗd ɠg ɦh ƙk ɱm ɲn ƥp ʂs ƭt øo łl đd ħh ðd þp ßs æa œo"
