package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// queue holds what Note was given until it is written.
type queue struct {
	limit   int
	some    chan struct{} // of capacity one: something waits
	trouble chan error    // of capacity one: why something was dropped that nobody was told of yet

	// mu guards what follows. It is never held while anything waits.
	mu      sync.Mutex
	closed  bool
	full    bool // something was dropped since the queue was last empty
	waiting []Event
	dropped int64

	// writing keeps batches in order, and lets Forget know that nothing is on its way.
	writing sync.Mutex
}

func newQueue(limit int) *queue {
	return &queue{limit: limit, some: make(chan struct{}, 1), trouble: make(chan error, 1)}
}

// errDropping is what staff are told once when events begin to be dropped.
var errDropping = errors.New("store: counts and the places of public answers are being dropped: there are more than can be " +
	"written now; answers go on")

// add takes an event if there is room.
func (q *queue) add(e Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed && len(q.waiting) < q.limit {
		q.waiting = append(q.waiting, e)
		offer(q.some, struct{}{})
		return
	}
	q.dropped++
	if !q.full {
		q.full = true
		offer(q.trouble, errDropping)
	}
}

// refuse drops an event that is none.
func (q *queue) refuse(why error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.dropped++
	offer(q.trouble, why)
}

// batch returns the oldest events, at most n, and leaves them in the queue.
func (q *queue) batch(n int) []Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting[:min(n, len(q.waiting))]
}

// written takes the oldest n events off the queue.
func (q *queue) written(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting = q.waiting[n:]; len(q.waiting) == 0 {
		q.waiting, q.full = nil, false
	}
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

// offer puts a value into a channel that has room. One that was not looked at yet is enough.
func offer[T any](c chan T, value T) {
	select {
	case c <- value:
	default:
	}
}

// Note queues events for [Store.Run] to write, and never waits. Where the queue is full, or the event is none, it is
// dropped and counted.
func (s *Store) Note(events ...Event) {
	for _, e := range events {
		if err := s.prepare(&e); err != nil {
			s.queue.refuse(fmt.Errorf("store: note: %w", err))
			continue
		}
		s.queue.add(e)
	}
}

// Dropped returns how many events were dropped since the store was opened.
func (s *Store) Dropped() int64 {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return s.queue.dropped
}

// batchSize is how many events are written in one transaction.
const batchSize = 500

// flush writes what is queued. What could not be written stays.
func (s *Store) flush(ctx context.Context) error {
	s.queue.writing.Lock()
	defer s.queue.writing.Unlock()
	for {
		batch := s.queue.batch(batchSize)
		if len(batch) == 0 {
			return nil
		}
		if err := s.insert(ctx, batch); err != nil {
			return fmt.Errorf("store: write queued events: %w", err)
		}
		s.queue.written(len(batch))
	}
}

// How long after a failure the queue is tried again, and how often what is too old is deleted.
const (
	retryEvery = 5 * time.Second
	pruneEvery = 24 * time.Hour
)

// Run writes what is queued and deletes what is too old, until ctx ends. What is queued then is written by Close.
func (s *Store) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.writeQueue(ctx) })
	wg.Go(func() { s.pruneDaily(ctx) })
	wg.Go(func() { s.tellOfDrops(ctx) })
}

// writeQueue writes whatever waits. While that fails, what comes in does not make it try sooner.
func (s *Store) writeQueue(ctx context.Context) {
	var last trouble
	for {
		err := s.flush(ctx)
		s.tell(ctx, &last, err)
		some, again := s.queue.some, (<-chan time.Time)(nil)
		if err != nil {
			some, again = nil, time.After(retryEvery)
		}
		select {
		case <-ctx.Done():
			return
		case <-some:
		case <-again:
		}
	}
}

func (s *Store) pruneDaily(ctx context.Context) {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	var last trouble
	for {
		s.tell(ctx, &last, s.Prune(ctx))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tellOfDrops stands apart from the writing, which may hang.
func (s *Store) tellOfDrops(ctx context.Context) {
	var last trouble
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-s.queue.trouble:
			if errors.Is(err, errDropping) { // comes once each time that it begins
				last = ""
			}
			s.tell(ctx, &last, err)
		}
	}
}

// trouble is what was last told of something that goes on.
type trouble string

// tell reports an error unless it is the one that was told last, or the store is being stopped.
func (s *Store) tell(ctx context.Context, last *trouble, err error) {
	switch {
	case err == nil:
		*last = ""
	case ctx.Err() == nil && *last != trouble(err.Error()):
		*last = trouble(err.Error())
		s.report(err)
	}
}
