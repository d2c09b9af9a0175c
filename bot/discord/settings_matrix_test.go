package discord

import (
	"errors"
	"strings"
	"testing"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
)

// settingsRows try /settings in a guild that is no home, where it changes nothing for the other rows, and the menu of
// countries.
func settingsRows() []row {
	help := func(w *world) map[string]any { return map[string]any{optionChannel: w.other, optionOn: false} }
	return []row{
		settingsRow("show", func(*world) map[string]any { return nil }, "This holds"),
		settingsRow("set", func(*world) map[string]any { return map[string]any{optionCountry: "US"} }, "United States"),
		{"/settings set autocompletion", [3]cell{{run: completesCountries}, {na: noCommand}, {na: "the command is not offered there"}}},
		settingsRow("channel", func(w *world) map[string]any { return map[string]any{optionChannel: w.other, optionRule: ruleAllow} }, "Saved"),
		settingsRow("help-channel", help, "Saved"),
		settingsRow("reset", func(*world) map[string]any { return map[string]any{optionWhat: "everything"} }, "Saved"),
		{"button " + string(actionCountry), [3]cell{{run: choosesCountry(places[0])}, {run: choosesCountry(places[1])}, {run: choosesCountry(places[2])}}},
	}
}

// settingsRow is a subcommand of /settings: what an admin gets, and that nobody else may.
func settingsRow(sub string, opts func(*world) map[string]any, want string) row {
	run := func(t *testing.T, w *world) {
		w.set(t, w.other, sub, opts(w), want)
		if _, err := w.Command(within(t), w.patient, w.other, "settings "+sub, opts(w)); !errors.Is(err, discordsim.ErrNotOffered) {
			t.Errorf("a patient is offered /settings %s: %v", sub, err)
		}
		ex, err := w.ForceCommand(within(t), w.patient, w.other, "settings "+sub, opts(w))
		text := readable(w.responseOf(t, "/settings by a patient", ex, err))
		if !strings.Contains(text, w.engine.Fixed("not-allowed", bot.View{}, nil).Text) {
			t.Errorf("a patient whom Discord let through gets\n%s", text)
		}
	}
	direct := func(t *testing.T, w *world) { notOffered("settings "+sub, opts(w))(t, w) }
	return row{"/settings " + sub, [3]cell{{run: run}, {na: noCommand}, {run: direct}}}
}

func completesCountries(t *testing.T, w *world) {
	choices, err := w.Autocomplete(within(t), w.boss, w.other, "settings set", optionCountry, "united", nil)
	if err != nil || len(choices) != 2 || choices[0].Value != "GB" || choices[1].Value != "US" {
		t.Errorf("choices = %v, %v, want GB and US", choices, err)
	}
}

// choosesCountry chooses from the menu under an abstention, where the country is unknown.
func choosesCountry(p place) func(t *testing.T, w *world) {
	return func(t *testing.T, w *world) {
		if p.country != "" {
			w = newWorld(t, Options{})
		}
		msg := p.ask(t, w, abstainedQuestion)
		ex, err := w.Select(within(t), w.patient, msg, menuID(msg.Components, actionCountry), "GB")
		if text := readable(w.responseOf(t, "menu", ex, err)); !strings.Contains(text, "111") {
			t.Errorf("not whom to call:\n%s", text)
		}
	}
}
