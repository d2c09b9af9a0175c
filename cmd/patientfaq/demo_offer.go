package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"patientfaq/bot/discordsim"
)

// offered is one thing that a message lets a person press or choose. It is kept with who saw it and where.
type offered struct {
	label string
	take  func(context.Context) (*discordsim.Exchange, error)
}

// writing is a form that a person is filling in, a line for each input.
type writing struct {
	modal  *discordsim.Modal
	left   []discordsim.Input
	fields map[string]string
}

// take presses a button of the last message shown, or chooses from its menu.
func (s *stage) take(ctx context.Context, n int) {
	if n < 1 || n > len(s.offer) {
		s.say("! there are %d buttons to press\n", len(s.offer))
		return
	}
	e, err := s.offer[n-1].take(ctx)
	s.answered(ctx, e, err)
	if err == nil && s.form == nil {
		s.further(ctx, e)
		s.posted(ctx)
	}
}

// answered shows what a command, a button or a form brought.
func (s *stage) answered(ctx context.Context, e *discordsim.Exchange, err error) {
	if err != nil {
		s.excuse(err)
		return
	}
	if form := e.Modal(); form != nil {
		s.form = &writing{modal: form, left: form.Inputs(), fields: map[string]string{}}
		s.say("\n%s\n", printable(form.Title))
		s.ask()
		return
	}
	m, err := e.Wait(ctx)
	if err != nil {
		s.excuse(err)
		return
	}
	s.present(m)
}

// ask asks for the next text of the form.
func (s *stage) ask() { s.say("%s: write it in one line\n", printable(s.form.left[0].Label)) }

// fill writes a line into the form, and sends it once it is full.
func (s *stage) fill(ctx context.Context, text string) {
	form := s.form
	form.fields[form.left[0].CustomID] = text
	if form.left = form.left[1:]; len(form.left) > 0 {
		s.ask()
		return
	}
	s.form = nil
	e, err := s.sim.SubmitModal(ctx, s.person, form.modal, form.fields)
	s.answered(ctx, e, err)
}

// soon is how long something is waited for that may not come. It comes from the same process.
const soon = 300 * time.Millisecond

// further shows what the bot said after its response.
func (s *stage) further(ctx context.Context, e *discordsim.Exchange) {
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	for {
		m, err := e.Next(ctx)
		if err != nil {
			return
		}
		if !s.seen[m.ID] {
			s.present(m)
		}
	}
}

// posted shows what the bot posted for everybody. Where there is nothing to press on it, what was there to press stays.
func (s *stage) posted(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	for {
		m, err := s.sim.WaitMessage(ctx, s.channel, func(m *discordsim.Message) bool {
			return m.Author.ID == s.sim.Bot().ID && !s.seen[m.ID]
		})
		if err != nil {
			return
		}
		offer, last := s.offer, s.last
		if s.present(m); len(s.offer) == 0 {
			s.offer, s.last = offer, last
		}
	}
}

// longMenu is how many choices push the buttons out of sight, as the countries would: they are then listed below them.
const longMenu = 10

// present shows a message, with the numbers of what can be chosen and pressed.
func (s *stage) present(m *discordsim.Message) {
	choices, buttons := s.choices(m), s.buttons(m)
	s.seen[m.ID], s.offer, s.last = true, append(choices, buttons...), m
	if len(choices) >= longMenu {
		s.offer = append(buttons, choices...)
	}
	var b strings.Builder
	for l := range strings.SplitSeq(strings.TrimRight(discordsim.Words(m), "\n"), "\n") {
		if bare, ok := strings.CutPrefix(l, embedBar); ok {
			wrap(&b, embedBar, printable(bare))
		} else {
			wrap(&b, "", printable(l))
		}
	}
	for i, o := range s.offer {
		fmt.Fprintf(&b, "  (%d) %s\n", i+1, printable(o.label))
	}
	s.say("\n%s\n", b.String())
}

func (s *stage) choices(m *discordsim.Message) []offered {
	var list []offered
	for _, c := range discordsim.Choices(m) {
		list = append(list, offered{c.Label, func(ctx context.Context) (*discordsim.Exchange, error) {
			return s.sim.Select(ctx, s.person, m, c.CustomID, c.Value)
		}})
	}
	return list
}

func (s *stage) buttons(m *discordsim.Message) []offered {
	var list []offered
	for _, b := range discordsim.Buttons(m) {
		list = append(list, offered{b.Label, func(ctx context.Context) (*discordsim.Exchange, error) {
			return s.sim.Press(ctx, s.person, m, b.CustomID)
		}})
	}
	return list
}
