package discord

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReports(t *testing.T) {
	r := newReports()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r.add("b", "1", now)
	r.add("a", "", now)
	r.add("b", "2", now.Add(time.Minute))
	if diff := cmp.Diff(map[string]string{"a": "", "b": "1"}, r.take()); diff != "" {
		t.Errorf("take (-want +got):\n%s", diff)
	}
	r.add("a", "1", now.Add(time.Minute))
	if got := r.take(); len(got) != 0 {
		t.Errorf("take after a repetition = %v, want none", got)
	}
	r.add("a", "1", now.Add(reportAgain))
	if got := r.take(); len(got) != 1 {
		t.Errorf("take later = %v, want one", got)
	}
}
