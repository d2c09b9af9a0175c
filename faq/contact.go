package faq

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)
	numberPattern  = regexp.MustCompile(`^[^\n]*[0-9][^\n]*$`)
)

// A writtenContact is a contact and where it stands.
type writtenContact struct {
	*Contact
	it *item
}

func (l *loader) readContacts() []writtenContact {
	name := l.topName("contacts")
	if name == "" {
		return nil
	}
	var found []writtenContact
	seen := map[string]bool{}
	list, _ := l.fragments(name, "contacts")
	for _, w := range list {
		ct := &Contact{Pos: w.f.pos(w.node)}
		l.probs = append(l.probs, l.dec.decode(w.f, w.node, ct)...)
		it := &item{l: l, f: w.f, node: w.node, id: ct.Country}
		it.contact(ct)
		if seen[ct.Country] {
			it.errorf(it.at("country"), "duplicate-id", "there is a contact for %s already; merge the two", ct.Country)
			continue
		}
		seen[ct.Country] = true
		found = append(found, writtenContact{ct, it})
	}
	return found
}

func (it *item) contact(ct *Contact) {
	if !countryPattern.MatchString(ct.Country) {
		it.errorf(it.at("country"), "country", "%q is not a country code; write two capital letters such as GB", ct.Country)
	}
	if ct.Name == "" {
		it.errorf(it.at(), "country", "contact %s has no name; add the country's name as patients read it", ct.Country)
	}
	if _, written := it.find("emergency", "number"); !written {
		it.errorf(it.at("emergency"), "contact", "contact %s has no emergency number; add emergency: {name, number, source, checked}", ct.Country)
	}
	lines := ct.lines()
	var unread []string
	for _, field := range slices.Sorted(maps.Keys(lines)) {
		line := lines[field]
		it.contactLine(field, line)
		if line.Source == "" || line.Checked == "" {
			unread = append(unread, field)
		}
	}
	if len(unread) > 0 {
		it.warnf(it.at(), "contact", "contact %s says not where and when these numbers were read: %s; add source and checked", ct.Country, strings.Join(unread, ", "))
	}
	it.dates(ct.Review, "review")
}

// lines are the contact's lines that are written, by field.
func (ct *Contact) lines() map[string]ContactLine {
	lines := map[string]ContactLine{
		"emergency": ct.Emergency, "poison": ct.Poison, "crisis": ct.Crisis, "advice": ct.Advice, "report": ct.Report,
	}
	maps.DeleteFunc(lines, func(_ string, l ContactLine) bool { return l == ContactLine{} })
	return lines
}

func (it *item) contactLine(field string, line ContactLine) {
	if line.Number != "" && !numberPattern.MatchString(line.Number) {
		it.errorf(it.at(field, "number"), "contact", "%q is not a telephone number; write it as dialled", line.Number)
	}
	if line.Number == "" && line.URL == "" {
		it.errorf(it.at(field), "contact", "%s has neither number nor url; add one or remove it", field)
	}
	if line.Name == "" {
		it.errorf(it.at(field), "contact", "%s has no name; add what the service is called", field)
	}
	it.url(line.URL, field, "url")
	it.date(line.Checked, field, "checked")
}

// loadContacts takes each country's contact from the folder if it is signed, and otherwise the built-in one. A contact
// that is overdue is better than none.
func (l *loader) loadContacts(builtin *Corpus) {
	for _, w := range l.readContacts() {
		hash := contactHash(w.Contact)
		l.c.signable["contact:"+w.Country] = signable{kind: signContact, path: w.Pos.Path, hash: hash}
		known := builtin.Contact(w.Country)
		if known != nil && sameContact(known, w.Contact) {
			continue
		}
		if why := w.it.unsound(w.Review, "", hash); why != "" && !l.opts.AllowUnreviewed {
			l.warnf(w.it.at("review"), "contact", "contact %s is not used: %s; the built-in one is, if there is one", w.Country, why)
			continue
		}
		w.it.overdue(w.Review)
		l.c.contacts = append(l.c.contacts, w.Contact)
	}
	for _, ct := range builtin.contacts {
		if l.c.Contact(ct.Country) == nil {
			l.c.contacts = append(l.c.contacts, ct)
		}
	}
	slices.SortFunc(l.c.contacts, func(a, b *Contact) int { return cmp.Compare(a.Country, b.Country) })
}

func sameContact(a, b *Contact) bool {
	return contactHash(a) == contactHash(b)
}
