package discord

import "sync"

// recent remembers which interactions and messages were taken up, so that one that Discord sends twice, as it may after a
// connection was lost, is answered once. It holds IDs, in memory, and of them the last few thousand.
type recent struct {
	// mu guards what is below.
	mu      sync.Mutex
	ids     map[string]bool
	earlier map[string]bool
}

// recentIDs is how many IDs are remembered at least, and half of how many at most: far more than can come while a session is
// lost and gone on with.
const recentIDs = 4096

// first tells whether an ID is new, and remembers it.
func (r *recent) first(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ids[id] || r.earlier[id] {
		return false
	}
	if r.ids == nil || len(r.ids) >= recentIDs {
		r.ids, r.earlier = make(map[string]bool, recentIDs), r.ids
	}
	r.ids[id] = true
	return true
}
