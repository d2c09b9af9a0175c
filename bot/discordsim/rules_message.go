package discordsim

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// The limits of a message, in code points.
const (
	maxContent = 2000
	maxEmbeds  = 6000
	maxV2      = 4000
)

func (in *inspection) messageLength() {
	if m, ok := in.message(); ok && utf8.RuneCountInString(m.text("content")) > maxContent {
		in.report(m.at("content"), "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
	}
}

func (in *inspection) messageEmpty() {
	m, ok := in.message()
	if !ok || in.changes() || in.files > 0 {
		return
	}
	if slices.ContainsFunc([]string{"embeds", "components", "sticker_ids", "poll", "attachments"}, m.has) {
		return
	}
	if strings.TrimSpace(m.text("content")) == "" {
		in.report(m.path, "", errEmptyMessage.message)
		in.found[len(in.found)-1].answer = errEmptyMessage
	}
}

func (in *inspection) embedsLength() {
	m, _ := in.message()
	total := 0
	for _, e := range m.list("embeds") {
		texts := []string{e.text("title"), e.text("description"), e.inner("footer").text("text"), e.inner("author").text("name")}
		for _, f := range e.list("fields") {
			texts = append(texts, f.text("name"), f.text("value"))
		}
		for _, t := range texts {
			total += utf8.RuneCountInString(t)
		}
	}
	if total > maxEmbeds {
		in.report(m.at("embeds"), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
}

func (in *inspection) embedFields() {
	m, _ := in.message()
	for _, e := range m.list("embeds") {
		for _, f := range e.list("fields") {
			for _, key := range []string{"name", "value"} {
				if strings.TrimSpace(f.text(key)) == "" {
					in.report(f.at(key), "BASE_TYPE_REQUIRED", "This field is required")
				}
			}
		}
	}
}

func (in *inspection) urlSchemes() {
	m, _ := in.message()
	for _, e := range m.list("embeds") {
		in.scheme(e, "url", "http", "https")
		in.scheme(e.inner("author"), "url", "http", "https")
		in.scheme(e.inner("author"), "icon_url", "http", "https", "attachment")
		in.scheme(e.inner("footer"), "icon_url", "http", "https", "attachment")
		in.scheme(e.inner("image"), "url", "http", "https", "attachment")
		in.scheme(e.inner("thumbnail"), "url", "http", "https", "attachment")
	}
	for _, c := range in.components() {
		in.scheme(c, "url", "http", "https", "discord")
	}
}

func (in *inspection) scheme(p part, key string, allowed ...string) {
	url := p.text(key)
	if url == "" {
		return
	}
	scheme, rest, found := strings.Cut(url, "://")
	if !found || rest == "" || !slices.Contains(allowed, strings.ToLower(scheme)) {
		in.report(p.at(key), "URL_TYPE_INVALID_SCHEME",
			"Scheme is not supported. Scheme must be one of ("+strings.Join(allowed, ", ")+").")
	}
}

func flagsOf(m part) discordgo.MessageFlags {
	return discordgo.MessageFlags(intOr(m.object["flags"], 0))
}

func isV2(m part) bool { return flagsOf(m)&discordgo.MessageFlagsIsComponentsV2 != 0 }

func (in *inspection) v2Content() {
	m, ok := in.message()
	if !ok || !isV2(m) {
		return
	}
	for _, key := range []string{"content", "embeds", "poll", "sticker_ids"} {
		if m.has(key) {
			in.report(m.at(key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
				"The '"+key+"' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
		}
	}
}

// v2Flag leaves changes of a message to the server, which knows the message's flags.
func (in *inspection) v2Flag() {
	m, ok := in.message()
	if !ok || isV2(m) || in.changes() {
		return
	}
	for _, c := range m.list("components") {
		if componentType(c.object) != int(discordgo.ActionsRowComponent) {
			in.report(c.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).")
		}
	}
}

func (in *inspection) v2Length() {
	m, ok := in.message()
	if !ok {
		return
	}
	total := 0
	for _, c := range in.components() {
		if componentType(c.object) == int(discordgo.TextDisplayComponent) {
			total += utf8.RuneCountInString(c.text("content"))
		}
	}
	if total > maxV2 {
		in.report(m.at("components"), "COMPONENT_MAX_TOTAL_TEXT_LENGTH",
			"The total length of text in all components must be 4000 or fewer.")
	}
}

func (in *inspection) allowedMentions() {
	m, _ := in.message()
	allowed := m.inner("allowed_mentions")
	parse, _ := allowed.object["parse"].([]any)
	for _, key := range []string{"users", "roles"} {
		if allowed.has(key) && slices.Contains(parse, any(key)) {
			in.report(allowed.at(key), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
				"parse:["+`"`+key+`"`+"] and "+key+": [ids...] are mutually exclusive.")
		}
	}
}

func (in *inspection) callbackData() {
	switch in.response() {
	case discordgo.InteractionResponseChannelMessageWithSource, discordgo.InteractionApplicationCommandAutocompleteResult,
		discordgo.InteractionResponseModal:
		if in.root().inner("data").object == nil {
			in.report([]string{"data"}, "BASE_TYPE_REQUIRED", "This field is required")
		}
	}
}
