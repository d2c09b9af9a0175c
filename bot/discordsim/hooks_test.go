package discordsim

import (
	"encoding/json"
	"testing"

	"github.com/gorilla/websocket"
)

// TestGatewayMoves plays each move of a gateway hook.
func TestGatewayMoves(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	identify := func(move Move) *websocket.Conn {
		s.SetHooks(Hooks{Gateway: func(step Step) Move {
			if step.FromBot && step.Op == opIdentify && step.Shard == -1 {
				return move
			}
			return Move{}
		}})
		ws := raw(t, s)
		send(t, ws, opIdentify, identifyData(nil))
		return ws
	}
	if _, _, err := identify(Move{Close: 4008}).ReadMessage(); !websocket.IsCloseError(err, 4008) {
		t.Errorf("closed: %v, want code 4008", err)
	}
	if _, _, err := identify(Move{Cut: true}).ReadMessage(); err == nil || websocket.IsCloseError(err, 4008, 1000) {
		t.Errorf("cut: %v, want no close frame", err)
	}
	ws := identify(Move{Send: []json.RawMessage{json.RawMessage(`{"op":7}`)}})
	if p := next(t, ws); p.Op != 7 {
		t.Errorf("first packet has op %d, want the hook's", p.Op)
	}
	if p := next(t, ws); p.Event == nil || *p.Event != "READY" {
		t.Errorf("then %+v, want READY", p)
	}
}
