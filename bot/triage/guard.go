package triage

import "slices"

// kind says how a pattern speaks, and with it which guards may take a finding back.
type kind int

const (
	now      kind = iota // a state that lasts, in so many words: "she won't wake up"
	happened             // an event: "took too many", "had a seizure"
	named                // a danger by its name: "chest pain", "overdose"
	asked                // a request that is refused: "how much should I take"
	said                 // a thing spoken of, which counts beside other signs only; no guard watches it: "steroids"
	kinds
)

// kindNames are the names of the kinds in rules.yaml.
var kindNames = []string{now: "now", happened: "happened", named: "named", asked: "asked", said: "said"}

// place says where a guard must stand to take back a finding.
type place int

const (
	before   place = iota // before it with no comma between, within reach
	after                 // after it with no comma between, within reach
	over                  // sharing a word with it
	clause                // anywhere in its clause with no comma between
	inline                // anywhere in its sentence
	anywhere              // anywhere in the message
)

// places are the names of the places in rules.yaml.
var places = []string{before: "before", after: "after", over: "over", clause: "clause", inline: "sentence", anywhere: "message"}

// guard takes back findings that are not about a person now: a question, a denial, a history, a figure of speech.
type guard struct {
	id       string
	on       [kinds]bool
	place    place
	reach    int      // most words between guard and finding, soft ones not counted
	crosses  bool     // whether commas do not part guard and finding; before and after it new clauses neither
	signs    []string // the signs it watches, all where empty
	except   []string // the signs it leaves alone
	patterns []int
	missing  bool  // whether it stands where none of the patterns is in the message, and not where one is
	unless   []int // phrases that share words with the guard's and mean something else
}

// span is a run of words of one sentence.
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }
func (s span) contains(o span) bool { return s.from <= o.from && o.to <= s.to }

// watches reports whether g looks at findings of a kind of a sign.
func (g *guard) watches(k kind, sign string) bool {
	return g.on[k] && !slices.Contains(g.except, sign) && (len(g.signs) == 0 || slices.Contains(g.signs, sign))
}

// findGuard returns where g stands in a sentence.
func (r *Rules) findGuard(g *guard, s *sentence) []span {
	hits := r.find(g.patterns, s, g.place == before)
	if len(hits) == 0 || len(g.unless) == 0 {
		return hits
	}
	excused := r.find(g.unless, s, false)
	kept := hits[:0]
	for _, h := range hits {
		if !overlapsAny(h, excused) {
			kept = append(kept, h)
		}
	}
	return kept
}

func overlapsAny(h span, others []span) bool { return slices.ContainsFunc(others, h.overlaps) }

// governs reports whether a guard that stands at h takes back a finding at f, in a sentence whose words lie in clauses.
func (g *guard) governs(s *scanned, h, f span) bool {
	switch g.place {
	case before:
		return h.to <= f.from && (g.crosses || s.parts[h.from] == s.parts[f.from]) && s.between(h.to, f.from) <= g.reach
	case after:
		return f.to <= h.from && (g.crosses || s.parts[f.to-1] == s.parts[h.to-1]) && s.between(f.to, h.from) <= g.reach
	case over:
		return h.overlaps(f)
	case clause:
		in := s.parts
		if g.crosses {
			in = s.clauses
		}
		return in[h.from] >= in[f.from] && in[h.from] <= in[f.to-1]
	}
	return true
}
