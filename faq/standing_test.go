package faq

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStanding(t *testing.T) {
	reviewed := Review{Status: Reviewed, Due: "2026-06-30"}
	lastMoment := time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC)
	graceful := Settings{}
	graceful.Review.GraceDays = 10
	tests := []struct {
		name     string
		p        Passage
		settings Settings
		opts     Options
		at       time.Time
		want     Standing // Why: a piece of it
	}{
		{"reviewed", Passage{Text: "x", Meta: Meta{Review: reviewed}}, Settings{}, Options{}, lastMoment, Standing{Servable: true}},
		{"overdue", Passage{Text: "x", Meta: Meta{Review: reviewed}}, Settings{}, Options{}, lastMoment.Add(2 * time.Second), Standing{Why: "due on 2026-06-30", Cause: CauseOverdue}},
		{"in grace", Passage{Text: "x", Meta: Meta{Review: reviewed}}, graceful, Options{}, lastMoment.AddDate(0, 0, 10), Standing{Servable: true, Overdue: true}},
		{"past grace", Passage{Text: "x", Meta: Meta{Review: reviewed}}, graceful, Options{}, lastMoment.AddDate(0, 0, 11), Standing{Why: "due on 2026-06-30", Cause: CauseOverdue}},
		{"overdue, anything allowed", Passage{Text: "x", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment.AddDate(1, 0, 0), Standing{Servable: true, Sample: true}},
		{"no text", Passage{Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Why: "no answer text", Cause: CauseNoText}},
		{"withheld", Passage{Text: "x", Withheld: "it is too long", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Why: "too long", Cause: CauseUnfit}},
		{"withdrawn", Passage{Text: "x", Withheld: becauseWithdrawn, Meta: Meta{Review: Review{Status: Withdrawn}}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Why: "withdrawn", Cause: CauseWithdrawn}},
		{"unsound", Passage{Text: "x", Unsound: "it changed", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowSample: true}, lastMoment, Standing{Why: "it changed", Cause: CauseSignature}},
		{"unsound, anything allowed", Passage{Text: "x", Unsound: "it changed", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Servable: true, Sample: true}},
		{"sample", Passage{Text: "x", Meta: Meta{Review: Review{Status: Sample}}}, Settings{}, Options{}, lastMoment, Standing{Why: "--allow-sample", Cause: CauseSample}},
		{"sample allowed", Passage{Text: "x", Meta: Meta{Review: Review{Status: Sample}}}, Settings{}, Options{AllowSample: true}, lastMoment, Standing{Servable: true, Sample: true}},
		{"draft", Passage{Text: "x", Meta: Meta{Review: Review{Status: Draft}}}, Settings{}, Options{AllowSample: true}, lastMoment, Standing{Why: "status draft", Cause: CauseDraft}},
		{"no due date", Passage{Text: "x", Meta: Meta{Review: Review{Status: Reviewed}}}, Settings{}, Options{}, lastMoment, Standing{Why: "not a date", Cause: CauseSignature}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &Corpus{settings: tt.settings, opts: tt.opts}
			got := c.Standing(&tt.p, tt.at)
			if got.Servable != tt.want.Servable || got.Sample != tt.want.Sample || got.Overdue != tt.want.Overdue || got.Cause != tt.want.Cause || !strings.Contains(got.Why, tt.want.Why) {
				t.Errorf("Standing = %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestContactStanding(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	checked := ContactLine{Name: "E", Number: "1", Source: "s", Checked: "2026-01-01"}
	unchecked := ContactLine{Name: "E", Number: "1", Source: "s"}
	tests := []struct {
		name string
		ct   Contact
		want ContactStanding
	}{
		{"checked and in date", Contact{Emergency: checked, Review: Review{Status: Reviewed, Due: "2026-07-01"}}, ContactStanding{}},
		{"overdue", Contact{Emergency: checked, Review: Review{Status: Reviewed, Due: "2026-06-29"}}, ContactStanding{Overdue: true}},
		{"unchecked", Contact{Emergency: checked, Poison: unchecked, Advice: unchecked}, ContactStanding{Unchecked: []string{"advice", "poison"}}},
		{"sample, whatever its date", Contact{Emergency: checked, Review: Review{Status: Sample, Due: "2020-01-01"}}, ContactStanding{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, (&Corpus{}).ContactStanding(&tt.ct, at)); diff != "" {
				t.Errorf("ContactStanding (-want +got):\n%s", diff)
			}
		})
	}
}
