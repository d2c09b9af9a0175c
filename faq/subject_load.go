package faq

import (
	"cmp"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// idPattern is what an ID may be: short enough for a button, plain enough for a file name and an address.
var idPattern = regexp.MustCompile(`^[a-z0-9-]{1,48}$`)

// readTop reads and parses a top-level file that is not a list; there is no root if it cannot be used.
func (l *loader) readTop(stem string) (*file, *yaml.Node) {
	name := l.topName(stem)
	if name == "" {
		return nil, nil
	}
	return l.read(name)
}

// loadSettings reads settings.yaml; the default is two persons and no grace.
func (l *loader) loadSettings() {
	if f, root := l.readTop("settings"); root != nil {
		l.probs = append(l.probs, l.dec.decode(f, root, &l.c.settings)...)
		if l.c.settings.Review.GraceDays < 0 {
			it := &item{l: l, f: f, node: root}
			l.errorf(it.at("review", "grace_days"), "settings", "grace_days cannot be negative; write 0 for no grace")
			l.c.settings.Review.GraceDays = 0
		}
	}
	l.c.settings.Review.Policy = cmp.Or(l.c.settings.Review.Policy, TwoPerson)
}

// loadSubjects reads subjects.yaml. Without one, a subject is whatever an entry names.
func (l *loader) loadSubjects() {
	name := l.topName("subjects")
	if name == "" {
		l.anySubject = true
		return
	}
	list, ok := l.fragments(name, "subjects")
	l.anySubject = !ok
	owners := map[string]string{} // name -> the subject that has it
	for _, w := range list {
		s := &Subject{}
		l.probs = append(l.probs, l.dec.decode(w.f, w.node, s)...)
		it := &item{l: l, f: w.f, node: w.node}
		if s.ID == "" || l.c.bySubj[s.ID] != nil {
			it.subjectID(s)
			continue
		}
		it.subject(s, owners)
		l.c.subjects = append(l.c.subjects, s)
		l.c.bySubj[s.ID] = s
	}
	l.c.names = newNameMatcher(l.c.subjects)
}

// subjectID reports a subject whose ID is missing or taken.
func (it *item) subjectID(s *Subject) {
	if s.ID != "" {
		it.errorf(it.at("id"), "duplicate-id", "there is a subject %q already; merge the two", s.ID)
	} else if !it.has("id") {
		it.errorf(it.at(), "id", "a subject has no id; add one such as \"id: baclofen\"")
	}
}

// subject checks one subject. A name must lead to one subject only, or a question about it would be answered from
// another medicine's text.
func (it *item) subject(s *Subject, owners map[string]string) {
	if !idPattern.MatchString(s.ID) {
		it.warnf(it.at("id"), "id", "subject %q should be lower-case letters, digits and hyphens, at most 48", s.ID)
	}
	if s.Kind == "" {
		if !it.has("kind") {
			it.errorf(it.at(), "subject", "subject %s has no kind; add \"kind: medicine\", condition or other", s.ID)
		}
		s.Kind = Medicine // the kind that is locked most
	}
	unique := []struct {
		field string
		names []string
	}{{"names", s.Names}, {"brands", s.Brands}, {"misspellings", s.Misspellings}, {"abbreviations", s.Abbreviations}}
	for _, u := range unique {
		for i, name := range u.names {
			key := strings.Join(Tokens(name), " ")
			if key == "" {
				it.errorf(it.at(u.field, i), "subject", "%q in %s has no letter or digit; remove it", name, u.field)
				continue
			}
			if other, taken := owners[key]; taken && other != s.ID {
				it.nameClash(u.field, i, name, other)
				continue
			}
			owners[key] = s.ID
		}
	}
}

// nameClash reports a name that another subject has too. Abbreviations and misspellings may be shared: the
// patient is asked which is meant.
func (it *item) nameClash(field string, i int, name, other string) {
	if field == "names" || field == "brands" {
		it.errorf(it.at(field, i), "name-clash", "%q is also a name of subject %s; keep it in one of them", name, other)
		return
	}
	it.warnf(it.at(field, i), "name-clash", "%q also leads to subject %s; patients are asked which they mean", name, other)
}

// subjectNamed returns the declared subject with an ID, or nil. Where subjects are not declared it declares one,
// a medicine with that name; IDs that read the same are the same.
func (l *loader) subjectNamed(id string) *Subject {
	if s := l.c.bySubj[id]; s != nil || !l.anySubject {
		return s
	}
	key := strings.Join(Tokens(id), " ")
	if key == "" {
		return nil
	}
	s := l.implied[key]
	if s == nil {
		s = &Subject{ID: id, Kind: Medicine, Names: []string{strings.ReplaceAll(id, "-", " ")}}
		l.implied[key] = s
		l.c.subjects = append(l.c.subjects, s)
	}
	l.c.bySubj[id] = s
	return s
}
