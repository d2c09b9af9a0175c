package discordsim

import (
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// rule is a check that Discord makes. All but the last are in its documentation and not in its schema.
type rule struct {
	name  string
	check func(*inspection)
}

// rules are this package's own rules. "limit" is the one which the schema has too: it is here so that the limits hold
// where there is no copy of the document.
func rules() []rule {
	return []rule{
		{"command-name", (*inspection).commandNames},
		{"command-description", (*inspection).commandDescriptions},
		{"choices-autocomplete", (*inspection).choicesOrAutocomplete},
		{"option-order", (*inspection).optionOrder},
		{"duplicate-name", (*inspection).duplicateNames},
		{"choice-length", (*inspection).choiceLengths},
		{"message-length", (*inspection).messageLength},
		{"message-empty", (*inspection).messageEmpty},
		{"embeds-length", (*inspection).embedsLength},
		{"embed-field-empty", (*inspection).embedFields},
		{"url-scheme", (*inspection).urlSchemes},
		{"rows", (*inspection).rows},
		{"row-mixed", (*inspection).rowMixed},
		{"duplicate-custom-id", (*inspection).duplicateCustomIDs},
		{"button-target", (*inspection).buttonTarget},
		{"link-custom-id", (*inspection).linkCustomID},
		{"v2-content", (*inspection).v2Content},
		{"v2-flag", (*inspection).v2Flag},
		{"v2-length", (*inspection).v2Length},
		{"allowed-mentions", (*inspection).allowedMentions},
		{"callback-data", (*inspection).callbackData},
		{"modal-rows", (*inspection).modalRows},
		{"unknown-property", (*inspection).unknownProperties},
		{"limit", (*inspection).limits},
	}
}

// ownRules judges a decoded body by all the rules.
func (j *Judge) ownRules(kind bodyKind, value any, files int) []Violation {
	in := &inspection{kind: kind, value: value, files: files, shapes: j.shapes}
	for _, r := range rules() {
		in.rule = r.name
		r.check(in)
	}
	return in.found
}

// inspection is one body under judgement.
type inspection struct {
	kind   bodyKind
	value  any
	files  int
	shapes map[string]shape
	rule   string // the rule at work
	found  []Violation
}

// part is an object inside a body, and where it is.
type part struct {
	object
	path []string
}

func (p part) at(keys ...string) []string { return append(p.path[:len(p.path):len(p.path)], keys...) }

// list yields the objects in one of a part's arrays.
func (p part) list(key string) []part {
	list, _ := p.object[key].([]any)
	var out []part
	for i, v := range list {
		if o, ok := v.(object); ok {
			out = append(out, part{o, p.at(key, strconv.Itoa(i))})
		}
	}
	return out
}

// inner is one of a part's objects; it is empty where there is none.
func (p part) inner(key string) part {
	o, _ := p.object[key].(object)
	return part{o, p.at(key)}
}

func (p part) text(key string) string {
	s, _ := p.object[key].(string)
	return s
}

// has tells whether a member is there and is more than null, false, zero or empty, which the library sends for what
// was not set.
func (p part) has(key string) bool { return !hollow(p.object[key]) }

func (in *inspection) report(path []string, code, why string) {
	in.found = append(in.found, Violation{Rule: in.rule, Path: path, Code: code, Why: why})
}

func (in *inspection) root() part {
	o, _ := in.value.(object)
	return part{object: o}
}

// commands are the application commands in the body.
func (in *inspection) commands() []part {
	switch in.kind {
	case kindCommand, kindCommandEdit:
		return []part{in.root()}
	case kindCommands:
		list, _ := in.value.([]any)
		var out []part
		for i, v := range list {
			if o, ok := v.(object); ok {
				out = append(out, part{o, []string{strconv.Itoa(i)}})
			}
		}
		return out
	}
	return nil
}

// options are all options of all commands, with those of subcommands.
func (in *inspection) options() []part {
	var out []part
	level := in.commands()
	for len(level) > 0 {
		var next []part
		for _, p := range level {
			next = append(next, p.list("options")...)
		}
		out = append(out, next...)
		level = next
	}
	return out
}

// response is the type of an interaction callback, or zero for other bodies.
func (in *inspection) response() discordgo.InteractionResponseType {
	if in.kind != kindCallback {
		return 0
	}
	return discordgo.InteractionResponseType(intOr(in.root().object["type"], 0))
}

// message is the message in the body, new or changed.
func (in *inspection) message() (p part, ok bool) {
	switch in.kind {
	case kindMessage, kindFollowup, kindEdit:
		return in.root(), true
	case kindCallback:
		switch in.response() {
		case discordgo.InteractionResponseChannelMessageWithSource, discordgo.InteractionResponseUpdateMessage:
			p = in.root().inner("data")
			return p, p.object != nil
		}
	}
	return part{}, false
}

// changes tells whether the message in the body changes an older one, of which it need not repeat everything.
func (in *inspection) changes() bool {
	return in.kind == kindEdit || in.response() == discordgo.InteractionResponseUpdateMessage
}

// modal is the modal in the body.
func (in *inspection) modal() (p part, ok bool) {
	if in.response() != discordgo.InteractionResponseModal {
		return part{}, false
	}
	p = in.root().inner("data")
	return p, p.object != nil
}

// components are all components of the message or modal in the body, outer ones first.
func (in *inspection) components() []part {
	p, ok := in.message()
	if !ok {
		if p, ok = in.modal(); !ok {
			return nil
		}
	}
	return nested(p)
}

// nested are the components below a part, at any depth.
func nested(p part) []part {
	var out []part
	below := p.list("components")
	for _, key := range []string{"accessory", "component"} {
		if inner := p.inner(key); inner.object != nil {
			below = append(below, inner)
		}
	}
	for _, c := range below {
		out = append(out, c)
		out = append(out, nested(c)...)
	}
	return out
}
