package bot

import (
	"context"
	"slices"
	"time"

	"patientfaq/faq"
	"patientfaq/search"
)

// decision carries one question through the policy.
type decision struct {
	e       *Engine
	x       *search.Index
	corpus  *faq.Corpus
	q       Question
	refusal string // the refusal rule that the question meets, or ""
	at      time.Time
	policy  Policy
	a       Answer
}

// decide searches and applies the rules in this order: a refusal, an unknown medicine, an unclear name, a class word,
// and then the gates over what was found.
func (d *decision) decide(ctx context.Context) error {
	res, err := d.search(ctx)
	if err != nil {
		return err
	}
	u := &res.Understood
	d.a.Understood, d.a.Results = *u, res.Hits
	passing := d.pass(res.Hits, u)
	d.a.Confidence = d.policy.firstRight(u, res.Hits, passing)
	switch {
	case d.refusal != "":
		d.refuse(d.refusal)
	case len(u.Unknown) > 0:
		d.abstain(ReasonUnknownMedicine, gateSubject)
	case len(u.Unclear) > 0:
		return d.askWhich(ctx, ReasonUnclearName, u.Unclear[0].Subjects)
	case len(u.Medicines)+len(u.Topics) == 0 && len(classMembers(u)) > 0:
		return d.askWhich(ctx, ReasonSubjectMissing, classMembers(u))
	case len(passing) == 0:
		d.nothingPassed(u)
	default:
		d.choose(u, res.Hits, passing)
	}
	return nil
}

func (d *decision) search(ctx context.Context, assume ...string) (search.Result, error) {
	return d.x.Search(ctx, search.Query{Text: d.q.Text, Subjects: d.q.Subjects, Assume: assume, Limit: maxResults})
}

func classMembers(u *search.Understanding) []string {
	var members []string
	for _, c := range u.Classes {
		members = append(members, c.Members...)
	}
	return members
}

// pass returns the hits that every gate lets through, in their order, and notes what the gates said.
func (d *decision) pass(hits []search.Hit, u *search.Understanding) []search.Hit {
	var passing []search.Hit
	for _, h := range hits {
		v := d.gates(h, u)
		d.a.Gates = append(d.a.Gates, v)
		if v.Gate == "" {
			passing = append(passing, h)
		}
	}
	return passing
}

// choose serves the best passing hit, offers the best few, or abstains, by confidence.
func (d *decision) choose(u *search.Understanding, all, passing []search.Hit) {
	confidence := d.policy.confidence(u, all, passing)
	switch {
	case confidence >= d.policy.Answer:
		d.a.Outcome, d.a.Reason, d.a.Served = Answered, ReasonFits, passing[0].Passage
	case confidence >= d.policy.Offer:
		d.a.Outcome, d.a.Reason, d.a.Choices = Ambiguous, ReasonClose, d.best(passing, passing[0].Score)
	default:
		d.abstain(ReasonLowConfidence, tooUnsure)
	}
}

// tooUnsure is the rule under which nothing is said because nothing is likely enough to be right.
const tooUnsure = "confidence"

// maxChoices is how many buttons a question back may have.
const maxChoices = 3

// best returns up to three passages worth offering: no two that say the same, none far behind the first.
func (d *decision) best(hits []search.Hit, top float64) []*faq.Passage {
	var chosen []search.Hit
	for _, h := range hits {
		if len(chosen) == maxChoices || h.Score < top*d.policy.Behind {
			break
		}
		if !slices.ContainsFunc(chosen, func(o search.Hit) bool {
			return sameThing(o.Passage, h.Passage) || sameAnswer(o, h, &d.a.Understood)
		}) {
			chosen = append(chosen, h)
		}
	}
	passages := make([]*faq.Passage, len(chosen))
	for i, h := range chosen {
		passages[i] = h.Passage
	}
	return passages
}

// sameAnswer says whether two hits answer the question alike: both about the same medicines, both answering all that
// is asked, and at least one of them a part of an article, which entries often repeat.
func sameAnswer(a, b search.Hit, u *search.Understanding) bool {
	if a.Passage.Part == faq.WholeEntry && b.Passage.Part == faq.WholeEntry || len(u.Concepts) == 0 || len(a.Scope.Medicines) == 0 {
		return false
	}
	for _, c := range u.Concepts {
		if !slices.Contains(a.Scope.Answers, c) || !slices.Contains(b.Scope.Answers, c) {
			return false
		}
	}
	return slices.Equal(a.Scope.Medicines, b.Scope.Medicines)
}

// sameThing says whether two passages would read as the same choice: the same title, or one part of the other.
func sameThing(a, b *faq.Passage) bool {
	return a.Title() == b.Title() || a.Section != "" && (a.Section == b.Section || a.Section == b.ID) || b.Section != "" && b.Section == a.ID
}

// nothingPassed abstains, or asks which medicine is meant where only that is missing. A class is not missing: those of
// its medicines that the content has were asked for before.
func (d *decision) nothingPassed(u *search.Understanding) {
	if len(d.a.Results) == 0 {
		d.abstain(ReasonNoHit, "")
		return
	}
	first := d.a.Gates[0]
	if len(u.Medicines)+len(u.Topics)+len(u.Classes) == 0 && first.Gate == gateSubject {
		d.askMedicine(u)
		return
	}
	d.abstain(gateReasons[first.Gate], first.Gate)
}

// Before a patient is asked which medicine is meant, the passage must account for this share of the question's words
// and be asked in much the same way: with less, the question is about something else.
const (
	askBackWords    = 0.75
	askBackQuestion = 0.5
)

// askMedicine offers the best passage of each of the first three medicines that the question would fit.
func (d *decision) askMedicine(u *search.Understanding) {
	var hits []search.Hit
	for i, h := range d.a.Results {
		if d.a.Gates[i].Gate == gateSubject && !slices.ContainsFunc(hits, func(o search.Hit) bool {
			return slices.Equal(o.Scope.Medicines, h.Scope.Medicines) && slices.Equal(o.Scope.Topics, h.Scope.Topics)
		}) && d.gatesBesideSubject(h, u).Gate == "" {
			hits = append(hits, h)
		}
	}
	if len(hits) == 0 || !askedAlike(hits[0].Features) || d.policy.confidence(u, d.a.Results, hits) < d.policy.Offer {
		d.abstain(ReasonLowConfidence, tooUnsure)
		return
	}
	d.a.Outcome, d.a.Reason, d.a.Rule = Ambiguous, ReasonSubjectMissing, gateSubject
	d.a.Choices = d.best(hits, hits[0].Score)
}

func askedAlike(f search.Features) bool {
	return f.Words >= askBackWords && f.Question >= askBackQuestion
}

// askWhich searches once for each subject that may be meant and offers the best passage of each.
func (d *decision) askWhich(ctx context.Context, why Reason, subjects []string) error {
	for _, id := range subjects[:min(len(subjects), maxChoices)] {
		res, err := d.search(ctx, id)
		if err != nil {
			return err
		}
		u := res.Understood
		u.Unclear = nil
		var passing []search.Hit
		for _, h := range res.Hits {
			if d.gates(h, &u).Gate == "" {
				passing = append(passing, h)
			}
		}
		if len(passing) > 0 && d.policy.confidence(&u, res.Hits, passing) >= d.policy.Offer {
			room := maxChoices - len(d.a.Choices)
			if len(subjects) > 1 {
				room = 1
			}
			found := slices.DeleteFunc(d.best(passing, passing[0].Score), d.offered)
			d.a.Choices = append(d.a.Choices, found[:min(room, len(found))]...)
		}
	}
	if len(d.a.Choices) == 0 {
		d.abstain(why, gateSubject)
		return nil
	}
	d.a.Outcome, d.a.Reason, d.a.Rule = Ambiguous, why, gateSubject
	return nil
}

// offered says whether a passage would read as one of the choices that there are already.
func (d *decision) offered(p *faq.Passage) bool {
	return slices.ContainsFunc(d.a.Choices, func(o *faq.Passage) bool { return sameThing(o, p) })
}

// abstain says that there is no reviewed answer, and offers what there is about the same subject.
func (d *decision) abstain(why Reason, rule string) {
	d.a.Outcome, d.a.Reason, d.a.Rule, d.a.Served = Abstained, why, rule, nil
	d.a.Choices = nil
	u := &d.a.Understood
	for i, h := range d.a.Results {
		if len(d.a.Choices) == maxChoices {
			return
		}
		if i < len(d.a.Gates) && d.aboutSame(h, u) && !d.offered(h.Passage) {
			d.a.Choices = append(d.a.Choices, h.Passage)
		}
	}
}

// aboutSame says whether a hit may be offered besides: a whole entry or section, servable, on a medicine that was
// named, or on a named subject where no medicine was.
func (d *decision) aboutSame(h search.Hit, u *search.Understanding) bool {
	if h.Passage.Part > faq.Section || !d.mayServe(h.Passage) || otherRoute(h.Scope, u) {
		return false
	}
	if len(u.Medicines) > 0 {
		return !h.Scope.Together && slices.ContainsFunc(u.Medicines, func(id string) bool {
			return len(h.Scope.Medicines) == 1 && h.Scope.Medicines[0] == id
		})
	}
	return len(u.Unknown) == 0 && len(h.Scope.Medicines) == 0 && slices.ContainsFunc(u.Topics, func(id string) bool {
		return slices.Contains(h.Passage.Subjects, id)
	})
}

// refuse points to a person, and shows the signed safety passage of the one medicine that was named, for the route that
// was named.
func (d *decision) refuse(rule string) {
	d.a.Outcome, d.a.Reason, d.a.Rule = Refused, ReasonRefusal, rule
	u := &d.a.Understood
	if len(u.Medicines) != 1 || len(u.Unknown)+len(u.Unclear) > 0 {
		return
	}
	for _, kind := range safetyFor(rule, u) {
		for p := range d.corpus.Passages() {
			scope := d.x.Scope(p.ID)
			if p.Safety == kind && slices.Equal(scope.Medicines, u.Medicines) && !otherRoute(scope, u) && d.mayServe(p) {
				d.a.Served = p
				return
			}
		}
	}
}

// safetyFor is which safety passage belongs below a refusal.
func safetyFor(rule string, u *search.Understanding) []string {
	switch {
	case slices.Contains(u.Concepts, "stopping"):
		return []string{"stopping", "dose"}
	case rule == "dose-for-me" || rule == "more-dose":
		return []string{"dose", "stopping"}
	default:
		return nil
	}
}

func (d *decision) mayServe(p *faq.Passage) bool {
	return sameLocale(p, d.q.Locale) && !d.e.stops.Stopped(p.ID) && d.corpus.Standing(p, d.at).Servable
}
