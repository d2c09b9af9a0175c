package discord

import (
	"maps"
	"slices"
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
	waiting map[string]bool
	told    map[string]time.Time
}

func newReports() *reports {
	return &reports{wake: make(chan struct{}, 1), waiting: map[string]bool{}, told: map[string]time.Time{}}
}

// add notes a passage unless staff were told of it a moment ago.
func (r *reports) add(passage string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.told[passage]; ok && now.Sub(at) < reportAgain {
		return
	}
	r.told[passage] = now
	r.waiting[passage] = true
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// take returns what is waiting and forgets it.
func (r *reports) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	passages := slices.Sorted(maps.Keys(r.waiting))
	clear(r.waiting)
	return passages
}
