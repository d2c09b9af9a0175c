package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// panel is /panel: a message that stays in the channel, with a button that opens a form for a question. Who presses it needs
// to know no command and exposes nothing.
func (b *Bot) panel(ctx context.Context, r *request, _ options) reply {
	key := "panel"
	if r.settings.channels.reads(r.channel, b.directory.parent(ctx, r.channel)) {
		key = "panel-help-channel"
	}
	post := b.fixed(r, key, nil)
	post.actions = []button{{b.words(r, "button.panel"), customID{action: actionPanel, locale: r.view.Locale}, discordgo.PrimaryButton}}
	rep := b.fixed(r, "panel-done", nil)
	rep.then = &deed{sorry: "not-posted", do: func(ctx context.Context, w *wire) error {
		_, err := b.post(ctx, w, r, r.channel, nil, post)
		return err
	}}
	return rep
}

// question is the name of the one input of the form for a question.
const question = "question"

// panelPressed opens the form for a question.
func (b *Bot) panelPressed(_ context.Context, r *request, _ pressed) reply {
	return reply{outcome: "form", form: &form{
		id:    customID{action: actionPanel, locale: r.view.Locale},
		title: b.words(r, "panel-form"),
		inputs: []input{{
			name: question, label: b.words(r, "panel-label"), placeholder: b.words(r, "panel-hint"), long: true, most: maxQuestion,
		}},
	}}
}

// panelSent answers the question that was written into the form, as /ask does.
func (b *Bot) panelSent(ctx context.Context, r *request, s submitted) reply {
	return b.answer(ctx, r, s.text(question))
}
