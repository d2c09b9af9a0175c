package faq

import (
	"regexp"
	"slices"
	"strings"
)

// A locator returns where the n-th occurrence, counted from 0, of a piece of a text stands in its file.
type locator func(piece string, n int) Pos

// text checks a text that patients read.
func (it *item) text(text string, locate locator) {
	it.pings(text, locate)
	it.doses(text, locate)
}

// pingPattern is what Discord would turn into a call of people or a link to a channel.
var pingPattern = regexp.MustCompile(`@everyone|@here|<(@[!&]?|#|a?:\w+:)[0-9]+>`)

func (it *item) pings(text string, locate locator) {
	if !strings.ContainsAny(text, "@<") {
		return
	}
	seen := map[string]int{}
	for _, ping := range pingPattern.FindAllString(text, -1) {
		it.errorf(locate(ping, seen[ping]), "ping", "%s would call people or become a link in Discord; remove it", ping)
		seen[ping]++
	}
}

// unlisted reports medicines that the words of a passage name though they are neither its subjects nor its mentions.
func (it *item) unlisted(p *Passage, words []string, locate locator) {
	if it.l.anySubject {
		return
	}
	var reported []string
	for _, match := range it.l.c.names.match(words) {
		s := it.l.c.bySubj[match.ID]
		named := match.How == ByName || match.How == ByBrand
		if !named || s.Kind != Medicine || slices.Contains(slices.Concat(p.Subjects, p.Mentions, reported), s.ID) {
			continue
		}
		reported = append(reported, s.ID)
		it.warnf(locate(asWritten(p.Text, match.Written), 0), "unlisted-medicine",
			"names %s, which is not among its subjects; add it to mentions, or to subjects if questions about it are answered here", match.Written)
	}
}

// asWritten finds the words of a name in a text, with the letters and signs it has there.
func asWritten(text, name string) string {
	words := strings.Fields(name)
	for i := range words {
		words[i] = regexp.QuoteMeta(words[i])
	}
	re, err := regexp.Compile(`(?i)` + strings.Join(words, `[^\pL\pN]+`))
	if err != nil {
		return name // cannot happen: the words are quoted
	}
	return re.FindString(text)
}
