package discord

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// HandleMessage returns the reply to a message, or nil where the message is not for the bot: in a guild it must be
// mentioned. Self is the bot's user ID.
func (b *Bot) HandleMessage(ctx context.Context, self string, m *discordgo.Message) *discordgo.MessageSend {
	r, rep, ok := b.replyTo(ctx, self, m)
	if !ok {
		return nil
	}
	return send(b.render(r, rep), m)
}

func (b *Bot) replyTo(ctx context.Context, self string, m *discordgo.Message) (*request, reply, bool) {
	text, ok := addressed(self, m)
	if !ok {
		return nil, reply{}, false
	}
	r := b.baseRequest(m.GuildID)
	r.cmd, r.user, r.channel = "message", m.Author.ID, m.ChannelID
	if m.GuildID != "" {
		r.cmd, r.public = "mention", true
	}
	rep := b.answering(ctx, r, func() reply { return b.answerMessage(ctx, r, text) })
	return r, rep, true
}

// answerMessage answers a message. In a guild everybody reads the answer, so a line says how to ask alone; a red flag's
// card is not burdened with it.
func (b *Bot) answerMessage(ctx context.Context, r *request, text string) reply {
	rep := b.answer(ctx, r, text)
	if r.guild != "" && rep.card.Outcome != bot.Escalated {
		rep.hint = b.engine.Fixed("public-hint", r.view, nil).Text
	}
	return rep
}

// mentionPattern is a user, a role or a channel as Discord writes it into a text.
var mentionPattern = regexp.MustCompile(`<(@[!&]?|#)\d+>`)

// wordsOf is what a message says, without whom it mentions.
func wordsOf(m *discordgo.Message) string {
	return strings.TrimSpace(mentionPattern.ReplaceAllString(m.Content, " "))
}

// addressed returns what a person says to the bot. Bots, webhooks and Discord's own notices are passed over, and so is
// a message to everyone or to a role. A reply to the bot notifies it as a mention does, but without words it asks nothing.
func addressed(self string, m *discordgo.Message) (text string, ok bool) {
	if m == nil || m.Author == nil || m.Author.ID == self || m.Author.Bot || m.WebhookID != "" || self == "" {
		return "", false
	}
	if m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
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
