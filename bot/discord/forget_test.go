package discord

import (
	"context"
	"strings"
	"testing"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
)

func forgetRows() []row {
	forgets := func(where func(w *world) discordsim.Channel) func(t *testing.T, w *world) {
		return func(t *testing.T, w *world) { forgetsPatient(t, w, where(w)) }
	}
	return []row{{"/forget-me", [3]cell{{run: forgets(places[0].channel)}, {na: noCommand}, {run: forgets(places[2].channel)}}}}
}

// forgetsPatient has a patient ask until held back, and forgotten: the conversation is over, and nothing is held back.
func forgetsPatient(t *testing.T, w *world, where discordsim.Channel) {
	asked := func(question string) string {
		return readable(w.command(t, w.patient, where, "ask", map[string]any{"question": question}))
	}
	busy := w.engine.Fixed("busy", bot.View{}, nil).Text
	for range cooldownBurst {
		asked(answeredQuestion)
	}
	if text := asked(answeredQuestion); !strings.Contains(text, busy) {
		t.Fatalf("not held back:\n%s", text)
	}
	if text := readable(w.command(t, w.patient, where, "forget-me", nil)); !strings.Contains(text, "Cleared") || strings.Contains(text, "moderators") {
		t.Errorf("not confirmed in\n%s", text)
	}
	if text := asked("and the side effects?"); strings.Contains(text, "your last question") || strings.Contains(text, busy) {
		t.Errorf("something is remembered:\n%s", text)
	}
}

// TestForgetStaff: a tag stands for the moderator in the stop list and the journal; what was done still holds.
func TestForgetStaff(t *testing.T) {
	const staff = "123456789012345678"
	r := newRig(t, payloadOptions)
	if err := r.o.Stops.Withdraw("baclofen-uses", staff, "wrong"); err != nil {
		t.Fatal(err)
	}
	if err := r.o.Store.Append(t.Context(), store.Audit{Guild: "900", Staff: staff, Action: "settings"}.Event()); err != nil {
		t.Fatal(err)
	}
	req := r.baseRequest("900")
	req.user = staff
	if got := r.forgetMe(t.Context(), req, nil); got.reason != "forgotten-staff" || !strings.Contains(got.card.Text, "In 2 lines") {
		t.Errorf("forgetMe = %+v, want two lines", got)
	}
	if all := r.o.Stops.All(); len(all) != 1 || all[0].By == staff || !r.o.Stops.Stopped("baclofen-uses") {
		t.Errorf("the stop list holds %+v", all)
	}
	lines, err := r.o.Store.Since(t.Context(), store.KindAudit, 0, 10)
	if err != nil || len(lines) != 1 || lines[0].Audit.Staff == staff {
		t.Errorf("the journal holds %+v, %v", lines, err)
	}
	if got := r.forgetMe(t.Context(), req, nil); got.reason != "forgotten" {
		t.Errorf("a second time: %+v", got)
	}
}

// TestForgetThatFails: what memory holds is cleared all the same, and the person reads what is left.
func TestForgetThatFails(t *testing.T) {
	r := newRig(t, payloadOptions)
	req := r.baseRequest("900")
	req.user, req.channel = "200", "300"
	r.dialogue.Note(req.speaker(), []string{"baclofen"})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	got := r.forgetMe(ended, req, nil)
	if got.reason != "forget-failed" || got.err == nil || strings.Contains(got.err.Error(), "200") {
		t.Errorf("forgetMe without a store that answers = %+v", got)
	}
	if left := r.dialogue.Recall(req.speaker()); len(left) > 0 {
		t.Errorf("memory still holds %v", left)
	}
}

// TestForgetWithoutStore: there is nothing but memory and the stop list to clear.
func TestForgetWithoutStore(t *testing.T) {
	r := newRig(t, payloadOptions)
	r.o.Store = nil
	if got := r.forgetMe(t.Context(), r.baseRequest(""), nil); got.reason != "forgotten" {
		t.Errorf("forgetMe without a store = %+v", got)
	}
}
