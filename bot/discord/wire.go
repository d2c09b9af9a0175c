package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"
)

// wire sends to Discord by a session.
type wire struct{ s *discordgo.Session }

// self is the bot's user ID, "" before READY.
func (w *wire) self() string {
	w.s.State.RLock()
	defer w.s.State.RUnlock()
	if w.s.State.User == nil {
		return ""
	}
	return w.s.State.User.ID
}

// application is the application's ID, "" before READY.
func (w *wire) application() string {
	w.s.State.RLock()
	defer w.s.State.RUnlock()
	if w.s.State.Application == nil {
		return ""
	}
	return w.s.State.Application.ID
}

// respond sends the first response to an interaction, once: a response that was taken and whose acknowledgement was lost
// must not be sent again.
func (w *wire) respond(ctx context.Context, i *discordgo.Interaction, resp *discordgo.InteractionResponse) error {
	var body any = resp
	switch resp.Type {
	case discordgo.InteractionApplicationCommandAutocompleteResult:
		body = autocompletion{Type: resp.Type, Data: choiceList{notNil(resp.Data.Choices)}}
	case discordgo.InteractionResponseModal:
		body = opened{Type: resp.Type, Data: openedForm{resp.Data.CustomID, resp.Data.Title, resp.Data.Components}}
	}
	path := discordgo.EndpointInteractionResponse(i.ID, i.Token)
	return w.request(ctx, http.MethodPost, path, body, discordgo.WithRestRetries(0), discordgo.WithRetryOnRatelimit(false))
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

// request makes a request with a rate-limit bucket of its own: the library would make responses to different people wait
// for each other, and would keep a bucket for each interaction for ever.
func (w *wire) request(ctx context.Context, method, path string, body any, opts ...discordgo.RequestOption) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("discord: encode a response: %w", err)
	}
	bucket := discordgo.NewRatelimiter().LockBucket(path)
	opts = append(opts, discordgo.WithContext(ctx))
	_, err = w.s.RequestWithLockedBucket(method, path, "application/json", data, bucket, 0, opts...)
	return err
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
	body, err := w.s.RequestWithBucketID(http.MethodPost, path, nonced{m, nonce, true}, path, discordgo.WithContext(ctx))
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
	return w.s.ChannelMessageDelete(channel, message, discordgo.WithContext(ctx))
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
		return address.Err.Error()
	}
	return err.Error()
}
