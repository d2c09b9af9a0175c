package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"patientfaq/bot"
)

// TestLongestReplies composes what has the most beside the longest text that the content's checks let through. Not a word of
// it may be too much for one message.
func TestLongestReplies(t *testing.T) {
	const subjects = `
- {id: valdorin, kind: medicine, names: [valdorin], misspellings: [valdoryn, valdorrin, vallldorin, walldorin, veldorin, valdorhin]}
- {id: mexaribate, kind: medicine, names: [mexaribate], misspellings: [mexarybate, mexarribate, meksaribate]}
- {id: dorquixetine, kind: medicine, names: [dorquixetine], misspellings: [dorquixetyne, dorkuixetine]}
`
	const line = `{id: it, questions: ["%s"], answer: "%s", subjects: [%s], applies: each, safety: %s, sources: [{title: "The leaflet (of the maker) [2026]", url: "https://example.org/a-leaflet", publisher: A *library*}], author: Ann, review: {status: sample}}`
	tests := []struct {
		name, title, subjects, safety string
		ask                           string
		about                         []string
		want                          bot.Outcome
	}{
		{name: "plain", title: "What are the side effects of valdorin?", subjects: "valdorin", ask: "What are the side effects of valdorin?", want: bot.Answered},
		{name: "misspelt", title: "What are the side effects of valdorin?", subjects: "valdorin", ask: "What are the side effects of valdoryn?", want: bot.Answered},
		{name: "misspelt in six ways", title: "What are the side effects of valdorin?", subjects: "valdorin",
			ask: "What are the side effects of valdoryn valdorrin vallldorin walldorin veldorin valdorhin?", want: bot.Answered},
		{name: "three misspelt", title: "What are the side effects of valdorin, mexaribate and dorquixetine?", subjects: "valdorin, mexaribate, dorquixetine",
			ask: "What are the side effects of valdoryn, mexarybate and dorquixetyne?", want: bot.Answered},
		{name: "carried over", title: "What are the side effects of valdorin?", subjects: "valdorin", ask: "What are the side effects?", about: []string{"valdorin"}, want: bot.Answered},
		{name: "below a refusal", title: "Who decides my dose of valdorin?", subjects: "valdorin", safety: "dose", ask: "How much valdorin should I take?", want: bot.Refused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := func(n int) string {
				safety := tt.safety
				if safety == "" {
					safety = `""`
				}
				return fmt.Sprintf(line, tt.title, strings.Repeat("x", n), tt.subjects, safety)
			}
			short := indexOf(t, contentOf(subjects, content(10)), sampled()).Corpus()
			x := indexOf(t, contentOf(subjects, content(10+2000-short.ReplySize(short.Passage("it")))), sampled())
			if n := x.Corpus().ReplySize(x.Corpus().Passage("it")); n != 2000 {
				t.Fatalf("ReplySize = %d, want a text that makes it 2000", n)
			}
			e := engineOn(t, x)
			a := ask(t, e, bot.Question{Text: tt.ask, Subjects: tt.about})
			if a.Outcome != tt.want || a.Served == nil {
				t.Fatalf("Answer(%q) = %s (%s), want %s with the passage", tt.ask, decided(a), a.Reason, tt.want)
			}
			for _, ct := range x.Corpus().Contacts() {
				text := plainText(e.Compose(a, bot.View{Country: ct.Country}))
				if n := utf8.RuneCountInString(text); n > 2000 {
					t.Errorf("in %s the reply has %d characters, want at most 2000:\n%s", ct.Country, n, strings.ReplaceAll(text, "x", ""))
				}
			}
		})
	}
}

// TestManyNames keeps the reply to a list of medicines within a message.
func TestManyNames(t *testing.T) {
	g := newGenerator(t, 1)
	e := sampleEngine(t, ward())
	text := "Can I take " + strings.Join(g.foreign, " ")
	a := ask(t, e, bot.Question{Text: text[:2000]})
	if a.Reason != bot.ReasonUnknownMedicine || len(a.Understood.Unknown) < 50 {
		t.Fatalf("Answer(a list) = %s (%s) with %d unknown medicines, want very many", decided(a), a.Reason, len(a.Understood.Unknown))
	}
	card := e.Compose(a, bot.View{Country: "GB"})
	if n := utf8.RuneCountInString(plainText(card)); n > 2000 {
		t.Errorf("the reply to a list of medicines has %d characters, want at most 2000", n)
	}
}
