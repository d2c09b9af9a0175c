package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"patientfaq/faq"
)

// ErrVanished is why a reload is refused when too many of the servable passages are gone: a folder half copied looks
// like that. It can be forced.
var ErrVanished = errors.New("too many of the entries that were served are gone")

// Test is a check of a corpus and its index before it serves, supplied from above: content tests need the engine.
type Test func(context.Context, *faq.Corpus, *Index) faq.Problems

// LiveOptions say where the content comes from and how it is checked.
type LiveOptions struct {
	Content fs.FS
	Load    faq.Options
	Index   Options
	Test    Test         // nil: no content tests
	Logger  *slog.Logger // nil: nothing is logged
}

// Live holds the index that serves and swaps it whole on reload. Acquire takes no lock; reloads wait for each other.
type Live struct {
	o       LiveOptions
	current atomic.Pointer[lease]
	status  atomic.Pointer[Status]
	seen    atomic.Pointer[string] // fingerprint of the files last read, whether or not they were taken

	mu sync.Mutex // one reload at a time
}

// lease counts the readers of an index; whoever brings the count to zero closes it. The Live itself holds one.
type lease struct {
	index *Index
	refs  atomic.Int64
}

// Status is what the last reload did. While an error stands, the content of Revision serves on.
type Status struct {
	Revision string // that serves
	Passages int
	Servable int
	Problems faq.Problems // of the content last read, whether or not it was taken
	Err      error        // why the content last read was not taken, nil if it was
	At       time.Time    // of the last attempt
	Took     time.Duration
	Reloads  int // attempts since the start, the first load among them
	Failures int // of those, how many were not taken
}

// ReloadOptions say what a reload may do.
type ReloadOptions struct {
	Force bool // take the content though many entries vanished
}

// OpenLive loads the content for the first time. Where it cannot be taken it returns both the Live, which serves the
// built-in content's emergency cards and no answer at all, and the error.
func OpenLive(ctx context.Context, o LiveOptions) (*Live, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	l := &Live{o: o}
	l.status.Store(&Status{})
	l.seen.Store(new(""))
	_, err := l.Reload(ctx, ReloadOptions{})
	if err == nil {
		return l, nil
	}
	empty, problems := faq.Load(emptyFS{}, o.Load)
	if fatal := ctx.Err(); fatal != nil {
		return nil, fatal
	}
	x, buildErr := Build(ctx, empty, o.Index)
	if buildErr != nil {
		return nil, errors.Join(err, buildErr, problems.Err())
	}
	l.swap(x)
	return l, err
}

// emptyFS is a content folder with nothing in it.
type emptyFS struct{}

func (emptyFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Acquire lends the index that serves now. It stays usable, with its corpus, until release is called, whatever is
// reloaded meanwhile. Release must be called once.
func (l *Live) Acquire() (x *Index, release func()) {
	for {
		le := l.current.Load()
		n := le.refs.Load()
		if n > 0 && le.refs.CompareAndSwap(n, n+1) {
			return le.index, func() { l.done(le) }
		}
		if n == 0 && le == l.current.Load() { // an index that was swapped out is no longer the current one
			panic("search: Acquire after Close")
		}
	}
}

func (l *Live) done(le *lease) {
	if le.refs.Add(-1) > 0 {
		return
	}
	if err := le.index.Close(); err != nil {
		l.o.Logger.Warn("closing an old index", "err", err)
	}
}

func (l *Live) swap(x *Index) {
	le := &lease{index: x}
	le.refs.Store(1)
	if old := l.current.Swap(le); old != nil {
		l.done(old)
	}
}

// Close gives up the index that serves. It must be the last call.
func (l *Live) Close() { l.done(l.current.Load()) }

// Status returns what the last reload did.
func (l *Live) Status() Status { return *l.status.Load() }

// Reload reads the content, checks it, builds its index, runs the content tests and swaps it in. On any error the old
// content serves on: the error says why, the status' problems say where.
func (l *Live) Reload(ctx context.Context, o ReloadOptions) (Status, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	start := time.Now()
	next := Status{At: start}
	x, problems, err := l.prepare(ctx, o)
	next.Problems, next.Err, next.Took = problems, err, time.Since(start)
	if ctx.Err() != nil { // not the content's fault: the poller may read it again
		l.seen.Store(new(""))
	}
	old := l.status.Load()
	next.Reloads, next.Failures = old.Reloads+1, old.Failures
	if err != nil {
		next.Failures++
		next.Revision, next.Passages, next.Servable = old.Revision, old.Passages, old.Servable
	} else {
		c := x.Corpus()
		next.Revision, next.Passages, next.Servable = c.Revision(), c.Len(), len(servable(c))
		l.swap(x)
	}
	l.status.Store(&next)
	return next, err
}

// prepare does all of a reload but the swap.
func (l *Live) prepare(ctx context.Context, o ReloadOptions) (*Index, faq.Problems, error) {
	c, problems, err := l.read()
	if err != nil {
		return nil, problems, err
	}
	if err := l.vanished(c); err != nil && !o.Force {
		return nil, problems, err
	}
	x, err := Build(ctx, c, l.o.Index)
	if err != nil {
		return nil, problems, err
	}
	if l.o.Test != nil {
		failed := l.o.Test(ctx, c, x)
		problems = append(problems, failed...)
		problems.Sort()
		if err := failed.Err(); err != nil {
			return nil, problems, errors.Join(err, x.Close())
		}
	}
	return x, problems, nil
}

// maxTornReads is how often a read is repeated that a writer may have torn.
const maxTornReads = 3

var errTorn = errors.New("search: the content changes while it is read; try again when it is saved")

// read loads the content as it was at one moment.
func (l *Live) read() (*faq.Corpus, faq.Problems, error) {
	for range maxTornReads {
		before := fingerprint(l.o.Content)
		c, problems := faq.Load(l.o.Content, l.o.Load)
		if before == fingerprint(l.o.Content) {
			l.seen.Store(&before)
			return c, problems, problems.Err()
		}
	}
	return nil, nil, errTorn
}

// A reload is refused if more than a fifth of at least twenty servable passages' entries would vanish.
const (
	guardFrom  = 20
	guardShare = 0.2
)

func (l *Live) vanished(next *faq.Corpus) error {
	le := l.current.Load()
	if le == nil {
		return nil
	}
	old := servable(le.index.Corpus())
	var gone []string
	now := servable(next)
	for id := range old {
		if !now[id] {
			gone = append(gone, id)
		}
	}
	if len(old) < guardFrom || float64(len(gone)) <= guardShare*float64(len(old)) {
		return nil
	}
	return fmt.Errorf("search: %d of %d servable entries, %s among them: %w; reload with force if that is meant",
		len(gone), len(old), slices.Min(gone), ErrVanished)
}

// servable returns the entries and articles of which something may be served now.
func servable(c *faq.Corpus) map[string]bool {
	ids := map[string]bool{}
	now := time.Now()
	for p := range c.Passages() {
		if c.Standing(p, now).Servable {
			ids[p.Parent] = true
		}
	}
	return ids
}
