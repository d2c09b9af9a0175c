package discord

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// withdraw is /faq withdraw: the answer is not shown any more, whatever else is broken. An ID that the content does not
// have now is recorded all the same: it may be in a revision that another process serves.
func (b *Bot) withdraw(_ context.Context, r *request, o options) reply {
	id := strings.TrimSpace(o.text("id"))
	if err := b.o.Stops.Withdraw(id, r.user, o.text("reason")); err != nil {
		rep := b.fixed(r, "withdraw-failed", map[string]string{"id": id, "ref": r.ref})
		rep.err = err
		return rep
	}
	key := "withdraw-done"
	if !b.known(id) {
		key = "withdraw-unknown"
	}
	rep := b.fixed(r, key, map[string]string{"id": id})
	rep.passage = id
	return rep
}

// known tells whether the content has the ID of an entry, article or passage.
func (b *Bot) known(id string) bool {
	if _, ok := b.engine.Lookup(bot.KeyOf(id)); ok {
		return true
	}
	x, release := b.o.Live.Acquire()
	defer release()
	for p := range x.Corpus().Passages() {
		if p.Parent == id {
			return true
		}
	}
	return false
}

// completeWithdraw suggests the IDs that hold what is typed: whole entries and articles, and sections once the article is
// written out.
func (b *Bot) completeWithdraw(_ context.Context, _ *request, o options) []*discordgo.ApplicationCommandOptionChoice {
	typed := strings.ToLower(strings.TrimSpace(o.text("id")))
	x, release := b.o.Live.Acquire()
	defer release()
	var choices []*discordgo.ApplicationCommandOptionChoice
	seen := map[string]bool{}
	for p := range x.Corpus().Passages() {
		id := p.Parent
		if strings.HasPrefix(typed, p.Parent+"#") {
			id = p.ID
		}
		if seen[id] || !strings.Contains(id, typed) || len(id) > maxChoice || b.o.Stops.Stopped(id) {
			continue
		}
		seen[id] = true
		choices = append(choices, choice(id, id))
		if len(choices) == maxSuggestions {
			break
		}
	}
	return choices
}
