package discord

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
)

const silentLine = `"outcome":"silent"`

// hush says something and waits until the bot has decided to say nothing to it.
func (w *world) hush(t *testing.T, where discordsim.Channel, text string, opts ...discordsim.SayOptions) {
	t.Helper()
	before := strings.Count(w.logged.String(), silentLine)
	asked, err := w.Say(within(t), w.patient, where, text, opts...)
	if err != nil {
		t.Fatal(err)
	}
	w.logged.wait(t, silentLine, before+1)
	for _, said := range w.repliesIn(where) {
		if said.MessageReference.MessageID == asked.ID {
			t.Errorf("to %q the bot says\n%s", text, readable(said))
		}
	}
}

// repliesIn are the bot's replies to messages in a channel.
func (w *world) repliesIn(where discordsim.Channel) []*discordgo.Message {
	return slices.DeleteFunc(w.Messages(where, w.mod), func(m *discordgo.Message) bool {
		return m.Author.ID != w.Server.Bot().ID || m.MessageReference == nil
	})
}

// TestChannelRulesHold: where questions are not answered /ask says where they are, a mention gets no word, and a red flag
// is answered everywhere.
func TestChannelRulesHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Store: openStore(t), Country: "GB"})
	open, quiet := w.AddChannel(w.guild, "open"), w.AddChannel(w.guild, "quiet")
	thread, _, err := w.Post(within(t), w.boss, quiet, "talk", "let us talk")
	if err != nil {
		t.Fatal(err)
	}
	mention := w.Server.Bot().Mention() + " "
	w.set(t, w.channel, "channel", map[string]any{optionChannel: quiet, optionRule: ruleDeny}, "Saved")
	check := func(closed discordsim.Channel, want string) {
		t.Helper()
		if text := w.askAs(t, closed, answeredQuestion); !strings.Contains(text, "not answered in this channel") || !strings.Contains(text, want) {
			t.Errorf("#%s: not where to ask:\n%s", closed.Name, text)
		}
		w.hush(t, closed, mention+answeredQuestion)
		w.hush(t, closed, mention)
		if text := w.askAs(t, closed, emergencyQuestion); !strings.Contains(text, "999") {
			t.Errorf("#%s: a red flag by /ask gets\n%s", closed.Name, text)
		}
		if text := readable(w.say(t, w.patient, closed, mention+emergencyQuestion)); !strings.Contains(text, "999") {
			t.Errorf("#%s: a red flag by mention gets\n%s", closed.Name, text)
		}
	}
	check(quiet, "another channel")
	check(thread, "another channel")
	asked := w.command(t, w.patient, open, "ask", map[string]any{"question": ambiguousQuestion})
	answered := w.command(t, w.patient, open, "ask", map[string]any{"question": answeredQuestion})
	w.set(t, w.channel, "channel", map[string]any{optionChannel: w.channel, optionRule: ruleAllow}, "Saved")
	check(open, "<#"+w.channel.ID+">")
	if text := readable(w.press(t, w.patient, asked, actionPick)); !strings.Contains(text, "not answered in this channel") {
		t.Errorf("a button of before shows\n%s", text)
	}
	if text := readable(w.press(t, w.patient, answered, actionShare)); !strings.Contains(text, "not answered in this channel") || len(w.greetings(open)) > 0 {
		t.Errorf("shared where nothing is to be said:\n%s", text)
	}
	w.patient = w.fork().patient // who has not asked much yet
	for _, text := range []string{w.askAs(t, w.channel, answeredQuestion), readable(w.say(t, w.patient, w.channel, mention+answeredQuestion)), w.askAs(t, w.DM(w.patient), answeredQuestion)} {
		if !strings.Contains(text, "spasticity") {
			t.Errorf("not answered where it is to be:\n%s", text)
		}
	}
	if text := readable(w.command(t, w.patient, open, "help", nil)); !strings.Contains(text, "/ask") {
		t.Errorf("/help is held back:\n%s", text)
	}
}

// newHelpWorld is a world with a help channel and a help forum.
func newHelpWorld(t *testing.T, o Options) (w *world, channel, forum discordsim.Channel) {
	t.Helper()
	o.Store, o.MessageContent, o.Country = openStore(t), true, "GB"
	w = newWorld(t, o)
	channel, forum = w.AddChannel(w.guild, "help-me"), w.AddChannel(w.guild, "help-forum", discordgo.ChannelTypeGuildForum)
	for _, c := range []discordsim.Channel{channel, forum} {
		w.set(t, w.channel, "help-channel", map[string]any{optionChannel: c, optionOn: true}, "<#"+c.ID+">")
	}
	return w, channel, forum
}

// replyTo waits for the bot's reply to a message.
func (w *world) replyTo(t *testing.T, where discordsim.Channel, id string) string {
	t.Helper()
	m, err := w.WaitMessage(within(t), where, func(m *discordgo.Message) bool {
		return m.MessageReference != nil && m.MessageReference.MessageID == id
	})
	if err != nil {
		t.Fatalf("no reply: %v; log:\n%s", err, w.logged)
	}
	return readable(m)
}

// TestHelpChannel: only what is answered surely and red flags are spoken to, once and with all that must stand beside them.
func TestHelpChannel(t *testing.T) {
	t.Parallel()
	w, channel, forum := newHelpWorld(t, Options{})
	for _, q := range []string{ambiguousQuestion, refusedQuestion, abstainedQuestion, "good morning all"} {
		w.fork().hush(t, channel, q)
	}
	role := w.AddRole(w.guild, "nurses", 0)
	w.hush(t, channel, role.Mention()+" "+answeredQuestion)
	if text := readable(w.say(t, w.patient, channel, role.Mention()+" "+emergencyQuestion)); !strings.Contains(text, "999") {
		t.Errorf("a red flag that calls a role gets\n%s", text)
	}
	text := readable(w.say(t, w.patient, channel, answeredQuestion))
	for _, want := range []string{"spasticity", "does not replace professional medical advice", "With /ask only you see", "[wrong]"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	post, _, err := w.Post(within(t), w.patient, forum, answeredQuestion, "I only want to know.")
	if err != nil {
		t.Fatal(err)
	}
	if text := w.replyTo(t, post, post.ID); !strings.Contains(text, "spasticity") {
		t.Errorf("a post whose title asks gets\n%s", text)
	}
	asked, err := w.Say(within(t), w.patient, post, "Can I stop taking baclofen suddenly?")
	if err != nil {
		t.Fatal(err)
	}
	if text := w.replyTo(t, post, asked.ID); !strings.Contains(text, "baclofen") {
		t.Errorf("a further message in a post gets\n%s", text)
	}
	if n := len(w.repliesIn(post)); n != 2 {
		t.Errorf("%d replies to two messages", n)
	}
	w.set(t, w.channel, "channel", map[string]any{optionChannel: channel, optionRule: ruleDeny}, "Saved")
	w.set(t, w.channel, "help-channel", map[string]any{optionChannel: forum, optionOn: false}, "Saved")
	for _, where := range []discordsim.Channel{channel, post, w.channel} {
		m, err := w.Say(within(t), w.patient, where, answeredQuestion)
		if err != nil {
			t.Fatal(err)
		}
		if send := w.HandleMessage(t.Context(), w.Server.Bot().ID, m); send != nil {
			t.Errorf("in #%s, where nothing is to be said now, the bot says %q", where.Name, send.Content)
		}
	}
	if text := readable(w.say(t, w.patient, channel, emergencyQuestion)); !strings.Contains(text, "999") {
		t.Errorf("a red flag in a help channel that is denied gets\n%s", text)
	}
	checkLog(t, w.logged.String())
}

// TestPostWithMention: a post that mentions the bot, or that the command on messages is called on, is read with its title, in
// any forum, since the title often says it all.
func TestPostWithMention(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Country: "GB"})
	forum := w.AddChannel(w.guild, "forum", discordgo.ChannelTypeGuildForum)
	for title, want := range map[string]string{emergencyQuestion: "999", answeredQuestion: "spasticity"} {
		post, said, err := w.Post(within(t), w.patient, forum, title, w.Server.Bot().Mention()+" please")
		if err != nil {
			t.Fatal(err)
		}
		if text := w.replyTo(t, post, post.ID); !strings.Contains(text, want) {
			t.Errorf("a post with the title %q gets\n%s", title, text)
		}
		ex, err := w.MessageCommand(within(t), w.mod, said, answerFromFAQ)
		if text := readable(w.responseOf(t, answerFromFAQ, ex, err)); !strings.Contains(text, want) {
			t.Errorf("called on a post with the title %q the command says\n%s", title, text)
		}
	}
}

// TestHelpChannelPassesOver: what is not for the bot is not even looked at, red flag or not.
func TestHelpChannelPassesOver(t *testing.T) {
	t.Parallel()
	w, channel, _ := newHelpWorld(t, Options{})
	person := &discordgo.User{ID: w.patient.ID}
	say := func(change func(*discordgo.Message)) *discordgo.MessageSend {
		m := &discordgo.Message{ID: "1", ChannelID: channel.ID, GuildID: w.guild.ID, Author: person, Content: emergencyQuestion}
		change(m)
		return w.HandleMessage(t.Context(), w.Server.Bot().ID, m)
	}
	if say(func(*discordgo.Message) {}) == nil {
		t.Fatal("a red flag gets no answer")
	}
	for name, change := range map[string]func(*discordgo.Message){
		"a bot":             func(m *discordgo.Message) { m.Author = &discordgo.User{ID: "5", Bot: true} },
		"itself":            func(m *discordgo.Message) { m.Author = &discordgo.User{ID: w.Server.Bot().ID} },
		"a webhook":         func(m *discordgo.Message) { m.WebhookID = "6" },
		"a notice":          func(m *discordgo.Message) { m.Type = discordgo.MessageTypeChannelPinnedMessage },
		"no words":          func(m *discordgo.Message) { m.Content = "<@7> " },
		"another channel":   func(m *discordgo.Message) { m.ChannelID = w.channel.ID },
		"another guild":     func(m *discordgo.Message) { m.GuildID, m.ChannelID = w.elsewhere.ID, w.other.ID },
		"an unknown thread": func(m *discordgo.Message) { m.ChannelID = "12" },
	} {
		if send := say(change); send != nil {
			t.Errorf("to %s the bot says %q", name, send.Content)
		}
	}
	said, err := w.Say(within(t), w.patient, channel, "good morning all")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Edit(within(t), w.patient, said, emergencyQuestion); err != nil {
		t.Fatal(err)
	}
	w.hush(t, channel, abstainedQuestion) // by now the edit would have been answered, too
}

// TestHelpChannelPatience: who writes much is left alone, and what people write to each other is not held against /ask.
func TestHelpChannelPatience(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w, channel, _ := newHelpWorld(t, Options{Now: func() time.Time { return now }})
	for range cooldownBurst {
		w.say(t, w.patient, channel, answeredQuestion)
	}
	m, err := w.Say(within(t), w.patient, channel, answeredQuestion)
	if err != nil {
		t.Fatal(err)
	}
	if send := w.HandleMessage(t.Context(), w.Server.Bot().ID, m); send != nil {
		t.Errorf("answered without end: %q", send.Content)
	}
	w.command(t, w.patient, channel, "forget-me", nil)
	w.say(t, w.patient, channel, answeredQuestion) // what was written is forgotten, too
	if text := w.askAs(t, channel, answeredQuestion); !strings.Contains(text, "spasticity") {
		t.Errorf("/ask is held back by what was written before:\n%s", text)
	}
	if text := readable(w.say(t, w.patient, channel, emergencyQuestion)); !strings.Contains(text, "999") {
		t.Errorf("a red flag is held back:\n%s", text)
	}
}

// TestHelpChannelCounts: what a help channel's messages came to is counted, without their words.
func TestHelpChannelCounts(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSettings(t.Context(), store.Settings{Guild: "9", HelpChannels: []string{"8"}}); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, Options{Store: s, MessageContent: true})
	for range store.LeastShown {
		m := &discordgo.Message{ID: "1", ChannelID: "8", GuildID: "9", Author: &discordgo.User{ID: newRef()}, Content: abstainedQuestion}
		if send := r.HandleMessage(t.Context(), "1", m); send != nil {
			t.Errorf("the bot says %q", send.Content)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(t.Context(), path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	counts, err := s.Counts(t.Context(), time.Now().AddDate(0, 0, -2), 0)
	if err != nil || len(counts) != 1 || counts[0].Counted != store.Overheard || counts[0].Outcome != "abstained" || counts[0].N != store.LeastShown {
		t.Errorf("Counts = %+v, %v, want %d overheard and abstained", counts, err, store.LeastShown)
	}
}

// TestHelpChannelNeedsTheIntent: without the flag the intent is not asked for, Discord sends no text, and the setting that was
// made before rests.
func TestHelpChannelNeedsTheIntent(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	w := newWorld(t, Options{Store: s, Country: "GB"})
	if err := s.SaveSettings(t.Context(), store.Settings{Guild: w.guild.ID, HelpChannels: []string{w.channel.ID}}); err != nil {
		t.Fatal(err)
	}
	w.set(t, w.channel, "show", nil, "<#"+w.channel.ID+">", "can't be switched on")
	m, err := w.Say(within(t), w.patient, w.channel, emergencyQuestion)
	if err != nil {
		t.Fatal(err)
	}
	if send := w.HandleMessage(t.Context(), w.Server.Bot().ID, m); send != nil {
		t.Errorf("the bot reads along: %q", send.Content)
	}
	w.set(t, w.channel, "help-channel", map[string]any{optionChannel: w.channel, optionOn: false}, "Saved")
}

// TestIntentNotGranted: where the intent is asked for and not granted the bot does not start, and says what to do.
func TestIntentNotGranted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	session, err := NewSession(discordsim.DefaultToken)
	if err != nil {
		t.Fatal(err)
	}
	session.Client.Transport = w.Transport()
	err = newRig(t, Options{MessageContent: true}).Run(within(t), session)
	refused, ok := errors.AsType[*RefusedError](err)
	if !ok || !strings.Contains(refused.Reason, "disallowed intents") || !strings.Contains(refused.Hint, "--message-content") {
		t.Errorf("Run without the intent = %v, want what to do about it", err)
	}
}

// TestDirectoryRemembers: Discord is asked once what a thread is in, and again after it could not answer.
func TestDirectoryRemembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	thread, _, err := w.Post(within(t), w.patient, w.channel, "talk", "let us talk")
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got := w.directory.parent(ended, thread.ID); got != "" {
		t.Errorf("parent without time to ask = %q, want none", got)
	}
	for range 3 {
		if got := w.directory.parent(t.Context(), thread.ID); got != w.channel.ID {
			t.Errorf("parent of a thread = %q, want %q", got, w.channel.ID)
		}
		if got := w.directory.parent(t.Context(), w.channel.ID); got != "" {
			t.Errorf("parent of a channel = %q, want none", got)
		}
	}
	asked := 0
	for _, r := range w.Requests() {
		if r.Path == "/channels/"+thread.ID {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("Discord was asked %d times, want once", asked)
	}
}
