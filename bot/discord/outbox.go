package discord

import (
	"context"
	"slices"
	"sync"
	"time"
)

// notice is an alert on its way to a channel.
type notice struct {
	alert
	channel string
	nonce   string // the same each time it is tried, so that it is posted once
}

// maxNotices is how many notices wait for channels that cannot be reached. The oldest give way: the log has them all.
const maxNotices = 100

// outbox holds the notices that are still to be posted.
type outbox struct {
	wake chan struct{} // has room for one: something was put in

	// mu guards waiting.
	mu      sync.Mutex
	waiting []notice
}

func newOutbox() *outbox { return &outbox{wake: make(chan struct{}, 1)} }

// put puts a notice in, and returns how many had to give way to it.
func (o *outbox) put(n notice) (lost int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = append(o.waiting, n)
	if lost = max(len(o.waiting)-maxNotices, 0); lost > 0 {
		o.waiting = slices.Delete(o.waiting, 0, lost)
	}
	select {
	case o.wake <- struct{}{}:
	default:
	}
	return lost
}

// take takes all out.
func (o *outbox) take() []notice {
	o.mu.Lock()
	defer o.mu.Unlock()
	taken := o.waiting
	o.waiting = nil
	return taken
}

// postNotices posts what is in the outbox until ctx ends. What fails is tried again, less and less often; what Discord refuses is
// not, as it would be refused until an admin has changed something.
func (b *Bot) postNotices(ctx context.Context, w *wire) {
	var left []notice
	for failures := 0; ; failures++ {
		var again <-chan time.Time
		if len(left) == 0 {
			failures = 0
		} else {
			again = time.After(b.pace.backoff(failures))
		}
		select {
		case <-ctx.Done():
			return
		case <-again:
		case <-b.outbox.wake:
		}
		left = append(left, b.outbox.take()...)
		left = slices.Delete(left, 0, max(len(left)-maxNotices, 0))
		left = slices.DeleteFunc(left, func(n notice) bool { return b.postNotice(ctx, w, n) })
	}
}

// postNotice posts a notice. Done tells that there is no point in trying again.
func (b *Bot) postNotice(ctx context.Context, w *wire, n notice) (done bool) {
	r := b.baseRequest("")
	r.textOnly = true
	_, err := w.say(ctx, n.channel, n.nonce, send(b.render(r, b.fixed(r, n.key, n.vars)), nil))
	switch {
	case err == nil:
		return true
	case ctx.Err() != nil:
		return false
	case final(err):
		b.log.Error("staff not told", "reason", n.key, "err", wireError(err))
		return true
	}
	b.log.Warn("staff not told yet", "reason", n.key, "err", wireError(err))
	return false
}
