package discord

import (
	"slices"
	"time"
)

// Discord resets the token of a bot that identifies a thousand times a day. After the first few of a day identifies are spread
// over it, so that one which keeps losing its session is neither reset nor, for the rest of the day, gone. The other half of
// the thousand is left to a person who starts the bot again and again.
const (
	freeIdentifies  = 50
	identifySpacing = aDay / 450
	aDay            = 24 * time.Hour
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

// wait is how long to wait before the next identify. Soon is what Discord wants between any two.
func (l *ledger) wait(now time.Time, soon time.Duration) time.Duration {
	if len(l.times) == 0 {
		return 0
	}
	spacing := soon
	if n := len(l.times) - freeIdentifies; n >= 0 && now.Sub(l.times[n]) < aDay {
		spacing = max(soon, identifySpacing)
	}
	return max(l.times[len(l.times)-1].Add(spacing).Sub(now), 0)
}
