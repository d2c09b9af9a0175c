package discord

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
)

func messageRows() []row {
	answers := func(place func(w *world) discordsim.Channel) func(t *testing.T, w *world) {
		return func(t *testing.T, w *world) { answersMessages(t, w, place(w)) }
	}
	return []row{{answerFromFAQ, [3]cell{
		{run: answers(places[0].channel)}, {na: noCommand}, {run: answers(places[2].channel)},
	}}}
}

// answersMessages calls the command on the patient's messages. Nobody else sees the reply, and it does not repeat the message.
func answersMessages(t *testing.T, w *world, where discordsim.Channel) {
	for said, want := range map[string]string{
		"hey, what is  baclofen used for????": "spasticity", emergencyQuestion: "Information only", "<#123> <@456>": "Please write your question",
	} {
		text := readable(w.onMessage(t, w.patient, where, said))
		if !strings.Contains(text, want) || strings.Contains(text, said) {
			t.Errorf("on %q: want %q and no echo in\n%s", said, want, text)
		}
	}
}

// onMessage has the patient post a message, and somebody call the command on it.
func (w *world) onMessage(t *testing.T, who discordsim.User, where discordsim.Channel, text string) *discordgo.Message {
	t.Helper()
	msg, err := w.Say(within(t), w.patient, where, text)
	if err != nil {
		t.Fatal(err)
	}
	ex, err := w.MessageCommand(within(t), who, msg, answerFromFAQ)
	return w.responseOf(t, answerFromFAQ, ex, err)
}

// TestOnMessageOfAnother: what the caller last asked about does not lead the answer to somebody else's message, and that
// message is not what the caller's conversation is about afterwards.
func TestOnMessageOfAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	const followUp = "and what are the side effects?"
	w.command(t, w.mod, w.channel, "ask", map[string]any{"question": answeredQuestion})
	if text := readable(w.onMessage(t, w.mod, w.channel, followUp)); strings.Contains(text, "your last question") {
		t.Errorf("the caller's conversation leads the answer:\n%s", text)
	}
	w.onMessage(t, w.mod, w.channel, "What is carisoprodol used for?")
	if text := readable(w.command(t, w.mod, w.channel, "ask", map[string]any{"question": followUp})); !strings.Contains(text, "about baclofen") {
		t.Errorf("the message is taken for the caller's conversation:\n%s", text)
	}
}

// TestMessageCommandWithoutItsMessage hands over what discordgo makes of a command whose message it could not decode.
func TestMessageCommandWithoutItsMessage(t *testing.T) {
	r := newRig(t, payloadOptions)
	for _, resolved := range []*discordgo.ApplicationCommandInteractionDataResolved{nil, {}} {
		resp := r.Handle(t.Context(), &discordgo.Interaction{
			Type: discordgo.InteractionApplicationCommand, User: &discordgo.User{ID: "200"},
			Data: discordgo.ApplicationCommandInteractionData{
				Name: answerFromFAQ, CommandType: discordgo.MessageApplicationCommand, TargetID: "700", Resolved: resolved,
			},
		})
		if got := seenRaw(resp); !strings.Contains(got, "Reference: ") {
			t.Errorf("without its message: %s", got)
		}
	}
}
