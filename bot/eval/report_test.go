package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
)

// items are a run small enough to be measured by hand: eight answerable questions and five others.
func items() []Item {
	answerable := func(id string, v Verdict, o bot.Outcome, rank int, confident float64) Item {
		return Item{Judgement: Judgement{ID: id, Kind: "answerable", Question: "a secret", Outcome: "answered"}, Verdict: v, Answer: bot.Answer{Outcome: o, Reason: "r"}, Rank: rank, Confident: confident}
	}
	other := func(id, kind, outcome string, v Verdict, o bot.Outcome, confident float64) Item {
		return Item{Judgement: Judgement{ID: id, Kind: kind, Question: "a secret", Outcome: outcome}, Verdict: v, Answer: bot.Answer{Outcome: o, Reason: "r"}, Confident: confident}
	}
	list := []Item{
		answerable("a1", AnsweredRight, bot.Answered, 1, 0.95),
		answerable("a2", AnsweredRight, bot.Answered, 1, 0.95),
		answerable("a3", OfferedRight, bot.Ambiguous, 1, 0.55),
		answerable("a4", OfferedRight, bot.Ambiguous, 2, 0.45),
		answerable("a5", AbstainedOn, bot.Abstained, 4, 0.15),
		answerable("a6", AnsweredWrong, bot.Answered, 3, 0.92),
		answerable("a7", OfferedWrong, bot.Ambiguous, 0, 0.55),
		answerable("a8", Withheld, bot.Refused, 1, 0.85),
		other("o1", "other-medicine", "abstained", Declined, bot.Abstained, 0.05),
		other("o2", "other-medicine", "abstained", AnsweredWrong, bot.Answered, 0.91),
		other("e1", "emergency", "escalated", Declined, bot.Escalated, 0.05),
		other("e2", "emergency", "escalated", DeclinedWrong, bot.Abstained, 0.05),
		other("c1", "chatter", "abstained", DeclinedWrong, bot.Escalated, 0.05),
	}
	for i := range list {
		list[i].Took = time.Duration(i+1) * time.Millisecond
		if list[i].Answer.Outcome == bot.Answered {
			list[i].Answer.Served = &faq.Passage{ID: "served-" + list[i].Judgement.ID}
		}
		if list[i].Answer.Outcome == bot.Escalated {
			list[i].Answer.Verdict.Level = triage.Emergency
		}
	}
	list[9].WrongSubj, list[9].Danger = true, true
	return list
}

func TestFigures(t *testing.T) {
	r := &Report{Items: items()}
	want := Figures{
		Questions: 13, Answerable: 8, SentOn: 1,
		AnsweredRight: 2.0 / 7, OfferedRight: 2.0 / 7, AbstainedOn: 1.0 / 7, AnsweredWrong: 1.0 / 7, OfferedWrong: 1.0 / 7,
		Success1: 4.0 / 8, Recall3: 6.0 / 8,
		MRR:    (1 + 1 + 1 + 1.0/2 + 1.0/4 + 1.0/3 + 0 + 1) / 8,
		NDCG10: (1 + 1 + 1 + 1/math.Log2(3) + 1/math.Log2(5) + 1/math.Log2(4) + 0 + 1) / 8,
		// Right first: 0.95, 0.95, 0.55, 0.85. Of the nine others 0.92, 0.91 and 0.55 are not below all of them:
		// 0.55 has six below and one equal, 0.85 seven below.
		AUROC:        (9 + 9 + 6.5 + 7) / (4 * 9),
		ECE:          ece(),
		WrongSubject: 1, Dangerous: 1, MissedEscalations: 1, FalseEscalations: 1, MayNotEscalate: 11,
		P50: 7, P99: 13,
	}
	if diff := cmp.Diff(want, r.Figures(), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("Figures differ (-want +got):\n%s", diff)
	}
}

// ece is the calibration error of [items], a bin at a time: its questions times how far its mean confidence is from the share
// that is right.
func ece() float64 {
	bins := []struct{ n, confidence, right float64 }{
		{4, 0.05, 0},       // o1 e1 e2 c1
		{1, 0.15, 0},       // a5
		{1, 0.45, 0},       // a4
		{2, 0.55, 1.0 / 2}, // a3 a7
		{1, 0.85, 1},       // a8
		{4, (0.95 + 0.95 + 0.92 + 0.91) / 4, 0.5}, // a1 a2 a6 o2
	}
	sum := 0.0
	for _, b := range bins {
		sum += b.n * math.Abs(b.confidence-b.right)
	}
	return sum / 13
}

// TestFiguresOfNothing divides by nothing.
func TestFiguresOfNothing(t *testing.T) {
	if got, want := (&Report{}).Figures(), (Figures{AUROC: 0.5}); got != want {
		t.Errorf("Figures of no questions = %+v, want %+v", got, want)
	}
	refused := Item{Judgement: Judgement{Outcome: "answered"}, Verdict: Withheld, Answer: bot.Answer{Outcome: bot.Refused}, Rank: 1, Confident: 1}
	got := (&Report{Items: []Item{refused}}).Figures()
	if want := (Figures{Questions: 1, Answerable: 1, SentOn: 1, Success1: 1, Recall3: 1, MRR: 1, NDCG10: 1, AUROC: 0.5, MayNotEscalate: 1}); got != want {
		t.Errorf("Figures of one question that was sent on = %+v, want %+v", got, want)
	}
}

// TestEscalationFigures counts what was missed and what was false, by the wanted level and what else is accepted.
func TestEscalationFigures(t *testing.T) {
	tests := []struct {
		name          string
		j             Judgement
		level         triage.Level
		missed, false int
		mayNot        int
	}{
		{"as wanted", Judgement{Outcome: "escalated", Level: "emergency"}, triage.Emergency, 0, 0, 0},
		{"graver than wanted", Judgement{Outcome: "escalated", Level: "urgent"}, triage.Emergency, 0, 0, 0},
		{"urgent as wanted", Judgement{Outcome: "escalated", Level: "urgent"}, triage.Urgent, 0, 0, 0},
		{"less grave than wanted", Judgement{Outcome: "escalated", Level: "emergency"}, triage.Urgent, 1, 0, 0},
		{"missed", Judgement{Outcome: "escalated", Level: "urgent"}, triage.None, 1, 0, 0},
		{"false", Judgement{Outcome: "abstained"}, triage.Urgent, 0, 1, 1},
		{"rightly none", Judgement{Outcome: "answered"}, triage.None, 0, 0, 1},
		{"accepted", Judgement{Outcome: "abstained", Accept: []string{"escalated"}}, triage.Emergency, 0, 0, 0},
	}
	for _, tt := range tests {
		it := Item{Judgement: tt.j}
		if tt.level != triage.None {
			it.Answer = bot.Answer{Outcome: bot.Escalated, Verdict: triage.Verdict{Level: tt.level}}
		}
		f := (&Report{Items: []Item{it}}).Figures()
		if f.MissedEscalations != tt.missed || f.FalseEscalations != tt.false || f.MayNotEscalate != tt.mayNot {
			t.Errorf("%s: missed %d, false %d of %d; want %d, %d of %d", tt.name, f.MissedEscalations, f.FalseEscalations, f.MayNotEscalate, tt.missed, tt.false, tt.mayNot)
		}
	}
}

func TestReliability(t *testing.T) {
	bins := (&Report{Items: items()}).Reliability()
	total := 0
	for i, b := range bins {
		total += b.Questions
		if want := float64(i) / 10; b.From != want {
			t.Errorf("bin %d begins at %v, want %v", i, b.From, want)
		}
	}
	if len(bins) != 10 || total != 13 {
		t.Errorf("Reliability has %d bins with %d questions, want 10 with 13", len(bins), total)
	}
	sure := (&Report{Items: []Item{{Confident: 1}}}).Reliability()
	if sure[9].Questions != 1 {
		t.Errorf("a confidence of 1 is in none of the last bins: %+v", sure)
	}
}

func TestPercentile(t *testing.T) {
	took := make([]time.Duration, 200)
	for i := range took {
		took[len(took)-1-i] = time.Duration(i+1) * time.Millisecond
	}
	for p, want := range map[int]float64{50: 100, 99: 198, 100: 200, 0: 1} {
		if got := percentile(took, p); got != want {
			t.Errorf("percentile(%d) = %v ms, want %v", p, got, want)
		}
	}
}

// TestReports writes the report in its three forms. None of them holds a question's words.
func TestReports(t *testing.T) {
	r := &Report{Items: items()}
	var table, asJSON bytes.Buffer
	if err := r.Table(&table); err != nil {
		t.Fatal(err)
	}
	if err := r.JSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(asJSON.Bytes()) {
		t.Errorf("JSON writes %s", asJSON.String())
	}
	for name, text := range map[string]string{"table.txt": table.String(), "report.json": asJSON.String(), "report.txt": r.Golden()} {
		if strings.Contains(text, "a secret") {
			t.Errorf("%s holds a question's words:\n%s", name, text)
		}
		golden(t, "golden/"+name, text)
	}
}

// TestGoldenIsStable is the same whatever the time it took.
func TestGoldenIsStable(t *testing.T) {
	list := items()
	want := (&Report{Items: list}).Golden()
	for i := range list {
		list[i].Took *= 7
	}
	if got := (&Report{Items: list}).Golden(); got != want {
		t.Errorf("Golden changed with the latencies:\n%s", cmp.Diff(want, got))
	}
}

// failing is a writer that is full.
type failing struct{}

var errFull = errors.New("full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestReportsFail(t *testing.T) {
	r := &Report{Items: items()}
	if err := r.Table(failing{}); !errors.Is(err, errFull) {
		t.Errorf("Table(full) = %v, want the writer's error", err)
	}
	if err := r.JSON(failing{}); !errors.Is(err, errFull) {
		t.Errorf("JSON(full) = %v, want the writer's error", err)
	}
}
