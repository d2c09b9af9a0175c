package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/store"
)

// edit is a change of a guild's settings.
type edit func(*store.Settings)

// setter reads one option of /settings set: what it changes, or the reply that says why it cannot be taken.
type setter struct {
	option string
	read   func(*Bot, context.Context, *request, options) (edit, *reply)
}

func setters() []setter {
	return []setter{
		{optionCountry, (*Bot).readCountry},
		{optionLanguage, (*Bot).readLanguage},
		{optionTextOnly, (*Bot).readTextOnly},
		{optionModerators, (*Bot).readModerators},
		{optionStaff, (*Bot).readStaff},
	}
}

// setSettings is /settings set: all that is given, or nothing where one of it cannot be taken.
func (b *Bot) setSettings(ctx context.Context, r *request, o options) reply {
	var edits []edit
	var note []string
	for _, s := range setters() {
		value, given := o[s.option]
		if !given {
			continue
		}
		change, no := s.read(b, ctx, r, o)
		if no != nil {
			return *no
		}
		edits, note = append(edits, change), append(note, fmt.Sprintf("%s %v", s.option, value))
	}
	if len(edits) == 0 {
		return b.settingsShown(r, "settings-nothing")
	}
	return b.change(ctx, r, strings.Join(note, ", "), func(s *store.Settings) {
		for _, change := range edits {
			change(s)
		}
	})
}

func (b *Bot) readCountry(_ context.Context, r *request, o options) (edit, *reply) {
	code := strings.ToUpper(strings.TrimSpace(o.text(optionCountry)))
	known := func(c bot.Choice) bool { return c.Country == code }
	if !slices.ContainsFunc(b.engine.Countries(), known) {
		return nil, new(b.fixed(r, "settings-country-unknown", map[string]string{"country": o.text(optionCountry)}))
	}
	return func(s *store.Settings) { s.Country = code }, nil
}

func (b *Bot) readLanguage(_ context.Context, r *request, o options) (edit, *reply) {
	locale := strings.TrimSpace(o.text(optionLanguage))
	if !slices.Contains(b.locales(), locale) {
		return nil, new(b.fixed(r, "settings-language-unknown", map[string]string{"language": locale}))
	}
	return func(s *store.Settings) { s.Locale = locale }, nil
}

// locales are the languages of the content that serves now.
func (b *Bot) locales() []string {
	x, release := b.o.Live.Acquire()
	defer release()
	return x.Corpus().Locales()
}

func (b *Bot) readTextOnly(_ context.Context, _ *request, o options) (edit, *reply) {
	return func(s *store.Settings) { s.TextOnly = new(o.isSet(optionTextOnly)) }, nil
}

// readModerators does not take everybody's role, whose ID is the guild's.
func (b *Bot) readModerators(_ context.Context, r *request, o options) (edit, *reply) {
	role := o.text(optionModerators)
	if role == r.guild {
		return nil, new(b.fixed(r, "settings-everybody", nil))
	}
	return func(s *store.Settings) { s.ModeratorRole = role }, nil
}

func (b *Bot) readStaff(ctx context.Context, r *request, o options) (edit, *reply) {
	channel := o.text(optionStaff)
	if no := b.unusable(ctx, r, channel, needsToTell); no != nil {
		return nil, no
	}
	return func(s *store.Settings) { s.StaffChannel = channel }, nil
}

// change saves a change of the guild's settings, with a line in the journal, and shows what holds now.
func (b *Bot) change(ctx context.Context, r *request, note string, f edit) reply {
	if b.o.Store == nil {
		return b.fixed(r, "settings-unkept", nil)
	}
	b.setting.Lock()
	defer b.setting.Unlock()
	line := store.Audit{Guild: r.guild, Staff: r.user, Action: "settings", Note: note}
	set := b.chosen(r.guild)
	f(&set)
	err := b.o.Store.Append(ctx, line.Event())
	if err == nil {
		err = b.o.Store.SaveSettings(ctx, set)
	}
	if err != nil {
		rep := b.fixed(r, "settings-failed", map[string]string{"ref": r.ref})
		rep.err = err
		return rep
	}
	return b.settingsShown(r, "settings-saved")
}

// reset takes back what a guild has set.
type reset struct {
	what, label string
	undo        edit
}

// resets are what can be reset, by the names that the command shows.
func resets() []reset {
	return []reset{
		{optionCountry, "country", func(s *store.Settings) { s.Country = "" }},
		{optionLanguage, "language", func(s *store.Settings) { s.Locale = "" }},
		{optionTextOnly, "plain text", func(s *store.Settings) { s.TextOnly = nil }},
		{optionModerators, "moderator role", func(s *store.Settings) { s.ModeratorRole = "" }},
		{optionStaff, "staff channel", func(s *store.Settings) { s.StaffChannel = "" }},
		{"channels", "where questions are answered", func(s *store.Settings) { s.Allowed, s.Denied = nil, nil }},
		{"help-channels", "help channels", func(s *store.Settings) { s.HelpChannels = nil }},
		{"everything", "everything", func(s *store.Settings) { *s = store.Settings{Guild: s.Guild} }},
	}
}

// resetSettings is /settings reset.
func (b *Bot) resetSettings(ctx context.Context, r *request, o options) reply {
	what := o.text(optionWhat)
	i := slices.IndexFunc(resets(), func(x reset) bool { return x.what == what })
	if i < 0 {
		return b.settingsShown(r, "settings-nothing")
	}
	return b.change(ctx, r, "reset "+what, resets()[i].undo)
}

// completeSettings suggests countries and languages.
func (b *Bot) completeSettings(_ context.Context, _ *request, o options) []*discordgo.ApplicationCommandOptionChoice {
	var choices []*discordgo.ApplicationCommandOptionChoice
	add := func(label, value string) {
		typed := strings.ToLower(strings.TrimSpace(o.text(o.typing())))
		if len(choices) < maxSuggestions && strings.Contains(strings.ToLower(label), typed) {
			choices = append(choices, choice(label, value))
		}
	}
	switch o.typing() {
	case optionCountry:
		for _, c := range b.engine.Countries() {
			add(c.Label+" ("+c.Country+")", c.Country)
		}
	case optionLanguage:
		for _, locale := range b.locales() {
			add(locale, locale)
		}
	}
	return choices
}
