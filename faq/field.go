package faq

import (
	"fmt"
	"slices"
	"strings"
)

// A fieldValue is one field of an entry as it is compared and written: a text (string), texts ([]string), a group of
// texts (pairs) or groups ([]pairs).
type fieldValue struct {
	name  string
	value any
}

// pairs are the fields of a group, without those that are empty.
type pairs []reviewField

func pairsOf(list ...reviewField) pairs {
	return slices.DeleteFunc(list, func(p reviewField) bool { return p.value == "" })
}

// fields returns the fields of an entry in the order in which they are written.
func (e *Entry) fields() []fieldValue {
	return []fieldValue{
		{"id", e.ID}, {"questions", e.Questions}, {"not_questions", e.Not}, {"answer", e.Answer},
		{"subjects", e.Subjects}, {"applies", string(e.Applies)}, {"mentions", e.Mentions}, {"concepts", e.Concepts},
		{"route", e.Route}, {"safety", e.Safety}, {"sources", e.sourcePairs()}, {"author", e.Author}, {"owner", e.Owner},
		{"review", e.Review.pairs()}, {"locale", e.Locale}, {"translation_of", e.TranslationOf}, {"related", e.Related},
		{"silence", e.silencePairs()}, {"notes", e.Notes},
	}
}

func (e *Entry) sourcePairs() []pairs {
	var list []pairs
	for _, s := range e.Sources {
		list = append(list, pairsOf(reviewField{"title", s.Title}, reviewField{"url", s.URL}, reviewField{"publisher", s.Publisher}, reviewField{"date", s.Date}))
	}
	return list
}

func (e *Entry) silencePairs() []pairs {
	var list []pairs
	for _, s := range e.Silence {
		list = append(list, pairsOf(reviewField{"rule", s.Rule}, reviewField{"reason", s.Reason}))
	}
	return list
}

func (r Review) pairs() pairs {
	return pairsOf(reviewField{"status", string(r.Status)}, reviewField{"reviewer", r.Reviewer}, reviewField{"date", r.Date},
		reviewField{"due", r.Due}, reviewField{"hash", r.Hash})
}

// With returns the entry with some of its fields, named as in YAML, taken from another. It panics at a name that no
// field has.
func (e Entry) With(from Entry, fields ...string) Entry {
	for _, name := range fields {
		switch name {
		case "id":
			e.ID = from.ID
		case "questions":
			e.Questions = from.Questions
		case "not_questions":
			e.Not = from.Not
		case "answer":
			e.Answer = from.Answer
		default:
			e.Meta = e.with(from.Meta, name)
		}
	}
	return e
}

// with is [Entry.With] for one of the fields that articles have, too.
func (m Meta) with(from Meta, name string) Meta {
	switch name {
	case "subjects":
		m.Subjects = from.Subjects
	case "applies":
		m.Applies = from.Applies
	case "mentions":
		m.Mentions = from.Mentions
	case "concepts":
		m.Concepts = from.Concepts
	case "route":
		m.Route = from.Route
	case "safety":
		m.Safety = from.Safety
	case "sources":
		m.Sources = from.Sources
	case "author":
		m.Author = from.Author
	case "owner":
		m.Owner = from.Owner
	case "review":
		m.Review = from.Review
	case "locale":
		m.Locale = from.Locale
	case "translation_of":
		m.TranslationOf = from.TranslationOf
	case "related":
		m.Related = from.Related
	case "silence":
		m.Silence = from.Silence
	case "notes":
		m.Notes = from.Notes
	default:
		panic(fmt.Sprintf("faq: an entry has no field %q", name))
	}
	return m
}

// tidied returns an entry as YAML can hold it in a style that people like to read: LF line ends, and no white space
// around texts, which means nothing there.
func (e Entry) tidied() Entry {
	tidy := func(s string) string {
		return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
	}
	list := func(texts []string) []string {
		out := make([]string, 0, len(texts))
		for _, t := range texts {
			out = append(out, tidy(t))
		}
		return out
	}
	for _, text := range []*string{&e.Route, &e.Safety, &e.Author, &e.Owner, &e.Locale, &e.TranslationOf} {
		*text = tidy(*text)
	}
	e.Questions, e.Not, e.Answer, e.Notes = list(e.Questions), list(e.Not), tidy(e.Answer), tidy(e.Notes)
	e.Pos = Pos{}
	return e
}

// Fingerprint is a hash of all that an entry says, its review included, however the file writes it.
func (e Entry) Fingerprint() string {
	e = e.tidied()
	var said []any
	for _, f := range e.fields() {
		said = append(said, f.name, valueLines(f.value))
	}
	return hashJSON(said)
}

// FieldChange is how one field of an entry differs between two versions of it. A list has a line for each of its items.
type FieldChange struct{ Field, Before, After string }

// Difference returns the fields in which two versions of an entry differ, in the order in which entries have them.
func Difference(before, after Entry) []FieldChange {
	before, after = before.tidied(), after.tidied()
	was, is := before.fields(), after.fields()
	var changes []FieldChange
	for i := range was {
		a, b := strings.Join(valueLines(was[i].value), "\n"), strings.Join(valueLines(is[i].value), "\n")
		if a != b || len(valueLines(was[i].value)) != len(valueLines(is[i].value)) {
			changes = append(changes, FieldChange{was[i].name, a, b})
		}
	}
	return changes
}

// String returns the change as lines of what goes ("-") and what comes ("+").
func (c FieldChange) String() string {
	var b strings.Builder
	b.WriteString(c.Field + ":\n")
	for _, side := range [...]struct{ sign, text string }{{"-", c.Before}, {"+", c.After}} {
		if side.text == "" {
			continue
		}
		for line := range strings.SplitSeq(side.text, "\n") {
			b.WriteString(strings.TrimRight("  "+side.sign+" "+line, " ") + "\n")
		}
	}
	return b.String()
}

// valueLines returns a field's value as texts, none where it is empty.
func valueLines(value any) []string {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
		return []string{v}
	case []string:
		return v
	case pairs:
		if len(v) == 0 {
			return nil
		}
		return []string{flowText(v, false)}
	case []pairs:
		var lines []string
		for _, p := range v {
			lines = append(lines, flowText(p, false))
		}
		return lines
	}
	panic(fmt.Sprintf("faq: a field of type %T", value))
}

// ReadEntry returns the entry with that ID as a file of entries has it.
func ReadEntry(path string, data []byte, id string) (Entry, error) {
	p, err := openPage(path, data)
	if err != nil {
		return Entry{}, fmt.Errorf("faq: read entry %s in %s: %w", id, path, err)
	}
	n, err := p.entry(id)
	if err != nil {
		return Entry{}, fmt.Errorf("faq: read entry %s in %s: %w", id, path, err)
	}
	if n == nil {
		return Entry{}, fmt.Errorf("faq: read entry %s in %s: %w", id, path, ErrNoEntry)
	}
	e, probs := p.decode(n)
	return e, probs.Err()
}

// ReadEntries returns the entries of a file, in their order.
func ReadEntries(path string, data []byte) ([]Entry, error) {
	p, err := openPage(path, data)
	if err != nil {
		return nil, fmt.Errorf("faq: read the entries in %s: %w", path, err)
	}
	var all []Entry
	var problems Problems
	if p.list != nil {
		for _, n := range p.list.Content {
			e, probs := p.decode(n)
			all, problems = append(all, e), append(problems, probs...)
		}
	}
	return all, problems.Err()
}

// Written returns the names of the fields that an entry has written, as far as they are not empty.
func (e Entry) Written() []string {
	var names []string
	for _, f := range e.fields() {
		if len(valueLines(f.value)) > 0 {
			names = append(names, f.name)
		}
	}
	return names
}
