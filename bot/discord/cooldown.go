package discord

import (
	"sync"
	"time"
)

// A person may ask cooldownBurst questions at once and as many again every cooldownRefill. Whoever reads the answers does
// not notice; a script does. Red flags are never counted or held back.
const (
	cooldownBurst  = 5
	cooldownRefill = 30 * time.Second
)

// cooldown is a token bucket for each person, in memory only.
type cooldown struct {
	mu   sync.Mutex // guards full
	full map[string]time.Time
}

func newCooldown() *cooldown { return &cooldown{full: map[string]time.Time{}} }

// allow takes a token from the person's bucket, or tells that it is empty. A bucket is kept as the time at which it is
// full again, and not beyond that: the privacy rules promise it.
func (c *cooldown) allow(user string, now time.Time) bool {
	const each = cooldownRefill / cooldownBurst
	c.mu.Lock()
	defer c.mu.Unlock()
	full := c.full[user]
	if full.Before(now) {
		full = now
	}
	full = full.Add(each)
	if full.Sub(now) > cooldownRefill {
		return false
	}
	c.full[user] = full
	time.AfterFunc(cooldownRefill, func() { c.lapse(user, now.Add(cooldownRefill)) })
	return true
}

// lapse drops the person's bucket if it is full by then.
func (c *cooldown) lapse(user string, by time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.full[user].After(by) {
		delete(c.full, user)
	}
}

// forget drops the person's bucket.
func (c *cooldown) forget(user string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.full, user)
}
