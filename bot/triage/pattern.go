package triage

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parser reads patterns. The notation is described at the head of rules.yaml.
type parser struct {
	lang  *language
	lists map[string]node
}

// parse compiles one pattern.
func (p *parser) parse(text string) (node, error) {
	r := &reader{parser: p, rest: notationWords(text)}
	n, err := r.choice()
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", text, err)
	}
	if len(r.rest) > 0 {
		return nil, fmt.Errorf("pattern %q: %q without its partner", text, r.rest[0])
	}
	if n.longest() > maxPattern {
		return nil, fmt.Errorf("pattern %q: spans %d words, at most %d are allowed", text, n.longest(), maxPattern)
	}
	return n, nil
}

// notationWords cuts a pattern at spaces and sets brackets, bars and question marks apart.
func notationWords(text string) []string {
	return strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ", "|", " | ", "?", " ? ", "!", " ! ").Replace(text))
}

// reader is the state of parsing one pattern.
type reader struct {
	*parser
	rest []string
}

func (r *reader) peek() string {
	if len(r.rest) == 0 {
		return ""
	}
	return r.rest[0]
}

// choice reads alternatives parted by bars, up to a closing bracket or the end.
func (r *reader) choice() (node, error) {
	var options []node
	for {
		n, err := r.near()
		if err != nil {
			return nil, err
		}
		options = append(options, n)
		if r.peek() != "|" {
			return newChoice(options), nil
		}
		r.rest = r.rest[1:]
	}
}

// near reads sequences joined by "&" or "&12": they may stand in any order within so many words.
func (r *reader) near() (node, error) {
	first, err := r.sequence()
	if err != nil || !strings.HasPrefix(r.peek(), "&") {
		return first, err
	}
	n := near{parts: []node{first}, within: nearWords}
	for strings.HasPrefix(r.peek(), "&") {
		if words := r.peek()[1:]; words != "" {
			if n.within, err = strconv.Atoi(words); err != nil {
				return nil, fmt.Errorf("&%s is neither & nor like &12", words)
			}
		}
		r.rest = r.rest[1:]
		part, err := r.sequence()
		if err != nil {
			return nil, err
		}
		n.parts = append(n.parts, part)
	}
	return n, nil
}

// sequence reads elements up to a bar, an ampersand, a closing bracket or the end.
func (r *reader) sequence() (node, error) {
	var seq sequence
	for tok := r.peek(); tok != "" && tok != "|" && tok != ")" && tok[0] != '&'; tok = r.peek() {
		n, err := r.element()
		if err != nil {
			return nil, err
		}
		if r.peek() == "?" {
			r.rest = r.rest[1:]
			n = optional{n}
		}
		if _, ok := n.(absent); ok && len(seq) > 0 && mayBeEmpty(seq[len(seq)-1]) {
			return nil, fmt.Errorf("! after what may match nothing forbids nothing")
		}
		seq = append(seq, n)
	}
	switch len(seq) {
	case 0:
		return nil, fmt.Errorf("nothing between brackets or bars")
	case 1:
		return seq[0], nil
	}
	return seq, nil
}

// mayBeEmpty reports whether a match could always step around n.
func mayBeEmpty(n node) bool {
	switch n.(type) {
	case gap, optional:
		return true
	}
	return false
}

// element reads one element without its question mark.
func (r *reader) element() (node, error) {
	tok := r.rest[0]
	r.rest = r.rest[1:]
	switch {
	case tok == "(":
		n, err := r.choice()
		if err != nil {
			return nil, err
		}
		if r.peek() != ")" {
			return nil, fmt.Errorf("a bracket is not closed")
		}
		r.rest = r.rest[1:]
		return n, nil
	case tok == "!":
		if r.peek() == "" {
			return nil, fmt.Errorf("an exclamation mark stands before nothing")
		}
		n, err := r.element()
		return absent{n}, err
	case tok == "^":
		return edge{}, nil
	case tok == "$":
		return edge{end: true}, nil
	case tok == "/":
		return pause{}, nil
	case tok == "_":
		return &words{any: true}, nil
	case strings.HasPrefix(tok, ".."):
		n, err := strconv.Atoi(tok[2:])
		return gap(n), err
	case tok[0] == '<':
		name := strings.Trim(tok, "<>")
		if n, ok := r.lists[name]; ok {
			return n, nil
		}
		return number(name)
	}
	return r.word(tok)
}

// number reads what stands in <> and is no list: "number", the least with a plus sign, or the least and the most.
func number(text string) (node, error) {
	n := &words{counts: true, most: math.Inf(1)}
	if text == "number" {
		return n, nil
	}
	low, high, ranged := strings.Cut(text, "-")
	low, open := strings.CutSuffix(low, "+")
	least, err := strconv.ParseFloat(low, 64)
	if err != nil || open == ranged {
		return nil, fmt.Errorf("<%s> is neither a list nor a number", text)
	}
	n.least = least
	if ranged {
		if n.most, err = strconv.ParseFloat(high, 64); err != nil {
			return nil, fmt.Errorf("<%s> is neither a list nor a number", text)
		}
	}
	return n, nil
}

// word reads a plain word or an ending, which must be spelt as messages are once they are corrected.
func (r *reader) word(tok string) (node, error) {
	if strings.Trim(strings.TrimPrefix(tok, "*"), "abcdefghijklmnopqrstuvwxyz0123456789") != "" || tok == "*" {
		return nil, fmt.Errorf("%q is not a word of a-z and 0-9", tok)
	}
	if to, ok := r.lang.spelling[tok]; ok {
		return nil, fmt.Errorf("%q never occurs: messages are read with %q instead", tok, strings.Join(to, " "))
	}
	w := &words{}
	w.add(r.lang.intern(tok))
	return w, nil
}
