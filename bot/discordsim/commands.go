package discordsim

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// command is a registered application command: as the bot gets it back, and decoded.
type command struct {
	id   string
	raw  object
	def  *discordgo.ApplicationCommand
	kind discordgo.ApplicationCommandType
}

// Commands lists what is registered in a guild, or globally where guildID is empty.
func (s *Server) Commands(guildID string) []*discordgo.ApplicationCommand {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*discordgo.ApplicationCommand
	for _, c := range s.commands[guildID] {
		list = append(list, shownAs[discordgo.ApplicationCommand](c.raw))
	}
	return list
}

// newCommand registers a definition, with Discord's defaults written out and with what it does not keep left out. A
// command that replaces an equal one keeps its version.
func (s *Server) newCommand(guildID, id string, definition object, old *command) *command {
	raw := object{"type": 1, "description": "", "default_member_permissions": nil, "nsfw": false}
	if guildID == "" {
		raw["contexts"], raw["dm_permission"], raw["integration_types"] = nil, true, []int{0}
	}
	for k, v := range definition {
		if v != nil && settableCommandKeys[k] && (guildID == "" || !globalCommandKeys[k]) {
			raw[k] = v
		}
	}
	delete(raw, "options")
	if options, ok := definition["options"].([]any); ok && len(options) > 0 {
		raw["options"] = normalOptions(options)
	}
	if n, ok := raw["default_member_permissions"].(json.Number); ok {
		raw["default_member_permissions"] = n.String()
	}
	raw["id"], raw["application_id"], raw["version"] = id, s.app, s.world.ids.next()
	if guildID != "" {
		raw["guild_id"] = guildID
	}
	if old != nil && sameCommand(old.raw, raw) {
		raw["version"] = old.raw["version"]
	}
	def := shownAs[discordgo.ApplicationCommand](raw)
	return &command{id: id, raw: raw, def: def, kind: def.Type}
}

var settableCommandKeys = map[string]bool{
	"type": true, "name": true, "name_localizations": true, "description": true, "description_localizations": true,
	"default_member_permissions": true, "dm_permission": true, "contexts": true, "integration_types": true, "nsfw": true,
}

// globalCommandKeys are what Discord keeps of global commands only.
var globalCommandKeys = map[string]bool{"dm_permission": true, "contexts": true, "integration_types": true}

func sameCommand(a, b object) bool {
	a, b = maps.Clone(a), maps.Clone(b)
	delete(a, "version")
	delete(b, "version")
	return string(mustJSON(a)) == string(mustJSON(b))
}

// normalOptions leaves out of options what Discord does not store: false, null and empty members.
func normalOptions(list []any) []object {
	out := []object{}
	for _, v := range list {
		option, ok := v.(object)
		if !ok {
			continue // the judge refused it
		}
		o := object{}
		for k, v := range option {
			switch v := v.(type) {
			case nil:
			case bool:
				if v {
					o[k] = v
				}
			case []any:
				if len(v) > 0 {
					o[k] = v
				}
			default:
				o[k] = v
			}
		}
		if inner, ok := o["options"].([]any); ok {
			o["options"] = normalOptions(inner)
		}
		out = append(out, o)
	}
	return out
}

// localizable are the members of a command, option or choice that have translations beside them.
var localizable = []string{"name", "description"}

// localized writes the translations of a command and of all in it as Discord does: null where there are none, or, in
// a list that did not ask for them, nowhere.
func localized(o object, shown bool) object {
	o = maps.Clone(o)
	for _, key := range localizable {
		if _, has := o[key]; !has {
			continue
		}
		if key += "_localizations"; !shown {
			delete(o, key)
		} else if o[key] == nil {
			o[key] = nil
		}
	}
	for _, key := range []string{"options", "choices"} {
		if list := objects(o[key]); list != nil {
			for i := range list {
				list[i] = localized(list[i], shown)
			}
			o[key] = list
		}
	}
	return o
}

// objects is a copy of a list of objects, however it was made.
func objects(v any) []object {
	if list, ok := v.([]object); ok {
		return slices.Clone(list)
	}
	var out []object
	list, _ := v.([]any)
	for _, v := range list {
		if o, ok := v.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

// find looks a command up by name and type in a guild and then among the global ones.
func (s *Server) find(guildID, name string, kind discordgo.ApplicationCommandType) *command {
	for _, scope := range slices.Compact([]string{guildID, ""}) {
		for _, c := range s.commands[scope] {
			if c.def.Name == name && c.kind == kind {
				return c
			}
		}
	}
	return nil
}
