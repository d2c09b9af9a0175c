package discordsim

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"
)

// EventKind tells what happened.
type EventKind uint8

// The kinds of event.
const (
	MessagePosted EventKind = iota + 1
	MessageEdited
	MessageDeleted
	InteractionSent
	InteractionAnswered
	Typing
)

// Event is something that a person's client would show, for a user interface.
type Event struct {
	Kind     EventKind
	At       time.Time
	Channel  Channel
	User     User               // who did it
	Message  *discordgo.Message // for the message kinds
	Only     string             // the id of the only user who sees it, for ephemeral messages
	Exchange *Exchange          // for the interaction kinds
}

// subscriber is a feed that somebody reads at their own pace. The server's mutex guards it.
type subscriber struct{ queue []Event }

// Subscribe returns everything that happens from now on until ctx ends. It is read once, by one reader.
func (s *Server) Subscribe(ctx context.Context) iter.Seq[Event] {
	sub := &subscriber{}
	s.mu.Lock()
	s.subscribers[sub] = true
	s.mu.Unlock()
	context.AfterFunc(ctx, func() { s.unsubscribe(sub) })
	return func(yield func(Event) bool) {
		defer s.unsubscribe(sub)
		for {
			var batch []Event
			err := s.await(ctx, func() bool {
				batch, sub.queue = sub.queue, nil
				return len(batch) > 0
			})
			if err != nil {
				return
			}
			for _, e := range batch {
				if !yield(e) {
					return
				}
			}
		}
	}
}

func (s *Server) unsubscribe(sub *subscriber) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.subscribers, sub)
}

// notify tells the subscribers. The caller holds mu.
func (s *Server) notify(e Event) {
	e.At = s.opts.Now()
	for sub := range s.subscribers {
		sub.queue = append(sub.queue, e)
	}
}

// publish tells the subscribers and the bot about a message. The bot gets it where it asked for such messages and may
// see the channel, with the text only where Discord gives it, and never an ephemeral one. The caller holds mu.
func (s *Server) publish(name string, kind EventKind, m *message) {
	c := s.world.channels[m.channelID]
	s.notify(Event{Kind: kind, Channel: c.Channel, User: m.author, Message: s.shown(m), Only: m.recipient})
	if m.ephemeral() || s.world.permissions(c, s.bot.ID)&discordgo.PermissionViewChannel == 0 {
		return
	}
	intent := discordgo.IntentsGuildMessages
	if c.isDM() {
		intent = discordgo.IntentsDirectMessages
	}
	s.emitEach(c.GuildID, name, intent, func(sess *session) any {
		o := object{"id": m.id, "channel_id": m.channelID}
		if kind != MessageDeleted {
			o = s.messageJSON(m, s.readable(m, sess.intents))
			o["channel_type"] = c.Type
		}
		if g := s.world.guilds[c.GuildID]; g != nil {
			o["guild_id"] = g.ID
			s.addMembers(o, g, m)
		}
		return o
	})
}

// addMembers says of the author of a message in a guild and of those it mentions what they are there. The author of
// what came through a webhook is no member, and of a deleted message only the IDs are told.
func (s *Server) addMembers(o object, g *guild, m *message) {
	if m.deleted {
		return
	}
	if member := s.memberJSON(g, m.author.ID); member != nil && m.webhookID == "" {
		o["member"] = member
	}
	for _, mentioned := range objects(o["mentions"]) {
		id, _ := mentioned["id"].(string)
		if member := s.memberJSON(g, id); member != nil {
			mentioned["member"] = member
		}
	}
}

// readable tells whether a bot with these intents gets the text of a message: with the message-content intent, in
// direct messages, in messages that mention it, and its own.
func (s *Server) readable(m *message, intents discordgo.Intent) bool {
	if intents&discordgo.IntentsMessageContent != 0 || m.author.ID == s.bot.ID || s.world.channels[m.channelID].isDM() {
		return true
	}
	return slices.Contains(m.pings.users, s.bot.ID)
}

// Dispatch sends the bot a raw gateway event on every session.
func (s *Server) Dispatch(name string, payload any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sess := range s.sessions {
		s.dispatch(sess, name, payload)
	}
}
