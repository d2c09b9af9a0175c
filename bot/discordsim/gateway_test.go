package discordsim

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

func TestIntentsAndContent(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{Privileged: discordgo.IntentsMessageContent})
	narrow, wide := make(chan string, 8), make(chan string, 8)
	collect := func(to chan string) any {
		return func(_ *discordgo.Session, m *discordgo.MessageCreate) { to <- m.Content }
	}
	const messages = discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	connect(t, r.Server, messages, collect(narrow))
	connect(t, r.Server, messages|discordgo.IntentsMessageContent, collect(wide))
	connect(t, r.Server, discordgo.IntentsGuilds, func(_ *discordgo.Session, m *discordgo.MessageCreate) {
		t.Errorf("a message without the intent: %+v", m)
	})
	says := []struct {
		where       Channel
		text, shown string
	}{
		{r.channel, "hello all", ""},
		{r.channel, "hello " + r.Bot().Mention(), "hello " + r.Bot().Mention()},
		{r.DM(r.patient), "hello you", "hello you"},
	}
	for _, say := range says {
		if _, err := r.Say(t.Context(), r.patient, say.where, say.text); err != nil {
			t.Fatal(err)
		}
		if got := <-narrow; got != say.shown {
			t.Errorf("without the message-content intent: %q, want %q", got, say.shown)
		}
		if got := <-wide; got != say.text {
			t.Errorf("with the message-content intent: %q, want %q", got, say.text)
		}
	}
}

func TestMessageEvents(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	got := make(chan string, 4)
	connect(t, r.Server, discordgo.IntentsGuildMessages,
		func(_ *discordgo.Session, m *discordgo.MessageCreate) {
			got <- "create " + m.Author.Username + " " + m.Member.JoinedAt.Format("2006")
		},
		func(_ *discordgo.Session, m *discordgo.MessageUpdate) { got <- "update " + m.ID },
		func(_ *discordgo.Session, m *discordgo.MessageDelete) { got <- "delete " + m.ID })
	msg, err := r.Say(t.Context(), r.patient, r.channel, "a")
	if err != nil {
		t.Fatal(err)
	}
	list := []string{<-got}
	if _, err := r.Edit(t.Context(), r.patient, msg, "b"); err != nil {
		t.Fatal(err)
	}
	list = append(list, <-got)
	if err := r.Delete(t.Context(), r.patient, msg); err != nil {
		t.Fatal(err)
	}
	list = append(list, <-got)
	want := []string{"create pat " + msg.Timestamp.Format("2006"), "update " + msg.ID, "delete " + msg.ID}
	if d := cmp.Diff(want, list); d != "" {
		t.Errorf("events (-want +got):\n%s", d)
	}
}

// TestResume checks that a bot which lost its connection gets what it missed, and does not identify again.
func TestResume(t *testing.T) {
	t.Parallel()
	// The library's heartbeat, which it sends as soon as it is connected, must be over: if it fails, the library closes the
	// session that listening has resumed meanwhile.
	beat := make(chan struct{}, 8)
	r := newRoom(t, Options{Hooks: Hooks{Gateway: func(s Step) Move {
		if s.FromBot && s.Op == opHeartbeat {
			beat <- struct{}{}
		}
		return Move{}
	}}})
	got, resumed := make(chan string, 8), make(chan struct{}, 1)
	b := connect(t, r.Server, discordgo.IntentsGuildMessages,
		func(_ *discordgo.Session, m *discordgo.MessageCreate) { got <- m.ID },
		func(_ *discordgo.Session, _ *discordgo.Resumed) { resumed <- struct{}{} })
	b.Lock()
	b.ShouldReconnectOnError = true
	b.Unlock()
	t.Cleanup(func() { b.Close() })
	before, err := r.Say(t.Context(), r.patient, r.channel, "before")
	if err != nil {
		t.Fatal(err)
	}
	list := []string{<-got}
	<-beat
	r.SetHooks(Hooks{Gateway: func(s Step) Move { return Move{Drop: s.Event == "MESSAGE_CREATE"} }})
	while, err := r.Say(t.Context(), r.patient, r.channel, "lost on the way")
	if err != nil {
		t.Fatal(err)
	}
	r.SetHooks(Hooks{})
	r.DropConnections()
	list = append(list, <-got)
	<-resumed
	if d := cmp.Diff([]string{before.ID, while.ID}, list); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	if got := r.Identifies(); got != 1 {
		t.Errorf("identified %d times, want once", got)
	}
}

// raw is a gateway connection without the library, for what the library does not do.
func raw(t *testing.T, s *Server) *websocket.Conn {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), s.gatewayURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	if p := next(t, ws); p.Op != opHello {
		t.Fatalf("first packet has op %d, want Hello", p.Op)
	}
	return ws
}

func next(t *testing.T, ws *websocket.Conn) packet {
	t.Helper()
	var p packet
	if err := ws.ReadJSON(&p); err != nil {
		t.Fatal(err)
	}
	return p
}

func send(t *testing.T, ws *websocket.Conn, op int, data any) {
	t.Helper()
	if err := ws.WriteJSON(object{"op": op, "d": data}); err != nil {
		t.Fatal(err)
	}
}

func identifyData(change object) object {
	o := object{"token": DefaultToken, "intents": 1, "properties": object{"os": "linux"}}
	maps.Copy(o, change)
	return o
}

func TestCloseCodes(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	tests := []struct {
		name string
		op   int
		data any
		want int
	}{
		{"wrong token", opIdentify, identifyData(object{"token": "wrong"}), 4004},
		{"no intents", opIdentify, identifyData(object{"intents": nil}), 4013},
		{"unknown intents", opIdentify, identifyData(object{"intents": 1 << 30}), 4013},
		{"intent that is not switched on", opIdentify, identifyData(object{"intents": discordgo.IntentsMessageContent}), 4014},
		{"shard out of range", opIdentify, identifyData(object{"shard": []int{2, 2}}), 4010},
		{"no properties", opIdentify, object{"token": DefaultToken, "intents": 1}, 4002},
		{"not an object", opResume, "resume", 4002},
		{"presence before identify", opPresence, object{}, 4003},
		{"unknown opcode", 77, nil, 4001},
	}
	for _, tt := range tests {
		ws := raw(t, s)
		send(t, ws, tt.op, tt.data)
		if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, tt.want) {
			t.Errorf("%s: %v, want close code %d", tt.name, err, tt.want)
		}
	}
	ws := raw(t, s)
	if err := ws.WriteMessage(websocket.TextMessage, []byte("{")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, 4002) {
		t.Errorf("broken JSON: %v, want close code 4002", err)
	}
}

func TestHeartbeatAndInvalidSession(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ws := raw(t, s)
	send(t, ws, opHeartbeat, nil)
	if p := next(t, ws); p.Op != opHeartbeatAck {
		t.Errorf("a heartbeat was answered by op %d", p.Op)
	}
	send(t, ws, opResume, object{"token": DefaultToken, "session_id": "none", "seq": 3})
	if p := next(t, ws); p.Op != opInvalidSession || string(p.Data) != "false" {
		t.Errorf("resuming an unknown session was answered by op %d, %s", p.Op, p.Data)
	}
	send(t, ws, opIdentify, identifyData(nil))
	if p := next(t, ws); p.Event == nil || *p.Event != "READY" || *p.Seq != 1 {
		t.Errorf("identifying was answered by %+v", p)
	}
	send(t, ws, opIdentify, identifyData(nil))
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, 4005) {
		t.Errorf("identifying twice: %v, want close code 4005", err)
	}
}

// TestCleanClose checks that a bot which closes with 1000 has ended its session.
func TestCleanClose(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ws := raw(t, s)
	send(t, ws, opIdentify, identifyData(nil))
	var ready struct {
		SessionID string `json:"session_id"`
	}
	if err := json.Unmarshal(next(t, ws).Data, &ready); err != nil {
		t.Fatal(err)
	}
	if err := ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")); err != nil {
		t.Fatal(err)
	}
	if err := s.WaitConnected(within(t), 0); err != nil {
		t.Fatal(err)
	}
	ws = raw(t, s)
	send(t, ws, opResume, object{"token": DefaultToken, "session_id": ready.SessionID, "seq": 1})
	if p := next(t, ws); p.Op != opInvalidSession {
		t.Errorf("resuming after a clean close was answered by op %d", p.Op)
	}
}

// TestShards checks that each shard gets the guilds that are its own, and the first one the direct messages.
func TestShards(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Shards: 2})
	var guilds []Guild
	for _, name := range []string{"a", "b", "c", "d"} {
		guilds = append(guilds, s.AddGuild(name))
	}
	pat := s.AddUser("pat", guilds...)
	type event struct {
		shard int
		guild string
	}
	got := make(chan event, 8)
	for shard := range 2 {
		dg, err := s.Session(DefaultToken)
		if err != nil {
			t.Fatal(err)
		}
		dg.ShardID, dg.ShardCount, dg.ShouldReconnectOnError = shard, 2, false
		dg.Identify.Intents = discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
		dg.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { got <- event{shard, m.GuildID} })
		if err := dg.Open(); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[int]int{}
	for _, g := range guilds {
		if _, err := s.Say(t.Context(), pat, s.AddChannel(g, "help"), "a"); err != nil {
			t.Fatal(err)
		}
		e := <-got
		if e.guild != g.ID {
			t.Errorf("shard %d got a message of guild %s, want %s", e.shard, e.guild, g.ID)
		}
		seen[e.shard]++
	}
	if d := cmp.Diff(map[int]int{0: 2, 1: 2}, seen); d != "" {
		t.Errorf("messages by shard (-want +got):\n%s", d)
	}
	if _, err := s.Say(t.Context(), pat, s.DM(pat), "a"); err != nil {
		t.Fatal(err)
	}
	if e := <-got; e.shard != 0 || e.guild != "" {
		t.Errorf("a direct message went to shard %d", e.shard)
	}
}

func TestDispatchAndHooks(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	got := make(chan string, 2)
	connect(t, r.Server, discordgo.IntentsGuilds, func(_ *discordgo.Session, e *discordgo.ChannelDelete) { got <- e.ID })
	r.SetHooks(Hooks{Gateway: func(s Step) Move { return Move{Drop: s.Event == "CHANNEL_DELETE" && string(s.Data) == `{"id":"1"}`} }})
	r.Dispatch("CHANNEL_DELETE", object{"id": "1"})
	r.Dispatch("CHANNEL_DELETE", object{"id": "2"})
	if id := <-got; id != "2" {
		t.Errorf("the bot got event %s, want only 2: the other was dropped", id)
	}
}
