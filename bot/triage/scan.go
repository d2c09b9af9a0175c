package triage

import (
	"slices"
	"strings"
)

// sign is one thing that a message can show. A rule fires on its own sign or on several together.
type sign struct {
	id     string
	unless []int // what takes it back when it stands in the same sentence
}

// pattern is a compiled pattern. Patterns are known by their place among all.
type pattern struct {
	node node
	sign int // whose pattern it is, none for those of guards, exceptions and breaks
	kind kind
}

// none is the sign of a pattern that is no sign's.
const none = -1

// rule is a compiled rule: it fires when every sign of any of its needs stands.
type rule struct {
	Rule
	needs [][]int
}

// match is a place where a sign matched.
type match struct {
	sign       int
	kind       kind
	sentence   int
	span       span
	suppressed string // id of the guard, "unless" for the sign's own, "" where the match stands
}

// scanned is a sentence with its clauses, and where the guards stand in it, which is found when it is first asked.
type scanned struct {
	sentence
	clauses []int          // which clause each word is in
	parts   []int          // which part of a clause between commas
	guards  map[int][]span // by guard
	excused map[int]bool   // whether a sign's "unless" stands, by sign
}

// guarded returns where guard i stands in the sentence.
func (s *scanned) guarded(r *Rules, i int) []span {
	at, ok := s.guards[i]
	if !ok {
		at = r.findGuard(&r.guards[i], &s.sentence)
		s.guards[i] = at
	}
	return at
}

// excuses reports whether what a sign is not to be read in stands in the sentence.
func (s *scanned) excuses(r *Rules, sign int) bool {
	yes, ok := s.excused[sign]
	if !ok {
		yes = len(r.find(r.signs[sign].unless, &s.sentence, false)) > 0
		s.excused[sign] = yes
	}
	return yes
}

// between counts the words from one position to another, soft ones left out.
func (s *scanned) between(from, to int) int {
	n := 0
	for _, w := range s.words[from:to] {
		if !w.soft {
			n++
		}
	}
	return n
}

// scan finds every match of every sign in text and what takes it back.
func (r *Rules) scan(text string) ([]match, []sentence) {
	sentences := r.lang.read(text)
	var out []match
	for i := range sentences {
		sentences[i].windows = r.windows(sentences[i].words)
		found := maximal(r.matches(&sentences[i]))
		for j := range found {
			found[j].sentence = i
		}
		out = append(out, found...)
	}
	r.suppress(out, sentences)
	return out, sentences
}

// matches returns the raw matches in one sentence.
func (r *Rules) matches(s *sentence) []match {
	var out []match
	var spans []span
	for i := range s.windows {
		w := &s.windows[i]
		for p := range w.eachCalled {
			if r.patterns[p].sign == none {
				continue
			}
			spans = w.appendMatches(spans[:0], r.patterns[p].node, false)
			for _, sp := range spans {
				out = append(out, match{sign: r.patterns[p].sign, kind: r.patterns[p].kind, span: sp})
			}
		}
	}
	return out
}

// maximal drops matches that lie within another of the same sign and kind: the longer reading decides.
func maximal(in []match) []match {
	slices.SortStableFunc(in, func(a, b match) int {
		if a.span.from != b.span.from {
			return a.span.from - b.span.from
		}
		return b.span.to - a.span.to
	})
	var out []match
	for _, m := range in {
		if !slices.ContainsFunc(out, func(o match) bool {
			return o.sign == m.sign && o.kind == m.kind && o.span.contains(m.span)
		}) {
			out = append(out, m)
		}
	}
	return out
}

// suppress marks the matches that a guard takes back.
func (r *Rules) suppress(ms []match, sentences []sentence) {
	seen := make([]*scanned, len(sentences))
	at := func(i int) *scanned {
		if seen[i] == nil {
			seen[i] = r.clauses(sentences[i])
		}
		return seen[i]
	}
	for i := range ms {
		ms[i].suppressed = r.suppressor(&ms[i], at, len(sentences))
	}
}

// suppressor returns the id of what takes m back, or "". It is given the sentences of the message.
func (r *Rules) suppressor(m *match, sentence func(int) *scanned, sentences int) string {
	s := sentence(m.sentence)
	if s.excuses(r, m.sign) {
		return "unless"
	}
	for i := range r.guards {
		g := &r.guards[i]
		if !g.watches(m.kind, r.signs[m.sign].id) {
			continue
		}
		if g.place != anywhere {
			if slices.ContainsFunc(s.guarded(r, i), func(h span) bool { return g.governs(s, h, m.span) }) {
				return g.id
			}
			continue
		}
		found := false
		for n := range sentences {
			found = found || len(sentence(n).guarded(r, i)) > 0
		}
		if found != g.missing {
			return g.id
		}
	}
	return ""
}

// clauses numbers the clauses of a sentence. They part before words such as "but" and "and now", unless the word before holds on;
// parts end at commas too.
func (r *Rules) clauses(s sentence) *scanned {
	starts := make([]bool, len(s.words))
	for _, b := range r.find(r.breaks, &s, true) {
		starts[b.from] = b.from == 0 || !r.holds[s.words[b.from-1].text]
	}
	out := &scanned{
		sentence: s,
		clauses:  make([]int, len(s.words)),
		parts:    make([]int, len(s.words)),
		guards:   map[int][]span{},
		excused:  map[int]bool{},
	}
	clause, part := 0, 0
	for i := range s.words {
		if starts[i] {
			clause++
		}
		if starts[i] || s.words[i].pause {
			part++
		}
		out.clauses[i], out.parts[i] = clause, part
	}
	return out
}

// text returns the words of a span.
func (s span) text(words []word) string {
	var parts []string
	for _, w := range words[s.from:s.to] {
		parts = append(parts, w.text)
	}
	return strings.Join(parts, " ")
}
