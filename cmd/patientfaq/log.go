package main

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/pflag"

	"patientfaq/search"
)

// logFlags say how the program logs.
type logFlags struct{ format, level string }

func (f *logFlags) add(flags *pflag.FlagSet, level string) {
	flags.StringVar(&f.format, "log-format", "auto", "`form` of the log: text, json, or auto: text on a terminal and json otherwise")
	flags.StringVar(&f.level, "log-level", level, "least `level` that is logged: debug, info, warn or error")
}

// logger makes the logger, on standard error.
func (f *logFlags) logger(e *env) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(strings.ToUpper(f.level))); err != nil {
		return nil, usageError{fmt.Sprintf("there is no log level %q", f.level), "choose debug, info, warn or error"}
	}
	opts := &slog.HandlerOptions{Level: level}
	text := f.format == "text" || f.format == "auto" && e.isTerminal(e.stderr)
	var h slog.Handler
	switch {
	case text:
		h = slog.NewTextHandler(e.stderr, opts)
	case f.format == "json" || f.format == "auto":
		h = slog.NewJSONHandler(e.stderr, opts)
	default:
		return nil, usageError{fmt.Sprintf("there is no log format %q", f.format), "choose text, json or auto"}
	}
	if e.bridgeLog != nil {
		e.bridgeLog(h)
	}
	return slog.New(h), nil
}

// logReload logs what a reload came to, and each problem where the content was not taken.
func logReload(log *slog.Logger, st search.Status, err error) {
	if err == nil {
		log.Info("reloaded", "version", st.Revision, "passages", st.Passages, "servable", st.Servable, "took", st.Took)
		return
	}
	log.Warn("reload rejected", "err", err, "version", st.Revision, "took", st.Took)
	for _, p := range st.Problems {
		log.Warn("content problem", "at", p.Pos.String(), "severity", p.Severity.String(), "rule", p.Rule, "err", p.Msg)
	}
}
