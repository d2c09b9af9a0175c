package discordsim

import (
	"context"
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// SayOptions are what a message can have besides its text. The zero value is a plain message.
type SayOptions struct {
	ReplyTo   *discordgo.Message
	NoPing    bool   // the reply does not notify the author it answers
	WebhookID string // the message comes through a webhook
	Embeds    []*discordgo.MessageEmbed
}

// Mention is the text that mentions a user.
func (u User) Mention() string { return "<@" + u.ID + ">" }

// Mention is the text that mentions a role.
func (r Role) Mention() string { return "<@&" + r.ID + ">" }

// Say posts a message by a person, or by another bot.
func (s *Server) Say(ctx context.Context, who User, where Channel, text string, opts ...SayOptions) (*discordgo.Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var o SayOptions
	if len(opts) > 0 {
		o = opts[0]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.place(who, where, discordgo.PermissionSendMessages)
	if err != nil && o.WebhookID == "" {
		return nil, err
	}
	if !c.takesMessages() {
		return nil, notOffered("%s holds posts, not messages", c.Name)
	}
	m := s.newMessage(c, who, discordgo.MessageTypeDefault)
	m.content, m.webhookID = text, o.WebhookID
	for _, e := range o.Embeds {
		m.embeds = append(m.embeds, *shownAs[object](e))
	}
	m.embeds = normalEmbeds(m.embeds)
	if o.ReplyTo != nil {
		m.kind, m.replyTo = discordgo.MessageTypeReply, o.ReplyTo.ID
	}
	ping := !o.NoPing
	m.pings = s.pingsOf(m, c, &allowedMentions{Parse: []string{"users", "roles", "everyone"}, RepliedUser: &ping})
	if m.empty() {
		return nil, notOffered("an empty message")
	}
	s.post(m)
	s.touch()
	return s.shown(m), nil
}

// Edit changes the text of a person's own message.
func (s *Server) Edit(ctx context.Context, who User, msg *discordgo.Message, text string) (*discordgo.Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.world.messages[msg.ID]
	if m == nil || m.author.ID != who.ID {
		return nil, notOffered("%s cannot edit this message", who.Name)
	}
	m.content, m.edited = text, s.opts.Now()
	m.pings = s.pingsOf(m, s.world.channels[m.channelID], nil)
	s.changedMessage(m)
	s.touch()
	return s.shown(m), nil
}

// Delete deletes a message: one's own, or another's with the permission to manage messages.
func (s *Server) Delete(ctx context.Context, who User, msg *discordgo.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.world.messages[msg.ID]
	if m == nil {
		return notOffered("no such message")
	}
	c := s.world.channels[m.channelID]
	if m.author.ID != who.ID && (c.isDM() || s.world.permissions(c, who.ID)&discordgo.PermissionManageMessages == 0) {
		return notOffered("%s cannot delete this message", who.Name)
	}
	s.deleteMessage(m)
	s.touch()
	return nil
}

// Post opens a thread with a first message, in a forum or from a text channel.
func (s *Server) Post(ctx context.Context, who User, where Channel, title, text string) (Channel, *discordgo.Message, error) {
	if err := ctx.Err(); err != nil {
		return Channel{}, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	parent, err := s.place(who, where, discordgo.PermissionSendMessages)
	if err != nil {
		return Channel{}, nil, err
	}
	if parent.isDM() || parent.isThread() {
		return Channel{}, nil, notOffered("no threads in %s", parent.Name)
	}
	c := &channel{
		Channel: Channel{
			ID: s.world.ids.next(), GuildID: parent.GuildID, ParentID: parent.ID, Name: title,
			Type: discordgo.ChannelTypeGuildPublicThread,
		},
		owner: who.ID, overwrites: map[string]overwrite{},
	}
	s.addChannel(c)
	created := s.channelJSON(c)
	created["newly_created"] = true
	s.emit(c.GuildID, "THREAD_CREATE", discordgo.IntentsGuilds, created)
	m := s.newMessage(c, who, discordgo.MessageTypeDefault)
	m.id, m.content = c.ID, text // the first message of a post has the thread's id
	m.pings = s.pingsOf(m, c, nil)
	s.post(m)
	s.touch()
	return c.Channel, s.shown(m), nil
}

// place finds a channel and asks that a person may do something there.
func (s *Server) place(who User, where Channel, need int64) (*channel, error) {
	c := s.world.channels[where.ID]
	if c == nil {
		return nil, fmt.Errorf("discordsim: no channel %q", where.ID)
	}
	if c.isDM() && c.recipient != who.ID {
		return c, notOffered("%s does not see these direct messages", who.Name)
	}
	have := s.world.permissions(c, who.ID)
	if c.isThread() && need&discordgo.PermissionSendMessages != 0 {
		need = need&^discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads
	}
	if need |= discordgo.PermissionViewChannel; have&need != need {
		return c, notOffered("%s may not do this in #%s", who.Name, c.Name)
	}
	return c, nil
}

// Messages are the messages of a channel as a person sees them, oldest first: ephemeral ones are there only for whom
// they are meant.
func (s *Server) Messages(where Channel, as User) []*discordgo.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.channels[where.ID]
	if c == nil || s.world.permissions(c, as.ID)&discordgo.PermissionViewChannel == 0 || c.isDM() && as.ID != c.recipient && as.ID != s.bot.ID {
		return nil
	}
	var list []*discordgo.Message
	for _, m := range c.messages {
		if m.recipient == "" || m.recipient == as.ID {
			list = append(list, s.shown(m))
		}
	}
	return list
}

// WaitMessage waits for a message in a channel for which ok is true, and returns the newest such one.
func (s *Server) WaitMessage(ctx context.Context, where Channel, ok func(*discordgo.Message) bool) (*discordgo.Message, error) {
	var got *discordgo.Message
	err := s.await(ctx, func() bool {
		c := s.world.channels[where.ID]
		if c == nil {
			return false
		}
		for _, m := range slices.Backward(c.messages) {
			if shown := s.shown(m); ok(shown) {
				got = shown
				return true
			}
		}
		return false
	})
	return got, err
}

// shown is a message as a client decodes it. The caller holds mu.
func (s *Server) shown(m *message) *discordgo.Message {
	out := shownAs[discordgo.Message](s.messageJSON(m, true))
	out.GuildID = s.world.channels[m.channelID].GuildID
	return out
}
