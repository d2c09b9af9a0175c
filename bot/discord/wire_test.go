package discord

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
)

func TestWireErrorKeepsSecrets(t *testing.T) {
	request := &http.Request{}
	tests := []struct {
		err  error
		want string
	}{
		{&url.Error{Op: "Post", URL: "https://discord.com/interactions/1/SECRET/callback", Err: errors.New("reset")}, "reset"},
		{
			&discordgo.RESTError{
				Request: request, Response: &http.Response{StatusCode: 404}, ResponseBody: []byte("SECRET"),
				Message: &discordgo.APIErrorMessage{Code: 10062, Message: "SECRET"},
			}, "HTTP 404, code 10062",
		},
		{&discordgo.RESTError{Request: request, Response: &http.Response{StatusCode: 502}}, "HTTP 502, code 0"},
		{
			&discordgo.RateLimitError{RateLimit: &discordgo.RateLimit{
				TooManyRequests: &discordgo.TooManyRequests{RetryAfter: time.Second}, URL: "SECRET",
			}}, "rate limited for 1s",
		},
		{errors.New("plain"), "plain"},
	}
	for _, tt := range tests {
		if got := wireError(tt.err); got != tt.want {
			t.Errorf("wireError(%T) = %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestNewSession(t *testing.T) {
	for _, token := range []string{"abc", "Bot abc", " abc\n"} {
		s, err := NewSession(token)
		if err != nil {
			t.Fatal(err)
		}
		if s.Token != "Bot abc" || s.Identify.Token != "Bot abc" {
			t.Errorf("NewSession(%q): token %q", token, s.Token)
		}
		const privileged = discordgo.IntentMessageContent | discordgo.IntentGuildMembers | discordgo.IntentGuildPresences
		if s.StateEnabled || s.Identify.Intents&privileged != 0 {
			t.Errorf("NewSession: state %v, intents %b", s.StateEnabled, s.Identify.Intents)
		}
		if s.Debug || s.LogLevel > discordgo.LogWarning {
			t.Errorf("NewSession: debug %v, log level %d: it would print READY or the token", s.Debug, s.LogLevel)
		}
	}
}

// callbacks counts the callbacks from now on, and answers them with an HTTP status unless that is 0.
func callbacks(w *world, status int) *atomic.Int64 {
	n := &atomic.Int64{}
	w.SetHooks(discordsim.Hooks{REST: func(rw http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/callback") {
			return false
		}
		n.Add(1)
		if status != 0 {
			fail(rw, status, 0)
		}
		return status != 0
	}})
	return n
}

// fail answers a request as Discord does when it refuses one.
func fail(rw http.ResponseWriter, status, code int) {
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	fmt.Fprintf(rw, `{"message":"no","code":%d,"retry_after":0.01}`, code)
}

// TestCallbackIsSentOnce: a response that may have been taken is not sent again.
func TestCallbackIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	for i, status := range []int{http.StatusBadGateway, http.StatusTooManyRequests, http.StatusNotFound} {
		n := callbacks(w, status)
		ctx := within(t)
		go func() { _, _ = w.Command(ctx, w.patient, w.channel, "help", nil) }() // it waits for the response that never comes
		w.logged.wait(t, "response not delivered", i+1)
		if got := n.Load(); got != 1 {
			t.Errorf("after HTTP %d the callback was sent %d times, want once", status, got)
		}
		if strings.Contains(w.logged.String(), "/callback") {
			t.Errorf("the log holds the address:\n%s", w.logged)
		}
	}
}

// TestSlowCommandIsDeferred: "thinking" comes before the reload has ended, the result after.
func TestSlowCommandIsDeferred(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	ex, err := w.Command(within(t), w.boss, w.channel, "reindex", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := ex.Response(); got != discordgo.InteractionResponseDeferredChannelMessageWithSource {
		t.Errorf("the first response is of type %d, want deferred", got)
	}
	if text := readable(w.responseOf(t, "/reindex", ex, nil)); !strings.Contains(text, "Reindexed") {
		t.Errorf("no result in\n%s", text)
	}
}

// TestSearchThatHangs: the patient reads that something went wrong before Discord gives up.
func TestSearchThatHangs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Concurrency: 2})
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	w.source.failOnce(func() { <-hang })
	text := readable(w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion}))
	if !strings.Contains(text, "Reference:") {
		t.Errorf("not the fixed message:\n%s", text)
	}
	if text := readable(w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})); !strings.Contains(text, "spasticity") {
		t.Errorf("the next one is not answered:\n%s", text)
	}
}

// TestWhatHasBegunIsFinished: a question that is being answered when the bot is stopped gets its answer.
func TestWhatHasBegunIsFinished(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	begun, finish := make(chan struct{}), make(chan struct{})
	w.source.failOnce(func() {
		close(begun)
		<-finish
	})
	go func() {
		<-begun
		w.stop()
		close(finish)
	}()
	text := readable(w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion}))
	if !strings.Contains(text, "spasticity") {
		t.Errorf("not the answer:\n%s", text)
	}
}

// TestLateInteractionIsDropped: what Discord has given up on is not answered.
func TestLateInteractionIsDropped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	n := callbacks(w, 0)
	w.Dispatch("INTERACTION_CREATE", map[string]any{
		"id": "175928847299117063", "application_id": w.ApplicationID(), "type": 2, "token": "old", "version": 1,
		"data": map[string]any{"id": "1", "name": "help", "type": 1}, "user": map[string]any{"id": w.patient.ID, "username": "pat"},
	})
	w.logged.wait(t, "late interaction dropped", 1)
	if got := n.Load(); got != 0 {
		t.Errorf("%d callbacks, want none", got)
	}
}

// TestUndecodableEvents: what discordgo hands on without an author or data ends nothing.
func TestUndecodableEvents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.Dispatch("MESSAGE_CREATE", map[string]any{"id": 5, "author": "nobody"})
	w.Dispatch("MESSAGE_CREATE", map[string]any{})
	w.Dispatch("INTERACTION_CREATE", map[string]any{"id": "x", "type": 2, "data": 7})
	w.Dispatch("INTERACTION_CREATE", map[string]any{})
	w.logged.wait(t, "interaction without an ID dropped", 2)
	if text := readable(w.command(t, w.patient, w.channel, "help", nil)); !strings.Contains(text, "/ask") {
		t.Errorf("the bot does not answer any more:\n%s", text)
	}
}

// TestEmbedsNotPermitted: where the bot may write but not embed, the answer is text.
func TestEmbedsNotPermitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.SetHooks(discordsim.Hooks{REST: func(rw http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/channels/"+w.channel.ID+"/messages") || !hasEmbeds(t, r) {
			return false
		}
		fail(rw, http.StatusForbidden, discordgo.ErrCodeMissingPermissions)
		return true
	}})
	msg := w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
	if len(msg.Embeds) > 0 || !strings.Contains(msg.Content, "spasticity") || !strings.Contains(msg.Content, "professional medical advice") {
		t.Errorf("not the answer as text:\n%s", readable(msg))
	}
}

// TestForbiddenChannel: where the bot may not write at all, the log says so and nothing else happens.
func TestForbiddenChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.Overwrite(w.channel, w.Server.Bot(), 0, discordgo.PermissionSendMessages)
	if _, err := w.Say(within(t), w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion); err != nil {
		t.Fatal(err)
	}
	w.logged.wait(t, "reply not delivered", 1)
	if log := w.logged.String(); !strings.Contains(log, "HTTP 403") {
		t.Errorf("the log does not say why:\n%s", log)
	}
}

// TestNotForTheBot: messages that are not for the bot get no reply.
func TestNotForTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	role := w.AddRole(w.guild, "helpers", 0)
	robot := w.AddUserAs(discordsim.User{Name: "robot", Bot: true}, w.guild)
	mention := w.Server.Bot().Mention()
	for _, m := range []struct {
		who  discordsim.User
		text string
		opts discordsim.SayOptions
	}{
		{w.patient, answeredQuestion, discordsim.SayOptions{}},
		{w.boss, "@everyone " + answeredQuestion, discordsim.SayOptions{}},
		{w.patient, role.Mention() + " " + answeredQuestion, discordsim.SayOptions{}},
		{robot, mention + " " + answeredQuestion, discordsim.SayOptions{}},
		{w.patient, mention + " " + answeredQuestion, discordsim.SayOptions{WebhookID: "7"}},
	} {
		if _, err := w.Say(within(t), m.who, w.channel, m.text, m.opts); err != nil {
			t.Fatal(err)
		}
	}
	asked := w.say(t, w.patient, w.channel, mention+" "+answeredQuestion)
	edited, err := w.Say(within(t), w.patient, w.channel, "nothing")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Edit(within(t), w.patient, edited, mention+" "+answeredQuestion); err != nil {
		t.Fatal(err)
	}
	followed := w.say(t, w.patient, w.channel, mention+" "+ambiguousQuestion) // by now anything else would have come too
	var replies []string
	for _, m := range w.Messages(w.channel, w.patient) {
		if m.Author.ID == w.Server.Bot().ID {
			replies = append(replies, m.ID)
		}
	}
	if len(replies) != 2 || replies[0] != asked.ID || replies[1] != followed.ID {
		t.Errorf("%d replies, want 2", len(replies))
	}
}

// TestReplyToTheBot: a reply that notifies the bot is a question if it has words.
func TestReplyToTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	first := w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
	msg, err := w.Say(within(t), w.patient, w.channel, refusedQuestion, discordsim.SayOptions{ReplyTo: first})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.WaitMessage(within(t), w.channel, func(m *discordgo.Message) bool {
		return m.MessageReference != nil && m.MessageReference.MessageID == msg.ID
	}); err != nil {
		t.Errorf("no reply: %v", err)
	}
}

// TestNothingPrivateIsLogged asks by every way and reads the log.
func TestNothingPrivateIsLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	for _, q := range []string{answeredQuestion, ambiguousQuestion, abstainedQuestion, emergencyQuestion} {
		for _, p := range places {
			asker := w.fork()
			p.ask(t, asker, q)
			for _, private := range []string{q, "ozempic", asker.patient.ID} {
				if log := w.logged.String(); strings.Contains(log, private) {
					t.Fatalf("the log holds %q:\n%s", private, log)
				}
			}
		}
	}
	w.logged.wait(t, `"msg":"replied"`, 12)
	checkLog(t, w.logged.String())
}

// TestRunEnds: a token that Discord does not take ends Run with an error.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	s, err := NewSession("wrong")
	if err != nil {
		t.Fatal(err)
	}
	s.Client.Transport = w.Transport()
	if err := w.rig.Run(within(t), s); err == nil {
		t.Error("Run with a wrong token = nil, want an error")
	}
}

// TestManyAtOnce: the responses to twenty patients are all on their way at once. The loopback Discord takes none until it
// has them all, so that they would time out if one waited for another.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	const people = 20
	arrived, all := atomic.Int64{}, make(chan struct{})
	w.SetHooks(discordsim.Hooks{REST: func(_ http.ResponseWriter, r *http.Request) bool {
		if arrived.Add(1) == people {
			close(all)
		}
		select {
		case <-all:
		case <-r.Context().Done():
		}
		return false
	}})
	errs := make(chan error, people)
	ctx := within(t)
	for range people {
		asker := w.fork()
		go func() {
			_, err := w.Command(ctx, asker.patient, asker.channel, "ask", map[string]any{"question": answeredQuestion})
			errs <- err
		}()
	}
	for range people {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestPublicReplyWithoutWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	for _, where := range []discordsim.Channel{w.channel, w.DM(w.patient)} {
		msg := w.say(t, w.patient, where, w.Server.Bot().Mention())
		if text := readable(msg); !strings.Contains(text, w.engine.Fixed("empty-question", bot.View{}, nil).Text) {
			t.Errorf("not how to ask:\n%s", text)
		}
	}
}
