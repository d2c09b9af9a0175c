package discordsim

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// session is a client that uses REST only.
func client(t *testing.T, s *Server) *discordgo.Session {
	t.Helper()
	dg, err := s.Session(DefaultToken)
	if err != nil {
		t.Fatal(err)
	}
	return dg
}

// TestRejectedBody checks what the bot gets for a body that breaks a rule, and what a test can read afterwards.
func TestRejectedBody(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	dg := client(t, r.Server)
	_, err := dg.ChannelMessageSend(r.channel.ID, text(2001))
	wantCode(t, "long message", err, 400, 50035)
	rest, _ := errors.AsType[*discordgo.RESTError](err)
	var body struct {
		Errors map[string]struct {
			List []struct{ Code, Message string } `json:"_errors"`
		}
	}
	if err := json.Unmarshal(rest.ResponseBody, &body); err != nil {
		t.Fatal(err)
	}
	if list := body.Errors["content"].List; len(list) != 1 || list[0].Code != "BASE_TYPE_MAX_LENGTH" || list[0].Message != "Must be 2000 or fewer in length." {
		t.Errorf("errors = %s", rest.ResponseBody)
	}
	list := r.Rejections()
	if len(list) != 1 || list[0].Rule != "message-length" || list[0].Method != "POST" || list[0].Path != "/channels/"+r.channel.ID+"/messages" {
		t.Errorf("Rejections = %+v", list)
	}
	if len(r.Messages(r.channel, r.patient)) != 0 {
		t.Error("the rejected message is there")
	}
	_, err = dg.ChannelMessageSend(r.channel.ID, " ")
	wantCode(t, "empty message", err, 400, 50006)
}

// TestEveryRuleRejects sends every bad body of the table over the wire.
func TestEveryRuleRejects(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{RouteLimit: 1000})
	dg := client(t, r.Server)
	paths := map[bodyKind]string{
		kindCommand:     "POST applications/" + r.ApplicationID() + "/commands",
		kindCommandEdit: "PATCH applications/" + r.ApplicationID() + "/commands/1",
		kindCommands:    "PUT applications/" + r.ApplicationID() + "/commands",
		kindMessage:     "POST channels/" + r.channel.ID + "/messages",
		kindFollowup:    "POST webhooks/" + r.ApplicationID() + "/token",
		kindEdit:        "PATCH channels/" + r.channel.ID + "/messages/1",
		kindCallback:    "POST interactions/1/token/callback",
	}
	for _, tt := range append(commandCases(), messageCases()...) {
		method, path, _ := strings.Cut(paths[tt.kind], " ")
		before := len(r.Rejections())
		_, err := dg.RequestRaw(method, discordgo.EndpointAPI+path, "application/json", []byte(tt.bad), "", 0)
		rest, ok := errors.AsType[*discordgo.RESTError](err)
		if !ok || rest.Response.StatusCode != 400 {
			t.Errorf("%s: %v, want status 400", tt.rule, err)
		}
		if !slices.ContainsFunc(r.Rejections()[before:], func(v Rejection) bool { return v.Rule == tt.rule && string(v.Body) == tt.bad }) {
			t.Errorf("%s: the rejection is not recorded", tt.rule)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	dg := client(t, r.Server)
	said, err := r.Say(t.Context(), r.patient, r.channel, "hello")
	if err != nil {
		t.Fatal(err)
	}
	forum := r.AddChannel(r.guild, "questions", discordgo.ChannelTypeGuildForum)
	hidden := r.AddChannel(r.guild, "hidden")
	r.Overwrite(hidden, r.Bot(), 0, discordgo.PermissionViewChannel)
	mute := r.AddChannel(r.guild, "mute")
	r.OverwriteRole(mute, r.Everyone(r.guild), 0, discordgo.PermissionSendMessages)
	stranger, err := r.Session("stranger")
	if err != nil {
		t.Fatal(err)
	}
	send := func(channel string) error { _, err := dg.ChannelMessageSend(channel, "a"); return err }
	tests := []struct {
		name         string
		do           func() error
		status, code int
	}{
		{"wrong token", func() error { _, err := stranger.User("@me"); return err }, 401, 0},
		{"unknown route", func() error { _, err := dg.Request("GET", discordgo.EndpointAPI+"nowhere", nil); return err }, 404, 0},
		{"unknown channel", func() error { return send("1") }, 404, 10003},
		{"hidden channel", func() error { return send(hidden.ID) }, 403, 50001},
		{"no permission to send", func() error { return send(mute.ID) }, 403, 50013},
		{"forum", func() error { return send(forum.ID) }, 400, 50008},
		{"another's message", func() error { _, err := dg.ChannelMessageEdit(r.channel.ID, said.ID, "a"); return err }, 403, 50005},
		{"delete another's message", func() error { return dg.ChannelMessageDelete(r.channel.ID, said.ID) }, 403, 50013},
		{"unknown message", func() error { _, err := dg.ChannelMessage(r.channel.ID, "1"); return err }, 404, 10008},
		{"reply to nothing", func() error {
			_, err := dg.ChannelMessageSendReply(r.channel.ID, "a", &discordgo.MessageReference{MessageID: "1", ChannelID: r.channel.ID})
			return err
		}, 400, 50035},
		{"unknown guild", func() error { _, err := dg.Guild("1"); return err }, 404, 10004},
		{"unknown member", func() error { _, err := dg.GuildMember(r.guild.ID, "1"); return err }, 404, 10007},
		{"unknown user", func() error { _, err := dg.UserChannelCreate("1"); return err }, 404, 10013},
		{"message to a bot", func() error { _, err := dg.UserChannelCreate(r.Bot().ID); return err }, 400, 50007},
		{"unknown command", func() error { return dg.ApplicationCommandDelete(r.ApplicationID(), "", "1") }, 404, 10063},
		{"unknown application", func() error { _, err := dg.ApplicationCommands("1", ""); return err }, 404, 10002},
		{"commands of an unknown guild", func() error { _, err := dg.ApplicationCommands(r.ApplicationID(), "1"); return err }, 403, 50001},
		{"unknown interaction", func() error {
			return dg.InteractionRespond(&discordgo.Interaction{ID: "1", Token: "t"}, reply("a"))
		}, 404, 10062},
		{"unknown token", func() error {
			_, err := dg.FollowupMessageCreate(&discordgo.Interaction{AppID: r.ApplicationID(), Token: "t"}, true, &discordgo.WebhookParams{Content: "a"})
			return err
		}, 401, 50027},
		{"broken JSON", func() error {
			_, err := dg.RequestRaw("POST", discordgo.EndpointChannelMessages(r.channel.ID), "application/json", []byte("{"), "", 0)
			return err
		}, 400, 50109},
		{"wrong content type", func() error {
			_, err := dg.RequestRaw("POST", discordgo.EndpointChannelMessages(r.channel.ID), "text/plain", []byte("a"), "", 0)
			return err
		}, 400, 50035},
	}
	for _, tt := range tests {
		wantCode(t, tt.name, tt.do(), tt.status, tt.code)
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	dg := client(t, r.Server)
	first, err := dg.ChannelMessageSendComplex(r.channel.ID, &discordgo.MessageSend{
		Content: "panel", Embeds: []*discordgo.MessageEmbed{{Title: "Ask", Fields: []*discordgo.MessageEmbedField{{Name: "a", Value: "b"}}}},
		Components:      buttons(discordgo.Button{CustomID: "ask", Label: "Ask"}),
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	edited, err := dg.ChannelMessageEditComplex(discordgo.NewMessageEdit(r.channel.ID, first.ID).SetContent("changed"))
	if err != nil {
		t.Fatal(err)
	}
	if edited.Content != "changed" || len(edited.Embeds) != 1 || len(edited.Components) != 1 || edited.EditedTimestamp == nil {
		t.Errorf("after the edit: %+v", edited)
	}
	said, err := r.Say(t.Context(), r.patient, r.channel, "secret")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := dg.ChannelMessageSendReply(r.channel.ID, "there", said.Reference())
	if err != nil {
		t.Fatal(err)
	}
	if answer.Type != discordgo.MessageTypeReply || answer.ReferencedMessage == nil || len(answer.Mentions) != 1 {
		t.Errorf("the reply: %+v", answer)
	}
	list, err := dg.ChannelMessages(r.channel.ID, 2, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list {
		got = append(got, m.Content)
	}
	if d := cmp.Diff([]string{"there", ""}, got); d != "" {
		t.Errorf("the newest messages, the patient's without its text (-want +got):\n%s", d)
	}
	if err := dg.ChannelTyping(r.channel.ID); err != nil {
		t.Error(err)
	}
	if err := dg.ChannelMessageDelete(r.channel.ID, first.ID); err != nil {
		t.Error(err)
	}
	empty, err := dg.ChannelMessageEdit(r.channel.ID, answer.ID, "")
	wantCode(t, "an edit that leaves nothing", err, 400, 50006)
	if empty != nil {
		t.Errorf("the emptied message: %+v", empty)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	m, err := client(t, r.Server).ChannelMessageSendComplex(r.channel.ID, &discordgo.MessageSend{
		Files: []*discordgo.File{{Name: "report.csv", ContentType: "text/csv", Reader: strings.NewReader("a,b")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Filename != "report.csv" {
		t.Errorf("attachments = %+v", m.Attachments)
	}
}

// TestMentions checks who is notified by a bot's message.
func TestMentions(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	g := s.AddGuild("clinic", discordgo.PermissionMentionEveryone)
	c, pat, staff := s.AddChannel(g, "help"), s.AddUser("pat", g), s.AddRole(g, "staff", 0)
	dg := client(t, s)
	all := "@everyone " + pat.Mention() + " " + staff.Mention()
	none := []discordgo.AllowedMentionType{}
	tests := []struct {
		name        string
		allowed     *discordgo.MessageAllowedMentions
		everyone    bool
		users, role int
	}{
		{"nothing said", nil, true, 1, 1},
		{"none", &discordgo.MessageAllowedMentions{Parse: none}, false, 0, 0},
		{"users", &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{discordgo.AllowedMentionTypeUsers}}, false, 1, 0},
		{"one user", &discordgo.MessageAllowedMentions{Parse: none, Users: []string{pat.ID}}, false, 1, 0},
		{"one role", &discordgo.MessageAllowedMentions{Parse: none, Roles: []string{staff.ID}}, false, 0, 1},
	}
	for _, tt := range tests {
		m, err := dg.ChannelMessageSendComplex(c.ID, &discordgo.MessageSend{Content: all, AllowedMentions: tt.allowed})
		if err != nil {
			t.Fatal(err)
		}
		if m.MentionEveryone != tt.everyone || len(m.Mentions) != tt.users || len(m.MentionRoles) != tt.role {
			t.Errorf("%s: everyone %t, users %d, roles %d, want %t, %d, %d", tt.name, m.MentionEveryone, len(m.Mentions), len(m.MentionRoles), tt.everyone, tt.users, tt.role)
		}
	}
}

// TestNonce checks that a message which is sent again with the nonce of the first stays one.
func TestNonce(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Now())
	r := newRoom(t, Options{Now: clock.Now})
	dg := client(t, r.Server)
	post := func(nonce any, enforce bool) {
		body := object{"content": "a", "nonce": nonce, "enforce_nonce": enforce}
		if _, err := dg.Request(http.MethodPost, discordgo.EndpointChannelMessages(r.channel.ID), body); err != nil {
			t.Fatal(err)
		}
	}
	post("7", true)
	post("7", true)
	post("7", false)
	post("8", true)
	post(nil, true)
	post(nil, true)
	clock.Advance(nonceLifetime + time.Second)
	post("8", true)
	if got := len(r.Messages(r.channel, r.patient)); got != 6 {
		t.Errorf("%d messages, want 6 of the 7 that were sent", got)
	}
}
