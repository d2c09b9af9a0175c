package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"patientfaq/bot/discordsim"
	"patientfaq/faq"
	"patientfaq/search"
)

// Permissions of the people on the stage, as Discord numbers them.
const (
	manageGuild    = 1 << 5
	manageMessages = 1 << 13
)

// stage is the loopback Discord as one person at a time uses it: a server with a channel, a patient, a moderator and
// an admin.
type stage struct {
	env     *env
	sim     *discordsim.Server
	guild   discordsim.Guild
	channel discordsim.Channel
	people  map[string]discordsim.User
	person  discordsim.User // who acts now
	offer   []offered
	last    *discordsim.Message // that the offer is of; nil for none
	form    *writing            // that is open; nil for none
	seen    map[string]bool     // IDs of messages that were shown
	elapsed atomic.Int64        // time that has passed on the stage besides the real one

	// mu guards the output: reloads are announced while a person types.
	mu sync.Mutex
}

func newStage(e *env, sim *discordsim.Server) *stage {
	s := &stage{env: e, sim: sim, people: map[string]discordsim.User{}, seen: map[string]bool{}}
	s.guild = sim.AddGuild("clinic")
	s.channel = sim.AddChannel(s.guild, "questions")
	for name, permissions := range map[string]int64{"patient": 0, "moderator": manageMessages, "admin": manageMessages | manageGuild} {
		s.people[name] = sim.AddUser(name, s.guild)
		if permissions != 0 {
			sim.GiveRole(s.people[name], sim.AddRole(s.guild, name+"s", permissions))
		}
	}
	s.person = s.people["patient"]
	return s
}

// awaitBot waits until the bot is connected and its commands are registered.
func (s *stage) awaitBot(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, demoStart)
	defer cancel()
	if err := s.sim.WaitConnected(ctx, 1); err != nil {
		return err
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for len(s.sim.Commands("")) == 0 || len(s.sim.Commands(s.guild.ID)) == 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

func (s *stage) ready(st search.Status) {
	s.say("Ready: %d passages, %d entries and articles may be shown. /help shows the bot's help, /quit ends.\n", st.Passages, st.Servable)
	if s.env.isTerminal(s.env.stdin) {
		s.say("%s\n", demoHelp)
	}
	if st.Err != nil {
		s.say("%s", reloadNews(st))
	}
}

// perform plays the lines of the input until it ends, /quit or ctx ends, and announces reloads meanwhile.
func (s *stage) perform(ctx context.Context, live *search.Live) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	seen := live.Status().At
	wg.Go(func() { s.announce(ctx, live, seen) })
	s.posted(ctx) // the bot greets a server that it has never seen
	s.prompt()
	for l := range lines(ctx, s.env.stdin) {
		text := strings.TrimSpace(l.text)
		if l.err != nil {
			s.say("! %v\n", l.err)
		}
		if text == "/quit" {
			return
		}
		if !s.env.isTerminal(s.env.stdin) && text != "" {
			s.say("%s> %s\n", s.person.Name, printable(text))
		}
		s.elapsed.Add(int64(betweenLines))
		s.act(ctx, text)
		s.prompt()
	}
}

// betweenLines passes on the stage between two lines, so that a script of many questions is not held back as a flood.
const betweenLines = 30 * time.Second

// now is the time on the stage.
func (s *stage) now() time.Time { return time.Now().Add(time.Duration(s.elapsed.Load())) }

// announceEvery is how often the stage looks whether the content was reloaded.
const announceEvery = 100 * time.Millisecond

// announce says what each reload came to.
func (s *stage) announce(ctx context.Context, live *search.Live, seen time.Time) {
	tick := time.NewTicker(announceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if st := live.Status(); !st.At.Equal(seen) {
			seen = st.At
			s.say("%s", reloadNews(st))
			s.prompt()
		}
	}
}

// reloadNews is what a reload came to, with the errors that kept it from being taken.
func reloadNews(st search.Status) string {
	if st.Err == nil {
		return fmt.Sprintf("* reindexed: %d passages, %d entries and articles may be shown, revision %.12s, in %v\n",
			st.Passages, st.Servable, st.Revision, st.Took.Round(time.Millisecond))
	}
	var b strings.Builder
	serving := "the content from before serves on"
	if st.Passages == 0 {
		serving = "only emergency cards are shown until it is mended"
	}
	fmt.Fprintf(&b, "* not taken, %s: %v\n", serving, st.Err)
	for _, p := range st.Problems {
		if p.Severity == faq.Error {
			fmt.Fprintf(&b, "*   %s\n", printable(p.String()))
		}
	}
	return b.String()
}

// refusals tells of messages that Discord would not have taken from the bot: there should be none.
func (s *stage) refusals() error {
	refused := s.sim.Rejections()
	for _, r := range refused {
		s.env.warn("Discord would have refused %s %s: %s: %s", r.Method, r.Path, r.Rule, r.Why)
	}
	if len(refused) > 0 {
		return errReported
	}
	return nil
}

// be makes somebody else the one who acts.
func (s *stage) be(name string) {
	who, ok := s.people[name]
	if !ok {
		s.say("! there is nobody called %q; be patient, moderator or admin\n", printable(name))
		return
	}
	s.person, s.form = who, nil
	if !s.sees(s.last) {
		s.offer, s.last = nil, nil
	}
	s.say("You are the %s now.\n", name)
}

// sees tells whether the person sees a message of the channel.
func (s *stage) sees(m *discordsim.Message) bool {
	return m != nil && slices.ContainsFunc(s.sim.Messages(s.channel, s.person), func(seen *discordsim.Message) bool { return seen.ID == m.ID })
}

// say writes to the person.
func (s *stage) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.env.stdout, format, args...)
}

func (s *stage) prompt() {
	if s.env.isTerminal(s.env.stdin) {
		s.say("%s> ", s.person.Name)
	}
}
