package discord

import (
	"testing"
)

func TestClip(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
	}{{"", 3, ""}, {"äöü", 3, "äöü"}, {"äöüß", 3, "äö…"}, {"abcdef", 1, "…"}}
	for _, tt := range tests {
		if got := clip(tt.in, tt.n); got != tt.want {
			t.Errorf("clip(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}

func TestPlain(t *testing.T) {
	tests := map[string]string{
		"":                                "",
		"take it with food":               "take it with food",
		"@everyone":                       "@\u200beveryone",
		"<@123> <@!4> <@&5>":              "<@\u200b123> <@\u200b!4> <@\u200b&5>",
		"<#12> </ask:9> <id:guide>":       "<\u200b#12> <\u200b/ask:9> <\u200bid:guide>",
		"source: https://a.test/b; later": "source: <https://a.test/b>; later",
		"(https://a.test)":                "(<https://a.test>)",
		"<https://a.test/b>":              "<https://a.test/b>",
	}
	for in, want := range tests {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}
