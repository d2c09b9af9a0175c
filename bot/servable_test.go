package bot_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"patientfaq/bot"
	"patientfaq/bot/store"
	"patientfaq/faq"
)

const (
	sideQuestion = "What are the side effects of baclofen?"
	sampleLine   = "Sample text: no clinician has checked this."
)

// signedFolder is a folder with one entry that Dr Bo signed, due at the end of June 2026. One edit changes the
// entry before it is signed, the other afterwards.
func signedFolder(t *testing.T, settings string, before, after edit) string {
	t.Helper()
	dir := t.TempDir()
	text := entries(`{id: b-side, questions: ["` + sideQuestion + `", "Does baclofen make you sleepy?"], answer: Feeling sleepy is common with baclofen., subjects: [baclofen], sources: [{title: Leaflet}], author: Ann, review: {status: draft}}`)
	files := map[string]string{"settings.yaml": settings, "subjects.yaml": "subjects:" + medicines, "entries/test.yaml": before.of(text)}
	for name, text := range files {
		writeFile(t, filepath.Join(dir, name), text)
	}
	c, problems := faq.Load(os.DirFS(dir), faq.Options{AsOf: today})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if err := faq.Sign(dir, c, "b-side", faq.Signature{Reviewer: "Dr Bo", Date: "2026-01-10", Due: "2026-06-30"}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "entries/test.yaml")
	signed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, file, after.of(string(signed)))
	return dir
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// An edit replaces the first text by the second, once. The zero value changes nothing.
type edit [2]string

func (e edit) of(text string) string { return strings.Replace(text, e[0], e[1], 1) }

// TestSigned serves what a reviewer signed, for as long as it is in date and unchanged, and says what a reader must know.
func TestSigned(t *testing.T) {
	const (
		twoPerson = "review: {policy: two-person, grace_days: 30}"
		onePerson = "review: {policy: one-person}"
	)
	tests := []struct {
		name          string
		settings      string
		before, after edit // of the entries file
		on            string
		want          string
		warning       string // one line of the card's, "" for none
	}{
		{name: "in date", want: "answered b-side"},
		{name: "on the due date", on: "2026-06-30", want: "answered b-side"},
		{name: "overdue, within the grace", on: "2026-07-20", want: "answered b-side",
			warning: "The review of this text was due on 2026-06-30. Check it with your pharmacist."},
		{name: "overdue, after the grace", on: "2026-08-15", want: "abstained"},
		{name: "overdue, without a grace", settings: onePerson, on: "2026-07-02", want: "abstained"},
		{name: "answer changed by hand", after: edit{"is common", "is rare"}, want: "abstained"},
		{name: "shown question changed by hand", after: edit{"What are the side", "Which are the side"}, want: "abstained"},
		{name: "subjects changed by hand", after: edit{"subjects: [baclofen]", "subjects: [baclofen, warfarin], applies: each"}, want: "abstained"},
		{name: "date moved by hand", after: edit{"due: 2026-06-30", "due: 2027-06-30"}, on: "2026-07-20", want: "answered b-side"},
		{name: "another question changed", after: edit{"Does baclofen make you sleepy?", "Will I be sleepy with baclofen?"}, want: "answered b-side"},
		{name: "notes added", after: edit{"author: Ann", "author: Ann, notes: ask Cy"}, want: "answered b-side"},
		{name: "withdrawn by status", after: edit{"status: reviewed", "status: withdrawn"}, want: "abstained"},
		{name: "hash removed", after: edit{"hash: ", "hash: x"}, want: "abstained"},
		{name: "reviewed by its author, two-person", after: edit{"author: Ann", "author: Dr Bo"}, want: "abstained"},
		{name: "reviewed by its author, one-person", settings: onePerson, before: edit{"author: Ann", "author: Dr Bo"},
			want: "answered b-side", warning: "Written and reviewed by the same person."},
		{name: "by its author in other letters, one-person", settings: onePerson, before: edit{"author: Ann", "author: DR  BO"},
			want: "answered b-side", warning: "Written and reviewed by the same person."},
		{name: "reviewed by somebody else, one-person", settings: onePerson, want: "answered b-side"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := today
			if tt.on != "" {
				var err error
				if at, err = time.Parse(time.DateOnly, tt.on); err != nil {
					t.Fatal(err)
				}
				at = at.Add(12 * time.Hour)
			}
			dir := signedFolder(t, cmp.Or(tt.settings, twoPerson), tt.before, tt.after)
			e := engineOn(t, indexOf(t, os.DirFS(dir), faq.Options{AsOf: at}), func(o *bot.Options) { o.Now = func() time.Time { return at } })
			a := ask(t, e, bot.Question{Text: sideQuestion})
			if got := decided(a); got != tt.want {
				t.Fatalf("Answer = %q (%s), want %q", got, a.Reason, tt.want)
			}
			if a.Outcome != bot.Answered {
				if a.Reason != bot.ReasonNotServable {
					t.Errorf("Answer's reason is %q, want %q", a.Reason, bot.ReasonNotServable)
				}
				return
			}
			card := e.Compose(a, bot.View{})
			if want := "Reviewed by Dr Bo on 2026-01-10."; card.Reviewed != want {
				t.Errorf("Compose(...).Reviewed = %q, want %q", card.Reviewed, want)
			}
			if got := strings.Join(card.Warnings, "\n"); got != tt.warning {
				t.Errorf("Compose(...).Warnings = %q, want %q", got, tt.warning)
			}
			if slices.Contains(card.Lead, sampleLine) {
				t.Errorf("Compose(...).Lead = %q says that signed text is sample text", card.Lead)
			}
		})
	}
}

// TestGraceOfTheClock withholds by the engine's clock, not by the day on which the content was loaded.
func TestGraceOfTheClock(t *testing.T) {
	dir := signedFolder(t, "review: {grace_days: 1}", edit{}, edit{})
	now := today
	e := engineOn(t, indexOf(t, os.DirFS(dir), faq.Options{AsOf: today}), func(o *bot.Options) { o.Now = func() time.Time { return now } })
	answered := ask(t, e, bot.Question{Text: sideQuestion})
	now = time.Date(2026, time.July, 3, 0, 0, 0, 0, time.UTC)
	if got := decided(ask(t, e, bot.Question{Text: sideQuestion})); got != "abstained" {
		t.Errorf("Answer after the grace = %q, want an abstention", got)
	}
	if card := e.Compose(answered, bot.View{}); card.Outcome == bot.Answered || strings.Contains(card.Text, "sleepy") {
		t.Errorf("Compose of an answer that is overdue by now shows it: %+v", card)
	}
}

// TestStatuses says which status is served under which option.
func TestStatuses(t *testing.T) {
	tests := []struct {
		name, status, answer string
		options              faq.Options
		want                 string
	}{
		{"sample, allowed", "sample", "Sleepy.", faq.Options{AllowSample: true}, "answered it"},
		{"sample", "sample", "Sleepy.", faq.Options{}, "abstained"},
		{"draft", "draft", "Sleepy.", faq.Options{AllowSample: true}, "abstained"},
		{"draft, unreviewed allowed", "draft", "Sleepy.", faq.Options{AllowUnreviewed: true}, "answered it"},
		{"unsigned reviewed", "reviewed, reviewer: Dr Bo, date: 2026-01-10, due: 2026-06-30", "Sleepy.", faq.Options{AllowSample: true}, "abstained"},
		{"withdrawn", "withdrawn", "Sleepy.", faq.Options{AllowUnreviewed: true}, "abstained"},
		{"no text", "draft", `""`, faq.Options{AllowUnreviewed: true}, "abstained"},
		{"too long", "draft", strings.Repeat("Sleepy. ", 300), faq.Options{AllowUnreviewed: true}, "abstained"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := contentOf(medicines, `{id: it, questions: ["`+sideQuestion+`"], answer: `+tt.answer+`, subjects: [baclofen], sources: [{title: L}], author: Ann, review: {status: `+tt.status+`}}`)
			tt.options.AsOf = today
			e := engineOn(t, indexOf(t, content, tt.options))
			a := ask(t, e, bot.Question{Text: sideQuestion})
			if got := decided(a); got != tt.want {
				t.Errorf("Answer = %q, want %q", got, tt.want)
			}
			if len(a.Results) == 0 || a.Results[0].Passage.ID != "it" {
				t.Errorf("Answer's ranking is %v, want the entry in it whatever its status", a.Results)
			}
			if a.Outcome != bot.Answered {
				if a.Reason != bot.ReasonNotServable {
					t.Errorf("Answer's reason is %q, want %q", a.Reason, bot.ReasonNotServable)
				}
				return
			}
			if card := e.Compose(a, bot.View{}); len(card.Lead) == 0 || card.Lead[0] != sampleLine || card.Reviewed != "" {
				t.Errorf("Compose(...) leads with %q and says %q, want it to lead with %q and name no reviewer", card.Lead, card.Reviewed, sampleLine)
			}
		})
	}
}

// TestStops takes a withdrawn entry out of everything a patient can reach, at once, with an answer that is on its way.
func TestStops(t *testing.T) {
	stops, err := store.OpenStops(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content := ward()
	content["entries/more.yaml"] = file(entries(`{id: b-more, questions: ["Where can I read about baclofen?"], answer: In its leaflet., subjects: [baclofen], related: [b-side, b-dose]}`))
	content["articles/guide.md"] = file("---\nsubjects: [gout]\nauthor: Ann\nsources: [{title: L}]\nreview: {status: sample}\n---\n# Gout in short\n\n## Can gout come back?\n\nYes, gout often comes back.\n")
	e := engineOn(t, indexOf(t, content, sampled()), func(o *bot.Options) { o.Stops = stops })

	served := ask(t, e, bot.Question{Text: sideQuestion})
	more := ask(t, e, bot.Question{Text: "Where can I read about baclofen?"})
	refused := ask(t, e, bot.Question{Text: "How much baclofen should I take?"})
	check(t, e, []decision{{sideQuestion, "answered b-side", ""}, {"How much baclofen should I take?", "refused b-dose", ""}, {"Can gout come back?", "answered guide#can-gout-come-back", ""}})

	for _, id := range []string{"b-side", "b-dose", "guide"} {
		if err := stops.Withdraw(id, "a moderator", "wrong"); err != nil {
			t.Fatal(err)
		}
	}
	check(t, e, []decision{
		{sideQuestion, "abstained [b-more b-stop]", ""},
		{"How much baclofen should I take?", "refused b-stop", ""},
		{"Can gout come back?", "abstained [g-what]", ""},
	})
	if a, err := e.Pick(t.Context(), "b-side", bot.Question{}); err != nil || a.Outcome != bot.Abstained || a.Served != nil {
		t.Errorf("Pick(withdrawn) = %s, %v, want an abstention", decided(a), err)
	}
	if card := e.Compose(served, bot.View{}); card.Text != "This text is not available any more. Please ask your question again." || len(card.Footer) == 0 {
		t.Errorf("Compose(answer withdrawn since) = %+v, want the message that it is gone", card)
	}
	if card := e.Compose(refused, bot.View{}); card.Outcome != bot.Refused || card.Below != nil {
		t.Errorf("Compose(refusal with a passage withdrawn since) = %+v, want it without the passage", card)
	}
	if card := e.Compose(more, bot.View{}); len(card.Choices) != 1 || card.Choices[0].Passage != "b-stop" {
		t.Errorf("Compose(answer related to withdrawn ones) offers %v, want none of them but b-stop", card.Choices)
	}
	for _, c := range e.Suggest(t.Context(), "baclofen", bot.View{}, 25) {
		if stops.Stopped(c.Passage) {
			t.Errorf("Suggest offers %s, which is withdrawn", c.Passage)
		}
	}
}
