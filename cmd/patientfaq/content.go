package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"patientfaq/bot"
	"patientfaq/bot/store"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
	"patientfaq/search/lexicon"
)

// contentFlags say which content is meant and how it is judged. Each command registers those that it has.
type contentFlags struct {
	dir             string // "" is the built-in content
	state           string // "" is the default beside the content
	asOf            string
	country         string
	locale          string
	allowSample     bool
	allowUnreviewed bool
	advise          bool // check alone: also give advice
	links           bool // check alone: ask for the sources' addresses
}

func (f *contentFlags) addContent(flags *pflag.FlagSet) {
	flags.StringVar(&f.dir, "content", "", "content `folder` (default the built-in sample content)")
}

func (f *contentFlags) addState(flags *pflag.FlagSet) {
	flags.StringVar(&f.state, "state", "", "`folder` of the stop list and of imported medicines (default the content folder's name with .state, or patientfaq.state)")
}

func (f *contentFlags) addSample(flags *pflag.FlagSet) {
	flags.BoolVar(&f.allowSample, "allow-sample", false, "also serve sample text, which says of itself that no clinician has checked it")
}

func (f *contentFlags) addUnreviewed(flags *pflag.FlagSet) {
	flags.BoolVar(&f.allowUnreviewed, "allow-unreviewed", false, "also serve whatever has a text, whoever checked it; for trying and measuring")
}

func (f *contentFlags) addAsOf(flags *pflag.FlagSet) {
	flags.StringVar(&f.asOf, "as-of", "", "take this `date` (YYYY-MM-DD) for today when judging due dates")
}

func (f *contentFlags) addReader(flags *pflag.FlagSet) {
	flags.StringVar(&f.country, "country", "", "`code` of the patients' country, such as GB, for the numbers to call")
	flags.StringVar(&f.locale, "locale", "en", "`language` of the content to answer from")
}

// check refuses flag values that cannot be meant.
func (f *contentFlags) check() error {
	f.country = strings.ToUpper(f.country)
	if f.country != "" && (len(f.country) != 2 || strings.Trim(f.country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return usageError{fmt.Sprintf("--country %q is not a country code", f.country), "write two letters, such as GB or US"}
	}
	if f.asOf == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, f.asOf); err != nil {
		return usageError{fmt.Sprintf("--as-of %q is not a date", f.asOf), "write it as " + time.DateOnly}
	}
	return nil
}

// loadOptions are the options that the content is loaded with.
func (f *contentFlags) loadOptions() faq.Options {
	asOf, _ := time.Parse(time.DateOnly, f.asOf) // check has refused what is no date; zero means today
	return faq.Options{AllowSample: f.allowSample, AllowUnreviewed: f.allowUnreviewed, AsOf: asOf}
}

// now is the time that standing and due dates are judged by.
func (f *contentFlags) now() time.Time {
	if asOf := f.loadOptions().AsOf; !asOf.IsZero() {
		return asOf
	}
	return time.Now()
}

func (f *contentFlags) view() bot.View { return bot.View{Country: f.country, Locale: f.locale} }

// fsys is the content folder. It says so where there is none.
func (f *contentFlags) fsys() (fs.FS, error) {
	if f.dir == "" {
		return faq.Content(), nil
	}
	info, err := os.Stat(f.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, hintError{fmt.Errorf("there is no content folder %s", f.dir), fmt.Sprintf("patientfaq init %s writes the built-in content there", f.dir)}
	case err != nil:
		return nil, fmt.Errorf("open the content folder: %w", err)
	case !info.IsDir():
		return nil, hintError{fmt.Errorf("%s is not a folder", f.dir), "give the folder that holds entries/ and subjects.yaml"}
	}
	return os.DirFS(f.dir), nil
}

// builtinState is where the stop list of the built-in content is kept.
const builtinState = "patientfaq.state"

// stateDir is where the stop list is: beside the content folder, so that a copy of the content does not carry it along.
func (f *contentFlags) stateDir() (string, error) {
	switch {
	case f.state != "":
		return f.state, nil
	case f.dir == "":
		return builtinState, nil
	}
	abs, err := filepath.Abs(f.dir) // "." and ".." have a name only so
	if err != nil {
		return "", fmt.Errorf("find the state folder: %w", err)
	}
	return abs + ".state", nil
}

// readStops reads the stop list without making one; nil where there is none.
func (f *contentFlags) readStops() (bot.Stops, error) {
	dir, err := f.stateDir()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return store.OpenStops(dir)
}

// lexiconFile is where lexicon import puts the medicines that it adds, in the state folder.
const lexiconFile = "lexicon.tsv"

// lexicon is the built-in lexicon with the medicines that were imported.
func (f *contentFlags) lexicon() (*lexicon.Lexicon, error) {
	dir, err := f.stateDir()
	if err != nil {
		return nil, err
	}
	return readLexicon(filepath.Join(dir, lexiconFile))
}

// readLexicon adds the medicines of a file to the built-in lexicon, if there is one.
func readLexicon(name string) (*lexicon.Lexicon, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return lexicon.Default(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the imported medicines: %w", err)
	}
	defer file.Close() // only read
	l, err := lexicon.Default().With(file)
	if err != nil {
		return nil, hintError{fmt.Errorf("%s: %w", name, err), "patientfaq lexicon import writes that file; mend or remove it"}
	}
	return l, nil
}

// service is the engine over content that is loaded once.
type service struct {
	live   *search.Live
	engine *bot.Engine
	took   time.Duration
}

// open loads the content and makes the engine. Content with errors is refused.
func (f *contentFlags) open(ctx context.Context, policy bot.Policy) (*service, error) {
	content, err := f.fsys()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	rules, err := triage.Default()
	if err != nil {
		return nil, err
	}
	stops, err := f.readStops()
	if err != nil {
		return nil, err
	}
	lex, err := f.lexicon()
	if err != nil {
		return nil, err
	}
	live, err := search.OpenLive(ctx, search.LiveOptions{Content: content, Load: f.loadOptions(), Index: search.Options{Lexicon: lex}})
	if err != nil {
		if live != nil {
			live.Close()
		}
		return nil, hintError{err, f.checkCommand() + " lists what is wrong"}
	}
	engine, err := bot.New(bot.Options{Live: live, Rules: rules, Stops: stops, Now: f.now, Policy: policy})
	if err != nil {
		live.Close()
		return nil, err
	}
	return &service{live: live, engine: engine, took: time.Since(start)}, nil
}

func (f *contentFlags) checkCommand() string {
	if f.dir == "" {
		return "patientfaq check"
	}
	return "patientfaq check --content " + f.dir
}

// sampleHint says how to see answers where nothing may be served; "" where something may be.
func (f *contentFlags) sampleHint(servable int) string {
	switch {
	case servable > 0:
		return ""
	case f.dir == "":
		return "the built-in content is sample text that no clinician has checked; --allow-sample shows it, marked as such"
	default:
		return fmt.Sprintf("nothing in %s may be shown to patients yet; %s says why, and --allow-sample shows what is marked as sample", f.dir, f.checkCommand())
	}
}
