package discordsim

import (
	"cmp"
	"maps"
	"slices"

	"github.com/bwmarrin/discordgo"
)

func (s *Server) commandRoutes() []route {
	const global, guild = "/applications/{application_id}/commands", "/applications/{application_id}/guilds/{guild_id}/commands"
	var list []route
	for _, base := range []string{global, guild} {
		one := base + "/{command_id}"
		list = append(list,
			route{pattern: "GET " + base, handle: s.listCommands},
			route{pattern: "PUT " + base, kind: kindCommands, handle: s.overwriteCommands},
			route{pattern: "POST " + base, kind: kindCommand, handle: s.createCommand},
			route{pattern: "GET " + one, handle: s.getCommand},
			route{pattern: "PATCH " + one, kind: kindCommandEdit, handle: s.editCommand},
			route{pattern: "DELETE " + one, handle: s.deleteCommand},
		)
	}
	return list
}

// scope is the guild of a command request, or empty for the global commands.
func (s *Server) scope(c *call) (string, error) {
	if c.PathValue("application_id") != s.app {
		return "", errUnknownApp
	}
	id := c.PathValue("guild_id")
	if id != "" && s.world.guilds[id] == nil {
		return "", errMissingAccess
	}
	return id, nil
}

func (s *Server) listCommands(c *call) (any, error) {
	scope, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	return commandsJSON(s.commands[scope], c.URL.Query().Get("with_localizations") == "true"), nil
}

func commandsJSON(list []*command, translations bool) []object {
	out := []object{}
	for _, c := range list {
		out = append(out, localized(c.raw, translations))
	}
	return out
}

// overwriteCommands replaces the whole set. A command which keeps its name and type keeps its id.
func (s *Server) overwriteCommands(c *call) (any, error) {
	scope, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	definitions, _ := c.value.([]any)
	var list []*command
	for _, v := range definitions {
		if definition, ok := v.(object); ok {
			list = append(list, s.register(scope, definition))
		}
	}
	if overfull(list) {
		return nil, errTooManyCommands
	}
	s.commands[scope] = list
	return commandsJSON(list, true), nil
}

// register makes a command from a definition, in the place of an older one of the same name and type.
func (s *Server) register(scope string, definition object) *command {
	name, _ := definition["name"].(string)
	kind := discordgo.ApplicationCommandType(cmp.Or(componentType(definition), int(discordgo.ChatApplicationCommand)))
	for _, old := range s.commands[scope] {
		if old.def.Name == name && old.kind == kind {
			return s.newCommand(scope, old.id, definition, old)
		}
	}
	return s.newCommand(scope, s.world.ids.next(), definition, nil)
}

// overfull tells whether there are more commands of a type than Discord allows.
func overfull(list []*command) bool {
	count := map[discordgo.ApplicationCommandType]int{}
	for _, c := range list {
		count[c.kind]++
	}
	return count[discordgo.ChatApplicationCommand] > 100 || count[discordgo.UserApplicationCommand] > 15 ||
		count[discordgo.MessageApplicationCommand] > 15
}

func (s *Server) createCommand(c *call) (any, error) {
	scope, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	definition, _ := c.value.(object)
	fresh := s.register(scope, definition)
	list := s.commands[scope]
	if i := slices.IndexFunc(list, func(x *command) bool { return x.id == fresh.id }); i >= 0 {
		list[i] = fresh
		return localized(fresh.raw, true), nil
	}
	if overfull(append(slices.Clip(list), fresh)) {
		return nil, errTooManyCommands
	}
	s.commands[scope] = append(list, fresh)
	return created{localized(fresh.raw, true)}, nil
}

func (s *Server) oneCommand(c *call) (scope string, i int, err error) {
	scope, err = s.scope(c)
	if err != nil {
		return "", 0, err
	}
	i = slices.IndexFunc(s.commands[scope], func(x *command) bool { return x.id == c.PathValue("command_id") })
	if i < 0 {
		return "", 0, errUnknownCommand
	}
	return scope, i, nil
}

func (s *Server) getCommand(c *call) (any, error) {
	scope, i, err := s.oneCommand(c)
	if err != nil {
		return nil, err
	}
	return localized(s.commands[scope][i].raw, true), nil
}

func (s *Server) editCommand(c *call) (any, error) {
	scope, i, err := s.oneCommand(c)
	if err != nil {
		return nil, err
	}
	old := s.commands[scope][i]
	definition := maps.Clone(old.raw)
	if changes, ok := c.value.(object); ok {
		maps.Copy(definition, changes)
	}
	if list, ok := definition["options"].([]object); ok { // left as it was
		options := make([]any, len(list))
		for i, o := range list {
			options[i] = o
		}
		definition["options"] = options
	}
	s.commands[scope][i] = s.newCommand(scope, old.id, definition, old)
	return localized(s.commands[scope][i].raw, true), nil
}

func (s *Server) deleteCommand(c *call) (any, error) {
	scope, i, err := s.oneCommand(c)
	if err != nil {
		return nil, err
	}
	s.commands[scope] = slices.Delete(s.commands[scope], i, i+1)
	return nil, nil
}
