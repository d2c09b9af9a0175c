package bot_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
)

// TestTopics goes through the content by subject and concept: what may not be shown is nowhere, and everything that may be
// is somewhere.
func TestTopics(t *testing.T) {
	e := sampleEngine(t, cardContent())
	v := bot.View{}
	var names []string
	found := map[string]bool{}
	for _, topic := range e.Topics(v) {
		names = append(names, topic.Name)
		aspects := e.Aspects(topic.ID, v)
		if len(aspects) == 0 {
			t.Errorf("nothing is under %s", topic.Name)
		}
		for _, a := range aspects {
			reading := e.Reading(topic.ID, a.ID, v)
			if len(reading) == 0 {
				t.Errorf("nothing is under %s, %q", topic.Name, a.Name)
			}
			for _, c := range reading {
				found[c.Passage] = true
			}
		}
	}
	if diff := cmp.Diff([]string{"baclofen", "carisoprodol", "gout", "spasticity", "warfarin"}, names); diff != "" {
		t.Errorf("Topics (-want +got):\n%s", diff)
	}
	for id, want := range map[string]bool{"b-side": true, "b-use": true, "bc-differ": true, "b-draft": false} {
		if found[id] != want {
			t.Errorf("%s is found: %v, want %v", id, found[id], want)
		}
	}
	if got := e.Reading("warfarin", "side-effects", v); len(got) != 1 || got[0].Passage != "w-side" {
		t.Errorf("Reading(warfarin, side-effects) = %v, want w-side", got)
	}
	for _, none := range [][]bot.Choice{e.Reading("nothing", "side-effects", v), e.Reading("warfarin", "alcohol", v), e.Reading("warfarin", "side-effects", bot.View{Locale: "de"})} {
		if len(none) > 0 {
			t.Errorf("Reading finds %v, want nothing", none)
		}
	}
	if got := e.Topics(bot.View{Locale: "de"}); len(got) > 0 {
		t.Errorf("Topics in German = %v, want none", got)
	}
}

// TestTopicsOfArticles lists sections and not their paragraphs, and what has no concept under a heading of its own.
func TestTopicsOfArticles(t *testing.T) {
	content := cardContent()
	content["entries/other.yaml"] = file(entries(`{id: g-word, questions: ["Gout and baths"], answer: Warm water is no cure., subjects: [gout]}`))
	e := sampleEngine(t, content)
	got := map[string]string{}
	for _, a := range e.Aspects("gout", bot.View{}) {
		for _, c := range e.Reading("gout", a.ID, bot.View{}) {
			got[c.Passage] += a.Name
		}
	}
	want := map[string]string{"guide#what-helps-against-gout-at-night": "Treatment", "g-what": "What it is", "g-word": "Other"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("under gout (-want +got):\n%s", diff)
	}
}
