package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"

	contentedit "patientfaq/bot/edit"
	"patientfaq/bot/store"
	"patientfaq/faq"
)

// isProposal says whether an argument of review is a proposal's file.
func isProposal(id string) bool { return strings.HasPrefix(id, faq.ProposalFolder+"/") }

// editFolder opens the content folder for changes, with the history of it in the state folder.
func (f *contentFlags) editFolder(ctx context.Context) (folder *contentedit.Folder, done func() error, err error) {
	if f.dir == "" {
		return nil, nil, usageError{"the built-in content cannot be changed", "patientfaq init content writes it to a folder; then add --content content"}
	}
	if _, err := f.fsys(); err != nil {
		return nil, nil, err
	}
	state, err := f.stateDir()
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(ctx, filepath.Join(state, storeFile), store.Options{})
	if err != nil {
		return nil, nil, hintError{err, "give a folder that you may write to with --state; the bot must use the same"}
	}
	folder, err = contentedit.New(contentedit.Options{Dir: f.dir, Store: s, Load: f.loadOptions()})
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return folder, s.Close, nil
}

// proposalProblems says which proposals wait, and what is wrong with them. They are never errors: a proposal must not
// keep the content from being served.
func (f *contentFlags) proposalProblems() (faq.Problems, error) {
	if f.dir == "" {
		return nil, nil
	}
	waiting, problems, err := contentedit.Proposals(f.dir, f.loadOptions())
	if err != nil {
		return nil, err
	}
	warn := func(path, format string, args ...any) {
		problems = append(problems, faq.Problem{Pos: faq.Pos{Path: path}, Rule: "proposal", Msg: fmt.Sprintf(format, args...)})
	}
	for _, w := range waiting {
		for _, p := range w.Problems {
			if p.Severity == faq.Error {
				warn(w.Path, "would bring a mistake: %s", p.Msg)
			}
		}
		if w.Err != nil {
			warn(w.Path, "cannot be signed: %v", w.Err)
			continue
		}
		warn(w.Path, "waits for a signature; read it and run patientfaq review %s", w.Path)
	}
	for i := range problems {
		problems[i].Severity = faq.Warning
	}
	return problems, nil
}

// listProposals shows what waits for a signature.
func (r *reviewCommand) listProposals() error {
	if r.content.dir == "" {
		return usageError{"the built-in content has no proposals", "give a content folder with --content, or the ID of an entry"}
	}
	waiting, problems, err := contentedit.Proposals(r.content.dir, faq.Options{})
	if err != nil {
		return err
	}
	for _, p := range problems {
		r.env.warn("%s", printable(p.String()))
	}
	for _, w := range waiting {
		r.show(w)
	}
	if len(waiting) == 0 {
		fmt.Fprintln(r.env.stdout, "no proposal waits for a signature")
	}
	return nil
}

// show shows a proposal as what goes and what comes.
func (r *reviewCommand) show(w contentedit.Waiting) {
	fmt.Fprintf(r.env.stdout, "---- %s: %s, proposed by %s on %s: %s\n", w.Path, w.Entry.ID,
		orUnknown(w.By), orUnknown(w.Date), printable(orUnknown(w.Why)))
	if w.Err != nil {
		fmt.Fprintln(r.env.stdout, printable(w.Err.Error()))
	}
	for _, d := range w.Differences() {
		for line := range strings.Lines(d.String()) {
			fmt.Fprintln(r.env.stdout, printable(strings.TrimSuffix(line, "\n")))
		}
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "(not said)"
	}
	return text
}

// signProposals shows each proposal, asks, and signs it.
func (r *reviewCommand) signProposals(ctx context.Context, files []string, sig faq.Signature) (err error) {
	folder, done, err := r.content.editFolder(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	waiting, _, err := folder.Proposals()
	if err != nil {
		return err
	}
	answer, stop := iter.Pull(lines(ctx, r.env.stdin))
	defer stop()
	for _, file := range files {
		for _, w := range waiting {
			if w.Path == file {
				r.show(w)
			}
		}
		if !r.agreed(file, answer) {
			fmt.Fprintf(r.env.stdout, "%s is not signed\n", file)
			continue
		}
		if _, err := folder.Sign(ctx, file, sig); err != nil {
			return err
		}
		fmt.Fprintf(r.env.stdout, "%s is signed by %s, due on %s, and in force\n", file, sig.Reviewer, sig.Due)
	}
	return nil
}
