package discord

import (
	"context"

	"patientfaq/bot/store"
)

// helped counts that an answer helped.
func (b *Bot) helped(_ context.Context, r *request, p pressed) reply {
	b.countSaid(store.Helped, p.passage)
	return b.rated(r, p)
}

// notHelped counts that an answer did not help, and says how to ask again.
func (b *Bot) notHelped(ctx context.Context, r *request, p pressed) reply {
	b.countSaid(store.NotHelped, p.passage)
	rep, again := b.rated(r, p), b.notAsked(ctx, r, p)
	rep.then = &deed{do: func(ctx context.Context, w *wire) error {
		return w.followUp(ctx, r.interaction, b.response(r, again).Data)
	}}
	return rep
}

// rated leaves the answer as it is, but for the two buttons: one press is enough.
func (b *Bot) rated(r *request, p pressed) reply {
	rep := b.without(r, p, "rated", actionHelped, actionNotHelped)
	rep.passage = p.passage
	return rep
}
