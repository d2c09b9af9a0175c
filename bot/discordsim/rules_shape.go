package discordsim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// hollow tells whether a value is what the library sends for a member that was not set.
func hollow(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return v == "0"
	case []any:
		return len(v) == 0
	case object:
		return len(v) == 0
	}
	return false
}

// shape lists the members an object may have. "name:shape" gives the shape of a member's object or objects.
// "component" stands for the shape of the component's own type.
type shape map[string]string

func newShape(members string) shape {
	s := shape{}
	for m := range strings.FieldsSeq(members) {
		name, inner, _ := strings.Cut(m, ":")
		s[name] = inner
	}
	return s
}

// messageMembers are what every body with a message may have.
const messageMembers = " content embeds:embed allowed_mentions:mentions components:component attachments:attachment flags tts poll "

// shapes are the documented members of every object a bot sends. Read-only members of a command are in because bots
// send back what they were given, and Discord does not mind. It is one table, however long.
func shapes() map[string]shape {
	const selectMenu = "type id custom_id placeholder min_values max_values disabled required default_values "
	members := map[string]string{
		"command": "id application_id guild_id version type name name_localizations description description_localizations " +
			"default_member_permissions default_permission dm_permission contexts integration_types nsfw handler options:option",
		"option": "type name name_localizations description description_localizations required autocomplete choices:choice " +
			"options:option channel_types min_value max_value min_length max_length",
		"choice":   "name name_localizations value",
		"message":  messageMembers + "nonce enforce_nonce message_reference:reference sticker_ids shared_client_theme",
		"followup": messageMembers + "username avatar_url thread_name applied_tags",
		// The library sends the last two of these in the body of an edit.
		"edit":      messageMembers + "sticker_ids ID Channel",
		"callback":  "type data:data",
		"data":      messageMembers + "custom_id title choices:choice",
		"reference": "type message_id channel_id guild_id fail_if_not_exists",
		"mentions":  "parse users roles replied_user",
		"attachment": "id filename title description content_type size url proxy_url height width ephemeral " +
			"duration_secs waveform flags is_spoiler is_remix",
		"embed": "title type description url timestamp color footer:footer image:media thumbnail:media video:media " +
			"provider:provider author:author fields:field",
		"footer":         "text icon_url proxy_icon_url",
		"media":          "url proxy_url height width description placeholder placeholder_version is_animated content_type",
		"provider":       "name url",
		"author":         "name url icon_url proxy_icon_url",
		"field":          "name value inline",
		"selectOption":   "label value description emoji:emoji default",
		"emoji":          "id name animated",
		"galleryItem":    "media:media description spoiler",
		"component/1":    "type id components:component",
		"component/2":    "type id style label emoji:emoji custom_id sku_id url disabled",
		"component/3":    selectMenu + "options:selectOption",
		"component/4":    "type id custom_id style label min_length max_length required value placeholder",
		"component/5":    selectMenu,
		"component/6":    selectMenu,
		"component/7":    selectMenu,
		"component/8":    selectMenu + "channel_types",
		"component/9":    "type id components:component accessory:component",
		"component/10":   "type id content",
		"component/11":   "type id media:media description spoiler",
		"component/12":   "type id items:galleryItem",
		"component/13":   "type id file:media spoiler name size",
		"component/14":   "type id divider spacing",
		"component/17":   "type id components:component accent_color spoiler",
		"component/18":   "type id label description component:component",
		"component/19":   "type id custom_id min_values max_values required",
		"component/21":   "type id custom_id required options:selectOption",
		"component/22":   "type id custom_id min_values max_values required options:selectOption",
		"component/23":   "type id custom_id default",
		"component/none": "type",
	}
	out := map[string]shape{}
	for name, m := range members {
		out[name] = newShape(m)
	}
	return out
}

// rootShape is the shape of each kind of body.
func rootShape(kind bodyKind) string {
	switch kind {
	case kindCommand, kindCommandEdit, kindCommands:
		return "command"
	case kindMessage:
		return "message"
	case kindFollowup:
		return "followup"
	case kindEdit:
		return "edit"
	case kindCallback:
		return "callback"
	}
	return ""
}

// unknownProperties reports members that Discord does not have. It would ignore them, so a misspelt one is a setting
// without effect. What the library sends for a member that was not set is let pass.
func (in *inspection) unknownProperties() {
	name := rootShape(in.kind)
	if name == "" {
		return
	}
	tops := []part{in.root()}
	if in.kind == kindCommands {
		tops = in.commands()
	}
	for _, p := range tops {
		in.compare(p, name)
	}
}

func (in *inspection) compare(p part, name string) {
	if name == "component" {
		name += "/" + strconv.Itoa(componentType(p.object))
	}
	s, ok := in.shapes[name]
	if !ok {
		s = in.shapes["component/none"]
	}
	for _, key := range slices.Sorted(maps.Keys(p.object)) {
		v := p.object[key]
		inner, ok := s[key]
		if !ok && !hollow(v) {
			in.report(p.at(key), "UNKNOWN_PROPERTY", fmt.Sprintf("There is no property %q here", key))
		}
		if !ok || inner == "" {
			continue
		}
		if o, ok := v.(object); ok {
			in.compare(part{o, p.at(key)}, inner)
		}
		for _, item := range p.list(key) {
			in.compare(item, inner)
		}
	}
}

// limit is the greatest length of a text, in code points, or of a list.
type limit struct {
	key string
	max int
}

// limits reports texts and lists that are too long.
func (in *inspection) limits() {
	for _, p := range append(in.commands(), in.options()...) {
		in.within(p, limit{"description", 100}, limit{"options", 25}, limit{"choices", 25})
	}
	if m, ok := in.modal(); ok {
		in.within(m, limit{"title", 45}, limit{"custom_id", 100})
	}
	if in.response() == 8 {
		in.within(in.root().inner("data"), limit{"choices", 25})
	}
	m, _ := in.message()
	in.within(m, limit{"embeds", 10})
	for _, e := range m.list("embeds") {
		in.within(e, limit{"title", 256}, limit{"description", 4096}, limit{"fields", 25})
		in.within(e.inner("footer"), limit{"text", 2048})
		in.within(e.inner("author"), limit{"name", 256})
		for _, f := range e.list("fields") {
			in.within(f, limit{"name", 256}, limit{"value", 1024})
		}
	}
	for _, c := range in.components() {
		in.component(c)
	}
}

func (in *inspection) component(c part) {
	in.within(c, limit{"custom_id", 100}, limit{"placeholder", 150}, limit{"options", 25}, limit{"url", 512})
	switch componentType(c.object) {
	case 2:
		in.within(c, limit{"label", 80})
	case 4, 18:
		in.within(c, limit{"label", 45}, limit{"value", maxInput})
	}
	for _, o := range c.list("options") {
		in.within(o, limit{"label", 100}, limit{"value", 100}, limit{"description", 100})
	}
}

func (in *inspection) within(p part, limits ...limit) {
	for _, l := range limits {
		list, _ := p.object[l.key].([]any)
		if n := max(utf8.RuneCountInString(p.text(l.key)), len(list)); n > l.max {
			in.report(p.at(l.key), "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", l.max))
		}
	}
}
