package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"patientfaq/faq"
)

// keyLength is how much of a passage ID's hash goes into a button: 48 bits, so that among 13,000 passages two collide
// about once in three million contents.
const keyLength = 12

// KeyOf is the short name of a passage for a button: never a word of it.
func KeyOf(passage string) string {
	sum := sha256.Sum256([]byte(passage))
	return hex.EncodeToString(sum[:])[:keyLength]
}

// Lookup returns the passage of a key in the content that serves now.
func (e *Engine) Lookup(key string) (passage string, ok bool) {
	x, release := e.live.Acquire()
	defer release()
	for p := range x.Corpus().Passages() {
		if KeyOf(p.ID) == key {
			return p.ID, true
		}
	}
	return "", false
}

// minSuggest is how many letters must be typed before questions are suggested.
const minSuggest = 3

// Suggest returns up to n questions that may be served and that hold what was typed so far: as their beginning, at
// the beginning of a word, or through the name of a medicine or condition. It keeps nothing of what was typed.
func (e *Engine) Suggest(ctx context.Context, partial string, v View, n int) []Choice {
	typed := strings.Join(faq.Tokens(partial), " ")
	if len([]rune(typed)) < minSuggest || ctx.Err() != nil {
		return nil
	}
	x, release := e.live.Acquire()
	defer release()
	c := x.Corpus()
	type scored struct {
		p     *faq.Passage
		score int
	}
	var found []scored
	for p := range c.Passages() {
		if p.Part != faq.WholeEntry || len(p.Questions) == 0 || !sameLocale(p, v.Locale) {
			continue
		}
		if s := suggestScore(c, p, typed); s > 0 && e.servable(c, p) {
			found = append(found, scored{p, s})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.p.ID, b.p.ID))
	})
	var choices []Choice
	for _, s := range found[:min(n, len(found))] {
		choices = append(choices, Choice{Label: shorten(s.p.Title(), maxSuggestion), Passage: s.p.ID})
	}
	return choices
}

// maxSuggestion is how long the name of an autocomplete choice may be on Discord.
const maxSuggestion = 100

// suggestScore says how well a passage goes on from what was typed: 0 not at all.
func suggestScore(c *faq.Corpus, p *faq.Passage, typed string) int {
	best := 0
	for i, q := range p.Questions {
		words := strings.Join(faq.Tokens(q), " ")
		switch {
		case strings.HasPrefix(words, typed):
			best = max(best, 4)
		case strings.Contains(" "+words, " "+typed):
			best = max(best, 3)
		case allWordsBegin(words, typed):
			best = max(best, 2)
		}
		if best > 0 && i == 0 {
			best++ // the question that is shown
		}
	}
	if best > 0 {
		return best
	}
	for _, id := range p.Subjects {
		if s := c.Subject(id); s != nil && slices.ContainsFunc(slices.Concat(s.Names, s.Brands), func(name string) bool {
			return strings.HasPrefix(strings.ToLower(name), typed)
		}) {
			return 1
		}
	}
	return 0
}

// allWordsBegin says whether every typed word begins a word of the question.
func allWordsBegin(question, typed string) bool {
	for w := range strings.FieldsSeq(typed) {
		if !strings.Contains(" "+question, " "+w) {
			return false
		}
	}
	return true
}
