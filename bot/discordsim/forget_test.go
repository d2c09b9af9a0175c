package discordsim

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

func TestInterrupt(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ws := raw(t, s)
	s.Interrupt(Move{Send: Packets(`{"op":7}`)})
	if p := next(t, ws); p.Op != opReconnect {
		t.Errorf("op %d, want what was sent", p.Op)
	}
	s.Interrupt(Move{Close: 4009})
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, 4009) {
		t.Errorf("closed: %v, want code 4009", err)
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Now())
	r := newRoom(t, Options{Now: clock.Now})
	dg := client(t, r.Server)
	for _, text := range []string{"old", "new"} {
		if _, err := r.Say(t.Context(), r.patient, r.channel, text); err != nil {
			t.Fatal(err)
		}
		if _, err := dg.Channel(r.channel.ID); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Minute)
	}
	if got := len(r.Forget(clock.Now().Add(-90 * time.Second))); got != 2 {
		t.Errorf("Forget returned %d requests, want 2", got)
	}
	var left []string
	for _, m := range r.Messages(r.channel, r.patient) {
		left = append(left, m.Content)
	}
	if d := cmp.Diff([]string{"new"}, left); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	if got := len(r.Forget(clock.Now())); got != 0 {
		t.Errorf("Forget again returned %d requests, want none", got)
	}
}
