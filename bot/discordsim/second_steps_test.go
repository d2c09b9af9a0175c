package discordsim

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// heartbeat is short, so that the second client beats while it is watched.
const heartbeat = 2 * time.Second

func secondRegisters(t *testing.T, b *second) {
	b.order(t, "register")
	b.expect(t, "registered ask, slow globally same=true", "registered faq, pick, Make an entry in a guild same=true")
}

// last returns what a step on the people's side brought.
func last[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func secondAnswers(t *testing.T, b *second) {
	ctx := within(t)
	choices := last[[]*discordgo.ApplicationCommandOptionChoice](t)
	if got := choices(b.Autocomplete(ctx, b.patient, b.channel, "ask", "question", "bac", nil)); len(got) != 2 || got[0].Name != "bac?" {
		t.Errorf("choices %+v", got)
	}
	if got := choices(b.Autocomplete(ctx, b.patient, b.DM(b.patient), "ask", "question", "none", nil)); len(got) != 0 {
		t.Errorf("choices %+v, want none", got)
	}
	b.expect(t, `typed ask question "bac" in clinic/help, en-US`, `typed ask question "none" in a DM`)

	done := last[*Exchange](t)
	for where, saw := range map[Channel]string{b.channel: "clinic/help, en-US", b.DM(b.patient): "a DM"} {
		public := where.GuildID == ""
		e := done(b.Command(ctx, b.patient, where, "ask", map[string]any{"question": "why?", "public": public}))
		if m := e.Message(); m.Embeds[0].Description != "Yes." || len(Buttons(m)) != 4 || e.Ephemeral() == public {
			t.Errorf("answer:\n%s", Text(m))
		}
		b.expect(t,
			fmt.Sprintf(`asked "why?" by pat in %s en-US ephemeral=%t`, saw, !public), fmt.Sprintf("answered Yes. ephemeral=%t", !public))
	}

	e := done(b.Command(ctx, b.patient, b.channel, "slow", nil))
	if m := last[*discordgo.Message](t)(e.Wait(ctx)); m.Content != "Done." {
		t.Errorf("answer after thinking: %s", Text(m))
	}
	b.expect(t, "thought Done. note.txt Done. true")
}

func secondComponents(t *testing.T, b *second) {
	ctx, done := within(t), last[*Exchange](t)
	ask := func() *discordgo.Message {
		m := done(b.Command(ctx, b.patient, b.channel, "ask", map[string]any{"question": "why?"})).Message()
		b.expect(t, `asked "why?" by pat in clinic/help, en-US en-US ephemeral=true`, "answered Yes. ephemeral=true")
		return m
	}
	if m := done(b.Press(ctx, b.patient, ask(), "again")).Message(); m.Content != "Again." || len(m.Embeds)+len(m.Components) > 0 {
		t.Errorf("updated:\n%s", Text(m))
	}
	b.expect(t, "pressed again by pat on patientfaq's message")

	e := done(b.Press(ctx, b.patient, ask(), "later"))
	for _, want := range []string{"Later.", "And more."} {
		if m := last[*discordgo.Message](t)(e.Next(ctx)); m.Content != want {
			t.Errorf("deferred: %q, want %q", m.Content, want)
		}
	}
	b.expect(t, "pressed later by pat on patientfaq's message")

	form := done(b.Press(ctx, b.patient, ask(), "form")).Modal()
	e = done(b.SubmitModal(ctx, b.patient, form, map[string]string{"question": "Is it safe?"}))
	if m := e.Message(); m.Content != "Filled in." {
		t.Errorf("after the form:\n%s", Text(m))
	}
	b.expect(t, "pressed form by pat on patientfaq's message", `filled in "Is it safe?" "" fromMessage=true`)

	secondMenus(t, b, done(b.Press(ctx, b.patient, ask(), "menus")).Message())
}

func secondMenus(t *testing.T, b *second, m *discordgo.Message) {
	b.expect(t, "pressed menus by pat on patientfaq's message")
	role := b.AddRole(b.guild, "helpers", 0)
	tests := []struct {
		menu   string
		values []string
		saw    string
	}{
		{"topic", []string{"stopping"}, "stopping"}, {"user", []string{b.patient.ID}, "pat pat"}, {"role", []string{role.ID}, "helpers"},
		{"channel", []string{b.channel.ID}, "help"}, {"mentionable", []string{role.ID, b.patient.ID}, "pat helpers"},
	}
	for _, tt := range tests {
		e := last[*Exchange](t)(b.Select(within(t), b.patient, m, tt.menu, tt.values...))
		if got := e.Message().Content; got != "You chose "+tt.saw+"." {
			t.Errorf("menu %s: %q", tt.menu, got)
		}
		b.expect(t, "chose "+tt.menu+" "+tt.saw)
	}
}

func secondOptions(t *testing.T, b *second) {
	ctx, done := within(t), last[*Exchange](t)
	role := b.AddRole(b.guild, "nurses", discordgo.PermissionManageMessages)
	staff := b.AddUser("sam", b.guild)
	b.GiveRole(staff, role)
	done(b.Command(ctx, b.patient, b.channel, "pick", map[string]any{"who": staff, "where": b.channel}))
	done(b.Command(ctx, b.patient, b.channel, "pick", map[string]any{"who": b.patient, "where": b.channel, "role": role, "count": 3, "any": role}))
	done(b.Command(ctx, staff, b.channel, "faq show", map[string]any{"id": "first"}))
	done(b.Command(ctx, staff, b.channel, "faq list open", nil))
	b.expect(t, "picked sam sam help - - -", "picked pat pat help nurses 3 nurses", "faq - show first", "faq list open -")
	m := last[*discordgo.Message](t)(b.Say(ctx, b.patient, b.channel, "how does it work?"))
	b.expect(t, `heard "" from pat in clinic/help`)
	done(b.MessageCommand(ctx, staff, m, "Make an entry"))
	b.expect(t, `took "how does it work?" of pat`)
}

func secondHears(t *testing.T, b *second) {
	ctx := within(t)
	post, _, err := b.Post(ctx, b.patient, b.channel, "a thread", "first")
	if err != nil {
		t.Fatal(err)
	}
	b.expect(t, `heard "" from pat in clinic/a thread`)
	for _, where := range []Channel{b.channel, post} {
		m := last[*discordgo.Message](t)(b.Say(ctx, b.patient, where, b.Bot().Mention()+" hello"))
		b.expect(t, `heard "@patientfaq hello" from pat in clinic/`+where.Name, "replied true nobody")
		answer := last[*discordgo.Message](t)(b.WaitMessage(ctx, where, func(m *discordgo.Message) bool { return m.Content == "Here." }))
		if answer.MessageReference.MessageID != m.ID {
			t.Errorf("answer to %s", answer.MessageReference.MessageID)
		}
	}
	newcomer := b.AddUser("kim") // whose direct messages the client has never heard of
	last[*discordgo.Message](t)(b.Say(ctx, newcomer, b.DM(newcomer), "hello"))
	b.expect(t, `heard "hello" from kim in a DM`, "replied true nobody")
}

func secondProbes(t *testing.T, b *second) {
	b.order(t, "probe")
	b.expect(t,
		"application patientfaq owner 1", "guild clinic en-US true 4", "guilds clinic true", "channels closed, help",
		"roles @everyone, helpers, nurses, patientfaq", "me true true 2", "person clinic owner clinic owner false",
		"edited Two More true false", "list 2 true", "note true true")
}

func secondErrs(t *testing.T, b *second) {
	if list := b.Rejections(); len(list) > 0 {
		t.Fatalf("refused: %+v", list)
	}
	b.order(t, "mistakes")
	b.expect(t,
		"a message that is not there 404 10008 Unknown Message",
		"an empty message 400 50006 Cannot send an empty message",
		"too long a message 400 50035 Invalid Form Body | content[BASE_TYPE_MAX_LENGTH]: Must be 2000 or fewer in length.",
		"another's command 404 10063 Unknown application command",
		"a channel without access 403 50001 Missing Access",
		"an unknown interaction 404 10062 Unknown interaction",
		"an invented route 404 0 404: Not Found",
		`an invented key 400 50035 Invalid Form Body | invented[UNKNOWN_PROPERTY]: There is no property "invented" here`)
	b.meant = len(b.Rejections())
}

func secondWaits(t *testing.T, b *second) {
	b.order(t, "burst")
	b.expect(t, "sent 12")
	script := b.Play(To("POST /channels/*/messages").LimitedGlobally(400 * time.Millisecond).Times(2))
	b.order(t, "burst")
	b.expect(t, "sent 12")
	b.Play()
	if left := script.Unplayed(); len(left) > 0 {
		t.Errorf("this did not happen: %q", left)
	}
	for _, r := range b.Requests() {
		if r.Status == http.StatusTooManyRequests {
			t.Errorf("%s %s was refused: the headers did not keep the client within the limit", r.Method, r.Path)
		}
	}
}

func secondBeats(t *testing.T, b *second) {
	beats := make(chan struct{})
	ctx := within(t)
	b.SetHooks(Hooks{Gateway: func(s Step) Move {
		if s.FromBot && s.Op == opHeartbeat {
			go func() {
				select {
				case beats <- struct{}{}:
				case <-ctx.Done():
				}
			}()
		}
		return Move{}
	}})
	defer b.SetHooks(Hooks{})
	for range 3 {
		b.Beat()
		select {
		case <-beats:
		case <-ctx.Done():
			t.Fatal("no heartbeat")
		}
	}
	b.order(t, "ping")
	b.expect(t, "ping true")
}

// secondResumes breaks the connection in every way that a session outlives, each time with an event on its way.
func secondResumes(t *testing.T, b *second) {
	const event = "MESSAGE_CREATE"
	tests := []struct {
		name  string
		fault Fault
		then  func()
	}{
		{"asked to reconnect", At(event).Drop(), b.Reconnect},
		{"cut", At(event).Drop(), b.DropConnections},
		{"cut by the event", At(event).Cut(), nil},
		{"going away", At(event).Close(websocket.CloseGoingAway), nil},
		{"unknown error", At(event).Close(closeUnknown), nil},
		{"timed out", At(event).Close(closeSessionTimeout), nil},
		{"invalid but resumable", At(event).Drop(), func() { b.Invalidate(true) }},
		{"silent", At(event).Silence(), nil},
	}
	for _, tt := range tests {
		t.Log(tt.name)
		b.Play(tt.fault.Times(1))
		last[*discordgo.Message](t)(b.Say(within(t), b.patient, b.channel, "lost?"))
		if tt.then != nil {
			tt.then()
		}
		b.expect(t, `heard "" from pat in clinic/help`, "resumed")
	}
	if got := b.Identifies(); got != 1 {
		t.Errorf("identified %d times, want once", got)
	}
}

// secondIdentifies ends the session, so that the client begins a new one.
func secondIdentifies(t *testing.T, b *second) {
	b.Invalidate(false)
	b.expect(t, "ready")
	last[*discordgo.Message](t)(b.Say(within(t), b.patient, b.channel, b.Bot().Mention()+" new?"))
	b.expect(t, `heard "@patientfaq new?" from pat in clinic/help`, "replied true nobody")
	if got := b.Identifies(); got != 2 {
		t.Errorf("identified %d times, want twice", got)
	}
}

func secondRefused(t *testing.T, b *second) {
	b.order(t, "wrong token")
	b.order(t, "wrong intent")
	b.expect(t, "refused An invalid token was provided.", "refused Used disallowed intents")
}

// secondLeaves checks that the client ends its session, as one does that closes with 1000.
func secondLeaves(t *testing.T, b *second) {
	if err := b.orders.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.WaitConnected(within(t), 0); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.sessions); n != 0 {
		t.Errorf("%d sessions can be resumed, want none", n)
	}
}
