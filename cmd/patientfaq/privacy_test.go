package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"patientfaq/bot/store"
)

// TestPrivacyIsTrue compares what the policy says of keeping with what the store does, and looks for each kind of thing that
// is kept.
func TestPrivacyIsTrue(t *testing.T) {
	w := newWorld("privacy")
	if code := run(t.Context(), w.env); code != exitFine {
		t.Fatalf("privacy = %d; stderr:\n%s", code, w.err.String())
	}
	days := func(d time.Duration) string { return fmt.Sprintf("%d days", d/(24*time.Hour)) }
	for kept, want := range map[string]string{
		"posted answers":           "kept for " + days(store.KeepPosted),
		"settings":                 "what its admins have set, until " + days(store.KeepSettings),
		"counts":                   "for " + days(store.KeepCounts),
		"the least count":          "below five",
		"audit lines":              "the ID is kept beside what they changed",
		"what is done to forget":   "**/forget-me** replaces it by a random tag",
		"the dialogue":             "for ten minutes",
		"the cooldown":             "for half a minute",
		"the words of a question":  "not stored, logged or shown",
		"the log":                  "one line for each question",
		"what Discord itself does": "Discord itself keeps",
	} {
		if !strings.Contains(w.out.String(), want) {
			t.Errorf("the privacy policy says nothing of %s: want %q in\n%s", kept, want, w.out.String())
		}
	}
	if store.LeastShown != 5 {
		t.Errorf("the privacy policy says that counts below five are shown to nobody; the store shows from %d on", store.LeastShown)
	}
}
