package edit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// Waiting is a proposal with what it would make of the content.
type Waiting struct {
	faq.Proposal
	Now, Want faq.Entry    // the entry as it is, and as it would be
	Problems  faq.Problems // that it would bring
	Err       error        // why it cannot be signed as it is, such as [faq.ErrStaleProposal]
}

// Differences are what the proposal would change.
func (w Waiting) Differences() []faq.FieldChange { return faq.Difference(w.Now, w.Want) }

// Propose writes a change down as a proposal beside the content. The entry serves on as it is. It returns the proposal's
// file.
func (f *Folder) Propose(ctx context.Context, ch Change) (file string, err error) {
	err = f.locked(ctx, func() error {
		p, err := f.plan(ch)
		if err != nil {
			return err
		}
		if p.Problems.Err() != nil {
			return &RejectedError{p.Problems}
		}
		ch.Entry.Review = p.Was.Review // what is signed is the text
		proposal := faq.NewProposal(p.Was, ch.Entry, ch.By, ch.Why, f.o.Now().Format(time.DateOnly))
		if len(proposal.Fields) == 0 || p.Was.ID == "" {
			return fmt.Errorf("edit: %s: there is nothing to propose", ch.Entry.ID)
		}
		file = f.freeName(ch.Entry.ID)
		err = f.o.Store.Append(ctx, store.Audit{
			Staff: ch.By, Action: ActionPropose, Target: ch.Entry.ID, Note: ch.Why, Before: hashOf(p.Was), After: hashOf(p.Entry),
		}.Event())
		if err != nil {
			return err
		}
		return faq.WriteFile(filepath.Join(f.o.Dir, filepath.FromSlash(file)), nil, proposal.Text())
	})
	return file, err
}

// freeName is a name that no proposal of an entry has.
func (f *Folder) freeName(id string) string {
	name := path.Join(faq.ProposalFolder, id+".yaml")
	for i := 2; exists(filepath.Join(f.o.Dir, filepath.FromSlash(name))); i++ {
		name = path.Join(faq.ProposalFolder, fmt.Sprintf("%s-%d.yaml", id, i))
	}
	return name
}

// Proposals returns what waits for a signature, and what is wrong with the files of proposals.
func (f *Folder) Proposals() ([]Waiting, faq.Problems, error) { return Proposals(f.o.Dir, f.o.Load) }

// Proposals is [Folder.Proposals] where nothing is to be changed.
func Proposals(dir string, o faq.Options) ([]Waiting, faq.Problems, error) {
	all, problems := faq.Proposals(os.DirFS(dir))
	if len(all) == 0 {
		return nil, problems, nil
	}
	b, err := read(dir)
	if err != nil {
		return nil, problems, fmt.Errorf("edit: %w", err)
	}
	_, had, err := b.load(o)
	if err != nil {
		return nil, problems, fmt.Errorf("edit: %w", err)
	}
	waiting := make([]Waiting, 0, len(all))
	for _, p := range all {
		waiting = append(waiting, weigh(b, o, had, p))
	}
	return waiting, problems, nil
}

// weigh works out what a proposal would make of the content.
func weigh(b *bundle, o faq.Options, had faq.Problems, p faq.Proposal) Waiting {
	w := Waiting{Proposal: p}
	file, data, err := b.find(p.Entry.ID)
	if err == nil {
		w.Now, err = faq.ReadEntry(file, data, p.Entry.ID)
	}
	if err == nil {
		w.Want, err = p.Apply(w.Now)
	}
	if err == nil {
		data, err = faq.SetEntry(file, data, w.Want)
	}
	if err != nil {
		w.Err = err
		return w
	}
	_, has, err := b.with(file, data).load(o)
	w.Problems, w.Err = brought(had, has), err
	return w
}

// ErrOwnProposal is matched by the error where somebody signs what they proposed, and the policy wants two people.
var ErrOwnProposal = errors.New("who proposed it cannot sign it under the two-person policy: ask somebody else")

// Sign puts a proposal into force: the entry gets what it proposes and the signature in one step, and its file goes.
func (f *Folder) Sign(ctx context.Context, file string, sig faq.Signature) (Done, error) {
	var done Done
	err := f.locked(ctx, func() error {
		p, err := f.proposal(file)
		if err != nil {
			return err
		}
		now, err := f.Entry(p.Entry.ID)
		if err != nil {
			return err
		}
		want, err := p.Apply(now)
		if err != nil {
			return err
		}
		done, err = f.sign(ctx, p, now, want, sig)
		if err != nil {
			return err
		}
		return faq.RemoveFile(filepath.Join(f.o.Dir, filepath.FromSlash(file)))
	})
	return done, err
}

func (f *Folder) sign(ctx context.Context, p faq.Proposal, now, want faq.Entry, sig faq.Signature) (Done, error) {
	ch := Change{
		Entry: want, Before: now.Fingerprint(), By: sig.Reviewer, Why: "signed " + path.Base(p.Path), action: ActionSign, sign: &sig,
	}
	plan, err := f.plan(ch)
	switch {
	case err != nil:
		return Done{}, err
	case plan.After.Settings().Review.Policy == faq.TwoPerson && faq.SamePerson(p.By, sig.Reviewer):
		return Done{}, fmt.Errorf("edit: sign %s: %w", p.Path, ErrOwnProposal)
	case plan.Problems.Err() != nil:
		return Done{}, &RejectedError{plan.Problems}
	case !sound(plan.After, want.ID):
		return Done{}, fmt.Errorf("edit: sign %s: it would not count: %s", p.Path, plan.After.Passage(want.ID).Unsound)
	}
	return f.commit(ctx, ch, plan)
}

// proposal returns the proposal in a file.
func (f *Folder) proposal(file string) (faq.Proposal, error) {
	all, problems := faq.Proposals(os.DirFS(f.o.Dir))
	for _, p := range all {
		if p.Path == file {
			return p, nil
		}
	}
	for _, p := range problems {
		if p.Pos.Path == file {
			return faq.Proposal{}, fmt.Errorf("edit: %s", p)
		}
	}
	return faq.Proposal{}, fmt.Errorf("edit: there is no proposal %s", file)
}

// Discard removes a proposal.
func (f *Folder) Discard(ctx context.Context, file, by, why string) error {
	return f.locked(ctx, func() error {
		p, err := f.proposal(file)
		if err != nil {
			return err
		}
		err = f.o.Store.Append(ctx, store.Audit{Staff: by, Action: ActionDiscard, Target: p.Entry.ID, Note: why}.Event())
		if err != nil {
			return err
		}
		return faq.RemoveFile(filepath.Join(f.o.Dir, filepath.FromSlash(file)))
	})
}
