package discord

import (
	"context"
	"slices"
)

// channelRules say where in a guild ordinary questions are answered. They hold for a thread or a post as for the channel
// that it is in. No rule holds for a red flag, nor for a channel of staff, which is told things and not asked.
type channelRules struct {
	allowed []string // none: every channel
	denied  []string // wins
	help    []string // allowed too, and their messages are read as questions
}

// answers tells whether questions are answered in a channel. Parent is the channel that a thread is in, "" for none.
func (c channelRules) answers(channel, parent string) bool {
	switch {
	case listed(c.denied, channel, parent):
		return false
	case len(c.allowed) == 0:
		return true
	}
	return listed(c.allowed, channel, parent) || listed(c.help, channel, parent)
}

// reads tells whether every message in a channel is looked at. In a denied one nothing but a red flag is answered.
func (c channelRules) reads(channel, parent string) bool { return listed(c.help, channel, parent) }

// any tells whether there is a rule at all, so that it matters which channel a thread is in.
func (c channelRules) any() bool { return len(c.allowed)+len(c.denied)+len(c.help) > 0 }

func listed(channels []string, channel, parent string) bool {
	return slices.Contains(channels, channel) || parent != "" && slices.Contains(channels, parent)
}

// elsewhere tells whether the guild's rules keep questions out of the channel, and the reply that says where to ask. Where
// others would read it nothing is said: a reply in a channel that is to be quiet is what the rule is for.
func (b *Bot) elsewhere(ctx context.Context, r *request) (reply, bool) {
	rules := r.settings.channels
	if !rules.any() || rules.answers(r.channel, b.directory.parent(ctx, r.channel)) {
		return reply{}, false
	}
	rep := b.fixed(r, "elsewhere", nil)
	if places := linked("<#", rules.allowed); places != "" {
		rep = b.fixed(r, "elsewhere-channels", nil)
		rep.links = places
	}
	rep.silent = r.public
	return rep, true
}
