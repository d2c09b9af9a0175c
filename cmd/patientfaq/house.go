package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"patientfaq/bot"
	"patientfaq/bot/discord"
	"patientfaq/bot/store"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
	"patientfaq/search/lexicon"
)

// botFlags are what serve and demo have in common.
type botFlags struct {
	content  contentFlags
	from     thresholdFlags
	imported string // file of imported medicines; "" is the state folder's
	poll     time.Duration
	textOnly bool
	log      logFlags
}

func (f *botFlags) add(flags *pflag.FlagSet, logLevel string) {
	f.content.addContent(flags)
	f.content.addState(flags)
	f.content.addReader(flags)
	f.from.add(flags)
	flags.DurationVar(&f.poll, "poll", 2*time.Second, "how often to look for changed content")
	flags.BoolVar(&f.textOnly, "text-only", false, "write plain text, never embeds")
	f.log.add(flags, logLevel)
}

func (f *botFlags) check() error {
	if f.poll <= 0 {
		return usageError{fmt.Sprintf("--poll %v is no interval", f.poll), "write one such as 2s"}
	}
	if err := f.from.check(); err != nil {
		return err
	}
	return f.content.check()
}

// house is the bot with all that runs beside it: the index that is reloaded, the stop list, the store and what they are
// read from.
type house struct {
	env     *env
	log     *slog.Logger
	reloads *slog.Logger // names the content folder in each line
	live    *search.Live
	stops   *store.Stops
	store   *store.Store // nil where it could not be opened
	engine  *bot.Engine
	bot     *discord.Bot
	poll    time.Duration
	beside  []func(context.Context) // what else runs beside it until its context ends
}

// build makes the house. Content that cannot be taken is logged, and the emergency cards are served without it: they
// come with the program. Without those it fails.
func (f *botFlags) build(ctx context.Context, e *env, log *slog.Logger, o discord.Options) (*house, error) {
	rules, err := triage.Default()
	if err != nil {
		return nil, err
	}
	h := &house{env: e, log: log, reloads: log.With("content", cmp.Or(f.content.dir, "built-in")), poll: f.poll}
	if h.stops, err = f.openStops(log); err != nil {
		return nil, err
	}
	h.live, err = search.OpenLive(ctx, search.LiveOptions{
		Content: f.folder(), Load: f.content.loadOptions(), Index: search.Options{Lexicon: f.lexicon(log)},
		Test: bot.ContentTest(rules, h.stops), Logger: h.reloads,
	})
	if h.live == nil {
		return nil, err
	}
	h.store = f.openStore(ctx, log)
	logReload(h.reloads, h.live.Status(), err)
	h.engine, err = bot.New(bot.Options{Live: h.live, Rules: rules, Stops: h.stops, Policy: f.from.policy()})
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	o.Engine, o.Live, o.Stops, o.Store, o.Logger = h.engine, h.live, h.stops, h.store, log
	if inv := h.engine.Inventory(); inv.ServableEntries == 0 {
		log.Warn("nothing may be served: emergency cards, /help and /privacy work, all else is abstained from",
			"reason", discord.WithheldWords(inv), "hint", f.content.sampleHint(0))
	}
	o.Version = version()
	o.Country, o.Locale, o.TextOnly = f.content.country, f.content.locale, f.textOnly
	if h.bot, err = discord.New(o); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// close gives back what build opened, once run has returned.
func (h *house) close() error {
	h.live.Close()
	if h.store == nil {
		return nil
	}
	return h.store.Close()
}

// lexicon is the lexicon with the imported medicines. Where those cannot be read the built-in ones serve: a list of names
// must not keep emergency cards from patients.
func (f *botFlags) lexicon(log *slog.Logger) *lexicon.Lexicon {
	l, err := f.readImported()
	if err != nil {
		log.Error("imported medicines are not in use", "err", err)
		return lexicon.Default()
	}
	return l
}

// readImported is the lexicon with the imported medicines.
func (f *botFlags) readImported() (*lexicon.Lexicon, error) {
	if f.imported != "" {
		return readLexicon(f.imported)
	}
	return f.content.lexicon()
}

// folder is the content folder, also where it is not there yet: the poller finds it once it is.
func (f *botFlags) folder() fs.FS {
	if f.content.dir == "" {
		return faq.Content()
	}
	return os.DirFS(f.content.dir)
}

func (f *botFlags) openStops(log *slog.Logger) (*store.Stops, error) {
	dir, err := f.content.stateDir()
	if err != nil {
		return nil, err
	}
	stops, err := store.OpenStops(dir)
	if err != nil {
		return nil, hintError{err, "give a folder that the bot may write to with --state"}
	}
	stops.Report = func(err error) { log.Error("stop list", "err", err) }
	return stops, nil
}

// storeFile is the database in the state folder.
const storeFile = "patientfaq.db"

// openStore opens what the bot remembers between runs, nil where it cannot be used. The bot then answers all the same, as
// the operator set it: servers' settings must not keep emergency cards from patients.
func (f *botFlags) openStore(ctx context.Context, log *slog.Logger) *store.Store {
	dir, err := f.content.stateDir()
	if err != nil {
		log.Error("settings of servers are not in use, and nothing is recorded", "err", err)
		return nil
	}
	s, err := store.Open(ctx, filepath.Join(dir, storeFile), store.Options{
		Report: func(err error) { log.Error("store", "err", err) },
	})
	if err != nil {
		log.Error("settings of servers are not in use, and nothing is recorded", "err", err)
		return nil
	}
	return s
}

// How often the stop list is looked at, and how long what is being answered may take after the end was asked for: a withdrawal
// is in force within two seconds, and a service manager waits five before it kills, two of which are the store's.
const (
	stopsEvery = 500 * time.Millisecond
	stopBudget = 2900 * time.Millisecond
)

// run calls answer, which answers on Discord until its context ends, and everything beside it: the poller, the stop
// list and SIGHUP. What still answers when the time for stopping is over is left behind.
func (h *house) run(ctx context.Context, answer func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { h.live.Run(ctx, h.poll) })
	wg.Go(func() { h.stops.Run(ctx, stopsEvery) })
	wg.Go(func() { h.reloadOnHangup(ctx) })
	if h.store != nil {
		wg.Go(func() { h.store.Run(ctx) })
	}
	for _, f := range h.beside {
		wg.Go(func() { f(ctx) })
	}
	done := make(chan error, 1)
	go func() { done <- answer(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		h.log.Info("stopping")
	}
	select {
	case err := <-done:
		return err
	case <-time.After(stopBudget):
		h.log.Warn("stopped while still answering")
		return nil
	}
}

// reloadOnHangup reloads on every SIGHUP until ctx ends.
func (h *house) reloadOnHangup(ctx context.Context) {
	hangups, stop := h.env.hangups()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			st, err := h.live.Reload(ctx, search.ReloadOptions{})
			logReload(h.reloads, st, err)
		}
	}
}
