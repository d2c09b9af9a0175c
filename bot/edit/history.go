package edit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// The actions that the journal has of the content.
const (
	ActionAdd      = "add"
	ActionEdit     = "edit"
	ActionRemove   = "remove"
	ActionWithdraw = "mark-withdrawn"
	ActionSign     = "sign"
	ActionPropose  = "propose"
	ActionDiscard  = "discard"
	ActionRollback = "rollback"
	ActionUndone   = "not-written" // the change that was recorded before could not be written
)

// byFiles is who changed what the history finds in the files and nobody told it of.
const byFiles = "files"

// record puts a change into the journal and its content into the history, both before the file is replaced. What was
// changed in the files since the last record is recorded first.
func (f *Folder) record(ctx context.Context, ch Change, p *Plan) (store.Revision, error) {
	head, err := f.o.Store.Head(ctx)
	if err != nil {
		return "", err
	}
	was, err := p.was.revision()
	if err != nil {
		return "", err
	}
	if head != was {
		if _, err := f.o.Store.Publish(ctx, head, byFiles, "found in the files", p.was.zip); err != nil {
			return "", err
		}
	}
	r, err := p.revision.revision()
	if err != nil {
		return "", err
	}
	if err := f.o.Store.Append(ctx, p.audit(ch, r).Event()); err != nil {
		return "", err
	}
	return f.o.Store.Publish(ctx, was, ch.By, fmt.Sprintf("%s %s: %s", p.action(ch), ch.Entry.ID, ch.Why), p.revision.zip)
}

func (p *Plan) audit(ch Change, r store.Revision) store.Audit {
	return store.Audit{
		Staff: ch.By, Action: p.action(ch), Target: ch.Entry.ID, Note: ch.Why,
		Before: hashOf(p.Was), After: hashOf(p.Entry), Revision: r,
	}
}

// hashOf is an entry's fingerprint as the journal has it; "" for none.
func hashOf(e faq.Entry) string {
	if e.ID == "" {
		return ""
	}
	return strings.TrimPrefix(e.Fingerprint(), "sha256:")
}

func (p *Plan) action(ch Change) string {
	switch {
	case ch.action != "":
		return ch.action
	case ch.Remove:
		return ActionRemove
	case p.Was.ID == "":
		return ActionAdd
	case p.Entry.Review.Status == faq.Withdrawn && p.Was.Review.Status != faq.Withdrawn:
		return ActionWithdraw
	}
	return ActionEdit
}

// undone records that a recorded change could not be written.
func (f *Folder) undone(ctx context.Context, ch Change, p *Plan, r store.Revision) error {
	audit := p.audit(ch, r)
	audit.Action, audit.Before, audit.After = ActionUndone, audit.After, audit.Before
	err := f.o.Store.Append(ctx, audit.Event())
	_, publishErr := f.o.Store.Publish(ctx, r, ch.By, ActionUndone+" "+ch.Entry.ID, p.was.zip)
	return errors.Join(err, publishErr)
}

// History returns what was done to an entry, newest first, at most n lines.
func (f *Folder) History(ctx context.Context, id string, n int) ([]store.Event, error) {
	return f.o.Store.History(ctx, id, n)
}

// Revisions returns the content's history, newest first, at most n lines.
func (f *Folder) Revisions(ctx context.Context, n int) ([]store.Published, error) {
	return f.o.Store.Revisions(ctx, n)
}

// EntryAt returns an entry as it was in a revision.
func (f *Folder) EntryAt(ctx context.Context, id string, r store.Revision) (faq.Entry, error) {
	packed, err := f.o.Store.Bundle(ctx, r)
	if err != nil {
		return faq.Entry{}, err
	}
	b, err := unpack(packed)
	if err != nil {
		return faq.Entry{}, fmt.Errorf("edit: unpack revision %s: %w", r, err)
	}
	path, data, err := b.find(id)
	if err != nil {
		return faq.Entry{}, fmt.Errorf("edit: revision %s: %w", r, err)
	}
	return faq.ReadEntry(path, data, id)
}

// Rollback makes an entry say again what it said in a revision. A signature that still holds for that text comes back
// with it; without one the entry becomes a draft, and where that would take signed text from patients the error
// matches [ErrSigned].
func (f *Folder) Rollback(ctx context.Context, id string, r store.Revision, by, why string) (Done, error) {
	then, err := f.EntryAt(ctx, id, r)
	if err != nil {
		return Done{}, err
	}
	var done Done
	err = f.locked(ctx, func() error {
		now, err := f.Entry(id)
		if err != nil && !errors.Is(err, faq.ErrNoEntry) {
			return err
		}
		ch := Change{Entry: then, By: by, Why: why, action: ActionRollback, keepReview: true}
		if now.ID != "" {
			ch.Before = now.Fingerprint()
		}
		p, err := f.plan(ch)
		if err == nil && then.Review.Status == faq.Reviewed && !sound(p.After, id) || errors.Is(err, ErrUnsigned) {
			ch.Entry.Review = faq.Review{Status: faq.Draft}
		} else if err != nil {
			return err
		}
		done, err = f.change(ctx, ch)
		return err
	})
	return done, err
}

// gitCommit commits one file under the moderator's name, if the folder is in a repository. Nothing is pushed.
func (f *Folder) gitCommit(ctx context.Context, path string, ch Change) error {
	git := func(args ...string) error {
		out, err := exec.CommandContext(ctx, "git", append([]string{"-C", f.o.Dir}, args...)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("edit: git %s: %w: %s", args[0], err, strings.TrimSpace(string(out)))
		}
		return nil
	}
	if git("rev-parse", "--is-inside-work-tree") != nil {
		return nil // it is not in one
	}
	if err := git("add", "--", path); err != nil {
		return err
	}
	name := cmp.Or(strings.Trim(strings.Map(oneLine, ch.By), " "), "unknown")
	return git("-c", "user.name=patientfaq", "-c", "user.email=patientfaq@localhost", "commit", "--quiet", "--only",
		"--author", name+" <moderator@localhost>", "-m", ch.Entry.ID+": "+ch.Why, "--", path)
}

// oneLine leaves out of a name what would end it in a commit.
func oneLine(r rune) rune {
	if r < ' ' || r == '<' || r == '>' {
		return -1
	}
	return r
}
