package search

import (
	"strings"
	"testing"
)

func TestAges(t *testing.T) {
	tests := []struct{ text, want string }{
		{"I am a 45 year old man on baclofen", "i am a on baclofen"},
		{"my 3-year-old has it", "my has it"},
		{"a six months old girl", "a"},
		{"5 years of baclofen", "5 years of baclofen"},
		{"an old man", "an old man"},
		{"is it a year old", "is it a year old"},
		{"", ""},
	}
	for _, tt := range tests {
		var kept []string
		toks := tokens(tt.text)
		for i, marked := range ages(toks) {
			if !marked {
				kept = append(kept, toks[i])
			}
		}
		if got := strings.Join(kept, " "); got != tt.want {
			t.Errorf("ages(%q) leaves %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A patient's age must not lead to what is said of somebody else of that age.
func TestAgeFindsNothing(t *testing.T) {
	x := build(t, load(t, map[string]string{"entries/all.yaml": `entries:
  - {id: cough, questions: ["Why does a 61-year-old man cough at night?"], answer: Ask a nurse., subjects: []}
  - {id: rash, questions: ["How is a rash treated?"], answer: Ask a pharmacist., subjects: []}
`}), Options{})
	res := search(t, x, Query{Text: "61 year old man here with a rash"})
	if got := ids(res.Hits); len(got) == 0 || got[0] != "rash" {
		t.Errorf("a rash at 61 finds %q, want rash first", got)
	}
}
