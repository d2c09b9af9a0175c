package discord

import "context"

// help is /help: what the bot can and cannot do.
func (b *Bot) help(_ context.Context, r *request, _ options) reply { return b.fixed(r, "help", nil) }

// privacy is /privacy: what happens to what a person writes.
func (b *Bot) privacy(_ context.Context, r *request, _ options) reply {
	return b.fixed(r, "privacy", nil)
}
