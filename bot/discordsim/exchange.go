package discordsim

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Exchange is one interaction of a person with the bot, and everything the bot answered.
type Exchange struct {
	ID    string
	Token string
	User  User

	s       *Server
	kind    discordgo.InteractionType
	style   discordgo.MessageType // what a message that answers it is
	created time.Time
	channel *channel
	source  *message  // the message whose component was used
	parent  *Exchange // what opened the modal that was submitted
	name    string    // the command

	// The server's mutex guards everything below.
	acked     bool
	expired   bool
	response  discordgo.InteractionResponseType
	original  *message
	settled   bool // the original holds an answer
	followups []*message
	modal     *Modal
	choices   []*discordgo.ApplicationCommandOptionChoice
	history   []*discordgo.Message // every state of every message shown, in order
	shown     int                  // how much of history Next has returned
}

// Modal is a form that the bot opened for a person.
type Modal struct {
	CustomID   string
	Title      string
	Components []discordgo.MessageComponent // nil where the library cannot decode them

	raw      []object
	exchange *Exchange
}

// Response is the type of the first response.
func (e *Exchange) Response() discordgo.InteractionResponseType {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	return e.response
}

// Message is the response as it stands now: nil where there is none, or where it is deleted. For a component it may be
// the message that the component stands on.
func (e *Exchange) Message() *discordgo.Message {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	if e.original == nil || e.original.deleted {
		return nil
	}
	return e.s.shown(e.original)
}

// Ephemeral tells whether only the person sees the response.
func (e *Exchange) Ephemeral() bool {
	m := e.Message()
	return m != nil && m.Flags&discordgo.MessageFlagsEphemeral != 0
}

// Modal is the form that the bot opened, or nil.
func (e *Exchange) Modal() *Modal {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	return e.modal
}

// Choices are what the bot suggested, for autocomplete.
func (e *Exchange) Choices() []*discordgo.ApplicationCommandOptionChoice {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	return e.choices
}

// Followups are the further messages as they stand now, without deleted ones.
func (e *Exchange) Followups() []*discordgo.Message {
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	var list []*discordgo.Message
	for _, m := range e.followups {
		if !m.deleted {
			list = append(list, e.s.shown(m))
		}
	}
	return list
}

// Wait returns the response once it is more than "thinking". There is nothing to wait for where the bot opened a form
// or sent choices. Where it deleted the response in favour of a follow-up, use [Exchange.Next].
func (e *Exchange) Wait(ctx context.Context) (*discordgo.Message, error) {
	switch kind := e.Response(); kind {
	case discordgo.InteractionResponseModal, discordgo.InteractionApplicationCommandAutocompleteResult:
		return nil, fmt.Errorf("discordsim: wait for a message: the response is of type %d", kind)
	}
	var got *discordgo.Message
	err := e.s.await(ctx, func() bool {
		if e.settled && !e.original.deleted {
			got = e.s.shown(e.original)
		}
		return got != nil
	})
	return got, err
}

// Next returns, one after another, each finished message this exchange brought: the response, each edit of it, each
// follow-up and each edit of those. It waits where there is no further one yet.
func (e *Exchange) Next(ctx context.Context) (*discordgo.Message, error) {
	var got *discordgo.Message
	err := e.s.await(ctx, func() bool {
		if e.shown == len(e.history) {
			return false
		}
		got = e.history[e.shown]
		e.shown++
		return true
	})
	return got, err
}

// record notes a message of this exchange in its present state. The caller holds mu.
func (e *Exchange) record(m *message) {
	if m.loading() {
		return
	}
	e.history = append(e.history, e.s.shown(m))
	e.settled = e.settled || m == e.original
}

// awaitResponse waits for the first response, as long as Discord's client would. On the real clock that is three
// seconds; on another the bot's late response, which is refused, ends the wait.
func (e *Exchange) awaitResponse(ctx context.Context) error {
	wait := ctx
	if e.s.realTime {
		var cancel context.CancelFunc
		wait, cancel = context.WithTimeout(ctx, responseWindow)
		defer cancel()
	}
	err := e.s.await(wait, func() bool { return e.acked || e.expired })
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return ErrNoResponse
	}
	if err != nil {
		return err
	}
	e.s.mu.Lock()
	defer e.s.mu.Unlock()
	if e.expired {
		return ErrNoResponse
	}
	return nil
}
