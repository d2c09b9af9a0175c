package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/blevesearch/bleve/v2"

	"patientfaq/faq"
)

// A disk is a content folder in memory that is replaced as a whole, with the times of its files. Before each look at
// the folder it calls looked, if there is one: there a test can write while somebody reads.
type disk struct {
	files  atomic.Pointer[fstest.MapFS]
	clock  atomic.Int64
	looked func()
}

func newDisk(files map[string]string) *disk {
	d := &disk{}
	d.write(files)
	return d
}

// write replaces all files and lets a second pass.
func (d *disk) write(files map[string]string) {
	fsys := folder(files)
	at := time.Unix(d.clock.Add(1), 0)
	for _, f := range fsys {
		f.ModTime = at
	}
	d.files.Store(&fsys)
}

func (d *disk) Open(name string) (fs.File, error) {
	if name == "." && d.looked != nil {
		d.looked()
	}
	return d.files.Load().Open(name)
}

// clinicOf is the folder of n entries whose answers tell the edition.
func clinicOf(n int, edition string) map[string]string {
	var b strings.Builder
	b.WriteString("entries:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {id: e%d, questions: [\"What is note %d?\"], answer: Edition %s of note %d.}\n", i, i, edition, i)
	}
	return map[string]string{"entries/notes.yaml": b.String()}
}

const broken = "entries: [{id: e0, questions"

// open opens a Live until the test ends; anything may be served.
func open(t *testing.T, o LiveOptions) *Live {
	t.Helper()
	o.Load.AllowUnreviewed = true
	l, err := OpenLive(t.Context(), o)
	if err != nil {
		t.Fatalf("OpenLive: %v", err)
	}
	t.Cleanup(l.Close)
	return l
}

// edition is the answer to the first question that a Live serves.
func edition(t *testing.T, l *Live) string {
	t.Helper()
	x, release := l.Acquire()
	defer release()
	hits := search(t, x, Query{Text: "What is note 0?"}).Hits
	if len(hits) == 0 {
		return ""
	}
	return strings.Fields(hits[0].Passage.Text)[1]
}

// closed says whether an index was closed.
func closed(x *Index) bool {
	_, err := x.bleve.index.DocCount()
	return errors.Is(err, bleve.ErrorIndexClosed)
}

func TestReload(t *testing.T) {
	d := newDisk(clinicOf(3, "A"))
	l := open(t, LiveOptions{Content: d})
	before := l.Status()
	if before.Passages != 3 || before.Servable != 3 || before.Revision == "" || before.Err != nil {
		t.Errorf("Status() = %+v, want a revision of 3 servable passages", before)
	}
	d.write(clinicOf(4, "B"))
	if got := edition(t, l); got != "A" {
		t.Errorf("before the reload edition %q is served, want A", got)
	}
	st, err := l.Reload(t.Context(), ReloadOptions{})
	if err != nil || st.Passages != 4 || st.Revision == before.Revision {
		t.Errorf("Reload() = %+v, %v, want another revision of 4 passages", st, err)
	}
	if got := edition(t, l); got != "B" {
		t.Errorf("after the reload edition %q is served, want B", got)
	}
}

// TestReloadKeepsTheOld reloads content that must not serve: the old serves on, and the status says why.
func TestReloadKeepsTheOld(t *testing.T) {
	tests := []struct {
		name     string
		files    map[string]string
		problems bool // errors with a place
	}{
		{"broken YAML", map[string]string{"entries/notes.yaml": broken}, true},
		{"one broken file of two", map[string]string{"entries/a.yaml": clinicOf(3, "B")["entries/notes.yaml"], "entries/b.yaml": broken}, true},
		{"vanished folder", nil, true},
		{"empty file", map[string]string{"entries/notes.yaml": ""}, true},
		{"most entries gone", clinicOf(4, "B"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDisk(clinicOf(25, "A"))
			l := open(t, LiveOptions{Content: d})
			revision := l.Status().Revision
			d.write(tt.files)
			st, err := l.Reload(t.Context(), ReloadOptions{})
			if err == nil || st.Err == nil || st.Revision != revision || st.Passages != 25 {
				t.Errorf("Reload() = %+v, %v, want an error and the old revision", st, err)
			}
			if got := st.Problems.Errors() > 0; got != tt.problems {
				t.Errorf("Reload() tells %d errors in the content, want some: %v", st.Problems.Errors(), tt.problems)
			}
			if got := edition(t, l); got != "A" {
				t.Errorf("edition %q is served, want A", got)
			}
			d.write(clinicOf(25, "C"))
			if _, err := l.Reload(t.Context(), ReloadOptions{}); err != nil || edition(t, l) != "C" {
				t.Errorf("Reload() of mended content: %v, edition %q, want C", err, edition(t, l))
			}
		})
	}
}

func TestReloadsAreCounted(t *testing.T) {
	d := newDisk(clinicOf(3, "A"))
	l := open(t, LiveOptions{Content: d})
	steps := []struct {
		content           map[string]string
		reloads, failures int
	}{
		{clinicOf(3, "B"), 2, 0},
		{map[string]string{"entries/notes.yaml": broken}, 3, 1},
		{clinicOf(3, "C"), 4, 1},
	}
	for _, step := range steps {
		d.write(step.content)
		l.Reload(t.Context(), ReloadOptions{}) // the status says what became of it
		if st := l.Status(); st.Reloads != step.reloads || st.Failures != step.failures {
			t.Errorf("after %d reloads the status counts %d, %d of them failures, want %d failures", step.reloads, st.Reloads, st.Failures, step.failures)
		}
	}
}

func TestVanished(t *testing.T) {
	tests := []struct {
		name         string
		before, left int
		refused      bool
	}{
		{"a fifth gone", 25, 20, false},
		{"more than a fifth gone", 25, 19, true},
		{"all gone but one", 25, 1, true},
		{"few to begin with", 19, 1, false},
		{"grown", 25, 60, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDisk(clinicOf(tt.before, "A"))
			l := open(t, LiveOptions{Content: d})
			d.write(clinicOf(tt.left, "B"))
			_, err := l.Reload(t.Context(), ReloadOptions{})
			if got := errors.Is(err, ErrVanished); got != tt.refused {
				t.Fatalf("Reload() from %d to %d entries = %v, want it refused: %v", tt.before, tt.left, err, tt.refused)
			}
			if _, err := l.Reload(t.Context(), ReloadOptions{Force: true}); err != nil || edition(t, l) != "B" {
				t.Errorf("Reload(force) = %v, edition %q, want B", err, edition(t, l))
			}
		})
	}
}

func TestContentTests(t *testing.T) {
	verdict := faq.Warning
	var seen *Index
	d := newDisk(clinicOf(3, "A"))
	l := open(t, LiveOptions{Content: d, Test: func(_ context.Context, c *faq.Corpus, x *Index) faq.Problems {
		if x.Corpus() != c {
			t.Error("the index to test is not of the corpus to test")
		}
		seen = x
		return faq.Problems{{Pos: faq.Pos{Path: "tests.yaml", Line: 7}, Severity: verdict, Rule: "test", Msg: "comes out otherwise"}}
	}})
	if got := l.Status().Problems; len(got) == 0 || edition(t, l) != "A" {
		t.Errorf("a warning of the content tests: %d problems, edition %q, want some and A", len(got), edition(t, l))
	}
	verdict = faq.Error
	d.write(clinicOf(3, "B"))
	st, err := l.Reload(t.Context(), ReloadOptions{Force: true})
	if err == nil || !strings.Contains(fmt.Sprint(st.Problems), "tests.yaml:7") || edition(t, l) != "A" {
		t.Errorf("Reload() = %v, edition %q, problems %v, want an error at tests.yaml:7 and A", err, edition(t, l), st.Problems)
	}
	if !closed(seen) {
		t.Error("the index that failed its tests is still open")
	}
}

// A countdown is a context that ends after it was asked so often.
type countdown struct {
	context.Context
	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return c.Context.Err()
}

func TestReloadCancelled(t *testing.T) {
	d := newDisk(clinicOf(30, "A"))
	l := open(t, LiveOptions{Content: d, Index: Options{Batch: 1}})
	d.write(clinicOf(30, "B"))
	ctx := &countdown{Context: t.Context()}
	ctx.left.Store(10)
	st, err := l.Reload(ctx, ReloadOptions{})
	if !errors.Is(err, context.Canceled) || !errors.Is(st.Err, context.Canceled) || edition(t, l) != "A" {
		t.Errorf("Reload() = %v, edition %q, want it cancelled and A", err, edition(t, l))
	}
	if *l.seen.Load() == fingerprint(d) {
		t.Error("the poller would not read the content again")
	}
	if _, err := l.Reload(t.Context(), ReloadOptions{}); err != nil || edition(t, l) != "B" {
		t.Errorf("Reload() = %v, edition %q, want B", err, edition(t, l))
	}
}

// TestOpenBroken opens content that cannot be taken: the emergency cards' contacts and messages are there, no entry is.
func TestOpenBroken(t *testing.T) {
	d := newDisk(map[string]string{"entries/notes.yaml": broken})
	l, err := OpenLive(t.Context(), LiveOptions{Content: d, Load: faq.Options{AllowUnreviewed: true}})
	if err == nil || l == nil {
		t.Fatalf("OpenLive() = %v, %v, want both", l, err)
	}
	defer l.Close()
	x, release := l.Acquire()
	c := x.Corpus()
	if c.Len() != 0 || len(c.Contacts()) == 0 || c.Contact("GB") == nil || c.Message("en", "disclaimer") == "" {
		t.Errorf("it has %d passages, %d contacts and the disclaimer %q", c.Len(), len(c.Contacts()), c.Message("en", "disclaimer"))
	}
	if hits := search(t, x, Query{Text: "What is note 0?"}).Hits; len(hits) > 0 {
		t.Errorf("it finds %q, want nothing", ids(hits))
	}
	release()
	if st := l.Status(); st.Err == nil || len(st.Problems) == 0 || st.Passages != 0 {
		t.Errorf("Status() = %+v, want the error and where it is", st)
	}
	d.write(clinicOf(3, "A"))
	if _, err := l.Reload(t.Context(), ReloadOptions{}); err != nil || edition(t, l) != "A" {
		t.Errorf("Reload() of mended content = %v, edition %q, want A", err, edition(t, l))
	}
}

func TestOpenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l, err := OpenLive(ctx, LiveOptions{Content: newDisk(clinicOf(3, "A"))})
	if l != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("OpenLive() = %v, %v, want it cancelled", l, err)
	}
}

// TestLastReaderCloses keeps an index over a reload: it works until it is released.
func TestLastReaderCloses(t *testing.T) {
	d := newDisk(clinicOf(3, "A"))
	l := open(t, LiveOptions{Content: d})
	one, releaseOne := l.Acquire()
	two, releaseTwo := l.Acquire()
	if one != two {
		t.Fatal("two readers have different indexes without a reload")
	}
	d.write(clinicOf(3, "B"))
	if _, err := l.Reload(t.Context(), ReloadOptions{}); err != nil {
		t.Fatal(err)
	}
	releaseOne()
	if got := ids(search(t, two, Query{Text: "What is note 0?"}).Hits); len(got) == 0 || closed(two) {
		t.Errorf("a reader's index finds %q after a reload, closed: %v", got, closed(two))
	}
	releaseTwo()
	if !closed(two) {
		t.Error("the old index is still open after its last reader")
	}
}

func TestAcquireAfterClose(t *testing.T) {
	l, err := OpenLive(t.Context(), LiveOptions{Content: newDisk(clinicOf(1, "A"))})
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	defer func() {
		if recover() == nil {
			t.Error("Acquire after Close does not panic")
		}
	}()
	l.Acquire()
}

// TestReloadUnderLoad reloads two editions in turn while many read: every reader sees one of them, whole.
func TestReloadUnderLoad(t *testing.T) {
	d := newDisk(clinicOf(20, "A"))
	l := open(t, LiveOptions{Content: d})
	done := make(chan struct{})
	var readers sync.WaitGroup
	var read atomic.Int64
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					readOnce(t, l)
					read.Add(1)
				}
			}
		})
	}
	for i := range 12 {
		d.write(clinicOf(20, string("BA"[i%2])))
		if _, err := l.Reload(t.Context(), ReloadOptions{}); err != nil {
			t.Errorf("Reload() = %v", err)
		}
	}
	close(done)
	readers.Wait()
	if read.Load() == 0 {
		t.Error("nobody read while it was reloaded")
	}
}

// readOnce searches once and checks that the index, its corpus and the hits are of one edition.
func readOnce(t *testing.T, l *Live) {
	x, release := l.Acquire()
	defer release()
	c := x.Corpus()
	want := strings.Fields(c.Passage("e0").Text)[1]
	res, err := x.Search(context.Background(), Query{Text: "What is note 7?"})
	if err != nil {
		t.Errorf("Search while it is reloaded: %v", err)
		return
	}
	for _, h := range res.Hits {
		if h.Passage != c.Passage(h.Passage.ID) || strings.Fields(h.Passage.Text)[1] != want {
			t.Errorf("Search found %q of another edition than %s", h.Passage.Text, want)
		}
	}
	if closed(x) {
		t.Error("an index was closed under its reader")
	}
}
