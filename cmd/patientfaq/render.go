package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"patientfaq/bot"
	"patientfaq/faq"
)

// lineWidth is where the terminal's lines are broken: what is read easily, and what every terminal has.
const lineWidth = 80

// writeCard writes a card as a person reads it, in the order that package bot gives it. Choices are numbered, from 1.
func writeCard(w io.Writer, c bot.Card) error {
	var b strings.Builder
	cardBlocks(&b, &c)
	if c.Below == nil {
		block(&b, c.Prompt)
	}
	for i, choice := range c.Choices {
		line(&b, fmt.Sprintf("  %d. %s", i+1, choice.Label))
	}
	if len(c.Choices) > 0 {
		b.WriteByte('\n')
	}
	for _, text := range c.Footer {
		line(&b, text)
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// cardBlocks writes a card but for its choices and footer. The prompt of a card with another below it announces that.
func cardBlocks(b *strings.Builder, c *bot.Card) {
	block(b, c.Lead...)
	block(b, c.Title)
	block(b, c.Text)
	block(b, c.Contacts...)
	block(b, c.Warnings...)
	block(b, append(sourceLines(c.Sources), c.Reviewed)...)
	if c.Below != nil {
		block(b, c.Prompt)
		cardBlocks(b, c.Below)
	}
}

func sourceLines(sources []faq.Source) []string {
	var lines []string
	for _, s := range sources {
		text := "Source: " + s.Title
		if s.Publisher != "" {
			text += ", " + s.Publisher
		}
		if s.URL != "" {
			text += " <" + s.URL + ">"
		}
		lines = append(lines, text)
	}
	return lines
}

// block writes texts one below the other and an empty line after them; nothing where all are empty.
func block(b *strings.Builder, texts ...string) {
	before := b.Len()
	for _, text := range texts {
		if text != "" {
			line(b, text)
		}
	}
	if b.Len() > before {
		b.WriteByte('\n')
	}
}

// line writes a text whose lines are broken at the width. A broken line goes on below its own words, so that list items
// stay apart.
func line(b *strings.Builder, text string) {
	for l := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		wrap(b, "", printable(bot.Unescape(l)))
	}
}

// wrap writes a line, broken at the width, each piece after a prefix.
func wrap(b *strings.Builder, prefix, l string) {
	start := l[:len(l)-len(strings.TrimLeft(l, " "))]
	indent := prefix + hangingIndent(l)
	b.WriteString(prefix + start)
	column := len(prefix + start)
	for i, word := range strings.Fields(l) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > lineWidth:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
}

// hangingIndent is the white space that stands under a line's indent and list mark.
func hangingIndent(l string) string {
	text := strings.TrimLeft(l, " ")
	indent := len(l) - len(text)
	mark, _, found := strings.Cut(text, " ")
	switch {
	case !found:
	case mark == "-" || mark == "*" || mark == ">":
		indent += len(mark) + 1
	case strings.HasSuffix(mark, ".") && strings.Trim(mark, "0123456789") == ".":
		indent += len(mark) + 1
	}
	return strings.Repeat(" ", indent)
}

// printable leaves out what would command the terminal rather than be read.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}
