package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/faq"
)

// coverageCommand is coverage: what the content has on each subject, and what it lacks.
type coverageCommand struct {
	env     *env
	content contentFlags
	json    bool
	csv     bool
}

func newCoverage(e *env) *cobra.Command {
	k := &coverageCommand{env: e}
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Say what is written on each medicine and condition, and what is missing",
		Long: `Say of each medicine and condition that something is about, and of each concept
that patients can ask of it, whether there is text: reviewed, overdue, draft (which
includes sample text), or missing. Text on several medicines together covers none
of them alone.`,
		Example: `  patientfaq coverage --content content
  patientfaq coverage --content content --csv > coverage.csv
  patientfaq coverage --content content --as-of 2027-06-01   what will be overdue by then`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return k.run() },
	}
	f := c.Flags()
	f.BoolVar(&k.json, "json", false, "write JSON")
	f.BoolVar(&k.csv, "csv", false, "write CSV: a line for each subject and concept")
	k.content.addContent(f)
	k.content.addState(f)
	k.content.addAsOf(f)
	return c
}

func (k *coverageCommand) run() error {
	if k.json && k.csv {
		return usageError{"--json and --csv are two forms", "choose one"}
	}
	if err := k.content.check(); err != nil {
		return err
	}
	fsys, err := k.content.fsys()
	if err != nil {
		return err
	}
	corpus, problems := faq.Load(fsys, k.content.loadOptions())
	if err := problems.Err(); err != nil {
		return hintError{err, k.content.checkCommand() + " lists what is wrong"}
	}
	stops, err := k.content.readStops()
	if err != nil {
		return err
	}
	var stopped func(string) bool
	if stops != nil {
		stopped = stops.Stopped
	}
	all := corpus.Coverage(k.content.now(), stopped)
	write := writeCoverage
	switch {
	case k.json:
		write = coverageJSON
	case k.csv:
		write = coverageCSV
	}
	if err := write(k.env.stdout, all); err != nil {
		return fmt.Errorf("write the coverage: %w", err)
	}
	return nil
}

// tableWidth is how many columns a table may take.
const tableWidth = 100

// writeCoverage writes a block for each subject: how much there is, and the concepts of each kind.
func writeCoverage(w io.Writer, all []faq.Coverage) error {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, "%s (%s): %d reviewed, %d overdue, %d draft, %d missing\n", printable(c.Subject.Name()), c.Subject.Kind,
			c.Count(faq.CoveredReviewed), c.Count(faq.CoveredOverdue), c.Count(faq.CoveredByDraft), c.Count(faq.Missing))
		for _, cover := range []faq.Cover{faq.CoveredReviewed, faq.CoveredOverdue, faq.CoveredByDraft, faq.Missing} {
			var ids []string
			for _, cc := range c.Concepts {
				if cc.Cover == cover {
					ids = append(ids, cc.Concept.ID)
				}
			}
			label := fmt.Sprintf("  %-10s", cover)
			for _, line := range filled(ids, tableWidth-len(label)) {
				fmt.Fprintln(&b, label+line)
				label = strings.Repeat(" ", len(label))
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// filled joins words with commas into lines of at most so many bytes; a longer word has a line of its own.
func filled(words []string, width int) []string {
	var lines []string
	for i, word := range words {
		if i+1 < len(words) {
			word += ","
		}
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+1+len(word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

func coverageCSV(w io.Writer, all []faq.Coverage) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"subject", "kind", "concept", "coverage", "in"}}
	for _, c := range all {
		for _, cc := range c.Concepts {
			rows = append(rows, []string{c.Subject.ID, string(c.Subject.Kind), cc.Concept.ID, string(cc.Cover), strings.Join(cc.In, " ")})
		}
	}
	return out.WriteAll(rows)
}

// jsonCoverage is the coverage of a subject in the JSON form.
type jsonCoverage struct {
	Subject  string               `json:"subject"`
	Kind     faq.Kind             `json:"kind"`
	Concepts map[string]faq.Cover `json:"concepts"`
}

func coverageJSON(w io.Writer, all []faq.Coverage) error {
	out := []jsonCoverage{}
	for _, c := range all {
		concepts := map[string]faq.Cover{}
		for _, cc := range c.Concepts {
			concepts[cc.Concept.ID] = cc.Cover
		}
		out = append(out, jsonCoverage{c.Subject.ID, c.Subject.Kind, concepts})
	}
	return writeJSON(w, out)
}
