package discordsim

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestCommandReply(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		q := i.ApplicationCommandData().GetOption("question").StringValue()
		if err := dg.InteractionRespond(i.Interaction, reply("You asked: "+q, discordgo.MessageFlagsEphemeral)); err != nil {
			t.Error(err)
		}
	})
	b.register(t, "", askCommand)
	ex, err := r.Command(within(t), r.patient, r.channel, "ask", map[string]any{"question": "hello"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ex.Message().Content, "You asked: hello"; got != want {
		t.Errorf("content = %q, want %q", got, want)
	}
	if !ex.Ephemeral() {
		t.Error("the response is not ephemeral")
	}
	if got := len(r.Messages(r.channel, r.patient)); got != 1 {
		t.Errorf("the patient sees %d messages, want 1", got)
	}
	other := r.AddUser("other", r.guild)
	if got := len(r.Messages(r.channel, other)); got != 0 {
		t.Errorf("another person sees %d messages, want 0", got)
	}
}
