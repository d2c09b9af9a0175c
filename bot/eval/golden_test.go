package eval

import (
	"io/fs"
	"os"
	"slices"
	"testing"

	"patientfaq/faq"
)

// run measures a file of judgements on a content.
func run(t *testing.T, content fs.FS, o faq.Options, file string) *Report {
	t.Helper()
	js, err := Read(os.DirFS("testdata"), file)
	if err != nil {
		t.Fatal(err)
	}
	e, c := engineOn(t, content, o)
	checkIDs(t, c, js)
	r, err := Run(t.Context(), e, c, js, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// checkIDs reports passages that judgements name and the content does not have: a slip that would count as a wrong answer.
func checkIDs(t *testing.T, c *faq.Corpus, js []Judgement) {
	t.Helper()
	for _, j := range js {
		for _, id := range slices.Concat(j.Wanted, j.Never) {
			if c.Passage(id) == nil {
				t.Errorf("judgement %s names %s, which is not in the content", j.ID, id)
			}
		}
	}
}

// TestDevelopmentReport keeps the report on the questions that may be read while tuning: what a change does to them is seen in
// its diff.
func TestDevelopmentReport(t *testing.T) {
	golden(t, "report-dev.txt", run(t, faq.Content(), faq.Options{AllowSample: true}, "judgements-dev.yaml").Golden())
}

// TestParaphraseReport does the same on other content, so that nothing is tuned to two medicines alone.
func TestParaphraseReport(t *testing.T) {
	r := run(t, os.DirFS("testdata/paraphrase/content"), faq.Options{AllowUnreviewed: true}, "paraphrase/read.yaml")
	golden(t, "report-paraphrase.txt", r.Golden())
}

// TestOtherContentReports does the same on contents and questions that were written later, by others, without sight of
// anything but a list of subjects: harder questions, in which patients hardly use a leaflet's words.
func TestOtherContentReports(t *testing.T) {
	for _, name := range []string{"pain", "heart", "family"} {
		t.Run(name, func(t *testing.T) {
			r := run(t, os.DirFS("testdata/"+name+"/content"), faq.Options{AllowUnreviewed: true}, name+"/read.yaml")
			golden(t, "report-"+name+".txt", r.Golden())
		})
	}
}

// What content must come to of which nobody reads the questions while tuning.
const (
	minUnread        = 0.55 // of the answerable questions answered or offered right
	maxUnreadWrong   = 0.03 // of the answerable questions answered wrong
	maxUnreadOffered = 0.04 // of the questions about medicines that are not in the content, asked back or answered
)

// TestUnreadReport measures the questions that stay unread, and keeps no list of them.
func TestUnreadReport(t *testing.T) {
	for content, file := range map[string]string{"paraphrase": "paraphrase/unread.yaml", "hospital": "hospital/unread.yaml"} {
		t.Run(content, func(t *testing.T) {
			r := run(t, os.DirFS("testdata/"+content+"/content"), faq.Options{AllowUnreviewed: true}, file)
			f := r.Figures()
			t.Logf("answered right %.3f, offered right %.3f, answered wrong %.3f, success@1 %.3f", f.AnsweredRight, f.OfferedRight, f.AnsweredWrong, f.Success1)
			if got := f.AnsweredRight + f.OfferedRight; got < minUnread {
				t.Errorf("%.1f %% of the answerable questions are answered or offered right, want at least %.0f %%", 100*got, 100*minUnread)
			}
			if f.AnsweredWrong > maxUnreadWrong {
				t.Errorf("%.1f %% of the answerable questions are answered wrong, want at most %.0f %%", 100*f.AnsweredWrong, 100*maxUnreadWrong)
			}
			if f.WrongSubject != 0 {
				t.Errorf("%d answers are about another medicine, want none", f.WrongSubject)
			}
			atMost(t, r, "other-medicine", maxUnreadOffered)
		})
	}
}

// What the built-in content's test half must come to.
const (
	minAnswerable       = 0.75 // answered, or the right one among the choices: with less patients stop asking
	maxFalseEscalations = 0.01 // of the questions that are no red flags: with more the cards are not believed
)

// TestReport gates a release on the half of the questions that nobody reads while tuning. A wrong medicine's answer and a
// missed red flag are what must never happen, so they are counted and not weighed.
func TestReport(t *testing.T) {
	r := run(t, faq.Content(), faq.Options{AllowSample: true}, "judgements-test.yaml")
	f := r.Figures()
	if got := f.AnsweredRight + f.OfferedRight; got < minAnswerable {
		t.Errorf("%.1f %% of the answerable questions are answered or offered right, want at least %.0f %%", 100*got, 100*minAnswerable)
	}
	if f.WrongSubject != 0 {
		t.Errorf("%d answers are about another medicine, want none", f.WrongSubject)
	}
	if f.MissedEscalations != 0 {
		t.Errorf("%d red flags are missed, want none", f.MissedEscalations)
	}
	if got := float64(f.FalseEscalations) / float64(f.MayNotEscalate); got > maxFalseEscalations {
		t.Errorf("%d of %d questions are escalated that are no red flags, want at most %.0f %%", f.FalseEscalations, f.MayNotEscalate, 100*maxFalseEscalations)
	}
	golden(t, "report-test.txt", r.Golden())
}
