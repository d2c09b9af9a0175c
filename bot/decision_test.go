package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"patientfaq/bot"
)

// TestRefusals points to a person and shows below what is signed about safety, of that one medicine.
func TestRefusals(t *testing.T) {
	content := ward()
	content["entries/more.yaml"] = file(entries(`
{id: c-stop, questions: ["Can I stop taking Soma suddenly?"], answer: Ask first., subjects: [carisoprodol], concepts: [stopping], safety: stopping, sources: [{title: L}], author: Ann, review: {status: draft}}
{id: cw-dose, questions: ["Who decides my dose of Soma or warfarin?"], answer: Your prescriber., subjects: [carisoprodol, warfarin], applies: each, concepts: [dose], safety: dose}
`))
	e := sampleEngine(t, content)
	check(t, e, []decision{
		{"How much baclofen should I take?", "refused b-dose", bot.ReasonRefusal},
		{"how much lioresal should i take", "refused b-dose", bot.ReasonRefusal},
		{"Can I take more baclofen?", "refused b-dose", bot.ReasonRefusal},
		{"Where can I buy baclofen without a prescription?", "refused", bot.ReasonRefusal},
		{"How much Soma should I take?", "refused", bot.ReasonRefusal}, // its passages: a draft, and one about two medicines
		{"How much warfarin should I take?", "refused", bot.ReasonRefusal},
		{"How much ibuprofen should I take?", "refused", bot.ReasonRefusal},
		{"How much baclofen and ibuprofen should I take?", "refused", bot.ReasonRefusal},
		{"How much baclofen and warfarin should I take?", "refused", bot.ReasonRefusal},
		{"How much should I take?", "refused", bot.ReasonRefusal},
	})
	a := ask(t, e, bot.Question{Text: "How much should I take?", Subjects: []string{"baclofen"}})
	if got, want := decided(a), "refused b-dose"; got != want {
		t.Errorf("Answer(%q, about baclofen) = %q, want %q", "How much should I take?", got, want)
	}
}

// TestRefusalNamesItsRule sends every refusal rule to a fixed message of its own.
func TestRefusalNamesItsRule(t *testing.T) {
	e := sampleEngine(t, ward())
	tests := []struct{ question, rule, text string }{
		{"How much baclofen should I take?", "dose-for-me", "How much you should take is something"},
		{"Can I take more baclofen?", "more-dose", "Please don't take more than you were told to."},
		{"Where can I buy Soma without a prescription?", "sourcing", "We can't help with getting medicines"},
		{"What illness do I have?", "diagnosis", "We can't tell what is wrong from a message."},
	}
	for _, tt := range tests {
		a := ask(t, e, bot.Question{Text: tt.question})
		if a.Outcome != bot.Refused || a.Rule != tt.rule {
			t.Errorf("Answer(%q) = %s by %q, want refused by %q", tt.question, a.Outcome, a.Rule, tt.rule)
			continue
		}
		if card := e.Compose(a, bot.View{}); !strings.HasPrefix(card.Text, tt.text) {
			t.Errorf("Compose(Answer(%q)).Text = %q, want it to begin %q", tt.question, card.Text, tt.text)
		}
	}
}

// TestChoicesOfAbstention offers what there is about the very medicine, at most three, and nothing about several.
func TestChoicesOfAbstention(t *testing.T) {
	var lines strings.Builder
	for i, word := range []string{"appearance", "history", "maker", "price", "taste"} {
		fmt.Fprintf(&lines, "{id: b%d, questions: [\"What is the %s of baclofen?\"], answer: About its %s., subjects: [baclofen], concepts: [what-it-is]}\n", i, word, word)
	}
	lines.WriteString(`{id: bc, questions: ["Are baclofen and Soma alike?"], answer: No., subjects: [baclofen, carisoprodol], applies: each}
{id: c, questions: ["What is the price of Soma?"], answer: Ask., subjects: [carisoprodol], concepts: [what-it-is]}
{id: g, questions: ["How long does gout last?"], answer: A week., subjects: [gout]}
`)
	e := engineOn(t, indexOf(t, contentOf(medicines, lines.String()), sampled()), func(o *bot.Options) {
		o.Policy = bot.Policy{Answer: 1.1, Offer: 1.1} // never sure enough
	})
	tests := []struct {
		question string
		from     []string
	}{
		{"Can I fly with baclofen?", []string{"b0", "b1", "b2", "b3", "b4"}},
		{"Can I fly with baclofen and zolpidem?", []string{"b0", "b1", "b2", "b3", "b4"}},
		{"Can I fly with Soma?", []string{"c"}},
		{"Can I fly with zolpidem?", nil},
		{"Can I fly with gout?", []string{"g"}},
		{"Can I fly?", nil},
	}
	for _, tt := range tests {
		a := ask(t, e, bot.Question{Text: tt.question})
		if a.Outcome != bot.Abstained {
			t.Errorf("Answer(%q) = %s, want an abstention", tt.question, decided(a))
		}
		got := idsOf(a.Choices)
		foreign := slices.ContainsFunc(got, func(id string) bool { return !slices.Contains(tt.from, id) })
		if want := min(3, len(tt.from)); len(got) != want || foreign {
			t.Errorf("Answer(%q) offers %q, want %d of %q", tt.question, got, want, tt.from)
		}
	}
}

// TestAlikeChoicesAreOne folds choices that a patient could not tell apart: a section and its parts, an entry and the
// section of the same title.
func TestAlikeChoicesAreOne(t *testing.T) {
	content := contentOf(medicines, `
{id: b-life, questions: ["Living with baclofen"], answer: Baclofen makes people sleepy and dizzy., subjects: [baclofen]}
`)
	content["articles/guide.md"] = file(`---
subjects: [baclofen]
author: Ann
sources: [{title: L}]
review: {status: sample}
---
# A guide

## Living with baclofen

Baclofen makes people sleepy and dizzy at first.

Baclofen makes people sleepy and dizzy at night.

- Baclofen: sleepy people
- Baclofen: dizzy people
`)
	x := indexOf(t, content, sampled())
	if n := x.Corpus().Len(); n < 5 {
		t.Fatalf("the content has %d passages, want an entry, a section and its parts", n)
	}
	offer := bot.Policy{Answer: 1.1, Offer: 0.01, Behind: 0.01} // whatever passes is offered
	abstain := bot.Policy{Answer: 1.1, Offer: 1.1}
	for _, policy := range []bot.Policy{offer, abstain} {
		e := engineOn(t, x, func(o *bot.Options) { o.Policy = policy })
		if a := ask(t, e, bot.Question{Text: "Does baclofen make people sleepy?"}); len(a.Choices) != 1 {
			t.Errorf("Answer = %s, want one choice: all of them read alike", decided(a))
		}
	}
}

// TestUnclearNamesOfAlikeEntries asks back once for an entry that holds for both medicines that may be meant.
func TestUnclearNamesOfAlikeEntries(t *testing.T) {
	e := sampleEngine(t, contentOf(`
- {id: valdorin, kind: medicine, names: [valdorin]}
- {id: valdoran, kind: medicine, names: [valdoran]}
`, `
{id: both, questions: ["What are the side effects of valdorin and valdoran?"], answer: Cough., subjects: [valdorin, valdoran], applies: each}
`))
	check(t, e, []decision{{"What are the side effects of valdoren?", "ambiguous [both]", bot.ReasonUnclearName}})
}

// TestLocale serves and offers only what is written in the reader's language.
func TestLocale(t *testing.T) {
	content := contentOf(medicines, `
{id: b-side, questions: ["What are the side effects of baclofen?"], answer: Sleepy., subjects: [baclofen], related: [b-side-de, b-use]}
{id: b-use, questions: ["What is baclofen used for?"], answer: Stiffness., subjects: [baclofen]}
{id: b-side-de, questions: ["Welche Nebenwirkungen hat baclofen?"], answer: Müdigkeit., subjects: [baclofen], locale: de, translation_of: b-side}
`)
	e := sampleEngine(t, content)
	tests := []struct{ question, locale, want string }{
		{"What are the side effects of baclofen?", "", "answered b-side"},
		{"What are the side effects of baclofen?", "en", "answered b-side"},
		{"Welche Nebenwirkungen hat baclofen?", "de", "answered b-side-de"},
		{"Welche Nebenwirkungen hat baclofen?", "fr", "abstained"},
	}
	for _, tt := range tests {
		if got := decided(ask(t, e, bot.Question{Text: tt.question, Locale: tt.locale})); got != tt.want {
			t.Errorf("Answer(%q, in %q) = %q, want %q", tt.question, tt.locale, got, tt.want)
		}
	}
	card := e.Compose(ask(t, e, bot.Question{Text: "What are the side effects of baclofen?"}), bot.View{})
	if len(card.Choices) != 1 || card.Choices[0].Passage != "b-use" {
		t.Errorf("Compose(b-side) offers %v, want b-use alone", card.Choices)
	}
	if a, err := e.Pick(t.Context(), "b-side-de", bot.Question{}); err != nil || a.Outcome != bot.Abstained {
		t.Errorf("Pick(b-side-de, in English) = %s, %v, want an abstention", decided(a), err)
	}
}

// TestSameAnswerAgain follows the thirteenth rule: asked again, with filler, in other letters and signs, on an index
// built anew, the answer is the same.
func TestSameAnswerAgain(t *testing.T) {
	questions := []string{
		sideQuestion, "side effects baclofen", "baclofin side effects", "Can I take baclofen with Soma?", "compare baclofen flurbozine",
		"baclofen flurbozine side effects", "side effects flurbozine", "What are the side effects of muscle relaxants?",
		"Can I fly with baclofen?", "What is gout?", "How much baclofen should I take?", "hello there",
	}
	frames := []string{"%s", "hi, %s", "%s please", "%s thanks!", "Hello! Um, so... %s Thank you", "**%s**", "> %s", "%s\n", "  %s  "}
	engines := []*bot.Engine{sampleEngine(t, ward()), sampleEngine(t, ward())}
	for _, q := range questions {
		want := decided(ask(t, engines[0], bot.Question{Text: q}))
		for i, frame := range frames {
			framed := fmt.Sprintf(frame, q)
			if got := decided(ask(t, engines[i%2], bot.Question{Text: framed})); got != want {
				t.Errorf("Answer(%q) = %q, want %q as for %q", framed, got, want, q)
			}
		}
		words := strings.Fields(q)
		for _, filler := range []string{"please", "um", "really"} {
			for i := 1; i < len(words); i++ {
				if words[i-1] == "muscle" { // a name of two words
					continue
				}
				framed := strings.Join(slices.Insert(slices.Clone(words), i, filler), " ")
				if got := decided(ask(t, engines[0], bot.Question{Text: framed})); got != want {
					t.Errorf("Answer(%q) = %q, want %q as for %q", framed, got, want, q)
				}
			}
		}
	}
}
