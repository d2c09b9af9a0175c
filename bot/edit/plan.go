package edit

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"patientfaq/faq"
)

// newEntries is the file that new entries go to unless somebody says where.
const newEntries = "entries/added.yaml"

// plan works out what a change makes of the content.
func (f *Folder) plan(ch Change) (*Plan, error) {
	if strings.TrimSpace(ch.By) == "" || strings.TrimSpace(ch.Why) == "" {
		return nil, errors.New("edit: a change needs who makes it and why")
	}
	b, err := read(f.o.Dir)
	if err != nil {
		return nil, fmt.Errorf("edit: %w", err)
	}
	p := &Plan{was: b}
	if err := p.seen(ch, f); err != nil {
		return nil, err
	}
	before, had, err := b.load(f.o.Load)
	if err != nil {
		return nil, fmt.Errorf("edit: %w", err)
	}
	p.Before = before
	if err := p.write(ch, f.o.Load); err != nil {
		return nil, err
	}
	after, has, err := p.revision.load(f.o.Load)
	if err != nil {
		return nil, fmt.Errorf("edit: %w", err)
	}
	p.After, p.Problems = after, brought(had, has)
	return p, p.judge(ch)
}

// seen finds the entry and makes sure that it is as the moderator saw it.
func (p *Plan) seen(ch Change, f *Folder) error {
	path, data, err := p.was.find(ch.Entry.ID)
	if errors.Is(err, faq.ErrNoEntry) && ch.Before == "" && !ch.Remove {
		p.path = cmp.Or(ch.File, newEntries)
		if !strings.HasPrefix(p.path, "entries/") || strings.Contains(p.path, "..") || !strings.HasSuffix(p.path, ".yaml") {
			return fmt.Errorf("edit: %s is not a file entries/NAME.yaml", p.path)
		}
		p.old = p.was.files[p.path]
		return nil
	}
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	p.path, p.old = path, data
	if p.Was, err = faq.ReadEntry(path, data, ch.Entry.ID); err != nil {
		return err
	}
	if p.Was.Fingerprint() != ch.Before {
		return &ChangedError{p.Was, ch.Entry, faq.Difference(p.Was, ch.Entry)}
	}
	return nil
}

// write makes the file and the content with the change in it, and the signature that comes along.
func (p *Plan) write(ch Change, o faq.Options) (err error) {
	if ch.Remove {
		p.changed, err = faq.RemoveEntry(p.path, p.old, ch.Entry.ID)
		p.revision = p.was.with(p.path, p.changed)
		return err
	}
	p.Entry = ch.Entry
	if !ch.keepReview {
		p.Entry.Review = p.Was.Review
		p.Entry.Review.Status = ch.Entry.Review.Status
	}
	if p.changed, err = faq.SetEntry(p.path, p.old, p.Entry); err != nil {
		return err
	}
	p.revision = p.was.with(p.path, p.changed)
	if ch.sign == nil {
		return nil
	}
	c, problems, err := p.revision.load(o)
	if err == nil {
		err = problems.Err()
	}
	if err != nil {
		return err
	}
	if p.changed, err = c.Signed(ch.Entry.ID, p.changed, *ch.sign); err != nil {
		return err
	}
	p.revision = p.was.with(p.path, p.changed)
	p.Entry, err = faq.ReadEntry(p.path, p.changed, ch.Entry.ID)
	return err
}

// judge says whether the change may be made: what is signed stays signed, unless it is withdrawn or removed.
func (p *Plan) judge(ch Change) error {
	if ch.Remove || p.Entry.Review.Status == faq.Withdrawn {
		return nil
	}
	after := sound(p.After, ch.Entry.ID)
	switch {
	case after:
	case sound(p.Before, ch.Entry.ID):
		p.Signed = true
	case p.Entry.Review.Status == faq.Reviewed && p.Was.Review.Status != faq.Reviewed:
		return fmt.Errorf("edit: %s: %w", ch.Entry.ID, ErrUnsigned)
	}
	return nil
}

// sound reports whether an entry is signed and its signature holds.
func sound(c *faq.Corpus, id string) bool {
	p := c.Passage(id)
	return p != nil && p.Review.Status == faq.Reviewed && p.Unsound == "" && p.Withheld == ""
}

// brought returns the problems that were not there before, wherever they stood.
func brought(had, has faq.Problems) faq.Problems {
	key := func(p faq.Problem) faq.Problem { p.Pos.Line, p.Pos.Col = 0, 0; return p }
	var fresh faq.Problems
	for _, p := range has {
		if !slices.ContainsFunc(had, func(h faq.Problem) bool { return key(h) == key(p) }) {
			fresh = append(fresh, p)
		}
	}
	return fresh
}
