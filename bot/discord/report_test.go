package discord

import (
	"testing"
	"time"
)

func TestReports(t *testing.T) {
	r := newReports()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r.add("b", now)
	r.add("a", now)
	r.add("b", now.Add(time.Minute))
	if got := r.take(); len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("take = %v, want [a b]", got)
	}
	r.add("a", now.Add(time.Minute))
	if got := r.take(); len(got) != 0 {
		t.Errorf("take after a repetition = %v, want none", got)
	}
	r.add("a", now.Add(reportAgain))
	if got := r.take(); len(got) != 1 {
		t.Errorf("take later = %v, want one", got)
	}
}
