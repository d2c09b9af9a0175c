package faq

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// The signature's hash is "sha256:" and the hexadecimal SHA-256 of a canonical form: one line of JSON without
// spaces, not escaped for HTML, whose fields stand in the order of the types below and are never left out (an empty
// list is []). Texts are as YAML reads them, the answer without white space around it; lists keep their order, and
// subjects are sorted by ID; a newline ends the line. Whoever has the content and a JSON library can compute it. The
// hash shows that the text changed since it was signed. It does not prove who signed.

// canonicalEntry is what an entry's signature covers.
type canonicalEntry struct {
	Form     string             `json:"form"` // "patientfaq entry 1"
	Answer   string             `json:"answer"`
	Question string             `json:"question"` // the first
	Subjects []string           `json:"subjects"` // as written
	Applies  Applies            `json:"applies"`
	Mentions []string           `json:"mentions"`
	Concepts []string           `json:"concepts"` // as written
	Route    string             `json:"route"`
	Sources  []canonicalSource  `json:"sources"`
	Locale   string             `json:"locale"`
	Names    []canonicalSubject `json:"names"` // of the subjects it has, written or inferred
}

type canonicalSource struct {
	Title     string `json:"title"`
	URL       string `json:"url"`
	Publisher string `json:"publisher"`
	Date      string `json:"date"`
}

type canonicalLine struct {
	Name    string `json:"name"`
	Number  string `json:"number"`
	URL     string `json:"url"`
	Source  string `json:"source"`
	Checked string `json:"checked"`
}

type canonicalSubject struct {
	ID     string   `json:"id"`
	Names  []string `json:"names"`
	Brands []string `json:"brands"`
}

// canonicalArticle is what an article's signature covers: its text as the file has it, with LF line ends and without
// front matter, and every field of its front matter or sidecar except the review.
type canonicalArticle struct {
	Form  string             `json:"form"` // "patientfaq article 1"
	Text  string             `json:"text"`
	Meta  map[string]any     `json:"meta"` // keys sorted; numbers and dates are texts too
	Names []canonicalSubject `json:"names"`
}

// canonicalContact is what a contact's signature covers.
type canonicalContact struct {
	Form      string        `json:"form"` // "patientfaq contact 1"
	Country   string        `json:"country"`
	Name      string        `json:"name"`
	Emergency canonicalLine `json:"emergency"`
	Poison    canonicalLine `json:"poison"`
	Crisis    canonicalLine `json:"crisis"`
	Advice    canonicalLine `json:"advice"`
	Report    canonicalLine `json:"report"`
}

// canonicalMessages is what the signature of a locale's messages covers; keys are sorted.
type canonicalMessages struct {
	Form   string            `json:"form"` // "patientfaq messages 1"
	Locale string            `json:"locale"`
	Texts  map[string]string `json:"texts"`
}

// entryHash hashes an entry as written, with the subjects it has.
func entryHash(e *Entry, subjects []*Subject) string {
	sources := make([]canonicalSource, len(e.Sources))
	for i, s := range e.Sources {
		sources[i] = canonicalSource(s)
	}
	return hashJSON(canonicalEntry{
		Form:     "patientfaq entry 1",
		Answer:   canonicalText(e.Answer),
		Question: e.question(),
		Subjects: filled(e.Subjects),
		Applies:  e.Applies,
		Mentions: filled(e.Mentions),
		Concepts: filled(e.Concepts),
		Route:    e.Route,
		Sources:  sources,
		Locale:   cmp.Or(e.Locale, "en"),
		Names:    canonicalNames(subjects),
	})
}

// articleHash hashes an article's text and its metadata, which may be nil.
func articleHash(text []byte, meta *yaml.Node, subjects []*Subject) string {
	fields := map[string]any{}
	if meta != nil && meta.Kind == yaml.MappingNode {
		fields = canonicalNode(meta).(map[string]any)
		delete(fields, "review")
	}
	return hashJSON(canonicalArticle{
		Form:  "patientfaq article 1",
		Text:  strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(text), byteOrderMark)),
		Meta:  fields,
		Names: canonicalNames(subjects),
	})
}

// canonicalNode returns a node as JSON has it.
func canonicalNode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return canonicalNode(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = canonicalNode(item)
		}
		return list
	case yaml.MappingNode:
		fields := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			fields[n.Content[i].Value] = canonicalNode(n.Content[i+1])
		}
		return fields
	default:
		return n.Value
	}
}

func contactHash(ct *Contact) string {
	return hashJSON(canonicalContact{
		Form:      "patientfaq contact 1",
		Country:   ct.Country,
		Name:      ct.Name,
		Emergency: canonicalLine(ct.Emergency),
		Poison:    canonicalLine(ct.Poison),
		Crisis:    canonicalLine(ct.Crisis),
		Advice:    canonicalLine(ct.Advice),
		Report:    canonicalLine(ct.Report),
	})
}

func messagesHash(locale string, texts map[string]string) string {
	return hashJSON(canonicalMessages{"patientfaq messages 1", locale, texts})
}

func canonicalNames(subjects []*Subject) []canonicalSubject {
	names := make([]canonicalSubject, len(subjects))
	for i, s := range subjects {
		names[i] = canonicalSubject{s.ID, filled(s.Names), filled(s.Brands)}
	}
	slices.SortFunc(names, func(a, b canonicalSubject) int { return cmp.Compare(a.ID, b.ID) })
	return names
}

// canonicalText is the text of an answer as it is signed and served.
func canonicalText(answer string) string { return strings.TrimSpace(answer) }

func filled(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func hashJSON(v any) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("faq: encode the canonical form: " + err.Error()) // cannot happen: it holds texts and lists alone
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// unsound returns why something that may say it is reviewed does not count so, or "". Its author, if it has one, must
// be somebody else where the policy says so. Missing dates count; being past due does not.
func (it *item) unsound(r Review, author, hash string) string {
	_, dateErr := time.Parse(time.DateOnly, r.Date)
	_, dueErr := time.Parse(time.DateOnly, r.Due)
	switch {
	case r.Status != Reviewed:
		return "it is not reviewed"
	case strings.TrimSpace(r.Reviewer) == "":
		return "its review names no reviewer"
	case dateErr != nil:
		return "its review has no date"
	case dueErr != nil:
		return "its review has no due date"
	case it.l.c.settings.Review.Policy == TwoPerson && SamePerson(r.Reviewer, author):
		return "its reviewer is its author, and the policy is two-person"
	case r.Hash == "":
		return "its review has no hash"
	case r.Hash != hash:
		return "it changed after it was signed"
	}
	return ""
}

// SamePerson says whether two names are one person's, whatever their case and spaces.
func SamePerson(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// overdue warns about a review that is past its due date on the day the content is judged by.
func (it *item) overdue(r Review) {
	if s := reviewedStanding(r, it.l.c.settings, it.l.asOf); !s.Servable || s.Overdue {
		it.warnf(it.at("review", "due"), "overdue", "its review was due on %s; check it and run patientfaq review %s", r.Due, it.id)
	}
}
