package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/bot/eval"
)

// evalCommand is eval: how well questions find their answers.
type evalCommand struct {
	env     *env
	content contentFlags
	set     string
	split   string
	golden  string
	update  bool
	json    bool
}

func newEval(e *env) *cobra.Command {
	v := &evalCommand{env: e}
	c := &cobra.Command{
		Use:   "eval [FILE...]",
		Short: "Measure answers and ranking on judged questions",
		Long: `Ask every judged question and say what came of it: what was answered, offered and
abstained from, wrongly or rightly, and how good the ranking is whatever was
decided. Files are YAML or JSON lines, read one after the other.`,
		Example: `  patientfaq eval --allow-sample judgements.yaml
  patientfaq eval --allow-sample judgements.yaml --golden report.txt
  patientfaq eval --set sets/drugswap --split dev`,
		RunE: func(c *cobra.Command, args []string) error { return v.run(c.Context(), args) },
	}
	f := c.Flags()
	f.StringVar(&v.set, "set", "", "`folder` with content of its own: faq.jsonl, queries.jsonl and qrels.tsv")
	f.StringVar(&v.split, "split", "", "ask only the questions of this `split`: dev or test")
	f.StringVar(&v.golden, "golden", "", "`file` that the report must equal")
	f.BoolVar(&v.update, "update", false, "write the report to the golden file instead")
	f.BoolVar(&v.json, "json", false, "write JSON")
	v.content.addContent(f)
	v.content.addSample(f)
	v.content.addUnreviewed(f)
	v.content.addAsOf(f)
	return c
}

func (v *evalCommand) run(ctx context.Context, files []string) error {
	if err := v.check(files); err != nil {
		return err
	}
	judgements, content, closeSet, err := v.read(files)
	if err != nil {
		return err
	}
	s, err := v.content.openFolder(ctx, content)
	if err == nil {
		defer s.live.Close()
		err = v.measure(ctx, s, judgements)
	}
	return errors.Join(err, closeSet())
}

func (v *evalCommand) check(files []string) error {
	switch {
	case len(files) == 0 && v.set == "":
		return usageError{"eval needs a file of judged questions, or --set", "docs/content.md says how to write one"}
	case v.set != "" && (len(files) > 0 || v.content.dir != ""):
		return usageError{"--set brings content and questions of its own", "leave out the files and --content"}
	case v.update && v.golden == "":
		return usageError{"--update needs --golden", "name the file to write"}
	case v.split != "" && v.split != "dev" && v.split != "test":
		return usageError{fmt.Sprintf("there is no split %q", v.split), "choose dev or test"}
	}
	return v.content.check()
}

// read reads the judgements and finds the content they are on.
func (v *evalCommand) read(files []string) ([]eval.Judgement, fs.FS, func() error, error) {
	nothing := func() error { return nil }
	if v.set != "" {
		set, err := eval.OpenSet(v.set, v.split)
		if err != nil {
			return nil, nil, nothing, err
		}
		v.content.allowUnreviewed = true // a set is there for measuring: nobody signed it
		return set.Judgements, set.Content, set.Close, nil
	}
	var judgements []eval.Judgement
	for _, name := range files {
		js, err := eval.Read(os.DirFS(filepath.Dir(name)), filepath.Base(name))
		if err != nil {
			return nil, nil, nothing, err
		}
		judgements = append(judgements, js...)
	}
	if v.split != "" {
		judgements = slices.DeleteFunc(judgements, func(j eval.Judgement) bool { return j.Split != "" && j.Split != v.split })
	}
	content, err := v.content.fsys()
	return judgements, content, nothing, err
}

// measure asks the questions and writes the report, or compares it with the golden file.
func (v *evalCommand) measure(ctx context.Context, s *service, judgements []eval.Judgement) error {
	x, release := s.live.Acquire()
	defer release()
	report, err := eval.Run(ctx, s.engine, x.Corpus(), judgements, eval.Options{})
	if err != nil {
		return err
	}
	write := report.Table
	if v.json {
		write = report.JSON
	}
	if err := write(v.env.stdout); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if v.golden == "" {
		return nil
	}
	return v.compare(report.Golden())
}

// compare compares a report with the golden file, line by line.
func (v *evalCommand) compare(got string) error {
	if v.update {
		if err := os.WriteFile(v.golden, []byte(got), 0o644); err != nil {
			return fmt.Errorf("write the golden file: %w", err)
		}
		return nil
	}
	want, err := os.ReadFile(v.golden)
	if err != nil {
		return hintError{fmt.Errorf("read the golden file: %w", err), "--update writes it"}
	}
	if string(want) == got {
		return nil
	}
	fmt.Fprintf(v.env.stdout, "\nthe report is not as in %s:\n", v.golden)
	for _, l := range missingLines(string(want), got) {
		fmt.Fprintln(v.env.stdout, "- "+l)
	}
	for _, l := range missingLines(got, string(want)) {
		fmt.Fprintln(v.env.stdout, "+ "+l)
	}
	v.env.hint("where the change is meant, --update writes it; read what it changes first")
	return errReported
}

// missingLines are the lines of a text that another does not have.
func missingLines(text, other string) []string {
	var missing []string
	there := strings.Split(other, "\n")
	for l := range strings.SplitSeq(text, "\n") {
		if !slices.Contains(there, l) {
			missing = append(missing, l)
		}
	}
	return missing
}
