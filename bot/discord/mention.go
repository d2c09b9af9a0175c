package discord

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// HandleMessage returns the reply to a message, or nil where nothing is said: in a guild the bot must be mentioned, unless
// it is a help channel. Self is the bot's user ID.
func (b *Bot) HandleMessage(ctx context.Context, self string, m *discordgo.Message) *discordgo.MessageSend {
	r, rep, ok := b.replyTo(ctx, self, m)
	if !ok {
		return nil
	}
	return send(b.render(r, rep), m)
}

func (b *Bot) replyTo(ctx context.Context, self string, m *discordgo.Message) (*request, reply, bool) {
	if _, ok := addressed(self, m); !ok {
		return b.overhear(ctx, self, m)
	}
	r := b.messageRequest(m)
	rep := b.answering(ctx, r, func() reply { return b.inPublic(r, b.answer(ctx, r, b.question(ctx, m))) })
	return r, rep, !rep.silent
}

// messageRequest is a message as a request.
func (b *Bot) messageRequest(m *discordgo.Message) *request {
	r := b.baseRequest(m.GuildID)
	r.cmd, r.user, r.channel = "message", m.Author.ID, m.ChannelID
	if m.GuildID != "" {
		r.cmd, r.public = "mention", true
	}
	return r
}

// inPublic adds to what everybody in a guild reads how to ask alone. A red flag's card is not burdened with it.
func (b *Bot) inPublic(r *request, rep reply) reply {
	if r.guild != "" && rep.card.Outcome != bot.Escalated {
		rep.hint = b.words(r, "public-hint")
	}
	return rep
}

// mentionPattern is a user, a role or a channel as Discord writes it into a text.
var mentionPattern = regexp.MustCompile(`<(@[!&]?|#)\d+>`)

// wordsOf is what a message says, without whom it mentions.
func wordsOf(m *discordgo.Message) string {
	return strings.TrimSpace(mentionPattern.ReplaceAllString(m.Content, " "))
}

// fromPerson tells whether a person wrote a message. Bots, webhooks and Discord's own notices are passed over.
func fromPerson(self string, m *discordgo.Message) bool {
	if m == nil || m.Author == nil || m.Author.ID == self || m.Author.Bot || m.WebhookID != "" || self == "" {
		return false
	}
	return m.Type == discordgo.MessageTypeDefault || m.Type == discordgo.MessageTypeReply
}

// addressed returns what a person says to the bot, not what is said to everyone or to a role. A reply to the bot notifies it
// as a mention does, but without words it asks nothing.
func addressed(self string, m *discordgo.Message) (text string, ok bool) {
	if !fromPerson(self, m) {
		return "", false
	}
	text = wordsOf(m)
	if m.GuildID == "" {
		return text, true
	}
	isSelf := func(u *discordgo.User) bool { return u != nil && u.ID == self }
	if !slices.ContainsFunc(m.Mentions, isSelf) {
		return "", false
	}
	named := strings.Contains(m.Content, "<@"+self+">") || strings.Contains(m.Content, "<@!"+self+">")
	return text, named || text != ""
}
