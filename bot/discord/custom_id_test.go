package discord

import (
	"testing"
)

func TestCustomID(t *testing.T) {
	for _, want := range []customID{
		{action: actionPick, locale: "en", key: "0123456789ab"},
		{action: actionNot, locale: "pt-BR", key: "0123456789ab"},
		{action: actionNumbers, locale: "en", key: "GB", arg: "overdose-taken"},
		{action: "a", locale: "en"},
		{action: "a", locale: "en", arg: "2"},
	} {
		got, ok := parseCustomID(want.String())
		if !ok || got != want {
			t.Errorf("parseCustomID(%q) = %v, %v, want %v", want, got, ok, want)
		}
	}
	for _, s := range []string{"", "pick", ":en", "pick:", "pick::key", "pick:en:", "pick:en:key:", "pick:en:a:b:c"} {
		if c, ok := parseCustomID(s); ok {
			t.Errorf("parseCustomID(%q) = %v, want none", s, c)
		}
	}
}

func FuzzCustomID(f *testing.F) {
	for _, s := range []string{"pick:en:0123456789ab", "num:en:GB:overdose-taken", "a:en", "a:en::2", "::::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := parseCustomID(s)
		if ok && c.String() != s {
			t.Errorf("parseCustomID(%q) = %#v, which is written %q", s, c, c)
		}
	})
}
