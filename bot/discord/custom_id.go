package discord

import "strings"

// action is what a button does.
type action string

// The actions. Their names stand in messages that Discord keeps, so they are never given another meaning.
const (
	actionPick    action = "pick"  // show the passage
	actionNot     action = "not"   // the passage is not what was asked
	actionWrong   action = "wrong" // something is wrong with the passage
	actionNumbers action = "num"   // show the emergency card of a rule with a country's numbers
)

// customID is what Discord hands back when a button is pressed. It never holds words of a person.
type customID struct {
	action action
	locale string
	key    string // of a passage (see bot.KeyOf), or a country
	rule   string // of an emergency card
}

// maxCustomID is Discord's limit.
const maxCustomID = 100

// String writes the custom ID as action:locale:key or action:locale:key:rule.
func (c customID) String() string {
	parts := []string{string(c.action), c.locale, c.key}
	if c.rule != "" {
		parts = append(parts, c.rule)
	}
	return strings.Join(parts, ":")
}

// parseCustomID reads a custom ID; false where it is none of ours.
func parseCustomID(s string) (customID, bool) {
	parts := strings.Split(s, ":")
	if len(s) > maxCustomID || len(parts) < 3 || len(parts) > 4 || parts[1] == "" || parts[2] == "" {
		return customID{}, false
	}
	c := customID{action: action(parts[0]), locale: parts[1], key: parts[2]}
	if len(parts) == 4 {
		c.rule = parts[3]
	}
	switch c.action {
	case actionPick, actionNot, actionWrong:
		return c, c.rule == ""
	case actionNumbers:
		return c, c.rule != ""
	}
	return customID{}, false
}
