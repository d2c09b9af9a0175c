package faq

import (
	"maps"
	"slices"
	"time"
)

// standing applies the meaning of servable: reviewed and in date, sample where allowed, anything where unreviewed
// text is allowed. An empty text is never served.
func standing(p *Passage, s Settings, o Options, at time.Time) Standing {
	switch {
	case p.Text == "":
		return Standing{Why: "it has no answer text yet", Cause: CauseNoText}
	case p.Withheld == becauseWithdrawn:
		return Standing{Why: p.Withheld, Cause: CauseWithdrawn}
	case p.Withheld != "":
		return Standing{Why: p.Withheld, Cause: CauseUnfit}
	case p.Review.Status == Reviewed && p.Unsound == "":
		if st := reviewedStanding(p.Review, s, at); st.Servable || !o.AllowUnreviewed {
			return st
		}
		return Standing{Servable: true, Sample: true}
	case o.AllowUnreviewed:
		return Standing{Servable: true, Sample: true}
	case p.Review.Status == Sample && o.AllowSample:
		return Standing{Servable: true, Sample: true}
	case p.Review.Status == Sample:
		return Standing{Why: "it is sample text and --allow-sample was not given", Cause: CauseSample}
	case p.Unsound != "":
		return Standing{Why: p.Unsound, Cause: CauseSignature}
	default:
		return Standing{Why: "it is not reviewed (status " + string(p.Review.Status) + ")", Cause: CauseDraft}
	}
}

// reviewedStanding withholds what is past its due date and the grace period.
func reviewedStanding(r Review, s Settings, at time.Time) Standing {
	due, err := time.Parse(time.DateOnly, r.Due)
	if err != nil {
		return Standing{Why: "its due date " + r.Due + " is not a date", Cause: CauseSignature}
	}
	if !at.After(due.AddDate(0, 0, 1)) { // due means through the end of that day, UTC
		return Standing{Servable: true}
	}
	if at.After(due.AddDate(0, 0, 1+s.Review.GraceDays)) {
		return Standing{Why: "its review was due on " + r.Due, Cause: CauseOverdue}
	}
	return Standing{Servable: true, Overdue: true}
}

// ContactStanding says which numbers of a country nobody has checked, and whether its review is past its due date. A
// contact is shown all the same: an old number is better than none.
type ContactStanding struct {
	Overdue   bool
	Unchecked []string // the fields of contacts.yaml, in the order of the alphabet
}

// ContactStanding returns how a contact stands at that moment.
func (c *Corpus) ContactStanding(ct *Contact, at time.Time) ContactStanding {
	var st ContactStanding
	if ct.Review.Status == Reviewed {
		review := reviewedStanding(ct.Review, c.settings, at)
		st.Overdue = review.Overdue || !review.Servable
	}
	lines := ct.lines()
	for _, field := range slices.Sorted(maps.Keys(lines)) {
		if lines[field].Checked == "" {
			st.Unchecked = append(st.Unchecked, field)
		}
	}
	return st
}
