package discord

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// replies counts how requests ended.
type replies struct {
	mu     sync.Mutex
	counts map[string]int // mu guards it
}

// Replied counts.
func (r *replies) Replied(outcome string, _ time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[outcome]++
}

// TestObserver: the observer learns how each request ended, and nothing else.
func TestObserver(t *testing.T) {
	o := payloadOptions
	seen := &replies{counts: map[string]int{}}
	o.Observer = seen
	r := newRig(t, o)
	for _, name := range []string{"ask_answered", "ask_emergency", "ask_refused", "ask_abstained", "help", "no_data"} {
		r.Handle(t.Context(), r.payload(t, "testdata/payloads/"+name+".json"))
	}
	want := map[string]int{"answered": 1, "escalated": 1, "refused": 1, "abstained": 1, "fixed": 1, "failed": 1}
	if diff := cmp.Diff(want, seen.counts); diff != "" {
		t.Errorf("what the observer learnt (-want +got):\n%s", diff)
	}
}
