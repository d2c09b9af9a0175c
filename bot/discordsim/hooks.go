package discordsim

import (
	"encoding/json"
	"net/http"
)

// Hooks let a fault script stand between the bot and the server. A nil function lets everything pass.
type Hooks struct {
	// REST sees each request before the server does. It returns true where it has answered the request itself; it
	// may also wait before it returns false, to make the server slow.
	REST func(w http.ResponseWriter, r *http.Request) (answered bool)
	// Gateway sees each packet in either direction before it takes effect and says what becomes of it. It is called
	// with the server locked, so it must not call back.
	Gateway func(Step) Move
}

// Step is a gateway packet on its way.
type Step struct {
	FromBot bool            // the direction
	Shard   int             // the shard, or -1 before Identify
	Op      int             // the opcode
	Event   string          // the event's name, for a dispatch
	Data    json.RawMessage // the packet's payload
}

// Move is what becomes of a [Step]. The zero value lets the packet pass.
type Move struct {
	Drop  bool              // the packet is lost; a lost event still has its sequence number
	Close int               // the server closes the connection with this code instead
	Cut   bool              // the connection breaks without a close frame instead
	Send  []json.RawMessage // packets which the server sends before this one
}

// SetHooks replaces the hooks from now on.
func (s *Server) SetHooks(h Hooks) { s.hooks.Store(&h) }
