package discord

import (
	"testing"
	"time"

	"patientfaq/bot"
)

func TestCooldown(t *testing.T) {
	c := newCooldown()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range cooldownBurst {
		if !c.allow("a", now) {
			t.Fatalf("question %d of a burst is held back", i+1)
		}
	}
	if c.allow("a", now) {
		t.Error("one question more than a burst is allowed")
	}
	if !c.allow("b", now) {
		t.Error("somebody else is held back")
	}
	if now = now.Add(cooldownRefill / cooldownBurst); !c.allow("a", now) {
		t.Error("the bucket does not refill")
	}
	if c.allow("a", now) {
		t.Error("the bucket refills too fast")
	}
	for range cooldownBurst {
		if !c.allow("a", now.Add(time.Hour)) {
			t.Error("the bucket is not full after an hour")
		}
	}
	if c.allow("a", now.Add(time.Hour)) {
		t.Error("the bucket holds more than a burst after an hour")
	}
}

// TestCooldownOfSuggestions: a suggestion that was chosen counts as a question does.
func TestCooldownOfSuggestions(t *testing.T) {
	r := newRig(t, payloadOptions)
	chosen := options{question: passageMark + bot.KeyOf("baclofen-uses")}
	ask := func() reply {
		by := r.baseRequest("")
		by.user = "200"
		return r.ask(t.Context(), by, chosen)
	}
	for i := range cooldownBurst {
		if rep := ask(); rep.outcome != "answered" {
			t.Fatalf("suggestion %d gets %s", i+1, rep.reason)
		}
	}
	if rep := ask(); rep.reason != "busy" {
		t.Errorf("one suggestion more than a burst gets %s", rep.outcome)
	}
}

func TestCooldownForgets(t *testing.T) {
	c := newCooldown()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3 * sweepAt {
		c.allow(string(rune('a'+i%26))+time.Duration(i).String(), now.Add(time.Duration(i)*time.Second))
	}
	if got := len(c.full); got > sweepAt {
		t.Errorf("%d people are remembered, want at most %d", got, sweepAt)
	}
}
