package discord

import (
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// A RefusedError says that Discord will not have the bot before a person has changed something. Trying again by itself
// would only spend the day's attempts.
type RefusedError struct {
	Reason string // what Discord said
	Hint   string // what to do about it
}

// Error says why Discord refused the bot.
func (e *RefusedError) Error() string { return "discord: refused by Discord: " + e.Reason }

// unknownToken is what to do where Discord does not take the token.
const unknownToken = "Discord does not know the token: copy it again from the Bot page of the developer portal"

// closeCode is what a close code of the gateway means, from Discord's documentation.
type closeCode struct {
	means  string
	forget bool   // the session is over: the next connection identifies
	hint   string // what a person must do before the bot can come back; "" where it comes back by itself
}

var closeCodes = map[int]closeCode{
	websocket.CloseNormalClosure:           {means: "normal closure"},
	websocket.CloseGoingAway:               {means: "going away"},
	websocket.CloseServiceRestart:          {means: "service restart"},
	websocket.CloseInternalServerErr:       {means: "internal error"},
	websocket.CloseNoStatusReceived:        {means: "no status"},
	websocket.CloseAbnormalClosure:         {means: "broken off"},
	websocket.ClosePolicyViolation:         {means: "policy violation"},
	websocket.CloseMessageTooBig:           {means: "message too big"},
	websocket.CloseInvalidFramePayloadData: {means: "invalid payload"},

	4000: {means: "unknown error"},
	4001: {means: "unknown opcode"},
	4002: {means: "decode error"},
	4003: {means: "not authenticated", forget: true},
	4004: {means: "authentication failed", hint: unknownToken},
	4005: {means: "already authenticated", forget: true},
	4007: {means: "invalid sequence", forget: true},
	4008: {means: "rate limited"},
	4009: {means: "session timed out", forget: true},
	4010: {means: "invalid shard", hint: "this is a fault of the bot, which has one shard: report it"},
	4011: {means: "sharding required", hint: "the bot is in more than 2,500 servers, and one shard serves no more: remove it from some"},
	4012: {means: "invalid API version", hint: "Discord has given up the version of its interface that this program speaks: upgrade the program"},
	4013: {means: "invalid intents", hint: "Discord does not know the intents that this program asks for: upgrade the program"},
	4014: {means: "disallowed intents", hint: "the bot asks for the Message Content intent: switch it on on the Bot page of the developer portal, or start without --message-content"},
}

// closing is how a connection ends by a close code. A code that is not documented ends nothing but the connection.
func closing(code int) ending {
	c := closeCodes[code]
	e := ending{reason: fmt.Sprintf("closed with %d", code), forget: c.forget}
	if c.means != "" {
		e.reason += " (" + c.means + ")"
	}
	if c.hint != "" {
		e.refused = &RefusedError{Reason: fmt.Sprintf("%s (%d)", c.means, code), Hint: c.hint}
	}
	return e
}

// ending is how a connection ended, or why none was made.
type ending struct {
	reason  string
	forget  bool          // the session is over: the next connection identifies
	wait    time.Duration // before the next attempt, at least
	refused *RefusedError // there is no point in a next attempt
}
