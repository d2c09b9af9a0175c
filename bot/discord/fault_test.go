package discord

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"patientfaq/bot/discordsim"
)

// quick is a pace at which what takes minutes at Discord takes a second here. What a slow machine must not miss is not much
// shorter than that.
func quick() pace {
	return pace{
		dial: 700 * time.Millisecond, ready: 700 * time.Millisecond, quiet: 200 * time.Millisecond, ack: 700 * time.Millisecond, write: time.Second,
		first: 10 * time.Millisecond, last: 100 * time.Millisecond, stable: 100 * time.Millisecond,
		invalidLeast: 20 * time.Millisecond, invalidMost: 40 * time.Millisecond, identifies: 20 * time.Millisecond, repeat: 10 * time.Millisecond,
	}
}

// faulty starts a bot with a quick pace on a Discord that plays a script, and checks at the end that all of it was played.
func faulty(t *testing.T, sim discordsim.Options, script ...discordsim.Fault) *world {
	t.Helper()
	w := newStillWorld(t, Options{}, sim)
	w.pace = quick()
	played := w.Play(script...)
	w.run(t)
	t.Cleanup(func() {
		for _, what := range played.Unplayed() {
			t.Errorf("this was not played: %s", what)
		}
	})
	return w
}

// comesBack waits until the bot is connected again after a reason was logged, and its commands are registered.
func (w *world) comesBack(t *testing.T, reason string) {
	t.Helper()
	w.logged.waitFor(t, "a connection after "+reason, func(log string) bool {
		_, later, lost := strings.Cut(log, reason)
		return lost && strings.Contains(later, `"connected"`)
	})
	w.logged.wait(t, "commands registered", 2)
}

// answers checks that the bot answers a command and a message, each once.
func (w *world) answers(t *testing.T) {
	t.Helper()
	if text := readable(w.command(t, w.patient, w.channel, "help", nil)); !strings.Contains(text, "/ask") {
		t.Errorf("/help shows:\n%s", text)
	}
	msg := w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion)
	if text := readable(msg); !strings.Contains(text, "spasticity") {
		t.Errorf("a mention is answered by:\n%s", text)
	}
}

// replies counts the replies to a message in the channel.
func (w *world) replies(id string) int {
	n := 0
	for _, m := range w.Messages(w.channel, w.patient) {
		if m.MessageReference != nil && m.MessageReference.MessageID == id {
			n++
		}
	}
	return n
}

// at, after and to are short for what a script is made of.
var (
	at    = discordsim.At
	after = discordsim.After
	to    = discordsim.To
)

// TestConnectionRecovers ends a connection, or keeps one from being made, in every way: the bot connects again by itself, says
// why it had to, and answers. Discordgo by itself would hang, panic, or try for minutes in many of these.
func TestConnectionRecovers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		fault  discordsim.Fault
		reason string
	}{
		{"op 7 before Hello", at("HELLO").Send(`{"op":7,"d":null}`), "no Hello: broken off: discord: the first packet has opcode 7"},
		{"op 7 after Hello", after("HELLO").Send(`{"op":7,"d":null}`), "Discord asked to reconnect"},
		{"op 7 in the place of READY", at("READY").Replace(`{"op":7,"d":null}`), "Discord asked to reconnect"},
		{"op 7 after READY", after("READY").Send(`{"op":7,"d":null}`), "Discord asked to reconnect"},
		{"op 9 before Hello", at("HELLO").Send(`{"op":9,"d":false}`), "no Hello: broken off: discord: the first packet has opcode 9"},
		{"op 9 after Hello", after("HELLO").Send(`{"op":9,"d":false}`), "invalid session"},
		{"op 9 in the place of READY", at("READY").Replace(`{"op":9,"d":false}`), "invalid session"},
		{"op 9 after READY", after("READY").Send(`{"op":9,"d":false}`), "invalid session"},
		{"op 9 after READY, to resume", after("READY").Send(`{"op":9,"d":true}`), "invalid session"},
		{"op 9 after READY, undecodable", after("READY").Send(`{"op":9,"d":"?"}`), "invalid session"},
		{"op 11 before Hello", at("HELLO").Send(`{"op":11}`), "no Hello: broken off: discord: the first packet has opcode 11"},
		{"op 1 before Hello", at("HELLO").Send(`{"op":1}`), "no Hello: broken off: discord: the first packet has opcode 1"},
		{"an event before Hello", at("HELLO").Send(`{"op":0,"t":"READY","s":1,"d":{}}`), "no Hello: broken off: discord: the first packet has opcode 0"},
		{"no Hello", at("HELLO").Drop(), "no Hello: broken off: nothing came in time"},
		{"null in the place of Hello", at("HELLO").Replace(`null`), "no Hello: broken off: discord: not a packet"},
		{"Hello without an interval", at("HELLO").Replace(`{"op":10,"d":{}}`), "Hello without a heartbeat interval"},
		{"Hello with an interval of nothing", at("HELLO").Replace(`{"op":10,"d":{"heartbeat_interval":0}}`), "Hello without a heartbeat interval"},
		{"Hello with a negative interval", at("HELLO").Replace(`{"op":10,"d":{"heartbeat_interval":-5}}`), "Hello without a heartbeat interval"},
		{"Hello without data", at("HELLO").Replace(`{"op":10,"d":null}`), "Hello without a heartbeat interval"},
		{"cut at Hello", at("HELLO").Cut(), "no Hello: closed with 1006"},
		{"the identify is lost", at("IDENTIFY").Drop(), "neither READY nor RESUMED came"},
		{"no READY", at("READY").Drop(), "neither READY nor RESUMED came"},
		{"READY without a session", at("READY").Replace(`{"op":0,"t":"READY","s":1,"d":{"user":{"id":"1"},"application":{"id":"1"}}}`), "READY cannot be read"},
		{"READY without data", at("READY").Replace(`{"op":0,"t":"READY","s":1,"d":null}`), "READY cannot be read"},
		{"cut at READY", at("READY").Cut(), "closed with 1006"},
		{"cut after READY", after("READY").Cut(), "closed with 1006"},
		{"silence from the start", at("HELLO").Silence(), "no Hello: broken off: nothing came in time"},
		{"silence after Hello", after("HELLO").Silence(), "neither READY nor RESUMED came"},
		{"silence after READY", after("READY").Silence(), "heartbeats are not answered"},
		{"the gateway refuses the connection", discordsim.Dialled(http.StatusBadGateway), "the gateway cannot be reached: HTTP 502"},
		{"the gateway forbids the connection", discordsim.Dialled(http.StatusForbidden), "the gateway cannot be reached: HTTP 403"},
		{"too many connections", discordsim.Dialled(http.StatusTooManyRequests), "the gateway cannot be reached: HTTP 429"},
		{"no address: banned", to("GET /gateway/bot").Banned("1"), "the gateway's address is not known: rate limited (cloudflare) for 1s"},
		{"no address: refused", to("GET /gateway/bot").Refuses(403, 0), "the gateway's address is not known: HTTP 403"},
		{"no address: gone", to("GET /gateway/bot").Refuses(404, 0), "the gateway's address is not known: HTTP 404"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, tt.fault.Times(1))
			w.comesBack(t, tt.reason)
			w.answers(t)
			if c := w.Connection(); !c.Connected || !strings.Contains(c.LastClose, tt.reason) {
				t.Errorf("Connection() = %+v, want connected after %q", c, tt.reason)
			}
		})
	}
}

// TestGatewayAddressFails: what fails on the way to the gateway's address is tried again by the throttle, not by a new connection.
func TestGatewayAddressFails(t *testing.T) {
	t.Parallel()
	for _, fault := range []discordsim.Fault{
		to("GET /gateway/bot").Fails(500), to("GET /gateway/bot").Fails(502), to("GET /gateway/bot").Fails(503),
		to("GET /gateway/bot").Breaks(), to("GET /gateway/bot").Lost(), to("GET /gateway/bot").Slow(100 * time.Millisecond),
		to("GET /gateway/bot").Limited(50 * time.Millisecond), to("GET /gateway/bot").LimitedGlobally(50 * time.Millisecond),
	} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, fault.Times(2))
			w.logged.wait(t, "commands registered", 2)
			if log := w.logged.String(); strings.Contains(log, "not connected") {
				t.Errorf("another connection was tried:\n%s", log)
			}
		})
	}
}

// TestCloseCodes closes the first connection with each code, before and after READY. The bot comes back from those after which
// Discord takes it back, and ends with the reason and what to do where a person must do something first.
func TestCloseCodes(t *testing.T) {
	t.Parallel()
	final := []int{4004, 4010, 4011, 4012, 4013, 4014}
	codes := []int{1000, 1001, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000}
	for code := 4000; code <= 4020; code++ {
		codes = append(codes, code)
	}
	for _, code := range codes {
		moments := []discordsim.Fault{after("READY").Close(code), at("READY").Close(code), at("HELLO").Close(code)}
		if !slices.Contains(append(final, 1000, 4000, 4009), code) {
			moments = moments[:1] // when makes no difference to what the code means
		}
		for i, fault := range moments {
			t.Run(fmt.Sprintf("%d/%d", code, i), func(t *testing.T) {
				t.Parallel()
				if slices.Contains(final, code) {
					checkRefused(t, code, fault)
					return
				}
				w := faulty(t, discordsim.Options{}, fault.Times(1))
				w.comesBack(t, fmt.Sprintf("closed with %d", code))
				if text := readable(w.command(t, w.patient, w.channel, "help", nil)); !strings.Contains(text, "/ask") {
					t.Errorf("/help shows:\n%s", text)
				}
			})
		}
	}
}

// checkRefused checks that Run ends for good.
func checkRefused(t *testing.T, code int, fault discordsim.Fault) {
	w := newStillWorld(t, Options{}, discordsim.Options{})
	w.pace = quick()
	w.Play(fault)
	s, err := NewSession(discordsim.DefaultToken)
	if err != nil {
		t.Fatal(err)
	}
	s.Client.Transport = w.Transport()
	refused, ok := errors.AsType[*RefusedError](w.rig.Run(within(t), s))
	if !ok || refused.Hint == "" || !strings.Contains(refused.Error(), fmt.Sprint(code)) {
		t.Errorf("Run = %v, want the code and what to do", refused)
	}
	if c := w.Connection(); c.Connected || !strings.Contains(c.LastClose, fmt.Sprint(code)) {
		t.Errorf("Connection() = %+v, want the code", c)
	}
	if n := w.Identifies(); n > 1 {
		t.Errorf("identified %d times, want once at most", n)
	}
}

// TestBadPackets: packets that mean nothing, or that discordgo would panic or hang itself up over, change nothing.
func TestBadPackets(t *testing.T) {
	t.Parallel()
	packets := []string{
		`null`, `[]`, `5`, `"x"`, `{`, ``, `{}`, `{"op":null}`, `{"op":"x"}`, `{"op":-1}`, `{"op":99,"d":{}}`, `{"op":1}`, `{"op":11}`, `{"op":11,"d":{}}`,
		`{"op":0}`, `{"op":0,"t":null,"d":null}`, `{"op":0,"t":"GUILD_CREATE","d":null}`, `{"op":0,"t":"GUILD_CREATE","d":[]}`,
		`{"op":0,"t":"GUILD_CREATE","d":{"id":"1","channels":[null],"members":[null],"voice_states":[null]}}`, `{"op":0,"t":"GUILD_UPDATE","d":5}`,
		`{"op":0,"t":"GUILD_DELETE","d":null}`, `{"op":0,"t":"MESSAGE_CREATE","d":null}`, `{"op":0,"t":"MESSAGE_CREATE","d":{}}`,
		`{"op":0,"t":"MESSAGE_CREATE","d":{"id":5,"author":"nobody"}}`, `{"op":0,"t":"MESSAGE_CREATE","d":{"components":[{"type":99}],"author":null}}`,
		`{"op":0,"t":"INTERACTION_CREATE","d":null}`, `{"op":0,"t":"INTERACTION_CREATE","d":{}}`, `{"op":0,"t":"INTERACTION_CREATE","d":{"id":"x","type":2,"data":7}}`,
		`{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","type":2,"data":null}}`, `{"op":0,"t":"RESUMED","d":null}`, `{"op":0,"t":"NO_SUCH_EVENT","d":null}`,
		`{"op":0,"t":"MESSAGE_CREATE","d":` + strings.Repeat(`[`, 20000) + `}`,
	}
	for _, where := range []discordsim.PacketFault{after("HELLO"), after("READY")} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := faulty(t, discordsim.Options{}, where.Send(packets...))
			w.logged.wait(t, "commands registered", 2)
			w.answers(t)
			if log := w.logged.String(); strings.Contains(log, "not connected") || strings.Contains(log, "panicked") {
				t.Errorf("it did not pass without a trace:\n%s", log)
			}
		})
	}
}
