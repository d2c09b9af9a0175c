package discord

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

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
