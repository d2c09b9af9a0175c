package discord

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/store"
)

// greetWithin is how long after the bot was added its admins are greeted: not in guilds that it was in long before it
// kept settings, and still where it was switched off for a day.
const greetWithin = 24 * time.Hour

// onGuild notes that the bot is in a guild, which Discord tells for each of them whenever it connects. A guild that was never
// seen before is greeted; its row of settings remembers that it was.
func (b *Bot) onGuild(ctx context.Context, w *wire, g *discordgo.Guild) {
	if b.o.Store == nil || g == nil || g.ID == "" || g.Unavailable {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, messageBudget)
	defer cancel()
	first, err := b.noteGuild(ctx, g.ID)
	if err != nil {
		b.log.Error("guild not noted", "guild", g.ID, "err", err)
		return
	}
	if first && b.now().Sub(g.JoinedAt) < greetWithin {
		b.greet(ctx, w, g)
	}
}

// noteGuild notes that the bot is in a guild, and tells whether it was never seen before. What its admins set at the same
// moment stays.
func (b *Bot) noteGuild(ctx context.Context, guild string) (first bool, err error) {
	b.setting.Lock()
	defer b.setting.Unlock()
	if _, known := b.o.Store.Settings(guild); known {
		return false, b.o.Store.Join(ctx, guild)
	}
	return true, b.o.Store.SaveSettings(ctx, store.Settings{Guild: guild})
}

// greet posts the first steps for admins where everybody reads what concerns the guild, or in the first channel where the
// bot may write. It writes to nobody directly.
func (b *Bot) greet(ctx context.Context, w *wire, g *discordgo.Guild) {
	whole, err := w.guild(ctx, g.ID)
	if err != nil {
		b.log.Error("guild not greeted", "guild", g.ID, "err", wireError(err))
		return
	}
	channel := greetingChannel(whole, w.self())
	if channel == "" {
		b.log.Warn("nowhere to greet", "guild", g.ID)
		return
	}
	r := b.baseRequest(g.ID)
	r.cmd, r.textOnly = "greeting", true
	rep := b.fixed(r, "greeting", nil)
	if _, err := w.say(ctx, channel, g.ID, send(b.render(r, rep), nil)); err != nil {
		b.log.Error("guild not greeted", "guild", g.ID, "err", wireError(err))
		return
	}
	b.log.Info("guild greeted", "guild", g.ID)
}

// guild is a guild with its roles, its channels and the bot as its member. The event that tells of a guild is not read so far.
func (w *wire) guild(ctx context.Context, id string) (*discordgo.Guild, error) {
	g, err := w.api().Guild(id, discordgo.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	if g.Channels, err = w.api().GuildChannels(id, discordgo.WithContext(ctx)); err != nil {
		return nil, err
	}
	self, err := w.api().GuildMember(id, w.self(), discordgo.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	self.GuildID, g.Members = id, []*discordgo.Member{self}
	return g, nil
}

// greetingChannel is the guild's system channel, or else its topmost text channel, where the bot may write; "" where there
// is none.
func greetingChannel(g *discordgo.Guild, self string) string {
	state := discordgo.NewState()
	if err := state.GuildAdd(g); err != nil {
		return ""
	}
	texts := slices.DeleteFunc(slices.Clone(g.Channels), func(c *discordgo.Channel) bool {
		return c.Type != discordgo.ChannelTypeGuildText
	})
	slices.SortFunc(texts, func(a, b *discordgo.Channel) int {
		system := func(c *discordgo.Channel) int {
			if c.ID == g.SystemChannelID {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(system(a), system(b)), cmp.Compare(a.Position, b.Position), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range texts {
		if have, err := state.UserChannelPermissions(self, c.ID); err == nil && have&needsToTell == needsToTell {
			return c.ID
		}
	}
	return ""
}

// onGuildGone notes that the bot left a guild: its settings go after a while unless it comes back. An outage is no leaving.
func (b *Bot) onGuildGone(ctx context.Context, g *discordgo.Guild) {
	if b.o.Store == nil || g == nil || g.Unavailable {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, messageBudget)
	defer cancel()
	if err := b.o.Store.Leave(ctx, g.ID); err != nil {
		b.log.Error("guild not noted", "guild", g.ID, "err", err)
		return
	}
	b.log.Info("guild left", "guild", g.ID)
}

// onReady notes which guilds the bot has left while it was not connected, of those that the session is for.
func (b *Bot) onReady(ctx context.Context, ready *discordgo.Ready) {
	if b.o.Store == nil {
		return
	}
	in := map[string]bool{}
	for _, g := range ready.Guilds {
		in[g.ID] = true
	}
	for _, id := range b.o.Store.Guilds() {
		if set, _ := b.o.Store.Settings(id); !in[id] && set.Left.IsZero() && inShard(id, ready.Shard) {
			b.onGuildGone(ctx, &discordgo.Guild{ID: id})
		}
	}
}

// inShard tells whether a guild is in a session's shard.
func inShard(guild string, shard *[2]int) bool {
	if shard == nil || shard[1] <= 1 {
		return true
	}
	id, err := strconv.ParseUint(guild, 10, 64)
	return err == nil && int(id>>22%uint64(shard[1])) == shard[0]
}
