package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"patientfaq/bot"
	"patientfaq/faq"
	"patientfaq/search"
)

// TestAndWithAlcohol is the dialogue on the built-in content: the follow-up is about the medicine of the same person's
// last question in that channel for ten minutes, and the card says so.
func TestAndWithAlcohol(t *testing.T) {
	e := sampleEngine(t, faq.Content())
	const followUp, carried = "and with alcohol?", "Taken to be about baclofen, from your last question."
	tests := []struct {
		name  string
		then  []string // asked after baclofen's side effects
		by    bot.Speaker
		after time.Duration
		want  string
	}{
		{name: "at once", by: pat, want: "answered baclofen-soma-alcohol"},
		{name: "within ten minutes", by: pat, after: 10*time.Minute - 1, want: "answered baclofen-soma-alcohol"},
		{name: "after another follow-up", then: []string{"is it addictive?"}, by: pat, want: "answered baclofen-soma-alcohol"},
		{name: "after a red flag", then: []string{"I took too many Soma pills"}, by: pat, want: "answered baclofen-soma-alcohol"},
		{name: "after thanks", then: []string{"thank you"}, by: pat, want: "answered baclofen-soma-alcohol"},
		{name: "after ten minutes", by: pat, after: 10 * time.Minute},
		{name: "after an unknown medicine", then: []string{"ozempic side effects"}, by: pat},
		{name: "after a class", then: []string{"what are muscle relaxants"}, by: pat},
		{name: "by another person", by: bot.Speaker{User: "user-kim", Channel: pat.Channel}},
		{name: "in another channel", by: bot.Speaker{User: pat.User, Channel: "channel-other"}},
		{name: "in public, what was asked alone", by: bot.Speaker{User: pat.User, Channel: pat.Channel, Public: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := today
			d := bot.NewDialogue(func() time.Time { return now })
			for _, text := range append([]string{"side effects of baclofen"}, tt.then...) {
				say(t, e, d, pat, text)
			}
			now = now.Add(tt.after)
			a := say(t, e, d, tt.by, followUp)
			said := slices.Contains(e.Compose(a, bot.View{}).Lead, carried)
			if tt.want == "" { // as if nothing had been asked before
				tt.want = decided(ask(t, e, bot.Question{Text: followUp}))
			}
			if got := decided(a); got != tt.want || said != (a.Outcome == bot.Answered) {
				t.Errorf("%q: %q, saying what was carried over: %t; want %q", followUp, got, said, tt.want)
			}
		})
	}
}

// TestFollowUp takes the subject of before where a question lacks one, and leaves it where the question stands alone.
func TestFollowUp(t *testing.T) {
	content := ward()
	content["entries/more.yaml"] = file(entries(`
{id: s-cause, questions: ["What causes spasticity?"], answer: An injury., subjects: [spasticity], concepts: [causes]}
{id: b-spastic, questions: ["Does baclofen ease the stiffness of spasticity?"], answer: It can., subjects: [baclofen, spasticity], concepts: [effectiveness]}
{id: refill, questions: ["How do I get a repeat prescription?"], answer: Ask at the desk., subjects: []}
`))
	e := sampleEngine(t, content)
	tests := []struct {
		name     string
		question string
		about    string
		want     string
		carried  bool
	}{
		{"what is about no subject stands alone", "How do I get a repeat prescription?", "baclofen", "answered refill", false},
		{"and so does chatter", "What is the weather like today?", "baclofen", "abstained", false},
		{"and a condition that is named", "What is gout?", "baclofen", "answered g-what", false},
		{"and a condition without an answer", "What causes gout?", "baclofen", "abstained [g-what]", false},
		{"a condition beside the medicine of before", "Does it ease the stiffness of spasticity?", "baclofen", "answered b-spastic", true},
		{"a condition of before", "What causes it?", "spasticity", "answered s-cause", true},
		{"a condition is no medicine", "Can I drink alcohol?", "spasticity", "ambiguous [bc-alcohol]", false},
		{"nothing on the medicine of before", "and in pregnancy?", "warfarin", "abstained [w-side]", true},
		{"nothing on it, nor a word of it", "and on an aeroplane?", "warfarin", "abstained", false},
		{"the pair of before", "What is the difference?", "baclofen carisoprodol", "answered bc-differ", true},
		{"no longer in the content", "Can I drink alcohol?", "withdrawn-medicine", "ambiguous [bc-alcohol]", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := ask(t, e, bot.Question{Text: tt.question, Subjects: strings.Fields(tt.about)})
			if got := decided(a); got != tt.want || (len(a.Understood.Carried) > 0) != tt.carried {
				t.Errorf("Answer(%q, about %s) = %q (%s, %.2f), carried %q; want %q", tt.question, tt.about, got, a.Reason, a.Confidence, a.Understood.Carried, tt.want)
			}
			lead := strings.Join(e.Compose(a, bot.View{}).Lead, "\n")
			if got := strings.Contains(lead, "from your last question"); got != tt.carried {
				t.Errorf("Compose(Answer(%q, about %s)) leads with %q", tt.question, tt.about, lead)
			}
		})
	}
}

// TestCarriedSafely says of a carried medicine, too, that no answer does not mean it is safe, and below a refusal whose
// passage it is.
func TestCarriedSafely(t *testing.T) {
	e := sampleEngine(t, ward())
	card := e.Compose(ask(t, e, bot.Question{Text: "and in pregnancy?", Subjects: []string{"warfarin"}}), bot.View{})
	if want := "Please don't take that to mean it is safe."; !strings.Contains(card.Text, want) {
		t.Errorf("Compose(abstained).Text = %q, want %q in it", card.Text, want)
	}
	card = e.Compose(ask(t, e, bot.Question{Text: "How much should I take?", Subjects: []string{"baclofen"}}), bot.View{})
	if card.Below == nil {
		t.Fatal("there is nothing below the refusal")
	}
	want := []string{"Sample text: no clinician has checked this.", "Taken to be about baclofen, from your last question."}
	if !slices.Equal(card.Below.Lead, want) {
		t.Errorf("below the refusal leads %q, want %q", card.Below.Lead, want)
	}
}

// TestSubjectChangesNoRule asks many questions with and without a subject of before. Red flags and refusals stay what they
// are, and so does what names a medicine or is answered by itself; what is answered otherwise is about that subject.
func TestSubjectChangesNoRule(t *testing.T) {
	x := indexOf(t, faq.Content(), sampled())
	e := engineOn(t, x)
	followed := 0
	for _, text := range corpusLines(t, "ordinary", "refusals", "not-refusals", "urgent") {
		alone := ask(t, e, bot.Question{Text: text})
		for _, about := range [][]string{{"baclofen"}, {"baclofen", "carisoprodol"}, {"spasticity"}} {
			a := ask(t, e, bot.Question{Text: text, Subjects: about})
			switch {
			case a.Outcome == bot.Refused || a.Outcome == bot.Escalated || alone.Outcome == bot.Refused || alone.Outcome == bot.Escalated:
				if a.Outcome != alone.Outcome || a.Rule != alone.Rule {
					t.Errorf("Answer(%q, about %q) = %s by %q, alone %s by %q", text, about, a.Outcome, a.Rule, alone.Outcome, alone.Rule)
				}
			case len(a.Understood.Carried) == 0, alone.Understood.NamesMedicine(), alone.Outcome == bot.Answered:
				if got, want := decided(a), decided(alone); got != want || len(a.Understood.Carried) > 0 {
					t.Errorf("Answer(%q, about %q) = %q, want %q as alone", text, about, got, want)
				}
			default:
				followed++
				checkAbout(t, x, text, a)
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d questions were follow-ups", followed)
	}
}

// checkAbout checks that what is served or offered is about what was carried over.
func checkAbout(t *testing.T, x *search.Index, text string, a bot.Answer) {
	t.Helper()
	shown := a.Choices
	if a.Served != nil {
		shown = append(slices.Clone(shown), a.Served)
	}
	for _, p := range shown {
		scope := x.Scope(p.ID)
		if !slices.ContainsFunc(a.Understood.Carried, func(id string) bool {
			return slices.Contains(scope.Medicines, id) || slices.Contains(scope.Topics, id)
		}) {
			t.Errorf("Answer(%q, about %q) shows %s, which is about %q", text, a.Understood.Carried, p.ID, p.Subjects)
		}
	}
}

// TestExplainFollowUp judges a passage as the answer did: with the subject that it took over, or without.
func TestExplainFollowUp(t *testing.T) {
	e := sampleEngine(t, ward())
	for question, want := range map[string]string{"Can I drink alcohol?": "it is not about carisoprodol", "What is gout?": "it is about warfarin, the question names no medicine"} {
		ex, err := e.Explain(t.Context(), bot.Question{Text: question, Subjects: []string{"carisoprodol"}}, "w-side")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(ex.Candidates, func(c bot.Candidate) bool { return c.Passage.ID == "w-side" })
		if i < 0 || ex.Candidates[i].Verdict.Why != want {
			t.Errorf("Explain(%q) of w-side: %+v, want %q", question, ex.Candidates[max(i, 0)].Verdict, want)
		}
	}
}
