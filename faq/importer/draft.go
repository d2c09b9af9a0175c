package importer

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"patientfaq/faq"
)

// page makes the drafts of a file, and accounts for its sentences.
func (x *extraction) page(name string, v *Vocabulary) *Page {
	p := &Page{Source: name, Title: cmp.Or(oneLine(x.title), stem(name)), Remarks: x.remarks}
	x.source.URL = safeURL(x.source.URL)
	seen := map[string]bool{}
	for _, piece := range x.pieces {
		print := squash(piece.question + "|" + strings.Join(piece.heading, "|") + "|" + piece.answer)
		if squash(piece.question+piece.answer) == "" || seen[print] {
			continue
		}
		seen[print] = true
		p.Drafts = append(p.Drafts, x.draft(piece, v))
	}
	p.identify()
	if len(x.references) > 0 && len(p.Drafts) > 0 {
		p.Drafts[0].Remarks = append(p.Drafts[0].Remarks, "References of the page:\n- "+strings.Join(x.references, "\n- "))
	}
	p.account(x, v)
	return p
}

// draft makes a draft of one piece, with what is missing.
func (x *extraction) draft(p piece, v *Vocabulary) Draft {
	d := Draft{Heading: p.heading, Answer: strings.TrimSpace(p.answer), Locale: localeOf(x.locale), Remarks: p.remarks}
	d.Answer = unping(d.Answer, &d)
	if p.question != "" {
		d.Questions = []string{unping(oneLine(p.question), &d)}
	}
	if len(d.Questions) > 0 && len(faq.Tokens(d.Questions[0])) == 0 {
		d.Remarks, d.Questions = append(d.Remarks, "Question: "+d.Questions[0]), nil
	}
	if len(d.Questions) == 0 {
		d.Candidates = v.candidates(p)
		d.Missing = append(d.Missing, "a question as patients ask it")
	}
	if d.Answer == "" {
		d.Missing = append(d.Missing, "an answer")
	}
	d.source(x.source, p.source)
	if p.flattened {
		d.Missing = append(d.Missing, "the columns of a table, which were lost: write it anew")
	}
	v.scope(&d)
	return d
}

// source notes where the draft comes from, as far as the file says so.
func (d *Draft) source(page, own faq.Source) {
	s := faq.Source{
		Title: unping(oneLine(page.Title), d), URL: cmp.Or(own.URL, page.URL),
		Publisher: unping(oneLine(cmp.Or(own.Publisher, page.Publisher)), d), Date: cmp.Or(own.Date, dateOf(page.Date)),
	}
	if s.URL == "" && s.Publisher == "" {
		d.Missing = append(d.Missing, "a source: the file names no address and no publisher")
	}
	if s.Date == "" {
		d.Missing = append(d.Missing, "a date: the file does not say how old it is")
	}
	if s.Title != "" || s.URL != "" {
		d.Sources = []faq.Source{s}
	}
}

// pings is what Discord would turn into a call of people or a link to a channel. faq.Load refuses it.
var pings = regexp.MustCompile(`(@)(everyone|here)|(<)((?:@[!&]?|#|a?:\w+:)[0-9]+>)`)

// unping takes apart what would call people, and notes it.
func unping(text string, d *Draft) string {
	if !pings.MatchString(text) {
		return text
	}
	d.Remarks = append(d.Remarks, "A sign that would call people in Discord was taken apart.")
	return pings.ReplaceAllString(text, "$1$3 $2$4")
}

var locale = regexp.MustCompile(`^[a-z]{2,3}(-([A-Z][a-z]{3}|[A-Z]{2}|[0-9]{3}))?$`)

// localeOf is the language as entries name it, "" for English or an unknown one.
func localeOf(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if base, _, _ := strings.Cut(s, "-"); strings.EqualFold(base, "en") || !locale.MatchString(s) {
		return ""
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(cleanText(s)), " ") }

// identify gives every draft its key and its ID. A heading that comes back, and an answer without a question, are told
// apart by their first sentences, so that neither moves when something is put in above it.
func (p *Page) identify() {
	count := map[string]int{}
	for _, d := range p.Drafts {
		count[p.key(d)]++
	}
	used := map[string]int{}
	for i := range p.Drafts {
		d := &p.Drafts[i]
		key := p.key(*d)
		if count[key] > 1 {
			key += "\n" + firstSentence(d.Answer)
		}
		if used[key]++; used[key] > 1 {
			key += fmt.Sprint("\n", used[key])
		}
		d.Key, d.ID = key, idOf(p.Title, d.name(), key)
	}
}

func (p *Page) key(d Draft) string {
	return p.Title + "\n" + strings.Join(d.Heading, "\n") + "\n" + strings.Join(d.Questions, "\n")
}

// name is what people call the draft: its question or its heading.
func (d Draft) name() string {
	if len(d.Questions) > 0 {
		return d.Questions[0]
	}
	if len(d.Heading) > 0 {
		return d.Heading[len(d.Heading)-1]
	}
	return ""
}

// An ID has a part of the title, of the heading and of a hash, and fits what entries allow: 48 characters.
const (
	idTitle   = 18
	idHeading = 20
	idHash    = 8
)

func idOf(title, heading, key string) string {
	parts := []string{slug(title, idTitle), slug(heading, idHeading), hashOf(key)[:idHash]}
	return strings.Trim(strings.ReplaceAll(strings.Join(parts, "-"), "--", "-"), "-")
}

// slug is the start of a text as part of an ID.
func slug(text string, most int) string {
	var b strings.Builder
	for _, token := range faq.Tokens(text) {
		word := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, token)
		if word == "" || b.Len()+len(word)+1 > most {
			if b.Len() > 0 {
				break
			}
			word = word[:min(len(word), most)]
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(word)
	}
	return b.String()
}

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// account finds every sentence that is no furniture in a draft. A heading that is in none becomes a remark of the draft
// below it, and other text a draft of its own, so that nothing is lost in silence.
func (p *Page) account(x *extraction, v *Vocabulary) {
	texts := make([]string, len(p.Drafts))
	for i, d := range p.Drafts {
		texts[i] = squash(strings.Join(slices.Concat([]string{d.Answer}, d.Questions, d.Heading, d.Remarks), "|"))
	}
	var lost, headings []int // sentences without a draft
	var at place             // where the sentence before was found
	for _, s := range x.sentences {
		key := squash(plain(s.Text))
		if key == "" {
			continue
		}
		if s.Why == "" {
			here, found := findFrom(texts, key, at)
			if !found || len(key) < shortKey {
				s.Why = x.whyDismissed(key, s.Text)
			}
			switch {
			case s.Why != "":
			case found:
				at, s.Drafts = here, []string{p.Drafts[here.draft].ID}
				headings = p.remark(headings, here.draft)
			case looksLikeHeading(s.Text):
				headings = append(headings, len(p.Sentences))
			default:
				lost = append(lost, len(p.Sentences))
			}
		}
		p.Sentences = append(p.Sentences, s)
	}
	if len(p.Drafts) > 0 {
		headings = p.remark(headings, at.draft)
	}
	if lost = append(lost, headings...); len(lost) > 0 {
		p.keepLost(x, v, lost)
	}
}

// shortKey is the length below which words are found in a draft by chance.
const shortKey = 12

// looksLikeHeading reports a short line that is no sentence.
func looksLikeHeading(s string) bool { return !endsSentence(s) && len(strings.Fields(s)) <= 16 }

// remark notes headings with the draft that follows them.
func (p *Page) remark(headings []int, draft int) []int {
	for _, i := range headings {
		d := &p.Drafts[draft]
		d.Remarks = append(d.Remarks, "Stood before it: "+p.Sentences[i].Text)
		p.Sentences[i].Drafts = []string{d.ID}
	}
	return nil
}

// A place is where in the drafts a text was found: the draft, and the end in it.
type place struct{ draft, end int }

// findFrom finds a text that holds a key, starting where the last one ended and going round: most sentences stand in the
// drafts in the order of the file, and looking at all of a long draft for each would take its length squared.
func findFrom(texts []string, key string, from place) (place, bool) {
	if len(texts) == 0 {
		return from, false
	}
	if i := strings.Index(texts[from.draft][from.end:], key); i >= 0 {
		return place{from.draft, from.end + i + len(key)}, true
	}
	for n := range texts {
		draft := (from.draft + n) % len(texts)
		if i := strings.Index(texts[draft], key); i >= 0 {
			return place{draft, i + len(key)}, true
		}
	}
	return from, false
}

// whyDismissed says why a sentence is in no draft: it stood in a section that is furniture, or is the heading of one
// with nothing left below it.
func (x *extraction) whyDismissed(key, text string) string {
	for _, why := range slices.Sorted(maps.Keys(x.dismissed)) {
		if strings.Contains(x.dismissed[why], key) {
			return why
		}
	}
	if references.MatchString(text) {
		return "references without a text"
	}
	return headingReason(text)
}

// keepLost makes a draft of the sentences that are in no other.
func (p *Page) keepLost(x *extraction, v *Vocabulary, lost []int) {
	const heading = "Text without a place"
	slices.Sort(lost)
	var texts []string
	for _, i := range lost {
		texts = append(texts, p.Sentences[i].Text)
	}
	d := x.draft(piece{heading: []string{p.Title, heading}, answer: strings.Join(texts, "\n\n"), orphan: true}, v)
	d.Missing = append(d.Missing, "its place: these sentences stood between the others")
	d.Key = p.Title + "\n" + heading
	d.ID = idOf(p.Title, heading, d.Key)
	p.Drafts = append(p.Drafts, d)
	for _, i := range lost {
		p.Sentences[i].Drafts = []string{d.ID}
	}
}
