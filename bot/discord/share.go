package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// share posts an answer in the channel, for everybody. It is made anew from the passage: its own question stands above it,
// and nothing of what the person wrote, nor who it was. Where the message stands is noted; who shared it is not: they can
// take it back from the message that only they see, and moderators from the public one.
func (b *Bot) share(ctx context.Context, r *request, p pressed) reply {
	if r.guild == "" || !r.maySpeak() {
		return b.fixed(r, "share-not-here", nil)
	}
	if rep, no := b.elsewhere(ctx, r); no {
		return rep
	}
	a, err := b.engine.Pick(ctx, p.passage, bot.Question{Locale: r.view.Locale})
	switch {
	case err != nil:
		return b.failure(r, err)
	case a.Outcome != bot.Answered:
		return b.fixed(r, "gone", nil)
	}
	rep := b.without(r, p, "share-begun", actionShare)
	rep.passage = p.passage
	rep.then = &deed{sorry: "not-posted", do: func(ctx context.Context, w *wire) error { return b.postShared(ctx, w, r, a) }}
	return rep
}

// postShared posts the answer and tells the one who shared it how to take it back.
func (b *Bot) postShared(ctx context.Context, w *wire, r *request, a bot.Answer) error {
	id, err := b.post(ctx, w, r, r.channel, nil, b.shared(r, a))
	if err != nil {
		return err
	}
	b.posted(r.guild, r.channel, id, a.Served.ID)
	done := b.fixed(r, "share-done", nil)
	done.actions = []button{{b.words(r, "button.remove"), customID{action: actionUnshare, locale: r.view.Locale, key: id}, discordgo.DangerButton}}
	if err := w.followUp(ctx, r.interaction, b.response(r, done).Data); err != nil {
		b.log.Error("response not delivered", "guild", r.guild, "ref", r.ref, "err", wireError(err)) // it is posted all the same
	}
	return nil
}

// shared is a passage as everybody reads it.
func (b *Bot) shared(r *request, a bot.Answer) reply {
	return reply{
		card: b.engine.Compose(a, r.view), hint: b.words(r, "share-hint"), passage: a.Served.ID,
		actions: []button{
			b.actionButton(r, "button.wrong", actionWrong, bot.KeyOf(a.Served.ID)),
			{label: b.words(r, "button.remove"), id: customID{action: actionRemove, locale: r.view.Locale}},
		},
	}
}

// maySpeak tells whether the person may write in the channel themselves: the bot writes nothing there for those who may not.
func (r *request) maySpeak() bool {
	return r.permissions&(discordgo.PermissionSendMessages|discordgo.PermissionAdministrator) != 0
}

// unshare takes back what was shared, from the message that only the one who shared it sees.
func (b *Bot) unshare(_ context.Context, r *request, p pressed) reply {
	if p.message == nil || p.message.Flags&discordgo.MessageFlagsEphemeral == 0 {
		return b.fixed(r, "gone", nil)
	}
	rep := b.removed(r, p.key)
	rep.update = true
	return rep
}

// remove takes away the public message that the button is on.
func (b *Bot) remove(_ context.Context, r *request, p pressed) reply {
	if p.message == nil {
		return b.fixed(r, "gone", nil)
	}
	return b.removed(r, p.message.ID)
}

// removed removes a message of this channel and says so.
func (b *Bot) removed(r *request, message string) reply {
	rep := b.fixed(r, "share-removed", nil)
	rep.then = &deed{sorry: "not-removed", do: func(ctx context.Context, w *wire) error { return w.remove(ctx, r.channel, message) }}
	return rep
}
