package discord

import (
	"net/http"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
)

// onlyInServers is why there is no test in direct messages of what stands in a server's channel.
const onlyInServers = "it stands in servers' channels"

func panelRows() []row {
	return []row{
		{"/panel", [3]cell{{run: postsPanel}, {na: noCommand}, {run: notOffered("panel", nil)}}},
		{"button panel", [3]cell{{run: opensPanel}, {na: "a panel answers no message"}, {na: onlyInServers}}},
		{"form panel", [3]cell{{run: asksOnPanel}, {na: "a panel answers no message"}, {na: onlyInServers}}},
	}
}

// panelIn has a moderator post a panel and returns it as others see it.
func (w *world) panelIn(t *testing.T) *discordgo.Message {
	t.Helper()
	if text := readable(w.command(t, w.mod, w.channel, "panel", nil)); !strings.Contains(text, "The panel is posted") {
		t.Errorf("not confirmed:\n%s", text)
	}
	m, err := w.WaitMessage(within(t), w.channel, func(m *discordgo.Message) bool { return buttonID(m, actionPanel) != "" })
	if err != nil {
		t.Fatalf("no panel: %v; log:\n%s", err, w.logged)
	}
	return m
}

func postsPanel(t *testing.T, w *world) {
	text := readable(w.panelIn(t))
	for _, want := range []string{"I do not read this channel", "In an emergency call 999 (United Kingdom)", "Information only"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the panel:\n%s", want, text)
		}
	}
	if seen := w.Messages(w.channel, w.patient); len(seen) != 1 {
		t.Errorf("a patient sees %d messages, want the panel alone", len(seen))
	}
	ex, err := w.ForceCommand(within(t), w.patient, w.channel, "panel", nil)
	if text := readable(w.responseOf(t, "/panel by a patient", ex, err)); !strings.Contains(text, w.engine.Fixed("not-allowed", bot.View{}, nil).Text) {
		t.Errorf("a patient whom Discord let through gets\n%s", text)
	}
}

func opensPanel(t *testing.T, w *world) {
	panel := w.panelIn(t)
	for range 2 * cooldownBurst { // what is asked may be a red flag, so that opening the form is never held back
		if form := w.openPanel(t, panel); form.Title != "Ask a question privately" || len(form.Components) != 1 {
			t.Fatalf("the form is %+v", form)
		}
	}
}

// openPanel presses the panel's button.
func (w *world) openPanel(t *testing.T, panel *discordgo.Message) *discordsim.Modal {
	t.Helper()
	ex, err := w.Press(within(t), w.patient, panel, buttonID(panel, actionPanel))
	if err != nil || ex.Modal() == nil {
		t.Fatalf("no form: %v; log:\n%s", err, w.logged)
	}
	return ex.Modal()
}

// asksOnPanel asks by the form: the answer is for the patient alone and does not repeat the question, and a red flag gets its
// card.
func asksOnPanel(t *testing.T, w *world) {
	panel := w.panelIn(t)
	for asked, want := range map[string]string{
		"what is  BACLOFEN used for???": "spasticity", emergencyQuestion: "999", "   ": "Please write your question",
	} {
		ex, err := w.SubmitModal(within(t), w.patient, w.openPanel(t, panel), map[string]string{question: asked})
		text := readable(w.responseOf(t, "the panel's form", ex, err))
		if !strings.Contains(text, want) || strings.Contains(text, asked) && strings.TrimSpace(asked) != "" {
			t.Errorf("asking %q: want %q and no echo in\n%s", asked, want, text)
		}
	}
	if seen := w.Messages(w.channel, w.mod); len(seen) != 2 { // the panel, and what the moderator alone saw of /panel
		t.Errorf("others see %d messages, want the panel alone", len(seen)-1)
	}
}

// TestPanelInHelpChannel: a panel does not say that the bot does not read where it does.
func TestPanelInHelpChannel(t *testing.T) {
	t.Parallel()
	w, channel, _ := newHelpWorld(t, Options{})
	w.channel = channel
	text := readable(w.panelIn(t))
	if strings.Contains(text, "do not read this channel") || !strings.Contains(text, "What is written in this channel I read too") {
		t.Errorf("in a help channel the panel says\n%s", text)
	}
}

// TestPanelThatMayNotBePosted: whoever asked for the panel reads that it is not there, and what is missing.
func TestPanelThatMayNotBePosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.Overwrite(w.channel, w.Server.Bot(), 0, discordgo.PermissionSendMessages)
	ex, err := w.Command(within(t), w.mod, w.channel, "panel", nil)
	w.responseOf(t, "/panel", ex, err)
	w.waitFollowUp(t, ex, "I could not post here")
}

// TestPanelWithoutEmbeds: where embeds are refused the panel is words.
func TestPanelWithoutEmbeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.SetHooks(discordsim.Hooks{REST: func(rw http.ResponseWriter, r *http.Request) bool {
		refuse := strings.HasSuffix(r.URL.Path, "/messages") && hasEmbeds(t, r)
		if refuse {
			fail(rw, http.StatusForbidden, 50013)
		}
		return refuse
	}})
	if m := w.panelIn(t); len(m.Embeds) > 0 || !strings.Contains(m.Content, "I do not read this channel") {
		t.Errorf("not all words:\n%s", readable(m))
	}
}
