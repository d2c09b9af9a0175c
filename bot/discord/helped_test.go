package discord

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
)

func helpedRows() []row {
	rate := func(a action, check func(t *testing.T, w *world, ex *discordsim.Exchange, answer *discordgo.Message)) row {
		r := row{name: "button " + string(a)}
		for i, p := range places {
			r.cells[i].run = func(t *testing.T, w *world) {
				answer := p.ask(t, w, answeredQuestion)
				before := *answer
				ex, err := w.Press(within(t), w.patient, answer, buttonID(answer, a))
				if err != nil || ex.Response() != discordgo.InteractionResponseUpdateMessage {
					t.Fatalf("pressing %s: %v, %v; log:\n%s", a, ex, err, w.logged)
				}
				checkRated(t, &before, ex.Message())
				check(t, w, ex, &before)
			}
		}
		r.cells[1] = cell{na: "others read it"}
		return r
	}
	return []row{
		rate(actionHelped, func(t *testing.T, w *world, ex *discordsim.Exchange, _ *discordgo.Message) {
			w.wantCount(t, store.Helped)
			if _, err := w.Press(within(t), w.patient, ex.Message(), buttonID(ex.Message(), actionHelped)); !errors.Is(err, discordsim.ErrNotOffered) {
				t.Errorf("it can be counted again: %v", err)
			}
		}),
		rate(actionNotHelped, func(t *testing.T, w *world, ex *discordsim.Exchange, _ *discordgo.Message) {
			again := readable(w.waitFollowUp(t, ex, "Try again"))
			if !strings.Contains(again, "[pick]") || !strings.Contains(again, "Information only") {
				t.Errorf("nothing related, or no footer, in\n%s", again)
			}
			w.wantCount(t, store.NotHelped)
		}),
	}
}

// checkRated checks that a press took the two buttons away and changed nothing else.
func checkRated(t *testing.T, before, after *discordgo.Message) {
	t.Helper()
	var want strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(readable(before), "=== button\n", "=== ")) {
		if !strings.Contains(line, "[helped]") && !strings.Contains(line, "[nothelp]") {
			want.WriteString(line)
		}
	}
	got := strings.TrimSuffix(strings.ReplaceAll(readable(after), "=== button\n", "=== "), "=== Thank you. [helped]\n")
	if got != want.String() {
		t.Errorf("after the press there is\n%s, want\n%s", got, want.String())
	}
}

// wantCount checks that the answer to answeredQuestion was counted: by its entry, without anything of the patient.
func (w *world) wantCount(t *testing.T, what store.Counted) {
	t.Helper()
	s := w.flushed(t)
	for range store.LeastShown { // fewer are shown to nobody
		w.countSaid(what, "baclofen-uses")
	}
	w.flushed(t)
	counts, err := s.Counts(t.Context(), time.Time{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts {
		if c.Facet == store.ByEntry && c.Counted == what && c.Entry == "baclofen-uses" && c.N > store.LeastShown {
			return
		}
	}
	t.Errorf("%s is not counted in %+v", what, counts)
}

// TestAskedIsCounted: each question is counted with what came of it, a text that was chosen too.
func TestAskedIsCounted(t *testing.T) {
	r := newRig(t, payloadOptions)
	r.cooldown = nil // it would hold some back
	for _, name := range []string{"ask_answered", "ask_abstained", "ask_emergency", "press_pick"} {
		r.cooldown = newCooldown()
		for range store.LeastShown {
			r.Handle(t.Context(), r.payload(t, "testdata/payloads/"+name+".json"))
		}
	}
	counts, err := r.flushed(t).Counts(t.Context(), time.Time{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, c := range counts {
		if c.Counted == store.Asked && c.Facet != store.ByTopic {
			got[c.Outcome+" "+c.Entry] += c.N
		}
	}
	want := map[string]int{"answered ": 10, "answered baclofen-uses": 10, "abstained ": 5, "escalated ": 5}
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%d counted as %q, want %d", got[key], key, n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}

// TestNothingIsCountedWithoutStore: the buttons work all the same.
func TestNothingIsCountedWithoutStore(t *testing.T) {
	r := newRig(t, payloadOptions)
	r.o.Store = nil
	r.Handle(t.Context(), r.payload(t, "testdata/payloads/ask_answered.json"))
	if rep := r.helped(t.Context(), r.baseRequest(""), pressed{passage: "baclofen-uses"}); rep.reason != "rated" {
		t.Errorf("without a store: %+v", rep)
	}
}
