package discord

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/faq"
)

// layout is how a card is laid out.
type layout uint8

const (
	asEmbed layout = iota // what stands first in the content, the rest in embeds
	asText                // everything in the content
)

// render lays a reply out. Red flags are always text, so that they are read with embeds off too. Where one layout is too long
// for Discord the other is taken, and nothing is ever cut; the fixed message stands in for what fits neither, which the
// content's checks do not let happen.
func (b *Bot) render(r *request, rep reply) message {
	layouts := []layout{asEmbed, asText}
	if r.textOnly || rep.card.Outcome == bot.Escalated {
		layouts = []layout{asText, asEmbed}
	}
	rows := b.rows(r, rep)
	for _, f := range layouts {
		m := b.layOut(r, rep, f)
		m.components = rows
		if m.fits() {
			return m
		}
	}
	b.log.Error("reply too long", "cmd", r.cmd, "ref", r.ref, "passage", rep.passage)
	return b.layOut(r, b.failure(r, nil), asText)
}

func (b *Bot) layOut(r *request, rep reply, f layout) message {
	if f == asText {
		return message{content: paragraphs(b.textBlocks(r, rep))}
	}
	return b.embedded(r, rep)
}

// textBlocks are the paragraphs of a reply in the order in which they must be read.
func (b *Bot) textBlocks(r *request, rep reply) []string {
	c := rep.card
	blocks := b.cardBlocks(r, rep)
	blocks = append(blocks, plain(c.Prompt)) // it leads to the card below, or to the choices
	if c.Below != nil {
		blocks = append(blocks, b.cardBlocks(r, below(c))...)
	}
	return append(blocks, plain(rep.hint), plain(lines(c.Footer)))
}

func (b *Bot) cardBlocks(r *request, rep reply) []string {
	blocks := []string{plain(lines(rep.card.Lead))}
	if rep.card.Title != "" {
		blocks = append(blocks, "**"+plain(rep.card.Title)+"**")
	}
	return append(blocks, b.body(r, rep)...)
}

// below is the card below another one: always a passage.
func below(c bot.Card) reply {
	card := *c.Below
	card.Outcome = bot.Answered
	return reply{card: card}
}

// body is what stands under a card's title.
func (b *Bot) body(r *request, rep reply) []string {
	c := rep.card
	text := c.Text
	if c.Outcome != bot.Answered {
		text = plain(text)
	}
	blocks := []string{text, plain(rep.staff), rep.links, plain(lines(c.Contacts)), plain(lines(c.Warnings))}
	var sources []string
	for _, s := range c.Sources {
		sources = append(sources, b.source(r, s))
	}
	return append(blocks, lines(append(sources, plain(c.Reviewed))))
}

// source is the line that names a source. The address stands in angle brackets, which keeps Discord from showing a
// preview of the page.
func (b *Bot) source(r *request, s faq.Source) string {
	title := s.Title
	if s.Publisher != "" && !strings.Contains(title, s.Publisher) {
		title += " (" + s.Publisher + ")"
	}
	line := plain(b.engine.Fixed("source", r.view, map[string]string{"title": title}).Text)
	if s.URL != "" {
		line += " <" + s.URL + ">"
	}
	return line
}

// embedded puts what must be read first into the content, so that it stays first, the card into an embed and the card
// below it into a second one. The footer is the last embed's.
func (b *Bot) embedded(r *request, rep reply) message {
	c := rep.card
	m := message{content: plain(lines(c.Lead))}
	first := &discordgo.MessageEmbed{
		Type: discordgo.EmbedTypeRich, Title: plain(c.Title), Description: paragraphs(append(b.body(r, rep), plain(c.Prompt))),
	}
	m.embeds = append(m.embeds, first)
	last := first
	if c.Below != nil {
		last = &discordgo.MessageEmbed{Type: discordgo.EmbedTypeRich, Description: paragraphs(b.cardBlocks(r, below(c)))}
		m.embeds = append(m.embeds, last)
	}
	last.Description = paragraphs([]string{last.Description, plain(rep.hint)})
	if footer := plain(lines(c.Footer)); footer != "" {
		last.Footer = &discordgo.MessageEmbedFooter{Text: footer}
	}
	return m
}

// lines joins what is not empty, each on a line of its own.
func lines(list []string) string { return joined(list, "\n") }

// paragraphs joins what is not empty, with a blank line between.
func paragraphs(list []string) string { return joined(list, "\n\n") }

func joined(list []string, between string) string {
	var kept []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, between)
}

// rows are the menus, then the buttons: the card's choices first, then what can be done with the card. What there is no row
// for is left out from the choices' end.
func (b *Bot) rows(r *request, rep reply) []discordgo.MessageComponent {
	var choices, actions []discordgo.MessageComponent
	seen := map[string]bool{}
	press := func(list *[]discordgo.MessageComponent, btn button) {
		id := btn.id.String()
		if btn.label == "" || len(id) > maxCustomID || seen[id] {
			return
		}
		seen[id] = true
		*list = append(*list, discordgo.Button{Label: clip(btn.label, maxLabel), Style: cmp.Or(btn.style, discordgo.SecondaryButton), CustomID: id})
	}
	for _, c := range rep.card.Choices {
		id := customID{action: actionPick, locale: r.view.Locale, key: bot.KeyOf(c.Passage)}
		if c.Passage == "" {
			id = customID{action: actionNumbers, locale: r.view.Locale, key: c.Country, arg: rep.rule}
		}
		press(&choices, button{c.Label, id, discordgo.PrimaryButton})
	}
	for _, a := range rep.actions {
		press(&actions, a)
	}
	rows := []discordgo.MessageComponent{}
	for _, m := range rep.menus {
		if s, ok := m.asSelect(); ok {
			rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{s}})
		}
	}
	below := inRows(actions)
	room := max(maxRows-len(rows)-len(below), 0)
	rows = slices.Concat(rows, first(inRows(choices), room), below)
	return first(rows, maxRows)
}

// first are the first n of a list, or all of them.
func first[T any](list []T, n int) []T { return list[:min(len(list), n)] }

func inRows(buttons []discordgo.MessageComponent) []discordgo.MessageComponent {
	rows := []discordgo.MessageComponent{}
	for len(buttons) > 0 {
		n := min(len(buttons), maxPerRow)
		rows = append(rows, discordgo.ActionsRow{Components: buttons[:n]})
		buttons = buttons[n:]
	}
	return rows
}
