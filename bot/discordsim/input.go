package discordsim

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// input is what a person fills into a command's options.
type input struct {
	s        *Server
	where    *channel
	path     []*discordgo.ApplicationCommandOption // the subcommand group and subcommand
	defs     []*discordgo.ApplicationCommandOption
	options  []object
	resolved object
}

// fill takes the values. A partial input, for autocomplete, may lack required options.
func (in *input) fill(values map[string]any, partial bool) error {
	rest := maps.Clone(values)
	for _, def := range in.defs {
		v, ok := rest[def.Name]
		delete(rest, def.Name)
		switch {
		case !ok && def.Required && !partial:
			return notOffered("option %q is required", def.Name)
		case !ok:
			continue
		}
		value, err := in.value(def, v)
		if err != nil {
			return err
		}
		in.options = append(in.options, object{"name": def.Name, "type": def.Type, "value": value})
	}
	for name := range rest {
		return notOffered("no option %q", name)
	}
	return nil
}

// focus adds the option that is being typed.
func (in *input) focus(name, partial string) error {
	i := slices.IndexFunc(in.defs, func(o *discordgo.ApplicationCommandOption) bool { return o.Name == name })
	if i < 0 || !in.defs[i].Autocomplete {
		return notOffered("option %q has no autocomplete", name)
	}
	in.options = slices.DeleteFunc(in.options, func(o object) bool { return o["name"] == name })
	in.options = append(in.options, object{"name": name, "type": in.defs[i].Type, "value": partial, "focused": true})
	return nil
}

// data is the data of the interaction.
func (in *input) data(cmd *command) object {
	options := in.options
	for _, sub := range slices.Backward(in.path) {
		options = []object{{"name": sub.Name, "type": sub.Type, "options": filled(options)}}
	}
	o := object{"id": cmd.id, "name": cmd.def.Name, "type": cmd.kind}
	if len(options) > 0 {
		o["options"] = options
	}
	if len(in.resolved) > 0 {
		o["resolved"] = in.resolved
	}
	if cmd.def.GuildID != "" {
		o["guild_id"] = cmd.def.GuildID
	}
	return o
}

// value checks one value against its definition, as the client's form does.
func (in *input) value(def *discordgo.ApplicationCommandOption, v any) (any, error) {
	switch def.Type {
	case discordgo.ApplicationCommandOptionString:
		text, ok := v.(string)
		if !ok {
			return nil, notOffered("option %q takes a text, not %T", def.Name, v)
		}
		return text, checkText(def, text)
	case discordgo.ApplicationCommandOptionInteger, discordgo.ApplicationCommandOptionNumber:
		return v, checkNumber(def, v)
	case discordgo.ApplicationCommandOptionBoolean:
		if _, ok := v.(bool); !ok {
			return nil, notOffered("option %q takes a bool, not %T", def.Name, v)
		}
		return v, nil
	}
	return in.entity(def, v)
}

// entity resolves a user, a role or a channel.
func (in *input) entity(def *discordgo.ApplicationCommandOption, v any) (any, error) {
	var id string
	var kind int
	switch v := v.(type) {
	case User:
		id, kind = v.ID, int(discordgo.UserSelectMenuComponent)
	case Role:
		id, kind = v.ID, int(discordgo.RoleSelectMenuComponent)
	case Channel:
		id, kind = v.ID, int(discordgo.ChannelSelectMenuComponent)
	}
	takes := map[discordgo.ApplicationCommandOptionType][]int{
		discordgo.ApplicationCommandOptionUser: {5}, discordgo.ApplicationCommandOptionRole: {6},
		discordgo.ApplicationCommandOptionMentionable: {5, 6}, discordgo.ApplicationCommandOptionChannel: {8},
	}[def.Type]
	if !slices.Contains(takes, kind) {
		return nil, notOffered("option %q takes a %s, not %T", def.Name, def.Type, v)
	}
	for key, group := range in.s.resolve(in.where, kind, []string{id}) {
		known, _ := in.resolved[key].(object)
		if known == nil {
			known = object{}
			in.resolved[key] = known
		}
		if found, ok := group.(object); ok {
			maps.Copy(known, found)
		}
	}
	return id, nil
}

// resolve describes the entities that ids stand for. The kind is the select menu's for such entities.
func (s *Server) resolve(where *channel, kind int, ids []string) object {
	users, members, roles, channels := object{}, object{}, object{}, object{}
	g := s.world.guilds[where.GuildID]
	for _, id := range ids {
		if u, ok := s.world.users[id]; ok && (kind == 5 || kind == 7) {
			users[id] = userJSON(u)
			if g != nil && g.members[id] != nil {
				m := s.memberJSON(g, id)
				m["permissions"] = bits(s.world.permissions(where, id))
				members[id] = m
			}
		}
		if g != nil && (kind == 6 || kind == 7) && g.role(id) != nil {
			roles[id] = roleJSON(g.role(id), 1)
		}
		if c := s.world.channels[id]; c != nil && kind == 8 {
			channels[id] = s.partialChannel(c, s.bot)
		}
	}
	out := object{}
	for key, group := range map[string]object{"users": users, "members": members, "roles": roles, "channels": channels} {
		if len(group) > 0 {
			out[key] = group
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func checkText(def *discordgo.ApplicationCommandOption, text string) error {
	n := utf8.RuneCountInString(text)
	if text == "" {
		return notOffered("option %q is empty", def.Name)
	}
	if def.MinLength != nil && n < *def.MinLength || def.MaxLength > 0 && n > def.MaxLength || n > 6000 {
		return notOffered("option %q has %d characters", def.Name, n)
	}
	return checkChoice(def, text)
}

func checkNumber(def *discordgo.ApplicationCommandOption, v any) error {
	var n float64
	switch v := v.(type) {
	case int:
		n = float64(v)
	case int64:
		n = float64(v)
	case float64:
		n = v
		if def.Type == discordgo.ApplicationCommandOptionInteger && n != float64(int64(n)) {
			return notOffered("option %q takes a whole number", def.Name)
		}
	default:
		return notOffered("option %q takes a number, not %T", def.Name, v)
	}
	if def.MinValue != nil && n < *def.MinValue || def.MaxValue != 0 && n > def.MaxValue {
		return notOffered("option %q is out of range", def.Name)
	}
	return checkChoice(def, n)
}

// checkChoice asks that a value is one of the option's choices, where it has any.
func checkChoice(def *discordgo.ApplicationCommandOption, v any) error {
	is := func(c *discordgo.ApplicationCommandOptionChoice) bool { return fmt.Sprint(c.Value) == fmt.Sprint(v) }
	if len(def.Choices) > 0 && !slices.ContainsFunc(def.Choices, is) {
		return notOffered("option %q has no choice %v", def.Name, v)
	}
	return nil
}

// components yields every component of a message or modal, whatever it is nested in.
func components(list []object) iter.Seq[object] {
	return func(yield func(object) bool) { walkComponents(list, yield) }
}

func walkComponents(list []object, yield func(object) bool) bool {
	for _, c := range list {
		if !yield(c) || !walkComponents(children(c), yield) {
			return false
		}
	}
	return true
}

// children are the components inside a component.
func children(c object) []object {
	var out []object
	list, _ := c["components"].([]any)
	for _, v := range append(slices.Clip(list), c["accessory"], c["component"]) {
		if child, ok := v.(object); ok {
			out = append(out, child)
		}
	}
	return out
}

// selectable checks chosen values as the client's menu does.
func selectable(c object, values []string) error {
	least, most := intOr(c["min_values"], 1), intOr(c["max_values"], 1)
	if len(values) < least || len(values) > most {
		return notOffered("%d values where %d to %d can be chosen", len(values), least, most)
	}
	switch componentType(c) {
	case int(discordgo.SelectMenuComponent):
		options, _ := c["options"].([]any)
		for _, v := range values {
			has := func(o any) bool { m, ok := o.(object); return ok && m["value"] == v }
			if !slices.ContainsFunc(options, has) {
				return notOffered("no value %q in the menu", v)
			}
		}
	case 5, 6, 7, 8:
	default:
		return notOffered("%v is not a menu", c["custom_id"])
	}
	return nil
}

func intOr(v any, otherwise int) int {
	switch v := v.(type) {
	case int:
		return v
	case float64:
		return int(v)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
	}
	return otherwise
}
