package discord

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Discord takes the first response to an interaction within three seconds of its making. Half a second of that is for the way;
// what comes later is dropped, as the person has already read that the application did not respond.
const (
	interactionBudget = 2500 * time.Millisecond
	messageBudget     = 10 * time.Second // nobody counts, but nobody waits longer either
	slowBudget        = 10 * time.Minute // the token lives for fifteen
	drainBudget       = 5 * time.Second
)

// Run connects to Discord with the session's token, and answers until ctx ends, then lets what is being answered finish. It comes
// back by itself from whatever ends a connection, and returns an error only where Discord refuses the bot until a person
// has changed something: a [*RefusedError].
//
// Run takes the session over. It is what requests are made with, and is never opened: see [link].
func (b *Bot) Run(ctx context.Context, s *discordgo.Session) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if b.o.MessageContent {
		s.Identify.Intents |= discordgo.IntentsMessageContent
	}
	g := newGateway(s, b.pace, b.log, &b.connection)
	w := newWire(s, g, newThrottle(s.Client.Transport, b.log, b.pace.repeat))
	b.directory.wire.Store(w)
	g.handle = b.handler(ctx, w)
	online, leave := context.WithCancel(context.WithoutCancel(ctx)) // until what has begun has finished
	defer leave()
	var refused error
	var wg sync.WaitGroup
	wg.Go(func() {
		defer cancel()
		b.steadily(online, func(ctx context.Context) { refused = g.run(ctx) })
	})
	for _, part := range []func(context.Context){
		func(ctx context.Context) { b.register(ctx, w) },
		func(ctx context.Context) { b.postNotices(ctx, w) },
		b.tellStaff, b.alertStaff,
	} {
		wg.Go(func() { b.steadily(ctx, part) })
	}
	<-ctx.Done()
	b.drain()
	leave()
	wg.Wait()
	return refused
}

// steadily runs a part of the bot, again after a while where it panicked: what it worked on came from Discord.
func (b *Bot) steadily(ctx context.Context, part func(context.Context)) {
	for b.panics(ctx, part) && sleep(ctx, b.pace.last) == nil {
	}
}

func (b *Bot) panics(ctx context.Context, part func(context.Context)) (panicked bool) {
	panicked = true
	defer b.recovered(ctx)
	part(ctx)
	return false
}

// handler is what is done with events. What has begun may finish after ctx has ended, and nothing begins then. Discordgo calls it
// in a goroutine of its own for each event and knows nothing of panics, so that one would end the process.
func (b *Bot) handler(ctx context.Context, w *wire) func(event any) {
	begun := context.WithoutCancel(ctx)
	return func(event any) {
		if ctx.Err() != nil {
			return
		}
		defer b.recovered(begun)
		switch e := event.(type) {
		case *discordgo.InteractionCreate:
			b.onInteraction(begun, w, e.Interaction)
		case *discordgo.MessageCreate:
			b.onMessage(begun, w, e.Message)
		case *discordgo.GuildCreate:
			b.onGuild(begun, w, e.Guild)
		case *discordgo.GuildDelete:
			b.onGuildGone(begun, e.Guild)
		case *discordgo.Ready:
			b.onReady(begun, e)
		}
	}
}

// drain waits until no handler runs any more.
func (b *Bot) drain() {
	limit := time.NewTimer(drainBudget)
	defer limit.Stop()
	if !b.slots.drain(limit.C) || !b.spoken.drain(limit.C) {
		b.log.Warn("stopped while still answering")
	}
}

// recovered keeps a panic in delivery from ending the process; handlers have their own.
func (b *Bot) recovered(ctx context.Context) {
	if cause := recover(); cause != nil {
		b.logPanic(ctx, &request{cmd: "deliver"}, cause)
	}
}

// onInteraction answers an interaction within its time. Discordgo calls it in a goroutine of its own.
func (b *Bot) onInteraction(ctx context.Context, w *wire, i *discordgo.Interaction) {
	made, err := discordgo.SnowflakeTimestamp(i.ID)
	if err != nil {
		b.log.Warn("interaction without an ID dropped")
		return
	}
	if !b.recent.first(i.ID) {
		b.log.Info("sent twice", "guild", i.GuildID)
		return
	}
	ctx, cancel := context.WithDeadline(ctx, made.Add(interactionBudget))
	defer cancel()
	if ctx.Err() != nil || !b.slots.acquire(ctx) {
		b.log.Warn("late interaction dropped", "guild", i.GuildID, "took", b.now().Sub(made))
		return
	}
	if b.slow(i) {
		defer b.slots.release()
		b.answerSlowly(ctx, w, i)
		return
	}
	// The slot is held until both the handler has ended and the response is delivered.
	var holders atomic.Int32
	holders.Store(2)
	letGo := func() {
		if holders.Add(-1) == 0 {
			b.slots.release()
		}
	}
	defer letGo()
	d := b.inTime(ctx, i, letGo)
	if d.resp == nil {
		return
	}
	after := context.WithoutCancel(ctx)
	if err := w.respond(after, i, d.resp); err != nil {
		b.log.Error("response not delivered", "guild", i.GuildID, "err", wireError(err))
		return
	}
	b.follow(after, w, i, d)
}

// follow does what follows a response. Where it fails the person is told, if there is something to tell.
func (b *Bot) follow(ctx context.Context, w *wire, i *discordgo.Interaction, d delivery) {
	if d.then == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, messageBudget)
	defer cancel()
	err := d.then.do(ctx, w)
	if err == nil {
		return
	}
	b.log.Error("not done at Discord", "cmd", d.r.cmd, "guild", i.GuildID, "ref", d.r.ref, "err", wireError(err))
	if d.then.sorry == "" {
		return
	}
	sorry := b.response(d.r, b.fixed(d.r, d.then.sorry, map[string]string{"ref": d.r.ref}))
	if err := w.followUp(ctx, i, sorry.Data); err != nil {
		b.log.Error("response not delivered", "guild", i.GuildID, "ref", d.r.ref, "err", wireError(err))
	}
}

// inTime is handle within the deadline: a search that hangs must not keep the patient from reading that it did. It calls
// ended once the handler has really ended.
func (b *Bot) inTime(ctx context.Context, i *discordgo.Interaction, ended func()) delivery {
	done := make(chan delivery, 1)
	go func() {
		defer ended()
		defer b.recovered(ctx)
		done <- b.handle(ctx, i)
	}()
	select {
	case d := <-done:
		return d
	case <-ctx.Done():
	}
	select {
	case d := <-done:
		return d
	default:
	}
	if i.Type == discordgo.InteractionApplicationCommandAutocomplete {
		return delivery{}
	}
	r := b.newRequest(i)
	rep := b.failure(r, context.DeadlineExceeded)
	b.logReply(ctx, r, rep)
	return delivery{r: r, resp: b.response(r, rep)}
}

// slow tells whether what was called, pressed or filled in takes longer than Discord waits.
func (b *Bot) slow(i *discordgo.Interaction) bool {
	switch data := i.Data.(type) {
	case discordgo.ApplicationCommandInteractionData:
		_, u, _, ok := b.find(data)
		return ok && u.slow && i.Type == discordgo.InteractionApplicationCommand
	case discordgo.MessageComponentInteractionData:
		id, ok := parseCustomID(data.CustomID)
		return ok && b.components[id.action].slow
	case discordgo.ModalSubmitInteractionData:
		id, ok := parseCustomID(data.CustomID)
		return ok && b.modals[id.action].slow
	}
	return false
}

// answerSlowly shows "thinking" at once and puts the response in its place when there is one.
func (b *Bot) answerSlowly(ctx context.Context, w *wire, i *discordgo.Interaction) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), slowBudget)
	defer cancel()
	if err := w.respond(ctx, i, deferred()); err != nil {
		b.log.Error("response not delivered", "guild", i.GuildID, "err", wireError(err))
		return
	}
	d := b.handle(ctx, i)
	if err := w.edit(ctx, i, d.resp.Data); err != nil {
		b.log.Error("response not delivered", "guild", i.GuildID, "err", wireError(err))
		return
	}
	b.follow(ctx, w, i, d)
}

// onMessage answers a message that is for the bot. Discordgo calls it in a goroutine of its own.
func (b *Bot) onMessage(ctx context.Context, w *wire, m *discordgo.Message) {
	self := w.self()
	if _, ok := addressed(self, m); !ok && !b.mayOverhear(self, m) {
		return
	}
	if !b.recent.first(m.ID) {
		b.log.Info("sent twice", "guild", m.GuildID)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, messageBudget)
	defer cancel()
	if !b.spoken.acquire(ctx) {
		b.log.Warn("message dropped: too many at once", "guild", m.GuildID)
		return
	}
	defer b.spoken.release()
	r, rep, ok := b.replyTo(ctx, self, m)
	if !ok {
		return
	}
	id, err := b.post(ctx, w, r, m.ChannelID, m, rep)
	if err != nil {
		b.log.Error("reply not delivered", "guild", m.GuildID, "ref", r.ref, "err", wireError(err))
		return
	}
	b.posted(r.guild, m.ChannelID, id, rep.passage)
}

// post posts a reply in a channel, as an answer to a message where there is one, and returns the ID of what was posted.
func (b *Bot) post(ctx context.Context, w *wire, r *request, channel string, to *discordgo.Message, rep reply) (id string, err error) {
	nonce := r.ref
	if to != nil {
		nonce = to.ID
	}
	id, err = w.say(ctx, channel, nonce, send(b.render(r, rep), to))
	if refused(err) && !r.textOnly {
		r.textOnly = true // embeds may not be permitted here, where words are
		id, err = w.say(ctx, channel, nonce, send(b.render(r, rep), to))
	}
	return id, err
}
