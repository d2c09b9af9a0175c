package bot

import (
	"context"
	"slices"

	"patientfaq/bot/triage"
	"patientfaq/search"
)

// Explanation is an answer with all that led to it, for whoever asked. It holds words of the question.
type Explanation struct {
	Answer     Answer
	Findings   []triage.Finding // what the red-flag and refusal rules matched
	Candidates []Candidate      // what was found, best first
	Signals    []Signal         // what the confidence was computed from; none where no candidate passed the gates
	Policy     Policy
}

// Candidate is a passage that was found, or asked for, and what was made of it.
type Candidate struct {
	search.Hit
	Found         bool // false: it was not among what the search found
	Contributions []search.Contribution
	Verdict       GateVerdict
}

// Signal is one of the things that the confidence is computed from.
type Signal struct {
	Name   string
	Value  float64
	Weight float64
}

// Costs is how much surer the bot would be if the signal were at its best, on the logistic scale.
func (s Signal) Costs() float64 {
	if s.Weight < 0 {
		return -s.Weight * s.Value
	}
	return s.Weight * (1 - s.Value)
}

// Explain answers a question and says why so. The passages in also are judged besides, whether or not they were found.
func (e *Engine) Explain(ctx context.Context, q Question, also ...string) (Explanation, error) {
	x, release := e.live.Acquire()
	defer release()
	now := *e // the same engine on one revision, whatever is reloaded meanwhile
	now.live = still{x}
	a, err := now.Answer(ctx, q)
	if err != nil {
		return Explanation{}, err
	}
	ex := Explanation{Answer: a, Findings: e.rules.Explain(q.Text), Policy: e.policy}
	if a.Outcome == Escalated {
		return ex, nil
	}
	d := &decision{e: &now, x: x, corpus: x.Corpus(), q: q, at: e.now(), policy: e.policy}
	candidate := func(h search.Hit, found bool) Candidate {
		return Candidate{h, found, x.Contributions(h), d.gates(h, &a.Understood)}
	}
	var passing []search.Hit
	for _, h := range a.Results {
		c := candidate(h, true)
		if c.Verdict.Gate == "" {
			passing = append(passing, h)
		}
		ex.Candidates = append(ex.Candidates, c)
	}
	for _, id := range also {
		if slices.ContainsFunc(a.Results, func(h search.Hit) bool { return h.Passage.ID == id }) {
			continue
		}
		if h, ok := x.Explain(search.Query{Text: q.Text, Subjects: a.Understood.Carried}, id); ok {
			ex.Candidates = append(ex.Candidates, candidate(h, false))
		}
	}
	if len(passing) > 0 {
		s := signalsOf(&a.Understood, a.Results, passing)
		for _, c := range confidenceWeights {
			ex.Signals = append(ex.Signals, Signal{c.name, c.of(&s), c.weight})
		}
	}
	return ex, nil
}
