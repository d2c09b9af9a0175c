package discordsim

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
)

func (s *Server) messageRoutes() []route {
	const channel, one = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
	return []route{
		{pattern: "GET " + channel, handle: s.listMessages},
		{pattern: "POST " + channel, kind: kindMessage, handle: s.createMessage},
		{pattern: "GET " + one, handle: s.getMessage},
		{pattern: "PATCH " + one, kind: kindEdit, handle: s.editMessage},
		{pattern: "DELETE " + one, handle: s.removeMessage},
		{pattern: "POST /channels/{channel_id}/typing", handle: s.typing},
	}
}

// botChannel finds the channel of a request and asks that the bot has the permissions there.
func (s *Server) botChannel(c *call, need int64) (*channel, error) {
	ch := s.world.channels[c.PathValue("channel_id")]
	if ch == nil {
		return nil, errUnknownChannel
	}
	have := s.world.permissions(ch, s.bot.ID)
	if have&discordgo.PermissionViewChannel == 0 {
		return nil, errMissingAccess
	}
	if ch.isThread() && need&discordgo.PermissionSendMessages != 0 {
		need = need&^discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads
	}
	if have&need != need {
		return nil, errPermissions
	}
	return ch, nil
}

func (s *Server) botMessage(c *call, need int64) (*message, error) {
	ch, err := s.botChannel(c, need)
	if err != nil {
		return nil, err
	}
	m := s.world.messages[c.PathValue("message_id")]
	if m == nil || m.channelID != ch.ID || m.ephemeral() {
		return nil, errUnknownMessage
	}
	return m, nil
}

func (s *Server) createMessage(c *call) (any, error) {
	body := messageBody{files: c.files}
	if err := c.into(&body); err != nil {
		return nil, err
	}
	need := int64(discordgo.PermissionSendMessages)
	if len(body.Embeds.v) > 0 {
		need |= discordgo.PermissionEmbedLinks
	}
	if body.Reference != nil {
		need |= discordgo.PermissionReadMessageHistory
	}
	ch, err := s.botChannel(c, need)
	if err != nil {
		return nil, err
	}
	if !ch.takesMessages() {
		return nil, errNonText
	}
	if m := s.nonces.find(&body, s.opts.Now()); m != nil {
		return s.messageJSON(m, true), nil
	}
	kind := discordgo.MessageTypeDefault
	m := s.newMessage(ch, s.bot, kind)
	if body.Reference != nil {
		target := s.world.messages[body.Reference.MessageID]
		known := target != nil && target.channelID == ch.ID
		if !known && (body.Reference.FailIfNot == nil || *body.Reference.FailIfNot) {
			return nil, invalid("REPLIES_UNKNOWN_MESSAGE", "Unknown message", "message_reference")
		}
		if known {
			m.kind, m.replyTo = discordgo.MessageTypeReply, target.id
		}
	}
	m.apply(&body)
	m.flags = body.Flags.v & settableFlags &^ discordgo.MessageFlagsEphemeral
	m.tts = body.TTS
	s.attach(m, body.files)
	m.pings = s.pingsOf(m, ch, body.Allowed)
	if m.empty() {
		return nil, errEmptyMessage
	}
	s.post(m)
	s.nonces.note(&body, m)
	return s.messageJSON(m, true), nil
}

// nonces are the messages of the last few minutes that the bot posted with a nonce.
type nonces map[string]*message

// nonceLifetime is "the past few minutes" of Discord's documentation.
const nonceLifetime = 5 * time.Minute

// find finds the message that was posted with the body's nonce, where the bot wants no second.
func (n nonces) find(b *messageBody, now time.Time) *message {
	m := n[string(b.Nonce)]
	if !b.Enforce || m == nil || now.Sub(m.created) > nonceLifetime {
		return nil
	}
	return m
}

// note notes what was posted with a nonce, and forgets what is old.
func (n nonces) note(b *messageBody, m *message) {
	if len(b.Nonce) == 0 || string(b.Nonce) == "null" {
		return
	}
	if len(n) > maxBuckets {
		maps.DeleteFunc(n, func(_ string, old *message) bool { return m.created.Sub(old.created) > nonceLifetime })
	}
	n[string(b.Nonce)] = m
}

func (s *Server) editMessage(c *call) (any, error) {
	body := messageBody{files: c.files}
	if err := c.into(&body); err != nil {
		return nil, err
	}
	m, err := s.botMessage(c, 0)
	if err != nil {
		return nil, err
	}
	if m.author.ID != s.bot.ID {
		return nil, errNotAuthor
	}
	if err := s.change(m, &body); err != nil {
		return nil, err
	}
	return s.messageJSON(m, true), nil
}

// change applies an edit, unless it would leave nothing.
func (s *Server) change(m *message, body *messageBody) error {
	next := *m
	next.attachments = slices.Clone(m.attachments)
	next.apply(body)
	s.attach(&next, body.files)
	if body.Flags.set {
		const editable = discordgo.MessageFlagsSuppressEmbeds | discordgo.MessageFlagsIsComponentsV2
		next.flags = next.flags&^discordgo.MessageFlagsSuppressEmbeds | body.Flags.v&editable
	}
	if err := next.consistent(); err != nil {
		return err
	}
	if body.Content.set || body.Allowed != nil {
		next.pings = s.pingsOf(&next, s.world.channels[m.channelID], body.Allowed)
	}
	if !next.loading() {
		next.edited = s.opts.Now()
	}
	next.flags &^= discordgo.MessageFlagsLoading
	*m = next
	s.changedMessage(m)
	return nil
}

// consistent checks what only the whole message can tell after an edit.
func (m *message) consistent() error {
	v2 := m.flags&discordgo.MessageFlagsIsComponentsV2 != 0
	if v2 && (m.content != "" || len(m.embeds) > 0) {
		return invalid("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
			"The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", "content")
	}
	for _, c := range m.components {
		if !v2 && componentType(c) != int(discordgo.ActionsRowComponent) {
			return invalid("UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).", "components")
		}
	}
	if m.empty() {
		return errEmptyMessage
	}
	return nil
}

func (s *Server) getMessage(c *call) (any, error) {
	m, err := s.botMessage(c, discordgo.PermissionReadMessageHistory)
	if err != nil {
		return nil, err
	}
	return s.messageJSON(m, s.readable(m, s.opts.Privileged)), nil
}

func (s *Server) listMessages(c *call) (any, error) {
	ch, err := s.botChannel(c, discordgo.PermissionReadMessageHistory)
	if err != nil {
		return nil, err
	}
	limit := 50
	if q := c.URL.Query().Get("limit"); q != "" {
		if limit, err = strconv.Atoi(q); err != nil || limit < 1 || limit > 100 {
			return nil, invalid("NUMBER_TYPE_MAX", "int value should be between 1 and 100.", "limit")
		}
	}
	before, after := c.URL.Query().Get("before"), c.URL.Query().Get("after")
	list := []object{}
	for _, m := range slices.Backward(ch.messages) {
		if m.ephemeral() || before != "" && !older(m.id, before) || after != "" && !older(after, m.id) {
			continue
		}
		if list = append(list, s.messageJSON(m, s.readable(m, s.opts.Privileged))); len(list) == limit {
			break
		}
	}
	return list, nil
}

// older compares two snowflakes.
func older(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

func (s *Server) removeMessage(c *call) (any, error) {
	m, err := s.botMessage(c, 0)
	if err != nil {
		return nil, err
	}
	ch := s.world.channels[m.channelID]
	if m.author.ID != s.bot.ID && (ch.isDM() || s.world.permissions(ch, s.bot.ID)&discordgo.PermissionManageMessages == 0) {
		return nil, errPermissions
	}
	s.deleteMessage(m)
	return nil, nil
}

func (s *Server) typing(c *call) (any, error) {
	ch, err := s.botChannel(c, discordgo.PermissionSendMessages)
	if err != nil {
		return nil, err
	}
	s.notify(Event{Kind: Typing, Channel: ch.Channel, User: s.bot})
	return nil, nil
}
