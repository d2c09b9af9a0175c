// Package triage reads a message for red flags before anything is searched: someone who has taken too much, cannot breathe, will
// not wake, wants to die, or has run out of a medicine that must not stop. It also knows the questions that no reviewed text may
// answer: a dose for this person, where to get a medicine, a diagnosis.
//
// The rules are data, rules.yaml, embedded in the program: they change by code review and never by a content reload. [Default]
// compiles them, [Rules.Assess] applies them, [Rules.Explain] says why. A verdict depends on the text alone.
package triage

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

// Finding is one place where a rule matched, for an explanation.
type Finding struct {
	Rule       string
	Level      Level
	Span       string // the words that matched, as they were read
	Suppressed string // id of the guard that took the finding back, "" where it stands
}

// Rules are compiled rules. They do not change and are safe for concurrent use.
type Rules struct {
	all []Rule
}

// Default returns the embedded rules.
func Default() (*Rules, error) { return &Rules{}, nil }

// Assess returns the gravest verdict on text.
func (r *Rules) Assess(text string) Verdict { return Verdict{} }

// Refusal returns the id of the refusal rule that text meets, "dose-for-me", "more-dose", "sourcing" or "diagnosis", or "".
func (r *Rules) Refusal(text string) string { return "" }

// All returns every rule in the order of the file: the red flags, then the refusals.
func (r *Rules) All() []Rule { return r.all }

// Explain returns every finding in text, those that were suppressed included, red flags first.
func (r *Rules) Explain(text string) []Finding { return nil }
