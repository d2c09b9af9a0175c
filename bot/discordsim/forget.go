package discordsim

import (
	"maps"
	"slices"
	"time"
)

// Interrupt does something to every gateway connection now: what m says but for Drop, Delay, Twice and Then.
func (s *Server) Interrupt(m Move) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		s.carry(c, m)
	}
	s.touch()
}

// Forget forgets what is older than a time, messages, interactions and sessions that the bot has left, and returns and forgets
// all requests so far. A long run would otherwise fill the memory.
func (s *Server) Forget(before time.Time) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.interacts, func(_ string, e *Exchange) bool { return e.created.Before(before) })
	old := func(m *message) bool { return m.created.Before(before) }
	for _, c := range s.world.channels {
		c.messages = slices.DeleteFunc(c.messages, old)
	}
	maps.DeleteFunc(s.world.messages, func(_ string, m *message) bool { return old(m) })
	maps.DeleteFunc(s.nonces, func(_ string, m *message) bool { return old(m) })
	maps.DeleteFunc(s.sessions, func(_ string, sess *session) bool { return sess.conn == nil && sess.left.Before(before) })
	requests := s.requests
	s.requests = nil
	return requests
}
