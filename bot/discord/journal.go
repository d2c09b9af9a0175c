package discord

import (
	"slices"
	"strings"

	"patientfaq/bot"
	"patientfaq/bot/store"
)

// note hands events to the store's queue: no answer waits for it, and without a store nothing is noted. They hold IDs of the
// content, and of public messages the place: nothing of a patient.
func (b *Bot) note(events ...store.Event) {
	if b.o.Store != nil {
		b.o.Store.Note(events...)
	}
}

// count notes that a question was asked, and what came of it.
func (b *Bot) count(a bot.Answer) {
	u := &a.Understood
	t := store.Tally{Counted: store.Asked, Outcome: a.Outcome.String(), Subject: subjectOf(u.Medicines, u.Topics)}
	if len(u.Concepts) > 0 {
		t.Concept = u.Concepts[0]
	}
	if a.Served != nil {
		t.Entry = a.Served.ID
	}
	b.note(t.Event())
}

// subjectsCounted is how many subjects a count names. A longer list might be one person's own.
const subjectsCounted = 3

// subjectOf is what a count says of several subjects: the medicines, or the conditions where there is none; of too many that
// there are several.
func subjectOf(medicines, conditions []string) string {
	ids := slices.Clone(medicines)
	if len(ids) == 0 {
		ids = slices.Clone(conditions)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) > subjectsCounted {
		return "several"
	}
	return strings.Join(ids, "+")
}

// countSaid notes what somebody said of an answer.
func (b *Bot) countSaid(what store.Counted, passage string) {
	x, release := b.o.Live.Acquire()
	defer release()
	t := store.Tally{Counted: what, Outcome: bot.Answered.String(), Entry: passage}
	if p := x.Corpus().Passage(passage); p != nil {
		scope := x.Scope(p.ID)
		t.Subject = subjectOf(scope.Medicines, scope.Topics)
		if len(p.Concepts) > 0 {
			t.Concept = p.Concepts[0]
		}
	}
	b.note(t.Event())
}

// posted notes where an answer stands in public, so that it can be found when its text is withdrawn.
func (b *Bot) posted(guild, channel, message, passage string) {
	if guild != "" && passage != "" {
		b.note(store.Posted{Guild: guild, Channel: channel, Message: message, Entry: passage}.Event())
	}
}
