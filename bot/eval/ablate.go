package eval

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// Collection is content with judged questions on it.
type Collection struct {
	Name       string
	Corpus     *faq.Corpus
	Judgements []Judgement
}

// Setup is how an engine is made over a collection.
type Setup struct {
	Rules  *triage.Rules
	Stops  bot.Stops // nil: nothing is withdrawn
	Now    func() time.Time
	Index  search.Options
	Policy bot.Policy
}

// Measure makes an engine over a collection and asks it every question.
func (s Setup) Measure(ctx context.Context, c Collection, o Options) (*Report, error) {
	x, err := search.Build(ctx, c.Corpus, s.Index)
	if err != nil {
		return nil, fmt.Errorf("eval: %s: %w", c.Name, err)
	}
	defer x.Close() // in memory: nothing is lost where it fails
	return s.measureOn(ctx, x, c, o)
}

func (s Setup) measureOn(ctx context.Context, x *search.Index, c Collection, o Options) (*Report, error) {
	e, err := bot.New(bot.Options{Live: always{x}, Rules: s.Rules, Stops: s.Stops, Now: s.Now, Policy: s.Policy})
	if err != nil {
		return nil, fmt.Errorf("eval: %s: %w", c.Name, err)
	}
	return Run(ctx, e, c.Corpus, c.Judgements, o)
}

// always lends one index.
type always struct{ x *search.Index }

func (a always) Acquire() (*search.Index, func()) { return a.x, func() {} }

// Ablation is what each part of the bot is worth: the measures with everything, and with one thing after another
// switched off.
type Ablation struct{ Rows []AblationRow }

// AblationRow is one collection measured with one thing off.
type AblationRow struct {
	Collection string  `json:"collection"`
	Off        string  `json:"off"`  // "" for nothing
	Kind       string  `json:"kind"` // of what is off: search or gate
	Figures    Figures `json:"figures"`
	Right      float64 `json:"right"`   // answered or offered right, of the answerable that were not sent on
	Wrong      int     `json:"wrong"`   // answers that are wrong, to any question
	Foreign    int     `json:"foreign"` // questions about a medicine that the content does not have
	Answered   int     `json:"foreign_answered"`
	Offered    int     `json:"foreign_offered"`
}

// Ablate measures every collection with everything on, and with each of [search.Switches] and [bot.Gates] off in turn.
// Progress is told of each measurement that begins, with what is off as the table names it; nil for none.
func Ablate(ctx context.Context, s Setup, collections []Collection, progress func(collection, without string)) (*Ablation, error) {
	a := &Ablation{}
	measure := func(c Collection, kind, off string, x *search.Index, s Setup) error {
		if progress != nil {
			progress(c.Name, name(AblationRow{Kind: kind, Off: off}))
		}
		r, err := s.measureOn(ctx, x, c, Options{})
		if err == nil {
			a.Rows = append(a.Rows, rowOf(c.Name, kind, off, r))
		}
		return err
	}
	for _, c := range collections {
		for _, off := range slices.Concat([]string{""}, search.Switches()) {
			err := s.withIndex(ctx, c, off, func(x *search.Index) error {
				if err := measure(c, "search", off, x, s); err != nil || off != "" {
					return err
				}
				for _, gate := range bot.Gates() { // a gate needs no index of its own
					without := s
					without.Policy.Off = append(slices.Clone(s.Policy.Off), gate)
					if err := measure(c, "gate", gate, x, without); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// withIndex lends an index with one thing off.
func (s Setup) withIndex(ctx context.Context, c Collection, off string, f func(*search.Index) error) error {
	o := s.Index
	if off != "" {
		o.Off = append(slices.Clone(o.Off), off)
	}
	x, err := search.Build(ctx, c.Corpus, o)
	if err != nil {
		return fmt.Errorf("eval: ablate %s: %w", c.Name, err)
	}
	defer x.Close() // in memory: nothing is lost where it fails
	return f(x)
}

func rowOf(collection, kind, off string, r *Report) AblationRow {
	row := AblationRow{Collection: collection, Off: off, Kind: kind, Figures: r.Figures()}
	row.Right = row.Figures.AnsweredRight + row.Figures.OfferedRight
	for _, it := range r.Items {
		if it.Verdict == AnsweredWrong {
			row.Wrong++
		}
		if !it.Judgement.foreign() {
			continue
		}
		row.Foreign++
		switch it.Answer.Outcome {
		case bot.Answered:
			row.Answered++
		case bot.Ambiguous:
			row.Offered++
		}
	}
	return row
}

// Table writes the ablation for people: shares in percent, and behind each how far it is from the row with everything
// on; foreign questions are those about a medicine that the content does not have.
func (a *Ablation) Table(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	var base AblationRow
	for i, r := range a.Rows {
		if i == 0 || r.Collection != base.Collection {
			base = r
			fmt.Fprintf(tw, "%s%s, without\tsuccess@1\t\tright\t\tanswered wrong\t\twrong subject\t\tof %d foreign, answered\t\toffered\t\t\n",
				strings.Repeat("\n", min(i, 1)), r.Collection, r.Foreign)
		}
		fmt.Fprintf(tw, "%s\t%s%s%s%s%s%s\n", name(r),
			percent(r.Figures.Success1, base.Figures.Success1), percent(r.Right, base.Right),
			count(r.Wrong, base.Wrong), count(r.Figures.WrongSubject, base.Figures.WrongSubject),
			count(r.Answered, base.Answered), count(r.Offered, base.Offered))
	}
	return tw.Flush()
}

// name is what is off, as the table calls it.
func name(r AblationRow) string {
	switch {
	case r.Off == "":
		return "nothing"
	case r.Kind == "gate":
		return "gate " + r.Off
	default:
		return r.Off
	}
}

// percent writes a share, and how many points it is from another, "." for none, as two columns.
func percent(share, base float64) string {
	d := 100 * (share - base)
	if math.Abs(d) < 0.05 {
		return fmt.Sprintf("%.1f\t.\t", 100*share)
	}
	return fmt.Sprintf("%.1f\t%+.1f\t", 100*share, d)
}

// count writes a number, and how far it is from another, as two columns.
func count(n, base int) string {
	if n == base {
		return fmt.Sprintf("%d\t.\t", n)
	}
	return fmt.Sprintf("%d\t%+d\t", n, n-base)
}
