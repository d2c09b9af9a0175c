package importer

import (
	"bytes"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decode returns a file as clean UTF-8, and a remark where that took more than reading it. It never fails: what cannot
// be read stands in the text as the replacement character, for a moderator to see.
func decode(name string, data []byte) (text, remark string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		decoded, err := utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewDecoder().Bytes(data)
		if err == nil {
			data, remark = decoded, "was read as utf-32"
		}
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")), utf8.Valid(data) && !bytes.Contains(data, []byte{0}):
	default:
		kind := "text/plain"
		if strings.HasPrefix(strings.ToLower(path.Ext(name)), ".htm") {
			kind = "text/html"
		}
		encoding, called, _ := charset.DetermineEncoding(data, kind)
		if called == "utf-8" && !utf8.Valid(data) { // it says so and is not
			encoding, called = charset.Lookup("windows-1252")
		}
		if decoded, err := encoding.NewDecoder().Bytes(data); err == nil {
			data, remark = decoded, "is not UTF-8: it was read as "+called
		}
	}
	return cleanText(strings.ToValidUTF8(string(data), "\ufffd")), remark
}

// cleanText drops what cannot be seen and makes every line break the same, so that a text means the same in HTML, YAML
// and Discord.
func cleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\f', r == '\v':
			return ' '
		case unicode.IsControl(r), r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0xad,
			r >= 0xfff0 && r < 0xfffd, r&0xfffe == 0xfffe, unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, s)
}
