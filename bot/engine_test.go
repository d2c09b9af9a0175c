package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

func TestNew(t *testing.T) {
	rules, err := builtinRules()
	if err != nil {
		t.Fatal(err)
	}
	live := &fixed{indexOf(t, ward(), sampled())}
	tests := []struct {
		name string
		o    bot.Options
		want string
	}{
		{"no index", bot.Options{Rules: rules}, "bot: no index given"},
		{"no rules", bot.Options{Live: live}, "bot: no triage rules given"},
	}
	for _, tt := range tests {
		if e, err := bot.New(tt.o); e != nil || err == nil || err.Error() != tt.want {
			t.Errorf("New(%s) = %v, %v, want the error %q", tt.name, e, err, tt.want)
		}
	}
	if _, err := bot.New(bot.Options{Live: live, Rules: rules}); err != nil {
		t.Errorf("New with both = %v", err)
	}
}

// locked is a source that nobody may touch.
type locked struct{ t *testing.T }

func (l locked) Acquire() (*search.Index, func()) {
	l.t.Error("the index was acquired for a red flag")
	return nil, func() {}
}

// redFlags are messages of somebody in danger.
var redFlags = []string{
	"I took too many Soma pills",
	"my toddler swallowed a baclofen tablet",
	"my husband will not wake up",
	"I want to kill myself",
	"i stopped my baclofen two days ago and now i am hallucinating",
	"What are the side effects of baclofen? I took too many of them",
	"how much baclofen should i take i cant breathe",
}

// TestRedFlagsFirst escalates without looking at the index, and though the time is up.
func TestRedFlagsFirst(t *testing.T) {
	e := engineOn(t, nil, func(o *bot.Options) { o.Live = locked{t} })
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, text := range redFlags {
		a, err := e.Answer(over, bot.Question{Text: text, Subjects: []string{"baclofen"}})
		if err != nil || a.Outcome != bot.Escalated || a.Reason != bot.ReasonRedFlag || a.Rule == "" || a.Verdict.Level == triage.None {
			t.Errorf("Answer(%q) = %s by %q, %v, want an escalation", text, a.Outcome, a.Rule, err)
		}
		if a.Served != nil || len(a.Choices)+len(a.Results) > 0 {
			t.Errorf("Answer(%q) = %s with %d results, want nothing of the content", text, decided(a), len(a.Results))
		}
		if v := e.Triage(text); v != a.Verdict {
			t.Errorf("Triage(%q) = %v, want %v as in the answer", text, v, a.Verdict)
		}
	}
}

// TestEmergenciesWithoutContent shows emergency cards with numbers where nothing can be served: no entries, and a folder that
// cannot be read at all.
func TestEmergenciesWithoutContent(t *testing.T) {
	empty := engineOn(t, indexOf(t, fstest.MapFS{"entries/none.yaml": file("entries: []")}, sampled()))
	live, err := search.OpenLive(t.Context(), search.LiveOptions{Content: fstest.MapFS{"entries/broken.yaml": file("entries: [")}})
	if err == nil {
		t.Fatal("OpenLive took broken content")
	}
	t.Cleanup(live.Close)
	broken := engineOn(t, nil, func(o *bot.Options) { o.Live = live })
	for name, e := range map[string]*bot.Engine{"empty": empty, "broken": broken} {
		for _, text := range redFlags {
			card := e.Compose(ask(t, e, bot.Question{Text: text}), bot.View{Country: "GB"})
			if card.Outcome != bot.Escalated || card.Text == "" || len(card.Contacts) == 0 || !strings.Contains(card.Contacts[0], "999") {
				t.Errorf("on %s content, Compose(Answer(%q)) = %s with the contacts %q, want a card with the emergency number", name, text, card.Outcome, card.Contacts)
			}
		}
		check(t, e, []decision{{sideQuestion, "abstained", ""}, {"How much baclofen should I take?", "refused", ""}})
		if err := e.CheckMessages(); err != nil {
			t.Errorf("on %s content, CheckMessages() = %v", name, err)
		}
	}
}

// TestAnswerFails abstains with the error where the time is up.
func TestAnswerFails(t *testing.T) {
	e := sampleEngine(t, ward())
	over, cancel := context.WithCancel(t.Context())
	cancel()
	a, err := e.Answer(over, bot.Question{Text: sideQuestion})
	if !errors.Is(err, context.Canceled) || a.Outcome != bot.Abstained || a.Served != nil {
		t.Errorf("Answer(after the time is up) = %s, %v, want an abstention and the context's error", decided(a), err)
	}
	if _, err := e.Rank(over, bot.Question{Text: sideQuestion}); !errors.Is(err, context.Canceled) {
		t.Errorf("Rank(after the time is up) = %v, want the context's error", err)
	}
}

func TestPick(t *testing.T) {
	content := ward()
	content["entries/draft.yaml"] = file(entries(`{id: draft, questions: ["Is it a draft?"], answer: Yes., subjects: [baclofen], sources: [{title: L}], author: Ann, review: {status: draft}}`))
	e := sampleEngine(t, content)
	tests := []struct{ passage, want string }{
		{"b-side", "answered b-side"},
		{"bc-both", "answered bc-both"},
		{"draft", "abstained"},
		{"no-such-passage", "abstained"},
	}
	for _, tt := range tests {
		a, err := e.Pick(t.Context(), tt.passage, bot.Question{})
		if got := decided(a); err != nil || got != tt.want || a.Revision == "" {
			t.Errorf("Pick(%q) = %q, %v, want %q", tt.passage, got, err, tt.want)
		}
	}
}

// TestLookup finds every passage by its key, and no key tells anything of the passage.
func TestLookup(t *testing.T) {
	x := indexOf(t, faq.Content(), sampled())
	e := engineOn(t, x)
	for p := range x.Corpus().Passages() {
		key := bot.KeyOf(p.ID)
		if got, ok := e.Lookup(key); !ok || got != p.ID || len(key) != 12 {
			t.Errorf("Lookup(KeyOf(%q)) = %q, %t with the key %q, want the passage of a key of 12 characters", p.ID, got, ok, key)
		}
	}
	if got, ok := e.Lookup("000000000000"); ok {
		t.Errorf("Lookup of a key of nothing = %q", got)
	}
}

func TestRank(t *testing.T) {
	e := sampleEngine(t, ward())
	for _, text := range []string{sideQuestion, "How much baclofen should I take?", "I took too many Soma pills"} {
		r, err := e.Rank(t.Context(), bot.Question{Text: text, Limit: 2})
		if err != nil || len(r.Hits) != 2 {
			t.Errorf("Rank(%q) = %d hits, %v, want 2 whatever the outcome", text, len(r.Hits), err)
		}
	}
}

func TestSuggest(t *testing.T) {
	content := ward()
	content["entries/draft.yaml"] = file(entries(`{id: draft, questions: ["What are the brands of baclofen?"], answer: Many., subjects: [baclofen], sources: [{title: L}], author: Ann, review: {status: draft}}
{id: de, questions: ["What are Nebenwirkungen?"], answer: Viele., subjects: [baclofen], locale: de}`))
	e := sampleEngine(t, content)
	tests := []struct {
		typed string
		n     int
		want  string
	}{
		{"what are the side", 25, "b-side c-side w-side"},
		{"What are the side", 2, "b-side c-side"},
		{"suddenly", 25, "b-stop"},
		{"side eff war", 25, "w-side"},
		{"coum", 25, "w-side"}, // by the name alone
		{"brands of", 25, ""},
		{"wh", 25, ""},
		{"", 25, ""},
		{"zzz", 25, ""},
	}
	for _, tt := range tests {
		var ids []string
		for _, c := range e.Suggest(t.Context(), tt.typed, bot.View{}, tt.n) {
			ids = append(ids, c.Passage)
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("Suggest(%q, %d) = %q, want %q", tt.typed, tt.n, got, tt.want)
		}
	}
}

// TestRule gives back the verdict of a card's button.
func TestRule(t *testing.T) {
	e := sampleEngine(t, ward())
	want := e.Triage("I took too many Soma pills")
	if got, ok := e.Rule(want.Rule); !ok || got != want {
		t.Errorf("Rule(%q) = %v, %t, want %v", want.Rule, got, ok, want)
	}
	for _, id := range []string{"dose-for-me", "no-such-rule", ""} {
		if got, ok := e.Rule(id); ok {
			t.Errorf("Rule(%q) = %v, want none: no card belongs to it", id, got)
		}
	}
}

func TestOutcomeNames(t *testing.T) {
	for name, want := range map[string]bool{"answered": true, "ambiguous": true, "abstained": true, "refused": true, "escalated": true, "": false, "Answered": false, "unknown": false} {
		if got := bot.IsOutcome(name); got != want {
			t.Errorf("IsOutcome(%q) = %t, want %t", name, got, want)
		}
	}
	var zero bot.Outcome
	if got := zero.String(); got != "abstained" {
		t.Errorf("the zero Outcome is %q, want abstained", got)
	}
}
