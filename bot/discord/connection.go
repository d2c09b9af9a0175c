package discord

import (
	"sync"
	"time"
)

// Connection is what is known of the connection to Discord's gateway.
type Connection struct {
	Connected  bool      // events arrive: READY or RESUMED came, and nothing has ended since
	Ready      bool      // it was connected at least once
	Since      time.Time // when Connected became what it is; zero where nothing was tried yet
	Reconnects int       // connections after the first
	Identifies int       // of the thousand that Discord allows a day; what is resumed costs none
	LastClose  string    // why the last connection ended or could not be made; "" where none was lost
	Held       int       // routes of Discord's REST interface whose limits are remembered
}

// Connection returns the state of the connection as it is now.
func (b *Bot) Connection() Connection {
	c := b.connection.now()
	if w := b.directory.wire.Load(); w != nil {
		c.Held = w.t.held()
	}
	return c
}

// connection keeps the state of the connection.
type connection struct {
	// mu guards what is below.
	mu    sync.Mutex
	state Connection
	made  int
}

func (c *connection) now() Connection {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// up notes that events arrive.
func (c *connection) up(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.Connected {
		return
	}
	c.made++
	c.state.Connected, c.state.Ready, c.state.Since, c.state.Reconnects = true, true, at, c.made-1
}

// down notes why no events arrive any more, or still not.
func (c *connection) down(at time.Time, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.Connected || c.state.Since.IsZero() {
		c.state.Since = at
	}
	c.state.Connected, c.state.LastClose = false, why
}

// identified notes that an identify was sent.
func (c *connection) identified() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.Identifies++
}
