// Package edit is the moderators' work on a content folder: change an entry, propose a change of signed text, sign,
// discard, and go back, each with an author, a reason and a line in the history.
//
// A change goes the same way from an editor, the command line and Discord. The folder is locked; the entry must say what
// the moderator saw; the content with the change is loaded as it would be to serve, and a change that makes a mistake
// is turned away; what was signed stays as it is, unless a signature comes along or it is withdrawn. What is done is in
// the journal and the content's history before the file is replaced, so that nothing happens unrecorded, and the file is
// the old or the new one, whatever happens.
package edit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// Folder is a content folder that moderators change. It is safe for concurrent use, also by several programs.
type Folder struct{ o Options }

// Options are what a folder needs. Dir and Store are required.
type Options struct {
	Dir   string
	Store *store.Store     // the journal and the content's history
	Load  faq.Options      // how the content is loaded to be checked
	Git   bool             // commit each change where the folder is in a git repository; never push
	Now   func() time.Time // nil: time.Now
}

// New returns the folder.
func New(o Options) (*Folder, error) {
	if o.Dir == "" || o.Store == nil {
		return nil, errors.New("edit: a folder and a store are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Folder{o}, nil
}

// Change is what somebody wants an entry to say.
type Change struct {
	Entry  faq.Entry // whole; of its review, only the status counts
	Before string    // the Fingerprint of the entry as they saw it; "" for a new one
	Remove bool      // remove the entry; withdrawing it is mostly better
	File   string    // where a new entry is written; "": entries/added.yaml
	By     string    // who: a name, or a Discord ID
	Why    string    // nothing about a patient

	action     string // in the journal; "" is what the change itself shows
	keepReview bool   // the review is written as it is: it comes from the history
	sign       *faq.Signature
}

// Plan is a change as it would be: what a preview shows.
type Plan struct {
	Was, Entry faq.Entry // before and after; Was is zero for a new entry
	Before     *faq.Corpus
	After      *faq.Corpus
	Problems   faq.Problems // that the change brings
	Signed     bool         // it changes signed text: it can be proposed, not made

	path          string
	old, changed  []byte // the file
	was, revision *bundle
}

// Done is what a change came to.
type Done struct {
	Plan     *Plan
	Revision store.Revision
	GitErr   error // why it could not be committed; it is in force all the same
}

var (
	// ErrChanged is matched by the error where the entry is not as the moderator saw it.
	ErrChanged = errors.New("somebody else changed it meanwhile")
	// ErrSigned is matched by the error where a change would take signed text from patients.
	ErrSigned = errors.New("its text is signed and serves on: propose the change, and have the proposal signed")
	// ErrUnsigned is matched by the error where an entry would be called reviewed without a signature that holds.
	ErrUnsigned = errors.New("it has no signature that holds: make it a draft and have it signed")
)

// ChangedError is [ErrChanged] with what the entry says now against what the moderator wants.
type ChangedError struct {
	Now, Want   faq.Entry
	Differences []faq.FieldChange // from now to what is wanted
}

// Error says which fields differ and how.
func (e *ChangedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "edit: %s: %v; it says now (-), and you want (+):\n", e.Want.ID, ErrChanged)
	for _, d := range e.Differences {
		b.WriteString(d.String())
	}
	return strings.TrimRight(b.String(), "\n")
}

// Unwrap returns [ErrChanged].
func (e *ChangedError) Unwrap() error { return ErrChanged }

// RejectedError says which mistakes a change would bring into the content.
type RejectedError struct{ Problems faq.Problems }

// Error is the first mistake.
func (e *RejectedError) Error() string {
	return fmt.Sprintf("edit: the change is not made, because it would bring mistakes: %v", e.Problems.Err())
}

// Entry returns an entry as its file has it.
func (f *Folder) Entry(id string) (faq.Entry, error) {
	b, err := read(f.o.Dir)
	if err != nil {
		return faq.Entry{}, fmt.Errorf("edit: %w", err)
	}
	_, data, err := b.find(id)
	if err != nil {
		return faq.Entry{}, fmt.Errorf("edit: %w", err)
	}
	return faq.ReadEntry(id, data, id)
}

// Preview works out a change without making it.
func (f *Folder) Preview(ch Change) (*Plan, error) {
	p, err := f.plan(ch)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Change makes a change.
func (f *Folder) Change(ctx context.Context, ch Change) (Done, error) {
	var done Done
	err := f.locked(ctx, func() (err error) {
		done, err = f.change(ctx, ch)
		return err
	})
	return done, err
}

func (f *Folder) change(ctx context.Context, ch Change) (Done, error) {
	p, err := f.plan(ch)
	switch {
	case err != nil:
		return Done{}, err
	case p.Problems.Err() != nil:
		return Done{Plan: p}, &RejectedError{p.Problems}
	case p.Signed:
		return Done{Plan: p}, fmt.Errorf("edit: %s: %w", ch.Entry.ID, ErrSigned)
	}
	return f.commit(ctx, ch, p)
}

// locked runs f with the folder locked.
func (f *Folder) locked(ctx context.Context, work func() error) error {
	unlock, err := faq.Lock(ctx, f.o.Dir)
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	return errors.Join(work(), unlock())
}

// commit records a change and writes it.
func (f *Folder) commit(ctx context.Context, ch Change, p *Plan) (Done, error) {
	done := Done{Plan: p}
	if string(p.old) == string(p.changed) {
		return done, nil // it is as it shall be
	}
	r, err := f.record(ctx, ch, p)
	if err != nil {
		return done, fmt.Errorf("edit: record the change of %s: %w", ch.Entry.ID, err)
	}
	done.Revision = r
	if err := faq.WriteFile(filepath.Join(f.o.Dir, filepath.FromSlash(p.path)), p.old, p.changed); err != nil {
		return done, errors.Join(fmt.Errorf("edit: %w", err), f.undone(ctx, ch, p, r))
	}
	if f.o.Git {
		done.GitErr = f.gitCommit(ctx, p.path, ch)
	}
	return done, nil
}

// exists reports whether a file is there.
func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}
