package faq

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Notations that have led to wrong doses, after the do-not-use lists of ISMP and the Joint Commission: decimals
// that lose their point, units that are misread, Latin shorthand, and doses without a unit.

// plainUnits are the units that may stand after a number in lower case.
var plainUnits = []string{"mg", "mcg", "g", "kg", "ml", "l", "mmol", "%", "microgram", "micrograms", "milligram", "milligrams", "gram", "grams",
	"millilitre", "millilitres", "milliliter", "milliliters", "litre", "litres", "unit", "units"}

// badUnits maps units that are misread to what to write.
var badUnits = map[string]string{
	"µg": "micrograms", "μg": "micrograms", "ug": "micrograms", "mgs": "mg", "cc": "ml",
	"U": "units", "u": "units", "IU": "units", "iu": "units",
}

// badWords maps shorthand to what to write.
var badWords = map[string]string{
	"QD": "once a day", "Q.D": "once a day", "qd": "once a day", "q.d": "once a day",
	"QOD": "every other day", "Q.O.D": "every other day", "qod": "every other day", "q.o.d": "every other day",
	"BID": "twice a day", "bid": "twice a day", "b.i.d": "twice a day", "TID": "three times a day", "tid": "three times a day",
	"t.i.d": "three times a day", "QID": "four times a day", "qid": "four times a day", "q.i.d": "four times a day",
	"PRN": "when needed", "prn": "when needed", "qhs": "at bedtime", "q.h.s": "at bedtime",
	"MSO4": "morphine sulfate", "MgSO4": "magnesium sulfate",
}

// amountPattern is a number, or a range of two, with what is written to it without a space.
var amountPattern = regexp.MustCompile(`^(\.?[0-9][0-9.,]*)(?:[-–/](\.?[0-9][0-9.,]*))?(\pL*|%)$`)

// doses reports notations of doses that are misread.
func (it *item) doses(text string, locate locator) {
	seen := map[string]int{}
	words := strings.Fields(text)
	for i := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		w := strings.TrimFunc(words[i], notOfAmount)
		w = strings.TrimRight(w, ".,")
		d := notation{word: w, before: words[max(0, i-2):i], next: strings.TrimFunc(next, notOfWord)}
		rule, piece, msg := d.check()
		if rule == "" {
			continue
		}
		at := locate(piece, seen[piece])
		seen[piece]++
		if rule == "dose-decimal" || rule == "dose-symbol" {
			it.strictf(at, rule, "%s", msg)
		} else {
			it.warnf(at, rule, "%s", msg)
		}
	}
}

// A notation is a word of a text with its neighbours.
type notation struct {
	word   string
	before []string // up to two words
	next   string
}

// check returns the rule that the word breaks, the piece of text that breaks it, and the message.
func (d notation) check() (rule, piece, msg string) {
	if d.word == "" {
		return "", "", ""
	}
	if plain, bad := badWords[d.word]; bad {
		return "dose-abbreviation", d.word, d.word + " is misread; write \"" + plain + "\""
	}
	if d.word == "MS" && d.afterUnit() {
		return "dose-abbreviation", d.word, "MS after a dose is misread; write \"morphine sulfate\" or \"magnesium sulfate\""
	}
	if c := d.word[0]; c != '.' && (c < '0' || c > '9') {
		return "", "", ""
	}
	m := amountPattern.FindStringSubmatch(d.word)
	if m == nil {
		return "", "", ""
	}
	unit, piece := m[3], d.word
	if unit == "" {
		unit, piece = d.next, d.word+" "+d.next
	}
	if plain, bad := badUnits[unit]; bad {
		return "dose-symbol", piece, "\"" + piece + "\" is misread; write \"" + strings.TrimSuffix(d.word, m[3]) + " " + plain + "\""
	}
	if !slices.Contains(plainUnits, strings.ToLower(unit)) {
		return d.withoutUnit(m[3])
	}
	for _, number := range []string{m[1], m[2]} {
		if safe := safeDecimal(number); safe != number {
			return "dose-decimal", piece, "\"" + piece + "\" is misread when its point is not seen; write " + safe + " for " + number
		}
	}
	return "", "", ""
}

// afterUnit reports whether the word follows a unit. MS is multiple sclerosis everywhere else.
func (d notation) afterUnit() bool {
	n := len(d.before)
	return n > 0 && slices.Contains(plainUnits, d.before[n-1])
}

// safeDecimal writes a number with a digit before its point and no zero at its end.
func safeDecimal(number string) string {
	if strings.HasPrefix(number, ".") {
		number = "0" + number
	}
	if whole, fraction, ok := strings.Cut(number, "."); ok && !strings.ContainsAny(fraction, ".,") {
		fraction = strings.TrimRight(fraction, "0")
		return strings.TrimSuffix(whole+"."+fraction, ".")
	}
	return number
}

// withoutUnit reports an amount to take whose next word says how often, not what.
func (d notation) withoutUnit(glued string) (rule, piece, msg string) {
	often := []string{"once", "twice", "thrice", "daily", "every", "each", "per"}
	if glued != "" || len(d.before) == 0 || !slices.Contains(often, strings.ToLower(d.next)) {
		return "", "", ""
	}
	last := strings.ToLower(d.before[len(d.before)-1])
	dose := len(d.before) == 2 && last == "of" && strings.HasPrefix(strings.ToLower(d.before[0]), "dos")
	if !dose && !slices.Contains([]string{"take", "takes", "taking", "took"}, last) {
		return "", "", ""
	}
	return "dose-unit", d.word + " " + d.next, "the dose " + d.word + " has no unit; write, for instance, \"" + d.word + " mg\""
}

// notOfAmount reports the signs around an amount; a point may begin one.
func notOfAmount(r rune) bool { return r != '.' && r != '%' && notOfWord(r) }

func notOfWord(r rune) bool { return r != '%' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
