package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sqlitelib "modernc.org/sqlite/lib"
)

// acknowledgement is a step that was acknowledged once so many changes had been made to the files.
type acknowledgement struct {
	step  step
	after int
}

// recording is what a store did to its files in some steps.
type recording struct {
	*layer
	acknowledged []acknowledgement
}

// record does steps under a layer, which may refuse changes, closing and opening the store now and then.
func record(t *testing.T, steps int, refuse func(change) int32, pragmas ...string) *recording {
	t.Helper()
	dir := t.TempDir()
	r := &recording{layer: newLayer(t, dir)}
	var s *Store
	for n := range step(steps) {
		if s == nil {
			r.refuseBy(nil) // opening is not what is tried here
			s = value(Open(t.Context(), filepath.Join(dir, "patientfaq.db"), Options{}))(t)
			for _, pragma := range append(pragmas, "wal_autocheckpoint = 20") {
				_, err := s.write.ExecContext(t.Context(), "PRAGMA "+pragma)
				must(t, err)
			}
			r.refuseBy(refuse)
		}
		if n.do(t.Context(), s) == nil {
			r.acknowledged = append(r.acknowledged, acknowledgement{n, r.length()})
		}
		if n%40 == 39 {
			_ = s.Close() // may be refused what it writes
			s = nil
		}
	}
	if s != nil {
		_ = s.Close()
	}
	return r
}

// cutPower opens the files as a power cut after n changes leaves them, and returns what is wrong with them.
func (r *recording) cutPower(t *testing.T, n int, fate fate) []string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range r.after(n, fate) {
		must(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	s, err := Open(t.Context(), filepath.Join(dir, "patientfaq.db"), Options{})
	if err != nil {
		return []string{err.Error()}
	}
	defer s.Close()
	var acknowledged []step
	for _, a := range r.acknowledged {
		if a.after <= n {
			acknowledged = append(acknowledged, a.step)
		}
	}
	return checkAcknowledged(t, s, acknowledged)
}

// fates are what may become of what was not synced.
var fates = map[string]fate{
	"nothing is left":    func(change) (change, bool) { return change{}, false },
	"everything is left": func(c change) (change, bool) { return c, true },
	"some is left":       func(c change) (change, bool) { return c, rand.N(2) == 0 },
	"some is left, some torn": func(c change) (change, bool) {
		if c.do == writeFile && rand.N(2) == 0 {
			c.data = c.data[:rand.N(len(c.data)/512+1)*512]
		}
		return c, rand.N(3) > 0
	},
	"some is left, some as zeros": func(c change) (change, bool) {
		if c.do == writeFile && rand.N(2) == 0 {
			c.data = append(bytes.Clone(c.data[:len(c.data)/2]), make([]byte, len(c.data)-len(c.data)/2)...)
		}
		return c, rand.N(3) > 0
	},
}

// moments is at how many moments each test cuts the power.
func moments(t *testing.T) int {
	t.Helper()
	n := 12
	if testing.Short() {
		n = 3
	}
	if more := os.Getenv(momentsVariable); more != "" {
		_, err := fmt.Sscan(more, &n)
		must(t, err)
	}
	return n
}

// TestPowerCut cuts the power at moments of a store's work: what was acknowledged until then is there, and nothing by
// halves, whatever became of what was not synced.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	r := record(t, 90, nil)
	t.Logf("%d changes", r.length())
	for name, fate := range fates {
		for range moments(t) {
			n := rand.N(r.length() + 1)
			for _, wrong := range r.cutPower(t, n, fate) {
				t.Errorf("after change %d, %s: %s", n, name, wrong)
			}
		}
	}
}

// TestPowerCutIsNoticed lets a store work that does not wait for the disk: the test above would find what is lost.
func TestPowerCutIsNoticed(t *testing.T) {
	t.Parallel()
	r := record(t, 40, nil, "synchronous = OFF")
	lost := 0
	for n := range r.length() {
		if n%25 == 0 {
			lost += len(r.cutPower(t, n, fates["nothing is left"]))
		}
	}
	if lost == 0 {
		t.Error("nothing was lost without syncs: the test cannot see a loss")
	}
}

// TestPowerCutAfterFailures does the same with a disk that fails now and then: full, or writes and syncs that go wrong.
func TestPowerCutAfterFailures(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) // asked under the layer's lock
	failures := 0
	r := record(t, 90, func(c change) int32 {
		if random.IntN(12) > 0 {
			return sqlitelib.SQLITE_OK
		}
		failures++
		switch c.do {
		case syncFile:
			return sqlitelib.SQLITE_IOERR_FSYNC
		case writeFile:
			return []int32{sqlitelib.SQLITE_FULL, sqlitelib.SQLITE_IOERR_WRITE}[random.IntN(2)]
		}
		return sqlitelib.SQLITE_IOERR
	})
	t.Logf("%d changes, %d of them failed, %d steps acknowledged", r.length(), failures, len(r.acknowledged))
	if failures == 0 || len(r.acknowledged) < 20 {
		t.Errorf("%d failures and %d steps acknowledged: too few to tell", failures, len(r.acknowledged))
	}
	for name, fate := range fates {
		for range moments(t) {
			n := rand.N(r.length() + 1)
			for _, wrong := range r.cutPower(t, n, fate) {
				t.Errorf("after change %d, %s: %s", n, name, wrong)
			}
		}
	}
}

// TestFullDisk fills the disk under a store: what cannot be written is an error and not in force, reading goes on, what is
// queued waits, and all works again once there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := newLayer(t, dir)
	path := filepath.Join(dir, "patientfaq.db")
	s, err := Open(t.Context(), path, Options{})
	must(t, err)
	steps := []step{72, 73, 74, 75} // one of each kind; the first saves the settings that step 0 saved
	must(t, step(0).do(t.Context(), s))
	l.refuseBy(func(c change) int32 {
		if c.do == writeFile {
			return sqlitelib.SQLITE_FULL
		}
		return sqlitelib.SQLITE_OK
	})
	for _, n := range steps {
		if err := n.do(t.Context(), s); err == nil || !strings.Contains(err.Error(), "full") {
			t.Errorf("step %d on a full disk: %v, want that it is full", n, err)
		}
	}
	step(0).settings().checkKept(t, s)
	if got := value(s.Since(t.Context(), KindAudit, 0, 10))(t); len(got) > 0 {
		t.Errorf("audit lines on a full disk: %v", got)
	}
	s.Note(asked(10)...)
	if err := s.flush(t.Context()); err == nil {
		t.Error("the queue was written on a full disk")
	}

	l.refuseBy(nil)
	must(t, s.flush(t.Context()))
	if got := s.countAll(t); got != 10 {
		t.Errorf("%d are counted once there is room, want the 10 that waited", got)
	}
	for _, n := range steps {
		must(t, n.do(t.Context(), s))
	}
	must(t, s.Close())
	checkFile(t, path, steps)
}
