package discordsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

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

func TestCommandRoutes(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	dg, app := client(t, r.Server), r.ApplicationID()
	first, err := dg.ApplicationCommandBulkOverwrite(app, "", []*discordgo.ApplicationCommand{askCommand, {Name: "help", Description: "Help"}})
	if err != nil {
		t.Fatal(err)
	}
	changed := &discordgo.ApplicationCommand{Name: "help", Description: "Other", DefaultMemberPermissions: new(int64(32))}
	second, err := dg.ApplicationCommandBulkOverwrite(app, "", []*discordgo.ApplicationCommand{askCommand, changed})
	if err != nil {
		t.Fatal(err)
	}
	if first[0].ID != second[0].ID || first[0].Version != second[0].Version {
		t.Errorf("the unchanged command went from %s version %s to %s version %s", first[0].ID, first[0].Version, second[0].ID, second[0].Version)
	}
	if first[1].ID != second[1].ID || first[1].Version == second[1].Version || *second[1].DefaultMemberPermissions != 32 {
		t.Errorf("the changed command went from %+v to %+v", first[1], second[1])
	}
	made, err := dg.ApplicationCommandCreate(app, r.guild.ID, askCommand)
	if err != nil {
		t.Fatal(err)
	}
	edited, err := dg.ApplicationCommandEdit(app, r.guild.ID, made.ID, &discordgo.ApplicationCommand{Name: "ask", Description: "New", Options: askCommand.Options})
	if err != nil {
		t.Fatal(err)
	}
	got, err := dg.ApplicationCommand(app, r.guild.ID, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(edited, got); d != "" || got.Description != "New" || len(got.Options) != 2 || got.GuildID != r.guild.ID {
		t.Errorf("the edited command: %+v (-edited +got):\n%s", got, d)
	}
	if err := dg.ApplicationCommandDelete(app, r.guild.ID, made.ID); err != nil {
		t.Error(err)
	}
	list, err := dg.ApplicationCommands(app, r.guild.ID)
	if err != nil || len(list) != 0 || len(r.Commands("")) != 2 {
		t.Errorf("after the deletion: %+v, %v; %d global ones", list, err, len(r.Commands("")))
	}
	var many []*discordgo.ApplicationCommand
	for i := range 101 {
		many = append(many, &discordgo.ApplicationCommand{Name: fmt.Sprint("c", i), Description: "d"})
	}
	_, err = dg.ApplicationCommandBulkOverwrite(app, "", many)
	wantCode(t, "101 commands", err, 400, 30032)
}

func TestBasicRoutes(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{Shards: 3})
	dg := client(t, r.Server)
	bot, err := dg.GatewayBot()
	if err != nil || bot.Shards != 3 || bot.SessionStartLimit.Remaining != 1000 {
		t.Errorf("GatewayBot = %+v, %v", bot, err)
	}
	self, err := dg.User("@me")
	if err != nil || self.ID != r.Bot().ID || !self.Bot {
		t.Errorf("User(@me) = %+v, %v", self, err)
	}
	app, err := dg.Application("@me")
	if err != nil || app.ID != r.ApplicationID() {
		t.Errorf("Application(@me) = %+v, %v", app, err)
	}
	guild, err := dg.Guild(r.guild.ID)
	if err != nil || guild.Name != "clinic" || len(guild.Roles) != 2 {
		t.Errorf("Guild = %+v, %v", guild, err)
	}
	channels, err := dg.GuildChannels(r.guild.ID)
	if err != nil || len(channels) != 1 || channels[0].ID != r.channel.ID {
		t.Errorf("GuildChannels = %+v, %v", channels, err)
	}
	roles, err := dg.GuildRoles(r.guild.ID)
	if err != nil || len(roles) != 2 {
		t.Errorf("GuildRoles = %+v, %v", roles, err)
	}
	staff := r.AddRole(r.guild, "staff", discordgo.PermissionManageMessages)
	r.GiveRole(r.patient, staff)
	member, err := dg.GuildMember(r.guild.ID, r.patient.ID)
	if err != nil || !slices.Equal(member.Roles, []string{staff.ID}) {
		t.Errorf("GuildMember = %+v, %v", member, err)
	}
	dm, err := dg.UserChannelCreate(r.patient.ID)
	if err != nil || dm.ID != r.DM(r.patient).ID {
		t.Errorf("UserChannelCreate = %+v, %v", dm, err)
	}
	channel, err := dg.Channel(r.channel.ID)
	if err != nil || channel.GuildID != r.guild.ID {
		t.Errorf("Channel = %+v, %v", channel, err)
	}
}

// TestHeaders checks the headers that a client relies on.
func TestHeaders(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{RouteLimit: 2})
	do := func(path string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://discord.com/api/v10"+path, bytes.NewReader(nil))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bot "+DefaultToken)
		resp, err := r.Transport().RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	typing := "/channels/" + r.channel.ID + "/typing"
	resp := do(typing)
	if resp.StatusCode != 204 || resp.Header.Get("Content-Type") != "" {
		t.Errorf("typing: %s with Content-Type %q, want 204 without", resp.Status, resp.Header.Get("Content-Type"))
	}
	if got := resp.Header.Get("X-RateLimit-Remaining"); got != "1" {
		t.Errorf("X-RateLimit-Remaining = %q, want 1", got)
	}
	do(typing)
	resp = do(typing)
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" || !bytes.Contains(body, []byte(`"retry_after":`)) {
		t.Errorf("third request in a second: %s %s, %v", resp.Status, body, err)
	}
	if resp := do("/channels/" + r.DM(r.patient).ID + "/typing"); resp.StatusCode != 204 {
		t.Errorf("another channel: %s, want a bucket of its own", resp.Status)
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	hc := &http.Client{Transport: s.Transport()}
	for _, host := range []string{"example.org", "notdiscord.com", "discord.com.example.org"} {
		if resp, err := hc.Get("https://" + host + "/api/v9/gateway"); err == nil {
			resp.Body.Close()
			t.Errorf("a request to %s went through", host)
		}
	}
	resp, err := hc.Get("https://discord.com/api/v9/gateway")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

func TestRESTHook(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Hooks: Hooks{REST: func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/users/@me" {
			return false
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}}})
	dg := client(t, s)
	_, err := dg.User("@me")
	rest, ok := errors.AsType[*discordgo.RESTError](err)
	if !ok || rest.Response.StatusCode != 503 {
		t.Errorf("User(@me) = %v, want 503 from the hook", err)
	}
	if _, err := dg.User(s.Bot().ID); err != nil {
		t.Errorf("another request: %v", err)
	}
	want := []Request{
		{Method: "GET", Path: "/users/@me"},
		{Method: "GET", Path: "/users/" + s.Bot().ID, Body: json.RawMessage{}, Status: 200},
	}
	if d := cmp.Diff(want, s.Requests()); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}
