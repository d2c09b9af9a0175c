package discord

import (
	"testing"
)

func TestCustomID(t *testing.T) {
	for _, want := range []customID{
		{action: actionPick, locale: "en", key: "0123456789ab"},
		{action: actionNot, locale: "pt-BR", key: "0123456789ab"},
		{action: actionWrong, locale: "en", key: "0123456789ab"},
		{action: actionNumbers, locale: "en", key: "GB", rule: "overdose-taken"},
	} {
		got, ok := parseCustomID(want.String())
		if !ok || got != want {
			t.Errorf("parseCustomID(%q) = %v, %v, want %v", want, got, ok, want)
		}
	}
	for _, s := range []string{"", "pick", "pick:en", "pick::key", "pick:en:", "pick:en:key:rule", "num:en:GB", "burn:en:key", "pick:en:a:b:c"} {
		if c, ok := parseCustomID(s); ok {
			t.Errorf("parseCustomID(%q) = %v, want none", s, c)
		}
	}
}
