package discord

import "strings"

// action is what a button, a menu or a form does.
type action string

// The actions. Their names stand in messages that Discord keeps, so they are never given another meaning.
const (
	actionPick      action = "pick"    // show the passage
	actionNot       action = "not"     // the passage is not what was asked
	actionWrong     action = "wrong"   // something is wrong with the passage
	actionNumbers   action = "num"     // show the emergency card of a rule with a country's numbers
	actionPanel     action = "panel"   // open the form for a question; also that form
	actionTopics    action = "topics"  // show a shelf of the texts
	actionTopic     action = "topic"   // open what was chosen from a shelf
	actionHelped    action = "helped"  // the passage helped
	actionNotHelped action = "nothelp" // it did not
	actionShare     action = "share"   // post the passage for everybody
	actionUnshare   action = "unshare" // take back the post with that message ID; for who shared it
	actionRemove    action = "remove"  // take the message away that the button is on; for moderators
	actionCountry   action = "ctry"    // show whom to call in the country that was chosen
)

// customID is what Discord hands back when a button is pressed, a menu is used or a form is sent. It never holds words of
// a person.
type customID struct {
	action action
	locale string
	key    string // of a passage (see bot.KeyOf), a country, or what else the action is about; "" for none
	arg    string // what else the action must know, as the rule of an emergency card; "" for none
}

// maxCustomID is Discord's limit.
const maxCustomID = 100

// String writes the custom ID as action:locale, action:locale:key or action:locale:key:arg.
func (c customID) String() string {
	parts := []string{string(c.action), c.locale}
	switch {
	case c.arg != "":
		parts = append(parts, c.key, c.arg)
	case c.key != "":
		parts = append(parts, c.key)
	}
	return strings.Join(parts, ":")
}

// parseCustomID reads a custom ID; false where it is none of ours. Whether there is such an action its table tells.
func parseCustomID(s string) (customID, bool) {
	parts := strings.Split(s, ":")
	if len(s) > maxCustomID || len(parts) < 2 || len(parts) > 4 || parts[0] == "" || parts[1] == "" || parts[len(parts)-1] == "" {
		return customID{}, false
	}
	parts = append(parts, "", "")
	return customID{action: action(parts[0]), locale: parts[1], key: parts[2], arg: parts[3]}, true
}
