package discordsim

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// message is one message as the server keeps it.
type message struct {
	id, channelID string
	kind          discordgo.MessageType
	author        User
	content       string
	embeds        []object
	components    []object
	attachments   []object
	flags         discordgo.MessageFlags
	tts           bool
	created       time.Time
	edited        time.Time
	pings         pings
	webhookID     string
	metadata      object // what interaction it answers
	replyTo       string
	recipient     string // the only person who sees it, where it is ephemeral
	deleted       bool
	version       int // rises with every edit
}

func (m *message) ephemeral() bool { return m.flags&discordgo.MessageFlagsEphemeral != 0 }

func (m *message) loading() bool { return m.flags&discordgo.MessageFlagsLoading != 0 }

func (m *message) empty() bool {
	return m.content == "" && len(m.embeds)+len(m.components)+len(m.attachments) == 0
}

// opt is a member of a body that may be left out. Discord reads null as "clear".
type opt[T any] struct {
	set bool
	v   T
}

func (o *opt[T]) UnmarshalJSON(b []byte) error {
	o.set = true
	return json.Unmarshal(b, &o.v)
}

// messageBody is what the bodies that create or change a message have in common.
type messageBody struct {
	Content     opt[string]                 `json:"content"`
	Embeds      opt[[]object]               `json:"embeds"`
	Components  opt[[]object]               `json:"components"`
	Attachments opt[[]object]               `json:"attachments"`
	Flags       opt[discordgo.MessageFlags] `json:"flags"`
	Allowed     *allowedMentions            `json:"allowed_mentions"`
	TTS         bool                        `json:"tts"`
	Nonce       json.RawMessage             `json:"nonce"` // a string or a number
	Enforce     bool                        `json:"enforce_nonce"`
	Reference   *struct {
		MessageID string `json:"message_id"`
		FailIfNot *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`
	files []string
}

// settableFlags are the flags a sender may choose; the others are Discord's.
const settableFlags = discordgo.MessageFlagsSuppressEmbeds | discordgo.MessageFlagsEphemeral |
	discordgo.MessageFlagsSuppressNotifications | discordgo.MessageFlagsIsComponentsV2

// apply sets what the body names and leaves the rest.
func (m *message) apply(b *messageBody) {
	if b.Content.set {
		m.content = strings.TrimSpace(b.Content.v)
	}
	if b.Embeds.set {
		m.embeds = normalEmbeds(b.Embeds.v)
	}
	if b.Components.set {
		m.components = normalComponents(b.Components.v)
	}
	if b.Attachments.set {
		m.attachments = slices.DeleteFunc(m.attachments, func(a object) bool {
			return !slices.ContainsFunc(b.Attachments.v, func(kept object) bool { return kept["id"] == a["id"] })
		})
	}
}

func (s *Server) attach(m *message, files []string) {
	for _, name := range files {
		id := s.world.ids.next()
		url := s.URL() + "/attachments/" + m.channelID + "/" + id + "/" + name
		m.attachments = append(m.attachments, object{
			"id": id, "filename": name, "size": 1, "url": url, "proxy_url": url,
		})
	}
}

// pings are the people and roles a message notifies.
type pings struct {
	users    []string
	roles    []string
	everyone bool
}

type allowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser *bool    `json:"replied_user"`
}

var mentionPattern = regexp.MustCompile(`<@(!|&)?(\d+)>`)

// pingsOf reads the mentions in a text, keeping those which the sender allows and has the permission for.
func (s *Server) pingsOf(m *message, c *channel, allowed *allowedMentions) pings {
	everyone, users, roles, replied := true, true, true, true
	if allowed != nil {
		everyone = slices.Contains(allowed.Parse, "everyone")
		users = slices.Contains(allowed.Parse, "users")
		roles = slices.Contains(allowed.Parse, "roles")
		replied = allowed.RepliedUser != nil && *allowed.RepliedUser
	} else {
		allowed = &allowedMentions{}
	}
	var p pings
	may := s.world.permissions(c, m.author.ID)&discordgo.PermissionMentionEveryone != 0 && !c.isDM()
	text := strings.Contains(m.content, "@everyone") || strings.Contains(m.content, "@here")
	p.everyone = text && everyone && may
	for _, found := range mentionPattern.FindAllStringSubmatch(m.content, -1) {
		switch id := found[2]; {
		case found[1] == "&":
			role := s.roleIn(c, id)
			if role != nil && (roles || slices.Contains(allowed.Roles, id)) && (role.Mentionable || may) {
				p.roles = append(p.roles, id)
			}
		case s.world.users[id].ID != "" && (users || slices.Contains(allowed.Users, id)):
			p.users = append(p.users, id)
		}
	}
	if target := s.world.messages[m.replyTo]; target != nil && replied {
		p.users = append(p.users, target.author.ID)
	}
	slices.Sort(p.users)
	p.users = slices.Compact(p.users)
	return p
}

func (s *Server) roleIn(c *channel, id string) *Role {
	g := s.world.guilds[c.GuildID]
	if g == nil {
		return nil
	}
	return g.role(id)
}

// newMessage prepares a message by author; post adds it to its channel.
func (s *Server) newMessage(c *channel, author User, kind discordgo.MessageType) *message {
	return &message{
		id: s.world.ids.next(), channelID: c.ID, author: author, kind: kind, created: s.opts.Now(),
	}
}

// post adds a finished message to its channel and tells everyone who may know.
func (s *Server) post(m *message) {
	c := s.world.channels[m.channelID]
	c.messages = append(c.messages, m)
	s.world.messages[m.id] = m
	s.publish("MESSAGE_CREATE", MessagePosted, m)
}

// changedMessage tells everyone about an edit.
func (s *Server) changedMessage(m *message) {
	m.version++
	s.publish("MESSAGE_UPDATE", MessageEdited, m)
}

func (s *Server) deleteMessage(m *message) {
	m.deleted = true
	c := s.world.channels[m.channelID]
	c.messages = slices.DeleteFunc(c.messages, func(x *message) bool { return x == m })
	delete(s.world.messages, m.id)
	s.publish("MESSAGE_DELETE", MessageDeleted, m)
}

// messageJSON is a message as REST sends it. The text is there only if open.
func (s *Server) messageJSON(m *message, open bool) object {
	o := object{
		"id": m.id, "type": m.kind, "channel_id": m.channelID, "author": userJSON(m.author), "content": "",
		"embeds": []object{}, "components": []object{}, "attachments": []object{}, "mention_everyone": m.pings.everyone,
		"mention_roles": append([]string{}, m.pings.roles...), "timestamp": timestamp(m.created),
		"edited_timestamp": nil, "flags": m.flags, "pinned": false, "tts": m.tts,
	}
	mentions := []object{}
	for _, id := range m.pings.users {
		mentions = append(mentions, userJSON(s.world.users[id]))
	}
	o["mentions"] = mentions
	if open {
		o["content"] = m.content
		o["embeds"], o["components"], o["attachments"] = filled(m.embeds), filled(m.components), filled(m.attachments)
	}
	if !m.edited.IsZero() {
		o["edited_timestamp"] = timestamp(m.edited)
	}
	if m.webhookID != "" {
		o["webhook_id"] = m.webhookID
		if m.author.ID == s.bot.ID {
			o["application_id"] = s.app
		}
	}
	if m.metadata != nil {
		o["interaction_metadata"] = m.metadata
	}
	if m.replyTo != "" {
		s.addReference(o, m, open)
	}
	return o
}

// filled makes a nil list an empty one, which JSON writes as [] and not as null.
func filled(list []object) []object {
	if list == nil {
		return []object{}
	}
	return list
}

func (s *Server) addReference(o object, m *message, open bool) {
	ref := object{"type": 0, "channel_id": m.channelID, "message_id": m.replyTo}
	if c := s.world.channels[m.channelID]; c.GuildID != "" {
		ref["guild_id"] = c.GuildID
	}
	o["message_reference"] = ref
	o["referenced_message"] = nil
	if target := s.world.messages[m.replyTo]; target != nil {
		shallow := *target
		shallow.replyTo = ""
		o["referenced_message"] = s.messageJSON(&shallow, open)
	}
}
