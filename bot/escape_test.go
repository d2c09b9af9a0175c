package bot_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"patientfaq/bot"
)

func TestEscape(t *testing.T) {
	tests := []struct{ name, want string }{
		{"baclofen", "baclofen"},
		{"Lioresal 10 mg", "Lioresal 10 mg"},
		{"Dr. O'Neill-Ståhl, née Müller", "Dr. O'Neill-Ståhl, née Müller"},
		{"", ""},
		{"@everyone", "@\u200beveryone"},
		{"<@123>", `\<@` + "\u200b" + `123\>`},
		{"<#123>", `\<\#123\>`},
		{"**bold** _it_ ~~no~~", `\*\*bold\*\* \_it\_ \~\~no\~\~`},
		{"||spoiler||", `\|\|spoiler\|\|`},
		{"`code`", "\\`code\\`"},
		{"[text](https://example.org)", `\[text\]\(https://example.org\)`},
		{`\*`, `\\\*`},
		{"# head\n> quote", `\# head \> quote`},
		{"a\tb\r\nc\u2028d", "a b  c d"},
		{"zero\u200bwidth\u2060\ufeff\u00ad", "zerowidth"},
		{"\u202eright to left\u2066", "right to left"},
		{"bell\a\x00\x7f", "bell"},
		{"\xff", "\ufffd"},
	}
	for _, tt := range tests {
		if got := bot.Escape(tt.name); got != tt.want {
			t.Errorf("Escape(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// unescaped is a sign of Markdown that takes effect.
var unescaped = regexp.MustCompile("[*_~`|<>\\[\\]()#]")

// FuzzEscape wants no mention, no Markdown (custom emoji and channels begin with a sign of it), no break and nothing unseen in an escaped name, and every letter of it still there.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"baclofen", "@everyone", "<@&1>", "<:pill:1>", "</ask:1>", "**x**", `\\*`, "a\nb", "\u200b@\u200bhere", "\xff", "![](x)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := bot.Escape(name)
		if strings.Contains(strings.ReplaceAll(got, "@\u200b", ""), "@") {
			t.Errorf("Escape(%q) = %q has a mention", name, got)
		}
		bare := strings.NewReplacer(`\\`, "", `\*`, "", `\_`, "", `\~`, "", "\\`", "", `\|`, "", `\<`, "", `\>`, "", `\[`, "", `\]`, "", `\(`, "", `\)`, "", `\#`, "").Replace(got)
		if m := unescaped.FindString(bare); m != "" || strings.Contains(bare, `\`) {
			t.Errorf("Escape(%q) = %q has %q that is not escaped", name, got, m)
		}
		for _, r := range strings.ReplaceAll(got, "@\u200b", "") {
			if r != ' ' && (unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)) {
				t.Errorf("Escape(%q) = %q has the sign %U, which cannot be seen", name, got, r)
			}
		}
		if !utf8.ValidString(got) || letters(got) != letters(strings.ToValidUTF8(name, "")) {
			t.Errorf("Escape(%q) = %q, want the same letters", name, got)
		}
	})
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
