// Package triage reads a message for red flags before anything is searched: someone who has taken too much, cannot breathe, will
// not wake, wants to die, or has run out of a medicine that must not stop. It also knows the questions that no reviewed text may
// answer: a dose for this person, where to get a medicine, a diagnosis.
//
// The rules are data, rules.yaml, embedded in the program: they change by code review and never by a content reload. [Default]
// compiles them, [Rules.Read] applies them, [Rules.Explain] says why. A verdict depends on the text alone.
package triage

import "slices"

// Level says how soon a person must be helped. The zero value is None.
type Level uint8

// The levels, least first, so that they compare.
const (
	None      Level = iota // no red flag
	Urgent                 // help is needed today
	Emergency              // help is needed now
)

// String returns the level as rules.yaml writes it.
func (l Level) String() string {
	switch l {
	case Urgent:
		return "urgent"
	case Emergency:
		return "emergency"
	}
	return "none"
}

// Verdict is what the red-flag rules make of a message. The zero value means that none fired.
type Verdict struct {
	Level Level
	Rule  string // id of the rule that fired, "overdose-taken"
	Card  string // message key of the fixed card to show, "card.overdose"
}

// Rule describes one rule, for documents, tests and the checks that every card has its text.
type Rule struct {
	ID     string
	Level  Level // None for a refusal
	Card   string
	Why    string
	Source string
}

// Finding is a line of an explanation: either a rule that fired, or a place where the pattern of a sign matched. A rule's own
// patterns are a sign of the same name.
type Finding struct {
	Rule       string // the rule that fired, else ""
	Level      Level  // of that rule
	Sign       string // the sign that matched, else ""
	Span       string // the words that matched, as they were read
	Suppressed string // what took the match back: a guard's id, "unless" for the sign's own exceptions; "" where it stands
}

// Rules are compiled rules. They do not change and are safe for concurrent use.
type Rules struct {
	lang        *language
	breaks      []int           // what begins a new clause, by pattern
	holds       map[string]bool // words after which none begins
	guards      []guard
	signs       []sign
	signIndex   map[string]int
	patterns    []pattern
	triggers    map[int][]int // pattern word to the patterns that need it
	untriggered []int         // the patterns that no word must occur for
	rules       []rule
	refusals    []rule
}

// Default returns the embedded rules.
func Default() (*Rules, error) { return load(rulesYAML, slices.Concat(wordsYAML, ordinaryYAML)) }

// Reading is all that the rules make of a message.
type Reading struct {
	Verdict Verdict
	Refusal string // id of the refusal rule that the message meets, "dose-for-me", "more-dose", "sourcing" or "diagnosis", or ""
}

// Read returns what the rules make of text. Its time is bounded: of a very long text the start and the end are read.
func (r *Rules) Read(text string) Reading {
	ms, _ := r.scan(text)
	return Reading{r.assess(ms), r.refusal(ms)}
}

// Assess returns the gravest verdict on text; of two rules of one level the first in the file.
func (r *Rules) Assess(text string) Verdict { return r.Read(text).Verdict }

// Refusal returns the id of the first refusal rule that text meets, or "".
func (r *Rules) Refusal(text string) string { return r.Read(text).Refusal }

func (r *Rules) assess(ms []match) Verdict {
	var best Verdict
	for i := range r.rules {
		if c := &r.rules[i]; c.Level > best.Level && c.fires(ms) {
			best = Verdict{Level: c.Level, Rule: c.ID, Card: c.Card}
		}
	}
	return best
}

func (r *Rules) refusal(ms []match) string {
	for i := range r.refusals {
		if r.refusals[i].fires(ms) {
			return r.refusals[i].ID
		}
	}
	return ""
}

// fires reports whether the signs that the rule needs stand among ms.
func (c *rule) fires(ms []match) bool {
	stands := func(sign int) bool {
		return slices.ContainsFunc(ms, func(m match) bool { return m.sign == sign && m.suppressed == "" })
	}
	return slices.ContainsFunc(c.needs, func(all []int) bool {
		return !slices.ContainsFunc(all, func(sign int) bool { return !stands(sign) })
	})
}

// All returns every rule in the order of the file: the red flags, then the refusals.
func (r *Rules) All() []Rule {
	var out []Rule
	for _, c := range slices.Concat(r.rules, r.refusals) {
		out = append(out, c.Rule)
	}
	return out
}

// Explain returns what was found in text and what took it back: first the rules that fired, then every match of a rule or of a
// sign that rules combine, in the order of the text.
func (r *Rules) Explain(text string) []Finding {
	ms, sentences := r.scan(text)
	var out []Finding
	for _, c := range slices.Concat(r.rules, r.refusals) {
		if c.fires(ms) {
			out = append(out, Finding{Rule: c.ID, Level: c.Level})
		}
	}
	for _, m := range ms {
		out = append(out, Finding{
			Sign:       r.signs[m.sign].id,
			Span:       m.span.text(sentences[m.sentence].words),
			Suppressed: m.suppressed,
		})
	}
	return out
}
