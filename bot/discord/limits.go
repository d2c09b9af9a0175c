package discord

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// Discord's limits, counted in code points.
const (
	maxContent     = 2000
	maxTitle       = 256
	maxDescription = 4096
	maxFooter      = 2048
	maxEmbeds      = 6000 // the text of all embeds of a message together
	maxLabel       = 80
	maxRows        = 5
	maxPerRow      = 5
)

// message is what is said, in the parts that interaction responses and channel messages have in common.
type message struct {
	content    string
	embeds     []*discordgo.MessageEmbed
	components []discordgo.MessageComponent
}

// fits tells whether Discord takes the message.
func (m message) fits() bool {
	all := 0
	for _, e := range m.embeds {
		title, text, footer := utf8.RuneCountInString(e.Title), utf8.RuneCountInString(e.Description), 0
		if e.Footer != nil {
			footer = utf8.RuneCountInString(e.Footer.Text)
		}
		if title > maxTitle || text > maxDescription || footer > maxFooter {
			return false
		}
		all += title + text + footer
	}
	content := utf8.RuneCountInString(m.content)
	return content <= maxContent && all <= maxEmbeds && (content > 0 || all > 0)
}

// clip cuts a label to n characters. It is for names of things to press, never for text that a patient must read.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// mentionMarks begin what Discord turns into a mention or a link to a place of the server. A zero-width space makes words
// of them.
var mentionMarks = strings.NewReplacer("@", "@\u200b", "<#", "<\u200b#", "</", "<\u200b/", "<id:", "<\u200bid:")

// bareAddress is an address that Discord would show a preview of. One in angle brackets it leaves alone.
var bareAddress = regexp.MustCompile(`<?https?://[^\s<>()\[\];,]+>?`)

// plain makes sure that a text mentions nobody and shows no preview of a page. Reviewed text is left alone: it is served
// verbatim, and the message's allowed mentions are empty.
func plain(s string) string {
	return bareAddress.ReplaceAllStringFunc(mentionMarks.Replace(s), func(address string) string {
		return "<" + strings.Trim(address, "<>") + ">"
	})
}

// mentionsNobody is what every message carries. Its list is empty and not nil, which would be written as null.
func mentionsNobody() *discordgo.MessageAllowedMentions {
	return &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}
