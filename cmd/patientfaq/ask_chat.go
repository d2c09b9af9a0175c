package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"patientfaq/bot"
	"patientfaq/bot/triage"
)

const (
	chatPrompt = "ask> "
	chatHelp   = "Type a question, or the number of a choice. /quit or Ctrl-D ends, /help shows this line."
)

// chat is a conversation: what it is about, and what can be chosen now.
type chat struct {
	a        *askCommand
	s        *service
	dialogue *bot.Dialogue
	speaker  bot.Speaker
	choices  []bot.Choice
	verdict  triage.Verdict // of the emergency card whose countries are the choices
}

// converse answers questions on a terminal until the input ends, /quit or Ctrl-C.
func (a *askCommand) converse(ctx context.Context, s *service) error {
	c := &chat{a: a, s: s, dialogue: bot.NewDialogue(nil), speaker: bot.Speaker{User: "you"}}
	fmt.Fprintln(a.env.stdout, chatHelp)
	fmt.Fprint(a.env.stdout, chatPrompt)
	for l := range lines(ctx, a.env.stdin) {
		text := strings.TrimSpace(l.text)
		if errors.Is(l.err, errLongLine) {
			a.env.warn("%v", l.err)
		} else if l.err != nil {
			return l.err
		} else if text == "/quit" || text == "/exit" {
			return nil
		} else if err := c.turn(ctx, text); err != nil {
			return err
		}
		fmt.Fprint(a.env.stdout, chatPrompt)
	}
	fmt.Fprintln(a.env.stdout) // the shell's prompt starts on a line of its own
	return nil
}

// turn is one line of a person and the reply to it.
func (c *chat) turn(ctx context.Context, text string) error {
	out := c.a.env.stdout
	switch {
	case text == "":
		return nil
	case text == "/help":
		_, err := fmt.Fprintln(out, chatHelp)
		return err
	case strings.HasPrefix(text, "/"):
		_, err := fmt.Fprintf(out, "There is no %s here. %s\n", printable(text), chatHelp)
		return err
	}
	if n, err := strconv.Atoi(text); err == nil && len(c.choices) > 0 {
		return c.choose(ctx, n)
	}
	return c.ask(ctx, bot.Question{Text: text, Subjects: c.dialogue.Recall(c.speaker), Locale: c.a.content.locale})
}

func (c *chat) ask(ctx context.Context, q bot.Question) error {
	if c.a.explain || c.a.whyNot != "" {
		answer, err := c.a.explainTo(ctx, c.s, q)
		c.dialogue.Follow(c.speaker, answer)
		return err
	}
	answer, err := c.s.engine.Answer(ctx, q)
	if err != nil {
		return err
	}
	c.dialogue.Follow(c.speaker, answer)
	c.verdict = answer.Verdict
	return c.show(c.s.engine.Compose(answer, c.a.content.view()))
}

// choose presses a button of the last card.
func (c *chat) choose(ctx context.Context, n int) error {
	if n < 1 || n > len(c.choices) {
		_, err := fmt.Fprintf(c.a.env.stdout, "There are choices from 1 to %d.\n", len(c.choices))
		return err
	}
	view := c.a.content.view()
	choice := c.choices[n-1]
	if choice.Country != "" {
		view.Country = choice.Country
		return c.show(c.s.engine.Emergency(c.verdict, view))
	}
	answer, err := c.s.engine.Pick(ctx, choice.Passage, bot.Question{Locale: c.a.content.locale})
	if err != nil {
		return err
	}
	c.dialogue.Follow(c.speaker, answer)
	return c.show(c.s.engine.Compose(answer, view))
}

func (c *chat) show(card bot.Card) error {
	c.choices = card.Choices
	fmt.Fprintln(c.a.env.stdout)
	if err := writeCard(c.a.env.stdout, card); err != nil {
		return err
	}
	fmt.Fprintln(c.a.env.stdout)
	return nil
}
