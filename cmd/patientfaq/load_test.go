package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestServeReloadsUnderLoad swaps two revisions while many people ask: each reads one of them, whole.
func TestServeReloadsUnderLoad(t *testing.T) {
	t.Parallel()
	swaps := 16
	if testing.Short() {
		swaps = 6
	}
	c := open(t, "--allow-sample", "--poll", "1h")
	c.shows(t, onServer, onDiscord)
	old := read(t, c.entries())
	revisions := []string{old, strings.NewReplacer(sampleReply, newReply, "{title: Metformin,", "{title: On metformin,").Replace(old)}
	var want []string
	for i, revision := range revisions {
		c.reload(t, revision, i+2)
		want = append(want, withoutButtons(c.asks(t, longQuestion)))
	}
	ctx, stop := context.WithCancel(t.Context())
	people := crowd{replies: map[string]int{}}
	defer people.Wait()
	defer stop()
	for range 6 {
		people.Go(func() { people.ask(ctx, c) })
	}
	for i := range swaps {
		c.reload(t, revisions[i%2], i+4)
		if i == swaps/2 {
			c.withdraws(t)
		}
	}
	stop()
	people.Wait()
	people.check(t, want)
	if last := revisions[(swaps-1)%2]; read(t, c.entries()) != last {
		t.Errorf("the entries are:\n%s\nwant:\n%s", read(t, c.entries()), last)
	}
}

// longQuestion takes longer to answer than question does, and has the same answer.
var longQuestion = strings.Repeat("please ", 200) + question

// crowd is many people who ask the same.
type crowd struct {
	sync.WaitGroup
	mu      sync.Mutex
	replies map[string]int // how often each was read; mu guards it
	failed  error          // mu guards it
}

// ask asks until ctx ends.
func (w *crowd) ask(ctx context.Context, c *clinic) {
	for ctx.Err() == nil {
		reply, err := c.command(context.WithoutCancel(ctx), c.AddUser("pat", c.guild), "ask", map[string]any{"question": longQuestion})
		w.mu.Lock()
		w.replies[withoutButtons(reply)]++
		w.failed = errors.Join(w.failed, err)
		w.mu.Unlock()
	}
}

// withoutButtons is what a reply says. What it offers besides changes when another text is withdrawn.
func withoutButtons(reply string) string {
	var kept strings.Builder
	for line := range strings.Lines(reply) {
		if !strings.HasPrefix(line, "[") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// check checks that everyone had a reply, and that each wanted one was read and no other.
func (w *crowd) check(t *testing.T, want []string) {
	t.Helper()
	if w.failed != nil {
		t.Errorf("questions without a reply: %v", w.failed)
	}
	for _, text := range want {
		if w.replies[text] == 0 {
			t.Errorf("nobody was shown:\n%s", text)
		}
		delete(w.replies, text)
	}
	for text, n := range w.replies {
		t.Errorf("%d were shown what is in no revision:\n%s", n, text)
	}
}

// reload writes the entries and waits until serve has loaded something n times.
func (c *clinic) reload(t *testing.T, entries string, n int) {
	t.Helper()
	write(t, c.entries()+".new", entries)
	rename(t, c.entries()+".new", c.entries())
	c.hup <- syscall.SIGHUP
	c.err.waitFor(t, `"reloaded"`, n)
}
