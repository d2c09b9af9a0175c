package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"patientfaq/bot/discordsim"
)

// TestNothingIsLostWithAConnection breaks the connection when a question is on its way, in each way after which Discord keeps the
// session: the question is answered, once, and the bot has not identified again. Discordgo by itself would close the session.
func TestNothingIsLostWithAConnection(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]discordsim.Fault{
		"cut":                   at("MESSAGE_CREATE").Cut(),
		"cut after it":          after("MESSAGE_CREATE").Cut(),
		"op 7":                  at("MESSAGE_CREATE").Replace(`{"op":7,"d":null}`),
		"op 7 after it":         after("MESSAGE_CREATE").Send(`{"op":7,"d":null}`),
		"op 9, to resume":       at("MESSAGE_CREATE").Replace(`{"op":9,"d":true}`),
		"closed, 4000":          at("MESSAGE_CREATE").Close(4000),
		"closed, 1001":          after("MESSAGE_CREATE").Close(1001),
		"silence":               at("MESSAGE_CREATE").Silence(),
		"silence after it":      after("MESSAGE_CREATE").Silence(),
		"acknowledgements lost": at("ACK").Drop().On(1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, fault.On(1))
			w.logged.wait(t, "commands registered", 2)
			msg := w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
			w.logged.wait(t, `"reason":"resumed"`, 1)
			w.answers(t)
			if n := w.replies(msg.MessageReference.MessageID); n != 1 {
				t.Errorf("the question has %d replies, want 1", n)
			}
			if n := w.Identifies(); n != 1 {
				t.Errorf("identified %d times, want once", n)
			}
		})
	}
}

// TestSentTwice: an event that comes twice is answered once.
func TestSentTwice(t *testing.T) {
	t.Parallel()
	w := faulty(t, discordsim.Options{}, at("MESSAGE_CREATE").Twice(), at("INTERACTION_CREATE").Twice())
	w.logged.wait(t, "commands registered", 2)
	msg := w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
	w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})
	w.logged.wait(t, `"sent twice"`, 2)
	w.answers(t)
	if n := w.replies(msg.MessageReference.MessageID); n != 1 {
		t.Errorf("the message has %d replies, want 1", n)
	}
	callbacks := 0
	for _, r := range w.Requests() {
		if strings.HasSuffix(r.Path, "/callback") {
			callbacks++
		}
	}
	if callbacks != 2 {
		t.Errorf("%d responses to 2 commands", callbacks)
	}
}

// TestLateAndLost: an event that is late is answered if it is not too late, and one that is lost keeps none of the next from being.
func TestLateAndLost(t *testing.T) {
	t.Parallel()
	w := faulty(t, discordsim.Options{},
		at("MESSAGE_CREATE").Delay(50*time.Millisecond).Times(1), at("INTERACTION_CREATE").Delay(50*time.Millisecond).Times(1),
		at("INTERACTION_CREATE").Delay(2600*time.Millisecond).Times(1), at("INTERACTION_CREATE").Drop().Times(1))
	w.logged.wait(t, "commands registered", 2)
	w.answers(t)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if _, err := w.Command(within(t), w.patient, w.channel, "help", nil); !errors.Is(err, discordsim.ErrNoResponse) {
				t.Errorf("/help = %v, want that the application did not respond", err)
			}
		})
	}
	wg.Wait()
	w.logged.wait(t, "late interaction dropped", 1)
	w.answers(t)
}

// TestRefusedResponses: what Discord says to a response ends nothing, and the log tells the code.
func TestRefusedResponses(t *testing.T) {
	t.Parallel()
	const callback = "POST /interactions/*/*/callback"
	for code, status := range map[int]int{10062: 404, 40060: 400, 50027: 401, 50013: 403, 50001: 403, 50035: 400, 0: 500} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, to(callback).Refuses(status, code).Times(1))
			w.logged.wait(t, "commands registered", 2)
			ctx, cancel := context.WithCancel(within(t))
			defer cancel()
			go func() { _, _ = w.Command(ctx, w.patient, w.channel, "help", nil) }() // it waits for the response that never comes
			w.logged.wait(t, "response not delivered", 1)
			want := fmt.Sprintf("HTTP %d, code %d", status, code)
			if code == 0 {
				want = "HTTP 500"
			}
			w.logged.wait(t, want, 1)
			w.answers(t)
		})
	}
}

// TestRepliesAreRepeated: a reply in a channel that failed is sent again, a few times, and there is one in the end: also where
// the first was taken and Discord's answer was lost.
func TestRepliesAreRepeated(t *testing.T) {
	t.Parallel()
	const post = "POST /channels/*/messages"
	tests := []struct {
		fault discordsim.Fault
		posts int
	}{
		{to(post).Fails(500).Times(1), 2},
		{to(post).Fails(502).Times(2), 3},
		{to(post).Fails(503).Times(3), 4},
		{to(post).Breaks().Times(1), 1}, // a request that never came is not counted
		{to(post).Lost().Times(1), 2},
		{to(post).Limited(50 * time.Millisecond).Times(2), 3},
		{to(post).LimitedGlobally(50 * time.Millisecond).Times(2), 3},
		{to(post).Slow(300 * time.Millisecond).Times(1), 1},
	}
	for _, tt := range tests {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, tt.fault)
			w.logged.wait(t, "commands registered", 2)
			msg := w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
			eventually(t, fmt.Sprintf("%d posts", tt.posts), func() bool { return w.posts() == tt.posts })
			if n := w.replies(msg.MessageReference.MessageID); n != 1 {
				t.Errorf("%d replies, want 1", n)
			}
			if log := w.logged.String(); strings.Contains(log, "not delivered") {
				t.Errorf("the log says that it was not delivered:\n%s", log)
			}
		})
	}
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	ctx := within(t)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			t.Fatalf("this did not come about: %s", what)
		case <-tick.C:
		}
	}
}

// posts counts the messages that the bot posted in channels, or tried to.
func (w *world) posts() int {
	n := 0
	for _, r := range w.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/messages") {
			n++
		}
	}
	return n
}

// TestNoFlood: where Discord or the proxy before it takes nothing, the bot tries a few times and says so.
func TestNoFlood(t *testing.T) {
	t.Parallel()
	const post = "POST /channels/*/messages"
	for _, tt := range []struct {
		fault discordsim.Fault
		posts int
		log   string
	}{
		{to(post).Fails(503), 4, "HTTP 503"},
		{to(post).Limited(time.Millisecond), 4, "rate limited (route)"},
		{to(post).Limited(time.Hour), 1, "rate limited (route)"},
		{to(post).LimitedGlobally(time.Hour), 1, "rate limited (global)"},
		{to(post).Banned(""), 1, "rate limited (cloudflare) for 30s"},
		{to(post).Banned("600"), 1, "rate limited (cloudflare) for 10m"},
	} {
		t.Run(tt.log, func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, tt.fault)
			w.logged.wait(t, "commands registered", 2)
			if _, err := w.Say(within(t), w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion); err != nil {
				t.Fatal(err)
			}
			w.logged.wait(t, "reply not delivered", 1)
			w.logged.wait(t, tt.log, 1)
			if got := w.posts(); got != tt.posts {
				t.Errorf("%d posts, want %d", got, tt.posts)
			}
		})
	}
}

// TestGlobalLimit: what one route is told of all of them holds the others back as well, but for responses to interactions.
func TestGlobalLimit(t *testing.T) {
	t.Parallel()
	w := faulty(t, discordsim.Options{}, to("POST /channels/*/messages").LimitedGlobally(time.Hour).Times(1))
	w.logged.wait(t, "commands registered", 2)
	mention := w.Server.Bot().Mention() + " " + answeredQuestion
	for i, where := range []discordsim.Channel{w.channel, w.staff} {
		if _, err := w.Say(within(t), w.boss, where, mention); err != nil {
			t.Fatal(err)
		}
		w.logged.wait(t, "reply not delivered", i+1)
	}
	if got := w.posts(); got != 1 {
		t.Errorf("%d posts, want 1: the second channel is held back too", got)
	}
	if text := readable(w.command(t, w.patient, w.channel, "help", nil)); !strings.Contains(text, "/ask") {
		t.Errorf("/help shows:\n%s", text)
	}
}

// TestIdentifyBudget: when the day's identifies are used up the bot waits, so that its token is not reset.
func TestIdentifyBudget(t *testing.T) {
	t.Parallel()
	w := faulty(t, discordsim.Options{IdentifyBudget: 3}, after("READY").Close(4009))
	w.logged.wait(t, "the day's identifies are used up", 1)
	if got := w.Identifies(); got != 3 {
		t.Errorf("identified %d times, want 3", got)
	}
	if !strings.Contains(w.logged.String(), `"wait":14400000000000`) {
		t.Errorf("it does not wait as long as Discord says:\n%s", w.logged)
	}
}

// TestIdentifySpacing: two identifies are as far apart as Discord wants them.
func TestIdentifySpacing(t *testing.T) {
	t.Parallel()
	w := newStillWorld(t, Options{}, discordsim.Options{IdentifySpacing: 300 * time.Millisecond})
	w.pace = quick()
	w.pace.identifies = 320 * time.Millisecond
	w.Play(after("READY").Close(4009).Times(3))
	w.run(t)
	w.logged.waitFor(t, "four connections", func(log string) bool { return strings.Count(log, `"connected"`) == 4 })
	if log := w.logged.String(); strings.Contains(log, "invalid session") {
		t.Errorf("it identified too soon:\n%s", log)
	}
}

// TestInvalidSessionWaits: after an invalid session the bot waits before it identifies again.
func TestInvalidSessionWaits(t *testing.T) {
	t.Parallel()
	w := newStillWorld(t, Options{}, discordsim.Options{})
	w.pace = quick()
	w.pace.invalidLeast, w.pace.invalidMost = 300*time.Millisecond, 400*time.Millisecond
	w.Play(after("READY").Send(`{"op":9,"d":false}`).Times(1))
	began := time.Now()
	w.run(t)
	w.comesBack(t, "invalid session")
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("it came back after %v, want 300ms at least", took)
	}
}

// TestResumeElsewhere: a session whose own address does not answer is looked for where Discord says, and one that is never
// resumed is given up.
func TestResumeElsewhere(t *testing.T) {
	t.Parallel()
	w := faulty(t, discordsim.Options{}, after("READY").Cut().On(1), discordsim.Dialled(http.StatusBadGateway).On(2), at("RESUMED").Drop().On(3))
	w.comesBack(t, "neither READY nor RESUMED came")
	w.answers(t)
	asked := slices.ContainsFunc(w.Requests(), func(r discordsim.Request) bool { return r.Path == "/gateway/bot" })
	if n := w.Identifies(); n != 2 || !asked {
		t.Errorf("identified %d times, want 2: at first, and when resuming did not work", n)
	}
}

// TestStaffAreTold: an alert that fails is tried again until it is posted, once; one that is refused is in the log.
func TestStaffAreTold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault discordsim.Fault
		log   string
		told  int
	}{
		"failures":       {to("POST /channels/*/messages").Fails(503).Times(6), "staff not told yet", 1},
		"lost":           {to("POST /channels/*/messages").Lost().Times(5), "staff not told yet", 1},
		"a global limit": {to("POST /channels/*/messages").LimitedGlobally(50 * time.Millisecond).Times(9), "staff not told yet", 1},
		"refused":        {to("POST /channels/*/messages").Refuses(403, 50013).Times(1), `"staff not told"`, 0},
		"gone":           {to("POST /channels/*/messages").Refuses(404, 10003).Times(1), `"staff not told"`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, tt.fault)
			w.logged.wait(t, "commands registered", 2)
			for _, passage := range []string{"first", "second"} {
				w.reports.add(passage, "", time.Now())
				w.logged.wait(t, `"answer reported","passage":"`+passage, 1)
				if passage == "first" {
					w.logged.wait(t, tt.log, 1)
				}
			}
			told := func(passage string) int {
				n := 0
				for _, m := range w.Messages(w.staff, w.mod) {
					if strings.Contains(m.Content, passage) {
						n++
					}
				}
				return n
			}
			eventually(t, "the second alert", func() bool { return told("second") == 1 })
			eventually(t, "the first alert", func() bool { return told("first") == tt.told })
		})
	}
}

// TestJunk: answers that mean nothing end nothing, also where the library would panic over them.
func TestJunk(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"null", "[]", "[null]", "{}", `{"url":5}`, `{"url":""}`, `{"url":"gopher://x"}`, "<html>", ""} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, to("GET /gateway/bot").Answers(200, body).Times(1),
				to("GET /applications/*/commands").Answers(200, body).Times(1), to("POST /channels/*/messages").Answers(200, body).Times(1))
			w.logged.wait(t, `"msg":"connected"`, 1)
			w.logged.wait(t, "commands registered", 2)
			if _, err := w.Say(within(t), w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion); err != nil {
				t.Fatal(err)
			}
			w.waitRequest(t, "POST", "/channels/"+w.channel.ID) // the junk is spent
			w.answers(t)
		})
	}
}

// TestPanicsBesideHandlers: what runs beside the handlers is begun again after a panic.
func TestPanicsBesideHandlers(t *testing.T) {
	r := newRig(t, Options{})
	r.pace = quick()
	runs := 0
	r.steadily(within(t), func(context.Context) {
		if runs++; runs < 3 {
			panic("patient's words")
		}
	})
	if log := r.logged.String(); runs != 3 || strings.Count(log, "handler panicked") != 2 || strings.Contains(log, "patient's words") {
		t.Errorf("it ran %d times, want 3; log:\n%s", runs, log)
	}
	if e := unharmed(func() ending { panic("no") }); e.reason != "panicked with string" || !e.forget {
		t.Errorf("a link that panicked ended by %+v", e)
	}
}
