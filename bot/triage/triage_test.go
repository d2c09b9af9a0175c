package triage

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func rules(tb testing.TB) *Rules {
	tb.Helper()
	r, err := Default()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// corpus returns the lines of a file of testdata, each cut at its first tab.
func corpus(tb testing.TB, name string) (labels, texts []string) {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		label, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			label, text = "", label
		}
		labels, texts = append(labels, label), append(texts, text)
	}
	return labels, texts
}

// explain renders what the rules saw in text.
func explain(r *Rules, text string) string {
	var b strings.Builder
	for _, f := range r.Explain(text) {
		fmt.Fprintf(&b, "\n\t%+v", f)
	}
	return b.String()
}

func TestUrgentCorpus(t *testing.T) {
	r := rules(t)
	labels, texts := corpus(t, "urgent.txt")
	if len(texts) < 250 {
		t.Errorf("urgent.txt has %d lines, want at least 250", len(texts))
	}
	for i, text := range texts {
		if got := r.Assess(text); got.Level.String() != labels[i] || got.Rule == "" || got.Card == "" {
			t.Errorf("Assess(%q) = %+v, want level %s%s", text, got, labels[i], explain(r, text))
		}
	}
}

func TestOrdinaryCorpus(t *testing.T) {
	r := rules(t)
	for _, name := range []string{"ordinary.txt", "not-refusals.txt", "refusals.txt"} {
		labels, texts := corpus(t, name)
		for i, text := range texts {
			if got := r.Assess(text); got != (Verdict{}) {
				t.Errorf("%s: Assess(%q) = %+v, want none%s", name+" "+labels[i], text, got, explain(r, text))
			}
		}
	}
	if _, texts := corpus(t, "ordinary.txt"); len(texts) < 300 {
		t.Errorf("ordinary.txt has %d lines, want at least 300", len(texts))
	}
}

func TestRefusalCorpus(t *testing.T) {
	r := rules(t)
	labels, texts := corpus(t, "refusals.txt")
	for i, text := range texts {
		if got := r.Refusal(text); got != labels[i] {
			t.Errorf("Refusal(%q) = %q, want %q%s", text, got, labels[i], explain(r, text))
		}
	}
	_, texts = corpus(t, "not-refusals.txt")
	for _, text := range texts {
		if got := r.Refusal(text); got != "" {
			t.Errorf("Refusal(%q) = %q, want none%s", text, got, explain(r, text))
		}
	}
}

func TestAll(t *testing.T) {
	r := rules(t)
	seen := map[string]bool{}
	for _, rule := range r.All() {
		if seen[rule.ID] {
			t.Errorf("All() has %q twice", rule.ID)
		}
		seen[rule.ID] = true
		prefix := map[bool]string{true: "refused.", false: "card."}[rule.Level == None]
		if !strings.HasPrefix(rule.Card, prefix) || rule.Why == "" || rule.Source == "" {
			t.Errorf("All() has %+v, want a card that begins with %q, a why and a source", rule, prefix)
		}
	}
	for _, id := range []string{"overdose-taken", "self-harm", "pump-alarm", "dose-for-me", "more-dose", "sourcing", "diagnosis"} {
		if !seen[id] {
			t.Errorf("All() lacks %q", id)
		}
	}
}

func TestEmergencyCardByKind(t *testing.T) {
	r := rules(t)
	tests := []struct{ text, rule string }{
		{"I took 30 pills because I want to die", "overdose-taken"},
		{"my toddler ate my baclofen", "child-swallowed"},
		{"my dog ate my baclofen", "pet-swallowed"},
		{"my son drank bleach", "child-swallowed"},
		{"I drank bleach", "poison-swallowed"},
		{"I can't breathe", "breathing"},
		{"she won't wake up", "unconscious"},
		{"he is having a seizure", "seizure"},
		{"my throat is closing", "anaphylaxis"},
		{"I have chest pain", "chest-pain"},
		{"her face is drooping", "stroke"},
		{"I'm vomiting blood", "bleeding"},
		{"I want to kill myself", "self-harm"},
		{"I stopped baclofen and now I am hallucinating", "withdrawal"},
		{"took a double dose and feel dizzy", "dosing-error"},
		{"I need an ambulance", "calling-help"},
		{"I ran out of baclofen", "ran-out"},
		{"my baclofen pump is beeping", "pump-alarm"},
		{"I missed four days of baclofen", "missed-doses"},
		{"I took a double dose of baclofen", "double-dose"},
	}
	for _, tt := range tests {
		if got := r.Assess(tt.text).Rule; got != tt.rule {
			t.Errorf("Assess(%q).Rule = %q, want %q%s", tt.text, got, tt.rule, explain(r, tt.text))
		}
	}
}

func TestDisguises(t *testing.T) {
	r := rules(t)
	disguises := map[string]func(string) string{
		"upper case":  strings.ToUpper,
		"spoiler":     func(s string) string { return "||" + s + "||" },
		"bold":        func(s string) string { return "**" + s + "**" },
		"quote":       func(s string) string { return "> " + s },
		"code":        func(s string) string { return "```\n" + s + "\n```" },
		"heading":     func(s string) string { return "# " + s },
		"list":        func(s string) string { return "- " + s },
		"mention":     func(s string) string { return "<@123456789012345678> " + s },
		"emoji":       func(s string) string { return "😭 " + s + " <:sad:123456789012345678>" },
		"link":        func(s string) string { return s + " https://example.org/what-is-this" },
		"polite":      func(s string) string { return "hello, " + s + ", please, thanks" },
		"zero width":  func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") },
		"soft hyphen": func(s string) string { return strings.ReplaceAll(s, "e", "e\u00ad") },
		"marks":       func(s string) string { return strings.Join(strings.Split(s, ""), "\u0336") },
		"full width":  fullWidth,
		"look-alikes": func(s string) string {
			return strings.NewReplacer("a", "а", "e", "е", "o", "о", "i", "і", "c", "с").Replace(s)
		},
		"typographic": func(s string) string { return strings.ReplaceAll(s, "'", "’") },
	}
	for _, text := range []string{"i can't breathe", "i want to kill myself", "i took too many pills", "my mum won't wake up", "i ran out of baclofen"} {
		want := r.Assess(text)
		if want.Level == None {
			t.Fatalf("Assess(%q) = none, want a red flag", text)
		}
		for name, disguise := range disguises {
			if got := r.Assess(disguise(text)); got != want {
				t.Errorf("%s: Assess(%q) = %+v, want %+v", name, disguise(text), got, want)
			}
		}
	}
}

// fullWidth writes text in the wide letters of East Asian type.
func fullWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'ａ'
		}
		return r
	}, text)
}

func TestAssessIsBounded(t *testing.T) {
	r := rules(t)
	tests := map[string]string{
		"letters":    strings.Repeat("a", 10_000),
		"zalgo":      strings.Repeat("a"+strings.Repeat("\u0301\u0336", 50), 900),
		"took":       strings.Repeat("i took too many pills ", 5000),
		"unknown":    strings.Repeat("swalloqed breathinf unconsciouz ", 3500),
		"one letter": strings.Repeat("i a ", 25_000),
		"glued":      strings.Repeat("iwanttodieiwanttodieiwanttodiexqz ", 3000),
		"cyrillic":   strings.Repeat("больно дышать ", 4000),
		"markdown":   strings.Repeat("||*_~`", 17_000),
		"question":   strings.Repeat("what happens if someone takes too much baclofen and cannot breathe? ", 30),
		"broken":     strings.Repeat("\xff\xfe<@", 25_000),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			best := time.Hour
			for range 3 {
				start := time.Now()
				r.Assess(text)
				best = min(best, time.Since(start))
			}
			if limit := 50 * time.Millisecond; best > limit && !raceEnabled {
				t.Errorf("Assess of %d bytes took %v, want at most %v", len(text), best, limit)
			}
		})
	}
}

func TestLongMessageIsReadAtBothEnds(t *testing.T) {
	r := rules(t)
	filler := strings.Repeat("the weather was fine that day. ", 3000)
	for _, text := range []string{"I can't breathe. " + filler, filler + "I can't breathe."} {
		if got := r.Assess(text); got.Level != Emergency {
			t.Errorf("Assess(%q...%q) = %+v, want an emergency", text[:20], text[len(text)-20:], got)
		}
	}
}

func TestExplain(t *testing.T) {
	r := rules(t)
	got := r.Explain("I had a stroke 5 years ago. I can't breathe")
	want := []Finding{
		{Rule: "breathing", Level: Emergency},
		{Sign: "breathing", Span: "can not breathe"},
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("Explain lacks %+v:\n%s", w, cmp.Diff(want, got))
		}
	}
	got = r.Explain("my chest hurt two years ago")
	if !slices.ContainsFunc(got, func(f Finding) bool { return f.Sign == "chest-pain" && f.Suppressed == "history" }) {
		t.Errorf("Explain = %+v, want chest-pain suppressed by history", got)
	}
}

func BenchmarkAssess(b *testing.B) {
	r := rules(b)
	for name, text := range map[string]string{
		"ordinary":  "can I take 10 mg of baclofen with ibuprofen if I had a stroke five years ago?",
		"emergency": "I accidentally took two of my baclofen tablets and feel dizzy, what should I do?",
		"long":      strings.Repeat("I have been taking tizanidine for my back since the spring and it makes me rather sleepy. ", 22),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Assess(text)
			}
		})
	}
}
