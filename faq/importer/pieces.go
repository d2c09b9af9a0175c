package importer

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"patientfaq/faq"
)

// maxQuestion is the longest line, in characters, that is taken for a question.
const maxQuestion = 250

// stem is a file's name without its folder and its ending.
func stem(name string) string {
	base := path.Base(name)
	return cmp.Or(strings.TrimSuffix(base, path.Ext(base)), "page")
}

// take makes pieces of the sections of an article. What stands under the heading of furniture is furniture.
func (x *extraction) take(cut faq.Cutting) {
	x.title = cmp.Or(x.title, cut.Title)
	for _, s := range cut.Sections {
		last := s.Heading[len(s.Heading)-1]
		why := headingReason(last)
		switch {
		case len(s.Heading) > 1 && why != "":
			x.dismiss(s, why)
		case references.MatchString(last):
			x.refer(s)
		default:
			x.pieces = append(x.pieces, piecesOf(s)...)
		}
	}
}

// dismiss notes that a section is furniture.
func (x *extraction) dismiss(s faq.CutSection, why string) {
	if x.dismissed == nil {
		x.dismissed = map[string]string{}
	}
	x.dismissed[why] += squash(s.Heading[len(s.Heading)-1]+"\n"+s.Text) + "|"
}

// refer notes the sources of a page, without those of which only the number is left.
func (x *extraction) refer(s faq.CutSection) {
	before := len(x.references)
	for line := range strings.SplitSeq(s.Text, "\n") {
		if line = plain(line); strings.ContainsFunc(line, isLetter) {
			x.references = append(x.references, line)
		}
	}
	if len(x.references) == before {
		x.dismiss(s, "references without a text")
	}
}

func isLetter(r rune) bool {
	return strings.ToLower(string(r)) != strings.ToUpper(string(r)) || r > 0x2e80
}

// piecesOf makes pieces of a section: one, or one for each question in it.
func piecesOf(s faq.CutSection) []piece {
	last := s.Heading[len(s.Heading)-1]
	whole := piece{heading: s.Heading, answer: s.Text, flattened: s.Flattened}
	if isQuestion(last) {
		whole.question = last
		return []piece{whole}
	}
	paragraphs := strings.Split(s.Text, "\n\n")
	if s.Flattened || strings.Contains(s.Text, "```") {
		return []piece{whole}
	}
	if pairs, ok := questionPairs(s.Heading, paragraphs, faqHeading.MatchString(last)); ok {
		return pairs
	}
	if !faqHeading.MatchString(last) || len(paragraphs) < 2 {
		whole.orphan = faqHeading.MatchString(last)
		return []piece{whole}
	}
	var orphans []piece
	for _, p := range paragraphs {
		if n := len(orphans); n > 0 && !standsAlone(p) {
			orphans[n-1].answer += "\n\n" + p
			continue
		}
		orphans = append(orphans, piece{heading: s.Heading, answer: p, orphan: true})
	}
	return orphans
}

func isQuestion(text string) bool {
	return strings.HasSuffix(strings.TrimSpace(text), "?") && utf8.RuneCountInString(text) <= maxQuestion && len(faq.Tokens(text)) > 0
}

// standsAlone reports a paragraph of sentences, which may be an answer of its own, and no list or table.
func standsAlone(p string) bool {
	return endsSentence(plain(p)) && !lineMark.MatchString(p)
}

var boldLine = regexp.MustCompile(`^(?:\*\*|__)(.+?)(?:\*\*|__)$`)

// questionPairs pairs paragraphs that are questions with those below them. Under a FAQ heading every question of one
// line counts, elsewhere only one in bold.
func questionPairs(heading, paragraphs []string, inFAQ bool) ([]piece, bool) {
	var pairs []piece
	var below []string // of the last pair
	end := func() {
		if n := len(pairs); n > 0 {
			pairs[n-1].answer = strings.TrimSpace(strings.Join(below, "\n\n"))
		}
	}
	asked := 0
	for _, p := range paragraphs {
		line, rest, _ := strings.Cut(p, "\n")
		bold := boldLine.MatchString(strings.TrimSpace(line))
		question := plain(line)
		switch {
		case isQuestion(question) && len(sentences(question)) == 1 && (inFAQ || bold):
			end()
			asked++
			pairs, below = append(pairs, piece{heading: heading, question: question}), []string{strings.TrimSpace(rest)}
		case len(pairs) == 0:
			pairs, below = append(pairs, piece{heading: heading}), []string{p}
		default:
			below = append(below, p)
		}
	}
	end()
	return pairs, asked > 0
}
