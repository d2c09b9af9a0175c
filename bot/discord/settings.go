package discord

import (
	"cmp"
	"slices"

	"patientfaq/bot/store"
)

// guildSettings are what holds in a guild: what its admins have set, and else what the operator gave. In direct messages
// the operator's settings hold.
type guildSettings struct {
	country        string // ISO 3166-1 alpha-2; "" means unknown
	locale         string
	textOnly       bool
	moderatorRoles []string
	staffChannel   string // "" means none
	channels       channelRules
}

// settings are those of a guild, from memory.
func (b *Bot) settings(guild string) guildSettings {
	set := b.chosen(guild)
	s := guildSettings{
		country: cmp.Or(set.Country, b.o.Country), locale: cmp.Or(set.Locale, b.o.Locale), textOnly: b.o.TextOnly,
		moderatorRoles: b.o.ModeratorRoles, staffChannel: set.StaffChannel,
		channels: channelRules{set.Allowed, set.Denied, set.HelpChannels},
	}
	if set.TextOnly != nil {
		s.textOnly = *set.TextOnly
	}
	if set.ModeratorRole != "" {
		s.moderatorRoles = []string{set.ModeratorRole}
	}
	if s.staffChannel == "" && b.home(guild) {
		s.staffChannel = b.o.StaffChannel
	}
	if !b.o.MessageContent {
		s.channels.help = nil
	}
	return s
}

// chosen is what a guild's admins have set themselves.
func (b *Bot) chosen(guild string) store.Settings {
	if b.o.Store == nil || guild == "" {
		return store.Settings{Guild: guild}
	}
	set, _ := b.o.Store.Settings(guild)
	set.Guild = guild
	return set
}

// staffChannels are the channels that are told of something in the content: those of the home guilds, whose moderators can
// mend it, and that of the guild where it came up.
func (b *Bot) staffChannels(guild string) []string {
	var channels []string
	if len(b.o.HomeGuilds) == 0 {
		channels = append(channels, b.o.StaffChannel)
	}
	for _, g := range append(slices.Clone(b.o.HomeGuilds), guild) {
		channels = append(channels, b.settings(g).staffChannel)
	}
	slices.Sort(channels)
	return slices.DeleteFunc(slices.Compact(channels), func(id string) bool { return id == "" })
}
