package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/store"
)

// maxChannels is how many channels one list of a guild has at most: /settings shows them all in one message.
const maxChannels = 20

// setChannel is /settings channel.
func (b *Bot) setChannel(ctx context.Context, r *request, o options) reply {
	channel, rule := o.text(optionChannel), o.text(optionRule)
	needs := int64(0)
	if rule == ruleAllow {
		needs = needsToAnswer
	}
	if no := b.unusable(ctx, r, channel, needs); no != nil {
		return *no
	}
	s := b.chosen(r.guild)
	if full(s.Allowed, channel) && rule == ruleAllow || full(s.Denied, channel) && rule == ruleDeny {
		return b.tooMany(r)
	}
	return b.change(ctx, r, fmt.Sprintf("channel %s %s", channel, rule), func(s *store.Settings) {
		s.Allowed, s.Denied = without(s.Allowed, channel), without(s.Denied, channel)
		switch rule {
		case ruleAllow:
			s.Allowed = append(s.Allowed, channel)
		case ruleDeny:
			s.Denied = append(s.Denied, channel)
		}
	})
}

// setHelpChannel is /settings help-channel. It cannot be switched on where Discord does not send the bot what is written.
func (b *Bot) setHelpChannel(ctx context.Context, r *request, o options) reply {
	channel, on := o.text(optionChannel), o.isSet(optionOn)
	if on && !b.o.MessageContent {
		return b.fixed(r, "settings-help-off", nil)
	}
	if on {
		if no := b.unusable(ctx, r, channel, needsToAnswer); no != nil {
			return *no
		}
		if full(b.chosen(r.guild).HelpChannels, channel) {
			return b.tooMany(r)
		}
	}
	return b.change(ctx, r, fmt.Sprintf("help-channel %s %v", channel, on), func(s *store.Settings) {
		s.HelpChannels = without(s.HelpChannels, channel)
		if on {
			s.HelpChannels = append(s.HelpChannels, channel)
		}
	})
}

func full(channels []string, channel string) bool {
	return len(channels) >= maxChannels && !slices.Contains(channels, channel)
}

func (b *Bot) tooMany(r *request) reply {
	return b.fixed(r, "settings-too-many", map[string]string{"most": fmt.Sprint(maxChannels)})
}

func without(channels []string, channel string) []string {
	return slices.DeleteFunc(slices.Clone(channels), func(id string) bool { return id == channel })
}

// unusable is the reply that says why a channel cannot be used: it is not this guild's, or the bot may not do there what
// it must. Nil means that it can.
func (b *Bot) unusable(ctx context.Context, r *request, channel string, needs int64) *reply {
	missing, err := b.directory.missing(ctx, r.guild, channel, needs)
	rest, answered := errors.AsType[*discordgo.RESTError](err)
	switch {
	case errors.Is(err, errOtherGuild), answered && rest.Response.StatusCode == http.StatusNotFound:
		return new(b.fixed(r, "settings-channel-elsewhere", nil))
	case err != nil:
		rep := b.fixed(r, "settings-failed", map[string]string{"ref": r.ref})
		rep.err = errors.New(wireError(err))
		return &rep
	case missing != "":
		return new(b.fixed(r, "settings-channel-missing", map[string]string{"missing": missing}))
	}
	return nil
}
