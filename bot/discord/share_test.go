package discord

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/store"
)

func shareRows() []row {
	only := func(name string, run func(t *testing.T, w *world)) row {
		return row{name, [3]cell{{run: run}, {na: "everybody reads it already"}, {na: "nobody else is there"}}}
	}
	return []row{
		only("button share", shares),
		only("button unshare", unshares),
		only("button remove", removes),
	}
}

// misspeltQuestion is a question in words of the patient's own, which must not be found in what is shared.
const misspeltQuestion = "please please tell me what is  baclofin used for??"

// share has the patient ask and share the answer. It returns what everybody sees and what the patient alone sees.
func (w *world) share(t *testing.T) (public, private *discordgo.Message) {
	t.Helper()
	answer := w.command(t, w.patient, w.channel, "ask", map[string]any{"question": misspeltQuestion})
	ex, err := w.Press(within(t), w.patient, answer, buttonID(answer, actionShare))
	if err != nil || ex.Response() != discordgo.InteractionResponseUpdateMessage {
		t.Fatalf("pressing share: %v; log:\n%s", err, w.logged)
	}
	if buttonID(ex.Message(), actionShare) != "" {
		t.Errorf("it can be shared again:\n%s", readable(ex.Message()))
	}
	private = w.waitFollowUp(t, ex, "It is posted")
	public, err = w.WaitMessage(within(t), w.channel, func(m *discordgo.Message) bool { return buttonID(m, actionRemove) != "" })
	if err != nil {
		t.Fatalf("nothing is posted: %v; log:\n%s", err, w.logged)
	}
	return public, private
}

func shares(t *testing.T, w *world) {
	public, _ := w.share(t)
	text := readable(public)
	for _, want := range []string{answeredQuestion, "spasticity", "Sample text", "does not replace professional medical advice", "In an emergency call 999", "[wrong]"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, not := range []string{"please", "baclofin", w.patient.ID, w.patient.Name, "[helped]", "[share]"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is in\n%s", not, text)
		}
	}
	if len(public.Mentions) > 0 || public.MessageReference != nil || public.InteractionMetadata != nil {
		t.Errorf("the post leads to the patient: %+v", public)
	}
	w.waitPosted(t, public)
}

// waitPosted waits until it is noted where an answer to answeredQuestion stands.
func (w *world) waitPosted(t *testing.T, m *discordgo.Message) {
	t.Helper()
	for ctx := within(t); ; {
		posted, err := w.flushed(t).Posted(ctx, "baclofen-uses", time.Time{})
		if err != nil {
			t.Fatalf("%s is not noted: %v", m.ID, err)
		}
		if slices.ContainsFunc(posted, func(p store.Posted) bool {
			return p.Message == m.ID && p.Channel == m.ChannelID && p.Guild == w.guild.ID
		}) {
			return
		}
	}
}

// TestPublicAnswersAreNoted: so that the text can be found where it stands once it is withdrawn. What only one person reads
// is not noted.
func TestPublicAnswersAreNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})
	w.say(t, w.patient, w.DM(w.patient), answeredQuestion)
	w.waitPosted(t, w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+answeredQuestion))
	posted, err := w.flushed(t).Posted(t.Context(), "baclofen-uses", time.Time{})
	if err != nil || len(posted) != 1 {
		t.Errorf("noted %+v, %v, want the public answer alone", posted, err)
	}
}

// unshares takes a post back from the message that only its sharer sees.
func unshares(t *testing.T, w *world) {
	public, private := w.share(t)
	if _, err := w.Press(within(t), w.mod, private, buttonID(private, actionUnshare)); err == nil {
		t.Error("another person sees the sharer's message")
	}
	if text := readable(w.press(t, w.patient, private, actionUnshare)); !strings.Contains(text, "is taken away") || strings.Contains(text, "[unshare]") {
		t.Errorf("not confirmed in\n%s", text)
	}
	w.waitGone(t, public)
}

// removes has a moderator take a post away; for others the button does nothing.
func removes(t *testing.T, w *world) {
	public, _ := w.share(t)
	if text := readable(w.press(t, w.patient, public, actionRemove)); !strings.Contains(text, "moderators' permission") {
		t.Errorf("a patient gets\n%s", text)
	}
	if text := readable(w.press(t, w.mod, public, actionRemove)); !strings.Contains(text, "is taken away") {
		t.Errorf("a moderator gets\n%s", text)
	}
	w.waitGone(t, public)
}

// waitGone waits until a message is deleted.
func (w *world) waitGone(t *testing.T, m *discordgo.Message) {
	t.Helper()
	w.waitRequest(t, "DELETE", "/channels/"+m.ChannelID+"/messages/"+m.ID)
	for _, left := range w.Messages(w.channel, w.patient) {
		if left.ID == m.ID {
			t.Error("the message is still there")
		}
	}
}

// TestShareWhereOneMayNotWrite: the bot writes nothing for those who may not write there themselves.
func TestShareWhereOneMayNotWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	answer := w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})
	w.Overwrite(w.channel, w.patient, 0, discordgo.PermissionSendMessages)
	if text := readable(w.press(t, w.patient, answer, actionShare)); !strings.Contains(text, "You may not write in this channel") {
		t.Errorf("not refused:\n%s", text)
	}
	if seen := w.Messages(w.channel, w.mod); len(seen) > 0 {
		t.Errorf("something is posted:\n%s", readable(seen[0]))
	}
}

// TestShareThatFails: who shared or removed reads that nothing came of it.
func TestShareThatFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	answer := w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})
	w.Overwrite(w.channel, w.Server.Bot(), 0, discordgo.PermissionSendMessages)
	ex, err := w.Press(within(t), w.patient, answer, buttonID(answer, actionShare))
	if err != nil {
		t.Fatal(err)
	}
	w.waitFollowUp(t, ex, "I could not post here")
	w.Overwrite(w.channel, w.Server.Bot(), discordgo.PermissionSendMessages, 0)

	public, private := w.share(t)
	if err := w.Delete(within(t), w.mod, public); err != nil {
		t.Fatal(err)
	}
	ex, err = w.Press(within(t), w.patient, private, buttonID(private, actionUnshare))
	if err != nil {
		t.Fatal(err)
	}
	w.waitFollowUp(t, ex, "I could not take it away")
}

// TestShareWithdrawn: what was withdrawn meanwhile is not shared.
func TestShareWithdrawn(t *testing.T) {
	r := newRig(t, payloadOptions)
	if err := r.o.Stops.Withdraw("baclofen-uses", "100", "wrong"); err != nil {
		t.Fatal(err)
	}
	req := r.baseRequest("900")
	req.permissions = discordgo.PermissionSendMessages
	if rep := r.share(t.Context(), req, pressed{passage: "baclofen-uses"}); rep.reason != "gone" || rep.then != nil {
		t.Errorf("sharing a withdrawn text: %+v", rep)
	}
}

// TestButtonsWithoutTheirMessage: where Discord does not say what a button is on, nothing is removed and nothing fails.
func TestButtonsWithoutTheirMessage(t *testing.T) {
	r := newRig(t, payloadOptions)
	public := &discordgo.Message{ID: "700", Components: []discordgo.MessageComponent{&discordgo.Button{}}}
	for name, rep := range map[string]reply{
		"remove":         r.remove(t.Context(), r.baseRequest("900"), pressed{}),
		"unshare":        r.unshare(t.Context(), r.baseRequest("900"), pressed{}),
		"unshare public": r.unshare(t.Context(), r.baseRequest("900"), pressed{message: public}),
	} {
		if rep.reason != "gone" || rep.then != nil {
			t.Errorf("%s: %+v, want that it is gone", name, rep)
		}
	}
	if rep := r.without(r.baseRequest("900"), pressed{message: public}, "rated", actionHelped); !rep.update || len(rep.left) > 0 {
		t.Errorf("without rows: %+v", rep)
	}
}
