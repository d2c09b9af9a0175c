// Package discord is the bot's face on Discord: slash commands, buttons, mentions and direct messages in, replies out.
//
// [Bot.Handle] and [Bot.HandleMessage] turn what Discord sends into the reply it gets, and talk to nobody; only
// [Bot.Run] talks to Discord. What is said comes from the engine of package bot as a card, and this package only lays
// it out: as embeds, or as plain text. Every message says that it mentions nobody, every reply to a command or button is seen
// by the one who asked alone, and nothing a person wrote is logged, stored or put into a button.
package discord

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/store"
	"patientfaq/search"
)

// Options are what a bot needs. Engine, Live and Stops are required.
type Options struct {
	Engine *bot.Engine
	Live   *search.Live // what /reindex reloads
	Stops  *store.Stops // what /faq withdraw writes to
	Store  *store.Store // guild settings and the journal; nil: nothing is kept, and /settings says so

	HomeGuilds     []string // where the moderators' commands exist
	MessageContent bool     // ask Discord for the text of all messages, which help channels need

	// What holds in a guild whose admins have set nothing else.
	ModeratorRoles []string // roles of the home guilds whose members are moderators without Manage Messages
	StaffChannel   string   // of the home guilds: is told when a patient reports an answer; "" tells the log only
	Country        string   // ISO 3166-1 alpha-2 of the patients; "" means unknown
	Locale         string   // of the content and the fixed messages; "" means en
	TextOnly       bool     // never use embeds

	Concurrency int // events handled at once; 0 means 32

	Logger   *slog.Logger     // nil: nothing is logged
	Now      func() time.Time // nil: time.Now
	Observer Observer         // nil: nobody counts
	Version  string           // of the program, for /status
}

// Observer is told what the bot did, for figures. Its methods are called by many goroutines and must return at once. They
// are told nothing of anybody's words, and of nobody.
type Observer interface {
	// Replied is told how a request ended: one of the engine's outcomes, "fixed", "failed", or "silent" where nothing was said.
	Replied(outcome string, took time.Duration)
}

// defaultConcurrency is how many interactions are answered at once, and how many messages besides: where channels are slow to
// take replies, commands are not.
const defaultConcurrency = 32

// Bot answers on Discord. It is safe for concurrent use.
type Bot struct {
	o      Options
	engine *bot.Engine
	log    *slog.Logger
	now    func() time.Time

	commands   []command
	components map[action]component
	modals     map[action]modal

	cooldown *cooldown // for what is asked of the bot
	chatter  *cooldown // for what people write to each other in help channels
	dialogue *bot.Dialogue
	reports  *reports
	outbox   *outbox
	started  time.Time

	slots     slots // for interactions
	spoken    slots // for messages
	recent    recent
	directory directory
	setting   sync.Mutex // one change of settings at a time, so that none undoes another

	connection connection
	pace       pace
}

// New returns a bot. It does not connect: see [Bot.Run].
func New(o Options) (*Bot, error) {
	switch {
	case o.Engine == nil:
		return nil, errors.New("discord: no engine given")
	case o.Live == nil:
		return nil, errors.New("discord: no index given")
	case o.Stops == nil:
		return nil, errors.New("discord: no stop list given")
	}
	o.Locale = cmp.Or(o.Locale, "en")
	o.Concurrency = cmp.Or(max(o.Concurrency, 0), defaultConcurrency)
	b := &Bot{
		o: o, engine: o.Engine, log: o.Logger, now: o.Now,
		commands: commandTable(), components: componentTable(), modals: modalTable(),
		cooldown: newCooldown(), chatter: newCooldown(), reports: newReports(), outbox: newOutbox(),
		slots: make(slots, o.Concurrency), spoken: make(slots, o.Concurrency), pace: usualPace(),
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	if b.now == nil {
		b.now = time.Now
	}
	b.dialogue, b.started = bot.NewDialogue(b.now), b.now()
	return b, nil
}

// Handle returns the response to an interaction, or nil where there is nothing to respond to. What is to be done at Discord
// besides, [Bot.Run] does.
func (b *Bot) Handle(ctx context.Context, i *discordgo.Interaction) *discordgo.InteractionResponse {
	return b.handle(ctx, i).resp
}

// delivery is the response to an interaction and what follows once it was delivered.
type delivery struct {
	r    *request
	resp *discordgo.InteractionResponse // nil: there is nothing to respond to
	then *deed                          // nil: nothing follows
}

func (b *Bot) handle(ctx context.Context, i *discordgo.Interaction) delivery {
	if i == nil {
		return delivery{}
	}
	r := b.newRequest(i)
	switch i.Type {
	case discordgo.InteractionPing:
		return delivery{r: r, resp: &discordgo.InteractionResponse{Type: discordgo.InteractionResponsePong}}
	case discordgo.InteractionApplicationCommandAutocomplete:
		return delivery{r: r, resp: choicesResponse(b.completing(ctx, r, i))}
	}
	rep := b.answering(ctx, r, func() reply { return b.route(ctx, r, i) })
	return delivery{r: r, resp: b.response(r, rep), then: rep.then}
}

// route finds what was called, pressed or filled in. An interaction that could not be decoded has no data.
func (b *Bot) route(ctx context.Context, r *request, i *discordgo.Interaction) reply {
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		return b.runCommand(ctx, r, data)
	case discordgo.MessageComponentInteractionData:
		return b.press(ctx, r, i, data)
	case discordgo.ModalSubmitInteractionData:
		return b.submit(ctx, r, data)
	default:
		return b.failure(r, errNoData)
	}
}

var errNoData = errors.New("discord: the interaction could not be decoded")

// home tells whether a guild is one of the moderators' own.
func (b *Bot) home(guild string) bool { return guild != "" && slices.Contains(b.o.HomeGuilds, guild) }
