package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// env is everything the program takes from outside.
type env struct {
	args           []string // without the program's name
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	isTerminal     func(stream any) bool
	user           string                                   // who runs the program, by the system's account
	hangups        func() (c <-chan os.Signal, stop func()) // subscribes to SIGHUP
	bridgeLog      func(slog.Handler)                       // leads what libraries log to ours; nil: it stays where it is
	transport      http.RoundTripper                        // leads to Discord; nil: the network
}

// The exit codes.
const (
	exitFine   = 0
	exitFailed = 1 // problems found, or something failed
	exitUsage  = 2 // called wrongly
)

// run runs one subcommand and returns the exit code. It is the whole program but for the process around it.
func run(ctx context.Context, e *env) int {
	root := newRoot(e)
	root.SetArgs(e.args)
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	return e.report(root.ExecuteContext(ctx))
}

func newRoot(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "patientfaq",
		Short: "Answers patients' questions about medicines from reviewed text, verbatim or not at all",
		Example: `  patientfaq demo                            try the bot here, without Discord
  patientfaq ask --allow-sample "side effects of baclofen"
  patientfaq init content                    write the built-in content to a folder of your own
  patientfaq serve --content content --home-guild ID --token-file token`,
		Version:                    version(),
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			return usageError{"no command given", "run patientfaq -h for the list of commands"}
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, err, e.args) })
	root.AddCommand(
		newServe(e), newDemo(e), newAsk(e),
		newInit(e), newImport(e), newCheck(e), newCoverage(e), newReview(e),
		newWithdraw(e), newHistory(e), newRollback(e),
		newEval(e), newLexicon(e), newDoctor(e), newPrivacy(e), newVersion(e),
	)
	return root
}

// usageError says that the program was called wrongly.
type usageError struct{ msg, hint string }

func (u usageError) Error() string { return u.msg }

// hintError is an error whose remedy is known.
type hintError struct {
	err  error
	hint string
}

func (h hintError) Error() string { return h.err.Error() }
func (h hintError) Unwrap() error { return h.err }

// errReported ends a command that has said already what is wrong.
var errReported = errors.New("reported")

// report says on stderr what went wrong, and what to do about it where that is known, and returns the exit code.
func (e *env) report(err error) int {
	if err == nil {
		return exitFine
	}
	if errors.Is(err, errReported) {
		return exitFailed
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(e.stderr, "patientfaq: error: stopped before the end")
		return exitFailed
	}
	fmt.Fprintf(e.stderr, "patientfaq: error: %v\n", err)
	if u, ok := errors.AsType[usageError](err); ok {
		e.hint(u.hint)
		return exitUsage
	}
	if h, ok := errors.AsType[hintError](err); ok {
		e.hint(h.hint)
	}
	return exitFailed
}

// hint writes a remedy on stderr.
func (e *env) hint(text string) {
	if text != "" {
		fmt.Fprintf(e.stderr, "patientfaq: hint: %s\n", text)
	}
}

// warn writes a line that needs somebody's attention but stops nothing.
func (e *env) warn(format string, args ...any) {
	fmt.Fprintf(e.stderr, "patientfaq: warning: "+format+"\n", args...)
}

func unknownCommand(root *cobra.Command, name string) error {
	hint := "run patientfaq -h for the list of commands"
	if near := root.SuggestionsFor(name); len(near) > 0 {
		hint = "did you mean patientfaq " + near[0] + "?"
	}
	return usageError{fmt.Sprintf("unknown command %q", name), hint}
}

// flagError turns what the flag parser says into a usage error. Flags of a command that does not exist are judged by
// the root command, which knows none of them: the command is then what is wrong.
func flagError(c *cobra.Command, err error, args []string) error {
	if !c.HasParent() && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return unknownCommand(c, args[0])
	}
	hint := fmt.Sprintf("run %s -h for its flags", c.CommandPath())
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if near := nearestFlag(c, unknown.GetSpecifiedName()); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	return usageError{err.Error(), hint}
}

// nearestFlag borrows the spelling suggestions that cobra has for commands: it asks a command whose subcommands are
// called like the flags.
func nearestFlag(c *cobra.Command, name string) string {
	var names cobra.Command
	names.SuggestionsMinimumDistance = 2
	c.Flags().VisitAll(func(f *pflag.Flag) {
		names.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	if near := names.SuggestionsFor(name); len(near) > 0 {
		return near[0]
	}
	return ""
}

// noArgs refuses arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Sprintf("%s takes no arguments, but got %q", c.CommandPath(), args[0]), fmt.Sprintf("run %s -h", c.CommandPath())}
	}
	return nil
}

// someArgs wants from least to most arguments; most below 0 sets no limit.
func someArgs(what string, least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		hint := fmt.Sprintf("run %s -h", c.CommandPath())
		switch {
		case len(args) < least:
			return usageError{fmt.Sprintf("%s needs %s", c.CommandPath(), what), hint}
		case most >= 0 && len(args) > most:
			return usageError{fmt.Sprintf("%s takes %s, and %q is one too many", c.CommandPath(), what, args[most]), hint}
		}
		return nil
	}
}
