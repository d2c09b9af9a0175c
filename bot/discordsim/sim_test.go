package discordsim

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// judge is the one judge of all tests of this package, with the OpenAPI document where $DISCORD_OPENAPI names it.
var judge = sync.OnceValues(func() (*Judge, error) { return NewJudge(os.Getenv("DISCORD_OPENAPI")) })

// start starts a server and checks at the end that it made no mistake itself.
func start(t *testing.T, opts Options) *Server {
	t.Helper()
	j, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	opts.Judge = j
	s, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, f := range s.Faults() {
			t.Errorf("fault of the server: %s %s: %s: %s\n%s", f.Method, f.Path, f.Rule, f.Why, f.Body)
		}
	})
	return s
}

// bot is a real client that hands what it receives to a test.
type bot struct {
	*discordgo.Session
	s *Server
}

// connect opens a session with the intents and waits until the server has it.
func connect(t *testing.T, s *Server, intents discordgo.Intent, handlers ...any) *bot {
	t.Helper()
	dg, err := s.Session(DefaultToken)
	if err != nil {
		t.Fatal(err)
	}
	dg.Identify.Intents = intents
	dg.ShouldReconnectOnError = false // the server's end is the bot's: its own Close takes a second
	for _, h := range handlers {
		dg.AddHandler(h)
	}
	before := s.Connected()
	if err := dg.Open(); err != nil {
		t.Fatal(err)
	}
	if err := s.WaitConnected(t.Context(), before+1); err != nil {
		t.Fatal(err)
	}
	return &bot{Session: dg, s: s}
}

func (b *bot) register(t *testing.T, guildID string, commands ...*discordgo.ApplicationCommand) {
	t.Helper()
	if _, err := b.ApplicationCommandBulkOverwrite(b.s.ApplicationID(), guildID, commands); err != nil {
		t.Fatal(err)
	}
}

// within bounds a wait, so that a test which would hang says so instead.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func reply(text string, flags ...discordgo.MessageFlags) *discordgo.InteractionResponse {
	r := &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{Content: text},
	}
	for _, f := range flags {
		r.Data.Flags |= f
	}
	return r
}

var askCommand = &discordgo.ApplicationCommand{
	Name: "ask", Description: "Ask a question",
	Options: []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "Your question", Required: true, Autocomplete: true},
		{Type: discordgo.ApplicationCommandOptionBoolean, Name: "public", Description: "Show it to all"},
	},
}

// room is a server with one guild, one channel and one patient in it.
type room struct {
	*Server
	guild   Guild
	channel Channel
	patient User
}

func newRoom(t *testing.T, opts Options) *room {
	t.Helper()
	s := start(t, opts)
	g := s.AddGuild("clinic")
	return &room{Server: s, guild: g, channel: s.AddChannel(g, "help"), patient: s.AddUser("pat", g)}
}
