package discord

import (
	"context"

	"patientfaq/bot"
)

// button is one thing to press.
type button struct {
	label string
	id    customID
}

func (b *Bot) actionButton(r *request, key string, a action, passage string) button {
	return button{b.engine.Fixed(key, r.view, nil).Text, customID{action: a, locale: r.view.Locale, key: passage}}
}

// press is a button. The passage it names is looked up in the content that serves now and must still be servable.
func (b *Bot) press(ctx context.Context, r *request, id string) reply {
	c, ok := parseCustomID(id)
	if !ok {
		r.cmd = "button"
		return b.fixed(r, "gone", nil)
	}
	r.cmd, r.view.Locale = "button "+string(c.action), c.locale
	if c.action == actionNumbers {
		return b.numbers(r, c)
	}
	if !b.cooldown.allow(r.user, b.now()) {
		return b.fixed(r, "busy", nil)
	}
	passage, ok := b.engine.Lookup(c.key)
	if !ok {
		return b.fixed(r, "gone", nil)
	}
	switch c.action {
	case actionNot:
		return b.notAsked(ctx, r, passage)
	case actionWrong:
		return b.wrong(r, passage)
	}
	return b.pick(ctx, r, passage)
}

// pick serves the passage that a person chose. What it is about is the dialogue's subject from now on.
func (b *Bot) pick(ctx context.Context, r *request, passage string) reply {
	a, err := b.engine.Pick(ctx, passage, bot.Question{Locale: r.view.Locale})
	switch {
	case err != nil:
		return b.failure(r, err)
	case a.Outcome != bot.Answered:
		return b.fixed(r, "gone", nil)
	}
	b.dialogue.Follow(r.speaker(), a)
	return b.composed(r, a)
}

// notAsked says how to ask again, and offers what is related to the passage that was not it.
func (b *Bot) notAsked(ctx context.Context, r *request, passage string) reply {
	rep := b.fixed(r, "not-asked", nil)
	rep.passage = passage
	a, err := b.engine.Pick(ctx, passage, bot.Question{Locale: r.view.Locale})
	if err == nil && a.Outcome == bot.Answered {
		card := b.engine.Compose(a, r.view)
		rep.card.Prompt, rep.card.Choices = card.Prompt, card.Choices
	}
	return rep
}

// wrong notes that staff are to be told of the passage, and of nothing else.
func (b *Bot) wrong(r *request, passage string) reply {
	b.reports.add(passage, b.now())
	rep := b.fixed(r, "report-thanks", nil)
	rep.passage = passage
	return rep
}

// numbers shows the emergency card again with the numbers of a country. It is never held back by the cooldown.
func (b *Bot) numbers(r *request, c customID) reply {
	v, ok := b.engine.Rule(c.rule)
	if !ok {
		return b.fixed(r, "gone", nil)
	}
	r.view.Country = c.key
	return b.emergency(r, v)
}
