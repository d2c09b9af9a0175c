package importer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"patientfaq/faq"
)

// shortForms are words whose full stop ends no sentence.
var shortForms = []string{"dr", "mr", "mrs", "ms", "prof", "vs", "st", "no", "approx", "e.g", "i.e", "fig", "etc"}

// sentences cuts a text into its sentences. A line break that stands alone is a space.
func sentences(text string) []string {
	var found []string
	for block := range strings.SplitSeq(text, "\n\n") {
		words := strings.Fields(block)
		start := 0
		for i, w := range words {
			if i+1 == len(words) || endsSentence(w) && startsSentence(words[i+1]) {
				found = append(found, strings.Join(words[start:i+1], " "))
				start = i + 1
			}
		}
	}
	return found
}

func endsSentence(word string) bool {
	bare := strings.TrimRight(word, `"'”’)]*_`)
	if strings.HasSuffix(bare, "?") || strings.HasSuffix(bare, "!") {
		return true
	}
	stem, ok := strings.CutSuffix(bare, ".")
	return ok && utf8.RuneCountInString(stem) > 1 && !slices.Contains(shortForms, strings.ToLower(strings.TrimLeft(stem, `("'[*_`)))
}

func startsSentence(word string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, `"'“‘([*_`))
	return !unicode.IsLower(r)
}

// firstSentence is the beginning of an answer, without Markdown, at most 100 characters.
func firstSentence(text string) string {
	all := sentences(plain(text))
	if len(all) == 0 {
		return ""
	}
	return shorten(all[0], 100)
}

// shorten cuts a text at a word.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut := string([]rune(s)[:most])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + "…"
}

var (
	linkTarget = regexp.MustCompile(`\]\(<?[^()\s]*(?:\([^()\s]*\)[^()\s]*)*>?\)`)
	lineMark   = regexp.MustCompile(`(?m)^[ \t]*(?:>[ \t]*)*(?:#{1,6}|[-*+•◦▪]|[0-9]{1,3}[.)])[ \t]+`)
	signs      = strings.NewReplacer("**", "", "__", "", "~~", "", "`", "", "[", "", "]", "", `\`, "")
)

// plain is a Markdown text without its marks, for people to read in a list and for sentences to be counted.
func plain(markdown string) string {
	return strings.TrimSpace(signs.Replace(lineMark.ReplaceAllString(linkTarget.ReplaceAllString(markdown, "]"), "")))
}

// squash is what two ways of writing the same words have in common: their letters and digits.
func squash(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, faq.Fold(linkTarget.ReplaceAllString(text, "]")))
}
