package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/bot"
)

// askCommand is ask: one question, a conversation, or a file of questions.
type askCommand struct {
	env     *env
	content contentFlags
	from    thresholdFlags
	jsonl   bool
	explain bool
	whyNot  string
}

func newAsk(e *env) *cobra.Command {
	a := &askCommand{env: e}
	c := &cobra.Command{
		Use:   "ask [QUESTION...]",
		Short: "Answer questions here, by the same engine that answers on Discord",
		Long: `Answer a question, or talk to the bot where no question is given: on a terminal it
is a conversation, otherwise each line of the input is a question of its own.`,
		Example: `  patientfaq ask --allow-sample what are the side effects of baclofen
  patientfaq ask --allow-sample --country GB
  patientfaq ask --explain --allow-sample "baclofin and wine"
  patientfaq ask --why-not baclofen-stopping --allow-sample "can I stop taking it"
  patientfaq ask --jsonl --allow-sample < questions.jsonl`,
		RunE: func(c *cobra.Command, args []string) error { return a.run(c.Context(), args) },
	}
	f := c.Flags()
	f.BoolVar(&a.jsonl, "jsonl", false, "read and write JSON lines; see docs/jsonl.md")
	f.BoolVar(&a.explain, "explain", false, "say what was understood, what was found and why it was decided so")
	f.StringVar(&a.whyNot, "why-not", "", "say what kept the passage with this `ID` from being the answer")
	a.content.addContent(f)
	a.content.addState(f)
	a.content.addSample(f)
	a.content.addUnreviewed(f)
	a.content.addAsOf(f)
	a.content.addReader(f)
	a.from.add(f)
	return c
}

func (a *askCommand) run(ctx context.Context, args []string) error {
	if err := a.check(args); err != nil {
		return err
	}
	s, err := a.content.open(ctx, a.from.policy())
	if err != nil {
		return err
	}
	defer s.live.Close()
	if a.jsonl {
		return a.answerJSONLines(ctx, s)
	}
	a.env.hint(a.content.sampleHint(s.live.Status().Servable))
	switch {
	case len(args) > 0:
		return a.answer(ctx, s, strings.Join(args, " "))
	case a.env.isTerminal(a.env.stdin):
		return a.converse(ctx, s)
	default:
		return a.answerLines(ctx, s)
	}
}

// check refuses flags that contradict each other.
func (a *askCommand) check(args []string) error {
	switch {
	case a.jsonl && len(args) > 0:
		return usageError{"--jsonl reads questions from standard input and takes none as arguments", "patientfaq ask --jsonl < questions.jsonl"}
	case a.jsonl && (a.explain || a.whyNot != ""):
		return usageError{"--jsonl goes with neither --explain nor --why-not", "docs/jsonl.md says what each line tells"}
	}
	if err := a.from.check(); err != nil {
		return err
	}
	return a.content.check()
}

// answer answers one question that nothing went before.
func (a *askCommand) answer(ctx context.Context, s *service, text string) error {
	q := bot.Question{Text: text, Locale: a.content.locale}
	if a.explain || a.whyNot != "" {
		_, err := a.explainTo(ctx, s, q)
		return err
	}
	answer, err := s.engine.Answer(ctx, q)
	if err != nil {
		return err
	}
	return writeCard(a.env.stdout, s.engine.Compose(answer, a.content.view()))
}

// answerLines answers each line of the input on its own.
func (a *askCommand) answerLines(ctx context.Context, s *service) error {
	for l := range lines(ctx, a.env.stdin) {
		if errors.Is(l.err, errLongLine) {
			a.env.warn("%v; it was passed over", l.err)
			continue
		}
		if l.err != nil {
			return l.err
		}
		if strings.TrimSpace(l.text) == "" {
			continue
		}
		fmt.Fprintf(a.env.stdout, "> %s\n\n", printable(l.text))
		if err := a.answer(ctx, s, l.text); err != nil {
			return err
		}
		fmt.Fprintln(a.env.stdout)
	}
	return ctx.Err()
}
