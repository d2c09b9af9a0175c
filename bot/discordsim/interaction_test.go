package discordsim

import (
	"errors"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// respond registers a handler that answers every interaction with what f returns.
func respond(t *testing.T, f func(*discordgo.InteractionCreate) *discordgo.InteractionResponse) any {
	return func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		if err := dg.InteractionRespond(i.Interaction, f(i)); err != nil {
			t.Errorf("respond: %v", err)
		}
	}
}

func buttons(list ...discordgo.MessageComponent) []discordgo.MessageComponent {
	return []discordgo.MessageComponent{discordgo.ActionsRow{Components: list}}
}

func TestCommandReply(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		q := i.ApplicationCommandData().GetOption("question").StringValue()
		return reply("You asked: "+q, discordgo.MessageFlagsEphemeral)
	}))
	b.register(t, "", askCommand)
	ex, err := r.Command(within(t), r.patient, r.channel, "/ask", map[string]any{"question": "hello", "public": true})
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
	if list := r.Rejections(); len(list) > 0 {
		t.Errorf("rejections: %+v", list)
	}
}

// TestInteractionPayload checks what a bot reads from an interaction in a guild and in direct messages.
func TestInteractionPayload(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	got := make(chan *discordgo.Interaction, 2)
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		got <- i.Interaction
		return reply("ok")
	}))
	b.register(t, "", askCommand)
	german := r.AddUserAs(User{Name: "hans", Locale: discordgo.German}, r.guild)
	for _, where := range []Channel{r.channel, r.DM(german)} {
		if _, err := r.Command(within(t), german, where, "ask", map[string]any{"question": "q"}); err != nil {
			t.Fatal(err)
		}
	}
	guild, dm := <-got, <-got
	if guild.Member == nil || guild.User != nil || guild.Member.User.ID != german.ID || guild.Member.Permissions != memberPermissions {
		t.Errorf("in the guild: member %+v, user %+v", guild.Member, guild.User)
	}
	if guild.GuildLocale == nil || *guild.GuildLocale != discordgo.EnglishUS || guild.Locale != discordgo.German {
		t.Errorf("in the guild: locale %q, guild locale %v", guild.Locale, guild.GuildLocale)
	}
	if guild.Context != discordgo.InteractionContextGuild || guild.AppPermissions == 0 || guild.Entitlements == nil {
		t.Errorf("in the guild: context %d, app permissions %d, entitlements %v", guild.Context, guild.AppPermissions, guild.Entitlements)
	}
	want := map[discordgo.ApplicationIntegrationType]string{discordgo.ApplicationIntegrationGuildInstall: r.guild.ID}
	if d := cmp.Diff(want, guild.AuthorizingIntegrationOwners); d != "" {
		t.Errorf("in the guild: owners (-want +got):\n%s", d)
	}
	if dm.Member != nil || dm.User == nil || dm.User.ID != german.ID || dm.GuildID != "" || dm.GuildLocale != nil {
		t.Errorf("in direct messages: member %+v, user %+v, guild %q", dm.Member, dm.User, dm.GuildID)
	}
	if dm.Context != discordgo.InteractionContextBotDM {
		t.Errorf("in direct messages: context %d", dm.Context)
	}
}

func TestDeferEditFollowup(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	goOn := make(chan struct{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		err := dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral},
		})
		<-goOn
		for _, content := range []string{"first", "second"} {
			_, editErr := dg.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &content})
			err = errors.Join(err, editErr)
		}
		m, followErr := dg.FollowupMessageCreate(i.Interaction, true, &discordgo.WebhookParams{Content: "more"})
		if err = errors.Join(err, followErr); err != nil {
			t.Error(err)
			return
		}
		content := "even more"
		if _, err := dg.FollowupMessageEdit(i.Interaction, m.ID, &discordgo.WebhookEdit{Content: &content}); err != nil {
			t.Error(err)
		}
	})
	b.register(t, r.guild.ID, askCommand)
	ctx := within(t)
	ex, err := r.Command(ctx, r.patient, r.channel, "ask", map[string]any{"question": "q"})
	if err != nil {
		t.Fatal(err)
	}
	if m := ex.Message(); m.Flags&discordgo.MessageFlagsLoading == 0 || !ex.Ephemeral() {
		t.Errorf("after the deferral: flags %b, want thinking and ephemeral", m.Flags)
	}
	close(goOn)
	var got []string
	for range 4 {
		m, err := ex.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m.Content)
	}
	if d := cmp.Diff([]string{"first", "second", "more", "even more"}, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	m, err := ex.Wait(ctx)
	if err != nil || m.Content != "second" || m.EditedTimestamp == nil {
		t.Errorf("Wait = %+v, %v, want the edited second", m, err)
	}
	if list := ex.Followups(); len(list) != 1 || list[0].Content != "even more" {
		t.Errorf("Followups = %+v", list)
	}
}

// TestFirstFollowup checks that the first follow-up to a deferred response takes the place of "thinking".
func TestFirstFollowup(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		err := dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource})
		_, followErr := dg.FollowupMessageCreate(i.Interaction, true, &discordgo.WebhookParams{Content: "done"})
		if err = errors.Join(err, followErr); err != nil {
			t.Error(err)
		}
	})
	b.register(t, "", askCommand)
	ex, err := r.Command(within(t), r.patient, r.channel, "ask", map[string]any{"question": "q"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := ex.Wait(within(t))
	if err != nil || m.Content != "done" || len(ex.Followups()) != 0 {
		t.Errorf("Wait = %+v, %v; %d follow-ups, want one message in all", m, err, len(ex.Followups()))
	}
}

func TestPressAndSelect(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		if i.Type == discordgo.InteractionApplicationCommand {
			out := reply("choose")
			out.Data.Components = append(buttons(discordgo.Button{CustomID: "go", Label: "Go"}, discordgo.Button{CustomID: "off", Label: "Off", Disabled: true}),
				buttons(discordgo.SelectMenu{CustomID: "pick", Options: []discordgo.SelectMenuOption{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}}})...)
			return out
		}
		data := i.MessageComponentData()
		out := reply(data.CustomID + " " + i.Message.Content)
		if data.CustomID == "pick" {
			out.Type = discordgo.InteractionResponseUpdateMessage
			out.Data.Content = "picked " + data.Values[0]
		}
		return out
	}))
	b.register(t, "", askCommand)
	ctx := within(t)
	ask, err := r.Command(ctx, r.patient, r.channel, "ask", map[string]any{"question": "q"})
	if err != nil {
		t.Fatal(err)
	}
	press, err := r.Press(ctx, r.patient, ask.Message(), "go")
	if err != nil {
		t.Fatal(err)
	}
	if m := press.Message(); m.Content != "go choose" || m.MessageReference == nil || m.MessageReference.MessageID != ask.Message().ID {
		t.Errorf("after the press: %+v", m)
	}
	for _, id := range []string{"off", "pick", "none"} {
		if _, err := r.Press(ctx, r.patient, ask.Message(), id); !errors.Is(err, ErrNotOffered) {
			t.Errorf("Press(%q) = %v, want %v", id, err, ErrNotOffered)
		}
	}
	for _, values := range [][]string{{"c"}, {"a", "b"}, nil} {
		if _, err := r.Select(ctx, r.patient, ask.Message(), "pick", values...); !errors.Is(err, ErrNotOffered) {
			t.Errorf("Select(%q) = %v, want %v", values, err, ErrNotOffered)
		}
	}
	pick, err := r.Select(ctx, r.patient, ask.Message(), "pick", "b")
	if err != nil {
		t.Fatal(err)
	}
	m, err := pick.Wait(ctx)
	if err != nil || m.Content != "picked b" || m.ID != ask.Message().ID || len(m.Components) != 0 {
		t.Errorf("after the choice: %+v, %v, want the first message changed", m, err)
	}
}

func TestModal(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		if i.Type == discordgo.InteractionModalSubmit {
			row, _ := i.ModalSubmitData().Components[0].(*discordgo.ActionsRow)
			input, _ := row.Components[0].(*discordgo.TextInput)
			return reply(i.ModalSubmitData().CustomID+": "+input.Value, discordgo.MessageFlagsEphemeral)
		}
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: &discordgo.InteractionResponseData{
			CustomID: "form", Title: "Ask",
			Components: buttons(discordgo.TextInput{CustomID: "q", Label: "Question", Style: discordgo.TextInputShort, Required: true, MaxLength: 5}),
		}}
	}))
	b.register(t, "", askCommand)
	ctx := within(t)
	ex, err := r.Command(ctx, r.patient, r.channel, "ask", map[string]any{"question": "q"})
	if err != nil {
		t.Fatal(err)
	}
	form := ex.Modal()
	if form == nil || form.Title != "Ask" || len(form.Components) != 1 || ex.Message() != nil {
		t.Fatalf("form = %+v, message = %+v", form, ex.Message())
	}
	if _, err := ex.Wait(ctx); err == nil {
		t.Error("Wait returned a message where there is a form")
	}
	for _, fields := range []map[string]string{nil, {"q": "too long"}, {"q": "a", "x": "b"}} {
		if _, err := r.SubmitModal(ctx, r.patient, form, fields); !errors.Is(err, ErrNotOffered) {
			t.Errorf("SubmitModal(%v) = %v, want %v", fields, err, ErrNotOffered)
		}
	}
	sent, err := r.SubmitModal(ctx, r.patient, form, map[string]string{"q": "hello"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sent.Message().Content, "form: hello"; got != want {
		t.Errorf("content = %q, want %q", got, want)
	}
}

func TestAutocomplete(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		option := i.ApplicationCommandData().GetOption("question")
		if i.Type != discordgo.InteractionApplicationCommandAutocomplete || !option.Focused {
			t.Errorf("type %d, focused %t", i.Type, option.Focused)
		}
		return &discordgo.InteractionResponse{
			Type: discordgo.InteractionApplicationCommandAutocompleteResult,
			Data: &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: option.StringValue() + "lofen", Value: "baclofen"}}},
		}
	}))
	b.register(t, "", askCommand)
	choices, err := r.Autocomplete(within(t), r.patient, r.channel, "ask", "question", "bac", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(choices) != 1 || choices[0].Name != "baclofen" {
		t.Errorf("choices = %+v", choices)
	}
	if _, err := r.Autocomplete(within(t), r.patient, r.channel, "ask", "public", "t", nil); !errors.Is(err, ErrNotOffered) {
		t.Errorf("Autocomplete(public) = %v, want %v", err, ErrNotOffered)
	}
}

func TestMessageCommand(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Options{})
	b := connect(t, r.Server, discordgo.IntentsGuilds, respond(t, func(i *discordgo.InteractionCreate) *discordgo.InteractionResponse {
		data := i.ApplicationCommandData()
		return reply("about: " + data.Resolved.Messages[data.TargetID].Content)
	}))
	b.register(t, r.guild.ID, &discordgo.ApplicationCommand{Name: "Make this an FAQ entry", Type: discordgo.MessageApplicationCommand})
	msg, err := r.Say(t.Context(), r.patient, r.channel, "is it safe?")
	if err != nil {
		t.Fatal(err)
	}
	ex, err := r.MessageCommand(within(t), r.patient, msg, "Make this an FAQ entry")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ex.Message().Content, "about: is it safe?"; got != want {
		t.Errorf("content = %q, want %q", got, want)
	}
}
