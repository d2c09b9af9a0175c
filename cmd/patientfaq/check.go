package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
	"patientfaq/search/lexicon"
)

// checkCommand is check: the compiler of the content.
type checkCommand struct {
	env     *env
	content contentFlags
	json    bool
	format  string
}

func newCheck(e *env) *cobra.Command {
	k := &checkCommand{env: e}
	c := &cobra.Command{
		Use:   "check",
		Short: "Say everything that is wrong with the content, and run its tests",
		Long: `Say everything that is wrong with the content, each mistake with its place and a
remedy, and ask the questions of tests.yaml. Notes are advice: hard sentences,
names that are easily mistaken, silences that nothing needs. Errors keep the content from being
served; warnings at most withhold an entry. Exit code 1 means errors.`,
		Example: `  patientfaq check --content content
  patientfaq check --content content --format github    annotations for a workflow
  patientfaq check --content content --as-of 2027-01-01 what will be overdue by then`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return k.run(c.Context()) },
	}
	f := c.Flags()
	f.BoolVar(&k.json, "json", false, "write JSON; the same as --format json")
	f.StringVar(&k.format, "format", "text", "`form` of the output: text, json, or github for workflow annotations")
	f.BoolVar(&k.content.links, "links", false, "also ask for every source's address, one after the other, and report those that are not there")
	k.content.addContent(f)
	k.content.addState(f)
	k.content.addSample(f)
	k.content.addAsOf(f)
	return c
}

// checkWriters are the forms of the output.
var checkWriters = map[string]func(checked, io.Writer) error{
	"text": checked.writeText, "json": checked.writeJSON, "github": checked.writeGitHub,
}

func (k *checkCommand) run(ctx context.Context) error {
	if k.json {
		k.format = "json"
	}
	write, ok := checkWriters[k.format]
	if !ok {
		return usageError{fmt.Sprintf("there is no format %q", k.format), "choose text, json or github"}
	}
	if err := k.content.check(); err != nil {
		return err
	}
	k.content.advise = true
	result, err := k.content.inspect(ctx)
	if err != nil {
		return err
	}
	if err := write(result, k.env.stdout); err != nil {
		return fmt.Errorf("write the problems: %w", err)
	}
	if result.Errors > 0 {
		return errReported
	}
	return nil
}

// checked is what check found.
type checked struct {
	Errors   int          `json:"errors"`
	Warnings int          `json:"warnings"`
	Notes    int          `json:"notes"`
	Entries  int          `json:"entries"`  // and articles
	Servable int          `json:"servable"` // of those: with anything that may be shown
	Revision string       `json:"revision"`
	Problems faq.Problems `json:"-"`

	corpus    *faq.Corpus
	inventory bot.Inventory
}

// inspect loads the content, and runs its tests where nothing is wrong with it otherwise.
func (f *contentFlags) inspect(ctx context.Context) (checked, error) {
	stops, err := f.readStops()
	if err != nil {
		return checked{}, err
	}
	return f.inspectWith(ctx, stops, f.lexicon)
}

// inspectWith is inspect with a stop list, and with a lexicon that is read where there are tests to run.
func (f *contentFlags) inspectWith(ctx context.Context, stops bot.Stops, lexicon func() (*lexicon.Lexicon, error)) (checked, error) {
	fsys, err := f.fsys()
	if err != nil {
		return checked{}, err
	}
	options := f.loadOptions()
	options.Advise = f.advise
	corpus, problems := faq.Load(fsys, options)
	if f.advise {
		found := f.deadLinks(ctx, corpus)
		problems = append(problems, corpus.Advise(found)...)
		problems.Sort()
	}
	if problems.Err() == nil {
		lex, err := lexicon()
		if err != nil {
			return checked{}, err
		}
		failed, err := testContent(ctx, corpus, stops, lex)
		if err != nil {
			return checked{}, err
		}
		problems = append(problems, failed...)
	}
	waiting, err := f.proposalProblems()
	if err != nil {
		return checked{}, err
	}
	problems = append(problems, waiting...)
	problems.Sort()
	for i := range problems {
		problems[i].Pos.Path = path.Join(f.dir, problems[i].Pos.Path) // so that editors and forges find the file
	}
	inv := bot.TakeInventory(corpus, stops, f.now())
	errors := problems.Errors()
	return checked{
		Errors: errors, Warnings: problems.Count(faq.Warning), Notes: problems.Count(faq.Note), Entries: inv.Entries, Servable: inv.ServableEntries,
		Revision: corpus.Revision(), Problems: problems, corpus: corpus, inventory: inv,
	}, nil
}

func testContent(ctx context.Context, c *faq.Corpus, stops bot.Stops, lex *lexicon.Lexicon) (faq.Problems, error) {
	rules, err := triage.Default()
	if err != nil {
		return nil, err
	}
	x, err := search.Build(ctx, c, search.Options{Lexicon: lex})
	if err != nil {
		return nil, err
	}
	failed := bot.ContentTest(rules, stops)(ctx, c, x)
	return failed, x.Close()
}

// writeText writes a line a problem, as compilers do, and a summary.
func (r checked) writeText(w io.Writer) error {
	var b strings.Builder
	for _, p := range r.Problems {
		fmt.Fprintln(&b, printable(p.String()))
	}
	notes := ""
	if r.Notes > 0 {
		notes = ", " + plural(r.Notes, "note", "notes")
	}
	fmt.Fprintf(&b, "%s, %s%s; %s, %d servable\n",
		plural(r.Errors, "error", "errors"), plural(r.Warnings, "warning", "warnings"), notes,
		plural(r.Entries, "entry", "entries"), r.Servable)
	_, err := io.WriteString(w, b.String())
	return err
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// jsonProblem is a problem in the JSON form.
type jsonProblem struct {
	Path     string `json:"path"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
}

func (r checked) writeJSON(w io.Writer) error {
	out := struct {
		checked
		Problems []jsonProblem `json:"problems"`
	}{r, []jsonProblem{}}
	for _, p := range r.Problems {
		out.Problems = append(out.Problems, jsonProblem{p.Pos.Path, p.Pos.Line, p.Pos.Col, p.Severity.String(), p.Rule, p.Msg})
	}
	return writeJSON(w, out)
}

// writeJSON writes a value as people can read it.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// What a GitHub workflow command cannot hold as it is, in a message and in a property.
var (
	githubMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes workflow commands, which GitHub shows beside the lines of a change.
func (r checked) writeGitHub(w io.Writer) error {
	var b strings.Builder
	for _, p := range r.Problems {
		level := p.Severity.String()
		if p.Severity == faq.Note {
			level = "notice"
		}
		fmt.Fprintf(&b, "::%s file=%s", level, githubProperty.Replace(p.Pos.Path))
		if p.Pos.Line > 0 {
			fmt.Fprintf(&b, ",line=%d", p.Pos.Line)
		}
		if p.Pos.Col > 0 {
			fmt.Fprintf(&b, ",col=%d", p.Pos.Col)
		}
		fmt.Fprintf(&b, ",title=%s::%s\n", githubProperty.Replace(p.Rule), githubMessage.Replace(p.Msg))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
