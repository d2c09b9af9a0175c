package discord

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/bot/triage"
)

// payloadOptions are the settings that the payloads in testdata are written for.
var payloadOptions = Options{HomeGuilds: []string{"900"}, ModeratorRoles: []string{"77"}, Country: "GB"}

// TestHandle hands each payload to a bot of its own and compares what it says with the golden file beside it.
func TestHandle(t *testing.T) {
	paths, err := filepath.Glob("testdata/payloads/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no payloads: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			r := newRig(t, payloadOptions)
			resp := r.Handle(t.Context(), r.payload(t, path))
			checkResponse(t, resp)
			golden(t, filepath.Join("testdata/golden", name+".txt"), seen(r, resp))
			checkLog(t, r.logged.String())
		})
	}
}

// payload reads an interaction, with KEY(id) replaced by the key of a passage and RULE by a rule of the red flags.
func (r *rig) payload(t *testing.T, path string) *discordgo.Interaction {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data = regexp.MustCompile(`KEY\(([^)]*)\)`).ReplaceAllFunc(data, func(m []byte) []byte {
		return []byte(bot.KeyOf(string(m[len("KEY(") : len(m)-1])))
	})
	data = bytes.ReplaceAll(data, []byte("RULE"), []byte(r.emergencyRule(t)))
	i := &discordgo.Interaction{}
	if err := json.Unmarshal(data, i); err != nil {
		t.Fatal(err)
	}
	return i
}

// emergencyRule is the rule that an overdose meets.
func (r *rig) emergencyRule(t *testing.T) string {
	t.Helper()
	v := r.engine.Triage(emergencyQuestion)
	if v.Level != triage.Emergency {
		t.Fatalf("Triage(%q) = %v, want an emergency", emergencyQuestion, v)
	}
	return v.Rule
}

const emergencyQuestion = "I took too many baclofen pills"

// seen writes a response as a person sees it, without what changes from run to run.
func seen(r *rig, resp *discordgo.InteractionResponse) string {
	if resp.Type == discordgo.InteractionApplicationCommandAutocompleteResult {
		var s strings.Builder
		for _, c := range resp.Data.Choices {
			value, _ := c.Value.(string)
			if key, ok := strings.CutPrefix(value, passageMark); ok {
				value, _ = r.engine.Lookup(key)
			}
			s.WriteString(c.Name + " [" + value + "]\n")
		}
		return s.String()
	}
	text := written(resp.Data.Content, resp.Data.Embeds, resp.Data.Components)
	text = regexp.MustCompile(`Reference: \w+`).ReplaceAllString(text, "Reference: REF")
	return regexp.MustCompile(`revision \w+, in [\w.µ]+`).ReplaceAllString(text, "revision REVISION, in TOOK")
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test with -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// checkResponse checks what holds for every response.
func checkResponse(t *testing.T, resp *discordgo.InteractionResponse) {
	t.Helper()
	data, err := json.Marshal(resp)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Type == discordgo.InteractionApplicationCommandAutocompleteResult {
		if len(resp.Data.Choices) > maxSuggestions {
			t.Errorf("%d choices", len(resp.Data.Choices))
		}
		return
	}
	alone := resp.Type == discordgo.InteractionResponseChannelMessageWithSource && resp.Data.Flags == discordgo.MessageFlagsEphemeral
	if !alone && resp.Type != discordgo.InteractionResponseUpdateMessage { // an update is seen by whoever saw the message
		t.Errorf("type %d with flags %d, want a message for one person", resp.Type, resp.Data.Flags)
	}
	checkParts(t, message{resp.Data.Content, resp.Data.Embeds, resp.Data.Components})
	if !bytes.Contains(data, []byte(`"allowed_mentions":{"parse":[],"replied_user":false}`)) {
		t.Errorf("mentions are not forbidden: %s", data)
	}
	if bytes.Contains(data, []byte(":null")) {
		t.Errorf("response holds null: %s", data)
	}
}

// checkParts checks the limits and that there is a footer: every message to a patient ends with one.
func checkParts(t *testing.T, m message) {
	t.Helper()
	if !m.fits() {
		t.Errorf("message does not fit: %+v", m)
	}
	if len(m.components) > maxRows {
		t.Errorf("%d rows", len(m.components))
	}
	ids := map[string]bool{}
	for _, b := range buttonsOf(m.components) {
		if b.CustomID == "" || len(b.CustomID) > maxCustomID || ids[b.CustomID] || b.Label == "" || len([]rune(b.Label)) > maxLabel {
			t.Errorf("button %+v is not what Discord takes", b)
		}
		ids[b.CustomID] = true
	}
}

// checkLog checks that nothing is logged that a person wrote or is.
func checkLog(t *testing.T, log string) {
	t.Helper()
	for line := range strings.Lines(log) {
		var attrs map[string]any
		if err := json.Unmarshal([]byte(line), &attrs); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		for key := range attrs {
			if !strings.Contains(" time level msg cmd guild ref outcome reason passage version took err ", " "+key+" ") {
				t.Errorf("log line has an attribute %q: %s", key, line)
			}
		}
	}
	for _, word := range []string{"ozempic", "baclofin", "too many", "used for", `"200"`} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q:\n%s", word, log)
		}
	}
}

func TestHandlePing(t *testing.T) {
	r := newRig(t, Options{})
	if resp := r.Handle(t.Context(), nil); resp != nil {
		t.Errorf("Handle(nil) = %v, want nil", resp)
	}
	resp := r.Handle(t.Context(), &discordgo.Interaction{Type: discordgo.InteractionPing})
	if resp == nil || resp.Type != discordgo.InteractionResponsePong {
		t.Errorf("Handle of a ping = %v, want a pong", resp)
	}
}

// TestHandleUndecoded hands over what discordgo makes of events that it could not decode.
func TestHandleUndecoded(t *testing.T) {
	r := newRig(t, Options{})
	for kind := range discordgo.InteractionType(7) {
		for _, data := range []discordgo.InteractionData{nil, discordgo.ModalSubmitInteractionData{}, discordgo.ApplicationCommandInteractionData{
			Name: "ask", Options: []*discordgo.ApplicationCommandInteractionDataOption{nil, {Name: "question", Value: 7.0}},
		}} {
			resp := r.Handle(t.Context(), &discordgo.Interaction{Type: kind, Data: data})
			if resp == nil {
				t.Errorf("Handle(type %d, data %T) = nil", kind, data)
			}
		}
	}
	if m := r.HandleMessage(t.Context(), "1", &discordgo.Message{}); m != nil {
		t.Errorf("HandleMessage without an author = %v, want nil", m)
	}
}

func TestHandlerPanics(t *testing.T) {
	r := newRig(t, payloadOptions)
	i := r.payload(t, "testdata/payloads/ask_answered.json")
	r.source.failOnce(func() { panic("What is baclofen used for?") })
	resp := r.Handle(t.Context(), i)
	checkResponse(t, resp)
	ref := regexp.MustCompile(`Reference: (\w{8})`).FindStringSubmatch(seenRaw(resp))
	if ref == nil {
		t.Fatalf("no reference in %q", seenRaw(resp))
	}
	log := r.logged.String()
	if !strings.Contains(log, ref[1]) || !strings.Contains(log, "handler panicked") {
		t.Errorf("the log does not tell of the panic %s:\n%s", ref[1], log)
	}
	checkLog(t, log)
	i = r.payload(t, "testdata/payloads/complete_questions.json")
	r.source.failOnce(func() { panic("used for") })
	if resp := r.Handle(t.Context(), i); len(resp.Data.Choices) != 0 {
		t.Errorf("choices after a panic = %v, want none", resp.Data.Choices)
	}
	checkLog(t, r.logged.String())
}

func seenRaw(resp *discordgo.InteractionResponse) string {
	return written(resp.Data.Content, resp.Data.Embeds, resp.Data.Components)
}

func TestRedFlagsAreNeverHeldBack(t *testing.T) {
	r := newRig(t, payloadOptions)
	ordinary := r.payload(t, "testdata/payloads/ask_answered.json")
	urgent := r.payload(t, "testdata/payloads/ask_emergency.json")
	busy := r.engine.Fixed("busy", bot.View{}, nil).Text
	for range cooldownBurst {
		if got := seenRaw(r.Handle(t.Context(), ordinary)); strings.Contains(got, busy) {
			t.Fatalf("held back within a burst: %s", got)
		}
	}
	if got := seenRaw(r.Handle(t.Context(), ordinary)); !strings.Contains(got, busy) {
		t.Errorf("not held back after a burst: %s", got)
	}
	for range 3 * cooldownBurst {
		if got := seenRaw(r.Handle(t.Context(), urgent)); !strings.Contains(got, "999") {
			t.Fatalf("a red flag is held back: %s", got)
		}
	}
}
