package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// The opcodes of the gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// packet is what goes over the gateway, in either direction.
type packet struct {
	Op    int             `json:"op"`
	Data  json.RawMessage `json:"d"`
	Seq   int64           `json:"s,omitempty"`
	Event string          `json:"t,omitempty"`
}

// readPacket decodes a packet. Discordgo would end the process over a null in the place of one.
func readPacket(raw []byte) (packet, error) {
	var p *packet
	if err := json.Unmarshal(raw, &p); err != nil {
		return packet{}, errNoPacket // the decoder's own words may hold what was sent
	}
	if p == nil {
		return packet{}, errNoPacket
	}
	return *p, nil
}

var errNoPacket = errors.New("discord: not a packet")

// identity is who the bot is.
type identity struct{ user, application string }

// greeting is what is read of READY.
type greeting struct {
	SessionID string `json:"session_id"`
	ResumeURL string `json:"resume_gateway_url"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
	Application struct {
		ID string `json:"id"`
	} `json:"application"`
}

// readGreeting decodes the data of READY, without which the bot can neither resume nor tell who it is.
func readGreeting(raw json.RawMessage) (greeting, error) {
	var g greeting
	if err := json.Unmarshal(raw, &g); err != nil {
		return greeting{}, errNoGreeting
	}
	if g.SessionID == "" || g.User.ID == "" || g.Application.ID == "" {
		return greeting{}, errNoGreeting
	}
	return g, nil
}

var errNoGreeting = errors.New("discord: READY without a session, a user or an application")

// kept are the members of an event's data that discordgo is shown, for events of which it would keep or walk through more than
// the bot needs: a guild comes with all its channels and members. An event that is not here is shown whole.
var kept = map[string][]string{
	"READY":        {"v", "session_id", "user", "application", "shard", "guilds"},
	"GUILD_CREATE": {"id", "name", "unavailable", "joined_at", "owner_id", "preferred_locale", "system_channel_id", "member_count"},
	"GUILD_UPDATE": {"id", "name", "unavailable", "owner_id", "preferred_locale", "system_channel_id"},
}

// cut leaves the kept members of an event's data, and of a list of guilds those that are there, by their ID alone: discordgo
// would go through one that is null.
func cut(event string, data json.RawMessage) (json.RawMessage, error) {
	names, ok := kept[event]
	if !ok {
		return data, nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, errNoEvent
	}
	some := map[string]any{}
	for _, name := range names {
		if v, ok := all[name]; ok {
			some[name] = v
		}
	}
	if _, ok := some["guilds"]; ok {
		var guilds []struct {
			ID          string `json:"id"`
			Unavailable bool   `json:"unavailable"`
		}
		if err := json.Unmarshal(all["guilds"], &guilds); err != nil {
			return nil, errNoEvent
		}
		some["guilds"] = guilds
	}
	return json.Marshal(some)
}

// decoded is what discordgo decodes an event into, nil for an event that the bot has no use for.
func decoded(event string) any {
	switch event {
	case "READY":
		return &discordgo.Ready{}
	case "RESUMED":
		return &discordgo.Resumed{}
	case "INTERACTION_CREATE":
		return &discordgo.InteractionCreate{}
	case "MESSAGE_CREATE":
		return &discordgo.MessageCreate{}
	case "GUILD_CREATE":
		return &discordgo.GuildCreate{}
	case "GUILD_UPDATE":
		return &discordgo.GuildUpdate{}
	case "GUILD_DELETE":
		return &discordgo.GuildDelete{}
	}
	return nil
}

var errNoEvent = errors.New("discord: the event could not be decoded")

// vet decodes an event as discordgo will, so that what makes the library panic does it here, where it is caught, and not in
// the library's goroutine, where it would end the process. What is only partly understood passes: who pressed a button that this
// release cannot decode still reads that something went wrong.
func vet(data json.RawMessage, event any) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: the library panicked with %T", errNoEvent, cause)
		}
	}()
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '{' {
		return errNoEvent
	}
	_ = json.Unmarshal(data, event) // discordgo hands on what it could decode before an error, too
	if empty(event) {
		return errNoEvent
	}
	return nil
}

// empty tells whether an event holds nothing: the library would go through it all the same.
func empty(event any) bool {
	switch e := event.(type) {
	case *discordgo.InteractionCreate:
		return e.Interaction == nil
	case *discordgo.MessageCreate:
		return e.Message == nil
	case *discordgo.GuildCreate:
		return e.Guild == nil
	case *discordgo.GuildUpdate:
		return e.Guild == nil
	case *discordgo.GuildDelete:
		return e.Guild == nil
	}
	return false
}
