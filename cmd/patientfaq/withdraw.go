package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// withdrawCommand is withdraw: it must work whatever else is broken, so it needs the stop list alone.
type withdrawCommand struct {
	env     *env
	content contentFlags
	by      string
	reason  string
	restore bool
}

func newWithdraw(e *env) *cobra.Command {
	w := &withdrawCommand{env: e}
	c := &cobra.Command{
		Use:   "withdraw ID",
		Short: "Stop showing an entry, an article or a section of one, at once",
		Long: `Stop showing an entry, an article or a section of one. A running bot on the same
state folder stops within two seconds, whatever state the content is in. The
content itself is not changed.`,
		Example: `  patientfaq withdraw baclofen-stopping --content content --by "Dr A. Khan" --reason "wrong interval"
  patientfaq withdraw baclofen-stopping --content content --restore --by "Dr A. Khan"`,
		Args: someArgs("the ID of one entry, article or section", 1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return w.run(args[0]) },
	}
	f := c.Flags()
	f.StringVar(&w.by, "by", "", "`name` of who withdraws it, for the record (default the account that runs this)")
	f.StringVar(&w.reason, "reason", "", "`why`, for the record; nothing about a patient")
	f.BoolVar(&w.restore, "restore", false, "show it again")
	w.content.addContent(f)
	w.content.addState(f)
	return c
}

func (w *withdrawCommand) run(id string) error {
	dir, err := w.content.stateDir()
	if err != nil {
		return err
	}
	stops, err := store.OpenStops(dir)
	if err != nil {
		return hintError{err, "give a folder that you may write to with --state; the bot must use the same"}
	}
	by := cmp.Or(w.by, w.env.user, "unknown")
	if w.restore {
		if !stops.Stopped(id) {
			return fmt.Errorf("%s is not withdrawn in %s", id, dir)
		}
		err = stops.Restore(id, by, w.reason)
	} else {
		err = stops.Withdraw(id, by, w.reason)
	}
	if err != nil {
		return err
	}
	w.warnUnknown(id)
	return w.confirm(stops, id, dir)
}

// confirm says what holds now. Something may stay withdrawn as a part of what it belongs to.
func (w *withdrawCommand) confirm(stops *store.Stops, id, dir string) error {
	state := "withdrawn"
	if w.restore {
		state = "restored"
	}
	fmt.Fprintf(w.env.stdout, "%s is %s (%s)\n", id, state, dir)
	if w.restore && stops.Stopped(id) {
		w.env.warn("%s stays withdrawn, because what it is a part of is", id)
	}
	return nil
}

// warnUnknown warns where the content has no such ID: it may be misspelt. Content that cannot be read knows of none.
func (w *withdrawCommand) warnUnknown(id string) {
	fsys := faq.Content()
	if w.content.dir != "" {
		fsys = os.DirFS(w.content.dir)
		if _, err := fs.Stat(fsys, "."); errors.Is(err, fs.ErrNotExist) {
			w.env.warn("there is no content folder %s; the stop list is %s.state all the same", w.content.dir, w.content.dir)
			return
		}
	}
	corpus, _ := faq.Load(fsys, faq.Options{})
	if corpus.Passage(id) != nil {
		return
	}
	for p := range corpus.Passages() {
		if p.Parent == id {
			return
		}
	}
	w.env.warn("the content has no entry, article or section %s now; is it spelt right?", id)
}
