package discord

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
)

// Actions that these tests add to the bot's own.
const (
	testMenu   action = "test-menu"
	testOpen   action = "test-open"
	testForm   action = "test-form"
	testUpdate action = "test-update"
	testPost   action = "test-post"
	testSlow   action = "test-slow"
)

// saying is a reply with a text and a button for each action.
func saying(text string, actions ...action) reply {
	rep := reply{card: bot.Card{Text: text}, outcome: "fixed"}
	for _, a := range actions {
		rep.actions = append(rep.actions, button{label: string(a), id: customID{action: a, locale: "en"}})
	}
	return rep
}

// newStage is a world whose /help shows a button for each action.
func newStage(t *testing.T, components map[action]component, modals map[action]modal) (*world, *discordgo.Message) {
	t.Helper()
	w := newWorld(t, Options{})
	var actions []action
	for a, c := range components {
		w.components[a] = c
		actions = append(actions, a)
	}
	maps.Copy(w.modals, modals)
	for i, c := range w.commands {
		if c.def.Name == "help" {
			w.commands[i].uses[""] = use{run: func(*Bot, context.Context, *request, options) reply { return saying("stage", actions...) }}
		}
	}
	return w, w.command(t, w.patient, w.channel, "help", nil)
}

func TestFormIsOpenedAndSent(t *testing.T) {
	t.Parallel()
	var got submitted
	w, stage := newStage(t, map[action]component{
		testOpen: {run: func(_ *Bot, _ context.Context, r *request, _ pressed) reply {
			return reply{form: &form{id: customID{testForm, r.view.Locale, "k", "a"}, title: "Title", inputs: []input{
				{name: "one", label: "One", long: true, most: 20}, {name: "two", label: "Two", value: "was there", optional: true},
			}}}
		}},
	}, map[action]modal{testForm: {run: func(_ *Bot, _ context.Context, _ *request, s submitted) reply {
		got = s
		return saying("sent")
	}}})
	ex, err := w.Press(within(t), w.patient, stage, buttonID(stage, testOpen))
	if err != nil || ex.Modal() == nil {
		t.Fatalf("no form: %v; log:\n%s", err, w.logged)
	}
	sent, err := w.SubmitModal(within(t), w.patient, ex.Modal(), map[string]string{"one": " first "})
	if text := readable(w.responseOf(t, "the form", sent, err)); !strings.Contains(text, "sent") {
		t.Errorf("not the form's reply:\n%s", text)
	}
	want := customID{testForm, "en", "k", "a"}
	if got.customID != want || got.text("one") != "first" || got.text("two") != "was there" || got.text("three") != "" {
		t.Errorf("submitted %+v", got)
	}
}

func TestMenuUpdatesItsMessage(t *testing.T) {
	t.Parallel()
	var got []string
	w, stage := newStage(t, map[action]component{
		testUpdate: {run: func(_ *Bot, _ context.Context, r *request, _ pressed) reply {
			rep := saying("choose")
			rep.menus = []menu{
				{id: customID{action: testMenu, locale: r.view.Locale}, placeholder: "Choose", options: []menuOption{{"A", "a", "", false}, {"B", "b", "", true}}},
				{id: customID{testMenu, r.view.Locale, "c", ""}, kind: discordgo.ChannelSelectMenu, channelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText}, most: 2},
				{id: customID{testMenu, r.view.Locale, "r", ""}, kind: discordgo.RoleSelectMenu, chosen: []string{r.guild}},
			}
			rep.update = true
			return rep
		}},
		testMenu: {run: func(_ *Bot, _ context.Context, _ *request, p pressed) reply {
			got = append(got, p.values...)
			return saying("chosen on " + p.message.ID)
		}},
	}, nil)
	ex, err := w.Press(within(t), w.patient, stage, buttonID(stage, testUpdate))
	if err != nil || ex.Response() != discordgo.InteractionResponseUpdateMessage {
		t.Fatalf("not updated: %v, %v; log:\n%s", ex.Response(), err, w.logged)
	}
	updated := ex.Message()
	if text := readable(updated); updated.ID != stage.ID || !strings.Contains(text, "choose") || strings.Contains(text, "[test-update]") {
		t.Errorf("the message is not replaced:\n%s", text)
	}
	menus := menusOf(updated.Components)
	if len(menus) != 3 {
		t.Fatalf("%d menus, want 3", len(menus))
	}
	for i, value := range []string{"a", w.channel.ID, w.Everyone(w.guild).ID} {
		ex, err := w.Select(within(t), w.patient, updated, menus[i].CustomID, value)
		if text := readable(w.responseOf(t, "the menu", ex, err)); !strings.Contains(text, "chosen on "+stage.ID) || got[i] != value {
			t.Errorf("choosing %s: got %v and\n%s", value, got, text)
		}
	}
}

func TestWhatFollowsAResponse(t *testing.T) {
	t.Parallel()
	fails := false
	w, stage := newStage(t, map[action]component{
		testPost: {run: func(b *Bot, _ context.Context, r *request, _ pressed) reply {
			rep := saying("done")
			rep.then = &deed{sorry: "not-here", do: func(ctx context.Context, w *wire) error {
				if fails {
					return errors.New("refused")
				}
				id, err := w.say(ctx, r.channel, r.ref, send(b.render(r, saying("for all")), nil))
				if err != nil {
					return err
				}
				return w.remove(ctx, r.channel, id)
			}}
			return rep
		}},
	}, nil)
	press := func() *discordsim.Exchange {
		ex, err := w.Press(within(t), w.patient, stage, buttonID(stage, testPost))
		w.responseOf(t, "the button", ex, err)
		return ex
	}
	press()
	w.waitRequest(t, "DELETE", "/channels/"+w.channel.ID+"/messages/")
	fails = true
	w.waitFollowUp(t, press(), w.engine.Fixed("not-here", bot.View{}, nil).Text)
	w.logged.wait(t, "not done at Discord", 1)
}

func TestPublicAndSlowComponents(t *testing.T) {
	t.Parallel()
	w, stage := newStage(t, map[action]component{
		testPost: {run: func(*Bot, context.Context, *request, pressed) reply {
			rep := saying("for all")
			rep.public = true
			return rep
		}},
		testSlow: {slow: true, run: func(*Bot, context.Context, *request, pressed) reply { return saying("at last") }},
	}, nil)
	ex, err := w.Press(within(t), w.patient, stage, buttonID(stage, testPost))
	if err != nil || ex.Ephemeral() {
		t.Errorf("others do not see the response: %v", err)
	}
	ex, err = w.Press(within(t), w.patient, stage, buttonID(stage, testSlow))
	if ex.Response() != discordgo.InteractionResponseDeferredChannelMessageWithSource {
		t.Errorf("the first response is of type %d, want deferred", ex.Response())
	}
	if text := readable(w.responseOf(t, "the slow button", ex, err)); !strings.Contains(text, "at last") {
		t.Errorf("no result in\n%s", text)
	}
}

// TestComponentsAndFormsAreGuarded: what is the moderators' is refused to others, and in other guilds, whoever got hold of
// the button; and an action that is none of ours is gone.
func TestComponentsAndFormsAreGuarded(t *testing.T) {
	r := newRig(t, payloadOptions)
	r.components[testPost] = component{needs: moderator, home: true, run: func(*Bot, context.Context, *request, pressed) reply { return saying("done") }}
	r.modals[testForm] = modal{needs: admin, home: true, run: func(*Bot, context.Context, *request, submitted) reply { return saying("done") }}
	tests := []struct {
		guild, id   string
		permissions int64
		want        string
	}{
		{"900", "test-post:en", 0, "not-allowed"},
		{"901", "test-post:en", discordgo.PermissionManageMessages, "not-here"},
		{"900", "test-post:en", discordgo.PermissionManageMessages, ""},
		{"900", "test-form:en", discordgo.PermissionManageMessages, "not-allowed"},
		{"", "test-form:en", discordgo.PermissionManageGuild, "not-here"},
		{"900", "test-form:en", discordgo.PermissionManageGuild, ""},
		{"900", "burn:en", discordgo.PermissionManageGuild, "gone"},
		{"900", "test-post", discordgo.PermissionManageGuild, "gone"},
	}
	for _, tt := range tests {
		want := "done"
		if tt.want != "" {
			want = r.engine.Fixed(tt.want, bot.View{}, nil).Text
		}
		for kind, data := range map[discordgo.InteractionType]discordgo.InteractionData{
			discordgo.InteractionMessageComponent: discordgo.MessageComponentInteractionData{CustomID: tt.id},
			discordgo.InteractionModalSubmit:      discordgo.ModalSubmitInteractionData{CustomID: tt.id},
		} {
			if (kind == discordgo.InteractionModalSubmit) != strings.HasPrefix(tt.id, string(testForm)) && tt.want != "gone" {
				continue
			}
			got := seenRaw(r.Handle(t.Context(), &discordgo.Interaction{
				Type: kind, Data: data, GuildID: tt.guild,
				Member: &discordgo.Member{User: &discordgo.User{ID: "200"}, Permissions: tt.permissions},
			}))
			if !strings.Contains(got, want) {
				t.Errorf("%s in %q with %d: %s, want %q", tt.id, tt.guild, tt.permissions, got, want)
			}
		}
	}
}
