package faq

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
)

// meta checks what entries and articles have in common, and resolves their subjects: where none are written, those
// that the first question or the title names.
func (it *item) meta(m *Meta, title []string) {
	it.silences(m.Silence)
	it.subjects(m, title)
	it.mentions(m)
	it.concepts(m)
	if !localePattern.MatchString(m.Locale) {
		it.errorf(it.at("locale"), "locale", "%q is not a language; write one such as en or pt-BR", m.Locale)
	}
	it.references(m)
	for i, s := range m.Sources {
		it.source(i, s)
	}
	it.dates(m.Review, "review")
}

// silences checks that every silenced rule is named with a reason.
func (it *item) silences(list []Silence) {
	for i, s := range list {
		if strings.TrimSpace(s.Rule) == "" || strings.TrimSpace(s.Reason) == "" {
			it.errorf(it.at("silence", i), "silence", "a silence needs a rule and a reason; add what is missing")
		} else if !slices.Contains(silenceable, s.Rule) {
			it.errorf(it.at("silence", i, "rule"), "silence", "rule %q cannot be silenced%s", s.Rule, suggestOr(s.Rule, silenceable, "; correct what it reports"))
		} else if it.l.opts.Advise {
			it.l.c.silences = append(it.l.c.silences, writtenSilence{it.id, s.Rule, it.at("silence", i, "rule"), false})
		}
	}
}

// silenceable are the rules that report what may be right after all.
var silenceable = []string{
	"dose-abbreviation", "dose-unit", "unlisted-medicine", "duplicate-question", "overdue",
	"old-source", "reading-grade", "stopping-warning", "tall-man", RuleDeadLink,
}

// subjects resolves the subjects of an item.
func (it *item) subjects(m *Meta, title []string) {
	if !it.has("subjects") && !it.l.anySubject {
		m.Subjects = it.l.namedSubjects(title)
		return
	}
	var known []string
	for i, id := range m.Subjects {
		s := it.l.subjectNamed(id)
		switch {
		case s == nil:
			it.errorf(it.at("subjects", i), "unknown-subject", "there is no subject %q in subjects.yaml%s", id, it.l.suggest("subject", id, it.l.subjectIDs))
		case slices.Contains(known, s.ID):
			it.warnf(it.at("subjects", i), "duplicate-subject", "subject %s stands twice; remove one", id)
		default:
			known = append(known, s.ID)
		}
	}
	m.Subjects = known
}

// namedSubjects returns the declared subjects that a text names outright.
func (l *loader) namedSubjects(tokens []string) []string {
	var ids []string
	for _, match := range l.c.names.match(tokens) {
		switch match.How {
		case ByName, ByBrand, ByAbbreviation, ByAmbiguous:
			if !slices.Contains(ids, match.ID) {
				ids = append(ids, match.ID)
			}
		}
	}
	return ids
}

func (l *loader) subjectIDs() []string {
	ids := make([]string, 0, len(l.c.subjects))
	for _, s := range l.c.subjects {
		ids = append(ids, s.ID)
	}
	return ids
}

func (it *item) mentions(m *Meta) {
	for i, id := range m.Mentions {
		if it.l.subjectNamed(id) == nil {
			it.errorf(it.at("mentions", i), "unknown-mention", "there is no subject %q in subjects.yaml%s", id, it.l.suggest("subject", id, it.l.subjectIDs))
		}
	}
}

func (it *item) concepts(m *Meta) {
	if it.l.anyConcept {
		return
	}
	for i, id := range m.Concepts {
		known := slices.ContainsFunc(it.l.c.concepts, func(c *Concept) bool { return c.ID == id })
		if !known {
			it.errorf(it.at("concepts", i), "unknown-concept", "there is no concept %q%s", id, it.l.suggest("concept", id, it.l.conceptIDs))
		}
	}
}

func (l *loader) conceptIDs() []string {
	ids := make([]string, 0, len(l.c.concepts))
	for _, c := range l.c.concepts {
		ids = append(ids, c.ID)
	}
	return ids
}

// applies demands the word that decides which questions several medicines answer. Without it only a question about
// all of them is answered.
func (it *item) applies(m *Meta) {
	medicines := 0
	for _, s := range it.l.c.subjectsOf(m.Subjects) {
		if s.Kind == Medicine {
			medicines++
		}
	}
	if medicines < 2 {
		m.Applies = cmp.Or(m.Applies, Each)
		return
	}
	if m.Applies == "" && !it.has("applies") {
		report := it.errorf
		if it.l.opts.AllowUnreviewed {
			report = it.warnf
		}
		report(it.at("subjects"), "applies", "is about %d medicines; add \"applies: each\" if it answers for any of them alone, \"applies: together\" if only for all", medicines)
	}
	m.Applies = cmp.Or(m.Applies, Together)
}

// references notes the entries that must exist.
func (it *item) references(m *Meta) {
	for i, id := range m.Related {
		switch id {
		case "": // of a wrong type, or a line left blank
		case it.id:
			it.warnf(it.at("related", i), "unknown-related", "is related to itself; remove it")
		default:
			it.l.refs = append(it.l.refs, reference{"unknown-related", id, it.at("related", i)})
		}
	}
	if m.TranslationOf != "" {
		it.l.refs = append(it.l.refs, reference{"translation", m.TranslationOf, it.at("translation_of")})
		if m.TranslationOf == it.id {
			it.errorf(it.at("translation_of"), "translation", "translates itself; name the entry it translates")
		}
	}
}

func (it *item) source(i int, s Source) {
	if s.Title == "" && s.URL == "" {
		it.strictf(it.at("sources", i), "source", "the source has neither title nor url; add them")
	}
	it.url(s.URL, "sources", i, "url")
	it.date(s.Date, "sources", i, "date")
	it.pings(s.Title, func(piece string, n int) Pos { return it.in(piece, n, "sources", i, "title") })
}

// url checks an address that patients may open.
func (it *item) url(raw string, path ...any) {
	if raw == "" {
		return
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || strings.ContainsAny(raw, " \t\n<>()|\\\"`"):
		it.errorf(it.at(path...), "url", "%q is not an address; copy it from the browser, and write ( as %%28 and ) as %%29", raw)
	case u.Scheme == "http" && u.Host != "":
		it.warnf(it.at(path...), "url", "the address begins with http://; write https://")
	case u.Scheme != "https" || u.Host == "" || u.User != nil:
		it.errorf(it.at(path...), "url", "%q is not an address; begin it with https:// and the site's name", raw)
	}
}

// dates checks the dates of a review.
func (it *item) dates(r Review, path ...any) {
	date, ok1 := it.date(r.Date, append(slices.Clone(path), "date")...)
	due, ok2 := it.date(r.Due, append(slices.Clone(path), "due")...)
	if ok1 && ok2 && due.Before(date) {
		it.errorf(it.at(append(slices.Clone(path), "due")...), "date", "is due before it was reviewed; correct one of the dates")
	}
}

// date checks a date, which may be left out, and reports whether there is one.
func (it *item) date(s string, path ...any) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		it.errorf(it.at(path...), "date", "%q is not a date; write it as 2026-03-31", s)
		return time.Time{}, false
	}
	return d, true
}

// review checks the signature of an entry or article, and returns why one that says it is reviewed does not count.
func (it *item) review(m *Meta, hash string) string {
	if m.Review.Status == Withdrawn {
		return ""
	}
	if it.blank("author") {
		it.strictf(it.at(), "author", "names no author; add \"author: \" and who wrote it")
	}
	if len(m.Sources) == 0 && !it.has("sources") {
		it.strictf(it.at(), "source", "names no source; add sources with title, url and publisher, so that a reviewer can check it")
	}
	if !it.has("review") {
		it.warnf(it.at(), "review", "has no review, so it is a draft and is not served; have it checked and run patientfaq review %s", cmp.Or(it.id, "ID"))
	}
	if m.Review.Status != Reviewed {
		return ""
	}
	why := it.unsound(m.Review, m.Author, hash)
	switch {
	case why != "":
		it.warnf(it.at("review"), "signature", "is withheld: %s; have it checked and run patientfaq review %s", why, cmp.Or(it.id, "ID"))
	case len(m.Sources) == 0:
		why = "it names no source"
	case strings.TrimSpace(m.Author) == "":
		why = "it names no author"
	default:
		it.overdue(m.Review)
	}
	return why
}
