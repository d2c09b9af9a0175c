package discord

import (
	"context"

	"patientfaq/bot"
)

// numbersMenu lets a reader whose country is unknown see whom to call in one, or below an answer where to report a side effect.
// What is chosen is in the message alone: it is remembered nowhere.
func (b *Bot) numbersMenu(r *request, card bot.Card) []menu {
	if len(card.Numbers) == 0 {
		return nil
	}
	key := "numbers-menu"
	if card.Outcome == bot.Answered {
		key = "report-menu"
	}
	m := menu{id: customID{action: actionCountry, locale: r.view.Locale}, placeholder: b.words(r, key)}
	for _, c := range card.Numbers {
		m.options = append(m.options, menuOption{label: c.Label, value: c.Country})
	}
	return []menu{m}
}

// countryChosen shows whom to call in the country that was chosen.
func (b *Bot) countryChosen(_ context.Context, r *request, p pressed) reply {
	if len(p.values) == 0 {
		return b.fixed(r, "gone", nil)
	}
	r.view.Country = p.values[0]
	card, ok := b.engine.Numbers(r.view)
	if !ok {
		return b.fixed(r, "gone", nil)
	}
	return reply{card: card, outcome: "fixed", reason: "numbers"}
}
