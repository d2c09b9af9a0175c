package discordsim

import (
	"context"
	"slices"
)

// Rejections are the bodies the bot sent that broke a rule, in order.
func (s *Server) Rejections() []Rejection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rejections)
}

// Faults are mistakes of this server itself: responses that do not fit Discord's own description. There are none, or a
// test has found a bug in this package.
func (s *Server) Faults() []Rejection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

func (s *Server) fault(r Rejection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, r)
}

// Requests are all REST requests so far, in the order of their responses.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// WaitRequest waits for a REST request that fits and returns the first.
func (s *Server) WaitRequest(ctx context.Context, fits func(Request) bool) (Request, error) {
	var found Request
	err := s.await(ctx, func() bool {
		i := slices.IndexFunc(s.requests, fits)
		if i >= 0 {
			found = s.requests[i]
		}
		return i >= 0
	})
	return found, err
}

// Identifies counts the Identify packets so far.
func (s *Server) Identifies() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.identifies
}

// Connected counts the sessions that have a live connection.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connected()
}

func (s *Server) connected() int {
	n := 0
	for _, sess := range s.sessions {
		if sess.conn != nil {
			n++
		}
	}
	return n
}

// WaitConnected waits until so many sessions have a live connection.
func (s *Server) WaitConnected(ctx context.Context, n int) error {
	return s.await(ctx, func() bool { return s.connected() == n })
}
