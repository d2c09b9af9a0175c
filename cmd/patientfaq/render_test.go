package main

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"patientfaq/bot"
	"patientfaq/faq"
)

func TestWriteCard(t *testing.T) {
	card := bot.Card{
		Lead:     []string{"Sample text."},
		Title:    "Title",
		Text:     "First line.\n- " + strings.Repeat("word ", 18) + "end\n1. one",
		Contacts: []string{"Call 1", "Call 2"},
		Warnings: []string{"Overdue."},
		Sources:  []faq.Source{{Title: "A", Publisher: "B", URL: "https://example.org"}, {Title: "C"}},
		Reviewed: "Reviewed by D.",
		Below:    &bot.Card{Title: "Below", Text: "Below text."},
		Prompt:   "This belongs to it:",
		Choices:  []bot.Choice{{Label: "One?"}, {Label: "Two?"}},
		Footer:   []string{"Footer one.", "Footer two."},
	}
	want := `Sample text.

Title

First line.
- word word word word word word word word word word word word word word word
  word word word end
1. one

Call 1
Call 2

Overdue.

Source: A, B <https://example.org>
Source: C
Reviewed by D.

This belongs to it:

Below

Below text.

  1. One?
  2. Two?

Footer one.
Footer two.
`
	var b strings.Builder
	if err := writeCard(&b, card); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != want {
		t.Errorf("writeCard = \n%s\nwant\n%s", got, want)
	}
}

// FuzzLine looks for a text that loses a word, commands the terminal or overflows a line that could be broken.
func FuzzLine(f *testing.F) {
	f.Add(`5\*3 \!`)
	f.Add("a\tb\x1b[31m c\n  - d " + strings.Repeat("e ", 100))
	f.Fuzz(func(t *testing.T, text string) {
		var b strings.Builder
		line(&b, text)
		got := b.String()
		if want := strings.Fields(printable(bot.Unescape(strings.ReplaceAll(text, "\n", " ")))); strings.Join(strings.Fields(got), " ") != strings.Join(want, " ") {
			t.Errorf("line(%q) has the words of %q", text, got)
		}
		for l := range strings.SplitSeq(got, "\n") {
			if utf8.RuneCountInString(l) > lineWidth && len(strings.Fields(l)) > 2 {
				t.Errorf("line(%q) has a line of %d: %q", text, utf8.RuneCountInString(l), l)
			}
			if strings.ContainsFunc(l, unicode.IsControl) {
				t.Errorf("line(%q) has a control character: %q", text, l)
			}
		}
	})
}
