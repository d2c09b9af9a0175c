package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Registering is tried again after a wait that doubles from the first to the last of these.
const (
	registerFirst = time.Second
	registerLast  = 5 * time.Minute
)

// register brings Discord's list of commands up to date everywhere: the patients' globally, the moderators' in each home
// guild. What fails, as in a home guild that the bot has not joined yet, is tried again until ctx ends.
func (b *Bot) register(ctx context.Context, w *wire) {
	select {
	case <-w.g.ready:
	case <-ctx.Done():
		return
	}
	left := append([]string{""}, b.o.HomeGuilds...)
	for wait := registerFirst; ; wait = min(2*wait, registerLast) {
		left = slices.DeleteFunc(left, func(guild string) bool {
			changed, err := b.registerIn(ctx, w, guild)
			if err != nil {
				b.log.Warn("commands not registered", "guild", guild, "err", wireError(err))
				return false
			}
			reason := "unchanged"
			if changed {
				reason = "changed"
			}
			b.log.Info("commands registered", "guild", guild, "reason", reason)
			return true
		})
		if len(left) == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// registerIn registers the commands of a guild, or the global ones where guild is "". What is already as it should be
// is left alone: Discord allows two hundred creations a day.
func (b *Bot) registerIn(ctx context.Context, w *wire, guild string) (changed bool, err error) {
	want := b.localised(definitions(b.commands, guild != ""))
	app := w.application()
	have, err := w.api().ApplicationCommands(app, guild, discordgo.WithContext(ctx))
	if err != nil {
		return false, fmt.Errorf("discord: list the commands: %w", err)
	}
	same, err := sameCommands(have, want)
	if err != nil || same {
		return false, err
	}
	if _, err := w.api().ApplicationCommandBulkOverwrite(app, guild, want, discordgo.WithContext(ctx)); err != nil {
		return false, fmt.Errorf("discord: register the commands: %w", err)
	}
	return true, nil
}

// definitions are the commands as they are registered in home guilds, or globally. Where a command may be used is said of
// global ones only: of a guild's own Discord does not keep it.
func definitions(commands []command, home bool) []*discordgo.ApplicationCommand {
	var list []*discordgo.ApplicationCommand
	for _, c := range commands {
		if c.home != home {
			continue
		}
		def := *c.def
		if home {
			def.Contexts, def.IntegrationTypes = nil, nil
		}
		list = append(list, &def)
	}
	return list
}

// sameCommands tells whether two lists register the same, whatever their order and whatever Discord added.
func sameCommands(have, want []*discordgo.ApplicationCommand) (bool, error) {
	if len(have) != len(want) {
		return false, nil
	}
	a, err := canonical(have)
	if err != nil {
		return false, err
	}
	b, err := canonical(want)
	return err == nil && bytes.Equal(a, b), err
}

// canonical writes what a person registers, and only that, in one way: sorted by kind and name, without IDs, with Discord's
// defaults where nothing was said.
func canonical(list []*discordgo.ApplicationCommand) ([]byte, error) {
	plain := make([]discordgo.ApplicationCommand, 0, len(list))
	for _, c := range list {
		n := discordgo.ApplicationCommand{
			Type: cmp.Or(c.Type, discordgo.ChatApplicationCommand), Name: c.Name, Description: c.Description,
			DefaultMemberPermissions: c.DefaultMemberPermissions, Options: canonicalOptions(c.Options),
			NameLocalizations: nonEmptyMap(c.NameLocalizations), DescriptionLocalizations: nonEmptyMap(c.DescriptionLocalizations),
		}
		if c.GuildID == "" {
			n.Contexts, n.IntegrationTypes = sorted(c.Contexts), sorted(c.IntegrationTypes)
		}
		plain = append(plain, n)
	}
	slices.SortFunc(plain, func(a, b discordgo.ApplicationCommand) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	data, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("discord: compare the commands: %w", err)
	}
	return data, nil
}

// canonicalOptions writes an empty list as none. The order of options counts: it is what people see.
func canonicalOptions(opts []*discordgo.ApplicationCommandOption) []*discordgo.ApplicationCommandOption {
	var list []*discordgo.ApplicationCommandOption
	for _, o := range opts {
		n := *o
		n.Options, n.ChannelTypes, n.Choices = canonicalOptions(o.Options), nonEmpty(o.ChannelTypes), nonEmpty(o.Choices)
		if len(n.NameLocalizations) == 0 {
			n.NameLocalizations = nil
		}
		if len(n.DescriptionLocalizations) == 0 {
			n.DescriptionLocalizations = nil
		}
		list = append(list, &n)
	}
	return list
}

func sorted[T cmp.Ordered](list *[]T) *[]T {
	if list == nil || len(*list) == 0 {
		return nil
	}
	s := slices.Sorted(slices.Values(*list))
	return &s
}

func nonEmptyMap(texts *map[discordgo.Locale]string) *map[discordgo.Locale]string {
	if texts == nil || len(*texts) == 0 {
		return nil
	}
	return texts
}

func nonEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
