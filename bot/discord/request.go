package discord

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
)

// request is one thing a person did, however it reached the bot. The user's ID is for the cooldown, the dialogue's
// subject and the audit line of a moderator, and for nothing else.
type request struct {
	cmd         string
	guild       string
	channel     string
	user        string
	public      bool // others read the reply
	permissions int64
	roles       []string
	target      *discordgo.Message // what a message command was called on; nil for other commands
	ref         string             // random; the patient sees it when something fails, and it is in the log
	settings    guildSettings      // of the guild, as they were when it came in
	view        bot.View
	textOnly    bool
	start       time.Time
	interaction *discordgo.Interaction // to send follow-ups to; nil for messages
}

func (b *Bot) newRequest(i *discordgo.Interaction) *request {
	r := b.baseRequest(i.GuildID)
	r.channel, r.interaction = i.ChannelID, i
	switch {
	case i.Member != nil && i.Member.User != nil:
		r.user, r.permissions, r.roles = i.Member.User.ID, i.Member.Permissions, i.Member.Roles
	case i.User != nil:
		r.user = i.User.ID
	}
	if i.GuildID != "" && i.AppPermissions != 0 && i.AppPermissions&discordgo.PermissionEmbedLinks == 0 {
		r.textOnly = true
	}
	return r
}

// baseRequest knows the place alone. Where a direct message is written from is unknown.
func (b *Bot) baseRequest(guild string) *request {
	s := b.settings(guild)
	r := &request{guild: guild, ref: newRef(), settings: s, textOnly: s.textOnly, start: b.now()}
	r.view.Locale = s.locale
	if guild != "" {
		r.view.Country = s.country
	}
	return r
}

// speaker is who asks, and where, as the dialogue tells people apart.
func (r *request) speaker() bot.Speaker {
	return bot.Speaker{User: r.user, Channel: r.channel, Public: r.public}
}

// newRef returns eight random letters and digits, in lower case because people read them aloud.
func newRef() string { return strings.ToLower(rand.Text()[:8]) }

// reply is what a handler returns, before it is laid out.
type reply struct {
	card    bot.Card
	hint    string   // a line above the footer
	staff   string   // further lines for staff, below the card's text
	links   string   // lines made of fixed words and links to channels and roles; shown as they are
	actions []button // buttons besides the card's choices
	menus   []menu   // above the buttons; all rows together are five at most
	rule    string   // the triage rule whose numbers the card's country buttons show

	form   *form                        // shown instead of the card; nothing slow may show one
	update bool                         // takes the place of the message that the component sits on
	left   []discordgo.MessageComponent // with update: only the components change, to these; nil for the whole message
	public bool                         // others see it too; never where it holds anything of the one who asked
	silent bool                         // nothing is said; only to messages, where nobody waits for an answer
	then   *deed                        // what is done at Discord once this was delivered; nil for nothing

	// What the log says of it.
	outcome string // the engine's, "fixed" for a fixed message, "failed"
	reason  string
	passage string
	version string
	err     error
}

// outcomeSilent is the outcome in the log, and for the observer, of what nothing is said to.
const outcomeSilent = "silent"

// deed is what is done at Discord once a reply was delivered: a message posted or removed.
type deed struct {
	do    func(context.Context, *wire) error
	sorry string // the fixed message that the person gets where it failed; "" for none
}

// answering runs a handler. A handler that panics is logged and the patient gets the fixed message: one goroutine's
// panic would otherwise end the process.
func (b *Bot) answering(ctx context.Context, r *request, handler func() reply) (rep reply) {
	defer func() {
		if cause := recover(); cause != nil {
			b.logPanic(ctx, r, cause)
			rep = b.failure(r, errPanic)
		}
		b.logReply(ctx, r, rep)
	}()
	return handler()
}

var errPanic = errors.New("discord: a handler panicked")

// failure is the fixed message for whatever went wrong on our side. What went wrong is in the log, under the reference.
func (b *Bot) failure(r *request, err error) reply {
	return reply{card: b.engine.Fixed("error", r.view, map[string]string{"ref": r.ref}), outcome: "failed", err: err}
}

// fixed is a fixed message; its key is the reason in the log.
func (b *Bot) fixed(r *request, key string, vars map[string]string) reply {
	return reply{card: b.engine.Fixed(key, r.view, vars), outcome: "fixed", reason: key}
}

// words are a fixed message's words, for labels and lines.
func (b *Bot) words(r *request, key string) string { return b.engine.Fixed(key, r.view, nil).Text }

// logReply writes the one line that each request gets, and tells the observer. It names no person and holds none of
// their words.
func (b *Bot) logReply(ctx context.Context, r *request, rep reply) {
	level, took := slog.LevelInfo, b.now().Sub(r.start)
	if rep.silent {
		level, rep.outcome = slog.LevelDebug, outcomeSilent
	}
	attrs := []slog.Attr{
		slog.String("cmd", r.cmd), slog.String("guild", r.guild), slog.String("ref", r.ref),
		slog.String("outcome", rep.outcome), slog.String("reason", rep.reason),
		slog.String("passage", rep.passage), slog.String("version", rep.version),
		slog.Duration("took", took),
	}
	if rep.err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("err", rep.err.Error()))
	}
	b.log.LogAttrs(ctx, level, "replied", attrs...)
	if b.o.Observer != nil {
		b.o.Observer.Replied(rep.outcome, took)
	}
}

// logPanic writes what panicked and where. A value that is no runtime error may hold a person's words, so only its type
// is named.
func (b *Bot) logPanic(ctx context.Context, r *request, cause any) {
	what := fmt.Sprintf("%T", cause)
	if err, ok := cause.(runtime.Error); ok {
		what = err.Error()
	}
	b.log.LogAttrs(ctx, slog.LevelError, "handler panicked", slog.String("cmd", r.cmd), slog.String("ref", r.ref),
		slog.String("err", what+"\n"+string(debug.Stack())))
}
