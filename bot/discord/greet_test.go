package discord

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
)

// greetings are the bot's messages in a channel that answer nothing.
func (w *world) greetings(where discordsim.Channel) []*discordgo.Message {
	var list []*discordgo.Message
	for _, m := range w.Messages(where, w.boss) {
		if m.Author.ID == w.Server.Bot().ID && m.MessageReference == nil {
			list = append(list, m)
		}
	}
	return list
}

// TestGreeting: where the bot is new its admins read the first steps, once, and nobody gets a direct message.
func TestGreeting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.SetSystemChannel(w.guild, w.staff)
	greeter := *w
	greeter.rig = newRig(t, Options{HomeGuilds: w.o.HomeGuilds})
	greeter.run(t)
	greeter.logged.wait(t, "guild greeted", 2)
	for _, where := range []discordsim.Channel{w.staff, w.other} {
		said := w.greetings(where)
		if len(said) != 1 {
			t.Fatalf("%d greetings in #%s, want 1", len(said), where.Name)
		}
		for _, want := range []string{"1. **/settings set**", "2. **/settings channel**", "3. **/ask**", "Information only"} {
			if !strings.Contains(said[0].Content, want) {
				t.Errorf("%q is not in\n%s", want, readable(said[0]))
			}
		}
	}
	at := &wire{}
	for range 2 { // as after a reconnect; a second greeting would need a session
		greeter.onGuild(t.Context(), at, &discordgo.Guild{ID: w.guild.ID, JoinedAt: time.Now()})
	}
	if log := greeter.logged.String(); strings.Contains(log, "panicked") {
		t.Errorf("greeted again:\n%s", log)
	}
	for _, r := range w.Requests() {
		if r.Path == "/users/@me/channels" {
			t.Error("a direct message was begun")
		}
	}
}

// TestGreetingRefused: what Discord refuses is in the log, and not tried for ever.
func TestGreetingRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.SetHooks(discordsim.Hooks{REST: func(rw http.ResponseWriter, r *http.Request) bool {
		refused := strings.HasSuffix(r.URL.Path, "/guilds/"+w.guild.ID+"/channels") || strings.HasSuffix(r.URL.Path, "/"+w.other.ID+"/messages")
		if refused {
			fail(rw, http.StatusForbidden, discordgo.ErrCodeMissingAccess)
		}
		return refused
	}})
	greeter := *w
	greeter.rig = newRig(t, Options{HomeGuilds: w.o.HomeGuilds})
	greeter.run(t)
	greeter.logged.wait(t, "guild not greeted", 2)
}

// TestGuildsThatWereThereBefore: a bot that begins to keep settings does not greet where it has long been.
func TestGuildsThatWereThereBefore(t *testing.T) {
	r := newRig(t, Options{})
	r.onGuild(t.Context(), &wire{}, &discordgo.Guild{ID: "7", JoinedAt: time.Now().Add(-greetWithin)})
	r.onGuild(t.Context(), &wire{}, &discordgo.Guild{ID: "8", Unavailable: true, JoinedAt: time.Now()})
	r.onGuild(t.Context(), &wire{}, nil)
	if got := strings.Join(r.o.Store.Guilds(), " "); got != "7" {
		t.Errorf("noted are the guilds %q, want 7", got)
	}
	if log := r.logged.String(); log != "" {
		t.Errorf("logged:\n%s", log)
	}
}

// TestLeaving: the settings of a guild that the bot has left are marked, and are there again when it comes back.
func TestLeaving(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Country: "GB"})
	w.set(t, w.other, "set", map[string]any{optionCountry: "US"}, "Saved")
	left := func() bool {
		s, ok := w.o.Store.Settings(w.elsewhere.ID)
		return ok && !s.Left.IsZero()
	}
	w.onGuildGone(t.Context(), &discordgo.Guild{ID: w.elsewhere.ID, Unavailable: true})
	if left() {
		t.Error("an outage is taken for leaving")
	}
	w.RemoveGuild(w.elsewhere)
	w.logged.wait(t, "guild left", 1)
	if !left() {
		t.Error("leaving is not noted")
	}
	w.onGuild(t.Context(), &wire{}, &discordgo.Guild{ID: w.elsewhere.ID, JoinedAt: time.Now()})
	if left() || w.settings(w.elsewhere.ID).country != "US" {
		t.Error("coming back is not noted, or the settings are lost")
	}
}

// TestLeftMeanwhile: guilds that the bot is not in any more when it connects were left; those of other shards say nothing.
func TestLeftMeanwhile(t *testing.T) {
	s := openStore(t)
	for _, guild := range []string{"1", "2", "4194304", "x"} {
		if err := s.SaveSettings(t.Context(), store.Settings{Guild: guild}); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t, Options{Store: s})
	left := func() string {
		var ids []string
		for _, id := range s.Guilds() {
			if set, _ := s.Settings(id); !set.Left.IsZero() {
				ids = append(ids, id)
			}
		}
		return strings.Join(ids, " ")
	}
	r.onReady(t.Context(), &discordgo.Ready{Shard: &[2]int{0, 2}, Guilds: []*discordgo.Guild{{ID: "1"}}})
	if got := left(); got != "2" {
		t.Errorf("left by the first shard: %q, want 2", got)
	}
	r.onReady(t.Context(), &discordgo.Ready{Guilds: []*discordgo.Guild{{ID: "1"}}})
	if got := left(); got != "2 4194304 x" {
		t.Errorf("left without shards: %q, want all but 1", got)
	}
	(&Bot{}).onReady(t.Context(), &discordgo.Ready{})
}

func TestGreetingChannel(t *testing.T) {
	const self = "1"
	text := func(id string, position int, deny int64) *discordgo.Channel {
		c := &discordgo.Channel{ID: id, GuildID: "9", Position: position}
		if deny != 0 {
			c.PermissionOverwrites = []*discordgo.PermissionOverwrite{{ID: "9", Deny: deny}}
		}
		return c
	}
	tests := []struct {
		name     string
		system   string
		channels []*discordgo.Channel
		want     string
	}{
		{"no channel", "", nil, ""},
		{"the topmost", "", []*discordgo.Channel{text("4", 2, 0), text("3", 1, 0)}, "3"},
		{"the oldest of two", "", []*discordgo.Channel{text("40", 0, 0), text("5", 0, 0)}, "5"},
		{"the system channel", "4", []*discordgo.Channel{text("3", 1, 0), text("4", 2, 0)}, "4"},
		{"a system channel where it may not write", "4", []*discordgo.Channel{text("3", 1, 0), text("4", 2, discordgo.PermissionSendMessages)}, "3"},
		{"none that it sees", "", []*discordgo.Channel{text("3", 1, discordgo.PermissionViewChannel)}, ""},
		{"no text channel", "", []*discordgo.Channel{{ID: "3", GuildID: "9", Type: discordgo.ChannelTypeGuildVoice}}, ""},
	}
	for _, tt := range tests {
		g := &discordgo.Guild{
			ID: "9", SystemChannelID: tt.system, Channels: tt.channels, Members: []*discordgo.Member{{GuildID: "9", User: &discordgo.User{ID: self}}},
			Roles: []*discordgo.Role{{ID: "9", Permissions: discordgo.PermissionViewChannel | discordgo.PermissionSendMessages}},
		}
		if got := greetingChannel(g, self); got != tt.want {
			t.Errorf("%s: greetingChannel = %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := greetingChannel(&discordgo.Guild{ID: "9", Channels: []*discordgo.Channel{text("3", 1, 0)}}, self); got != "" {
		t.Errorf("greetingChannel of a guild that the bot is no member of = %q, want none", got)
	}
}

// TestGuildNotNoted: a store that fails is in the log, and nobody is greeted again and again for it.
func TestGuildNotNoted(t *testing.T) {
	s, err := store.Open(t.Context(), ":memory:", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, guild := range []string{"7", "8"} {
		if err := s.SaveSettings(t.Context(), store.Settings{Guild: guild}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Leave(t.Context(), "8"), s.Close()); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, Options{Store: s})
	r.onGuildGone(t.Context(), &discordgo.Guild{ID: "7"})
	r.onGuild(t.Context(), &wire{}, &discordgo.Guild{ID: "8", JoinedAt: time.Now()})
	r.onGuild(t.Context(), &wire{}, &discordgo.Guild{ID: "9", JoinedAt: time.Now()})
	if log := r.logged.String(); strings.Count(log, "guild not noted") != 3 || strings.Contains(log, "greet") {
		t.Errorf("not three failures in the log:\n%s", log)
	}
}
