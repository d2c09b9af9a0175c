package eval

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"patientfaq/bot"
	"patientfaq/faq"
	"patientfaq/search"
	"patientfaq/search/lexicon"
)

// What must hold on a public set whose swapped questions ask the same of medicines that are nowhere in the content, in one
// configuration.
const (
	maxSwapped    = 0.01 // answered or asked back; published engines answer 38 % and more
	maxChatter    = 0.01 // answered or asked back though it is no question about health
	maxSwappedNew = 0.03 // the same where half of the lexicon's medicines are unknown to the bot, as new ones are
)

// publicSets are the sets with what their test halves must come to: answered or offered right of the answerable questions
// that are not sent to a person, and right at the first rank whatever was decided. Their entries have no answers, so
// both are less than on content of our own.
var publicSets = []struct {
	name    string
	right   float64
	success float64
}{
	{"drugswap-tmpl", 0.75, 0.65},
	{"typo-tmpl", 0.65, 0.60},
}

// publicSet opens a test half of the folder that PATIENTFAQ_EVAL names, with the content read.
func publicSet(t *testing.T, name string) (*Set, string) {
	t.Helper()
	dir := os.Getenv("PATIENTFAQ_EVAL")
	if dir == "" {
		if os.Getenv("PATIENTFAQ_EVAL_REQUIRED") != "" {
			t.Fatal("PATIENTFAQ_EVAL is not set, and PATIENTFAQ_EVAL_REQUIRED is")
		}
		t.Skip("NOT MEASURED: set PATIENTFAQ_EVAL to the folder of public sets")
	}
	if testing.Short() {
		t.Skip("NOT MEASURED: -short")
	}
	set, err := OpenSet(filepath.Join(dir, name), "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := set.Close(); err != nil {
			t.Error(err)
		}
	})
	return set, dir
}

// TestPublicSets gates on the answerable questions of the public sets.
func TestPublicSets(t *testing.T) {
	for _, tt := range publicSets {
		t.Run(tt.name, func(t *testing.T) {
			set, _ := publicSet(t, tt.name)
			f := runSet(t, set, set.Judgements, search.Options{}).Figures()
			right := f.AnsweredRight + f.OfferedRight
			t.Logf("answered or offered right: %.1f %% of %d; success@1: %.3f", 100*right, f.Answerable-f.SentOn, f.Success1)
			if right < tt.right {
				t.Errorf("%.1f %% of the answerable questions are answered or offered right, want at least %.0f %%", 100*right, 100*tt.right)
			}
			if f.Success1 < tt.success {
				t.Errorf("success@1 is %.3f, want at least %.2f", f.Success1, tt.success)
			}
			if f.WrongSubject != 0 {
				t.Errorf("%d answers are about another medicine, want none", f.WrongSubject)
			}
		})
	}
}

// TestSwappedMedicines gates on questions about medicines that are not in the content, and on such about no health at all.
func TestSwappedMedicines(t *testing.T) {
	set, dir := publicSet(t, "drugswap-tmpl")
	chatter, err := ReadChatter(filepath.Join(dir, "chatter.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	r := runSet(t, set, slices.Concat(set.Judgements, chatter), search.Options{})
	atMost(t, r, "swap-unseen", maxSwapped)
	atMost(t, r, "chatter", maxChatter)
}

// TestNewMedicines does the same with half of the lexicon gone: what a medicine is must also be seen by where it stands and
// how it ends.
func TestNewMedicines(t *testing.T) {
	set, _ := publicSet(t, "drugswap-tmpl")
	for seed := range uint64(3) {
		half := lexicon.Default().Share(0.5, seed+1)
		atMost(t, runSet(t, set, set.Judgements, search.Options{Lexicon: half}), "swap-unseen", maxSwappedNew)
	}
}

// runSet asks questions on a set's content.
func runSet(t *testing.T, set *Set, js []Judgement, o search.Options) *Report {
	t.Helper()
	e, c := engineWith(t, set.Content, faq.Options{AllowUnreviewed: true}, o)
	r, err := Run(t.Context(), e, c, js, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// atMost fails where more than a share of the questions of a kind is answered or gets a choice.
func atMost(t *testing.T, r *Report, kind string, most float64) {
	t.Helper()
	n, all := 0, 0
	for _, it := range r.Items {
		if it.Judgement.Kind != kind {
			continue
		}
		all++
		if it.Answer.Outcome == bot.Answered || it.Answer.Outcome == bot.Ambiguous {
			n++
		}
	}
	if all == 0 {
		t.Fatalf("no question is of the kind %q; a gate that measures nothing must not pass", kind)
	}
	got := float64(n) / float64(all)
	t.Logf("%s: answered or asked back %d of %d", kind, n, all)
	if got > most {
		t.Errorf("%s: %.1f %% answered or asked back, want at most %.0f %%", kind, 100*got, 100*most)
	}
}
