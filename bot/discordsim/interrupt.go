package discordsim

import "encoding/json"

// DropConnections breaks every gateway connection with no close frame, as a failing network does. Sessions stay
// resumable.
func (s *Server) DropConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sess := range s.sessions {
		sess.conn = nil
	}
	for c := range s.conns {
		c.abort()
	}
	s.touch()
}

// Reconnect asks for every gateway connection to be made anew, op 7, as Discord does before it takes a machine out of
// service. Sessions stay resumable.
func (s *Server) Reconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		s.transmit(c, packet{Op: opReconnect})
	}
}

// Invalidate ends every session on its connection, op 9, which stays open. A resumable session may be resumed there or
// on a new connection; otherwise the bot has to identify.
func (s *Server) Invalidate(resumable bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if sess := c.session; sess != nil {
			c.session, sess.conn = nil, nil
			if !resumable {
				delete(s.sessions, sess.id)
			}
		}
		s.transmit(c, packet{Op: opInvalidSession, Data: mustJSON(resumable)})
	}
	s.touch()
}

// Beat asks for a heartbeat at once on every connection, op 1.
func (s *Server) Beat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		s.transmit(c, packet{Op: opHeartbeat, Data: json.RawMessage("null")})
	}
}
