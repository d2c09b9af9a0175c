package bot

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// A Dialogue remembers what people's last questions were about, so that "and with alcohol?" is understood. For each
// speaker it holds the IDs of the content's subjects and nothing else, in memory, for ten minutes. It is safe for
// concurrent use.
type Dialogue struct {
	now  func() time.Time
	mu   sync.Mutex // guards what is below
	last map[speakerKey]spoken
}

// Speaker is somebody in a place. What they asked alone does not lead the answer to what they ask in public, where it
// would give away what they had asked.
type Speaker struct {
	User    string // "" is nobody in particular, of whom nothing is remembered
	Channel string
	Public  bool // others read the answer
}

type speakerKey struct{ user, channel string }

// spoken is what a conversation is about.
type spoken struct {
	subjects []string
	public   bool
	until    time.Time
}

const (
	dialogueKeep = 10 * time.Minute // longer than it takes to read an answer; the privacy rules promise it
	dialogueMost = 10_000           // conversations at once; beyond that the oldest is forgotten
	subjectsMost = 8                // a question that names more is a list, and no subject
)

// NewDialogue returns a dialogue that remembers nothing yet. A nil clock means time.Now.
func NewDialogue(now func() time.Time) *Dialogue {
	if now == nil {
		now = time.Now
	}
	return &Dialogue{now: now, last: map[speakerKey]spoken{}}
}

// Recall returns what the speaker's conversation is about, for [Question.Subjects]; nil where nothing is remembered.
func (d *Dialogue) Recall(s Speaker) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	was := d.last[s.key()]
	if !d.now().Before(was.until) || s.Public && !was.public {
		return nil
	}
	return slices.Clone(was.subjects)
}

// Follow notes what an answer was about. A medicine that was named, corrected or carried over is the subject from now on,
// or a condition where no medicine was. A medicine that cannot be told, or that the content has nothing on, ends the
// conversation about the one before. A red flag, or a question without a subject, changes nothing.
func (d *Dialogue) Follow(s Speaker, a Answer) {
	u := &a.Understood
	switch {
	case len(u.Unknown)+len(u.Unclear) > 0:
		d.Note(s, nil)
	case len(u.Medicines) > 0:
		d.Note(s, u.Medicines)
	case len(u.Classes) > 0:
		d.Note(s, nil)
	case len(u.Topics) > 0:
		d.Note(s, u.Topics)
	}
}

// Note makes subjects of the content what the speaker's conversation is about for the next ten minutes; none ends it.
func (d *Dialogue) Note(s Speaker, subjects []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if delete(d.last, s.key()); s.User == "" || len(subjects) == 0 || len(subjects) > subjectsMost {
		return
	}
	if len(d.last) >= dialogueMost {
		d.dropOldest()
	}
	d.last[s.key()] = spoken{slices.Clone(subjects), s.Public, d.now().Add(dialogueKeep)}
	time.AfterFunc(dialogueKeep, d.sweep) // nothing is kept longer for want of a next question
}

// Forget drops what is remembered of a person, wherever they asked.
func (d *Dialogue) Forget(user string) {
	d.drop(func(k speakerKey, _ spoken) bool { return k.user == user })
}

func (d *Dialogue) sweep() {
	now := d.now()
	d.drop(func(_ speakerKey, s spoken) bool { return !now.Before(s.until) })
}

func (d *Dialogue) drop(which func(speakerKey, spoken) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.last, which)
}

func (d *Dialogue) dropOldest() {
	var oldest speakerKey
	var until time.Time
	for k, s := range d.last {
		if until.IsZero() || s.until.Before(until) {
			oldest, until = k, s.until
		}
	}
	delete(d.last, oldest)
}

func (s Speaker) key() speakerKey { return speakerKey{s.User, s.Channel} }
