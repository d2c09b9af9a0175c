package triage

import (
	"strings"
	"testing"
	"unicode"
)

// FuzzAssess checks that no text makes the rules panic or waver, and that marks around a message and polite words at its ends do not
// change what is made of it.
func FuzzAssess(f *testing.F) {
	for _, name := range []string{"urgent.txt", "ordinary.txt", "refusals.txt"} {
		_, texts := corpus(f, name)
		for i := 0; i < len(texts); i += 20 {
			f.Add(texts[i])
		}
	}
	for _, text := range []string{"", "||", "<@", "s u i c i d e", "\xff", "a\u0336b", "https://", "1.2.3", "k!ll", "can t", strings.Repeat("took ", 200)} {
		f.Add(text)
	}
	r := rules(f)
	f.Fuzz(func(t *testing.T, text string) {
		got, refusal := r.Assess(text), r.Refusal(text)
		if again := r.Assess(text); again != got {
			t.Errorf("Assess(%q) = %+v, then %+v", text, got, again)
		}
		if known := r.Explain(text); got.Level > None && len(known) < 2 {
			t.Errorf("Explain(%q) = %+v, want why %q fired", text, known, got.Rule)
		}
		if !isPlainSentence(text) {
			return
		}
		for _, wrap := range []string{"||%||", "**%**", "> %", "hello, %", "% please", "%\n", "<@12345> %"} {
			wrapped := strings.Replace(wrap, "%", text, 1)
			if v := r.Assess(wrapped); v != got {
				t.Errorf("Assess(%q) = %+v, want %+v as without what is around it", wrapped, v, got)
			}
			if v := r.Refusal(wrapped); v != refusal {
				t.Errorf("Refusal(%q) = %q, want %q as without what is around it", wrapped, v, refusal)
			}
		}
	})
}

// isPlainSentence reports whether text is so short and plain that what stands around it can not run into it.
func isPlainSentence(text string) bool {
	letters := strings.TrimFunc(text, unicode.IsLower)
	return len(strings.Fields(text)) < windowWords/2 && len(strings.Fields(text)) > 0 && letters != text &&
		!strings.ContainsFunc(text, func(r rune) bool {
			return r > unicode.MaxASCII || !unicode.IsLower(r) && r != ' ' && r != '\'' && r != ','
		}) &&
		strings.TrimFunc(text[:1]+text[len(text)-1:], unicode.IsLower) == ""
}
