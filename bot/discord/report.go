package discord

import (
	"sync"
	"time"
)

// reportAgain is how long staff are not told of the same passage again, however often it is reported.
const reportAgain = 10 * time.Minute

// reports are the passages that patients say are wrong and that staff are still to be told of. Of the patient nothing
// is kept.
type reports struct {
	wake chan struct{} // has room for one: something was added

	// mu guards the maps below.
	mu      sync.Mutex
	waiting map[string]string // the guild that it was reported in
	told    map[string]time.Time
}

func newReports() *reports {
	return &reports{wake: make(chan struct{}, 1), waiting: map[string]string{}, told: map[string]time.Time{}}
}

// add notes a passage, and the guild whose staff are to be told besides those of the home guilds, unless staff were told
// of the passage a moment ago.
func (r *reports) add(passage, guild string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.told[passage]; ok && now.Sub(at) < reportAgain {
		return
	}
	r.told[passage] = now
	r.waiting[passage] = guild
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// take returns what is waiting, by passage, and forgets it.
func (r *reports) take() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.waiting
	r.waiting = map[string]string{}
	return taken
}
