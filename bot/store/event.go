package store

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind says what an event is.
type Kind string

// The kinds of events.
const (
	KindAudit  Kind = "audit"
	KindCount  Kind = "count"
	KindPosted Kind = "posted"
)

// Event is one thing that the journal takes. Make it by the Event method of [Audit], [Tally] or [Posted].
type Event struct {
	Seq  int64     // its place among the events of its kind; the journal gives it
	Time time.Time // zero: when the journal is given it
	Kind Kind

	Audit  Audit  // where Kind is KindAudit
	Tally  Tally  // where Kind is KindCount
	Posted Posted // where Kind is KindPosted
}

// Audit is what a member of the staff has done.
type Audit struct {
	Guild  string // where; "" outside of Discord
	Staff  string // the member's ID, or a name given on the command line
	Action string // such as "withdraw"
	Target string // what it was done to, such as an entry's ID; "" for none
	Note   string // why, in the member's own words; never a patient's

	// Of a change of the content: hashes of what it was done to, before and after, "" where it was not or is not there,
	// and the revision that the content got.
	Before, After string
	Revision      Revision
}

// Event returns the line as an event.
func (a Audit) Event() Event { return Event{Kind: KindAudit, Audit: a} }

// Counted is what a count counts.
type Counted string

// What is counted.
const (
	Asked     Counted = "asked"
	Helped    Counted = "helped"
	NotHelped Counted = "not-helped"
	Wrong     Counted = "wrong"
	Overheard Counted = "overheard" // a message in a help channel, answered or not
)

// Tally counts one question, or what was said of one answer. It is counted in all, by its entry, and by its subject and
// concept, each time with its outcome, so that the counts do not tell which entry went with which subject.
type Tally struct {
	Counted Counted
	Outcome string // of the answer
	Entry   string // the passage shown; "" for none
	Subject string // the medicine or condition asked about, several as "one+another"; "" for none
	Concept string // what was asked of it; "" for none
}

// Event returns the tally as an event.
func (t Tally) Event() Event { return Event{Kind: KindCount, Tally: t} }

// Posted is where an answer stands in public, so that it can be taken back.
type Posted struct {
	Guild, Channel, Message string
	Entry                   string // the passage shown
}

// Event returns the post as an event.
func (p Posted) Event() Event { return Event{Kind: KindPosted, Posted: p} }

// check turns away what is no event, and what might be words where an ID belongs.
func (e Event) check() error {
	switch e.Kind {
	case KindAudit:
		return e.Audit.check()
	case KindCount:
		return e.Tally.check()
	case KindPosted:
		return checkIDs("guild", e.Posted.Guild, "channel", e.Posted.Channel, "message", e.Posted.Message, "entry", e.Posted.Entry)
	}
	return fmt.Errorf("there is no kind of event %q", e.Kind)
}

// maxNote is how many bytes of a note are kept. It is a reason, not a text.
const maxNote = 500

func (a Audit) check() error {
	if a.Staff == "" || len(a.Staff) > maxID || !utf8.ValidString(a.Staff) {
		return fmt.Errorf("audit: the staff ID has %d bytes", len(a.Staff))
	}
	if a.Guild != "" {
		if err := checkID("guild", a.Guild); err != nil {
			return err
		}
	}
	if a.Target != "" {
		if err := checkID("target", a.Target); err != nil {
			return err
		}
	}
	for _, hash := range []string{a.Before, a.After, string(a.Revision)} {
		if hash == "" {
			continue
		}
		if err := checkID("hash", hash); err != nil {
			return err
		}
	}
	return checkID("action", a.Action)
}

func (t Tally) check() error {
	for _, id := range [...][2]string{{"entry", t.Entry}, {"subject", t.Subject}, {"concept", t.Concept}} {
		if id[1] == "" {
			continue
		}
		if err := checkID(id[0], id[1]); err != nil {
			return err
		}
	}
	return checkIDs("counted", string(t.Counted), "outcome", t.Outcome)
}

// maxID is longer than any ID: an article's, a heading's and a row's, 48 characters each.
const maxID = 200

// idLetters are what IDs are made of. A question has a space.
const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.#/+"

// checkID returns an error unless id is an ID. The error does not repeat what it may not be.
func checkID(what, id string) error {
	switch {
	case id == "":
		return fmt.Errorf("there is no %s", what)
	case len(id) > maxID:
		return fmt.Errorf("%s: %d bytes are too long for an ID", what, len(id))
	case strings.Trim(id, idLetters) != "":
		return fmt.Errorf("%s: it is not an ID", what)
	}
	return nil
}

// checkIDs checks pairs of what it is and an ID.
func checkIDs(pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if err := checkID(pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}
