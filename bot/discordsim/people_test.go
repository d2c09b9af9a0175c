package discordsim

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// TestOffered checks that people can send only what Discord's client lets them send.
func TestOffered(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(*discordgo.InteractionCreate) *discordgo.InteractionResponse { return reply("ok") }))
	choice := []*discordgo.ApplicationCommandOptionChoice{{Name: "A", Value: "a"}}
	b.register(t, r.guild.ID,
		&discordgo.ApplicationCommand{Name: "mod", Description: "d", DefaultMemberPermissions: new(int64(discordgo.PermissionManageMessages))},
		&discordgo.ApplicationCommand{Name: "admins", Description: "d", DefaultMemberPermissions: new(int64(0))},
		&discordgo.ApplicationCommand{Name: "opts", Description: "d", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: "need", Description: "d", Required: true, MinLength: new(2), MaxLength: 3},
			{Type: discordgo.ApplicationCommandOptionString, Name: "pick", Description: "d", Choices: choice},
			{Type: discordgo.ApplicationCommandOptionInteger, Name: "count", Description: "d", MinValue: new(1.0), MaxValue: 5},
			{Type: discordgo.ApplicationCommandOptionUser, Name: "who", Description: "d"},
		}},
		&discordgo.ApplicationCommand{Name: "faq", Description: "d", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionSubCommand, Name: "show", Description: "d"},
		}})
	b.register(t, "", &discordgo.ApplicationCommand{Name: "here", Description: "d", Contexts: &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}})
	staff := r.AddRole(r.guild, "staff", discordgo.PermissionManageMessages)
	mod := r.AddUser("mod", r.guild)
	r.GiveRole(mod, staff)
	owner := User{ID: r.guild.OwnerID, Name: "owner"}
	closed := r.AddChannel(r.guild, "closed")
	r.Overwrite(closed, r.patient, 0, discordgo.PermissionUseApplicationCommands)
	type values = map[string]any
	tests := []struct {
		name  string
		who   User
		where Channel
		line  string
		opts  values
		ok    bool
	}{
		{"not registered", r.patient, r.channel, "nothing", nil, false},
		{"no name", r.patient, r.channel, "/", nil, false},
		{"no permission", r.patient, r.channel, "mod", nil, false},
		{"permission", mod, r.channel, "mod", nil, true},
		{"admins only", mod, r.channel, "admins", nil, false},
		{"an admin", owner, r.channel, "admins", nil, true},
		{"guild command in direct messages", r.patient, r.DM(r.patient), "opts", values{"need": "ab"}, false},
		{"guild context in direct messages", r.patient, r.DM(r.patient), "here", nil, false},
		{"another's direct messages", mod, r.DM(r.patient), "here", nil, false},
		{"commands forbidden in the channel", r.patient, closed, "here", nil, false},
		{"required option missing", r.patient, r.channel, "opts", nil, false},
		{"unknown option", r.patient, r.channel, "opts", values{"need": "ab", "no": 1}, false},
		{"text too short", r.patient, r.channel, "opts", values{"need": "a"}, false},
		{"text too long", r.patient, r.channel, "opts", values{"need": "abcd"}, false},
		{"text of the wrong type", r.patient, r.channel, "opts", values{"need": 12}, false},
		{"choice", r.patient, r.channel, "opts", values{"need": "ab", "pick": "a"}, true},
		{"not a choice", r.patient, r.channel, "opts", values{"need": "ab", "pick": "b"}, false},
		{"number in range", r.patient, r.channel, "opts", values{"need": "ab", "count": 5}, true},
		{"number out of range", r.patient, r.channel, "opts", values{"need": "ab", "count": 6}, false},
		{"broken number", r.patient, r.channel, "opts", values{"need": "ab", "count": 1.5}, false},
		{"user", r.patient, r.channel, "opts", values{"need": "ab", "who": mod}, true},
		{"role for a user", r.patient, r.channel, "opts", values{"need": "ab", "who": staff}, false},
		{"subcommand", r.patient, r.channel, "faq show", nil, true},
		{"no subcommand", r.patient, r.channel, "faq", nil, false},
		{"unknown subcommand", r.patient, r.channel, "faq hide", nil, false},
	}
	for _, tt := range tests {
		_, err := r.Command(within(t), tt.who, tt.where, tt.line, tt.opts)
		if tt.ok && err != nil || !tt.ok && !errors.Is(err, ErrNotOffered) {
			t.Errorf("%s: Command(%q, %v) = %v, want offered %t", tt.name, tt.line, tt.opts, err, tt.ok)
		}
	}
	if _, err := r.ForceCommand(within(t), r.patient, r.channel, "mod", nil); err != nil {
		t.Errorf("ForceCommand = %v", err)
	}
	if _, err := r.MessageCommand(within(t), r.patient, &discordgo.Message{ID: "1"}, "x"); !errors.Is(err, ErrNotOffered) {
		t.Errorf("MessageCommand = %v, want %v", err, ErrNotOffered)
	}
}

// TestSubcommandOptions checks the nesting of options and what is resolved.
func TestSubcommandOptions(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	staff := r.AddRole(r.guild, "staff", 0)
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		data := i.ApplicationCommandData()
		group := data.Options[0]
		sub := group.Options[0]
		who, role, where := sub.GetOption("who"), sub.GetOption("role"), sub.GetOption("where")
		return reply(strings.Join([]string{
			group.Name, sub.Name, data.Resolved.Users[who.UserValue(nil).ID].Username,
			data.Resolved.Roles[role.RoleValue(nil, "").ID].Name, data.Resolved.Channels[where.ChannelValue(nil).ID].Name,
		}, " "))
	}))
	option := func(kind discordgo.ApplicationCommandOptionType, name string, inner ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{Type: kind, Name: name, Description: "d", Options: inner}
	}
	b.register(t, r.guild.ID, &discordgo.ApplicationCommand{Name: "faq", Description: "d", Options: []*discordgo.ApplicationCommandOption{
		option(discordgo.ApplicationCommandOptionSubCommandGroup, "staff", option(discordgo.ApplicationCommandOptionSubCommand, "add",
			option(discordgo.ApplicationCommandOptionUser, "who"), option(discordgo.ApplicationCommandOptionRole, "role"), option(discordgo.ApplicationCommandOptionChannel, "where"))),
	}})
	ex, err := r.Command(within(t), r.patient, r.channel, "faq staff add", map[string]any{"who": r.patient, "role": staff, "where": r.channel})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ex.Message().Content, "staff add pat staff help"; got != want {
		t.Errorf("content = %q, want %q", got, want)
	}
}

func TestSay(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	other := r.AddUser("other", r.guild)
	mute := r.AddChannel(r.guild, "mute")
	r.Overwrite(mute, r.patient, 0, discordgo.PermissionSendMessages)
	forum := r.AddChannel(r.guild, "questions", discordgo.ChannelTypeGuildForum)
	first, err := r.Say(t.Context(), r.patient, r.channel, "hello")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := r.Say(t.Context(), other, r.channel, "hi", SayOptions{ReplyTo: first})
	if err != nil || len(answer.Mentions) != 1 || answer.ReferencedMessage.Content != "hello" {
		t.Errorf("reply = %+v, %v", answer, err)
	}
	quiet, err := r.Say(t.Context(), other, r.channel, "hi", SayOptions{ReplyTo: first, NoPing: true})
	if err != nil || len(quiet.Mentions) != 0 {
		t.Errorf("reply without a ping = %+v, %v", quiet, err)
	}
	hook, err := r.Say(t.Context(), User{ID: "77", Name: "feed", Bot: true}, r.channel, "news", SayOptions{WebhookID: "77"})
	if err != nil || hook.WebhookID != "77" || !hook.Author.Bot {
		t.Errorf("webhook message = %+v, %v", hook, err)
	}
	for _, where := range []Channel{mute, forum, r.DM(other)} {
		if _, err := r.Say(t.Context(), r.patient, where, "a"); !errors.Is(err, ErrNotOffered) {
			t.Errorf("Say in %s = %v, want %v", where.Name, err, ErrNotOffered)
		}
	}
	if _, err := r.Edit(t.Context(), other, first, "mine"); !errors.Is(err, ErrNotOffered) {
		t.Errorf("Edit = %v, want %v", err, ErrNotOffered)
	}
	if err := r.Delete(t.Context(), other, first); !errors.Is(err, ErrNotOffered) {
		t.Errorf("Delete = %v, want %v", err, ErrNotOffered)
	}
	post, msg, err := r.Post(t.Context(), r.patient, forum, "Is it safe?", "I wonder")
	if err != nil || post.ParentID != forum.ID || msg.ChannelID != post.ID {
		t.Errorf("Post = %+v, %+v, %v", post, msg, err)
	}
	if _, err := client(t, r.Server).ChannelMessageSend(post.ID, "answer"); err != nil {
		t.Errorf("the bot answers in the post: %v", err)
	}
	if got := r.Messages(r.DM(other), r.patient); got != nil {
		t.Errorf("the patient sees another's direct messages: %v", got)
	}
}

func TestSubscribeAndWait(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	feed := r.Subscribe(ctx)
	dg := client(t, r.Server)
	said, err := r.Say(ctx, r.patient, r.channel, "hello")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := dg.ChannelTyping(r.channel.ID); err != nil {
			t.Error(err)
		}
		if _, err := dg.ChannelMessageSend(r.channel.ID, "answer"); err != nil {
			t.Error(err)
		}
	}()
	m, err := r.WaitMessage(within(t), r.channel, func(m *discordgo.Message) bool { return m.Author.Bot })
	if err != nil || m.Content != "answer" {
		t.Errorf("WaitMessage = %+v, %v", m, err)
	}
	if err := r.Delete(ctx, r.patient, said); err != nil {
		t.Fatal(err)
	}
	var got []EventKind
	for e := range feed {
		if got = append(got, e.Kind); e.Kind == MessageDeleted {
			cancel()
		}
	}
	if d := cmp.Diff([]EventKind{MessagePosted, Typing, MessagePosted, MessageDeleted}, got); d != "" {
		t.Errorf("events (-want +got):\n%s", d)
	}
	if _, err := r.WaitMessage(ctx, r.channel, func(*discordgo.Message) bool { return false }); !errors.Is(err, context.Canceled) {
		t.Errorf("WaitMessage after the end = %v", err)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	done := make(chan error, 1)
	go func() {
		_, err := r.WaitMessage(t.Context(), r.channel, func(*discordgo.Message) bool { return false })
		done <- err
	}()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, ErrClosed) {
		t.Errorf("WaitMessage = %v, want %v", err, ErrClosed)
	}
	if err := r.Close(); err != nil {
		t.Errorf("second Close = %v", err)
	}
}

func TestRemoveGuild(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	left := make(chan string, 1)
	connect(t, r.Server, discordgo.IntentsGuilds, func(_ *discordgo.Session, g *discordgo.GuildDelete) { left <- g.ID })
	r.RemoveGuild(r.guild)
	if got := <-left; got != r.guild.ID {
		t.Errorf("left guild %s, want %s", got, r.guild.ID)
	}
	_, err := client(t, r.Server).ChannelMessageSend(r.channel.ID, "a")
	wantCode(t, "a channel of a guild that is gone", err, 404, 10003)
}

func TestText(t *testing.T) {
	t.Parallel()
	m := &discordgo.Message{
		Author: &discordgo.User{Username: "faq"}, Content: "one\ntwo", Flags: discordgo.MessageFlagsEphemeral,
		Embeds: []*discordgo.MessageEmbed{{
			Title: "Baclofen", URL: "https://example.org", Description: "It is\na medicine.",
			Fields: []*discordgo.MessageEmbedField{{Name: "Source", Value: "A page"}}, Footer: &discordgo.MessageEmbedFooter{Text: "Information only."},
		}},
		Components: []discordgo.MessageComponent{
			&discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				&discordgo.Button{Label: "Share", Emoji: &discordgo.ComponentEmoji{Name: "*"}},
				&discordgo.Button{Label: "Source", URL: "https://example.org"}, &discordgo.Button{Label: "No", Disabled: true},
			}},
			&discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				&discordgo.SelectMenu{Placeholder: "Topic", Options: []discordgo.SelectMenuOption{{Label: "Dose"}, {Label: "Storage"}}},
			}},
			&discordgo.Container{Components: []discordgo.MessageComponent{&discordgo.TextDisplay{Content: "inside"}, &discordgo.Separator{}}},
		},
	}
	want := `faq (only you can see this):
one
two
| Baclofen <https://example.org>
| It is
| a medicine.
| Source:
|   A page
| Information only.
[* Share] [Source <https://example.org>] [No (off)]
[menu: Topic]
  - Dose
  - Storage
| inside
| ---
`
	if d := cmp.Diff(want, Text(m)); d != "" {
		t.Errorf("Text (-want +got):\n%s", d)
	}
}
