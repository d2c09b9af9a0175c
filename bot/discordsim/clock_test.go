package discordsim

import (
	"errors"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// TestClocks plays the three deadlines of an interaction with a clock of its own.
func TestClocks(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC))
	r := newRoom(t, Options{Now: clock.Now})
	received := make(chan *discordgo.Interaction, 1)
	b := connect(t, r.Server, discordgo.IntentsGuilds, func(_ *discordgo.Session, i *discordgo.InteractionCreate) { received <- i.Interaction })
	b.register(t, "", askCommand)
	ask := func() (*discordgo.Interaction, chan error) {
		done := make(chan error, 1)
		go func() {
			_, err := r.Command(within(t), r.patient, r.channel, "ask", map[string]any{"question": "q"})
			done <- err
		}()
		return <-received, done
	}
	late, done := ask()
	clock.Advance(3*time.Second + time.Millisecond)
	wantCode(t, "late response", b.InteractionRespond(late, reply("late")), 404, 10062)
	if err := <-done; !errors.Is(err, ErrNoResponse) {
		t.Errorf("Command = %v, want %v", err, ErrNoResponse)
	}
	i, done := ask()
	_, err := b.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: new("early")})
	wantCode(t, "edit before the response", err, 404, 10015)
	clock.Advance(3 * time.Second)
	if err := errors.Join(b.InteractionRespond(i, reply("in time")), <-done); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "second response", b.InteractionRespond(i, reply("again")), 400, 40060)
	clock.Advance(15*time.Minute - 3*time.Second)
	if _, err := b.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: new("at the last moment")}); err != nil {
		t.Error(err)
	}
	clock.Advance(time.Millisecond)
	_, err = b.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: new("too late")})
	wantCode(t, "edit after the token's life", err, 401, 50027)
}

// wantCode checks that a request was answered by one of Discord's errors.
func wantCode(t *testing.T, what string, err error, status, code int) {
	t.Helper()
	rest, ok := errors.AsType[*discordgo.RESTError](err)
	if !ok {
		t.Errorf("%s: %v, want a REST error", what, err)
		return
	}
	if rest.Response.StatusCode != status || rest.Message == nil || rest.Message.Code != code {
		t.Errorf("%s: %d %s, want %d with code %d", what, rest.Response.StatusCode, rest.ResponseBody, status, code)
	}
}
