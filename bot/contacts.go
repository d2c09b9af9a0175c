package bot

import (
	"net/url"
	"slices"
	"strings"

	"patientfaq/bot/triage"
	"patientfaq/faq"
)

// advice is the advice line of the reader's country, if it is known and has one.
func (w *writer) advice() []string {
	if w.contact == nil {
		return nil
	}
	return w.line("contact-advice", w.contact.Advice)
}

// line is one contact with its country, its source and when it was checked; none if the country has no such line.
func (w *writer) line(key string, l faq.ContactLine) []string {
	if l.Number == "" && l.URL == "" {
		return nil
	}
	names := map[string]string{"country": w.contact.Name, "name": l.Name}
	if l.Number != "" {
		names["number"] = l.Number
	}
	text := strings.ReplaceAll(w.message(key, names), "{number}", l.URL) // an address is not escaped: it would lead elsewhere
	vars := map[string]string{"source": publisher(l.Source), "date": l.Checked}
	frame := "contact-checked"
	switch {
	case l.Source == "" && l.Checked == "":
		frame = "contact-none"
	case l.Checked == "":
		frame = "contact-unchecked"
	}
	return []string{strings.ReplaceAll(w.message(frame, vars), "{line}", text)}
}

// report is where side effects are reported in the reader's country, if it is known. An address is better than a number
// here: it is a form to fill in.
func (w *writer) report() []string {
	if w.contact == nil {
		return nil
	}
	l := w.contact.Report
	if l.URL != "" {
		l.Number = ""
	}
	return w.line("contact-report", l)
}

// publisher names a source without linking to it: an emergency card sends nobody off to read.
func publisher(source string) string {
	if u, err := url.Parse(source); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.Host, "www.")
	}
	return source
}

// emergency is the card of a red flag: what to do, the numbers with their country, the short line last. Where the
// country is unknown each country is a button.
func (w *writer) emergency(v triage.Verdict) Card {
	card := Card{Outcome: Escalated, Level: v.Level.String(), Footer: []string{w.message("card-automatic", nil), w.message("short-line", nil)}}
	card.Title = w.message("card-emergency-title", nil)
	if v.Level == triage.Urgent {
		card.Title = w.message("card-urgent-title", nil)
	}
	card.Text = w.message(v.Card, nil)
	if card.Text == "" { // a rule without its own card still says whom to call
		card.Text = w.message("card.emergency", nil)
	}
	if w.contact == nil {
		card.Prompt, card.Choices = w.message("card-choose", nil), countries(w.c)
		return card
	}
	card.Contacts = w.line("contact-emergency", w.contact.Emergency)
	for _, kind := range linesFor(v) {
		switch kind {
		case "poison":
			card.Contacts = append(card.Contacts, w.line("contact-poison", w.contact.Poison)...)
		case "crisis":
			card.Contacts = append(card.Contacts, w.line("contact-crisis", w.contact.Crisis)...)
		case "advice":
			card.Contacts = append(card.Contacts, w.line("contact-advice", w.contact.Advice)...)
		}
	}
	card.Contacts = append(card.Contacts, w.message("card-elsewhere", map[string]string{"country": w.contact.Name}))
	return card
}

// Countries are the countries whose numbers the content has, by name, as choices without a passage.
func (e *Engine) Countries() []Choice {
	x, release := e.live.Acquire()
	defer release()
	return countries(x.Corpus())
}

func countries(c *faq.Corpus) []Choice {
	byName := slices.SortedFunc(slices.Values(c.Contacts()), func(a, b *faq.Contact) int { return strings.Compare(a.Name, b.Name) })
	choices := make([]Choice, len(byName))
	for i, ct := range byName {
		choices[i] = Choice{Label: shorten(ct.Name, maxLabel), Country: ct.Country}
	}
	return choices
}

// countriesToAsk are what a card offers whose reader's country is unknown, though it sends them to an advice line or would say
// where to report a side effect.
func (w *writer) countriesToAsk() []Choice {
	if w.contact != nil {
		return nil
	}
	return countries(w.c)
}

// Numbers is the card with whom to call, and where to report a side effect, in the country in v; false where the content has no numbers of it.
func (e *Engine) Numbers(v View) (Card, bool) {
	x, release := e.live.Acquire()
	defer release()
	w := e.writer(x, v)
	if w.contact == nil {
		return Card{}, false
	}
	card := w.fixed("numbers", map[string]string{"country": w.contact.Name})
	card.Contacts = slices.Concat(
		w.advice(), w.line("contact-poison", w.contact.Poison), w.line("contact-emergency", w.contact.Emergency),
		w.report(), []string{w.message("card-elsewhere", map[string]string{"country": w.contact.Name})},
	)
	return card, true
}

// linesFor is which numbers a card needs besides the emergency number.
func linesFor(v triage.Verdict) []string {
	switch v.Card {
	case "card.overdose", "card.child", "card.pet", "card.dosing-error":
		return []string{"poison"}
	case "card.self-harm":
		return []string{"crisis"}
	case "card.double-dose":
		return []string{"poison", "advice"}
	}
	if v.Level == triage.Urgent {
		return []string{"advice"}
	}
	return nil
}
