package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"patientfaq/bot/store"
)

// historyCommand is history: who changed what, when and why.
type historyCommand struct {
	env     *env
	content contentFlags
	limit   int
}

func newHistory(e *env) *cobra.Command {
	h := &historyCommand{env: e}
	c := &cobra.Command{
		Use:   "history [ID]",
		Short: "Say who changed an entry, or the content, when and why",
		Long: `Say who changed an entry, or without an ID the content, when and why, newest
first. It knows of what went through this program; what was changed in the files is
one line, at the next change.`,
		Example: `  patientfaq history baclofen-stopping --content content`,
		Args:    someArgs("at most one ID", 0, 1),
		RunE:    func(c *cobra.Command, args []string) error { return h.run(c.Context(), args) },
	}
	c.Flags().IntVar(&h.limit, "limit", 50, "show at most this `number` of lines")
	h.content.addContent(c.Flags())
	h.content.addState(c.Flags())
	return c
}

func (h *historyCommand) run(ctx context.Context, args []string) (err error) {
	folder, done, err := h.content.editFolder(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if len(args) == 0 {
		revisions, err := folder.Revisions(ctx, h.limit)
		for _, r := range revisions {
			h.line(r.Time, r.Revision, r.Staff, r.Why)
		}
		return err
	}
	events, err := folder.History(ctx, args[0], h.limit)
	for _, e := range events {
		h.line(e.Time, e.Audit.Revision, e.Audit.Staff, e.Audit.Action+": "+e.Audit.Note)
	}
	return err
}

func (h *historyCommand) line(at time.Time, r store.Revision, by, what string) {
	fmt.Fprintln(h.env.stdout, printable(fmt.Sprintf("%s  %s  %s  %s", at.Format(time.RFC3339), cmp.Or(r, "-"), by, what)))
}

// rollbackCommand is rollback: an entry says again what it said.
type rollbackCommand struct {
	env                  *env
	content              contentFlags
	revision, by, reason string
}

func newRollback(e *env) *cobra.Command {
	r := &rollbackCommand{env: e}
	c := &cobra.Command{
		Use:   "rollback ID",
		Short: "Make an entry say again what it said in an earlier revision",
		Long: `Make an entry say again what it said in an earlier revision, which history names.
It is a change like any other. A signature that still holds for those words comes
back with them.`,
		Example: `  patientfaq rollback baclofen-stopping --revision 41d6... --by "Dr A. Khan" --reason "the old words were right" --content content`,
		Args:    someArgs("the ID of one entry", 1, 1),
		RunE:    func(c *cobra.Command, args []string) error { return r.run(c.Context(), args[0]) },
	}
	f := c.Flags()
	f.StringVar(&r.revision, "revision", "", "`revision` to go back to (required)")
	f.StringVar(&r.by, "by", "", "`name` of who rolls it back, for the record (default the account that runs this)")
	f.StringVar(&r.reason, "reason", "", "`why`, for the record; nothing about a patient (required)")
	r.content.addContent(f)
	r.content.addState(f)
	return c
}

func (r *rollbackCommand) run(ctx context.Context, id string) (err error) {
	if r.revision == "" || r.reason == "" {
		return usageError{"rollback needs a revision and a reason", "patientfaq history " + id + " lists the revisions; add --revision and --reason"}
	}
	folder, done, err := r.content.editFolder(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if _, err := folder.Rollback(ctx, id, store.Revision(r.revision), cmp.Or(r.by, r.env.user, "unknown"), r.reason); err != nil {
		return err
	}
	fmt.Fprintf(r.env.stdout, "%s says again what it said in %s\n", id, r.revision)
	return nil
}
