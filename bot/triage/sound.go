package triage

import "strings"

// sound returns the consonants of a word as they are heard, and its first letter: "daughter" and "dawter" are both "dtr".
func sound(w string) string {
	plain := soundSpellings.Replace(w)
	b := make([]byte, 0, len(plain))
	for i := range len(plain) {
		c := heard(plain, i)
		if c != 0 && (len(b) == 0 || b[len(b)-1] != c) {
			b = append(b, c)
		}
	}
	return string(b)
}

// soundSpellings writes groups of letters as the one they sound like, or as none.
var soundSpellings = strings.NewReplacer("tion", "shn", "sion", "shn", "cious", "shs", "tious", "shs", "ough", "o", "augh", "a", "igh", "i",
	"ph", "f", "ck", "k", "gh", "g", "kn", "n", "wr", "r", "mb", "m", "dge", "j", "sch", "sk", "ch", "c", "sh", "c", "th", "t",
	"ce", "s", "ci", "s", "cy", "s", "x", "ks", "qu", "kw", "aw", "a", "ow", "o", "ew", "u", "ay", "a", "ey", "e", "oy", "o")

// heard returns the sound of the letter at i: 0 for a vowel after the first letter, and for a silent h.
func heard(w string, i int) byte {
	switch c := w[i]; c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		if i > 0 {
			return 0
		}
		return 'a'
	case 'h':
		if i > 0 {
			return 0
		}
		return c
	case 'z':
		return 's'
	case 'q':
		return 'k'
	default:
		return c
	}
}
