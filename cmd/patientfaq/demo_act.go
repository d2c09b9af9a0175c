package main

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"patientfaq/bot/discordsim"
)

// actBudget bounds how long a person waits for a reply.
const actBudget = 20 * time.Second

// act does what one line says.
func (s *stage) act(ctx context.Context, text string) {
	ctx, cancel := context.WithTimeout(ctx, actBudget)
	defer cancel()
	for _, m := range s.sim.Messages(s.channel, s.person) {
		s.seen[m.ID] = true // what comes of the line comes after it
	}
	name, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	n, notNumber := strconv.Atoi(text)
	switch {
	case s.form != nil:
		s.fill(ctx, text)
	case text == "":
	case notNumber == nil:
		s.take(ctx, n)
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
	if name == "panel" && err == nil {
		s.posted(ctx)
	}
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
	s.present(m)
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
