package bot_test

import (
	"slices"
	"strings"
	"testing"

	"patientfaq/bot"
)

// TestLock holds answers and choices to the medicines that were asked about.
func TestLock(t *testing.T) {
	e := sampleEngine(t, ward())
	tests := map[string][]decision{
		"one medicine, by any of its names": {
			{"What are the side effects of baclofen?", "answered b-side", bot.ReasonFits},
			{"what are the SIDE EFFECTS of Lioresal", "answered b-side", bot.ReasonFits},
			{"What are the side effects of carisoprodol?", "answered c-side", bot.ReasonFits},
		},
		"each: some of its medicines are enough": {
			{"Can I drink alcohol with baclofen?", "answered bc-alcohol", ""},
			{"Can I drink alcohol with carisoprodol?", "answered bc-alcohol", ""},
			{"Can I drink alcohol with baclofen and Soma?", "answered bc-alcohol", ""},
			{"Can I drink alcohol with baclofen and warfarin?", "abstained [b-dose b-side b-stop]", bot.ReasonOtherSubject},
		},
		"together: all of its medicines and no other": {
			{"What is the difference between baclofen and Soma?", "answered bc-differ", ""},
			{"baclofen vs carisoprodol", "answered bc-differ", ""},
			{"Can I take Soma with Lioresal?", "answered bc-both", ""},
			{"What is the difference between baclofen and warfarin?", "abstained [b-dose b-side w-side]", bot.ReasonOtherSubject},
			{"What is the difference between baclofen, Soma and warfarin?", "abstained [b-side c-side w-side]", bot.ReasonOtherSubject},
		},
		"another medicine, declared or not": {
			{"What are the side effects of meprobamate?", "abstained", bot.ReasonOtherSubject},
			{"What are the side effects of ibuprofen?", "abstained", bot.ReasonUnknownMedicine},
			{"Can I stop taking Soma suddenly?", "abstained [c-side]", bot.ReasonOtherSubject},
			{"Can I drink alcohol with warfarin?", "abstained [w-side]", ""},
		},
		"no medicine where one is needed": {
			{"What are the side effects?", "ambiguous [b-side c-side w-side]", bot.ReasonSubjectMissing},
			{"Can I drink alcohol?", "ambiguous [bc-alcohol]", bot.ReasonSubjectMissing},
		},
		"a class asks which of its medicines": {
			{"What are the side effects of muscle relaxants?", "ambiguous [b-side c-side]", bot.ReasonSubjectMissing},
			{"What are the side effects of blood thinners?", "ambiguous [w-side]", bot.ReasonSubjectMissing},
			{"Can I drink alcohol with muscle relaxants?", "ambiguous [bc-alcohol]", bot.ReasonSubjectMissing},
		},
		"a class that the content has nothing on": {
			{"What are the side effects of antibiotics?", "abstained", ""},
			{"What are the common side effects of antibiotics?", "abstained", ""},
			{"How should I store antibiotics at home?", "answered store", ""},
		},
		"conditions": {
			{"What is gout?", "answered g-what", bot.ReasonFits},
			{"What is asthma?", "abstained", ""},
		},
		"what is about no subject": {
			{"How should I store medicines at home?", "answered store", bot.ReasonFits},
			{"How should I store baclofen at home?", "abstained [b-dose b-side b-stop]", ""},
		},
	}
	for name, group := range tests {
		t.Run(name, func(t *testing.T) { check(t, e, group) })
	}
}

// TestMisspellings follows the second rule: what sounds alike is linked and says so, what does not is asked back.
func TestMisspellings(t *testing.T) {
	e := sampleEngine(t, ward())
	check(t, e, []decision{
		{"What are the side effects of baclofin?", "answered b-side", bot.ReasonFits},
		{"What are the side effects of carisprodol?", "answered c-side", bot.ReasonFits},
		{"What are the side effects of warferine?", "answered w-side", bot.ReasonFits},
		{"What are the side effects of gablofen?", "ambiguous [b-side]", bot.ReasonUnclearName}, // a brand that only the lexicon knows
	})
	card := e.Compose(ask(t, e, bot.Question{Text: "What are the side effects of carisprodol?"}), bot.View{})
	if want := "About carisoprodol (you wrote *carisprodol*)"; !slices.Contains(card.Lead, want) {
		t.Errorf("Compose(misspelt) leads with %q, want %q among it", card.Lead, want)
	}
}

// TestTwoMedicinesOfOneMisspelling asks back where a misspelling lies between two names.
func TestTwoMedicinesOfOneMisspelling(t *testing.T) {
	e := sampleEngine(t, contentOf(`
- {id: valdorin, kind: medicine, names: [valdorin]}
- {id: valdoran, kind: medicine, names: [valdoran]}
`, `
{id: i-side, questions: ["What are the side effects of valdorin?"], answer: Cough., subjects: [valdorin]}
{id: a-side, questions: ["What are the side effects of valdoran?"], answer: Sneezing., subjects: [valdoran]}
`))
	check(t, e, []decision{
		{"What are the side effects of valdorin?", "answered i-side", bot.ReasonFits},
		{"What are the side effects of valdoren?", "ambiguous [a-side i-side]", bot.ReasonUnclearName},
	})
}

// TestUnknownMedicine says by name that there is nothing, and offers at most what is about the other medicine named.
func TestUnknownMedicine(t *testing.T) {
	e := sampleEngine(t, ward())
	tests := []struct{ question, name, want string }{
		{"What are the side effects of ozempic?", "ozempic", "abstained"},
		{"What are the side effects of flurbozine?", "flurbozine", "abstained"},
		{"Can I take baclofen with ibuprofen?", "ibuprofen", "abstained [b-dose b-side b-stop]"},
		{"baclofen or paracetamol, which has side effects?", "paracetamol", "abstained [b-dose b-side b-stop]"},
	}
	for _, tt := range tests {
		check(t, e, []decision{{tt.question, tt.want, bot.ReasonUnknownMedicine}})
		card := e.Compose(ask(t, e, bot.Question{Text: tt.question}), bot.View{})
		if want := "We have nothing reviewed on " + tt.name + "."; !strings.HasPrefix(card.Text, want) {
			t.Errorf("Compose(Answer(%q)).Text = %q, want it to begin %q", tt.question, card.Text, want)
		}
	}
}

// TestDialogueSubject lets a follow-up leave the medicine out, and nothing more.
func TestDialogueSubject(t *testing.T) {
	e := sampleEngine(t, ward())
	tests := []struct {
		question string
		subjects []string
		want     string
	}{
		{"What are the side effects?", []string{"carisoprodol"}, "answered c-side"},
		{"Can I drink alcohol?", []string{"baclofen"}, "answered bc-alcohol"},
		{"Can I drink alcohol?", []string{"warfarin"}, "abstained [w-side]"},
		{"and alcohol?", []string{"warfarin"}, "abstained [w-side]"},
		{"What is the weather like in Spain?", []string{"carisoprodol"}, "abstained"},
		{"What is the difference?", []string{"baclofen", "carisoprodol"}, "answered bc-differ"},
		{"What are the side effects?", []string{"no-such-medicine"}, "ambiguous [b-side c-side w-side]"},
		{"What are the side effects of warfarin?", []string{"carisoprodol"}, "answered w-side"},
		{"What are the side effects of ibuprofen?", []string{"carisoprodol"}, "abstained"},
		{"What is gout?", []string{"carisoprodol"}, "answered g-what"},
	}
	for _, tt := range tests {
		a := ask(t, e, bot.Question{Text: tt.question, Subjects: tt.subjects})
		slices.Sort(a.Understood.Carried)
		slices.SortFunc(a.Choices, byID)
		if got := decided(a); got != tt.want {
			t.Errorf("Answer(%q, about %q) = %q (%s), want %q", tt.question, tt.subjects, got, a.Reason, tt.want)
		}
	}
}

// TestCarriedIsSaid tells the patient which medicine a follow-up was taken to be about, where it was taken to be about one.
func TestCarriedIsSaid(t *testing.T) {
	e := sampleEngine(t, ward())
	for question, want := range map[string]bool{"What are the side effects?": true, "What is gout?": false, "What are the side effects of warfarin?": false} {
		card := e.Compose(ask(t, e, bot.Question{Text: question, Subjects: []string{"carisoprodol"}}), bot.View{})
		if got := slices.Contains(card.Lead, "Taken to be about carisoprodol, from your last question."); got != want {
			t.Errorf("Compose(Answer(%q)) leads with %q; it says what was carried over: %t, want %t", question, card.Lead, got, want)
		}
	}
}
