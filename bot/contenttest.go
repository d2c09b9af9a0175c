package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// ContentTest returns the check that a corpus must pass before it serves: each of its tests.yaml asks its question as a
// patient would. What comes out otherwise is an error at the test's place. It is a warning where the wanted passage is offered
// among others, or where the test would pass if everything could be served: an entry that awaits its review, or is
// past its due date, must not keep other content from being taken.
func ContentTest(rules *triage.Rules, stops Stops) search.Test {
	return func(ctx context.Context, c *faq.Corpus, x *search.Index) faq.Problems {
		now := time.Now
		if at := c.Options().AsOf; !at.IsZero() {
			now = func() time.Time { return at }
		}
		var engines []*Engine
		for _, off := range [][]string{nil, {gateServable}} {
			e, err := New(Options{Live: still{x}, Rules: rules, Stops: stops, Now: now, Policy: Policy{Off: off}})
			if err != nil {
				return faq.Problems{{Pos: faq.Pos{Path: "tests.yaml"}, Severity: faq.Error, Rule: testRule, Msg: err.Error()}}
			}
			engines = append(engines, e)
		}
		var problems faq.Problems
		for _, t := range c.Tests() {
			if p, ok := runTest(ctx, t, engines[0], engines[1]); !ok {
				problems = append(problems, p)
			}
		}
		return problems
	}
}

// testRule is the rule that a failed content test is reported under.
const testRule = "test"

// still is a [Source] of an index that is never swapped.
type still struct{ x *search.Index }

// Acquire lends the index.
func (s still) Acquire() (*search.Index, func()) { return s.x, func() {} }

// runTest reports what is wrong with the answer to a test's question; true where nothing is.
func runTest(ctx context.Context, t faq.Test, served, unreviewed *Engine) (faq.Problem, bool) {
	p := faq.Problem{Pos: t.Pos, Severity: faq.Error, Rule: testRule}
	q := Question{Text: t.Question}
	a, err := served.Answer(ctx, q)
	if err != nil {
		p.Msg = err.Error()
		return p, false
	}
	wrong := missed(t, a)
	if wrong == "" {
		return p, true
	}
	p.Msg = fmt.Sprintf("%q %s; mend the entry's questions, or the test", t.Question, wrong)
	if id := forbidden(t, a); id != "" {
		return p, false
	}
	if offers(a, t.Answer) {
		p.Severity = faq.Warning
		p.Msg = fmt.Sprintf("%q only offers %s among others; add the question to the entry to have it answered", t.Question, t.Answer)
		return p, false
	}
	if all, err := unreviewed.Answer(ctx, q); err == nil && (missed(t, all) == "" || offers(all, t.Answer)) {
		p.Severity = faq.Warning
		p.Msg = fmt.Sprintf("%q %s, because of text that may not be served at present", t.Question, wrong)
	}
	return p, false
}

// offers says whether an answer asks back with a passage, or a part of it, among the choices.
func offers(a Answer, id string) bool {
	return a.Outcome == Ambiguous && slices.ContainsFunc(a.Choices, func(p *faq.Passage) bool { return p.ID == id || p.Section == id })
}

// missed says in what an answer differs from what a test wants, "" where it does not.
func missed(t faq.Test, a Answer) string {
	got := "came to " + a.Outcome.String()
	if a.Outcome == Answered {
		got += " with " + a.Served.ID
	}
	switch id := forbidden(t, a); {
	case id != "":
		return got + " and shows or offers " + id + ", which it must not"
	case t.Answer != "" && (a.Outcome != Answered || a.Served.ID != t.Answer && a.Served.Section != t.Answer):
		return got + " instead of the answer " + t.Answer
	case t.Outcome != "" && t.Outcome != a.Outcome.String():
		return got + " instead of " + t.Outcome
	}
	return ""
}

// forbidden is the first passage shown or offered that the test rules out: one of its IDs, or a part of one.
func forbidden(t faq.Test, a Answer) string {
	shown := a.Choices
	if a.Served != nil {
		shown = append(slices.Clone(shown), a.Served)
	}
	for _, p := range shown {
		for _, id := range t.Not {
			if p.ID == id || strings.HasPrefix(p.ID, id+"#") || strings.HasPrefix(p.ID, id+"/") {
				return id
			}
		}
	}
	return ""
}
