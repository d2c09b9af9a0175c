package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"patientfaq/bot"
	"patientfaq/faq"
)

// reviewCommand is review: a reviewer signs what a patient will read.
type reviewCommand struct {
	env     *env
	content contentFlags
	by      string
	date    string
	due     string
	yes     bool
}

func newReview(e *env) *cobra.Command {
	r := &reviewCommand{env: e}
	c := &cobra.Command{
		Use:   "review [ID...]",
		Short: "Show an answer as a patient will see it, and sign it",
		Long: `Show an answer as a patient will see it, ask, and write the reviewer's signature
beside it. Nothing else in the file changes. An ID is that of an entry or an
article, contact:GB for a country's numbers, or messages:en for the fixed
messages of a language, or the file of a proposal, whose words then come into
force. Without an ID it lists the proposals. Under the two-person policy nobody
signs what they wrote or proposed.

The signature shows later whether the text was changed. It does not prove who
signed: keep the content in version control.`,
		Example: `  patientfaq review baclofen-stopping --by "Dr A. Khan" --due 2027-06-30 --content content
  patientfaq review baclofen-uses baclofen-forms --by "Dr A. Khan" --due 2027-06-30 --content content --yes
  patientfaq review --content content
  patientfaq review proposals/baclofen-uses.yaml --by "Dr A. Khan" --due 2027-06-30 --content content`,
		RunE: func(c *cobra.Command, args []string) error { return r.run(c.Context(), args) },
	}
	f := c.Flags()
	f.StringVar(&r.by, "by", "", "`name` of the reviewer, as patients will read it (required)")
	f.StringVar(&r.due, "due", "", "`date` (YYYY-MM-DD) by which it must be checked again (required)")
	f.StringVar(&r.date, "date", "", "`date` (YYYY-MM-DD) of the review (default today)")
	f.BoolVar(&r.yes, "yes", false, "sign without asking")
	r.content.addContent(f)
	r.content.addState(f)
	return c
}

func (r *reviewCommand) run(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return r.listProposals()
	}
	if err := r.check(); err != nil {
		return err
	}
	corpus, err := r.load()
	if err != nil {
		return err
	}
	sig := faq.Signature{Reviewer: r.by, Date: cmp.Or(r.date, time.Now().Format(time.DateOnly)), Due: r.due}
	if slices.ContainsFunc(ids, isProposal) {
		return r.signProposals(ctx, ids, sig)
	}
	previews, err := r.preview(ctx, corpus, ids, sig)
	if err != nil {
		return err
	}
	answer, stop := iter.Pull(lines(ctx, r.env.stdin))
	defer stop()
	for i, id := range ids {
		fmt.Fprintf(r.env.stdout, "---- %s\n\n%s\n", id, previews[i])
		if !r.agreed(id, answer) {
			fmt.Fprintf(r.env.stdout, "%s is not signed\n", id)
			continue
		}
		if err := faq.Sign(r.content.dir, corpus, id, sig); err != nil {
			return err
		}
		fmt.Fprintf(r.env.stdout, "%s is signed by %s, due on %s\n", id, r.by, r.due)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.env.hint(r.content.checkCommand() + " says what is left to do")
	return nil
}

func (r *reviewCommand) check() error {
	switch {
	case r.by == "":
		return usageError{"review needs the reviewer's name", `add --by "Dr A. Khan"`}
	case r.due == "":
		return usageError{"review needs a date by which the text must be checked again", "add --due " + time.Now().AddDate(1, 0, 0).Format(time.DateOnly)}
	case r.content.dir == "":
		return usageError{"the built-in content cannot be signed", "patientfaq init content writes it to a folder; then add --content content"}
	}
	return nil
}

// load loads the content. What has errors cannot be shown as a patient would see it, so it is not signed.
func (r *reviewCommand) load() (*faq.Corpus, error) {
	fsys, err := r.content.fsys()
	if err != nil {
		return nil, err
	}
	corpus, problems := faq.Load(fsys, faq.Options{})
	if err := problems.Err(); err != nil {
		return nil, hintError{err, "mend the content first; " + r.content.checkCommand() + " lists what is wrong"}
	}
	return corpus, nil
}

// preview signs a copy of the content and returns, for each ID, what a patient is shown then. What could not be signed,
// or would not be shown, is an error: nothing is signed then.
func (r *reviewCommand) preview(ctx context.Context, corpus *faq.Corpus, ids []string, sig faq.Signature) (previews []string, err error) {
	dir, err := os.MkdirTemp("", "patientfaq-review-")
	if err != nil {
		return nil, fmt.Errorf("make a copy of the content: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.CopyFS(dir, os.DirFS(r.content.dir)); err != nil {
		return nil, fmt.Errorf("make a copy of the content: %w", err)
	}
	for _, id := range ids {
		if err := faq.Sign(dir, corpus, id, sig); err != nil {
			return nil, signError(err, id)
		}
	}
	signed := contentFlags{dir: dir, locale: "en", state: filepath.Join(dir, builtinState)}
	s, err := signed.open(ctx, bot.Policy{})
	if err != nil {
		return nil, err
	}
	defer s.live.Close()
	for _, id := range ids {
		text, err := s.preview(ctx, id)
		if err != nil {
			return nil, err
		}
		previews = append(previews, text)
	}
	return previews, nil
}

// signError adds what to do to an error of signing.
func signError(err error, id string) error {
	if article, _, ok := strings.Cut(id, "#"); ok {
		return hintError{err, "an article is signed as a whole: patientfaq review " + article}
	}
	if strings.Contains(err.Error(), string(faq.TwoPerson)) {
		return hintError{err, "ask somebody else to review it; settings.yaml can set the policy to one-person, which the answer then says"}
	}
	return err
}

// preview is what a patient is shown of something that may be signed.
func (s *service) preview(ctx context.Context, id string) (string, error) {
	x, release := s.live.Acquire()
	defer release()
	corpus := x.Corpus()
	var b strings.Builder
	if country, ok := strings.CutPrefix(id, "contact:"); ok {
		return contactPreview(corpus.Contact(country)), nil
	}
	for p := range corpus.Passages() {
		if p.Parent != id || p.Part != faq.WholeEntry && p.Part != faq.Section {
			continue
		}
		answer, err := s.engine.Pick(ctx, p.ID, bot.Question{Locale: p.Locale})
		if err != nil {
			return "", err
		}
		if answer.Served == nil && p.Part == faq.WholeEntry {
			return "", fmt.Errorf("%s would not be shown even if it were signed: %s", id, corpus.Standing(p, time.Now()).Why)
		}
		if err := writeCard(&b, s.engine.Compose(answer, bot.View{Locale: p.Locale})); err != nil {
			return "", err
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// contactPreview is a country's numbers, one a line.
func contactPreview(c *faq.Contact) string {
	var b strings.Builder
	for _, l := range []faq.ContactLine{c.Emergency, c.Poison, c.Crisis, c.Advice, c.Report} {
		if l != (faq.ContactLine{}) {
			line(&b, strings.Join(strings.Fields(fmt.Sprintf("%s: %s: %s %s (%s, %s)", c.Name, l.Name, l.Number, l.URL, cmp.Or(l.Source, "no source"), cmp.Or(l.Checked, "not checked"))), " "))
		}
	}
	return b.String()
}

// agreed asks on a terminal whether to sign. Without one, or with --yes, calling the command is the answer.
func (r *reviewCommand) agreed(id string, answer func() (inputLine, bool)) bool {
	if r.yes || !r.env.isTerminal(r.env.stdin) {
		return true
	}
	fmt.Fprintf(r.env.stdout, "Sign %s as %s? [y/N] ", id, r.by)
	l, ok := answer()
	if !ok {
		fmt.Fprintln(r.env.stdout)
		return false
	}
	text := strings.ToLower(strings.TrimSpace(l.text))
	return text == "y" || text == "yes"
}
