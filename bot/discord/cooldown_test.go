package discord

import (
	"testing"
	"testing/synctest"
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

// TestCooldownForgets: whoever asks no more is forgotten with the half minute, and not before.
func TestCooldownForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCooldown()
		held := func() int {
			synctest.Wait()
			c.mu.Lock()
			defer c.mu.Unlock()
			return len(c.full)
		}
		for _, user := range []string{"a", "b", "a"} {
			c.allow(user, time.Now())
			time.Sleep(cooldownRefill / 2)
		}
		if n := held(); n != 1 {
			t.Errorf("%d people are remembered, want the one who has asked twice", n)
		}
		time.Sleep(cooldownRefill / 2)
		if n := held(); n != 0 {
			t.Errorf("%d people are remembered who asked longer ago", n)
		}
		for range cooldownBurst {
			c.allow("a", time.Now())
		}
		time.Sleep(cooldownRefill - 1)
		if n := held(); n != 1 {
			t.Error("a bucket is forgotten before it is full")
		}
	})
}
