package discord

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/triage"
)

// A choice of the autocompletion has a value that /ask understands: a mark and the key of a passage, or a mark and the
// rule of a red flag. Nobody writes these by chance, and who does gets what they name.
const (
	passageMark = "#"
	redFlagMark = "!"
)

// ask is /ask: the answer to a question, for the one who asked.
func (b *Bot) ask(ctx context.Context, r *request, o options) reply {
	question := o.text("question")
	if rule, ok := strings.CutPrefix(question, redFlagMark); ok {
		if v, ok := b.engine.Rule(rule); ok {
			return b.emergency(r, v)
		}
	}
	if key, ok := strings.CutPrefix(question, passageMark); ok {
		if _, ok := b.engine.Lookup(key); ok {
			return b.read(ctx, r, key)
		}
	}
	return b.answer(ctx, r, question)
}

// answer is the reply to a question of the one who asks, however it was asked.
func (b *Bot) answer(ctx context.Context, r *request, question string) reply {
	return b.answerTo(ctx, r, r.speaker(), question)
}

// answerTo is the reply to a question in a speaker's conversation. Red flags come before the rules of channels and the
// cooldown.
func (b *Bot) answerTo(ctx context.Context, r *request, who bot.Speaker, question string) reply {
	if b.engine.Triage(question).Level == triage.None {
		if rep, no := b.elsewhere(ctx, r); no {
			return rep
		}
		if strings.TrimSpace(question) == "" {
			return b.fixed(r, "empty-question", nil)
		}
		if !b.cooldown.allow(r.user, b.now()) {
			return b.fixed(r, "busy", nil)
		}
	}
	a, rep := b.decided(ctx, r, who, question)
	if rep.err == nil {
		b.count(a)
	}
	return rep
}

// decided is the engine's answer to a question, and the reply with it.
func (b *Bot) decided(ctx context.Context, r *request, who bot.Speaker, question string) (bot.Answer, reply) {
	a, err := b.engine.Answer(ctx, bot.Question{Text: question, Subjects: b.dialogue.Recall(who), Locale: r.view.Locale})
	if err != nil {
		return a, b.failure(r, err)
	}
	b.dialogue.Follow(who, a)
	return a, b.composed(r, a)
}

// composed is the reply with an answer, and the buttons that belong to it.
func (b *Bot) composed(r *request, a bot.Answer) reply {
	rep := reply{
		card: b.engine.Compose(a, r.view), outcome: a.Outcome.String(), reason: string(a.Reason), version: a.Revision,
		rule: a.Verdict.Rule,
	}
	rep.menus = b.numbersMenu(r, rep.card)
	shown := rep.card.Outcome == bot.Answered || rep.card.Below != nil
	if a.Served == nil || !shown {
		return rep // a passage that was withdrawn at this moment is not shown
	}
	rep.passage = a.Served.ID
	rep.actions = b.answerButtons(r, a.Outcome, bot.KeyOf(a.Served.ID))
	return rep
}

// answerButtons are what can be done with an answer. Whether it helped is asked only where nobody else reads along, and it is
// shared only from there. A passage below a refusal is no answer.
func (b *Bot) answerButtons(r *request, o bot.Outcome, key string) []button {
	wrong := b.actionButton(r, "button.wrong", actionWrong, key)
	switch {
	case o != bot.Answered:
		return []button{wrong}
	case r.public:
		return []button{b.actionButton(r, "button.not-asked", actionNot, key), wrong}
	}
	buttons := []button{
		b.actionButton(r, "button.helped", actionHelped, key), b.actionButton(r, "button.not-helped", actionNotHelped, key), wrong,
	}
	if r.guild != "" {
		buttons = append(buttons, b.actionButton(r, "button.share", actionShare, key))
	}
	return buttons
}

// emergency is the card of a red flag.
func (b *Bot) emergency(r *request, v triage.Verdict) reply {
	return reply{
		card: b.engine.Emergency(v, r.view), rule: v.Rule, outcome: bot.Escalated.String(), reason: string(bot.ReasonRedFlag),
	}
}

// Autocompletion starts at suggestFrom letters, so that a letter typed by chance asks nothing, and shows at most
// maxSuggestions, which is Discord's limit.
const (
	suggestFrom    = 3
	maxSuggestions = 25
	maxChoice      = 100
)

// completeAsk suggests reviewed questions and subjects. What is typed is not sent yet, so a red flag in it only puts
// the way to the card first.
func (b *Bot) completeAsk(ctx context.Context, r *request, o options) []*discordgo.ApplicationCommandOptionChoice {
	typed := strings.TrimSpace(o.text("question"))
	var choices []*discordgo.ApplicationCommandOptionChoice
	if v := b.engine.Triage(typed); v.Level != triage.None {
		label := b.engine.Fixed("autocomplete."+v.Level.String(), r.view, nil).Text
		choices = append(choices, choice(label, redFlagMark+v.Rule))
	}
	if utf8.RuneCountInString(typed) < suggestFrom {
		return choices
	}
	for _, c := range b.engine.Suggest(ctx, typed, r.view, maxSuggestions-len(choices)) {
		value := c.Label
		if c.Passage != "" {
			value = passageMark + bot.KeyOf(c.Passage)
		}
		choices = append(choices, choice(c.Label, value))
	}
	return choices
}

// choice is one choice within Discord's limits.
func choice(label, value string) *discordgo.ApplicationCommandOptionChoice {
	return &discordgo.ApplicationCommandOptionChoice{Name: clip(label, maxChoice), Value: clip(value, maxChoice)}
}
