package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// Engine answers questions. Make one with [New].
type Engine struct {
	live   Source
	rules  *triage.Rules
	stops  Stops
	now    func() time.Time
	policy Policy
}

// New returns an engine. It refuses options without an index or without triage rules: a bot without emergency cards
// must not start.
func New(o Options) (*Engine, error) {
	switch {
	case o.Live == nil:
		return nil, errors.New("bot: no index given")
	case o.Rules == nil:
		return nil, errors.New("bot: no triage rules given")
	}
	e := &Engine{live: o.Live, rules: o.Rules, stops: o.Stops, now: o.Now, policy: o.Policy.WithDefaults()}
	if e.now == nil {
		e.now = time.Now
	}
	if e.stops == nil {
		e.stops = noStops{}
	}
	return e, nil
}

type noStops struct{}

func (noStops) Stopped(string) bool { return false }

// Triage looks for red flags alone, without the index.
func (e *Engine) Triage(text string) triage.Verdict { return e.rules.Assess(text) }

// maxResults is how many hits the policy looks at; further down nothing was ever right.
const maxResults = 50

// Answer decides what to say to a question. An error means that the search failed or ctx ended; the answer is then
// an abstention, except that a red flag is always answered.
func (e *Engine) Answer(ctx context.Context, q Question) (Answer, error) {
	read := e.rules.Read(q.Text)
	if v := read.Verdict; v.Level != triage.None {
		return Answer{Outcome: Escalated, Reason: ReasonRedFlag, Rule: v.Rule, Verdict: v}, nil
	}
	x, release := e.live.Acquire()
	defer release()
	a, err := e.decide(ctx, x, q, read.Refusal)
	if err != nil {
		a, err = Answer{Reason: ReasonNoHit}, fmt.Errorf("bot: answer: %w", err)
	}
	a.Revision = x.Corpus().Revision()
	return a, err
}

// Pick serves a passage that the patient chose by a button, if it may still be served.
func (e *Engine) Pick(_ context.Context, passage string, q Question) (Answer, error) {
	x, release := e.live.Acquire()
	defer release()
	c := x.Corpus()
	a := Answer{Reason: ReasonNotServable, Revision: c.Revision()}
	p := c.Passage(passage)
	if p == nil || !e.servable(c, p) || !sameLocale(p, q.Locale) {
		return a, nil
	}
	a.Outcome, a.Reason, a.Served, a.Confidence = Answered, ReasonFits, p, 1
	scope := x.Scope(p.ID)
	a.Understood.Medicines, a.Understood.Topics = slices.Clone(scope.Medicines), slices.Clone(scope.Topics)
	return a, nil
}

// Ranking is a diagnostic ranking, see [Engine.Rank].
type Ranking struct {
	search.Result
	Confidence float64 // probability that the first hit is right, whatever the outcome of the question
}

// Rank returns the ranking of a question, whatever its outcome would be: also of one that is escalated or refused. A
// word that may be a misspelt name is taken for the likeliest. No reply is made of it.
func (e *Engine) Rank(ctx context.Context, q Question) (Ranking, error) {
	x, release := e.live.Acquire()
	defer release()
	d := &decision{e: e, x: x, corpus: x.Corpus(), q: q, at: e.now(), policy: e.policy}
	res, err := d.search(ctx)
	if err == nil && len(res.Understood.Medicines) == 0 && len(res.Understood.Unclear) > 0 {
		res, err = d.search(ctx, res.Understood.Unclear[0].Subjects[0])
	}
	if err != nil {
		return Ranking{}, fmt.Errorf("bot: rank: %w", err)
	}
	confidence := e.policy.firstRight(&res.Understood, res.Hits, d.pass(res.Hits, &res.Understood))
	limit := cmp.Or(q.Limit, maxResults)
	res.Hits = res.Hits[:min(limit, len(res.Hits))]
	return Ranking{res, confidence}, nil
}

// servable says whether a passage may be shown now.
func (e *Engine) servable(c *faq.Corpus, p *faq.Passage) bool {
	return !e.stops.Stopped(p.ID) && c.Standing(p, e.now()).Servable
}

func sameLocale(p *faq.Passage, locale string) bool {
	return orEnglish(p.Locale) == orEnglish(locale)
}

func orEnglish(locale string) string {
	if locale == "" {
		return "en"
	}
	return locale
}
