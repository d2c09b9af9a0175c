package discordsim

import (
	"net"
	"net/http"
	"sync"
)

// unused are the connections on which no request has come yet. A client opens one more than it needs now and then, and
// [http.Server.Shutdown] would wait seconds for its first request.
type unused struct {
	// mu guards what is below.
	mu     sync.Mutex
	conns  map[net.Conn]bool
	closed bool
}

// note follows the state of a connection.
func (u *unused) note(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(u.conns, c)
	case u.closed:
		c.Close()
	default:
		if u.conns == nil {
			u.conns = map[net.Conn]bool{}
		}
		u.conns[c] = true
	}
}

// close closes them, and those that are still to come.
func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	for c := range u.conns {
		c.Close()
	}
}
