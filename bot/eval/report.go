package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"patientfaq/bot"
	"patientfaq/bot/triage"
)

// Report is what came of a run.
type Report struct{ Items []Item }

// Figures are the measures of a report, in the order of the table. Shares are from 0 to 1.
type Figures struct {
	Questions         int     `json:"questions"`
	Answerable        int     `json:"answerable"`         // of them, those with a wanted passage
	SentOn            int     `json:"answerable_sent_on"` // of those, refused or escalated
	AnsweredRight     float64 `json:"answered_right"`     // share of the answerable that were not sent on
	OfferedRight      float64 `json:"offered_right"`      //
	AbstainedOn       float64 `json:"abstained"`          //
	AnsweredWrong     float64 `json:"answered_wrong"`     //
	OfferedWrong      float64 `json:"offered_wrong"`      //
	Success1          float64 `json:"success_at_1"`       // ranking, over all answerable, whatever the outcome
	Recall3           float64 `json:"recall_at_3"`        //
	MRR               float64 `json:"mrr"`                // of the first ten
	NDCG10            float64 `json:"ndcg_at_10"`         // one relevant passage, binary gain
	AUROC             float64 `json:"auroc"`              // confidence of rightly ranked answerable questions above all others
	ECE               float64 `json:"expected_calibration_error"`
	WrongSubject      int     `json:"wrong_subject_answers"`
	Dangerous         int     `json:"dangerous"`          // a passage shown that a judgement says must never be
	MissedEscalations int     `json:"missed_escalations"` //
	FalseEscalations  int     `json:"false_escalations"`  //
	MayNotEscalate    int     `json:"must_not_escalate"`  // questions that must not escalate
	P50               float64 `json:"latency_p50_ms"`
	P99               float64 `json:"latency_p99_ms"`
}

// Figures computes the measures.
func (r *Report) Figures() Figures {
	f := Figures{Questions: len(r.Items)}
	counts := map[Verdict]int{}
	var took []time.Duration
	for _, it := range r.Items {
		took = append(took, it.Took)
		f.countSafety(it)
		if !it.answerable() {
			continue
		}
		f.Answerable++
		counts[it.Verdict]++
		f.countRank(it)
	}
	f.SentOn = counts[Withheld]
	if n := float64(f.Answerable - f.SentOn); n > 0 {
		f.AnsweredRight = float64(counts[AnsweredRight]+counts[Declined]) / n
		f.OfferedRight = float64(counts[OfferedRight]) / n
		f.AbstainedOn = float64(counts[AbstainedOn]) / n
		f.AnsweredWrong = float64(counts[AnsweredWrong]) / n
		f.OfferedWrong = float64(counts[OfferedWrong]) / n
	}
	if n := float64(f.Answerable); n > 0 {
		f.Success1, f.Recall3, f.MRR, f.NDCG10 = f.Success1/n, f.Recall3/n, f.MRR/n, f.NDCG10/n
	}
	f.AUROC, f.ECE = r.auroc(), r.calibrationError()
	f.P50, f.P99 = percentile(took, 50), percentile(took, 99)
	return f
}

func (it Item) answerable() bool { return it.Judgement.Outcome == bot.Answered.String() }

func (f *Figures) countSafety(it Item) {
	if it.WrongSubj {
		f.WrongSubject++
	}
	if it.Danger {
		f.Dangerous++
	}
	escalated := it.Answer.Outcome == bot.Escalated
	wanted := it.Judgement.Outcome == bot.Escalated.String()
	switch {
	case wanted && (!escalated || it.Judgement.Level == triage.Emergency.String() && it.Answer.Verdict.Level != triage.Emergency):
		f.MissedEscalations++
	case !wanted && !slices.Contains(it.Judgement.Accept, bot.Escalated.String()):
		f.MayNotEscalate++
		if escalated {
			f.FalseEscalations++
		}
	}
}

func (f *Figures) countRank(it Item) {
	if it.Rank == 0 {
		return
	}
	if it.Rank == 1 {
		f.Success1++
	}
	if it.Rank <= 3 {
		f.Recall3++
	}
	f.MRR += 1 / float64(it.Rank)
	f.NDCG10 += 1 / math.Log2(float64(it.Rank)+1)
}

// rightFirst says whether the ranking put a wanted passage first.
func (it Item) rightFirst() bool { return it.Rank == 1 && it.answerable() }

// auroc is the probability that a question whose first passage is right has more confidence than one whose is not
// (Mann-Whitney; ties count half), NaN-free: 0.5 where one of the groups is empty.
func (r *Report) auroc() float64 {
	var right, wrong []float64
	for _, it := range r.Items {
		if it.rightFirst() {
			right = append(right, it.Confident)
		} else {
			wrong = append(wrong, it.Confident)
		}
	}
	if len(right)*len(wrong) == 0 {
		return 0.5
	}
	slices.Sort(wrong)
	above := 0.0
	for _, c := range right {
		lower, _ := slices.BinarySearch(wrong, c)
		upper, _ := slices.BinarySearch(wrong, math.Nextafter(c, 2))
		above += float64(lower) + float64(upper-lower)/2
	}
	return above / float64(len(right)*len(wrong))
}

// percentile returns the p-th percentile in milliseconds, by the nearest rank.
func percentile(took []time.Duration, p int) float64 {
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	i := max((len(took)*p+99)/100-1, 0)
	return float64(took[i].Microseconds()) / 1000
}

// Kinds returns how many questions of each kind came to each verdict.
func (r *Report) Kinds() map[string]map[Verdict]int {
	kinds := map[string]map[Verdict]int{}
	for _, it := range r.Items {
		if kinds[it.Judgement.Kind] == nil {
			kinds[it.Judgement.Kind] = map[Verdict]int{}
		}
		kinds[it.Judgement.Kind][it.Verdict]++
	}
	return kinds
}

var verdicts = []Verdict{AnsweredRight, OfferedRight, Declined, AbstainedOn, Withheld, DeclinedWrong, OfferedWrong, AnsweredWrong}

// Table writes the report for people: a line a kind, then the figures.
func (r *Report) Table(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "kind\tquestions\t")
	for _, v := range verdicts {
		fmt.Fprintf(tw, "%s\t", v)
	}
	fmt.Fprintln(tw)
	kinds := r.Kinds()
	for _, kind := range sortedKeys(kinds) {
		total := 0
		var row strings.Builder
		for _, v := range verdicts {
			total += kinds[kind][v]
			fmt.Fprintf(&row, "%s\t", cmp.Or(strings.TrimPrefix(fmt.Sprint(kinds[kind][v]), "0"), "."))
		}
		fmt.Fprintf(tw, "%s\t%d\t%s\n", kind, total, row.String())
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, r.Figures().text(true)+"\n"+r.reliabilityText())
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// text is the figures as lines; latencies differ from run to run, so a golden file goes without them.
func (f Figures) text(latency bool) string {
	var b strings.Builder
	percent := func(name string, share float64) { fmt.Fprintf(&b, "%-34s %5.1f %%\n", name, 100*share) }
	number := func(name string, n float64) { fmt.Fprintf(&b, "%-34s %6.3f\n", name, n) }
	fmt.Fprintf(&b, "\nas shipped, of %d answerable questions (%d more were refused or escalated):\n", f.Answerable-f.SentOn, f.SentOn)
	percent("answered right", f.AnsweredRight)
	percent("right among the choices", f.OfferedRight)
	percent("abstained though answerable", f.AbstainedOn)
	percent("only wrong choices", f.OfferedWrong)
	percent("answered wrong", f.AnsweredWrong)
	fmt.Fprintf(&b, "\nranking, whatever the outcome:\n")
	number("success@1", f.Success1)
	number("recall@3", f.Recall3)
	number("MRR", f.MRR)
	number("nDCG@10", f.NDCG10)
	number("AUROC of the confidence", f.AUROC)
	number("expected calibration error", f.ECE)
	fmt.Fprintf(&b, "\nsafety:\n")
	fmt.Fprintf(&b, "%-34s %5d\n", "wrong-subject answers", f.WrongSubject)
	fmt.Fprintf(&b, "%-34s %5d\n", "passages shown that must never be", f.Dangerous)
	fmt.Fprintf(&b, "%-34s %5d\n", "missed escalations", f.MissedEscalations)
	fmt.Fprintf(&b, "%-34s %5d of %d\n", "false escalations", f.FalseEscalations, f.MayNotEscalate)
	if latency {
		fmt.Fprintf(&b, "\nlatency of an answer: p50 %.2f ms, p99 %.2f ms\n", f.P50, f.P99)
	}
	return b.String()
}

// JSON writes the figures, the kinds and every question's verdict. It holds no question's text.
func (r *Report) JSON(w io.Writer) error {
	type item struct {
		ID         string  `json:"id"`
		Kind       string  `json:"kind"`
		Verdict    Verdict `json:"verdict"`
		Outcome    string  `json:"outcome"`
		Reason     string  `json:"reason"`
		Confidence float64 `json:"confidence"`
		Rank       int     `json:"rank"`
	}
	out := struct {
		Figures     Figures                    `json:"figures"`
		Kinds       map[string]map[Verdict]int `json:"kinds"`
		Reliability []Bin                      `json:"reliability"`
		Items       []item                     `json:"items"`
	}{Figures: r.Figures(), Kinds: r.Kinds(), Reliability: r.Reliability()}
	for _, it := range r.Items {
		out.Items = append(out.Items, item{it.Judgement.ID, it.Judgement.Kind, it.Verdict, it.Answer.Outcome.String(), string(it.Answer.Reason), it.Confident, it.Rank})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// Golden is the report as a file that is kept: the same content, questions and code give the same bytes. Each
// question that did not come out right has a line.
func (r *Report) Golden() string {
	var b strings.Builder
	b.WriteString(strings.TrimPrefix(r.Figures().text(false), "\n"))
	b.WriteString("\n" + r.reliabilityText() + "\nnot as wanted:\n")
	for _, it := range r.Items {
		if it.Verdict == AnsweredRight || it.Verdict == OfferedRight || it.Verdict == Declined {
			continue
		}
		fmt.Fprintf(&b, "%s %s: %s (%s)%s\n", it.Judgement.ID, it.Judgement.Kind, it.Verdict, it.Answer.Reason, servedNote(it))
	}
	return b.String()
}

func servedNote(it Item) string {
	if it.Answer.Outcome == bot.Answered {
		return " " + it.Answer.Served.ID
	}
	return ""
}
