package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/bot/discord"
)

// doctorCommand is doctor: what is wrong with an installation. It has the flags of serve, so that one word of the line that
// starts the bot is changed.
type doctorCommand struct {
	env           *env
	serve         serveCommand
	json          bool
	offline       bool
	staffChannels []string // of the flag and of home servers' own settings
}

func newDoctor(e *env) *cobra.Command {
	d := &doctorCommand{env: e, serve: serveCommand{env: e}}
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with an installation, and what to do about it",
		Long: `Look at the token, the content, the state folder, and how the bot stands at Discord:
intents, permissions, commands and the clock. Nothing is changed, and the bot may
run meanwhile. Give it the flags of serve, and run it as the bot's account.
Exit code 1 means a problem; warnings alone do not.`,
		Example: `  patientfaq doctor --content content --home-guild 1234567890 --token-file token
  patientfaq doctor --content content --offline    what can be seen without Discord`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return d.run(c.Context()) },
	}
	f := c.Flags()
	d.serve.add(f)
	f.BoolVar(&d.json, "json", false, "write JSON")
	f.BoolVar(&d.offline, "offline", false, "do not ask Discord")
	return c
}

func (d *doctorCommand) run(ctx context.Context) error {
	if err := d.serve.check(); err != nil {
		return err
	}
	token, found := d.token()
	found = append(found, d.content(ctx)...)
	found = append(found, d.state(ctx)...)
	found = append(found, d.moderation()...)
	found = append(found, d.discord(ctx, token)...)
	if err := ctx.Err(); err != nil {
		return err
	}
	result := examined{Findings: found}
	for _, f := range found {
		switch f.Level {
		case discord.Problem:
			result.Problems++
		case discord.Warning:
			result.Warnings++
		}
	}
	write := result.writeText
	if d.json {
		write = func(w io.Writer) error { return writeJSON(w, result) }
	}
	if err := write(d.env.stdout); err != nil {
		return fmt.Errorf("write the findings: %w", err)
	}
	if result.Problems > 0 {
		return errReported
	}
	return nil
}

// discord asks Discord how the bot stands there.
func (d *doctorCommand) discord(ctx context.Context, token string) []discord.Finding {
	skipped := func(why string) []discord.Finding {
		return []discord.Finding{{Area: "discord", Level: discord.Skipped,
			Text: "token, application, intents, servers, commands and clock were not compared with Discord: " + why}}
	}
	switch {
	case d.offline:
		return skipped("--offline was given")
	case token == "":
		return skipped("there is no token")
	}
	session, err := discord.NewSession(token)
	if err != nil {
		return skipped(err.Error())
	}
	if d.env.transport != nil {
		session.Client.Transport = d.env.transport
	}
	return discord.Inspect(ctx, session, discord.InspectOptions{
		HomeGuilds: d.serve.homeGuilds, StaffChannels: d.staffChannels, MessageContent: d.serve.messageContent,
	})
}

// examined is what doctor found.
type examined struct {
	Problems int               `json:"problems"`
	Warnings int               `json:"warnings"`
	Findings []discord.Finding `json:"findings"`
}

// writeText writes a line a finding, with the remedy below, and a summary.
func (x examined) writeText(w io.Writer) error {
	var b strings.Builder
	for _, f := range x.Findings {
		fmt.Fprintf(&b, "%-8s %s: %s\n", f.Level, f.Area, printable(f.Text))
		if f.Fix != "" {
			fmt.Fprintf(&b, "%-8s -> %s\n", "", printable(f.Fix))
		}
	}
	fmt.Fprintf(&b, "%s, %s\n", plural(x.Problems, "problem", "problems"), plural(x.Warnings, "warning", "warnings"))
	_, err := io.WriteString(w, b.String())
	return err
}
