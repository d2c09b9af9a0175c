package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Action is what a stop does to an ID.
type Action string

// The actions.
const (
	Withdraw Action = "withdraw"
	Restore  Action = "restore"
)

// Stop is one line of the stop list.
type Stop struct {
	Time   time.Time `json:"time"`
	Action Action    `json:"action"`
	ID     string    `json:"id"` // of an entry, an article, a section or a part of one
	By     string    `json:"by"` // the moderator, never a patient
	Reason string    `json:"reason"`
}

// Stops is the stop list. It is safe for concurrent use, also by several processes on one directory.
type Stops struct {
	// Report is told what goes wrong while Run runs, once for as long as it stays the same. Set it before Run; nil
	// tells nobody.
	Report func(error)

	path string
	now  func() time.Time
	list atomic.Pointer[stopList]

	// mu keeps reading and appending apart within this process; it guards nothing that Stopped reads.
	mu sync.Mutex
}

// stopList is what one reading of the file gave. It never changes.
type stopList struct {
	all        []Stop // in the order of the file
	stopped    map[string]bool
	unreadable []error
	stamp      stamp
}

// A stamp tells one state of the file from another.
type stamp struct {
	size     int64
	modified time.Time
}

// stopFile is the stop list's name in the state directory.
const stopFile = "withdrawn.jsonl"

// OpenStops reads the stop list in dir, which is created if it is missing. A line that cannot be read is no error:
// see [Stops.Unreadable].
func OpenStops(dir string) (*Stops, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: open stop list: %w", err)
	}
	s := &Stops{path: filepath.Join(dir, stopFile), now: time.Now}
	s.list.Store(&stopList{})
	if err := s.reread(); err != nil {
		return nil, fmt.Errorf("store: open stop list: %w", err)
	}
	return s, nil
}

// Stopped tells whether the passage with that ID, or anything it is a part of, is withdrawn: "art" stops "art#x" and
// "art#x/p1", and "art#x" stops "art#x/p1".
func (s *Stops) Stopped(id string) bool {
	stopped := s.list.Load().stopped
	if len(stopped) == 0 {
		return false
	}
	for {
		if stopped[id] {
			return true
		}
		i := strings.LastIndexAny(id, "#/")
		if i < 0 {
			return false
		}
		id = id[:i]
	}
}

// Withdraw stops an ID. When it returns nil the stop is on disk and in force in this process; other processes on the
// directory take it up at their next look ([Stops.Run]).
func (s *Stops) Withdraw(id, by, reason string) error { return s.record(Withdraw, id, by, reason) }

// Restore takes a stop back. What was withdrawn as a part of something else stays withdrawn with it.
func (s *Stops) Restore(id, by, reason string) error { return s.record(Restore, id, by, reason) }

// All returns every line in the order of the file, for staff.
func (s *Stops) All() []Stop { return slices.Clone(s.list.Load().all) }

// Withdrawn returns the IDs that are stopped now, sorted.
func (s *Stops) Withdrawn() []string { return slices.Sorted(maps.Keys(s.list.Load().stopped)) }

// Unreadable returns one error for each line that was passed over. A line that names no ID stops nothing, so whoever
// runs the bot must be told.
func (s *Stops) Unreadable() []error { return slices.Clone(s.list.Load().unreadable) }

// Run rereads the file whenever it has changed, looking every so often, until ctx ends. The last good reading stays
// in force whatever goes wrong.
func (s *Stops) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	told := ""
	for {
		err := s.Refresh()
		if err == nil {
			err = errors.Join(s.Unreadable()...)
		}
		if err == nil {
			told = ""
		} else if told != err.Error() && s.Report != nil {
			told = err.Error()
			s.Report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Refresh rereads the file if it has changed since it was last read.
func (s *Stops) Refresh() error {
	at, err := s.look()
	if err != nil {
		return fmt.Errorf("store: look at the stop list: %w", err)
	}
	if at == s.list.Load().stamp {
		return nil
	}
	if err := s.reread(); err != nil {
		return fmt.Errorf("store: reread the stop list: %w", err)
	}
	return nil
}

// look returns the file's stamp, the zero stamp where there is no file yet.
func (s *Stops) look() (stamp, error) {
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return stamp{}, nil
	}
	if err != nil {
		return stamp{}, err
	}
	return stamp{info.Size(), info.ModTime()}, nil
}

func (s *Stops) reread() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rereadLocked()
}

// errVanished says that a file which held stops is gone.
var errVanished = errors.New(stopFile + " has vanished; what it withdrew stays withdrawn until a restart")

// rereadLocked takes the stamp before the content: what is written in between is read again, never missed.
func (s *Stops) rereadLocked() error {
	at, err := s.look()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		if len(s.list.Load().all) > 0 {
			return errVanished
		}
		return nil
	}
	if err != nil {
		return err
	}
	list := parseStops(data)
	list.stamp = at
	s.list.Store(list)
	return nil
}

// record appends one line and brings it into force. Where the file has vanished it is written anew with all that is
// in force.
func (s *Stops) record(action Action, id, by, reason string) error {
	if id == "" || !utf8.ValidString(id) {
		return fmt.Errorf("store: %s: %q is not an ID", action, id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	stop := Stop{s.now().UTC().Round(0), action, id, by, strings.ToValidUTF8(reason, "")}
	lines := []Stop{stop}
	if at, err := s.look(); err == nil && at == (stamp{}) {
		lines = append(s.All(), stop)
	}
	if err := appendLines(s.path, lines); err != nil {
		return fmt.Errorf("store: %s %s: %w", action, id, err)
	}
	if err := s.rereadLocked(); err != nil {
		return fmt.Errorf("store: %s %s is recorded but could not be read back: %w", action, id, err)
	}
	if !slices.ContainsFunc(s.list.Load().all, stop.sameAs) {
		return fmt.Errorf("store: %s %s: another process was killed in the middle of the same line", action, id)
	}
	return nil
}

// sameAs tells whether two stops are one, of which somebody may have been forgotten meanwhile.
func (s Stop) sameAs(o Stop) bool {
	return s.Time.Equal(o.Time) && s.Action == o.Action && s.ID == o.ID
}
