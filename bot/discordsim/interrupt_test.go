package discordsim

import (
	"encoding/json"
	"testing"

	"github.com/gorilla/websocket"
)

// identified is a gateway connection with a session of its own, whose ID it returns.
func identified(t *testing.T, s *Server) (*websocket.Conn, string) {
	t.Helper()
	ws := raw(t, s)
	send(t, ws, opIdentify, identifyData(nil))
	var ready struct {
		SessionID string `json:"session_id"`
	}
	if err := json.Unmarshal(next(t, ws).Data, &ready); err != nil {
		t.Fatal(err)
	}
	return ws, ready.SessionID
}

func TestReconnectAndBeat(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ws, _ := identified(t, s)
	s.Beat()
	if p := next(t, ws); p.Op != opHeartbeat {
		t.Errorf("Beat sent op %d, want 1", p.Op)
	}
	s.Reconnect()
	if p := next(t, ws); p.Op != opReconnect || p.Seq != nil {
		t.Errorf("Reconnect sent %+v, want op 7", p)
	}
}

// TestInvalidate checks that the connection stays open and takes what follows.
func TestInvalidate(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ws, id := identified(t, s)
	resume := object{"token": DefaultToken, "session_id": id, "seq": 1}
	s.Invalidate(true)
	if p := next(t, ws); p.Op != opInvalidSession || string(p.Data) != "true" || s.Connected() != 0 {
		t.Errorf("Invalidate(true) sent op %d, %s; %d connected", p.Op, p.Data, s.Connected())
	}
	send(t, ws, opResume, resume)
	if p := next(t, ws); p.Event == nil || *p.Event != "RESUMED" {
		t.Errorf("resuming was answered by %+v", p)
	}
	s.Invalidate(false)
	if p := next(t, ws); p.Op != opInvalidSession || string(p.Data) != "false" {
		t.Errorf("Invalidate(false) sent op %d, %s", p.Op, p.Data)
	}
	send(t, ws, opResume, resume)
	if p := next(t, ws); p.Op != opInvalidSession {
		t.Errorf("resuming a session that has ended was answered by op %d", p.Op)
	}
	send(t, ws, opIdentify, identifyData(nil))
	if p := next(t, ws); p.Event == nil || *p.Event != "READY" {
		t.Errorf("identifying was answered by %+v", p)
	}
}
