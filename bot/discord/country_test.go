package discord

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// TestCountryIsChosen: where the country is unknown what sends people to an advice line has a menu, and what was chosen is
// forgotten with the message.
func TestCountryIsChosen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	for _, q := range []string{abstainedQuestion, refusedQuestion} {
		for _, direct := range []bool{true, false} {
			asker := w.fork()
			where := asker.channel
			if direct {
				where = w.DM(asker.patient)
			}
			msg := asker.command(t, asker.patient, where, "ask", map[string]any{"question": q})
			id := menuID(msg.Components, actionCountry)
			if id == "" {
				t.Fatalf("no menu of countries under\n%s", readable(msg))
			}
			ex, err := w.Select(within(t), asker.patient, msg, id, "GB")
			text := readable(w.responseOf(t, "menu", ex, err))
			for _, want := range []string{"Who to call in United Kingdom", "111", "999", "Not in United Kingdom?", "Information only"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in\n%s", want, text)
				}
			}
			if text := readable(asker.command(t, asker.patient, where, "ask", map[string]any{"question": q})); strings.Contains(text, "111") {
				t.Errorf("the country is remembered:\n%s", text)
			}
		}
	}
	answered := w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})
	if id := menuID(answered.Components, actionCountry); id != "" {
		t.Errorf("a menu of countries under\n%s", readable(answered))
	}
}

// TestReportingFromAnywhere: who reads of side effects and is in no known country finds where to report them there.
func TestReportingFromAnywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	answer := w.say(t, w.patient, w.DM(w.patient), "What are the side effects of baclofen?")
	id := menuID(answer.Components, actionCountry)
	if text := readable(answer); id == "" || !strings.Contains(text, "Report a side effect: choose your country") {
		t.Fatalf("no menu of countries under\n%s", text)
	}
	for country, want := range map[string]string{"GB": "Yellow Card", "US": "MedWatch"} {
		ex, err := w.Select(within(t), w.patient, answer, id, country)
		if text := readable(w.responseOf(t, "menu", ex, err)); !strings.Contains(text, want) || !strings.Contains(text, "Information only") {
			t.Errorf("%s: %q or the last line is not in\n%s", country, want, text)
		}
	}
}

// TestCountryUnknown: a country that the content has no numbers of, as of an old message, is said to be gone.
func TestCountryUnknown(t *testing.T) {
	r := newRig(t, Options{})
	for _, values := range [][]string{nil, {"ZZ"}, {""}} {
		if rep := r.countryChosen(t.Context(), &request{}, pressed{values: values}); rep.reason != "gone" {
			t.Errorf("countryChosen(%q) = %s, want gone", values, rep.reason)
		}
	}
	if len(r.numbersMenu(&request{}, bot.Card{})) != 0 {
		t.Error("a menu without countries")
	}
}

// menuID is the custom ID of the first menu with an action, "" where there is none.
func menuID(components []discordgo.MessageComponent, a action) string {
	for _, m := range menusOf(components) {
		if id, ok := parseCustomID(m.CustomID); ok && id.action == a {
			return m.CustomID
		}
	}
	return ""
}
