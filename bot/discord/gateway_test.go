package discord

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

// TestAnHourWithoutDiscord: while Discord cannot be reached the attempts become rare, and once it can the bot is back soon.
func TestAnHourWithoutDiscord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g *gateway
		began := time.Now()
		var attempts []time.Duration
		ctx, cancel := context.WithCancel(t.Context())
		g = newGateway(nil, usualPace(), slog.New(slog.DiscardHandler), &connection{})
		g.connect = func(context.Context) (time.Duration, ending) {
			attempts = append(attempts, time.Since(began))
			if time.Since(began) > time.Hour {
				cancel()
			}
			return 0, ending{reason: "the gateway cannot be reached"}
		}
		if err := g.run(ctx); err != nil {
			t.Errorf("run = %v, want nil", err)
		}
		if n := len(attempts); n < 20 || n > 80 {
			t.Errorf("%d attempts in an hour, want a few dozen", n)
		}
		for i, at := range attempts[1:] {
			gap := at - attempts[i]
			if least, most := min(time.Second<<min(i, 20), 2*time.Minute)/2, 2*time.Minute; gap < least || gap > most {
				t.Errorf("attempt %d came after %v, want %v to %v", i+1, gap, least, most)
			}
		}
	})
}

// TestADayOfBadConnections: however connections end, the bot does not identify so often that its token is reset.
func TestADayOfBadConnections(t *testing.T) {
	for name, lasted := range map[string]time.Duration{"at once": 0, "after a minute": time.Minute, "after twelve seconds": 12 * time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 3*aDay)
				defer cancel()
				var identifies []time.Time
				g := newGateway(nil, usualPace(), slog.New(slog.DiscardHandler), &connection{})
				g.connect = func(ctx context.Context) (time.Duration, ending) {
					if e, ok := g.mayIdentify(ctx); !ok {
						return 0, e
					}
					g.identified()
					identifies = append(identifies, time.Now())
					time.Sleep(lasted)
					return lasted, ending{reason: "session timed out", forget: true}
				}
				if err := g.run(ctx); err != nil {
					t.Errorf("run = %v, want nil", err)
				}
				checkIdentifies(t, identifies)
			})
		})
	}
}

// checkIdentifies checks that no two were too close together, no day had too many, and the bot was never long away.
func checkIdentifies(t *testing.T, times []time.Time) {
	t.Helper()
	for i, at := range times[1:] {
		if gap := at.Sub(times[i]); gap < 5*time.Second {
			t.Errorf("identify %d came %v after the one before, want 5s at least", i+1, gap)
		}
	}
	for i, at := range times {
		n := 0
		for ; i+n < len(times) && times[i+n].Sub(at) < aDay; n++ {
		}
		if n > 500 {
			t.Fatalf("%d identifies in the day from number %d on, want 500 at most of Discord's thousand", n, i)
		}
	}
	for i, at := range times[1:] {
		if gap := at.Sub(times[i]); gap > 5*time.Minute {
			t.Fatalf("identify %d came %v after the one before, want that the bot goes on trying", i+1, gap)
		}
	}
}

// TestStableConnectionsDoNotCount: what lasted has not failed, so that the bot is back at once.
func TestStableConnectionsDoNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began, n := time.Now(), 0
		g := newGateway(nil, usualPace(), slog.New(slog.DiscardHandler), &connection{})
		g.connect = func(context.Context) (time.Duration, ending) {
			if n++; n == 10 {
				cancel()
			}
			return time.Hour, ending{reason: "Discord asked to reconnect"}
		}
		if err := g.run(ctx); err != nil || time.Since(began) != 0 {
			t.Errorf("run = %v after %v, want nil at once", err, time.Since(began))
		}
	})
}

func TestBackoffGrows(t *testing.T) {
	p := usualPace()
	for failures, most := range map[int]time.Duration{0: 0, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 8: 2 * time.Minute, 1 << 20: 2 * time.Minute} {
		for range 100 {
			if got := p.backoff(failures); got < most/2 || got > most {
				t.Errorf("backoff(%d) = %v, want %v to %v", failures, got, most/2, most)
			}
		}
	}
	for range 100 {
		if got := p.invalid(); got < time.Second || got > 5*time.Second {
			t.Errorf("invalid() = %v, want 1s to 5s", got)
		}
	}
}

// TestHungLibrary: a library that takes nothing more is noticed and left behind.
func TestHungLibrary(t *testing.T) {
	t.Parallel()
	stuck := make(chan struct{})
	defer close(stuck)
	s, err := discordgo.New("Bot x")
	if err != nil {
		t.Fatal(err)
	}
	s.SyncEvents, s.Compress, s.LogLevel = true, false, silent
	s.AddHandler(func(*discordgo.Session, *discordgo.MessageCreate) { <-stuck })
	library, err := join(t.Context(), s, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	l := &link{
		pace: quick(), log: slog.New(slog.DiscardHandler), library: library, discord: talkative(t), interval: time.Minute,
		done: make(chan struct{}), opened: func(greeting, bool) {}, spent: func() {},
	}
	hello := packet{Op: opHello, Data: json.RawMessage(`{"heartbeat_interval":60000}`)}
	if e := l.run(within(t), hello); e != hung {
		t.Errorf("the link ended by %+v, want %+v", e, hung)
	}
	if _, seq := l.lasted(); seq < 2 {
		t.Errorf("the last event was number %d, want that some came through", seq)
	}
}

// talkative is a connection to a gateway that sends READY and then messages without end.
func talkative(t *testing.T) *websocket.Conn {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		err = ws.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"t":"READY","s":1,"d":{"session_id":"1","user":{"id":"1"},"application":{"id":"1"}}}`))
		for n := 2; err == nil; n++ {
			err = ws.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"t":"MESSAGE_CREATE","s":`+strconv.Itoa(n)+`,"d":{"id":"1"}}`))
		}
	}))
	t.Cleanup(server.Close)
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// TestJoinWithoutALibrary: where the link's time is over before the library has begun, nothing hangs.
func TestJoinWithoutALibrary(t *testing.T) {
	s, err := discordgo.New("Bot x")
	if err != nil {
		t.Fatal(err)
	}
	s.LogLevel = silent
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Lock() // so that the library does not begin
	defer s.Unlock()
	if _, err := join(ctx, s, time.Second); err == nil {
		t.Error("join after the end = nil, want an error")
	}
	if _, err := join(t.Context(), s, 10*time.Millisecond); err == nil {
		t.Error("join with a library that hangs = nil, want an error")
	}
}

// panicky is an event that cannot be decoded without a panic.
type panicky struct{}

// UnmarshalJSON panics.
func (*panicky) UnmarshalJSON([]byte) error { panic("no") }

func TestVet(t *testing.T) {
	tests := []struct {
		data  string
		event any
		ok    bool
	}{
		{`{"id":"1"}`, &discordgo.MessageCreate{}, true},
		{` {"id":5,"content":"x"}`, &discordgo.MessageCreate{}, true}, // in part
		{`{}`, &discordgo.GuildDelete{}, false},
		{`{}`, &discordgo.GuildCreate{}, false},
		{`{"id":"1"}`, &discordgo.GuildCreate{}, true},
		{`{}`, &discordgo.Resumed{}, true},
		{`null`, &discordgo.Resumed{}, false},
		{``, &discordgo.Resumed{}, false},
		{`[]`, &discordgo.InteractionCreate{}, false},
		{`{"id":"1","type":2,"data":7}`, &discordgo.InteractionCreate{}, true},
		{`{}`, &panicky{}, false},
	}
	for _, tt := range tests {
		if err := vet(json.RawMessage(tt.data), tt.event); (err == nil) != tt.ok || err != nil && !errors.Is(err, errNoEvent) {
			t.Errorf("vet(%s, %T) = %v, want ok: %v", tt.data, tt.event, err, tt.ok)
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct{ event, data, want string }{
		{"MESSAGE_CREATE", `{"id":"1","x":[1,2]}`, `{"id":"1","x":[1,2]}`},
		{"GUILD_CREATE", `{"id":"1","channels":[null],"members":[{}],"name":"n"}`, `{"id":"1","name":"n"}`},
		{"GUILD_CREATE", `null`, `{}`},
		{"READY", `{"private_channels":[null],"session_id":"s"}`, `{"session_id":"s"}`},
		{"READY", `{"guilds":[{"id":"1","channels":[null],"unavailable":true},null]}`, `{"guilds":[{"id":"1","unavailable":true},{"id":"","unavailable":false}]}`},
	}
	for _, tt := range tests {
		got, err := cut(tt.event, json.RawMessage(tt.data))
		if err != nil || string(got) != tt.want {
			t.Errorf("cut(%s, %s) = %s, %v, want %s", tt.event, tt.data, got, err, tt.want)
		}
	}
	for _, data := range []string{`5`, `{"guilds":5}`} {
		if _, err := cut("READY", json.RawMessage(data)); !errors.Is(err, errNoEvent) {
			t.Errorf("cut(READY, %s) = %v, want %v", data, err, errNoEvent)
		}
	}
}

// FuzzPacket: nothing that a gateway may send makes the way to the library panic.
func FuzzPacket(f *testing.F) {
	f.Add([]byte(`{"op":0,"t":"READY","s":1,"d":{"session_id":"1","user":{"id":"1"},"application":{"id":"1"},"guilds":[null]}}`))
	f.Add([]byte(`{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","type":3,"data":{"component_type":2},"message":{"components":[{"type":1}]}}}`))
	f.Add([]byte(`{"op":0,"t":"INTERACTION_CREATE","d":{"id":"1","type":5,"data":{"components":[{"type":18}]}}}`))
	f.Add([]byte(`{"op":0,"t":"GUILD_CREATE","d":{"id":"1","channels":[null]}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := readPacket(raw)
		if err != nil {
			return
		}
		if g, err := readGreeting(p.Data); err == nil && g.SessionID == "" {
			t.Errorf("readGreeting(%s) has no session", p.Data)
		}
		data, err := cut(p.Event, p.Data)
		if event := decoded(p.Event); err == nil && event != nil && vet(data, event) == nil && empty(event) {
			t.Errorf("vet(%s) lets an empty event pass", data)
		}
	})
}

func TestRecent(t *testing.T) {
	r := &recent{}
	for n := range 3 * recentIDs {
		id := strconv.Itoa(n)
		if !r.first(id) || r.first(id) {
			t.Fatalf("number %d is not new once", n)
		}
		if old := max(0, n-recentIDs); r.first(strconv.Itoa(old)) {
			t.Fatalf("number %d is forgotten after %d", old, n)
		}
		if held := len(r.ids) + len(r.earlier); held > 2*recentIDs {
			t.Fatalf("%d IDs are held", held)
		}
	}
}

func TestCloseCodesSayWhatToDo(t *testing.T) {
	for code, c := range closeCodes {
		e := closing(code)
		if c.means == "" || !strings.Contains(e.reason, c.means) || !strings.Contains(e.reason, strconv.Itoa(code)) {
			t.Errorf("closing(%d) = %+v, want the code and what it means", code, e)
		}
		if d := cmp.Diff(c.hint != "", e.refused != nil); d != "" || e.refused != nil && e.refused.Hint != c.hint {
			t.Errorf("closing(%d) = %+v, want the hint %q", code, e, c.hint)
		}
	}
	if e := closing(4999); e.refused != nil || e.forget || e.reason != "closed with 4999" {
		t.Errorf("closing(4999) = %+v, want that the session is gone on with", e)
	}
}
