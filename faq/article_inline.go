package faq

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A style is a set of text styles that Discord renders.
type style uint8

const (
	bold style = 1 << iota
	italic
	struck
)

func (s style) mark() string {
	switch s {
	case bold:
		return "**"
	case italic:
		return "*"
	default:
		return "~~"
	}
}

// A run is a piece of a line in one style. Its text is canonical already; a line feed in it is a line break.
type run struct {
	text  string
	style style
}

// renderRuns joins runs into canonical text, with spaces outside the marks and each mark closed. The base style is
// that of the surroundings, which needs no marks.
func renderRuns(runs []run, base style) string {
	var b strings.Builder
	var open []style
	on, gap := base, ""
	closeTo := func(want style) {
		for len(open) > 0 && on&^want != 0 {
			last := open[len(open)-1]
			open, on = open[:len(open)-1], on&^last
			b.WriteString(last.mark())
		}
	}
	for _, r := range runs {
		body := strings.TrimLeft(r.text, " \n")
		core := strings.TrimRight(body, " \n")
		gap = wider(gap, r.text[:len(r.text)-len(body)])
		if core == "" {
			continue
		}
		want := r.style | base
		closeTo(want)
		if b.Len() > 0 {
			b.WriteString(gap)
		}
		for _, s := range []style{bold, italic, struck} {
			if want&s != 0 && on&s == 0 {
				open, on = append(open, s), on|s
				b.WriteString(s.mark())
			}
		}
		b.WriteString(core)
		gap = wider("", body[len(core):])
	}
	closeTo(base)
	return b.String()
}

// wider joins two stretches of white space into one: a line break outweighs a space.
func wider(a, b string) string {
	switch {
	case strings.Contains(a+b, "\n"):
		return "\n"
	case a+b != "":
		return " "
	default:
		return ""
	}
}

// cleanText normalises characters: composed, one kind of space, none that is invisible.
func cleanText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x20 && r < 0x7f, r == '\n':
			return r
		case unicode.IsSpace(r), unicode.Is(unicode.Z, r):
			return ' '
		case unicode.Is(unicode.C, r) && !unicode.Is(unicode.Co, r), isFiller(r):
			return -1
		default:
			return r
		}
	}, s)
	return norm.NFC.String(s)
}

// isFiller reports letters and marks that show nothing.
func isFiller(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0:
		return true
	}
	return false
}

// oneLine is clean text with every stretch of white space as one space, and none around it.
func oneLine(s string) string { return strings.Join(strings.Fields(cleanText(s)), " ") }

// collapse is oneLine that keeps a space at either end.
func collapse(s string) string {
	line := oneLine(s)
	if line == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsSpace(first) {
		line = " " + line
	}
	if unicode.IsSpace(last) {
		line += " "
	}
	return line
}

// escapeText puts a backslash before the characters that Discord would take for Markdown. Addresses stay as they
// are: Discord links them with the backslashes in them.
func escapeText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if n := addressLen(s[i:]); n > 0 {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		if needsEscape(s, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

func needsEscape(s string, i int) bool {
	var before, after byte = ' ', ' '
	if i > 0 {
		before = s[i-1]
	}
	if i+1 < len(s) {
		after = s[i+1]
	}
	switch s[i] {
	case '*', '`', '|':
		return true
	case '\\':
		return after < utf8.RuneSelf && !isWordByte(after) && (after != ' ' || i+1 == len(s))
	case '_':
		return !isWordByte(before) || !isWordByte(after)
	case '~':
		return before == '~' || after == '~'
	case ']':
		return after == '('
	}
	return false
}

func isWordByte(c byte) bool {
	return c >= utf8.RuneSelf || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// addressLen is the length of the web address a text starts with, or 0.
func addressLen(s string) int {
	if s[0] != 'h' || !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") {
		return 0
	}
	if n := strings.IndexAny(s, " \n<>*|`\\"); n >= 0 {
		return n
	}
	return len(s)
}

// lineStart matches what makes Discord render a line as a heading, small print or a quote.
var lineStart = regexp.MustCompile(`(?m)^(#{1,3} |-# |>>> |> )`)

func escapeLineStarts(s string) string { return lineStart.ReplaceAllString(s, `\$1`) }

// webAddress returns a link's address in the form Discord takes between parentheses; only http and https count.
func webAddress(href string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(cleanText(href)))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	return strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E").Replace(u.String()), true
}

// linkText writes a link as Discord renders it. It does not mask an address behind another: a text that is an
// address itself is followed by the real one.
func linkText(text, plain, address string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	switch {
	case plain == "":
		return ""
	case strings.TrimSuffix(plain, "/") == strings.TrimSuffix(address, "/"):
		return address
	case strings.Contains(plain, "://"):
		return text + " (" + address + ")"
	default:
		return "[" + strings.NewReplacer(`\]`, `\]`, "[", `\[`, "]", `\]`).Replace(text) + "](" + address + ")"
	}
}
