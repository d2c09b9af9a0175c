package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"patientfaq/bot/discordsim"
)

// actBudget bounds how long a person waits for a reply.
const actBudget = 20 * time.Second

// offer is what the last message shown lets a person press.
type offer struct {
	buttons []discordsim.Button
	press   func(ctx context.Context, customID string) (*discordsim.Exchange, error)
}

// act does what one line says.
func (s *stage) act(ctx context.Context, text string) {
	ctx, cancel := context.WithTimeout(ctx, actBudget)
	defer cancel()
	name, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	n, notNumber := strconv.Atoi(text)
	switch {
	case text == "":
	case notNumber == nil:
		s.press(ctx, n)
	case name == "@bot":
		s.write(ctx, s.channel, s.sim.Bot().Mention()+" "+rest)
	case name == "dm":
		s.write(ctx, s.sim.DM(s.person), rest)
	case name == "/as":
		s.be(rest)
	case strings.HasPrefix(name, "/"):
		s.command(ctx, name[1:], rest)
	default:
		s.command(ctx, "ask", text)
	}
}

// command runs a slash command. What follows its name fills its options in order; the last takes all that is left.
func (s *stage) command(ctx context.Context, name, rest string) {
	opts := map[string]any{}
	switch name {
	case "ask":
		opts["question"] = rest
	case "reindex":
		if rest == "force" {
			opts["force"] = true
		}
	case "faq":
		sub, args, _ := strings.Cut(rest, " ")
		id, reason, _ := strings.Cut(strings.TrimSpace(args), " ")
		name += " " + sub
		opts["id"], opts["reason"] = id, cmp.Or(strings.TrimSpace(reason), "tried in the demo")
	}
	e, err := s.sim.Command(ctx, s.person, s.channel, name, opts)
	s.answered(ctx, e, err)
}

// press presses a button of the last message shown.
func (s *stage) press(ctx context.Context, n int) {
	if n < 1 || n > len(s.offer.buttons) {
		s.say("! there are %d buttons to press\n", len(s.offer.buttons))
		return
	}
	e, err := s.offer.press(ctx, s.offer.buttons[n-1].CustomID)
	s.answered(ctx, e, err)
}

// answered shows what a command or a button brought.
func (s *stage) answered(ctx context.Context, e *discordsim.Exchange, err error) {
	if err != nil {
		s.excuse(err)
		return
	}
	m, err := e.Wait(ctx)
	if err != nil {
		s.excuse(err)
		return
	}
	s.show(discordsim.Words(m), offer{discordsim.Buttons(m), func(ctx context.Context, id string) (*discordsim.Exchange, error) {
		return s.sim.Press(ctx, s.person, m, id)
	}})
}

// write posts a message and shows the bot's reply to it.
func (s *stage) write(ctx context.Context, where discordsim.Channel, text string) {
	said, err := s.sim.Say(ctx, s.person, where, text)
	if err != nil {
		s.excuse(err)
		return
	}
	m, err := s.sim.WaitReply(ctx, said)
	if err != nil {
		s.excuse(err)
		return
	}
	s.show(discordsim.Words(m), offer{discordsim.Buttons(m), func(ctx context.Context, id string) (*discordsim.Exchange, error) {
		return s.sim.Press(ctx, s.person, m, id)
	}})
}

// show prints a message with the numbers of its buttons.
func (s *stage) show(text string, o offer) {
	s.offer = o
	var b strings.Builder
	for l := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if bare, ok := strings.CutPrefix(l, embedBar); ok {
			wrap(&b, embedBar, printable(bare))
		} else {
			wrap(&b, "", printable(l))
		}
	}
	for i, button := range o.buttons {
		fmt.Fprintf(&b, "  (%d) %s\n", i+1, printable(button.Label))
	}
	s.say("\n%s\n", b.String())
}

// embedBar stands at the left of an embed's lines, also of those that are broken.
const embedBar = "| "

// excuse says why nothing came.
func (s *stage) excuse(err error) {
	switch {
	case errors.Is(err, discordsim.ErrNotOffered):
		s.say("! Discord does not offer that here: %v\n", err)
	case errors.Is(err, context.DeadlineExceeded):
		s.say("! no reply came\n")
	default:
		s.say("! %v\n", err)
	}
}
