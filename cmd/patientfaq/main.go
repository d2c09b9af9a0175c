// Command patientfaq answers patients' questions about medicines from reviewed text, on Discord and in the terminal, and
// looks after that text: it checks it, has it signed, withdraws it and measures how well questions find it.
//
// Each subcommand has a file of its own. Only this package reads the environment, touches signals and ends the process;
// [run] takes all of that as arguments, so the tests call it as the shell would.
package main

import (
	"context"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"os/user"
	"syscall"
)

func main() {
	os.Exit(run(untilStopped(), processEnv()))
}

// untilStopped ends with the first SIGTERM or Ctrl-C. A second one ends the program at once.
func untilStopped() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}

// processEnv is the world as the process finds it.
func processEnv() *env {
	e := &env{
		args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, isTerminal: isTerminal, hangups: hangups, bridgeLog: bridgeLog,
	}
	if u, err := user.Current(); err == nil {
		e.user = u.Username
	}
	return e
}

// hangups subscribes to SIGHUP, which otherwise ends the program.
func hangups() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c, func() { signal.Stop(c) }
}

// bridgeLog leads the standard library's logger, which discordgo and others write to, to a handler.
func bridgeLog(h slog.Handler) {
	log.SetFlags(0)
	log.SetOutput(slog.NewLogLogger(h, slog.LevelWarn).Writer())
}

// isTerminal tells whether a stream is a terminal: a character device, and not the null device.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
