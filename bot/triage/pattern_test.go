package triage

import (
	"strings"
	"testing"
)

// compileOne compiles a pattern against a small language of its own.
func compileOne(t *testing.T, pattern string) (*language, node, error) {
	t.Helper()
	l := newLanguage(&wordsFile{
		Numbers:   map[string]float64{"two": 2, "twenty": 20},
		Soft:      "a the just",
		Walls:     "not",
		Spellings: map[string]string{"can not": "can't cannot"},
		Keys:      "swallowed breathing",
	})
	p := &parser{lang: l, lists: map[string]node{}}
	list, err := p.parse("pill | tablets | sleeping pill")
	if err != nil {
		t.Fatal(err)
	}
	p.lists["pill"] = list
	n, err := p.parse(pattern)
	return l, n, err
}

// findOne returns where n matches in s.
func findOne(l *language, n node, s *sentence) []span {
	r := &Rules{lang: l, patterns: []pattern{{node: n, sign: none}}, untriggered: []int{0}}
	s.windows = r.windows(s.words)
	return r.find([]int{0}, s, false)
}

func TestPatternMatches(t *testing.T) {
	tests := []struct{ pattern, text, want string }{
		{"took", "I took it", "took"},
		{"took", "I take it", ""},
		{"took it", "took the it", "took the it"},
		{"took ..2 <pill>", "took my last sleeping pill", "took my last sleeping pill"},
		{"took ..1 <pill>", "took my very last pill", ""},
		{"took ..2 <pill>", "took it, not tablets", ""},
		{"took <number> <pill>", "took twenty tablets", "took twenty tablets"},
		{"took <8+> <pill>", "took two tablets", ""},
		{"took <8+> <pill>", "took 12.5 tablets", "took 12 5 tablets"},
		{"took <8-20> <pill>", "took 21 tablets", ""},
		{"took <8-20> <pill>", "took 20 tablets", "took 20 tablets"},
		{"took (one | two more)", "took two more", "took two more"},
		{"took my? pill", "took pill", "took pill"},
		{"took !my _", "took my pill", ""},
		{"took !my _", "took her pill", "took her"},
		{"took !(my pill | his)", "took my tablets", "took"},
		{"^ took", "I took it", ""},
		{"^ took", "just took it", "took"},
		{"took $", "it is what I took", "took"},
		{"took $", "took it", ""},
		{"took $", "I took it. I took", "took"},
		{"/ dizzy", "took two, dizzy", "dizzy"},
		{"/ dizzy", "am dizzy", ""},
		{"took & <pill>", "took the last of my sleeping pill", "took the last of my sleeping pill"},
		{"took & <pill>", "tablets are what I took", "tablets are what i took"},
		{"took & <pill>", "took it, not tablets", ""},
		{"took &3 <pill>", "took some of my tablets", ""},
		{"took &3 <pill>", "took my the the tablets", "took my the the tablets"},
		{"can not & swallowed & it", "it can't be swallowed", "it can not be swallowed"},
		{"(took & <pill>) sir", "tablets took sir", "tablets took sir"},
		{"*pine sir", "the olanzapine, sir", "olanzapine sir"},
		{"*pine sir", "the olanzapines, sir", "olanzapines sir"},
		{"can not", "I can't", "can not"},
		{"swallowed", "swolowed it", "swallowed"},
	}
	for _, tt := range tests {
		l, n, err := compileOne(t, tt.pattern)
		if err != nil {
			t.Errorf("parse(%q): %v", tt.pattern, err)
			continue
		}
		got := ""
		for _, s := range l.read(tt.text) {
			for _, at := range findOne(l, n, &s) {
				got = at.text(s.words)
			}
		}
		want := tt.want
		if strings.Contains(tt.text, "12.5") {
			want = strings.ReplaceAll(want, "12 5", "12.5")
		}
		if got != want {
			t.Errorf("%q in %q = %q, want %q", tt.pattern, tt.text, got, want)
		}
	}
}

func TestPatternErrors(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{"took (it", "a bracket is not closed"},
		{"took it)", `")" without its partner`},
		{"took ()", "nothing between brackets or bars"},
		{"took | | it", "nothing between brackets or bars"},
		{"", "nothing between brackets or bars"},
		{"took !", "an exclamation mark stands before nothing"},
		{"took &", "nothing between brackets or bars"},
		{"took &x it", "neither & nor like &12"},
		{"took ..2 !it", "forbids nothing"},
		{"took it? !now", "forbids nothing"},
		{"took <unlisted>", "neither a list nor a number"},
		{"took <5>", "neither a list nor a number"},
		{"took <5-x>", "neither a list nor a number"},
		{"took ..x it", "invalid syntax"},
		{"it's", "not a word of a-z"},
		{"*", "not a word of a-z"},
		{"cannot", `read with "can not" instead`},
		{strings.Repeat("took ", maxPattern+1), "spans 27 words"},
	}
	for _, tt := range tests {
		_, _, err := compileOne(t, tt.pattern)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("parse(%q) = %v, want an error with %q", tt.pattern, err, tt.want)
		}
	}
}

func TestLongSentenceIsReadInWindows(t *testing.T) {
	l, n, err := compileOne(t, "took ..2 tablets")
	if err != nil {
		t.Fatal(err)
	}
	for _, before := range []int{0, 10, 36, 37, 38, 60, 61, 62, 63, 64, 200} {
		text := strings.Repeat("word ", before) + "took my last tablets" + strings.Repeat(" word", 100)
		s := l.read(text)
		got := findOne(l, n, &s[0])
		if len(got) == 0 || got[0] != (span{before, before + 4}) {
			t.Errorf("after %d words found %v, want %v", before, got, span{before, before + 4})
		}
	}
}
