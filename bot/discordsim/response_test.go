package discordsim

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// held is a bot that hands every interaction to the test, which answers it by hand.
type held struct {
	*room
	*bot
	got chan *discordgo.Interaction
}

func hold(t *testing.T) *held {
	t.Helper()
	h := &held{room: newRoom(t, Options{}), got: make(chan *discordgo.Interaction, 1)}
	h.bot = connect(t, h.Server, discordgo.IntentsGuilds, func(_ *discordgo.Session, i *discordgo.InteractionCreate) { h.got <- i.Interaction })
	h.register(t, "", askCommand)
	return h
}

// during runs what a person does until the bot has its interaction, and returns a function that waits for the rest.
func (h *held) during(t *testing.T, do func() (*Exchange, error)) (*discordgo.Interaction, func() *Exchange) {
	t.Helper()
	done := make(chan *Exchange, 1)
	go func() {
		ex, err := do()
		if err != nil {
			t.Error(err)
		}
		done <- ex
	}()
	return <-h.got, func() *Exchange { return <-done }
}

func (h *held) ask(t *testing.T) (*discordgo.Interaction, func() *Exchange) {
	t.Helper()
	return h.during(t, func() (*Exchange, error) {
		return h.room.Command(within(t), h.patient, h.room.channel, "ask", map[string]any{"question": "q"})
	})
}

func TestFollowupRoutes(t *testing.T) {
	t.Parallel()
	h := hold(t)
	i, rest := h.ask(t)
	if err := h.InteractionRespond(i, reply("original")); err != nil {
		t.Fatal(err)
	}
	ex := rest()
	got, err := h.InteractionResponse(i)
	if err != nil || got.Content != "original" {
		t.Errorf("InteractionResponse = %+v, %v", got, err)
	}
	m, err := h.FollowupMessageCreate(i, true, &discordgo.WebhookParams{Content: "more", Flags: discordgo.MessageFlagsEphemeral})
	if err != nil || m.Flags&discordgo.MessageFlagsEphemeral == 0 {
		t.Fatalf("FollowupMessageCreate = %+v, %v", m, err)
	}
	if err := errors.Join(h.FollowupMessageDelete(i, m.ID), h.InteractionResponseDelete(i)); err != nil {
		t.Error(err)
	}
	if ex.Message() != nil || len(ex.Followups()) != 0 || len(h.Messages(h.room.channel, h.patient)) != 0 {
		t.Error("deleted messages are still there")
	}
	_, err = h.InteractionResponse(i)
	wantCode(t, "a deleted response", err, 404, 10008)
	_, err = h.FollowupMessageEdit(i, "1", &discordgo.WebhookEdit{Content: new("a")})
	wantCode(t, "an unknown follow-up", err, 404, 10008)
	other := *i
	other.AppID = "1"
	_, err = h.InteractionResponse(&other)
	wantCode(t, "another application", err, 404, 10015)
}

// TestWithResponse checks what a callback returns when it is asked to.
func TestWithResponse(t *testing.T) {
	t.Parallel()
	h := hold(t)
	i, rest := h.ask(t)
	raw, err := h.Request("POST", discordgo.EndpointInteractionResponse(i.ID, i.Token)+"?with_response=true", &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Interaction struct {
			ID        string `json:"id"`
			Loading   bool   `json:"response_message_loading"`
			Ephemeral bool   `json:"response_message_ephemeral"`
		}
		Resource struct{ Message struct{ ID string } }
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if ex := rest(); got.Interaction.ID != i.ID || !got.Interaction.Loading || !got.Interaction.Ephemeral || got.Resource.Message.ID != ex.Message().ID {
		t.Errorf("callback = %s", raw)
	}
}

// TestWrongResponses checks that a response must fit its interaction.
func TestWrongResponses(t *testing.T) {
	t.Parallel()
	h := hold(t)
	i, rest := h.ask(t)
	for _, kind := range []discordgo.InteractionResponseType{
		discordgo.InteractionResponseUpdateMessage, discordgo.InteractionResponseDeferredMessageUpdate, discordgo.InteractionResponsePong,
	} {
		wantCode(t, "response to a command", h.InteractionRespond(i, &discordgo.InteractionResponse{Type: kind}), 400, 50035)
	}
	out := reply("choose")
	out.Data.Components = buttons(discordgo.Button{CustomID: "go", Label: "Go"})
	if err := h.InteractionRespond(i, out); err != nil {
		t.Fatal(err)
	}
	ex := rest()
	press, rest := h.during(t, func() (*Exchange, error) { return h.Press(within(t), h.patient, ex.Message(), "go") })
	update := reply("")
	update.Type = discordgo.InteractionResponseUpdateMessage
	wantCode(t, "an update that leaves nothing", h.InteractionRespond(press, update), 400, 50006)
	if err := h.InteractionRespond(press, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredMessageUpdate}); err != nil {
		t.Fatal(err)
	}
	pressed := rest()
	if _, err := h.InteractionResponseEdit(press, &discordgo.WebhookEdit{Content: new("chosen"), Components: &[]discordgo.MessageComponent{}}); err != nil {
		t.Fatal(err)
	}
	m, err := pressed.Wait(within(t))
	if err != nil || m.ID != ex.Message().ID || m.Content != "chosen" || len(m.Components) != 0 {
		t.Errorf("after the deferred update: %+v, %v", m, err)
	}
}

// TestEntityMenu checks that chosen users and roles are resolved, and that a form from a component knows its message.
func TestEntityMenu(t *testing.T) {
	t.Parallel()
	h := hold(t)
	i, rest := h.ask(t)
	out := reply("who?")
	out.Data.Components = buttons(discordgo.SelectMenu{MenuType: discordgo.MentionableSelectMenu, CustomID: "who", MaxValues: 2})
	if err := h.InteractionRespond(i, out); err != nil {
		t.Fatal(err)
	}
	first := rest()
	staff := h.AddRole(h.room.guild, "staff", 0)
	choice, rest := h.during(t, func() (*Exchange, error) {
		return h.Select(within(t), h.patient, first.Message(), "who", h.patient.ID, staff.ID)
	})
	data := choice.MessageComponentData()
	if data.Resolved.Users[h.patient.ID] == nil || data.Resolved.Roles[staff.ID] == nil || !slices.Equal(data.Values, []string{h.patient.ID, staff.ID}) {
		t.Errorf("data = %+v", data)
	}
	form := &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: &discordgo.InteractionResponseData{
		CustomID: "form", Title: "Why?", Components: buttons(discordgo.TextInput{CustomID: "why", Label: "Why", Style: discordgo.TextInputShort}),
	}}
	if err := h.InteractionRespond(choice, form); err != nil {
		t.Fatal(err)
	}
	opened := rest()
	submit, rest := h.during(t, func() (*Exchange, error) { return h.SubmitModal(within(t), h.patient, opened.Modal(), nil) })
	if submit.Message == nil || submit.Message.ID != first.Message().ID {
		t.Errorf("the form's message: %+v", submit.Message)
	}
	if err := h.InteractionRespond(submit, reply("thanks")); err != nil {
		t.Fatal(err)
	}
	if m := rest().Message(); m.Content != "thanks" {
		t.Errorf("after the form: %+v", m)
	}
}

// TestLabelModal checks a form made of labels, which the library can neither build nor decode.
func TestLabelModal(t *testing.T) {
	t.Parallel()
	h := hold(t)
	i, rest := h.ask(t)
	_, err := h.RequestRaw("POST", discordgo.EndpointInteractionResponse(i.ID, i.Token), "application/json", []byte(`{"type":9,"data":{
		"custom_id":"form","title":"Ask","components":[
			{"type":10,"content":"Please"},
			{"type":18,"label":"Question","component":{"type":4,"custom_id":"q","style":1}}]}}`), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	form := rest().Modal()
	if form == nil || form.Components != nil {
		t.Fatalf("form = %+v, want one that is not decoded", form)
	}
	sent, err := fillForm(form.raw, map[string]string{"q": "hello"})
	if err != nil {
		t.Fatal(err)
	}
	want := []object{{"type": 18, "id": 2, "component": object{"type": 4, "id": 1, "custom_id": "q", "value": "hello"}}}
	if d := cmp.Diff(want, sent); d != "" {
		t.Errorf("components (-want +got):\n%s", d)
	}
}

// TestComponentsV2 checks what comes back for a message of the second version, and that an edit keeps to its version.
func TestComponentsV2(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	dg := client(t, r.Server)
	m, err := dg.ChannelMessageSendComplex(r.channel.ID, &discordgo.MessageSend{
		Flags: discordgo.MessageFlagsIsComponentsV2,
		Components: []discordgo.MessageComponent{
			discordgo.Container{Components: []discordgo.MessageComponent{
				discordgo.Section{Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: "text"}}, Accessory: discordgo.Button{CustomID: "b", Label: "B"}},
				discordgo.Separator{},
			}},
			discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.SelectMenu{CustomID: "s", Options: []discordgo.SelectMenuOption{{Label: "a", Value: "a"}}}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Components) != 2 || m.Flags&discordgo.MessageFlagsIsComponentsV2 == 0 || !strings.Contains(Text(m), "| text\n| [B]") {
		t.Errorf("message = %+v\n%s", m, Text(m))
	}
	_, err = dg.ChannelMessageEdit(r.channel.ID, m.ID, "old style")
	wantCode(t, "content for a message of the second version", err, 400, 50035)
	plain, err := dg.ChannelMessageSend(r.channel.ID, "plain")
	if err != nil {
		t.Fatal(err)
	}
	edit := discordgo.NewMessageEdit(r.channel.ID, plain.ID)
	edit.Components = &[]discordgo.MessageComponent{discordgo.TextDisplay{Content: "new style"}}
	_, err = dg.ChannelMessageEditComplex(edit)
	wantCode(t, "a text display for a plain message", err, 400, 50035)
}
