package discord

import (
	"context"

	"patientfaq/bot"
	"patientfaq/bot/store"
)

// pickPressed serves the passage that a button names.
func (b *Bot) pickPressed(ctx context.Context, r *request, p pressed) reply {
	return b.pick(ctx, r, p.passage)
}

// pick serves the passage that a person chose. What it is about is the dialogue's subject from now on.
func (b *Bot) pick(ctx context.Context, r *request, passage string) reply {
	if rep, no := b.elsewhere(ctx, r); no {
		return rep
	}
	a, err := b.engine.Pick(ctx, passage, bot.Question{Locale: r.view.Locale})
	switch {
	case err != nil:
		return b.failure(r, err)
	case a.Outcome != bot.Answered:
		return b.fixed(r, "gone", nil)
	}
	b.dialogue.Follow(r.speaker(), a)
	b.count(a)
	return b.composed(r, a)
}

// notAsked says how to ask again, and offers what is related to the passage that was not it.
func (b *Bot) notAsked(ctx context.Context, r *request, p pressed) reply {
	rep := b.fixed(r, "not-asked", nil)
	rep.passage = p.passage
	a, err := b.engine.Pick(ctx, p.passage, bot.Question{Locale: r.view.Locale})
	if err == nil && a.Outcome == bot.Answered {
		card := b.engine.Compose(a, r.view)
		rep.card.Prompt, rep.card.Choices = card.Prompt, card.Choices
	}
	return rep
}

// wrong notes that staff are to be told of the passage, and of nothing else.
func (b *Bot) wrong(_ context.Context, r *request, p pressed) reply {
	b.countSaid(store.Wrong, p.passage)
	b.reports.add(p.passage, r.guild, b.now())
	rep := b.fixed(r, "report-thanks", nil)
	rep.passage = p.passage
	return rep
}

// numbers shows the emergency card again with the numbers of a country. It is never held back by the cooldown.
func (b *Bot) numbers(_ context.Context, r *request, p pressed) reply {
	v, ok := b.engine.Rule(p.arg)
	if !ok {
		return b.fixed(r, "gone", nil)
	}
	r.view.Country = p.key
	return b.emergency(r, v)
}
