package discordsim

import (
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// The limits of components.
const (
	maxRows    = 5
	maxButtons = 5
)

func typeIs(p part, t discordgo.ComponentType) bool { return componentType(p.object) == int(t) }

func isSelect(p part) bool {
	switch discordgo.ComponentType(componentType(p.object)) {
	case discordgo.SelectMenuComponent, discordgo.UserSelectMenuComponent, discordgo.RoleSelectMenuComponent,
		discordgo.MentionableSelectMenuComponent, discordgo.ChannelSelectMenuComponent:
		return true
	}
	return false
}

func (in *inspection) rows() {
	m, ok := in.message()
	if !ok {
		return
	}
	if !isV2(m) && len(m.list("components")) > maxRows && !in.changesToV2(m) {
		in.report(m.at("components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	for _, c := range in.components() {
		if typeIs(c, discordgo.ActionsRowComponent) {
			if n := len(c.list("components")); n < 1 || n > maxButtons {
				in.report(c.at("components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
			}
		}
	}
}

// changesToV2 tells whether a change carries components of the second version, of which there may be more.
func (in *inspection) changesToV2(m part) bool {
	for _, c := range m.list("components") {
		if !typeIs(c, discordgo.ActionsRowComponent) {
			return in.changes()
		}
	}
	return false
}

func (in *inspection) rowMixed() {
	for _, row := range in.components() {
		if !typeIs(row, discordgo.ActionsRowComponent) {
			continue
		}
		for _, c := range row.list("components") {
			if alone := isSelect(c) || typeIs(c, discordgo.TextInputComponent); alone && len(row.list("components")) > 1 {
				in.report(c.path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
			}
		}
	}
}

func (in *inspection) duplicateCustomIDs() {
	seen := map[string]bool{}
	for _, c := range in.components() {
		id := c.text("custom_id")
		if id != "" && seen[id] {
			in.report(c.at("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
		}
		seen[id] = true
	}
}

func (in *inspection) buttonTarget() {
	for _, c := range in.components() {
		need := "custom_id"
		switch discordgo.ButtonStyle(intOr(c.object["style"], 0)) {
		case discordgo.LinkButton:
			need = "url"
		case discordgo.PremiumButton:
			need = "sku_id"
		}
		if (typeIs(c, discordgo.ButtonComponent) || isSelect(c)) && !c.has(need) {
			in.report(c.at(need), "BASE_TYPE_REQUIRED", fmt.Sprintf("A component of this kind needs a %s", need))
		}
	}
}

func (in *inspection) linkCustomID() {
	for _, c := range in.components() {
		if !typeIs(c, discordgo.ButtonComponent) {
			continue
		}
		link := intOr(c.object["style"], 0) == int(discordgo.LinkButton)
		if link && c.has("custom_id") || !link && c.has("url") {
			in.report(c.at("custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL", "A custom id and url cannot both be specified")
		}
	}
}

func (in *inspection) modalRows() {
	m, ok := in.modal()
	if !ok {
		return
	}
	if n := len(m.list("components")); n < 1 || n > maxRows {
		in.report(m.at("components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
}
