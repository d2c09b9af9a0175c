package discord

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/store"
	"patientfaq/bot/triage"
)

// overhear answers a message in a help channel, or in a post of a help forum, that is not to the bot: where it is sure, or
// where somebody is in danger. False means that nothing is said.
func (b *Bot) overhear(ctx context.Context, self string, m *discordgo.Message) (*request, reply, bool) {
	if !b.mayOverhear(self, m) {
		return nil, reply{}, false
	}
	if !b.settings(m.GuildID).channels.reads(m.ChannelID, b.directory.parent(ctx, m.ChannelID)) {
		return nil, reply{}, false
	}
	text := b.question(ctx, m)
	if text == "" {
		return nil, reply{}, false
	}
	r := b.messageRequest(m)
	r.cmd = "help channel"
	rep := b.answering(ctx, r, func() reply { return b.speakUp(ctx, r, text, b.leftToPeople(ctx, r, m)) })
	return r, rep, !rep.silent
}

// mayOverhear tells whether a message may be for a help channel, as far as it can be told without asking Discord.
func (b *Bot) mayOverhear(self string, m *discordgo.Message) bool {
	return b.o.MessageContent && fromPerson(self, m) && len(b.settings(m.GuildID).channels.help) > 0
}

// question is what a message asks. The first message of a post is asked with its title, which often is the question.
func (b *Bot) question(ctx context.Context, m *discordgo.Message) string {
	text := wordsOf(m)
	if m.ID != m.ChannelID {
		return text
	}
	ctx, cancel := context.WithTimeout(ctx, lookUpBudget)
	defer cancel()
	post, err := b.directory.channel(ctx, m.ChannelID)
	if err != nil {
		return text
	}
	return strings.TrimSpace(post.Name + "\n" + text)
}

// leftToPeople tells whether questions in a message are not for the bot: they are not answered in the channel, or people are
// asked.
func (b *Bot) leftToPeople(ctx context.Context, r *request, m *discordgo.Message) bool {
	return callsOthers(m) || !r.settings.channels.answers(m.ChannelID, b.directory.parent(ctx, m.ChannelID))
}

// callsOthers tells whether a message calls a role or everybody, or would if its author might: people are asked, and not the
// bot.
func callsOthers(m *discordgo.Message) bool {
	return m.MentionEveryone || len(m.MentionRoles) > 0 || rolePattern.MatchString(m.Content)
}

var rolePattern = regexp.MustCompile(`<@&\d+>|@everyone|@here`)

// speakUp is the answer to what people write to each other. Whatever it is not sure of it says nothing to. A red flag is
// answered also where others are asked, or nothing else is answered.
func (b *Bot) speakUp(ctx context.Context, r *request, text string, others bool) reply {
	if b.engine.Triage(text).Level == triage.None && (others || !b.chatter.allow(r.user, b.now())) {
		return reply{silent: true, reason: "not-asked"}
	}
	a, rep := b.decided(ctx, r, r.speaker(), text)
	b.note(store.Tally{Counted: store.Overheard, Outcome: rep.outcome}.Event())
	if !slices.Contains([]bot.Outcome{bot.Answered, bot.Escalated}, rep.card.Outcome) {
		rep.silent = true
		return rep
	}
	b.count(a)
	return b.inPublic(r, rep)
}
