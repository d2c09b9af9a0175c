package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"patientfaq/bot/discordsim"
)

// ask has one after another of the crowd ask something in some way, and does not wait for the answers.
func (s *soak) ask(ctx context.Context) {
	began := time.Now()
	for n := 0; s.pause(ctx, time.Until(began.Add(time.Duration(n)*time.Second/questionsASecond))); n++ {
		who, where := s.crowd[n%len(s.crowd)], s.rooms[n%len(s.rooms)]
		text := s.question(n)
		s.people.Go(func() {
			switch n % 7 {
			case 0, 1:
				s.message(ctx, who, where, s.Bot().Mention()+" "+text)
			case 2:
				s.message(ctx, who, s.DM(who), text)
			case 3:
				s.typing(ctx, who, where, text)
			default:
				s.command(ctx, who, where, "ask", map[string]any{"question": text})
			}
		})
	}
}

// question is the nth question.
func (s *soak) question(n int) string {
	switch n % 5 {
	case 0:
		return "side effects of metformin"
	case 1:
		return "I am " + s.canary + " and took too many metformin tablets"
	case 2:
		return "side effects of " + s.canary
	case 3:
		return "should I take metformin with food? says " + s.canary
	}
	return "how much metformin should I take, " + s.canary
}

// message posts a message that the bot must reply to.
func (s *soak) message(ctx context.Context, who discordsim.User, where discordsim.Channel, text string) {
	at := time.Now()
	m, err := s.Say(ctx, who, where, text)
	if err == nil {
		s.books.note(m.ID, "message", at)
	}
}

// command runs a command that the bot must respond to, and presses a button below the response now and then.
func (s *soak) command(ctx context.Context, who discordsim.User, where discordsim.Channel, name string, opts map[string]any) {
	at := time.Now()
	e, err := s.Command(context.WithoutCancel(ctx), who, where, name, opts)
	if errors.Is(err, discordsim.ErrNotOffered) {
		s.t.Errorf("/%s: %v", name, err)
	}
	if e == nil {
		return
	}
	s.books.note(e.ID, "command", at)
	if err == nil && e.Message() != nil && rand.N(8) == 0 {
		s.press(ctx, e)
	}
}

// press presses the first button below a response, if there is one.
func (s *soak) press(ctx context.Context, e *discordsim.Exchange) {
	buttons, at := discordsim.Buttons(e.Message()), time.Now()
	if len(buttons) == 0 {
		return
	}
	pressed, _ := s.Press(context.WithoutCancel(ctx), e.User, e.Message(), buttons[0].CustomID) // a lost response is found in the books
	if pressed != nil {
		s.books.note(pressed.ID, "button", at)
	}
}

// typing types a question, for which the bot suggests.
func (s *soak) typing(ctx context.Context, who discordsim.User, where discordsim.Channel, text string) {
	_, err := s.Autocomplete(context.WithoutCancel(ctx), who, where, "ask", "question", text, nil)
	s.books.suggested(err == nil)
}

// interruption is something that happens to the connection.
type interruption struct {
	name string
	move discordsim.Move
	ends bool // the session is over, and what was sent in between is lost
	harm bool // the connection is lost
}

func interruptions() []interruption {
	send := func(raw string) discordsim.Move { return discordsim.Move{Send: discordsim.Packets(raw)} }
	return []interruption{
		{name: "cut", harm: true, move: discordsim.Move{Cut: true}},
		{name: "op 7", harm: true, move: send(`{"op":7,"d":null}`)},
		{name: "closed with 4000", harm: true, move: discordsim.Move{Close: 4000}},
		{name: "op 9, over", harm: true, move: send(`{"op":9,"d":false}`), ends: true},
		{name: "silence", harm: true, move: discordsim.Move{Silence: true}},
		{name: "closed with 4009", harm: true, move: discordsim.Move{Close: 4009}, ends: true},
		{name: "op 9, to resume", harm: true, move: send(`{"op":9,"d":true}`)},
		{name: "nonsense", move: discordsim.Move{Send: discordsim.Packets(`null`, `{"op":0,"t":"GUILD_CREATE","d":null}`, `{`, `{"op":11}`)}},
	}
}

// interrupt breaks the connection again and again, in one way after another, and leaves the bot time to come back at the end.
func (s *soak) interrupt(ctx context.Context) {
	list := interruptions()
	deadline, _ := ctx.Deadline()
	for n := 0; s.pause(ctx, max(s.length/60, 12*time.Second)) && time.Until(deadline) > 20*time.Second; n++ {
		i := list[n%len(list)]
		s.books.interrupted(i, time.Now())
		s.Interrupt(i.move)
		if i.move.Silence { // until it is noticed nothing else can happen to the connection
			s.pause(ctx, longestOutage/2)
		}
	}
}
