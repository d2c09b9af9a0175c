package discord

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestCustomID(t *testing.T) {
	for _, want := range []customID{
		{action: actionPick, locale: "en", key: "0123456789ab"},
		{action: actionNot, locale: "pt-BR", key: "0123456789ab"},
		{action: actionWrong, locale: "en", key: "0123456789ab"},
		{action: actionNumbers, locale: "en", key: "GB", rule: "overdose-taken"},
	} {
		got, ok := parseCustomID(want.String())
		if !ok || got != want {
			t.Errorf("parseCustomID(%q) = %v, %v, want %v", want, got, ok, want)
		}
	}
	for _, s := range []string{"", "pick", "pick:en", "pick::key", "pick:en:", "pick:en:key:rule", "num:en:GB", "burn:en:key", "pick:en:a:b:c"} {
		if c, ok := parseCustomID(s); ok {
			t.Errorf("parseCustomID(%q) = %v, want none", s, c)
		}
	}
}

func TestCooldown(t *testing.T) {
	c := newCooldown()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range cooldownBurst {
		if !c.allow("a", now) {
			t.Fatalf("question %d of a burst is held back", i+1)
		}
	}
	if c.allow("a", now) {
		t.Error("one question more than a burst is allowed")
	}
	if !c.allow("b", now) {
		t.Error("somebody else is held back")
	}
	if now = now.Add(cooldownRefill / cooldownBurst); !c.allow("a", now) {
		t.Error("the bucket does not refill")
	}
	if c.allow("a", now) {
		t.Error("the bucket refills too fast")
	}
	for range cooldownBurst {
		if !c.allow("a", now.Add(time.Hour)) {
			t.Error("the bucket is not full after an hour")
		}
	}
	if c.allow("a", now.Add(time.Hour)) {
		t.Error("the bucket holds more than a burst after an hour")
	}
}

func TestCooldownForgets(t *testing.T) {
	c := newCooldown()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3 * sweepAt {
		c.allow(string(rune('a'+i%26))+time.Duration(i).String(), now.Add(time.Duration(i)*time.Second))
	}
	if got := len(c.full); got > sweepAt {
		t.Errorf("%d people are remembered, want at most %d", got, sweepAt)
	}
}

func TestReports(t *testing.T) {
	r := newReports()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r.add("b", now)
	r.add("a", now)
	r.add("b", now.Add(time.Minute))
	if got := r.take(); len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("take = %v, want [a b]", got)
	}
	r.add("a", now.Add(time.Minute))
	if got := r.take(); len(got) != 0 {
		t.Errorf("take after a repetition = %v, want none", got)
	}
	r.add("a", now.Add(reportAgain))
	if got := r.take(); len(got) != 1 {
		t.Errorf("take later = %v, want one", got)
	}
}

func TestAddressed(t *testing.T) {
	const self = "1"
	bot := &discordgo.User{ID: self}
	person := &discordgo.User{ID: "2"}
	mention := []*discordgo.User{bot}
	tests := []struct {
		name string
		m    *discordgo.Message
		text string
		ok   bool
	}{
		{"nothing", nil, "", false},
		{"without an author", &discordgo.Message{Content: "x"}, "", false},
		{"direct message", &discordgo.Message{Author: person, Content: " what is baclofen? "}, "what is baclofen?", true},
		{"empty direct message", &discordgo.Message{Author: person}, "", true},
		{"mention", &discordgo.Message{GuildID: "9", Author: person, Content: "<@1> what is it?", Mentions: mention}, "what is it?", true},
		{"mention of a nickname", &discordgo.Message{GuildID: "9", Author: person, Content: "what <@!1> is", Mentions: mention}, "what   is", true},
		{"mention alone", &discordgo.Message{GuildID: "9", Author: person, Content: "<@1>", Mentions: mention}, "", true},
		{"mentions of others are taken out", &discordgo.Message{GuildID: "9", Author: person, Content: "<@1> ask <@3> in <#4> or <@&5>", Mentions: mention}, "ask   in   or", true},
		{"no mention", &discordgo.Message{GuildID: "9", Author: person, Content: "baclofen"}, "", false},
		{"mention of somebody else", &discordgo.Message{GuildID: "9", Author: person, Content: "<@2> hi", Mentions: []*discordgo.User{person, nil}}, "", false},
		{"mention of a role", &discordgo.Message{GuildID: "9", Author: person, Content: "<@&1> hi", MentionRoles: []string{"1"}}, "", false},
		{"everyone", &discordgo.Message{GuildID: "9", Author: person, Content: "@everyone hi", MentionEveryone: true}, "", false},
		{"reply that notifies", &discordgo.Message{GuildID: "9", Type: discordgo.MessageTypeReply, Author: person, Content: "and alcohol?", Mentions: mention}, "and alcohol?", true},
		{"reply that notifies, without words", &discordgo.Message{GuildID: "9", Type: discordgo.MessageTypeReply, Author: person, Mentions: mention}, "", false},
		{"bot", &discordgo.Message{Author: &discordgo.User{ID: "3", Bot: true}, Content: "hi"}, "", false},
		{"itself", &discordgo.Message{Author: bot, Content: "hi"}, "", false},
		{"webhook", &discordgo.Message{Author: person, WebhookID: "8", Content: "hi"}, "", false},
		{"notice", &discordgo.Message{Type: discordgo.MessageTypeGuildMemberJoin, Author: person}, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if text, ok := addressed(self, tt.m); text != tt.text || ok != tt.ok {
				t.Errorf("addressed = %q, %v, want %q, %v", text, ok, tt.text, tt.ok)
			}
		})
	}
	if _, ok := addressed("", &discordgo.Message{Author: person, Content: "x"}); ok {
		t.Error("addressed before the bot knows itself")
	}
}

func TestMay(t *testing.T) {
	b := &Bot{o: Options{ModeratorRoles: []string{"7"}}}
	tests := []struct {
		name                 string
		r                    request
		moderator, adminship bool
	}{
		{"nobody", request{}, false, false},
		{"with another role", request{roles: []string{"8"}}, false, false},
		{"with the role", request{roles: []string{"8", "7"}}, true, false},
		{"may manage messages", request{permissions: discordgo.PermissionManageMessages}, true, false},
		{"may manage the guild", request{permissions: discordgo.PermissionManageGuild}, true, true},
		{"administrator", request{permissions: discordgo.PermissionAdministrator}, true, true},
	}
	for _, tt := range tests {
		if got := b.may(&tt.r, anyone); !got {
			t.Errorf("%s: not even anyone", tt.name)
		}
		if got := b.may(&tt.r, moderator); got != tt.moderator {
			t.Errorf("%s: moderator = %v, want %v", tt.name, got, tt.moderator)
		}
		if got := b.may(&tt.r, admin); got != tt.adminship {
			t.Errorf("%s: admin = %v, want %v", tt.name, got, tt.adminship)
		}
	}
}

func TestClip(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
	}{{"", 3, ""}, {"äöü", 3, "äöü"}, {"äöüß", 3, "äö…"}, {"abcdef", 1, "…"}}
	for _, tt := range tests {
		if got := clip(tt.in, tt.n); got != tt.want {
			t.Errorf("clip(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("New without an engine = nil, want an error")
	}
}
