package discord

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"patientfaq/bot"
)

// shelf is a place among the texts: all subjects, a subject, or what there is on a concept of it. It is written into custom
// IDs by the keys of the subject and the concept.
type shelf struct {
	subject string // "" for all subjects
	concept string // "" for all concepts
	page    int    // from 0
}

// customID is the shelf's, for an action of going there or of choosing from it.
func (s shelf) customID(a action, locale string) customID {
	id := customID{action: a, locale: locale, key: s.subject}
	if s.concept != "" || s.page > 0 {
		id.arg = s.concept + "." + strconv.Itoa(s.page)
	}
	return id
}

// shelfOf is the shelf that a custom ID names.
func shelfOf(id customID) shelf {
	concept, page, _ := strings.Cut(id.arg, ".")
	n, _ := strconv.Atoi(page) // the first page where there is none
	return shelf{id.key, concept, max(n, 0)}
}

// on is the shelf's page that is n further.
func (s shelf) on(n int) shelf { return shelf{s.subject, s.concept, s.page + n} }

// topics is /topics: what there is to read, by subject and concept, until a text is chosen.
func (b *Bot) topics(_ context.Context, r *request, _ options) reply { return b.browse(r, shelf{}) }

// topicsPressed goes to another shelf.
func (b *Bot) topicsPressed(_ context.Context, r *request, p pressed) reply {
	rep := b.browse(r, shelfOf(p.customID))
	rep.update = true
	return rep
}

// topicChosen takes what was chosen from a shelf: another shelf, or a text, which is shown in a message of its own so that
// the shelf stays. Where only one text is left it is shown at once.
func (b *Bot) topicChosen(ctx context.Context, r *request, p pressed) reply {
	if len(p.values) != 1 {
		return b.fixed(r, "gone", nil)
	}
	s, value := shelfOf(p.customID), p.values[0]
	switch {
	case s.subject == "":
		s = shelf{subject: value}
	case s.concept == "":
		s = shelf{subject: s.subject, concept: value}
		if c, ok := b.content(r, s); ok && len(c.items) == 1 {
			return b.read(ctx, r, c.items[0].value)
		}
	default:
		return b.read(ctx, r, value)
	}
	rep := b.browse(r, s)
	rep.update = true
	return rep
}

// read serves the passage with a key. Looking around is free; reading takes from the cooldown as asking does.
func (b *Bot) read(ctx context.Context, r *request, key string) reply {
	id, ok := b.engine.Lookup(key)
	switch {
	case !ok:
		return b.fixed(r, "gone", nil)
	case !b.cooldown.allow(r.user, b.now()):
		return b.fixed(r, "busy", nil)
	}
	return b.pick(ctx, r, id)
}

// shelfContent is what stands on a shelf.
type shelfContent struct {
	heading, hint string // keys of fixed messages
	vars          map[string]string
	items         []menuOption
}

// content is what stands on a shelf now; false where there is no such shelf any more.
func (b *Bot) content(r *request, s shelf) (shelfContent, bool) {
	subjects := b.engine.Topics(r.view)
	if s.subject == "" {
		return shelfContent{"topics", "topics-choose", nil, topicOptions(subjects)}, len(subjects) > 0
	}
	subject, ok := topicWith(subjects, s.subject)
	if !ok {
		return shelfContent{}, false
	}
	vars := map[string]string{"name": subject.Name}
	aspects := b.engine.Aspects(subject.ID, r.view)
	if s.concept == "" {
		return shelfContent{"topics-about", "topics-choose-concept", vars, topicOptions(aspects)}, len(aspects) > 0
	}
	concept, ok := topicWith(aspects, s.concept)
	if !ok {
		return shelfContent{}, false
	}
	vars["concept"] = concept.Name
	c := shelfContent{"topics-texts", "topics-choose-text", vars, nil}
	for _, text := range b.engine.Reading(subject.ID, concept.ID, r.view) {
		c.items = append(c.items, menuOption{label: text.Label, value: bot.KeyOf(text.Passage)})
	}
	return c, len(c.items) > 0
}

func topicWith(topics []bot.Topic, key string) (bot.Topic, bool) {
	i := slices.IndexFunc(topics, func(t bot.Topic) bool { return bot.KeyOf(t.ID) == key })
	if i < 0 {
		return bot.Topic{}, false
	}
	return topics[i], true
}

func topicOptions(topics []bot.Topic) []menuOption {
	options := make([]menuOption, len(topics))
	for i, t := range topics {
		options[i] = menuOption{label: t.Name, value: bot.KeyOf(t.ID), description: t.Detail}
	}
	return options
}

// browse shows a shelf: a menu with a page of what stands on it, and buttons to the pages beside it and back.
func (b *Bot) browse(r *request, s shelf) reply {
	c, ok := b.content(r, s)
	switch {
	case !ok && s == shelf{}:
		return b.fixed(r, "topics-none", nil)
	case !ok:
		return b.fixed(r, "gone", nil)
	}
	pages := slices.Collect(slices.Chunk(c.items, maxOptions))
	s.page = min(s.page, len(pages)-1)
	rep := b.fixed(r, c.heading, c.vars)
	hint := b.words(r, c.hint)
	if len(pages) > 1 {
		of := map[string]string{"page": strconv.Itoa(s.page + 1), "pages": strconv.Itoa(len(pages))}
		hint += b.engine.Fixed("topics-page", r.view, of).Text
	}
	rep.menus = []menu{{id: s.customID(actionTopic, r.view.Locale), placeholder: hint, options: pages[s.page]}}
	turn := func(key string, to shelf, ok bool) {
		if ok {
			rep.actions = append(rep.actions, button{label: b.words(r, key), id: to.customID(actionTopics, r.view.Locale)})
		}
	}
	turn("button.earlier", s.on(-1), s.page > 0)
	turn("button.later", s.on(1), s.page+1 < len(pages))
	above := shelf{}
	if s.concept != "" {
		above.subject = s.subject
	}
	turn("button.back", above, s.subject != "")
	return rep
}
