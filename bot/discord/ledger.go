package discord

import (
	"slices"
	"time"
)

// Discord resets the token of a bot that identifies a thousand times a day. Half of that is left to a person who restarts the
// bot again and again.
const (
	identifiesADay = 500
	aDay           = 24 * time.Hour
)

// ledger counts the identifies of the last day.
type ledger struct {
	times []time.Time
}

// add notes an identify.
func (l *ledger) add(at time.Time) {
	l.times = slices.DeleteFunc(l.times, func(t time.Time) bool { return at.Sub(t) >= aDay })
	l.times = append(l.times, at)
}

// wait is how long to wait before the next identify, so that it is a spacing after the last one, and so that the day has room
// for it.
func (l *ledger) wait(now time.Time, spacing time.Duration) (soon, today time.Duration) {
	if len(l.times) == 0 {
		return 0, 0
	}
	soon = l.times[len(l.times)-1].Add(spacing).Sub(now)
	if first := len(l.times) - identifiesADay; first >= 0 {
		today = l.times[first].Add(aDay).Sub(now)
	}
	return max(soon, 0), max(today, 0)
}
