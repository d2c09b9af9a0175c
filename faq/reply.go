package faq

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// maxMessage is how many characters Discord allows in a message, counted in code points.
	maxMessage = 2000
	// maxWritten is the room for a word of the patient's that a reply quotes. Longer ones are no misspelt names.
	maxWritten = 60
	// dateSize is the length of a date.
	dateSize = len("2006-01-02")
	// lineFrame is what a line of the reply costs besides its words: two line breaks and its Markdown, at most.
	lineFrame = 10
)

// ReplySize returns the most characters, in code points, that a reply with the passage can have when it is written as
// plain text in one message: the text; the title or heading path; the line that names the medicine, with a quoted
// word of at most 60 characters, or says it was carried over; the sample, overdue and one-person lines; each source
// with its address, publisher and date; who reviewed it; the hint under public replies; the disclaimer and the emergency
// line with the longest number; for a passage shown under refusals the longest refusal; for one about side effects where
// they are reported; ten characters a line for line breaks and Markdown; and a backslash before each sign in a name that
// Markdown could take for its own.
func (c *Corpus) ReplySize(p *Passage) int {
	r := replySize{c: c, locale: p.Locale}
	r.line(utf8.RuneCountInString(p.Text))
	r.line(max(escapedSize(p.Title()), escapedSize(strings.Join(p.Heading, " > "))))
	name := 0
	for _, id := range p.Subjects {
		if s := c.bySubj[id]; s != nil {
			name += escapedSize(s.Name()) + len(", ")
		}
	}
	r.line(name + max(r.message("corrected")+2*maxWritten, r.message("carried")))
	for _, key := range []string{"sample", "one-person", "disclaimer"} {
		r.line(r.message(key))
	}
	r.line(max(r.message("public-hint"), r.message("share-hint")))
	r.line(r.message("overdue") + dateSize)
	r.line(r.message("reviewed") + escapedSize(p.Review.Reviewer) + dateSize)
	r.line(r.message("emergency-line") + r.emergency())
	for _, s := range p.Sources {
		r.line(r.message("source") + escapedSize(s.Title) + utf8.RuneCountInString(s.URL) + escapedSize(s.Publisher) + dateSize)
	}
	if p.Safety != "" {
		r.refusal()
	}
	if slices.Contains(p.Concepts, SideEffects) {
		r.report()
	}
	return r.total
}

// A replySize adds up the lines of a reply.
type replySize struct {
	c      *Corpus
	locale string
	total  int
}

func (r *replySize) line(size int) {
	if size > 0 {
		r.total += size + lineFrame
	}
}

func (r *replySize) message(key string) int {
	return utf8.RuneCountInString(r.c.Message(r.locale, key))
}

// emergency is the longest text that can stand for {emergency}.
func (r *replySize) emergency() int {
	longest := r.message("emergency-unknown")
	for _, ct := range r.c.contacts {
		longest = max(longest, utf8.RuneCountInString(ct.Emergency.Number+" ("+ct.Name+")"))
	}
	return longest
}

// refusal adds what stands above a passage that is shown under a refusal.
func (r *replySize) refusal() {
	longest := 0
	for key := range r.c.messages["en"] {
		if strings.HasPrefix(key, "refused-") {
			longest = max(longest, r.message(key))
		}
	}
	r.line(longest)
	r.line(r.message("refused-below"))
}

// report adds the longest line that says where side effects are reported.
func (r *replySize) report() {
	longest := 0
	for _, ct := range r.c.contacts {
		l := ct.Report
		size := escapedSize(ct.Name) + escapedSize(l.Name) + max(escapedSize(l.Number), utf8.RuneCountInString(l.URL)) + escapedSize(l.Source)
		longest = max(longest, size)
	}
	r.line(r.message("contact-report") + r.message("contact-checked") + longest + dateSize)
}

// escapedSize is the length of a text with a backslash before each sign that Markdown may read.
func escapedSize(text string) int {
	size := utf8.RuneCountInString(text)
	for _, r := range text {
		if strings.ContainsRune("\\*_~`|<>[]()#-+.!:@", r) {
			size++
		}
	}
	return size
}
