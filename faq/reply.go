package faq

import "unicode/utf8"

// maxMessage is how many characters Discord allows in a message.
const maxMessage = 2000

// ReplySize is the most characters that a plain-text reply with the passage can have.
func (c *Corpus) ReplySize(p *Passage) int {
	return utf8.RuneCountInString(p.Text) + 700
}
