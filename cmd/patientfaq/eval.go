package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/bot/eval"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// evalCommand is eval: how well questions find their answers.
type evalCommand struct {
	env        *env
	content    contentFlags
	sets       []string
	split      string
	golden     string
	update     bool
	json       bool
	ablate     bool
	share      float64
	seed       uint64
	thresholds map[string]string
}

func newEval(e *env) *cobra.Command {
	v := &evalCommand{env: e}
	c := &cobra.Command{
		Use:   "eval [FILE...]",
		Short: "Measure answers and ranking on judged questions",
		Long: `Ask every judged question and say what came of it: what was answered, offered and
abstained from, wrongly or rightly, and how good the ranking is whatever was
decided. Files are YAML or JSON lines, read one after the other, on one content;
each --set is measured by itself.`,
		Example: `  patientfaq eval --allow-sample judgements.yaml
  patientfaq eval --allow-sample judgements.yaml --golden report.txt
  patientfaq eval --set sets/drugswap --split dev
  patientfaq eval --ablate --allow-sample judgements.yaml --set sets/drugswap
  patientfaq eval --lexicon-share 0.5 --seed 1 --set sets/drugswap`,
		RunE: func(c *cobra.Command, args []string) error { return v.run(c.Context(), args) },
	}
	f := c.Flags()
	f.StringArrayVar(&v.sets, "set", nil, "`folder` with content of its own: faq.jsonl, queries.jsonl and qrels.tsv; repeatable")
	f.StringVar(&v.split, "split", "", "ask only the questions of this `split`: dev or test")
	f.StringVar(&v.golden, "golden", "", "`file` that the report must equal")
	f.BoolVar(&v.update, "update", false, "write the report to the golden file instead")
	f.BoolVar(&v.json, "json", false, "write JSON")
	f.BoolVar(&v.ablate, "ablate", false, "switch off one feature, step and gate after the other, and say what each is worth")
	f.Float64Var(&v.share, "lexicon-share", 1, "`share` of the lexicon's medicines to keep, drawn at random, as if the others were new")
	f.Uint64Var(&v.seed, "seed", 1, "`number` that the draw depends on")
	f.StringToStringVar(&v.thresholds, "thresholds", nil, "confidences to answer and offer from, such as `answer=0.9,offer=0.2`")
	v.content.addContent(f)
	v.content.addState(f)
	v.content.addSample(f)
	v.content.addUnreviewed(f)
	v.content.addAsOf(f)
	return c
}

func (v *evalCommand) run(ctx context.Context, files []string) error {
	setup, err := v.prepare(files)
	if err != nil {
		return err
	}
	collections, err := v.collections(files)
	if err != nil {
		return err
	}
	if v.ablate {
		return v.ablation(ctx, setup, collections)
	}
	for i, c := range collections {
		if len(collections) > 1 {
			fmt.Fprintf(v.env.stdout, "%s%s\n\n", strings.Repeat("\n", min(i, 1)), c.Name)
		}
		if err := v.measure(ctx, setup, c); err != nil {
			return err
		}
	}
	return nil
}

// prepare checks the flags and says how engines are made.
func (v *evalCommand) prepare(files []string) (eval.Setup, error) {
	if err := v.check(files); err != nil {
		return eval.Setup{}, err
	}
	var from thresholdFlags
	if err := from.set(v.thresholds); err != nil {
		return eval.Setup{}, err
	}
	rules, err := triage.Default()
	if err != nil {
		return eval.Setup{}, err
	}
	stops, err := v.content.readStops()
	if err != nil {
		return eval.Setup{}, err
	}
	lex, err := v.content.lexicon()
	if err != nil {
		return eval.Setup{}, err
	}
	if v.share < 1 {
		all := len(lex.Medicines())
		lex = lex.Share(v.share, v.seed)
		fmt.Fprintf(v.env.stderr, "patientfaq: the lexicon has %d of its %d medicines\n", len(lex.Medicines()), all)
	}
	return eval.Setup{Rules: rules, Stops: stops, Now: v.content.now, Index: search.Options{Lexicon: lex}, Policy: from.policy()}, nil
}

func (v *evalCommand) check(files []string) error {
	several := len(v.sets) > 1 || len(v.sets) == 1 && len(files) > 0
	switch {
	case len(files) == 0 && len(v.sets) == 0:
		return usageError{"eval needs a file of judged questions, or --set", "docs/content.md says how to write one"}
	case len(files) == 0 && v.content.dir != "":
		return usageError{"--set brings content of its own", "leave out --content, or give a file of questions on it"}
	case v.update && v.golden == "":
		return usageError{"--update needs --golden", "name the file to write"}
	case v.golden != "" && (several || v.ablate):
		return usageError{"--golden goes with one report", "measure one content at a time, without --ablate"}
	case v.json && several && !v.ablate:
		return usageError{"--json writes one report", "measure one content at a time"}
	case v.split != "" && v.split != "dev" && v.split != "test":
		return usageError{fmt.Sprintf("there is no split %q", v.split), "choose dev or test"}
	case !(v.share >= 0 && v.share <= 1):
		return usageError{fmt.Sprintf("--lexicon-share %v is no share", v.share), "write a number from 0 to 1"}
	}
	return v.content.check()
}

// collections reads the judgements and the content that they are on.
func (v *evalCommand) collections(files []string) ([]eval.Collection, error) {
	var list []eval.Collection
	if len(files) > 0 {
		c, err := v.judged(files)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	for _, dir := range v.sets {
		c, err := v.set(dir)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// judged is the content with the judgements of the files.
func (v *evalCommand) judged(files []string) (eval.Collection, error) {
	c := eval.Collection{Name: cmp.Or(v.content.dir, "built-in content")}
	for _, name := range files {
		js, err := eval.Read(os.DirFS(filepath.Dir(name)), filepath.Base(name))
		if err != nil {
			return c, err
		}
		c.Judgements = append(c.Judgements, js...)
	}
	if v.split != "" {
		c.Judgements = slices.DeleteFunc(c.Judgements, func(j eval.Judgement) bool { return j.Split != "" && j.Split != v.split })
	}
	content, err := v.content.fsys()
	if err != nil {
		return c, err
	}
	corpus, problems := faq.Load(content, v.content.loadOptions())
	if err := problems.Err(); err != nil {
		return c, hintError{err, v.content.checkCommand() + " lists what is wrong"}
	}
	c.Corpus = corpus
	return c, nil
}

// set is a set with its own content, of which everything may be served: it is there for measuring, and nobody signed it.
func (v *evalCommand) set(dir string) (eval.Collection, error) {
	set, err := eval.OpenSet(dir, v.split)
	if err != nil {
		return eval.Collection{}, err
	}
	o := v.content.loadOptions()
	o.AllowUnreviewed = true
	corpus, problems := faq.Load(set.Content, o)
	if err := errors.Join(problems.Err(), set.Close()); err != nil {
		return eval.Collection{}, err
	}
	return eval.Collection{Name: set.Name, Corpus: corpus, Judgements: set.Judgements}, nil
}

// ablation measures everything with one thing off after the other.
func (v *evalCommand) ablation(ctx context.Context, setup eval.Setup, collections []eval.Collection) error {
	a, err := eval.Ablate(ctx, setup, collections, func(collection, without string) {
		fmt.Fprintf(v.env.stderr, "patientfaq: %s without %s\n", collection, without)
	})
	if err != nil {
		return err
	}
	if v.json {
		err = writeJSON(v.env.stdout, a.Rows)
	} else {
		err = a.Table(v.env.stdout)
	}
	if err != nil {
		return fmt.Errorf("write the ablation: %w", err)
	}
	return nil
}

// measure asks the questions and writes the report, or compares it with the golden file.
func (v *evalCommand) measure(ctx context.Context, setup eval.Setup, c eval.Collection) error {
	report, err := setup.Measure(ctx, c, eval.Options{})
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
