package search

import (
	"slices"
	"strings"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// nameIndex resolves words to subjects: the content's own names, and medicine names that the content uses in its
// questions without declaring them. The lexicon tells which words of the content are medicines; it never resolves
// one name to another.
type nameIndex struct {
	corpus   *faq.Corpus
	lex      *lexicon.Lexicon
	implicit map[string]bool // medicine names of undeclared subjects, as written
}

func (x *Index) buildNames() {
	n := &nameIndex{corpus: x.corpus, lex: x.lex, implicit: map[string]bool{}}
	x.names = n
	for p := range x.corpus.Passages() {
		if len(p.Questions) == 0 || slices.ContainsFunc(p.Subjects, n.isMedicine) {
			continue
		}
		for _, name := range n.undeclared(tokens(p.Questions[0])) {
			n.implicit[name] = true
		}
	}
	x.buildClasses()
}

// isMedicine says whether an ID is a medicine of the content, declared or implied.
func (n *nameIndex) isMedicine(id string) bool {
	if s := n.corpus.Subject(id); s != nil {
		return s.Kind == faq.Medicine
	}
	return n.implicit[id]
}

// declared returns the names of declared subjects in a text, in order, without overlaps. Class words and ambiguous,
// street and short names in content stand for what the moderator declared them to be.
func (n *nameIndex) declared(toks []string) []faq.SubjectMatch {
	return slices.DeleteFunc(n.corpus.MatchSubjects(toks), func(m faq.SubjectMatch) bool { return m.How == faq.ByClass })
}

// withinOther says whether a declared medicine's name is only part of a longer one that the lexicon knows as another
// medicine: Soma Compound is not Soma. A list ("tramadol and paracetamol") is no such name.
func (n *nameIndex) withinOther(toks []string, m faq.SubjectMatch) bool {
	if !n.isMedicine(m.ID) {
		return false
	}
	own, _ := n.lex.Medicine(m.Written)
	for start := max(0, m.End-n.lex.MaxWords()); start <= m.Start; start++ {
		for end := m.End; end <= min(len(toks), start+n.lex.MaxWords()); end++ {
			name := strings.Join(toks[start:end], " ")
			if other, ok := n.lex.Medicine(name); ok && other != own && name != m.Written && !n.isList(name) {
				return true
			}
		}
	}
	return false
}

// isList says whether a name only names several medicines one after the other.
func (n *nameIndex) isList(name string) bool {
	parts := strings.Split(name, " and ")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool {
		_, ok := n.lex.Medicine(part)
		return !ok
	})
}

// spans returns the names in a piece of content, declared or implied, without overlaps.
func (n *nameIndex) spans(toks []string) []faq.NameSpan {
	var spans []faq.NameSpan
	taken := make([]bool, len(toks))
	for _, m := range n.declared(toks) {
		if taken[m.Start] {
			continue
		}
		for i := m.Start; i < m.End; i++ {
			taken[i] = true
		}
		spans = append(spans, faq.NameSpan{Start: m.Start, End: m.End, Kind: n.kind(m.ID)})
	}
	for _, m := range n.lexiconNames(toks, taken) {
		if n.implicit[m.Written] {
			spans = append(spans, faq.NameSpan{Start: m.Start, End: m.End, Kind: faq.Medicine})
		}
	}
	slices.SortFunc(spans, func(a, b faq.NameSpan) int { return a.Start - b.Start })
	return spans
}

func (n *nameIndex) kind(id string) faq.Kind {
	if n.isMedicine(id) {
		return faq.Medicine
	}
	return faq.Condition
}

// A lexiconMatch is a medicine's name that is in the lexicon.
type lexiconMatch struct {
	Written    string
	Start, End int
	Everyday   bool
}

// lexiconNames finds medicine names that no span of taken covers, the longest first at each place.
func (n *nameIndex) lexiconNames(toks []string, taken []bool) []lexiconMatch {
	var found []lexiconMatch
	for i := 0; i < len(toks); i++ {
		for size := min(n.lex.MaxWords(), len(toks)-i); size > 0; size-- {
			if taken != nil && slices.Contains(taken[i:i+size], true) {
				continue
			}
			name := strings.Join(toks[i:i+size], " ")
			if _, ok := n.lex.Medicine(name); ok {
				found = append(found, lexiconMatch{name, i, i + size, n.lex.Everyday(name)})
				i += size - 1
				break
			}
		}
	}
	return found
}

// synonyms returns the medicines of the content that the lexicon knows under another name of the same medicine.
func (n *nameIndex) synonyms(written string) []string {
	m, ok := n.lex.Medicine(written)
	if !ok {
		return nil
	}
	var ids []string
	for name := range m.Names() {
		if n.implicit[name] {
			ids = appendNew(ids, name)
		}
		toks := faq.Tokens(name)
		for _, match := range n.declared(toks) {
			if match.Start == 0 && match.End == len(toks) && n.isMedicine(match.ID) {
				ids = appendNew(ids, match.ID)
			}
		}
	}
	return ids
}

// namedIn returns the medicines that a question of the content names, declared or not, and whether it asks for them
// together.
func (n *nameIndex) namedIn(toks []string) (medicines []string, together bool) {
	for _, m := range n.declared(toks) {
		if n.isMedicine(m.ID) {
			medicines = appendNew(medicines, m.ID)
		}
	}
	for _, name := range n.undeclared(toks) {
		medicines = appendNew(medicines, name)
	}
	return medicines, len(medicines) > 1 && asksForPair(toks)
}

// undeclared returns the names of medicines in a question of the content that no subject declares.
func (n *nameIndex) undeclared(toks []string) []string {
	taken := make([]bool, len(toks))
	for _, m := range n.declared(toks) {
		for i := m.Start; i < m.End; i++ {
			taken[i] = true
		}
	}
	var names []string
	for _, m := range n.lexiconNames(toks, taken) {
		if !m.Everyday || inSlot(toks, m.Start, m.End) {
			names = appendNew(names, m.Written)
		}
	}
	return names
}

// pairWords between two medicines ask about both at once.
var pairWords = wordSet(`vs versus with and plus or to than from between together mix mixing combine combining alongside`)

func asksForPair(toks []string) bool {
	return slices.ContainsFunc(toks, func(t string) bool { return pairWords[t] })
}

// buildClasses maps each class word of the content to the medicines that declare it.
func (x *Index) buildClasses() {
	x.classes = map[string][]string{}
	for _, s := range x.corpus.Subjects() {
		if s.Kind != faq.Medicine {
			continue
		}
		for _, class := range s.Class {
			key := x.classKey(faq.Tokens(class))
			if !slices.Contains(x.classes[key], s.ID) {
				x.classes[key] = append(x.classes[key], s.ID)
			}
		}
	}
}

// class returns the class that words mean, and whether the content or the lexicon knows it.
func (x *Index) class(words, stems []string) (c Class, known bool) {
	phrase := strings.Join(words, " ")
	key, listed := x.lex.Class(phrase)
	if !listed {
		key = strings.Join(stems, " ")
	}
	members, declared := x.classes[key]
	return Class{phrase, members}, declared || listed
}

// classKey is one key for all the ways of writing a class.
func (x *Index) classKey(words []string) string {
	if id, ok := x.lex.Class(strings.Join(words, " ")); ok {
		return id
	}
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = stem(w)
	}
	return strings.Join(stems, " ")
}

// routeWords name a route or a form. Tablets, liquids and the like are one route: by mouth.
var routeWords = map[string]string{
	"oral": "oral", "orally": "oral", "mouth": "oral", "tablet": "oral", "tablets": "oral", "pill": "oral", "pills": "oral",
	"capsule": "oral", "capsules": "oral", "syrup": "oral", "granules": "oral", "tabs": "oral", "caplet": "oral", "caplets": "oral",
	"pump": "intrathecal", "pumps": "intrathecal", "intrathecal": "intrathecal", "intrathecally": "intrathecal",
	"injection": "injection", "injections": "injection", "injectable": "injection", "inject": "injection", "jab": "injection",
	"infusion": "infusion", "intravenous": "infusion", "iv": "infusion", "drip": "infusion",
	"cream": "topical", "creams": "topical", "ointment": "topical", "gel": "topical", "lotion": "topical", "topical": "topical",
	"patch": "patch", "patches": "patch", "transdermal": "patch",
	"inhaler": "inhaled", "inhalers": "inhaled", "inhaled": "inhaled", "nebuliser": "inhaled", "nebulizer": "inhaled", "puffer": "inhaled",
	"suppository": "rectal", "suppositories": "rectal", "rectal": "rectal", "pessary": "vaginal", "vaginal": "vaginal",
	"eyedrops": "eye", "ophthalmic": "eye", "nasal": "nasal",
}

// routeOf is the one route that words name, "" where they name none or several.
func routeOf(toks []string) string {
	route := ""
	for _, t := range toks {
		r := routeWords[t]
		if r == "" || r == route {
			continue
		}
		if route != "" {
			return ""
		}
		route = r
	}
	return route
}
