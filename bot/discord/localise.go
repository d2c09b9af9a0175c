package discord

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"patientfaq/faq"
)

// The patients' commands are named and described in every language that has fixed messages for it: the keys are
// command.NAME.name and command.NAME.about, and for an option command.NAME.OPTION.name and command.NAME.OPTION.about. The
// built-in English ones say what is registered anyway.

// localised are the commands with their names and descriptions in the content's languages. What Discord would not take, such as
// a name with a capital letter or one that another command has, is left out, and told.
func (b *Bot) localised(defs []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	x, release := b.o.Live.Acquire()
	defer release()
	t := translator{c: x.Corpus(), taken: map[discordgo.Locale][]string{}, refused: func(key, locale string) {
		b.log.Warn("command not localised", "reason", key+" in "+locale)
	}}
	for _, d := range defs {
		t.names = append(t.names, d.Name)
	}
	list := make([]*discordgo.ApplicationCommand, len(defs))
	for i, d := range defs {
		list[i] = t.command(d)
	}
	return list
}

// unlocalised are commands in the program's own words, for comparing where the content is not at hand.
func unlocalised(defs []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	list := make([]*discordgo.ApplicationCommand, len(defs))
	for i, def := range defs {
		d := *def
		d.NameLocalizations, d.DescriptionLocalizations, d.Options = nil, nil, nil
		for _, o := range def.Options {
			option := *o
			option.NameLocalizations, option.DescriptionLocalizations = nil, nil
			d.Options = append(d.Options, &option)
		}
		list[i] = &d
	}
	return list
}

// translator finds the names and descriptions of commands in the content.
type translator struct {
	c       *faq.Corpus
	names   []string                      // of all commands
	taken   map[discordgo.Locale][]string // localised names so far
	refused func(key, locale string)
}

func (t *translator) command(def *discordgo.ApplicationCommand) *discordgo.ApplicationCommand {
	d := *def
	key := "command." + commandKey(def)
	names := t.texts(key+".name", func(l discordgo.Locale, name string) bool {
		used := slices.Contains(t.taken[l], name) || name != d.Name && slices.Contains(t.names, name)
		t.taken[l] = append(t.taken[l], name)
		return !used && (d.Type == discordgo.MessageApplicationCommand && fitsIn(name, maxCommandName) || commandName(name))
	})
	if len(names) > 0 {
		d.NameLocalizations = &names
	}
	if d.Type == discordgo.MessageApplicationCommand {
		return &d
	}
	if about := t.abouts(key); len(about) > 0 {
		d.DescriptionLocalizations = &about
	}
	d.Options = nil
	for _, o := range def.Options {
		option := *o
		option.NameLocalizations = t.texts(key+"."+o.Name+".name", func(_ discordgo.Locale, name string) bool { return commandName(name) })
		option.DescriptionLocalizations = t.abouts(key + "." + o.Name)
		d.Options = append(d.Options, &option)
	}
	return &d
}

func (t *translator) abouts(key string) map[discordgo.Locale]string {
	return t.texts(key+".about", func(_ discordgo.Locale, text string) bool { return fitsIn(text, maxAbout) })
}

// texts is a message in each of Discord's languages that the content has it in, if it fits there.
func (t *translator) texts(key string, fits func(discordgo.Locale, string) bool) map[discordgo.Locale]string {
	var texts map[discordgo.Locale]string
	for _, l := range slices.Sorted(maps.Keys(discordgo.Locales)) {
		text := strings.TrimSpace(t.c.Translation(string(l), key))
		switch {
		case text == "" || strings.HasPrefix(string(l), "en"):
		case !fits(l, text):
			t.refused(key, string(l))
		default:
			if texts == nil {
				texts = map[discordgo.Locale]string{}
			}
			texts[l] = text
		}
	}
	return texts
}

// commandKey is a command's name in the keys of messages. A command on a message has a name in words.
func commandKey(def *discordgo.ApplicationCommand) string {
	return strings.ReplaceAll(strings.ToLower(def.Name), " ", "-")
}

// Discord's limits of a command.
const (
	maxCommandName = 32
	maxAbout       = 100
)

// namePattern is what Discord takes as the name of a command or an option.
var namePattern = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]+$`)

func commandName(name string) bool {
	return fitsIn(name, maxCommandName) && namePattern.MatchString(name) && strings.ToLower(name) == name
}

func fitsIn(text string, most int) bool { return utf8.RuneCountInString(text) <= most }
