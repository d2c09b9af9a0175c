package faq

import (
	"strings"
	"testing"
	"time"
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
		{"overdue", Passage{Text: "x", Meta: Meta{Review: reviewed}}, Settings{}, Options{}, lastMoment.Add(2 * time.Second), Standing{Why: "due on 2026-06-30"}},
		{"in grace", Passage{Text: "x", Meta: Meta{Review: reviewed}}, graceful, Options{}, lastMoment.AddDate(0, 0, 10), Standing{Servable: true, Overdue: true}},
		{"past grace", Passage{Text: "x", Meta: Meta{Review: reviewed}}, graceful, Options{}, lastMoment.AddDate(0, 0, 11), Standing{Why: "due on 2026-06-30"}},
		{"overdue, anything allowed", Passage{Text: "x", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment.AddDate(1, 0, 0), Standing{Servable: true, Sample: true}},
		{"no text", Passage{Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Why: "no answer text"}},
		{"withheld", Passage{Text: "x", Withheld: "it is too long", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Why: "too long"}},
		{"unsound", Passage{Text: "x", Unsound: "it changed", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowSample: true}, lastMoment, Standing{Why: "it changed"}},
		{"unsound, anything allowed", Passage{Text: "x", Unsound: "it changed", Meta: Meta{Review: reviewed}}, Settings{}, Options{AllowUnreviewed: true}, lastMoment, Standing{Servable: true, Sample: true}},
		{"sample", Passage{Text: "x", Meta: Meta{Review: Review{Status: Sample}}}, Settings{}, Options{}, lastMoment, Standing{Why: "--allow-sample"}},
		{"sample allowed", Passage{Text: "x", Meta: Meta{Review: Review{Status: Sample}}}, Settings{}, Options{AllowSample: true}, lastMoment, Standing{Servable: true, Sample: true}},
		{"draft", Passage{Text: "x", Meta: Meta{Review: Review{Status: Draft}}}, Settings{}, Options{AllowSample: true}, lastMoment, Standing{Why: "status draft"}},
		{"no due date", Passage{Text: "x", Meta: Meta{Review: Review{Status: Reviewed}}}, Settings{}, Options{}, lastMoment, Standing{Why: "not a date"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &Corpus{settings: tt.settings, opts: tt.opts}
			got := c.Standing(&tt.p, tt.at)
			if got.Servable != tt.want.Servable || got.Sample != tt.want.Sample || got.Overdue != tt.want.Overdue || !strings.Contains(got.Why, tt.want.Why) {
				t.Errorf("Standing = %+v, want %+v", got, tt.want)
			}
		})
	}
}
