package store

import (
	"bytes"
	"path/filepath"
	"sync"
	"testing"

	sqlitelib "modernc.org/sqlite/lib"
)

// layer stands between SQLite and the files of one folder. It writes down every change and every sync in their order, so
// that the files can be had as a power cut at any moment would leave them, and it can refuse them.
type layer struct {
	// mu guards what follows.
	mu      sync.Mutex
	changes []change
	refuse  func(change) int32 // SQLite's code for what goes wrong, or SQLITE_OK; nil refuses nothing
}

// change is one thing that was done to a file. Half of a write that is refused is done.
type change struct {
	do      changeKind
	file    string // its name in the folder
	at      int64  // where a write begins; the size of a cut
	data    []byte // of a write
	refused bool
}

type changeKind uint8

const (
	writeFile changeKind = iota
	cutFile
	deleteFile
	syncFile
	syncFolder // makes deletions durable
)

// newLayer puts a layer over the files that SQLite opens in a folder from now on.
func newLayer(t *testing.T, dir string) *layer {
	t.Helper()
	l := &layer{}
	putOver(value(filepath.EvalSymlinks(dir))(t), l)
	return l
}

// refuseBy lets a function refuse changes from now on, nil none.
func (l *layer) refuseBy(refuse func(change) int32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refuse = refuse
}

// length is how many changes were made.
func (l *layer) length() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.changes)
}

// note writes a change down as it is to be done, and returns SQLite's code for what is wrong with it.
func (l *layer) note(c change) (change, int32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	code := int32(sqlitelib.SQLITE_OK)
	if l.refuse != nil {
		code = l.refuse(c)
	}
	if code != sqlitelib.SQLITE_OK {
		c.refused, c.data = true, c.data[:len(c.data)/2]
	}
	c.data = bytes.Clone(c.data)
	l.changes = append(l.changes, c)
	return c, code
}

// A fate says which part of a change that was not synced a power cut leaves.
type fate func(change) (left change, ok bool)

// after returns the files as a power cut after the first n changes leaves them: what was synced, and of the rest what fate
// will. What was written before a sync that failed is lost, even if a later one succeeds: kernels do that.
func (l *layer) after(n int, fate fate) map[string][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	durable, pending := make([]bool, n), map[int]bool{}
	for i, c := range l.changes[:n] {
		if c.do != syncFile && c.do != syncFolder {
			pending[i] = true
			continue
		}
		for p := range pending {
			if c.makesDurable(l.changes[p]) {
				durable[p] = !c.refused
				delete(pending, p)
			}
		}
	}
	files := map[string][]byte{}
	for i, c := range l.changes[:n] {
		left := durable[i]
		if pending[i] {
			c, left = fate(c)
		}
		if left {
			c.doTo(files)
		}
	}
	return files
}

// makesDurable tells whether a sync is one of what was done before.
func (c change) makesDurable(before change) bool {
	if c.do == syncFolder {
		return before.do == deleteFile
	}
	return before.do != deleteFile && before.file == c.file
}

func (c change) doTo(files map[string][]byte) {
	old := files[c.file]
	switch c.do {
	case writeFile:
		size := max(len(old), int(c.at)+len(c.data))
		files[c.file] = append(old, make([]byte, size-len(old))...)
		copy(files[c.file][c.at:], c.data)
	case cutFile:
		if !c.refused {
			files[c.file] = old[:min(int(c.at), len(old))]
		}
	case deleteFile:
		if !c.refused {
			delete(files, c.file)
		}
	}
}
