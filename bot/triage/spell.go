package triage

import (
	"math/bits"
	"slices"
	"strings"
)

// A key word is recognised with one slip of the finger, with two when it is long; a short one only with two neighbouring letters
// swapped. Shorter words have too many neighbours that mean something else. A word that sounds the same may have one slip more.
const (
	swapLetters  = 4
	oneSlip      = 5
	twoSlips     = 8
	maxSlips     = 2
	soundLetters = 5
	soundSlips   = 3
)

// Words written together are parted only when the whole is so long, and its parts are, that no name falls apart by chance.
const (
	segmentLetters = 9
	segmentMost    = 48
	pieceLetters   = 13
	pieceMean      = 2
)

// key is a word of the rules whose misspellings count.
type key struct {
	text    string
	letters uint32 // which letters occur in it
	slips   int    // how many are forgiven
	sound   string // its consonants as they sound
}

func newKey(w string) key {
	k := key{text: w, letters: letterSet(w), sound: sound(w)}
	switch {
	case len(w) >= twoSlips:
		k.slips = maxSlips
	case len(w) >= oneSlip:
		k.slips = 1
	}
	return k
}

// letterSet returns the letters of w as bits.
func letterSet(w string) uint32 {
	var set uint32
	for i := range len(w) {
		if c := w[i]; 'a' <= c && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

// isKey reports whether w is a key word long enough to be found when it is written apart.
func (l *language) isKey(w string) bool {
	return len(w) > oneSlip && l.keyWords[w]
}

// nearest returns the key word that t is a misspelling of, or "". The first letter must be right, unless it only changed places.
func (l *language) nearest(t string) string {
	if len(t) < swapLetters || !hasLetter(t) {
		return ""
	}
	best, least := "", soundSlips+1
	letters, heard := letterSet(t), sound(t)
	consider := func(k *key) {
		allowed := k.allowed(t, heard)
		if diff := len(k.text) - len(t); diff > allowed || -diff > allowed || bits.OnesCount32(k.letters^letters) > 2*allowed {
			return
		}
		d := k.distance(t, allowed)
		if d <= allowed && (d < least || d == least && sameEnd(k.text, t) && !sameEnd(best, t)) {
			best, least = k.text, d
		}
	}
	for i := range l.keys[t[0]] {
		consider(&l.keys[t[0]][i])
	}
	for i := range l.keys[t[1]] {
		if k := &l.keys[t[1]][i]; t[0] != t[1] && k.text[1] == t[0] {
			consider(k)
		}
	}
	return best
}

// allowed returns how many slips may part k from t, which sounds as heard.
func (k *key) allowed(t, heard string) int {
	if len(k.text) >= soundLetters && len(t) >= soundLetters && k.sound == heard {
		return min(soundSlips, len(t)/2)
	}
	return max(k.slips, 1)
}

// distance returns how many slips make k into t, or more than limit. In a short key only a swap of neighbours counts.
func (k *key) distance(t string, limit int) int {
	if k.slips > 0 || limit > 1 {
		return distance(k.text, t, limit)
	}
	if isSwap(k.text, t) {
		return 1
	}
	return limit + 1
}

// sameEnd reports whether a and b end in the same letter.
func sameEnd(a, b string) bool { return a != "" && a[len(a)-1] == b[len(b)-1] }

// isSwap reports whether b is a with two neighbouring letters swapped.
func isSwap(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// distance is the optimal string alignment distance of a and b: insertions, deletions, substitutions and swaps of neighbours. It
// stops counting above limit.
func distance(a, b string, limit int) int {
	const most = 32
	if len(a) >= most || len(b) >= most {
		return limit + 1
	}
	var rows [3][most]int
	prev2, prev, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		low := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			low = min(low, row[j])
		}
		if low > limit {
			return limit + 1
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}

// segment parts words that were written together, "cantbreathe", into words of the rules, or returns nil.
func (l *language) segment(t string) []string {
	if len(t) < segmentLetters {
		return nil
	}
	parts := l.part(t)
	if !slices.ContainsFunc(parts, func(w string) bool { return l.glued[w] }) {
		return nil
	}
	return parts
}

// part returns the fewest words of the rules that make up t, or nil.
func (l *language) part(t string) []string {
	if len(t) > segmentMost || strings.Trim(t, "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil
	}
	pieces := make([]int, len(t)+1) // fewest pieces up to here, 0 where none fit
	from := make([]int, len(t)+1)
	for end := 1; end <= len(t); end++ {
		for start := max(0, end-pieceLetters); start < end; start++ {
			if start > 0 && pieces[start] == 0 || !l.isPiece(t[start:end]) {
				continue
			}
			if n := pieces[start] + 1; pieces[end] == 0 || n < pieces[end] {
				pieces[end], from[end] = n, start
			}
		}
	}
	if n := pieces[len(t)]; n == 0 || n > len(t)/pieceMean {
		return nil
	}
	return l.cut(t, from)
}

// isPiece reports whether w may be one of several words written together.
func (l *language) isPiece(w string) bool {
	if len(w) < 3 {
		return l.small[w]
	}
	_, spelt := l.spelling[w]
	return spelt || l.inPatterns(w)
}

// cut returns the pieces of t that end where from says they begin.
func (l *language) cut(t string, from []int) []string {
	var reversed []string
	for end := len(t); end > 0; end = from[end] {
		reversed = append(reversed, t[from[end]:end])
	}
	var out []string
	for i := len(reversed) - 1; i >= 0; i-- {
		if words, ok := l.spelling[reversed[i]]; ok {
			out = append(out, words...)
		} else {
			out = append(out, reversed[i])
		}
	}
	return out
}
