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

// Shift is a question whose answer another state of the content changes.
type Shift struct {
	Question string
	Of       string // the entry whose question it is; "" for one of tests.yaml alone
	Before   Decided
	After    Decided
}

// Decided is what came of a question: the outcome, and what was shown or offered.
type Decided struct {
	Outcome Outcome
	Served  string   // ID; "" for none
	Choices []string // IDs, in order
}

// Shifts is what a change of the content does to answers.
type Shifts struct {
	Changed []Shift
	Asked   int // questions asked of both states
	Of      int // questions there are; more than Asked where time ran out
}

// Compare asks the questions of all entries and of tests.yaml of two states of the content, and returns those that are
// answered otherwise: another outcome, another passage, other choices. Questions of entries that differ come first,
// then those about the same subjects, so that what matters most is known where ctx ends before all were asked; that is
// not an error. What may be served is judged as at that moment.
func Compare(ctx context.Context, rules *triage.Rules, stops Stops, at time.Time, before, after *search.Index) (Shifts, error) {
	var engines [2]*Engine
	for i, x := range []*search.Index{before, after} {
		e, err := New(Options{Live: still{x}, Rules: rules, Stops: stops, Now: func() time.Time { return at }})
		if err != nil {
			return Shifts{}, err
		}
		engines[i] = e
	}
	questions := toCompare(before.Corpus(), after.Corpus())
	shifts := Shifts{Of: len(questions)}
	for _, q := range questions {
		var decided [2]Decided
		for i, e := range engines {
			a, err := e.Answer(ctx, Question{Text: q.text, Locale: q.locale})
			if ctx.Err() != nil {
				return shifts, nil
			}
			if err != nil {
				return shifts, fmt.Errorf("bot: compare answers: %w", err)
			}
			decided[i] = decisionOf(a)
		}
		shifts.Asked++
		if !decided[0].same(decided[1]) {
			shifts.Changed = append(shifts.Changed, Shift{q.text, q.of, decided[0], decided[1]})
		}
	}
	return shifts, nil
}

func decisionOf(a Answer) Decided {
	d := Decided{Outcome: a.Outcome}
	if a.Served != nil {
		d.Served = a.Served.ID
	}
	for _, p := range a.Choices {
		d.Choices = append(d.Choices, p.ID)
	}
	return d
}

func (d Decided) same(o Decided) bool {
	return d.Outcome == o.Outcome && d.Served == o.Served && slices.Equal(d.Choices, o.Choices)
}

// A comparedQuestion is a question with how near it is to what changed: 0 is nearest.
type comparedQuestion struct {
	text, locale, of string
	far              int
}

// toCompare returns the questions of two corpora, each once, nearest to the change first.
func toCompare(before, after *faq.Corpus) []comparedQuestion {
	changed, near := differing(before, after)
	var all []comparedQuestion
	seen := map[[2]string]bool{}
	add := func(q comparedQuestion) {
		if key := [2]string{q.locale, strings.Join(faq.Tokens(q.text), " ")}; !seen[key] {
			seen[key] = true
			all = append(all, q)
		}
	}
	for _, c := range []*faq.Corpus{after, before} {
		for p := range c.Passages() {
			far := 2
			if changed[p.ID] {
				far = 0
			} else if slices.ContainsFunc(p.Subjects, func(s string) bool { return near[s] }) {
				far = 1
			}
			for _, text := range p.Questions {
				add(comparedQuestion{text, p.Locale, p.ID, far})
			}
		}
	}
	for _, c := range []*faq.Corpus{after, before} {
		for _, t := range c.Tests() {
			add(comparedQuestion{t.Question, "", "", 1})
		}
	}
	slices.SortStableFunc(all, func(a, b comparedQuestion) int { return a.far - b.far })
	return all
}

// differing returns the IDs of the passages that two corpora do not have alike, and their subjects.
func differing(before, after *faq.Corpus) (ids, subjects map[string]bool) {
	ids, subjects = map[string]bool{}, map[string]bool{}
	for _, pair := range [][2]*faq.Corpus{{before, after}, {after, before}} {
		for p := range pair[0].Passages() {
			if q := pair[1].Passage(p.ID); q != nil && alike(p, q) {
				continue
			}
			ids[p.ID] = true
			for _, s := range p.Subjects {
				subjects[s] = true
			}
		}
	}
	return ids, subjects
}

// alike reports whether two passages say the same and are found and served alike.
func alike(p, q *faq.Passage) bool {
	return p.Text == q.Text && p.Unsound == q.Unsound && p.Withheld == q.Withheld && p.Review == q.Review &&
		p.Applies == q.Applies && p.Route == q.Route && p.Safety == q.Safety &&
		slices.Equal(p.Questions, q.Questions) && slices.Equal(p.Not, q.Not) && slices.Equal(p.Subjects, q.Subjects) &&
		slices.Equal(p.Mentions, q.Mentions) && slices.Equal(p.Concepts, q.Concepts)
}
