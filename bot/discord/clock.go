package discord

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// clockWatch compares this machine's clock with the Date of every response that it carries. Discord's own times, such as that
// of an interaction, which must be answered within three seconds, come from the same clocks.
type clockWatch struct {
	base http.RoundTripper
	now  func() time.Time

	// mu guards what is below.
	mu          sync.Mutex
	seen        bool
	least, most time.Duration // by how much this clock is ahead; below zero it is behind
}

// RoundTrip makes the request.
func (c *clockWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	before := c.now()
	resp, err := c.base.RoundTrip(r)
	if err == nil {
		if date, dateErr := http.ParseTime(resp.Header.Get("Date")); dateErr == nil {
			c.note(before, c.now(), date)
		}
	}
	return resp, err
}

// note narrows down how far the clock is off. The response was dated between before and after by this clock, and in the
// second that begins with date by Discord's.
func (c *clockWatch) note(before, after, date time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	least, most := before.Sub(date.Add(time.Second)), after.Sub(date)
	if c.seen {
		least, most = max(least, c.least), min(most, c.most)
	}
	c.seen, c.least, c.most = true, least, most
}

// How far the clock may be off. An interaction is dropped as late two and a half seconds after its making by Discord's clock.
const (
	clockOff     = 500 * time.Millisecond
	clockUseless = 2 * time.Second
)

// finding says how the clock is.
func (c *clockWatch) finding() Finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := Finding{Area: "clock", Fix: "set the clock by NTP"}
	off := max(c.least, -c.most, 0) // at least
	direction := "ahead of"
	if c.most < 0 {
		direction = "behind"
	}
	switch {
	case !c.seen:
		return Finding{Area: "clock", Level: Skipped, Text: "not compared, because Discord has not told the time"}
	case off >= clockUseless:
		f.Level = Problem
	case off >= clockOff:
		f.Level = Warning
	default:
		return Finding{Area: "clock", Level: OK, Text: "it agrees with Discord's to the second"}
	}
	f.Text = fmt.Sprintf("it is at least %v %s Discord's", off.Round(100*time.Millisecond), direction)
	if f.Level == Problem && direction == "ahead of" {
		f.Text += ": commands are dropped as late"
	}
	return f
}
