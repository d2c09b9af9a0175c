package triage

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const smallWords = `
numbers: {two: 2}
soft: a the
walls: not
spellings: {can not: cant}
keys: swallowed
glued: pills
small: i
ordinary: wallowed
`

// smallRules has one guard of each place, and a rule for each kind of pattern.
const smallRules = `
lists:
  pill: pill | pills
breaks:
  - but
  - i
holds: if
guards:
  - {id: maybe, why: it may not be, on: [now, happened], place: before, reach: 2, patterns: [if], unless: [as if]}
  - {id: topic, why: a topic, on: [named], place: after, reach: 0, patterns: [risk]}
  - {id: joke, why: a joke, on: [now], place: over, patterns: [fit as]}
  - {id: past, why: long ago, on: [happened], place: clause, patterns: [years ago]}
  - {id: told, why: told, on: [happened], place: clause, crosses: true, patterns: [once upon]}
  - {id: tale, why: a tale, on: [happened], place: sentence, patterns: [in tale]}
  - {id: film, why: a film, on: [now, happened, named], place: message, except: [shaking], patterns: [film]}
  - {id: nobody, why: no person, on: [named], place: message, signs: [danger], needs: [i | my]}
signs:
  - {id: shaking, why: a symptom, now: [shaking], unless: [hand shaking]}
  - {id: stopped, why: a medicine stopped, happened: [stopped]}
rules:
  - {id: fit, level: emergency, card: card.fit, why: a fit, source: a book, now: [fit]}
  - {id: took, level: emergency, card: card.took, why: taken, source: a book, happened: [took ..3 <pill>]}
  - {id: danger, level: urgent, card: card.danger, why: a danger, source: a book, named: [danger]}
  - {id: withdrawal, level: emergency, card: card.withdrawal, why: both, source: a book, when: [stopped + shaking]}
refusals:
  - {id: more, card: refused.more, why: a dose, source: a book, asked: [take more]}
`

func small(t *testing.T) *Rules {
	t.Helper()
	r, err := load([]byte(smallRules), []byte(smallWords))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestGuards(t *testing.T) {
	r := small(t)
	tests := []struct{ text, rule, suppressed string }{
		{"a fit", "fit", ""},
		{"if a fit", "", "maybe"},
		{"if he had a fit", "", "maybe"},
		{"if it is that he had a fit", "fit", ""},
		{"as if a fit", "fit", ""},
		{"if so, a fit", "fit", ""},
		{"if he but fit", "fit", ""},
		{"fit as a fiddle", "", "joke"},
		{"took pills", "took", ""},
		{"took pills years ago", "", "past"},
		{"years ago, took pills", "took", ""},
		{"years ago I took pills", "took", ""},
		{"if I took pills", "", "maybe"},
		{"once upon, took pills", "", "told"},
		{"once upon I took pills", "took", ""},
		{"took pills but in a tale", "", "tale"},
		{"took pills. In a tale", "took", ""},
		{"a film. Took pills", "", "film"},
		{"a film. I stopped. Shaking", "", "film"},
		{"my danger", "danger", ""},
		{"danger", "", "nobody"},
		{"danger. I wait", "danger", ""},
		{"my danger risk", "", "topic"},
		{"my danger of risk", "danger", ""},
		{"stopped. Shaking", "withdrawal", ""},
		{"stopped. Hand shaking", "", "unless"},
		{"stopped", "", ""},
		{"my danger and a fit", "fit", ""},
	}
	for _, tt := range tests {
		if got := r.Assess(tt.text).Rule; got != tt.rule {
			t.Errorf("Assess(%q).Rule = %q, want %q%s", tt.text, got, tt.rule, explain(r, tt.text))
		}
		got := ""
		for _, f := range r.Explain(tt.text) {
			got = max(got, f.Suppressed)
		}
		if got != tt.suppressed {
			t.Errorf("Explain(%q) suppressed by %q, want %q", tt.text, got, tt.suppressed)
		}
	}
	if got := r.Refusal("may I take more"); got != "more" {
		t.Errorf("Refusal = %q, want more", got)
	}
}

func TestAllInTheOrderOfTheFile(t *testing.T) {
	var got []string
	for _, rule := range small(t).All() {
		got = append(got, rule.ID+" "+rule.Level.String()+" "+rule.Card)
	}
	want := []string{
		"fit emergency card.fit", "took emergency card.took", "danger urgent card.danger", "withdrawal emergency card.withdrawal", "more none refused.more",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("All() differs (-want +got):\n%s", diff)
	}
}

func TestLoadErrors(t *testing.T) {
	tests := []struct{ name, from, to, want string }{
		{"broken YAML", "breaks:", "breaks: [", "read rules"},
		{"unknown field", "reach: 2", "range: 2", "field range not found"},
		{"second document", "lists:", "---\na: 1\n---\nlists:", "read rules"},
		{"unknown list", "<pill>", "<pills>", "neither a list nor a number"},
		{"unknown kind", "on: [named], place: after", "on: [told], place: after", `"told" is none of the kinds`},
		{"unknown place", "place: over", "place: near", "one of the places"},
		{"guard without why", "why: it may not be, ", "", "needs id, why, on"},
		{"unknown sign of a guard", "signs: [danger]", "signs: [dangers]", `named "dangers"`},
		{"sign twice", "id: stopped", "id: shaking", "an id of its own"},
		{"unknown sign of a rule", "stopped + shaking", "stopped + shivering", `named "shivering"`},
		{"unknown level", "level: urgent", "level: soon", "neither urgent nor emergency"},
		{"no card", "card: card.fit, ", "", "needs a card"},
		{"no source", "source: a book, now: [fit]", "now: [fit]", "needs a card and a source"},
		{"nothing that must occur", "now: [fit]", "now: [\"fit?\"]", "no word or list that must occur"},
		{"misspelt pattern", "now: [fit]", "now: [cant]", "never occurs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(smallRules, tt.from) {
				t.Fatalf("the small rules lack %q", tt.from)
			}
			_, err := load([]byte(strings.Replace(smallRules, tt.from, tt.to, 1)), []byte(smallWords))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("load = %v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := load([]byte(smallRules), []byte("number: {}")); err == nil || !strings.Contains(err.Error(), "read words") {
		t.Errorf("load with broken words = %v, want an error that names them", err)
	}
	if _, err := load(nil, []byte(smallWords)); err == nil {
		t.Error("load of no rules = nil, want an error")
	}
}
