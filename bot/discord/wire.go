package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"
)

// wire sends to Discord.
type wire struct {
	s *discordgo.Session
	g *gateway
	t *throttle
}

// newWire makes a session send by a throttle, which alone says when to wait and what to repeat. The throttle bounds each request
// too: the client's own limit would start a goroutine for each.
func newWire(s *discordgo.Session, g *gateway, t *throttle) *wire {
	s.Client = &http.Client{Transport: t}
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	return &wire{s: s, g: g, t: t}
}

// api is a session for one request. The library would make requests for different people wait for each other, and would keep
// a rate-limit bucket for each interaction, channel and thread for ever: here its buckets go with the session.
func (w *wire) api() *discordgo.Session {
	s := newLibrary(w.s.Token)
	s.Client, s.UserAgent, s.LogLevel = w.s.Client, w.s.UserAgent, w.s.LogLevel
	s.ShouldRetryOnRateLimit, s.MaxRestRetries = false, 0
	return s
}

// newLibrary is a session of discordgo's that keeps no state.
func newLibrary(token string) *discordgo.Session {
	s, err := discordgo.New(token)
	if err != nil {
		panic("discord: discordgo.New always works: " + err.Error())
	}
	s.StateEnabled = false
	return s
}

// self is the bot's user ID, "" before READY.
func (w *wire) self() string { return w.g.identity().user }

// application is the application's ID, "" before READY.
func (w *wire) application() string { return w.g.identity().application }

// respond sends the first response to an interaction, once: a response that was taken and whose acknowledgement was lost
// must not be sent again.
func (w *wire) respond(ctx context.Context, i *discordgo.Interaction, resp *discordgo.InteractionResponse) error {
	var body any = resp
	switch resp.Type {
	case discordgo.InteractionApplicationCommandAutocompleteResult:
		body = autocompletion{Type: resp.Type, Data: choiceList{notNil(resp.Data.Choices)}}
	case discordgo.InteractionResponseModal:
		body = opened{Type: resp.Type, Data: openedForm{resp.Data.CustomID, resp.Data.Title, resp.Data.Components}}
	case discordgo.InteractionResponseUpdateMessage:
		if resp.Data.Embeds == nil {
			body = changed{Type: resp.Type, Data: changedComponents{notNil(resp.Data.Components)}}
		}
	}
	path := discordgo.EndpointInteractionResponse(i.ID, i.Token)
	return w.request(ctx, http.MethodPost, path, body)
}

// autocompletion is a response with choices. The library leaves an empty list out, and Discord then shows an error.
type autocompletion struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data choiceList                        `json:"data"`
}

type choiceList struct {
	Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
}

// opened is a response with a form. The library would send the fields of a message with it.
type opened struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data openedForm                        `json:"data"`
}

type openedForm struct {
	CustomID   string                       `json:"custom_id"`
	Title      string                       `json:"title"`
	Components []discordgo.MessageComponent `json:"components"`
}

// changed is a response that changes a message's components and leaves its words alone. The library would send empty ones.
type changed struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data changedComponents                 `json:"data"`
}

type changedComponents struct {
	Components []discordgo.MessageComponent `json:"components"`
}

// followUp sends the person a further message after the response.
func (w *wire) followUp(ctx context.Context, i *discordgo.Interaction, data *discordgo.InteractionResponseData) error {
	body := &discordgo.WebhookParams{
		Content: data.Content, Embeds: data.Embeds, Components: data.Components, AllowedMentions: data.AllowedMentions, Flags: data.Flags,
	}
	return w.request(ctx, http.MethodPost, discordgo.EndpointFollowupMessage(i.AppID, i.Token), body)
}

// edit puts the response in the place of "thinking".
func (w *wire) edit(ctx context.Context, i *discordgo.Interaction, data *discordgo.InteractionResponseData) error {
	body := &discordgo.WebhookEdit{
		Content: &data.Content, Embeds: &data.Embeds, Components: &data.Components, AllowedMentions: data.AllowedMentions,
	}
	return w.request(ctx, http.MethodPatch, discordgo.EndpointInteractionResponseActions(i.AppID, i.Token), body)
}

// request makes a request and throws away what is answered.
func (w *wire) request(ctx context.Context, method, path string, body any) error {
	_, err := w.ask(ctx, method, path, body)
	return err
}

// ask makes a request and returns what is answered.
func (w *wire) ask(ctx context.Context, method, path string, body any) ([]byte, error) {
	return w.api().RequestWithBucketID(method, path, body, path, discordgo.WithContext(ctx))
}

// nonced is a message with a nonce: Discord makes one message of all with the same, so that sending may be repeated.
type nonced struct {
	*discordgo.MessageSend
	Nonce        string `json:"nonce"`
	EnforceNonce bool   `json:"enforce_nonce"`
}

// say posts a message in a channel and returns its ID.
func (w *wire) say(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (id string, err error) {
	path := discordgo.EndpointChannelMessages(channel)
	body, err := w.ask(ctx, http.MethodPost, path, nonced{m, nonce, true})
	if err != nil {
		return "", err
	}
	var posted struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &posted); err != nil {
		return "", fmt.Errorf("discord: read what was posted: %w", err)
	}
	return posted.ID, nil
}

// remove deletes a message of the bot's own, or another's where the bot may.
func (w *wire) remove(ctx context.Context, channel, message string) error {
	return w.request(ctx, http.MethodDelete, discordgo.EndpointChannelMessage(channel, message), nil)
}

func deferred() *discordgo.InteractionResponse {
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{
			Flags: discordgo.MessageFlagsEphemeral, Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{},
			AllowedMentions: mentionsNobody(),
		},
	}
}

// refused tells whether Discord understood a request and did not want it.
func refused(err error) bool {
	rest, ok := errors.AsType[*discordgo.RESTError](err)
	return ok && (rest.Response.StatusCode == http.StatusForbidden || rest.Response.StatusCode == http.StatusBadRequest)
}

// final tells whether a request would fail again until a person has changed something.
func final(err error) bool {
	rest, ok := errors.AsType[*discordgo.RESTError](err)
	return refused(err) || ok && rest.Response.StatusCode == http.StatusNotFound
}

// wireError is an error as the log may hold it: without the address, which holds an interaction's token, and without a
// body, which may hold what was sent.
func wireError(err error) string {
	if rest, ok := errors.AsType[*discordgo.RESTError](err); ok {
		code := 0
		if rest.Message != nil {
			code = rest.Message.Code
		}
		return fmt.Sprintf("HTTP %d, code %d", rest.Response.StatusCode, code)
	}
	if limited, ok := errors.AsType[*discordgo.RateLimitError](err); ok {
		return fmt.Sprintf("rate limited for %v", limited.RetryAfter)
	}
	if address, ok := errors.AsType[*url.Error](err); ok {
		err = address.Err
	}
	if network, ok := errors.AsType[*net.OpError](err); ok {
		return network.Op + ": " + network.Err.Error()
	}
	return err.Error()
}
