package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// A speller proposes what a word that nobody knows may have been meant to be. Letters and sound must both agree:
// edit distance alone confuses real medicines, of which a quarter have another within two edits.
type speller struct {
	byLength [maxLetter + 1][]spelling
}

type spelling struct {
	word    string
	letters uint32 // which of a-z it has: of two words n edits apart, neither has more than n that the other has not
	kind    wordKind
	weight  int32 // how often the content has it
}

// wordKind says what a word would be corrected to. Where two are as near, the later kind wins.
type wordKind uint8

const (
	plainWord    wordKind = iota // a word of the content or of a concept's phrases
	lexiconName                  // a medicine of the lexicon that the content does not have
	topicName                    // a name of a condition or another subject that is no medicine
	medicineName                 // a name of a medicine of the content
)

func (s *speller) add(word string, kind wordKind, weight int32) {
	if n := len(word); n >= 4 && n <= maxLetter {
		s.byLength[n] = append(s.byLength[n], spelling{word, letterSet(word), kind, weight})
	}
}

func letterSet(word string) uint32 {
	var set uint32
	for i := range len(word) {
		if c := word[i]; c >= 'a' && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

// reach is how many edits apart a misspelling may be from a word of n letters: measured on real misspellings of
// medicine names, where more links other medicines.
func reach(n int) int {
	switch {
	case n < 5:
		return 0
	case n <= 6:
		return 1
	case n <= 9:
		return 2
	default:
		return 3
	}
}

// farEdits is the distance from which only sound still links two words: names of two medicines of one class are often
// no further apart (hydralazine and hydroxyzine, imipramine and desipramine).
const farEdits = 3

// match is a word that a misspelling may stand for.
type match struct {
	word     string
	kind     wordKind
	distance int
	sounds   bool // it also sounds alike
	weight   int32
}

// near returns the words within reach, nearest first; at one distance those that sound alike first, then by kind, by
// how often the content has them, and by name.
func (s *speller) near(word string) []match {
	set := letterSet(word)
	var found []match
	for n := max(4, len(word)-3); n <= min(maxLetter, len(word)+3); n++ {
		limit := reach(max(n, len(word)))
		for _, sp := range s.byLength[n] {
			most := sp.most(limit, n)
			if bits.OnesCount32(sp.letters&^set) > most || bits.OnesCount32(set&^sp.letters) > most {
				continue
			}
			if d := distance(word, sp.word, most); d <= most {
				m := match{sp.word, sp.kind, d, soundAlike(word, sp.word), sp.weight}
				if m.sounds || d < farEdits && (d < most || sp.kind == medicineName || sp.kind == lexiconName) {
					found = append(found, m)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(
			cmp.Compare(a.distance, b.distance),
			-compareBool(a.sounds, b.sounds),
			-cmp.Compare(a.kind, b.kind),
			-cmp.Compare(a.weight, b.weight),
			cmp.Compare(a.word, b.word),
		)
	})
	return found
}

// most is how far a misspelling of this word may be. Medicines are as measured; the other words may be an edit
// further off if they sound alike, since nobody is harmed by a condition guessed right from its sound.
func (sp spelling) most(limit, n int) int {
	switch sp.kind {
	case plainWord:
		return min(limit, 2+n/10)
	case topicName:
		return limit + 1
	default:
		return limit
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// distance is the optimal string alignment distance of two words (insertions, deletions, substitutions, and
// transpositions of neighbours), or limit+1 where it is more than limit. Bytes are compared: names are ASCII. What
// is longer than any word, as the sound of thirty x is, is beyond every limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit || max(len(a), len(b)) > maxLetter {
		return limit + 1
	}
	var rows [3][maxLetter + 2]int // within limit of the diagonal; outside everything is too far
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		first, end := max(1, i-limit), min(len(b), i+limit)
		row[first-1] = limit + 1
		if first == 1 {
			row[0] = i
		}
		best := row[first-1]
		for j := first; j <= end; j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if best > limit {
			return limit + 1
		}
		row[end+1] = limit + 1
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}

// soundAlike says whether two words could be heard as one another: the same consonants in the same order, or for
// long words all but one, yet not the first sound, which people rarely get wrong and which tells apart telmisartan and
// olmesartan.
func soundAlike(a, b string) bool {
	ka, kb := sound(a), sound(b)
	if ka == kb {
		return true
	}
	n := min(len(ka), len(kb))
	return n >= 4 && ka[0] == kb[0] && distance(ka, kb, 1) <= 1
}

var soundFolds = strings.NewReplacer(
	"tion", "shn", "sion", "shn", "shion", "shn", "cian", "shn", "shun", "shn", "ph", "f", "gh", "g", "ck", "k", "sch", "sk", "ce", "se", "ci", "si", "cy", "si", "ch", "k",
	"qu", "k", "x", "ks", "z", "s", "c", "k", "q", "k", "y", "i", "th", "t", "rh", "r", "wh", "w", "kn", "n", "ps", "s", "v", "f", "j", "g",
)

// sound is a phonetic key: letters that are pronounced alike are one, doubled letters are single, vowels but a
// leading one and silent h are gone.
func sound(word string) string {
	if rest, ok := strings.CutPrefix(word, "x"); ok {
		word = "z" + rest // as in xanax
	}
	word = soundFolds.Replace(word)
	key := make([]byte, 0, len(word))
	var prev byte
	for i := range len(word) {
		c := word[i]
		vowel := strings.IndexByte("aeiou", c) >= 0
		switch {
		case c == prev:
		case i == 0 && vowel:
			key = append(key, 'a')
		case vowel || i > 0 && c == 'h':
		default:
			key = append(key, c)
		}
		prev = c
	}
	return string(key)
}
