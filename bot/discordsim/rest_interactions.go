package discordsim

import (
	"encoding/json"
	"slices"

	"github.com/bwmarrin/discordgo"
)

func (s *Server) interactionRoutes() []route {
	const hook = "/webhooks/{webhook_id}/{webhook_token}"
	return []route{
		{pattern: "POST /interactions/{interaction_id}/{interaction_token}/callback", kind: kindCallback, open: true, handle: s.callback},
		{pattern: "POST " + hook, kind: kindFollowup, open: true, handle: s.createFollowup},
		{pattern: "GET " + hook + "/messages/@original", open: true, handle: s.getFollowup},
		{pattern: "PATCH " + hook + "/messages/@original", kind: kindEdit, open: true, handle: s.editFollowup},
		{pattern: "DELETE " + hook + "/messages/@original", open: true, handle: s.deleteFollowup},
		{pattern: "GET " + hook + "/messages/{message_id}", open: true, handle: s.getFollowup},
		{pattern: "PATCH " + hook + "/messages/{message_id}", kind: kindEdit, open: true, handle: s.editFollowup},
		{pattern: "DELETE " + hook + "/messages/{message_id}", open: true, handle: s.deleteFollowup},
	}
}

// callbackBody is the first response to an interaction.
type callbackBody struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data json.RawMessage                   `json:"data"`
}

// answersTo are the types of response that each kind of interaction takes.
func answersTo(e *Exchange) []discordgo.InteractionResponseType {
	const (
		message, deferred = discordgo.InteractionResponseChannelMessageWithSource, discordgo.InteractionResponseDeferredChannelMessageWithSource
		update, later     = discordgo.InteractionResponseUpdateMessage, discordgo.InteractionResponseDeferredMessageUpdate
		choices, modal    = discordgo.InteractionApplicationCommandAutocompleteResult, discordgo.InteractionResponseModal
	)
	switch e.kind {
	case discordgo.InteractionApplicationCommandAutocomplete:
		return []discordgo.InteractionResponseType{choices}
	case discordgo.InteractionMessageComponent:
		return []discordgo.InteractionResponseType{message, deferred, update, later, modal}
	case discordgo.InteractionModalSubmit:
		if e.source != nil {
			return []discordgo.InteractionResponseType{message, deferred, update, later}
		}
		return []discordgo.InteractionResponseType{message, deferred}
	}
	return []discordgo.InteractionResponseType{message, deferred, modal}
}

func (s *Server) callback(c *call) (any, error) {
	e := s.interacts[c.PathValue("interaction_token")]
	if e == nil || e.ID != c.PathValue("interaction_id") {
		return nil, errUnknownInteraction
	}
	if e.acked {
		return nil, errAcknowledged
	}
	if e.expired || s.opts.Now().Sub(e.created) > responseWindow {
		e.expired = true
		return nil, errUnknownInteraction
	}
	var body callbackBody
	if err := c.into(&body); err != nil {
		return nil, err
	}
	if !slices.Contains(answersTo(e), body.Type) {
		return nil, invalid("BASE_TYPE_CHOICES", "This response type does not fit the interaction.", "type")
	}
	if err := s.respond(e, body, c.files); err != nil {
		return nil, err
	}
	e.acked, e.response = true, body.Type
	s.notify(Event{Kind: InteractionAnswered, Channel: e.channel.Channel, User: e.User, Exchange: e})
	if c.URL.Query().Get("with_response") != "true" {
		return nil, nil
	}
	return s.callbackJSON(e, body.Type), nil
}

func (s *Server) respond(e *Exchange, body callbackBody, files []string) error {
	switch body.Type {
	case discordgo.InteractionApplicationCommandAutocompleteResult:
		var data struct {
			Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
		}
		if err := json.Unmarshal(body.Data, &data); err != nil {
			return errBadJSON
		}
		e.choices = data.Choices
		return nil
	case discordgo.InteractionResponseModal:
		return e.open(body.Data)
	case discordgo.InteractionResponseDeferredMessageUpdate:
		e.original = e.source
		return nil
	}
	data := messageBody{files: files}
	if len(body.Data) > 0 {
		if err := json.Unmarshal(body.Data, &data); err != nil {
			return errBadJSON
		}
	}
	if body.Type == discordgo.InteractionResponseUpdateMessage {
		e.original = e.source
		if err := s.change(e.source, &data); err != nil {
			return err
		}
		e.record(e.source)
		return nil
	}
	m, err := s.answerMessage(e, &data, body.Type == discordgo.InteractionResponseDeferredChannelMessageWithSource)
	if err != nil {
		return err
	}
	e.original = m
	e.record(m)
	return nil
}

// open keeps a modal for the person to fill in.
func (e *Exchange) open(raw json.RawMessage) error {
	var data struct {
		CustomID   string   `json:"custom_id"`
		Title      string   `json:"title"`
		Components []object `json:"components"`
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		return errBadJSON
	}
	m := &Modal{CustomID: data.CustomID, Title: data.Title, raw: data.Components, exchange: e}
	for _, c := range data.Components {
		decoded, err := discordgo.MessageComponentFromJSON(mustJSON(c))
		if err != nil { // a label, which the library does not know
			m.Components = nil
			break
		}
		m.Components = append(m.Components, decoded)
	}
	e.modal = m
	return nil
}

// answerMessage posts a message by the bot that answers an interaction.
func (s *Server) answerMessage(e *Exchange, body *messageBody, loading bool) (*message, error) {
	m := s.newMessage(e.channel, s.bot, e.style)
	m.apply(body)
	m.flags, m.tts, m.webhookID, m.metadata = body.Flags.v&settableFlags, body.TTS, s.app, e.metadata()
	s.attach(m, body.files)
	if e.source != nil {
		m.replyTo = e.source.id
	}
	if m.ephemeral() {
		m.recipient = e.User.ID
	}
	if loading {
		m.flags |= discordgo.MessageFlagsLoading
	} else if m.empty() {
		return nil, errEmptyMessage
	}
	reply := m.replyTo
	m.replyTo = "" // an answer does not ping whom it answers
	m.pings = s.pingsOf(m, e.channel, body.Allowed)
	m.replyTo = reply
	s.post(m)
	return m, nil
}

// metadata is what Discord notes on a message about the interaction it answers.
func (e *Exchange) metadata() object {
	o := object{
		"id": e.ID, "type": e.kind, "user": userJSON(e.User), "authorizing_integration_owners": e.owners(),
	}
	switch {
	case e.kind == discordgo.InteractionApplicationCommand:
		o["name"] = e.name
	case e.kind == discordgo.InteractionModalSubmit && e.parent != nil:
		o["triggering_interaction_metadata"] = e.parent.metadata()
	case e.source != nil:
		o["interacted_message_id"] = e.source.id
	}
	return o
}

func (s *Server) callbackJSON(e *Exchange, kind discordgo.InteractionResponseType) object {
	info := object{"id": e.ID, "type": e.kind, "channel_id": e.channel.ID}
	o := object{"interaction": info}
	if m := e.original; m != nil {
		info["response_message_id"] = m.id
		info["response_message_loading"] = m.loading()
		info["response_message_ephemeral"] = m.ephemeral()
		shown := kind
		switch kind {
		case discordgo.InteractionResponseDeferredChannelMessageWithSource:
			shown = discordgo.InteractionResponseChannelMessageWithSource
		case discordgo.InteractionResponseDeferredMessageUpdate:
			shown = discordgo.InteractionResponseUpdateMessage
		}
		o["resource"] = object{"type": shown, "message": s.messageJSON(m, true)}
	}
	return o
}

// live finds the exchange of a webhook request, whose token lives for fifteen minutes after the interaction.
func (s *Server) live(c *call) (*Exchange, error) {
	e := s.interacts[c.PathValue("webhook_token")]
	switch {
	case c.PathValue("webhook_id") != s.app:
		return nil, errUnknownWebhook
	case e == nil || s.opts.Now().Sub(e.created) > tokenLifetime:
		return nil, errWebhookToken
	case !e.acked:
		return nil, errUnknownWebhook
	}
	return e, nil
}

func (s *Server) followup(c *call) (*Exchange, *message, error) {
	e, err := s.live(c)
	if err != nil {
		return nil, nil, err
	}
	m := e.original
	if id := c.PathValue("message_id"); id != "" && (m == nil || m.id != id) {
		i := slices.IndexFunc(e.followups, func(f *message) bool { return f.id == id })
		if i < 0 {
			return nil, nil, errUnknownMessage
		}
		m = e.followups[i]
	}
	if m == nil || m.deleted {
		return nil, nil, errUnknownMessage
	}
	return e, m, nil
}

func (s *Server) createFollowup(c *call) (any, error) {
	e, err := s.live(c)
	if err != nil {
		return nil, err
	}
	body := messageBody{files: c.files}
	if err := c.into(&body); err != nil {
		return nil, err
	}
	if m := e.original; m != nil && m.loading() { // the first follow-up takes the place of "thinking"
		if err := s.change(m, &body); err != nil {
			return nil, err
		}
		e.record(m)
		return s.messageJSON(m, true), nil
	}
	m, err := s.answerMessage(e, &body, false)
	if err != nil {
		return nil, err
	}
	e.followups = append(e.followups, m)
	e.record(m)
	return s.messageJSON(m, true), nil
}

func (s *Server) getFollowup(c *call) (any, error) {
	_, m, err := s.followup(c)
	if err != nil {
		return nil, err
	}
	return s.messageJSON(m, true), nil
}

func (s *Server) editFollowup(c *call) (any, error) {
	e, m, err := s.followup(c)
	if err != nil {
		return nil, err
	}
	body := messageBody{files: c.files}
	if err := c.into(&body); err != nil {
		return nil, err
	}
	if err := s.change(m, &body); err != nil {
		return nil, err
	}
	e.record(m)
	return s.messageJSON(m, true), nil
}

func (s *Server) deleteFollowup(c *call) (any, error) {
	_, m, err := s.followup(c)
	if err != nil {
		return nil, err
	}
	s.deleteMessage(m)
	return nil, nil
}
