package discord

import (
	"context"
	"slices"
	"strings"

	"patientfaq/bot"
)

// showSettings is /settings show.
func (b *Bot) showSettings(_ context.Context, r *request, _ options) reply {
	return b.settingsShown(r, "settings")
}

// settingsShown is a fixed message with the guild's settings below, as they are now.
func (b *Bot) settingsShown(r *request, key string) reply {
	r.settings = b.settings(r.guild)
	r.view.Locale, r.textOnly = r.settings.locale, r.textOnly || r.settings.textOnly
	rep := b.fixed(r, key, nil)
	rep.links = b.settingsList(r)
	return rep
}

// settingsList are the settings of a guild, one a line, and which of them its admins have not set.
func (b *Bot) settingsList(r *request) string {
	s, own := r.settings, b.chosen(r.guild)
	rules := channelRules{own.Allowed, own.Denied, own.HelpChannels} // also what is switched off for the moment
	list := []string{
		b.settingLine(r, "settings-country", b.countryName(s.country), own.Country != ""),
		b.settingLine(r, "settings-language", bot.Escape(s.locale), own.Locale != ""),
		b.settingLine(r, "settings-text-only", b.words(r, yesOrNo(s.textOnly)), own.TextOnly != nil),
		b.settingLine(r, "settings-moderators", linked("<@&", s.moderatorRoles), own.ModeratorRole != ""),
		b.settingLine(r, "settings-staff", linked("<#", []string{s.staffChannel}), own.StaffChannel != ""),
		b.settingLine(r, "settings-allowed", linked("<#", rules.allowed), true),
		b.settingLine(r, "settings-denied", linked("<#", rules.denied), true),
		b.settingLine(r, "settings-help", linked("<#", rules.help), true),
	}
	if !b.o.MessageContent {
		list = append(list, b.words(r, "settings-help-off"))
	}
	return strings.Join(list, "\n")
}

// settingLine is one setting; without a value it says that there is none.
func (b *Bot) settingLine(r *request, key, value string, own bool) string {
	line := "**" + b.words(r, key) + "** "
	switch {
	case value == "" && key == "settings-allowed":
		return line + b.words(r, "settings-everywhere")
	case value == "":
		return line + b.words(r, "settings-none")
	case !own:
		return line + value + " " + b.words(r, "settings-default")
	}
	return line + value
}

func yesOrNo(yes bool) string {
	if yes {
		return "settings-yes"
	}
	return "settings-no"
}

// countryName is a country by its name and code, "" for none.
func (b *Bot) countryName(code string) string {
	countries := b.engine.Countries()
	i := slices.IndexFunc(countries, func(c bot.Choice) bool { return strings.EqualFold(c.Country, code) })
	if i < 0 {
		return bot.Escape(code)
	}
	return bot.Escape(countries[i].Label) + " (" + countries[i].Country + ")"
}

// linked are links to channels or roles. They are made of digits alone, so that nothing else gets where it is shown as it is.
func linked(mark string, ids []string) string {
	var links []string
	for _, id := range ids {
		if id != "" && strings.Trim(id, "0123456789") == "" {
			links = append(links, mark+id+">")
		}
	}
	return strings.Join(links, " ")
}
