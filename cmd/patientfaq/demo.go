package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"patientfaq/bot/discord"
	"patientfaq/bot/discordsim"
)

// demoCommand is demo: the bot on a Discord of its own, on this machine.
type demoCommand struct {
	env *env
	bot botFlags
}

func newDemo(e *env) *cobra.Command {
	d := &demoCommand{env: e}
	c := &cobra.Command{
		Use:   "demo",
		Short: "Try the bot here: the real one, on a loopback Discord, without an account",
		Long: `Try the bot here. It runs as on Discord, through the same library and the same
messages, but talks to a small Discord inside this program. What you type is what
a person does in Discord, and what is printed is what that person sees.

` + demoHelp,
		Example: `  patientfaq demo
  patientfaq demo --content content          edit the files meanwhile: they are taken up
  printf 'can I drink on baclofen\n1\n' | patientfaq demo`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return d.run(c.Context()) },
	}
	d.bot.add(c.Flags(), "error")
	return c
}

const demoHelp = `  a question            ask it with /ask, seen by you alone
  @bot a question       ask it in the channel
  dm a question         ask it in a direct message
  1, 2, 3 ...           press that button, or choose that from a menu
  /help  /privacy  /topics  /forget-me
                        commands of the bot, for everyone
  /panel                for moderators: post a message with a button and a form
  /reindex              for admins: load the content again
  /faq withdraw ID      for moderators: stop showing an answer
  /as PERSON            be the patient, the moderator or the admin
  /quit                 end`

// demoStart bounds how long the bot may take to connect to the loopback Discord.
const demoStart = 30 * time.Second

func (d *demoCommand) run(ctx context.Context) (err error) {
	if err := d.bot.check(); err != nil {
		return err
	}
	if d.bot.content.dir != "" {
		if _, err := d.bot.content.fsys(); err != nil {
			return err
		}
	}
	d.bot.content.allowSample = true
	log, err := d.bot.log.logger(d.env)
	if err != nil {
		return err
	}
	if d.bot.content.state == "" { // what is withdrawn while trying is not withdrawn from patients
		own, err := d.bot.content.stateDir()
		if err != nil {
			return err
		}
		d.bot.imported = filepath.Join(own, lexiconFile)
		dir, err := os.MkdirTemp("", "patientfaq-demo-")
		if err != nil {
			return fmt.Errorf("make a state folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		d.bot.content.state = dir
	}
	sim, err := discordsim.Start(ctx, discordsim.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sim.Close()) }()
	s := newStage(d.env, sim)
	h, err := d.bot.build(ctx, d.env, log, discord.Options{HomeGuilds: []string{s.guild.ID}, Now: s.now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	return d.play(ctx, s, h)
}

// play lets the bot run while the person's lines are played, and ends it with the last of them.
func (d *demoCommand) play(ctx context.Context, s *stage, h *house) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	session, err := discord.NewSession(discordsim.DefaultToken)
	if err != nil {
		return err
	}
	session.Client.Transport = s.sim.Transport()
	done := make(chan error, 1)
	go func() {
		done <- h.run(ctx, func(ctx context.Context) error { return h.bot.Run(ctx, session) })
		cancel()
	}()
	if err := s.awaitBot(ctx); err == nil {
		s.ready(h.live.Status())
		s.perform(ctx, h.live)
	}
	cancel()
	if err := <-done; err != nil {
		return err
	}
	return s.refusals()
}
