package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"patientfaq/faq"
)

// TestTornReads writes a step of the next edition whenever somebody looks at the folder. A reload meanwhile must not
// take what it read, and the poller takes nothing but the finished edition.
func TestTornReads(t *testing.T) {
	d := newDisk(clinicOf(25, "A"))
	loaded := make(chan *faq.Corpus, 10)
	l := open(t, LiveOptions{Content: d, Test: func(_ context.Context, c *faq.Corpus, _ *Index) faq.Problems {
		loaded <- c
		return nil
	}})
	<-loaded
	steps := 0
	d.looked = func() { // each step parses, and none lacks so many entries that it would be refused for that
		if steps < 30 {
			steps++
			d.write(clinicOf(20+steps, "B"))
		}
	}
	if _, err := l.Reload(t.Context(), ReloadOptions{}); !errors.Is(err, errTorn) {
		t.Errorf("Reload() while the content is written = %v, want %v", err, errTorn)
	}
	steps = 0
	ctx, cancel := context.WithCancel(t.Context())
	var poller sync.WaitGroup
	poller.Go(func() { l.Run(ctx, time.Millisecond) })
	first := <-loaded
	cancel()
	poller.Wait()
	if got := first.Len(); got != 50 {
		t.Errorf("the poller took a folder of %d entries, want the finished one of 50", got)
	}
	if len(loaded) > 0 {
		t.Errorf("the poller loaded %d times more, want once", len(loaded))
	}
}

// rejections counts the reloads that a log says were rejected.
type rejections struct {
	slog.Handler
	n atomic.Int64
}

func (r *rejections) Enabled(context.Context, slog.Level) bool { return true }

func (r *rejections) Handle(_ context.Context, rec slog.Record) error {
	if rec.Message == "reload rejected" {
		r.n.Add(1)
	}
	return nil
}

// TestRunReadsOnce polls content that is refused, on a clock of its own: it waits until two polls agree, and does not
// read the same again. Bleve's goroutines are outside the clock's bubble, so no content is taken here.
func TestRunReadsOnce(t *testing.T) {
	d := newDisk(clinicOf(25, "A"))
	log := &rejections{Handler: slog.DiscardHandler}
	l := open(t, LiveOptions{Content: d, Logger: slog.New(log)})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var poller sync.WaitGroup
		pass := func(d time.Duration) {
			time.Sleep(d) // the bubble's clock: nothing waits
			synctest.Wait()
		}
		check := func(when string, want int64) {
			t.Helper()
			if got := log.n.Load(); got != want {
				t.Errorf("%s %d reloads were rejected, want %d", when, got, want)
			}
		}
		poller.Go(func() { l.Run(ctx, 2*time.Second) })
		pass(20 * time.Second)
		check("with content as it was,", 0)
		d.write(map[string]string{"entries/notes.yaml": broken})
		pass(3 * time.Second)
		check("after one poll of broken content", 0)
		pass(2 * time.Second)
		check("after two polls that agree", 1)
		pass(time.Minute)
		check("after a minute of the same", 1)
		for i := range 10 { // somebody types
			d.write(map[string]string{"entries/notes.yaml": broken + fmt.Sprint(i)})
			pass(2 * time.Second)
		}
		check("while it changes from poll to poll", 1)
		pass(4 * time.Second)
		check("when it stands still again", 2)
		d.write(nil)
		pass(time.Minute)
		check("when the folder is gone", 3)
		cancel()
		poller.Wait()
		d.write(map[string]string{"entries/notes.yaml": broken})
		poller.Go(func() { l.Run(t.Context(), 2*time.Second) })
		pass(5 * time.Second)
		check("of content that changed before the poller started", 4)
	})
}

// TestFingerprint changes a real folder, whose entries are behind a symbolic link.
func TestFingerprint(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "subjects.yaml"), "subjects: []")
	write(filepath.Join(elsewhere, "a.yaml"), "entries: []")
	if err := os.Symlink(elsewhere, filepath.Join(dir, "entries")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	content := os.DirFS(dir)
	seen := map[string]string{fingerprint(content): "the start"}
	steps := []struct {
		name string
		do   func()
	}{
		{"a longer entries file", func() { write(filepath.Join(elsewhere, "a.yaml"), "entries: [] # none") }},
		{"another file", func() { write(filepath.Join(elsewhere, "b.yaml"), "entries: []") }},
		{"a file gone", func() { os.Remove(filepath.Join(elsewhere, "a.yaml")) }},
		{"another time", func() { os.Chtimes(filepath.Join(dir, "subjects.yaml"), time.Time{}, time.Unix(1, 0)) }},
		{"the link astray", func() { os.RemoveAll(elsewhere) }},
		{"all gone", func() { os.RemoveAll(dir) }},
	}
	for _, step := range steps {
		step.do()
		now := fingerprint(content)
		if before, known := seen[now]; known {
			t.Errorf("after %s the fingerprint is that of %s", step.name, before)
		}
		seen[now] = step.name
	}
}

// TestFingerprintOfContentAlone changes what is no content: a version control folder beside it.
func TestFingerprintOfContentAlone(t *testing.T) {
	d := newDisk(clinicOf(1, "A"))
	before := fingerprint(d)
	fsys := *d.files.Load()
	fsys[".git/index"] = fsys["entries/notes.yaml"]
	if fingerprint(d) != before {
		t.Error("a version control folder changes the fingerprint")
	}
}
