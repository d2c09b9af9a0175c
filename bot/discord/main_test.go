package discord

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"patientfaq/bot"
	"patientfaq/bot/store"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// rig is a bot over a sample content, with everything it needs.
type rig struct {
	*Bot
	live   *search.Live
	source *source
	logged *logBuffer
}

// testLive serves a content that no moderator edits, so that the golden files change with this package and with the
// fixed messages alone. Building it takes a moment, so that all tests share it.
var testLive = sync.OnceValues(func() (*search.Live, error) { return openLive(os.DirFS("testdata/content")) })

// testRules are the one set of red-flag rules.
var testRules = sync.OnceValues(triage.Default)

func openLive(content fs.FS) (*search.Live, error) {
	return search.OpenLive(context.Background(), search.LiveOptions{Content: content, Load: faq.Options{AllowSample: true}})
}

// newRig builds a bot over the test content.
func newRig(t testing.TB, o Options) *rig {
	t.Helper()
	live, err := testLive()
	if err != nil {
		t.Fatal(err)
	}
	return newRigOn(t, live, o)
}

func newRigOn(t testing.TB, live *search.Live, o Options) *rig {
	t.Helper()
	rules, err := testRules()
	if err != nil {
		t.Fatal(err)
	}
	stops, err := store.OpenStops(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{live: live, source: &source{Live: live}, logged: &logBuffer{}}
	engine, err := bot.New(bot.Options{Live: r.source, Rules: rules, Stops: stops})
	if err != nil {
		t.Fatal(err)
	}
	o.Engine, o.Live, o.Stops = engine, live, stops
	if o.Store == nil {
		o.Store = openStore(t)
	}
	o.Logger = slog.New(slog.NewJSONHandler(r.logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if r.Bot, err = New(o); err != nil {
		t.Fatal(err)
	}
	return r
}

// openStore opens a store in memory.
func openStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), ":memory:", store.Options{Report: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// flushed is the rig's store once everything noted is written: forgetting somebody does that first.
func (r *rig) flushed(t *testing.T) *store.Store {
	t.Helper()
	if _, err := r.o.Store.Forget(t.Context(), "nobody"); err != nil {
		t.Fatal(err)
	}
	return r.o.Store
}

// source lends the live index, and fails on demand.
type source struct {
	*search.Live
	fault atomic.Pointer[func()]
}

// failOnce makes the next Acquire call fault first.
func (s *source) failOnce(fault func()) { s.fault.Store(&fault) }

func (s *source) Acquire() (*search.Index, func()) {
	if fault := s.fault.Swap(nil); fault != nil {
		(*fault)()
	}
	return s.Live.Acquire()
}

// logBuffer collects what is logged and lets a test wait for it.
type logBuffer struct {
	mu      sync.Mutex // guards what is below
	buf     bytes.Buffer
	changed chan struct{}
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
	return l.buf.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// wait waits until a text was logged so many times.
func (l *logBuffer) wait(t *testing.T, text string, times int) {
	t.Helper()
	l.waitFor(t, fmt.Sprintf("%q, %d times", text, times), func(log string) bool { return strings.Count(log, text) >= times })
}

// waitFor waits until what was logged is enough.
func (l *logBuffer) waitFor(t *testing.T, what string, enough func(log string) bool) {
	t.Helper()
	ctx := within(t)
	for {
		l.mu.Lock()
		if l.changed == nil {
			l.changed = make(chan struct{})
		}
		changed, log := l.changed, l.buf.String()
		l.mu.Unlock()
		if enough(log) {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("this was not logged: %s:\n%s", what, l)
		}
	}
}
