package discordsim

import (
	"encoding/json"
	"net/http"
	"time"
)

// Hooks stand between the bot and the server. A nil function lets everything pass. A script of faults is easier to write and to
// read: see [Server.Play].
type Hooks struct {
	// REST sees each request before the server does. It returns true where it has answered the request itself; it
	// may also wait before it returns false, to make the server slow.
	REST func(w http.ResponseWriter, r *http.Request) (answered bool)
	// Lost tells whether the response to a request which the server takes is lost on its way.
	Lost func(r *http.Request) bool
	// Dial sees each gateway connection before it is made, counted from 1 on. It returns the HTTP status that refuses it, or 0.
	Dial func(conn int) (status int)
	// Gateway sees each packet in either direction before it takes effect and says what becomes of it. It is called
	// with the server locked, so it must not call back.
	Gateway func(Step) Move
}

// Step is a gateway packet on its way.
type Step struct {
	FromBot bool            // the direction
	Conn    int             // the connection, counted from 1 on
	Shard   int             // the shard, or -1 before Identify
	Op      int             // the opcode
	Event   string          // the event's name, for a dispatch
	Data    json.RawMessage // the packet's payload
}

// Name is the event's name, or for other packets the name of the opcode.
func (s Step) Name() string {
	if s.Op == opDispatch {
		return s.Event
	}
	return opNames[s.Op]
}

var opNames = map[int]string{
	opHeartbeat: "HEARTBEAT", opIdentify: "IDENTIFY", opResume: "RESUME", opReconnect: "RECONNECT",
	opInvalidSession: "INVALID_SESSION", opHello: "HELLO", opHeartbeatAck: "ACK",
}

// Move is what becomes of a [Step]. The zero value lets the packet pass.
type Move struct {
	Send    []json.RawMessage // packets which the server sends before this one, as they are
	Drop    bool              // the packet is lost; a lost event still has its sequence number
	Delay   time.Duration     // the packet comes so much later, and what follows overtakes it
	Twice   bool              // the packet comes twice
	Close   int               // the server closes the connection with this code instead
	Cut     bool              // the connection breaks without a close frame instead
	Silence bool              // from this packet on nothing passes in either direction, and nothing ends
	Then    *Move             // what happens after the packet: its Send, and one of Close, Cut and Silence
}

// SetHooks replaces the hooks from now on.
func (s *Server) SetHooks(h Hooks) { s.hooks.Store(&h) }
