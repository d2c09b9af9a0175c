package discordsim

import (
	"strconv"
	"sync"
	"time"
)

// The clocks of an interaction, from Discord's documentation.
const (
	responseWindow = 3 * time.Second
	tokenLifetime  = 15 * time.Minute
)

// discordEpoch is the first millisecond a snowflake can stand for: the start of 2015.
const discordEpoch = 1420070400000

// snowflakes makes ids as Discord does: the time in the upper bits, so that a client can read an id's age.
type snowflakes struct {
	now   func() time.Time
	epoch int64 // in milliseconds: a year before the server started

	// mu guards last.
	mu   sync.Mutex
	last uint64
}

func newSnowflakes(now func() time.Time) *snowflakes {
	return &snowflakes{now: now, epoch: max(now().AddDate(-1, 0, 0).UnixMilli()-discordEpoch, 1)}
}

// next returns an id higher than all before it.
func (f *snowflakes) next() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := uint64(max(f.now().UnixMilli()-discordEpoch, 1)) << 22
	f.last = max(id, f.last+1)
	return strconv.FormatUint(f.last, 10)
}

// aged returns an id as of a year before the server started. Guilds get these, each in a millisecond of its own, so that they spread over
// shards as real ones do.
func (f *snowflakes) aged(n int) string {
	return strconv.FormatUint(uint64(f.epoch+int64(n))<<22, 10)
}

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

// A Clock is a clock that moves only when told to, for [Options.Now]. It is safe for concurrent use.
type Clock struct {
	// mu guards t.
	mu sync.Mutex
	t  time.Time
}

// NewClock returns a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{t: t} }

// Now returns the time the clock stands at.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}
