package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"patientfaq/bot/discord"
)

// serveCommand is serve: the bot on Discord.
type serveCommand struct {
	env            *env
	bot            botFlags
	tokenFile      string
	homeGuilds     []string
	moderatorRoles []string
	staffChannel   string
	messageContent bool
	listen         string // "" is nowhere
}

// tokenVariable is the environment variable that may hold the token: the only setting that comes from there.
const tokenVariable = "DISCORD_TOKEN"

func newServe(e *env) *cobra.Command {
	s := &serveCommand{env: e}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Answer on Discord",
		Long: `Answer on Discord until SIGTERM or Ctrl-C. Changed content is taken up by itself,
on SIGHUP and by /reindex: it is loaded, checked and tested first, and what fails
leaves the content from before in service.

The token is read from --token-file or from ` + tokenVariable + `, never from a flag.`,
		Example: `  patientfaq serve --content content --home-guild 1234567890 --token-file token
  patientfaq serve --allow-sample --home-guild 1234567890    the built-in sample content`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return s.run(c.Context()) },
	}
	s.add(c.Flags())
	return c
}

// add registers the flags, which doctor has too.
func (s *serveCommand) add(f *pflag.FlagSet) {
	f.StringVar(&s.tokenFile, "token-file", "", "`file` with the bot's token (default the variable "+tokenVariable+")")
	f.StringSliceVar(&s.homeGuilds, "home-guild", nil, "`ID` of a server where moderators' commands exist; repeatable")
	f.StringSliceVar(&s.moderatorRoles, "moderator-role", nil, "`ID` of a role whose members are moderators; repeatable")
	f.StringVar(&s.staffChannel, "staff-channel", "", "`ID` of the channel that is told when somebody reports an answer")
	f.BoolVar(&s.messageContent, "message-content", false, "let servers switch on help channels; needs the Message Content intent")
	f.StringVar(&s.listen, "listen", "", "`address` of the metrics and health pages, such as 9090 for 127.0.0.1:9090 (default none)")
	s.bot.content.addSample(f)
	s.bot.add(f, "info")
}

func (s *serveCommand) run(ctx context.Context) (err error) {
	if err := s.check(); err != nil {
		return err
	}
	token, err := s.token()
	if err != nil {
		return err
	}
	log, err := s.bot.log.logger(s.env)
	if err != nil {
		return err
	}
	figures := newMetrics()
	h, err := s.bot.build(ctx, s.env, log, discord.Options{
		HomeGuilds: s.homeGuilds, ModeratorRoles: s.moderatorRoles, StaffChannel: s.staffChannel,
		MessageContent: s.messageContent, Observer: figures,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if s.listen != "" {
		figures.watch(h)
		p := &pages{addr: s.listen, log: log, metrics: figures.page(), unready: h.unready}
		h.beside = append(h.beside, p.run)
	}
	if len(s.homeGuilds) == 0 {
		log.Warn("no --home-guild given: /faq and /reindex exist nowhere")
	}
	session, err := discord.NewSession(token)
	if err != nil {
		return err
	}
	if s.env.transport != nil {
		session.Client.Transport = s.env.transport
	}
	err = h.run(ctx, func(ctx context.Context) error { return h.bot.Run(ctx, session) })
	if refused, ok := errors.AsType[*discord.RefusedError](err); ok {
		return hintError{err, refused.Hint}
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	log.Info("stopped")
	return nil
}

func (s *serveCommand) check() error {
	for _, id := range slices.Concat(s.homeGuilds, s.moderatorRoles, []string{cmp.Or(s.staffChannel, "0")}) {
		if id == "" || strings.Trim(id, "0123456789") != "" {
			return usageError{fmt.Sprintf("%q is not a Discord ID", id), "switch on Discord's developer mode and choose Copy ID: it is a long number"}
		}
	}
	if s.listen != "" {
		addr, err := listenAddress(s.listen)
		if err != nil {
			return err
		}
		s.listen = addr
	}
	return s.bot.check()
}

// token reads the token. No error of it holds any of the token.
func (s *serveCommand) token() (string, error) {
	if s.tokenFile == "" {
		if t := strings.TrimSpace(s.env.getenv(tokenVariable)); t != "" {
			return t, nil
		}
		return "", usageError{"no token given", "put it into a file that only the bot's account may read, and name that with --token-file"}
	}
	data, err := os.ReadFile(s.tokenFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", hintError{fmt.Errorf("there is no token file %s", s.tokenFile), "copy the token from the Bot page of Discord's developer portal into it"}
	case err != nil:
		return "", fmt.Errorf("read the token file: %w", err)
	}
	if t := strings.TrimSpace(string(data)); t != "" {
		return t, nil
	}
	return "", fmt.Errorf("the token file %s is empty", s.tokenFile)
}
