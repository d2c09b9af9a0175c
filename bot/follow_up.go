package bot

import (
	"context"
	"slices"

	"patientfaq/search"
)

// decide takes the question by itself, and only where that wants a subject, with the conversation's. So a question that
// stands alone comes to the same whatever was asked before; and nobody is asked which medicine who has said so before.
func (e *Engine) decide(ctx context.Context, x *search.Index, q Question, refusal string) (Answer, error) {
	d := &decision{e: e, x: x, corpus: x.Corpus(), q: q, refusal: refusal, at: e.now(), policy: e.policy}
	d.q.Subjects = nil
	if err := d.decide(ctx); err != nil || len(q.Subjects) == 0 || !d.wantsSubject() {
		return d.a, err
	}
	with := &decision{e: e, x: x, corpus: d.corpus, q: q, refusal: refusal, at: d.at, policy: e.policy}
	if err := with.decide(ctx); err != nil {
		return Answer{}, err
	}
	known := d.a.Reason == ReasonSubjectMissing && len(with.a.Understood.Medicines) > 0
	if !known && !with.followsUp() {
		return d.a, nil
	}
	return with.a, nil
}

// wantsSubject says whether the question may lack a subject: it names no medicine, is not answered, and is not asked much
// as passages that it fits about as well.
func (d *decision) wantsSubject() bool {
	stands := d.a.Outcome == Answered || d.a.Reason == ReasonClose && d.shownAlike()
	return !stands && !d.a.Understood.NamesMedicine()
}

// followsUp says whether a question with a carried subject is rightly taken to be about it. "And in pregnancy?" is about
// the medicine of before whatever we have on it; in more words it must be asked much as a passage about the subject is, so
// that "what is the weather like?" is about no medicine.
func (d *decision) followsUp() bool {
	u := &d.a.Understood
	switch {
	case len(u.Carried) == 0:
		return false
	case d.a.Outcome == Refused, len(u.Medicines) > 0 && u.Elliptical():
		return true
	default:
		return (d.a.Outcome == Answered || d.a.Outcome == Ambiguous) && d.shownAlike()
	}
}

// shownAlike says whether the question is asked much as what is served, or offered first, is.
func (d *decision) shownAlike() bool {
	best := d.a.Served
	if best == nil {
		best = d.a.Choices[0]
	}
	return slices.ContainsFunc(d.a.Results, func(h search.Hit) bool { return h.Passage == best && askedAlike(h.Features) })
}
