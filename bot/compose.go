package bot

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// Compose writes an answer for a reader. The words are those of the content that serves now; a passage that was
// withdrawn since the answer was made is not shown.
func (e *Engine) Compose(a Answer, v View) Card {
	x, release := e.live.Acquire()
	defer release()
	w := e.writer(x, v)
	if a.Served != nil {
		if a.Served = w.shown(a.Served.ID); a.Served == nil && a.Outcome == Answered {
			return w.fixed("gone", nil)
		}
	}
	switch a.Outcome {
	case Escalated:
		return w.emergency(a.Verdict)
	case Answered:
		return w.answered(a)
	case Ambiguous:
		return w.ambiguous(a)
	case Refused:
		return w.refused(a)
	default:
		return w.abstained(a)
	}
}

// Fixed is a fixed message with the short footer. Vars fill its placeholders and are escaped.
func (e *Engine) Fixed(key string, v View, vars map[string]string) Card {
	x, release := e.live.Acquire()
	defer release()
	return e.writer(x, v).fixed(key, vars)
}

// Emergency is the card of a red-flag rule, for the country in v.
func (e *Engine) Emergency(verdict triage.Verdict, v View) Card {
	x, release := e.live.Acquire()
	defer release()
	return e.writer(x, v).emergency(verdict)
}

// Rule returns the verdict that a rule gives when it fires, for a button on a card that is already sent.
func (e *Engine) Rule(id string) (triage.Verdict, bool) {
	for _, r := range e.rules.All() {
		if r.ID == id && r.Level != triage.None {
			return triage.Verdict{Level: r.Level, Rule: r.ID, Card: r.Card}, true
		}
	}
	return triage.Verdict{}, false
}

// writer writes cards from one revision of the content for one reader.
type writer struct {
	e       *Engine
	x       *search.Index
	c       *faq.Corpus
	v       View
	contact *faq.Contact // nil where the country is unknown
}

func (e *Engine) writer(x *search.Index, v View) *writer {
	c := x.Corpus()
	return &writer{e: e, x: x, c: c, v: v, contact: c.Contact(strings.ToUpper(v.Country))}
}

// shown is the passage with that ID as it stands in this revision, nil where it may not be served now.
func (w *writer) shown(id string) *faq.Passage {
	if p := w.c.Passage(id); p != nil && w.e.servable(w.c, p) {
		return p
	}
	return nil
}

// message is a fixed message, its placeholders filled in. The emergency number is always at hand.
func (w *writer) message(key string, vars map[string]string) string {
	pairs := []string{"{emergency}", w.emergencyNumber()}
	for name, value := range vars {
		pairs = append(pairs, "{"+name+"}", Escape(value))
	}
	return strings.NewReplacer(pairs...).Replace(w.c.Message(w.v.Locale, key))
}

func (w *writer) emergencyNumber() string {
	if w.contact == nil {
		return w.c.Message(w.v.Locale, "emergency-unknown")
	}
	return w.contact.Emergency.Number + " (" + w.contact.Name + ")"
}

func (w *writer) fixed(key string, vars map[string]string) Card {
	return Card{Text: w.message(key, vars), Footer: w.short()}
}

func (w *writer) short() []string { return []string{w.message("short-line", nil)} }

// answered is the passage's own text with everything that must stand beside it.
func (w *writer) answered(a Answer) Card {
	card := w.passage(a.Served)
	card.Lead = append(card.Lead, w.links(a)...)
	if slices.Contains(a.Served.Concepts, faq.SideEffects) {
		card.Contacts, card.Numbers = w.report(), w.countriesToAsk()
	}
	card.Choices = w.choices(w.next(a.Served))
	return card
}

// passage is a card with a passage's text, its remarks and its sources.
func (w *writer) passage(p *faq.Passage) Card {
	st := w.c.Standing(p, w.e.now())
	card := Card{Outcome: Answered, Title: title(p), Text: p.Text, Sources: p.Sources}
	if st.Sample {
		card.Lead = append(card.Lead, w.message("sample", nil))
	}
	if st.Overdue {
		card.Warnings = append(card.Warnings, w.message("overdue", map[string]string{"date": p.Review.Due}))
	}
	if !st.Sample && p.Review.Status == faq.Reviewed {
		card.Reviewed = w.message("reviewed", map[string]string{"reviewer": p.Review.Reviewer, "date": p.Review.Date})
		if w.c.Settings().Review.Policy == faq.OnePerson && faq.SamePerson(p.Review.Reviewer, p.Author) {
			card.Warnings = append(card.Warnings, w.message("one-person", nil))
		}
	}
	card.Footer = []string{w.message("disclaimer", nil), w.message("emergency-line", nil)}
	return card
}

// title is what stands above a passage: an entry's first question, or the path of headings of a part of an article.
func title(p *faq.Passage) string {
	if p.Part == faq.WholeEntry || len(p.Heading) == 0 {
		return p.Title()
	}
	return strings.Join(p.Heading, " > ")
}

// links says which name was corrected, and which subject was taken over from the conversation.
func (w *writer) links(a Answer) []string {
	var lines []string
	for _, l := range a.Understood.Links {
		if l.How == faq.ByMisspelling {
			lines = append(lines, w.message("corrected", map[string]string{"name": w.name(l.Subject), "wrote": l.Written}))
		}
	}
	return append(lines, w.carried(a)...)
}

// carried says which subject was taken over from the conversation.
func (w *writer) carried(a Answer) []string {
	if len(a.Understood.Carried) == 0 {
		return nil
	}
	return []string{w.message("carried", map[string]string{"name": w.names(a.Understood.Carried)})}
}

func (w *writer) name(id string) string {
	if s := w.c.Subject(id); s != nil {
		return s.Name()
	}
	return id
}

func (w *writer) names(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.name(id)
	}
	return strings.Join(names, ", ")
}

// maxLabel is how long a button's label may be on Discord.
const maxLabel = 80

func (w *writer) choices(passages []*faq.Passage) []Choice {
	var choices []Choice
	for _, p := range passages {
		if p = w.shown(p.ID); p == nil {
			continue
		}
		label := p.Title()
		if p.Part != faq.WholeEntry && len(p.Heading) > 0 {
			label = p.Heading[len(p.Heading)-1]
		}
		choices = append(choices, Choice{Label: shorten(label, maxLabel), Passage: p.ID})
	}
	return choices
}

// shorten cuts a label at a word and says so with an ellipsis.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

func (w *writer) ambiguous(a Answer) Card {
	text := w.message("ambiguous", nil)
	if len(a.Choices) == 1 {
		text = w.message("ambiguous-one", nil)
	}
	switch {
	case a.Reason == ReasonUnclearName && len(a.Understood.Unclear) > 0:
		text = w.message("ambiguous-name", map[string]string{"wrote": a.Understood.Unclear[0].Written})
	case a.Reason == ReasonSubjectMissing:
		text = w.message("ambiguous-medicine", nil)
	}
	choices := w.choices(a.Choices)
	if len(choices) == 0 {
		return w.fixed("gone", nil)
	}
	return Card{Outcome: Ambiguous, Lead: w.carried(a), Text: text, Choices: choices, Footer: w.short()}
}

func (w *writer) refused(a Answer) Card {
	card := Card{Outcome: Refused, Text: w.message("refused-"+a.Rule, nil), Contacts: w.advice(), Numbers: w.countriesToAsk(), Footer: w.short()}
	if a.Served != nil {
		below := w.passage(a.Served)
		below.Lead = append(below.Lead, w.carried(a)...)
		card.Prompt = w.message("refused-below", nil)
		card.Below, card.Footer = &below, below.Footer
		below.Footer = nil
	}
	return card
}

// abstained says honestly that there is nothing, of which medicine, and who can help.
func (w *writer) abstained(a Answer) Card {
	u := &a.Understood
	var lines []string
	if a.Reason == ReasonUnknownMedicine && len(u.Unknown) > 0 {
		lines = append(lines, w.message("abstained-unknown", map[string]string{"name": listed(u.Unknown)}))
	} else {
		lines = append(lines, w.message("abstained", nil))
	}
	if u.NamesMedicine() {
		lines = append(lines, w.message("abstained-medicine", nil))
	}
	lines = append(lines, w.message("abstained-ask", nil))
	card := Card{
		Outcome: Abstained, Lead: w.carried(a), Text: strings.Join(lines, " "), Contacts: w.advice(),
		Choices: w.choices(a.Choices), Numbers: w.countriesToAsk(), Footer: w.short(),
	}
	if len(card.Choices) > 0 {
		card.Prompt = w.message("abstained-choices", nil)
	}
	return card
}

// maxListed is how many unknown medicines are said by name: more of them may not go into one message.
const maxListed = 10

func listed(names []string) string {
	if len(names) > maxListed {
		return strings.Join(names[:maxListed], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// markdown is every sign that Discord's Markdown or its mentions may read.
const markdown = "\\*_~`|<>[]()#"

// Escape makes a name harmless in a message: no Markdown, no mention, no line break, nothing that cannot be seen.
func Escape(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case strings.ContainsRune(markdown, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '@':
			b.WriteString("@\u200b") // a mention must follow the sign directly
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.In(r, unicode.Cc, unicode.Cf): // controls, and signs without a width or a shape
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Unescape is a text as Discord shows it: without the backslashes that keep signs from being Markdown. It is for places
// that do not read Markdown.
func Unescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && strings.IndexByte(punctuation, text[i+1]) >= 0 {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// punctuation is what a backslash may stand before in Markdown.
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// CheckMessages returns an error that names a fixed message which the rules' cards or the replies need and the
// content lacks. It is a programmer's mistake: the built-in content has them all.
func (e *Engine) CheckMessages() error {
	x, release := e.live.Acquire()
	defer release()
	c := x.Corpus()
	keys := []string{"disclaimer", "emergency-line", "short-line", "sample", "abstained", "ambiguous"}
	for _, r := range e.rules.All() {
		if r.Level == triage.None {
			keys = append(keys, "refused-"+r.ID)
		} else {
			keys = append(keys, r.Card)
		}
	}
	if i := slices.IndexFunc(keys, func(k string) bool { return c.Message("en", k) == "" }); i >= 0 {
		return fmt.Errorf("bot: check messages: there is no message %q", keys[i])
	}
	return nil
}
