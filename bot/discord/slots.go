package discord

import (
	"context"
	"time"
)

// slots bound how much is done at once: discordgo starts a goroutine for each event and knows no back-pressure.
type slots chan struct{}

// acquire takes a slot; false where ctx ends first.
func (s slots) acquire(ctx context.Context) bool {
	select {
	case s <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s slots) release() { <-s }

// drain waits until every slot is free, that is, until nothing runs any more; false where limit comes first.
func (s slots) drain(limit <-chan time.Time) bool {
	for range cap(s) {
		select {
		case s <- struct{}{}:
			defer s.release()
		case <-limit:
			return false
		}
	}
	return true
}
