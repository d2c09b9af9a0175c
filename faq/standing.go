package faq

import "time"

// standing applies the meaning of servable: reviewed and in date, sample where allowed, anything where unreviewed
// text is allowed. An empty text is never served.
func standing(p *Passage, s Settings, o Options, at time.Time) Standing {
	switch {
	case p.Text == "":
		return Standing{Why: "it has no answer text yet"}
	case p.Withheld != "":
		return Standing{Why: p.Withheld}
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
		return Standing{Why: "it is sample text and --allow-sample was not given"}
	case p.Unsound != "":
		return Standing{Why: p.Unsound}
	default:
		return Standing{Why: "it is not reviewed (status " + string(p.Review.Status) + ")"}
	}
}

// reviewedStanding withholds what is past its due date and the grace period.
func reviewedStanding(r Review, s Settings, at time.Time) Standing {
	due, err := time.Parse(time.DateOnly, r.Due)
	if err != nil {
		return Standing{Why: "its due date " + r.Due + " is not a date"}
	}
	if !at.After(due.AddDate(0, 0, 1)) { // due means through the end of that day, UTC
		return Standing{Servable: true}
	}
	if at.After(due.AddDate(0, 0, 1+s.Review.GraceDays)) {
		return Standing{Why: "its review was due on " + r.Due}
	}
	return Standing{Servable: true, Overdue: true}
}
