package discordsim

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Text shows a message as plain lines: who wrote it, its text, its embeds and its components.
func Text(m *discordgo.Message) string {
	var b strings.Builder
	if m.Author != nil {
		b.WriteString(m.Author.Username)
	}
	if m.Flags&discordgo.MessageFlagsEphemeral != 0 {
		b.WriteString(" (only you can see this)")
	}
	if m.EditedTimestamp != nil {
		b.WriteString(" (edited)")
	}
	b.WriteString(":\n")
	if m.Flags&discordgo.MessageFlagsLoading != 0 {
		b.WriteString("is thinking...\n")
	}
	writeLines(&b, "", m.Content)
	if m.Flags&discordgo.MessageFlagsSuppressEmbeds == 0 {
		for _, e := range m.Embeds {
			writeEmbed(&b, e)
		}
	}
	for _, a := range m.Attachments {
		fmt.Fprintf(&b, "[file: %s]\n", a.Filename)
	}
	for _, c := range m.Components {
		writeComponent(&b, "", c)
	}
	return b.String()
}

// escaped is a sign that a backslash keeps from being Markdown: Discord shows the sign alone.
var escaped = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

// writeLines writes a text, each line of it after a prefix.
func writeLines(b *strings.Builder, prefix, text string) {
	if text == "" {
		return
	}
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(prefix+escaped.ReplaceAllString(strings.TrimRight(line, "\n"), "$1"), " ") + "\n")
	}
}

// bar stands at the left of an embed, as the coloured bar does in Discord.
const bar = "| "

func writeEmbed(b *strings.Builder, e *discordgo.MessageEmbed) {
	if e.Author != nil {
		writeLines(b, bar, e.Author.Name)
	}
	writeLines(b, bar, withURL(e.Title, e.URL))
	writeLines(b, bar, e.Description)
	for _, f := range e.Fields {
		writeLines(b, bar, f.Name+":")
		writeLines(b, bar+"  ", f.Value)
	}
	if e.Footer != nil {
		writeLines(b, bar, e.Footer.Text)
	}
}

func withURL(text, url string) string {
	if text == "" || url == "" {
		return text
	}
	return text + " <" + url + ">"
}

func writeComponent(b *strings.Builder, prefix string, c discordgo.MessageComponent) {
	switch c := c.(type) {
	case *discordgo.ActionsRow:
		writeRow(b, prefix, c.Components)
	case *discordgo.TextDisplay:
		writeLines(b, prefix, c.Content)
	case *discordgo.Separator:
		writeLines(b, prefix, "---")
	case *discordgo.Section:
		for _, inner := range c.Components {
			writeComponent(b, prefix, inner)
		}
		writeRow(b, prefix, []discordgo.MessageComponent{c.Accessory})
	case *discordgo.Container:
		for _, inner := range c.Components {
			writeComponent(b, prefix+bar, inner)
		}
	}
}

// writeRow writes buttons side by side and a menu with its options below.
func writeRow(b *strings.Builder, prefix string, row []discordgo.MessageComponent) {
	var words, options []string
	for _, c := range row {
		switch c := c.(type) {
		case *discordgo.Button:
			words = append(words, buttonText(c))
		case *discordgo.SelectMenu:
			words = append(words, "[menu: "+c.Placeholder+"]")
			for _, o := range c.Options {
				options = append(options, "- "+o.Label)
			}
		case *discordgo.TextInput:
			words = append(words, "["+c.Label+": ____]")
		}
	}
	writeLines(b, prefix, strings.Join(words, " "))
	writeLines(b, prefix+"  ", strings.Join(options, "\n"))
}

func buttonText(c *discordgo.Button) string {
	label := c.Label
	if c.Emoji != nil && c.Emoji.Name != "" {
		label = strings.TrimSpace(c.Emoji.Name + " " + label)
	}
	if c.Disabled {
		label += " (off)"
	}
	return "[" + withURL(label, c.URL) + "]"
}
