package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
)

// judge is the one judge of this package's tests.
var judge = sync.OnceValues(func() (*discordsim.Judge, error) { return discordsim.NewJudge(os.Getenv("DISCORD_OPENAPI")) })

// world is a rig that runs against a loopback Discord, with the people who use it.
type world struct {
	*rig
	*discordsim.Server
	guild, elsewhere      discordsim.Guild
	channel, other, staff discordsim.Channel
	patient, mod, boss    discordsim.User
	stop                  context.CancelFunc // ends Run
}

// newWorld starts a bot whose home is the guild "clinic", and waits until its commands are registered. It may read messages
// where the options ask for it. At the end the judge must have rejected nothing.
func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	w := newStillWorld(t, o, discordsim.Options{})
	w.run(t)
	w.logged.wait(t, "commands registered", 2)
	return w
}

// newStillWorld is a world in which nothing runs yet.
func newStillWorld(t *testing.T, o Options, sim discordsim.Options) *world {
	t.Helper()
	var err error
	if sim.Judge, err = judge(); err != nil {
		t.Fatal(err)
	}
	if o.MessageContent {
		sim.Privileged |= discordgo.IntentsMessageContent
	}
	s, err := discordsim.Start(t.Context(), sim)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Server: s}
	w.guild, w.elsewhere = s.AddGuild("clinic"), s.AddGuild("elsewhere")
	w.channel, w.staff = s.AddChannel(w.guild, "help"), s.AddChannel(w.guild, "staff")
	w.other = s.AddChannel(w.elsewhere, "help")
	w.patient, w.mod, w.boss = s.AddUser("pat", w.guild, w.elsewhere), s.AddUser("mod", w.guild), s.AddUser("boss", w.guild, w.elsewhere)
	s.GiveRole(w.mod, s.AddRole(w.guild, "moderators", discordgo.PermissionManageMessages))
	s.GiveRole(w.boss, s.AddRole(w.guild, "admins", discordgo.PermissionManageGuild))
	s.GiveRole(w.boss, s.AddRole(w.elsewhere, "admins", discordgo.PermissionManageGuild))
	o.HomeGuilds, o.StaffChannel = []string{w.guild.ID}, w.staff.ID
	w.rig = newRig(t, o)
	for _, g := range []discordsim.Guild{w.guild, w.elsewhere} { // which the bot has greeted long ago
		if err := w.o.Store.SaveSettings(t.Context(), store.Settings{Guild: g.ID}); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, r := range s.Rejections() {
			t.Errorf("Discord rejected %s %s: %s: %s\n%s", r.Method, r.Path, r.Rule, r.Why, r.Body)
		}
		for _, f := range s.Faults() {
			t.Errorf("fault of the loopback Discord: %s %s: %s: %s", f.Method, f.Path, f.Rule, f.Why)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// fork is the same world for another test: with a patient who has asked nothing yet, in a channel without messages.
func (w *world) fork() *world {
	other := *w
	other.patient, other.channel = w.AddUser("pat", w.guild, w.elsewhere), w.AddChannel(w.guild, "help")
	return &other
}

// run starts Run with the real client and stops it at the end of the test. It returns the session.
func (w *world) run(t *testing.T) *discordgo.Session {
	t.Helper()
	session, err := NewSession(discordsim.DefaultToken)
	if err != nil {
		t.Fatal(err)
	}
	session.Client.Transport = w.Transport()
	ctx, cancel := context.WithCancel(t.Context())
	w.stop = cancel
	done := make(chan error, 1)
	go func() { done <- w.rig.Run(ctx, session) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
	})
	return session
}

// within bounds a wait, so that a test which would hang says so instead.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// say posts a message and returns the bot's reply to it.
func (w *world) say(t *testing.T, who discordsim.User, where discordsim.Channel, text string) *discordgo.Message {
	t.Helper()
	msg, err := w.Say(within(t), who, where, text)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := w.WaitMessage(within(t), where, func(m *discordgo.Message) bool {
		return m.MessageReference != nil && m.MessageReference.MessageID == msg.ID
	})
	if err != nil {
		t.Fatalf("no reply to %q: %v; log:\n%s", text, err, w.logged)
	}
	return reply
}

// command runs a slash command and returns the response.
func (w *world) command(t *testing.T, who discordsim.User, where discordsim.Channel, name string, opts map[string]any) *discordgo.Message {
	t.Helper()
	ex, err := w.Command(within(t), who, where, name, opts)
	return w.responseOf(t, "/"+name, ex, err)
}

// press presses the first button with an action.
func (w *world) press(t *testing.T, who discordsim.User, msg *discordgo.Message, a action) *discordgo.Message {
	t.Helper()
	id := buttonID(msg, a)
	if id == "" {
		t.Fatalf("there is no button %q on\n%s", a, readable(msg))
	}
	ex, err := w.Press(within(t), who, msg, id)
	return w.responseOf(t, "button "+string(a), ex, err)
}

// responseOf checks that only the person sees the response.
func (w *world) responseOf(t *testing.T, what string, ex *discordsim.Exchange, err error) *discordgo.Message {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v; log:\n%s", what, err, w.logged)
	}
	msg, err := ex.Wait(within(t))
	if err != nil {
		t.Fatalf("%s: %v; log:\n%s", what, err, w.logged)
	}
	if !ex.Ephemeral() && msg.ChannelID != w.DM(ex.User).ID {
		t.Errorf("%s: everybody sees the response", what)
	}
	return msg
}

// waitFollowUp waits for a follow-up that says something.
func (w *world) waitFollowUp(t *testing.T, ex *discordsim.Exchange, text string) *discordgo.Message {
	t.Helper()
	ctx := within(t)
	for {
		m, err := ex.Next(ctx)
		if err != nil {
			t.Fatalf("no follow-up with %q: %v; log:\n%s", text, err, w.logged)
		}
		if strings.Contains(readable(m), text) {
			return m
		}
	}
}

// buttonID is the custom ID of the first button with an action, "" where there is none.
func buttonID(msg *discordgo.Message, a action) string {
	for _, b := range buttonsOf(msg.Components) {
		if c, ok := parseCustomID(b.CustomID); ok && c.action == a {
			return b.CustomID
		}
	}
	return ""
}

func buttonsOf(components []discordgo.MessageComponent) []discordgo.Button {
	return partsOf[discordgo.Button](components)
}

func menusOf(components []discordgo.MessageComponent) []discordgo.SelectMenu {
	return partsOf[discordgo.SelectMenu](components)
}

// partsOf are the components of one kind in rows, in order.
func partsOf[C any](components []discordgo.MessageComponent) []C {
	var list []C
	for _, c := range components {
		var row discordgo.ActionsRow
		switch c := c.(type) {
		case discordgo.ActionsRow:
			row = c
		case *discordgo.ActionsRow:
			row = *c
		}
		for _, part := range row.Components {
			switch part := any(part).(type) {
			case C:
				list = append(list, part)
			case *C:
				list = append(list, *part)
			}
		}
	}
	return list
}

// readable writes a message as a person sees it, top to bottom.
func readable(m *discordgo.Message) string { return written(m.Content, m.Embeds, m.Components) }

func written(content string, embeds []*discordgo.MessageEmbed, components []discordgo.MessageComponent) string {
	var s strings.Builder
	part := func(mark, text string) {
		if text != "" {
			s.WriteString("=== " + mark + "\n" + text + "\n")
		}
	}
	part("content", content)
	for _, e := range embeds {
		part("embed title", e.Title)
		part("embed text", e.Description)
		if e.Footer != nil {
			part("embed footer", e.Footer.Text)
		}
	}
	for _, m := range menusOf(components) {
		var labels []string
		for _, o := range m.Options {
			labels = append(labels, o.Label)
		}
		part("menu", m.Placeholder+": "+strings.Join(labels, " | "))
	}
	for _, b := range buttonsOf(components) {
		id := b.CustomID
		if c, ok := parseCustomID(id); ok && c.action != actionNumbers {
			id = string(c.action) // keys change with the content's IDs; the number of buttons and their order count
		}
		part("button", b.Label+" ["+id+"]")
	}
	return s.String()
}

// hasEmbeds tells whether a message body has embeds, and leaves it to be read again.
func hasEmbeds(t *testing.T, r *http.Request) bool {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var m struct {
		Embeds []any `json:"embeds"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return false
	}
	return len(m.Embeds) > 0
}

// waitRequest waits until the bot has made a request whose path begins with something.
func (w *world) waitRequest(t *testing.T, method, path string) discordsim.Request {
	t.Helper()
	r, err := w.WaitRequest(within(t), func(r discordsim.Request) bool { return r.Method == method && strings.HasPrefix(r.Path, path) })
	if err != nil {
		t.Fatalf("no %s %s: %v; log:\n%s", method, path, err, w.logged)
	}
	return r
}
