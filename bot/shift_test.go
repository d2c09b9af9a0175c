package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
)

func TestCompare(t *testing.T) {
	rules, err := builtinRules()
	if err != nil {
		t.Fatal(err)
	}
	was := ward()
	was["tests.yaml"] = file(`tests: [{question: "baclofen overdose taken now", outcome: escalated}, {question: is gout an inflamed joint, outcome: answered}]`)
	before := indexOf(t, was, sampled())
	is := ward()
	for name, f := range is {
		text := strings.Replace(string(f.Data), "What is gout?", "What is the crystal illness?", 1)
		is[name] = file(strings.Replace(text, "Gout is an inflamed joint.", "It is an inflamed joint.", 1))
	}
	after := indexOf(t, is, sampled())

	got, err := bot.Compare(t.Context(), rules, nil, today, before, after)
	if err != nil || got.Asked != got.Of || got.Of != 14 {
		t.Errorf("Compare asked %d of %d questions, %v, want 14 of 14", got.Asked, got.Of, err)
	}
	if len(got.Changed) == 0 || got.Changed[0].Of != "g-what" {
		t.Fatalf("Compare = %+v, want the changed entry's question first", got.Changed)
	}
	first := bot.Shift{
		Question: "What is the crystal illness?", Of: "g-what",
		After: bot.Decided{Outcome: bot.Ambiguous, Choices: []string{"g-what"}},
	}
	if diff := cmp.Diff(first, got.Changed[0]); diff != "" {
		t.Errorf("the first of Compare (-want +got):\n%s", diff)
	}
	for _, s := range got.Changed {
		if s.Of != "g-what" && s.Of != "" {
			t.Errorf("the answer to %q of %s changed: %v, %v", s.Question, s.Of, s.Before, s.After)
		}
	}
	if same, err := bot.Compare(t.Context(), rules, nil, today, before, before); err != nil || len(same.Changed) > 0 {
		t.Errorf("Compare with itself = %+v, %v, want nothing", same.Changed, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if cut, err := bot.Compare(ended, rules, nil, today, before, after); err != nil || cut.Asked > 0 || cut.Of != 14 {
		t.Errorf("Compare without time asked %d of %d, %v, want 0 of 14", cut.Asked, cut.Of, err)
	}
}
