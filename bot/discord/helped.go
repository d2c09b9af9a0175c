package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/store"
)

// helped counts that an answer helped.
func (b *Bot) helped(_ context.Context, r *request, p pressed) reply {
	b.countSaid(store.Helped, p.passage)
	rep := b.rated(r, p)
	if rep.update {
		rep.left = append(rep.left, b.thanks(r))
	}
	return rep
}

// thanks is a row that only says so: a button that cannot be pressed, since the words of the answer stay as they are.
func (b *Bot) thanks(r *request) discordgo.ActionsRow {
	return discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.Button{
		Label: b.words(r, "rated"), Style: discordgo.SecondaryButton, Disabled: true,
		CustomID: customID{action: actionHelped, locale: r.view.Locale}.String(),
	}}}
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
