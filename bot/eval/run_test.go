package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"patientfaq/bot"
	"patientfaq/faq"
)

// TestJudge gives every verdict.
func TestJudge(t *testing.T) {
	x, y := &faq.Passage{ID: "x"}, &faq.Passage{ID: "y"}
	part := &faq.Passage{ID: "art#sec/p1", Section: "art#sec"}
	answered := func(p *faq.Passage) bot.Answer { return bot.Answer{Outcome: bot.Answered, Served: p} }
	offered := func(ps ...*faq.Passage) bot.Answer { return bot.Answer{Outcome: bot.Ambiguous, Choices: ps} }
	abstained, refused, escalated := bot.Answer{Choices: []*faq.Passage{x}}, bot.Answer{Outcome: bot.Refused, Served: x}, bot.Answer{Outcome: bot.Escalated}

	wantsX := Judgement{Outcome: "answered", Wanted: []string{"x", "art#sec"}}
	orAbstain := Judgement{Outcome: "answered", Wanted: []string{"x"}, Accept: []string{"abstained", "refused"}}
	wantsNone := Judgement{Outcome: "abstained"}
	orAny := Judgement{Outcome: "abstained", Accept: []string{"answered", "ambiguous"}}
	wantsWhich := Judgement{Outcome: "ambiguous", Wanted: []string{"x"}}
	wantsHelp := Judgement{Outcome: "escalated"}
	tests := []struct {
		name string
		j    Judgement
		a    bot.Answer
		want Verdict
	}{
		{"the passage", wantsX, answered(x), AnsweredRight},
		{"a part of it", wantsX, answered(part), AnsweredRight},
		{"another passage", wantsX, answered(y), AnsweredWrong},
		{"among the choices", wantsX, offered(y, x), OfferedRight},
		{"not among the choices", wantsX, offered(y), OfferedWrong},
		{"abstained though answerable", wantsX, abstained, AbstainedOn},
		{"refused though answerable", wantsX, refused, Withheld},
		{"escalated though answerable", wantsX, escalated, Withheld},
		{"abstained, which will do", orAbstain, abstained, Declined},
		{"refused, which will do", orAbstain, refused, Declined},
		{"escalated, which will not do", orAbstain, escalated, Withheld},
		{"abstained as wanted", wantsNone, abstained, Declined},
		{"answered for nothing", wantsNone, answered(x), AnsweredWrong},
		{"asked back for nothing", wantsNone, offered(x), OfferedWrong},
		{"refused instead", wantsNone, refused, DeclinedWrong},
		{"any answer will do", orAny, answered(y), Declined},
		{"any choice will do", orAny, offered(y), Declined},
		{"asked back with the right choice", wantsWhich, offered(x), OfferedRight},
		{"asked back as wanted", wantsWhich, offered(y), Declined},
		{"answered instead of asked back, rightly", wantsWhich, answered(x), AnsweredRight},
		{"answered instead of asked back, wrongly", wantsWhich, answered(y), AnsweredWrong},
		{"abstained instead of asked back", wantsWhich, abstained, DeclinedWrong},
		{"escalated as wanted", wantsHelp, escalated, Declined},
		{"abstained in danger", wantsHelp, abstained, DeclinedWrong},
	}
	seen := map[Verdict]bool{}
	for _, tt := range tests {
		if got := judge(tt.j, tt.a); got != tt.want {
			t.Errorf("%s: judge = %q, want %q", tt.name, got, tt.want)
		}
		seen[tt.want] = true
	}
	for _, v := range verdicts {
		if !seen[v] {
			t.Errorf("no test comes to the verdict %q", v)
		}
	}
}

// runContent has two medicines, and an article on one of them.
func runContent() fstest.MapFS {
	return fstest.MapFS{
		"subjects.yaml": {Data: []byte("subjects:\n- {id: valdorin, kind: medicine, names: [valdorin]}\n- {id: mexaribate, kind: medicine, names: [mexaribate]}\n")},
		"entries/all.yaml": {Data: []byte(`entries:
- {id: v-side, questions: ["What are the side effects of valdorin?"], answer: Cough., subjects: [valdorin]}
- {id: v-use, questions: ["What is valdorin used for?"], answer: Pain., subjects: [valdorin]}
- {id: m-side, questions: ["What are the side effects of mexaribate?"], answer: Sneezing., subjects: [mexaribate]}
`)},
		"articles/guide.md": {Data: []byte("---\nsubjects: [mexaribate]\n---\n# Mexaribate\n\n## Where is mexaribate kept?\n\nIn a dry place.\n\nOr in a box.\n")},
	}
}

// TestRun asks a real engine and judges what it says.
func TestRun(t *testing.T) {
	e, c := engineOn(t, runContent(), faq.Options{AllowUnreviewed: true})
	js := []Judgement{
		{ID: "1", Question: "What are the side effects of valdorin?", Outcome: "answered", Wanted: []string{"v-side"}},
		{ID: "2", Question: "What are the side effects of valdorin?", Outcome: "answered", Wanted: []string{"m-side"}, Never: []string{"v-side"}},
		{ID: "3", Kind: "other-medicine", Question: "What are the side effects of mexaribate?", Outcome: "abstained"},
		{ID: "4", Question: "Where is mexaribate kept?", Outcome: "answered", Wanted: []string{"guide#where-is-mexaribate-kept"}, Never: []string{"guide#where-is-mexaribate-kept"}},
		{ID: "5", Question: "I took too many valdorin pills", Outcome: "escalated", Level: "emergency"},
		{ID: "6", Question: "What are the side effects of ibuprofen?", Outcome: "abstained"},
	}
	var progress []string
	r, err := Run(t.Context(), e, c, js, Options{Progress: func(done, total int) { progress = append(progress, fmt.Sprint(done, "/", total)) }})
	if err != nil {
		t.Fatal(err)
	}
	want := []Item{
		{Verdict: AnsweredRight, Rank: 1},
		{Verdict: AnsweredWrong, Rank: 3, Danger: true, WrongSubj: true},
		{Verdict: AnsweredWrong, WrongSubj: true},
		{Verdict: AnsweredRight, Rank: 1, Danger: true},
		{Verdict: Declined},
		{Verdict: Declined},
	}
	if diff := cmp.Diff(want, r.Items, cmpopts.IgnoreFields(Item{}, "Judgement", "Answer", "Confident", "Took")); diff != "" {
		t.Errorf("Run differs (-want +got):\n%s", diff)
	}
	for i, it := range r.Items {
		if it.Judgement.ID != js[i].ID || it.Took <= 0 {
			t.Errorf("item %d is of question %q and took %v, want question %q", i, it.Judgement.ID, it.Took, js[i].ID)
		}
	}
	if got := strings.Join(progress, " "); got != "1/6 2/6 3/6 4/6 5/6 6/6" {
		t.Errorf("Progress was told %q", got)
	}
}

// brokenEngine fails to answer, or to rank.
type brokenEngine struct{ answer, rank error }

func (e brokenEngine) Answer(context.Context, bot.Question) (bot.Answer, error) {
	return bot.Answer{}, e.answer
}

func (e brokenEngine) Rank(context.Context, bot.Question) (bot.Ranking, error) {
	return bot.Ranking{}, e.rank
}

func TestRunErrors(t *testing.T) {
	js := []Judgement{{ID: "j1", Question: "the question", Outcome: "abstained"}}
	failed := errors.New("out of order")
	for _, e := range []Engine{brokenEngine{answer: failed}, brokenEngine{rank: failed}} {
		r, err := Run(t.Context(), e, nil, js, Options{})
		if r != nil || !errors.Is(err, failed) || !strings.HasPrefix(err.Error(), "eval: run: question j1: ") || strings.Contains(err.Error(), "the question") {
			t.Errorf("Run(%+v) = %v, %v, want the error, the question's id and none of its words", e, r, err)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := Run(over, brokenEngine{}, nil, js, Options{}); r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Run(after the time is up) = %v, %v, want the context's error", r, err)
	}
}

// TestOtherMedicine knows when what was served is about another medicine than was wanted.
func TestOtherMedicine(t *testing.T) {
	_, c := engineOn(t, runContent(), faq.Options{AllowUnreviewed: true})
	tests := []struct {
		served string
		j      Judgement
		want   bool
	}{
		{"v-side", Judgement{Wanted: []string{"v-use"}}, false},
		{"v-side", Judgement{Wanted: []string{"m-side"}}, true},
		{"v-side", Judgement{Wanted: []string{"m-side", "v-use"}}, false},
		{"v-side", Judgement{Wanted: []string{"no-such-passage"}}, true},
		{"v-side", Judgement{Kind: "chatter"}, false},
		{"v-side", Judgement{Kind: "other-medicine"}, true},
		{"v-side", Judgement{Kind: "swap-unseen"}, true},
	}
	for _, tt := range tests {
		if got := otherMedicine(c, tt.j, c.Passage(tt.served)); got != tt.want {
			t.Errorf("otherMedicine(%+v, %s) = %t, want %t", tt.j, tt.served, got, tt.want)
		}
	}
	if got := shown(bot.Answer{Served: c.Passage("v-side"), Choices: []*faq.Passage{c.Passage("v-use")}}); len(got) != 2 || !slices.Contains(got, c.Passage("v-side")) {
		t.Errorf("shown = %v, want the passage and the choice", got)
	}
}
