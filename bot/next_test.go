package bot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
)

// TestNext wants below an answer what its entry names, then what else is asked about the same subjects and route, each
// concept once and those that matter for safety first; of another medicine nothing.
func TestNext(t *testing.T) {
	e := sampleEngine(t, contentOf(medicines, `
{id: b-use, questions: ["What is baclofen used for?"], answer: Stiff muscles., subjects: [baclofen], concepts: [used-for]}
{id: b-use-2, questions: ["Why is baclofen given?"], answer: For stiff muscles., subjects: [baclofen], concepts: [used-for]}
{id: b-side, questions: ["What are the side effects of baclofen?"], answer: Sleepiness., subjects: [baclofen], concepts: [side-effects]}
{id: b-side-2, questions: ["Does baclofen make people dizzy?"], answer: Dizziness is known., subjects: [baclofen], concepts: [side-effects]}
{id: b-stop, questions: ["Can I stop taking baclofen suddenly?"], answer: Not suddenly., subjects: [baclofen], concepts: [stopping], related: [b-store]}
{id: b-store, questions: ["How do I store baclofen?"], answer: Keep it dry., subjects: [baclofen], concepts: [storage]}
{id: b-pump, questions: ["Who refills the baclofen pump?"], answer: The clinic., subjects: [baclofen], concepts: [how-to-take], route: intrathecal}
{id: w-side, questions: ["What are the side effects of warfarin?"], answer: Bleeding., subjects: [warfarin], concepts: [side-effects]}
{id: bw-both, questions: ["Can I take baclofen with warfarin?"], answer: Ask first., subjects: [baclofen, warfarin], applies: together, concepts: [interactions]}
{id: store, questions: ["How should I store medicines at home?"], answer: Dry., subjects: [], concepts: [storage]}
`))
	tests := map[string][]string{
		"b-use":   {"b-stop", "b-side", "b-store"},
		"b-side":  {"b-stop", "b-use", "b-store"},
		"b-stop":  {"b-store", "b-use", "b-side"},
		"b-pump":  nil,
		"w-side":  nil,
		"bw-both": nil,
		"store":   nil,
	}
	for id, want := range tests {
		a, err := e.Pick(t.Context(), id, bot.Question{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range e.Compose(a, bot.View{}).Choices {
			got = append(got, c.Passage)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("below %s (-want +got):\n%s", id, diff)
		}
	}
}
