package discordsim

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// chatName is the documented pattern for names of chat commands and options.
var chatName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

func isChat(p part) bool {
	kind := componentType(p.object)
	return kind == 0 || kind == int(discordgo.ChatApplicationCommand)
}

func (in *inspection) commandNames() {
	for _, c := range in.commands() {
		if _, there := c.object["name"]; !there && in.kind == kindCommandEdit {
			continue
		}
		if isChat(c) {
			in.chatName(c)
		} else if n := utf8.RuneCountInString(c.text("name")); n < 1 || n > 32 {
			in.report(c.at("name"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length.")
		}
	}
	for _, o := range in.options() {
		in.chatName(o)
	}
}

func (in *inspection) chatName(p part) {
	names := map[string]string{"": p.text("name")}
	for locale, v := range p.inner("name_localizations").object {
		names[locale], _ = v.(string)
	}
	for locale, name := range names {
		path := p.at("name")
		if locale != "" {
			path = p.at("name_localizations", locale)
		}
		if !chatName.MatchString(name) || name != strings.ToLower(name) {
			in.report(path, "APPLICATION_COMMAND_INVALID_NAME", fmt.Sprintf("Command name %q is invalid", name))
		}
	}
}

func (in *inspection) commandDescriptions() {
	for _, c := range in.commands() {
		_, there := c.object["description"]
		switch {
		case !there && in.kind == kindCommandEdit:
		case isChat(c) && strings.TrimSpace(c.text("description")) == "":
			in.report(c.at("description"), "BASE_TYPE_REQUIRED", "This field is required")
		case !isChat(c) && c.has("description"):
			in.report(c.at("description"), "APPLICATION_COMMAND_DESCRIPTION_INVALID", "Context menu commands cannot have description")
		}
	}
	for _, o := range in.options() {
		if strings.TrimSpace(o.text("description")) == "" {
			in.report(o.at("description"), "BASE_TYPE_REQUIRED", "This field is required")
		}
	}
}

func (in *inspection) choicesOrAutocomplete() {
	for _, o := range in.options() {
		if o.object["autocomplete"] == true && o.has("choices") {
			in.report(o.at("choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE",
				"Choices and autocomplete exclude each other")
		}
	}
}

func (in *inspection) optionOrder() {
	for _, owner := range append(in.commands(), in.options()...) {
		optional := false
		for _, o := range owner.list("options") {
			if required := o.object["required"] == true; required && optional {
				in.report(o.path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
					"Required options must be placed before non-required options")
			} else if !required {
				optional = true
			}
		}
	}
}

func (in *inspection) duplicateNames() {
	groups := [][]part{in.commands()}
	for _, owner := range append(in.commands(), in.options()...) {
		groups = append(groups, owner.list("options"))
	}
	for i, group := range groups {
		seen := map[string]bool{}
		for _, p := range group {
			key := p.text("name")
			if i == 0 { // commands of different types may share a name
				key += fmt.Sprint("\x00", max(componentType(p.object), 1))
			}
			if seen[key] {
				in.report(p.at("name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
			}
			seen[key] = true
		}
	}
}

// maxChoice is the longest name of a choice, and the longest string that one can stand for.
const maxChoice = 100

func (in *inspection) choiceLengths() {
	owners := in.options()
	if in.response() == discordgo.InteractionApplicationCommandAutocompleteResult {
		owners = []part{in.root().inner("data")}
	}
	for _, o := range owners {
		for _, c := range o.list("choices") {
			for _, key := range []string{"name", "value"} {
				text, isText := c.object[key].(string)
				if n := utf8.RuneCountInString(text); isText && (n < 1 || n > maxChoice) {
					in.report(c.at(key), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
				}
			}
		}
	}
}
