package edit

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// text is a file with a draft and an entry to sign.
const text = `# Ours
entries:
  - id: a   # the first
    questions: ["Is metformin a tablet?"]
    answer: |
      It is.
    subjects: [metformin]
    sources: [{title: Leaflet}]
    author: Ann
    review: {status: draft} # waits

  # the second
  - id: b
    questions: ["Is metformin white?"]
    answer: Mostly.
    subjects: [metformin]
`

var (
	today = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	bo    = faq.Signature{Reviewer: "Dr Bo", Date: "2026-02-01", Due: "2027-02-01"}
)

// folder is a content folder with a store; entry a is signed.
func folder(t *testing.T, edit ...func(*Options)) *Folder {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "entries", "all.yaml"), text)
	s, err := store.Open(t.Context(), ":memory:", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	o := Options{Dir: dir, Store: s, Load: faq.Options{AsOf: today}, Now: func() time.Time { return today }}
	for _, e := range edit {
		e(&o)
	}
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c, problems := faq.Load(os.DirFS(dir), o.Load)
	if err := errors.Join(problems.Err(), faq.Sign(dir, c, "a", bo)); err != nil {
		t.Fatal(err)
	}
	return f
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func (f *Folder) text(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(f.o.Dir, "entries", "all.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// changing is a change of an entry as it is now.
func changing(t *testing.T, f *Folder, id string, edit func(*faq.Entry)) Change {
	t.Helper()
	e, err := f.Entry(id)
	if err != nil {
		t.Fatal(err)
	}
	ch := Change{Entry: e, Before: e.Fingerprint(), By: "Cy", Why: "asked for"}
	edit(&ch.Entry)
	return ch
}

func answer(text string) func(*faq.Entry) { return func(e *faq.Entry) { e.Answer = text } }

func TestChange(t *testing.T) {
	f := folder(t)
	before := f.text(t)
	done, err := f.Change(t.Context(), changing(t, f, "b", answer("Often.")))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.text(t), strings.Replace(before, "answer: Mostly.", "answer: |\n      Often.", 1); got != want {
		t.Errorf("after Change the file is\n%s\nwant\n%s", got, want)
	}
	events, err := f.History(t.Context(), "b", 10)
	if err != nil || len(events) != 1 {
		t.Fatalf("History = %v, %v, want one line", events, err)
	}
	if a := events[0].Audit; a.Staff != "Cy" || a.Action != ActionEdit || a.Note != "asked for" || a.Revision != done.Revision || a.Before == a.After {
		t.Errorf("History has %+v", a)
	}
	revisions, err := f.Revisions(t.Context(), 10)
	if err != nil || len(revisions) != 2 || revisions[0].Why != "edit b: asked for" || revisions[1].Staff != byFiles {
		t.Errorf("Revisions = %v, %v, want the change and what was found before", revisions, err)
	}
	if _, err := f.Change(t.Context(), changing(t, f, "b", answer("Often."))); err != nil {
		t.Error(err)
	}
	if again, err := f.Revisions(t.Context(), 10); err != nil || len(again) != 2 {
		t.Errorf("a change of nothing left %v, %v", again, err)
	}
}

func TestAddRemove(t *testing.T) {
	f := folder(t)
	e := faq.Entry{ID: "new", Questions: []string{"Is metformin sweet?"}, Answer: "No.", Meta: faq.Meta{Subjects: []string{"metformin"}, Review: faq.Review{Status: faq.Draft, Hash: "sha256:forged"}}}
	for _, file := range []string{"", "entries/all.yaml"} {
		if _, err := f.Change(t.Context(), Change{Entry: e, File: file, By: "Cy", Why: "new"}); err != nil {
			t.Fatal(err)
		}
		got, err := f.Entry("new")
		if err != nil || got.Review != (faq.Review{Status: faq.Draft}) {
			t.Fatalf("Entry(new) = %+v, %v, want a draft", got, err)
		}
		if _, err := f.Change(t.Context(), Change{Entry: e, By: "Cy", Why: "again"}); !errors.Is(err, ErrChanged) {
			t.Errorf("adding it twice = %v, want %v", err, ErrChanged)
		}
		ch := Change{Entry: got, Before: got.Fingerprint(), Remove: true, By: "Cy", Why: "not needed"}
		if _, err := f.Change(t.Context(), ch); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Entry("new"); !errors.Is(err, faq.ErrNoEntry) {
			t.Errorf("after removing Entry = %v, want %v", err, faq.ErrNoEntry)
		}
	}
}

func TestChangeRefuses(t *testing.T) {
	f := folder(t)
	before := f.text(t)
	tests := []struct {
		name string
		ch   Change
		want error
		text string
	}{
		{"signed words", changing(t, f, "a", answer("It is not.")), ErrSigned, "serves on"},
		{"signed, made a draft", changing(t, f, "a", func(e *faq.Entry) { e.Review.Status = faq.Draft }), ErrSigned, ""},
		{"called reviewed", changing(t, f, "b", func(e *faq.Entry) { e.Review.Status = faq.Reviewed }), ErrUnsigned, ""},
		{"a mistake", changing(t, f, "b", func(e *faq.Entry) { e.Related = []string{"nothing"} }), nil, "there is no entry \"nothing\""},
		{"no reason", func() Change { ch := changing(t, f, "b", answer("x")); ch.Why = " "; return ch }(), nil, "and why"},
		{"nobody", func() Change { ch := changing(t, f, "b", answer("x")); ch.By = ""; return ch }(), nil, "who makes it"},
		{"another folder", Change{Entry: faq.Entry{ID: "x", Questions: []string{"q"}}, File: "entries/../../x.yaml", By: "Cy", Why: "y"}, nil, "is not a file"},
	}
	for _, tt := range tests {
		_, err := f.Change(t.Context(), tt.ch)
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: Change = %v, want %v with %q", tt.name, err, tt.want, tt.text)
		}
	}
	if got := f.text(t); got != before {
		t.Errorf("refused changes left\n%s", got)
	}
}

// Of what is signed, words outside the signature change at once, and withdrawing always works.
func TestChangeOfSigned(t *testing.T) {
	f := folder(t)
	if _, err := f.Change(t.Context(), changing(t, f, "a", func(e *faq.Entry) { e.Questions = append(e.Questions, "metformin as a pill") })); err != nil {
		t.Error(err)
	}
	if _, err := f.Change(t.Context(), changing(t, f, "a", func(e *faq.Entry) { e.Review.Status = faq.Withdrawn })); err != nil {
		t.Error(err)
	}
	if _, err := f.Change(t.Context(), changing(t, f, "a", func(e *faq.Entry) { e.Review.Status = faq.Reviewed })); err != nil {
		t.Errorf("putting back what has a signature that holds: %v", err)
	}
	c, _ := faq.Load(os.DirFS(f.o.Dir), f.o.Load)
	if !sound(c, "a") {
		t.Errorf("after withdrawing and restoring, the signature of a does not hold\n%s", f.text(t))
	}
}

// Of many who change what they saw at the same time one succeeds; the others are told how the entry differs.
func TestChangeAtOnce(t *testing.T) {
	f := folder(t)
	ch := changing(t, f, "b", func(*faq.Entry) {})
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			mine := ch
			mine.Entry.Answer = strings.Repeat("Yes. ", i+1)
			_, errs[i] = f.Change(t.Context(), mine)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		if e, ok := errors.AsType[*ChangedError](err); !ok || len(e.Differences) != 1 || !strings.Contains(err.Error(), "answer:\n  - Yes.") {
			t.Errorf("Change = %v, want the difference", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d changes were made, want 1", won, len(errs))
	}
}

func TestProposal(t *testing.T) {
	f := folder(t)
	before := f.text(t)
	file, err := f.Propose(t.Context(), changing(t, f, "a", answer("It is, and a round one.")))
	if err != nil || file != "proposals/a.yaml" {
		t.Fatalf("Propose = %q, %v", file, err)
	}
	second, err := f.Propose(t.Context(), changing(t, f, "a", answer("No.")))
	if err != nil || second != "proposals/a-2.yaml" {
		t.Fatalf("a second Propose = %q, %v", second, err)
	}
	if f.text(t) != before {
		t.Error("a proposal changed the entry")
	}
	if _, err := f.Change(t.Context(), changing(t, f, "a", func(e *faq.Entry) { e.Notes = "meanwhile" })); err != nil {
		t.Fatal(err)
	}
	waiting, problems, err := f.Proposals()
	if err != nil || len(problems) > 0 || len(waiting) != 2 {
		t.Fatalf("Proposals = %v, %v, %v, want two", waiting, problems, err)
	}
	w := waiting[1]
	if w.Err != nil || w.By != "Cy" || w.Date != "2026-02-01" || len(w.Differences()) != 1 || w.Want.Notes != "meanwhile" {
		t.Errorf("the proposal is %+v with the differences %v", w, w.Differences())
	}
	if _, err := f.Sign(t.Context(), file, faq.Signature{Reviewer: "cy", Date: bo.Date, Due: bo.Due}); !errors.Is(err, ErrOwnProposal) {
		t.Errorf("signing one's own = %v, want %v", err, ErrOwnProposal)
	}
	if _, err := f.Sign(t.Context(), file, bo); err != nil {
		t.Fatal(err)
	}
	c, _ := faq.Load(os.DirFS(f.o.Dir), f.o.Load)
	if !sound(c, "a") || c.Passage("a").Text != "It is, and a round one." || exists(filepath.Join(f.o.Dir, file)) {
		t.Errorf("after signing the entry is\n%s", f.text(t))
	}
	if _, err := f.Sign(t.Context(), second, bo); !errors.Is(err, faq.ErrStaleProposal) {
		t.Errorf("signing what was proposed for other words = %v, want %v", err, faq.ErrStaleProposal)
	}
	if err := f.Discard(t.Context(), second, "Cy", "too late"); err != nil {
		t.Error(err)
	}
	if waiting, _, err := f.Proposals(); err != nil || len(waiting) > 0 {
		t.Errorf("Proposals = %v, %v, want none", waiting, err)
	}
}

func TestRollback(t *testing.T) {
	f := folder(t)
	first, err := f.Change(t.Context(), changing(t, f, "b", answer("One.")))
	if err != nil {
		t.Fatal(err)
	}
	ch := changing(t, f, "a", func(e *faq.Entry) {})
	ch.Remove = true
	gone, err := f.Change(t.Context(), ch)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Change(t.Context(), changing(t, f, "b", answer("Two."))); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b"} {
		if _, err := f.Rollback(t.Context(), id, first.Revision, "Cy", "was better"); err != nil {
			t.Fatalf("Rollback of %s: %v", id, err)
		}
	}
	if b, err := f.Entry("b"); err != nil || strings.TrimSpace(b.Answer) != "One." {
		t.Errorf("Entry(b) = %+v, %v, want the first answer", b, err)
	}
	if c, _ := faq.Load(os.DirFS(f.o.Dir), f.o.Load); !sound(c, "a") {
		t.Error("the signature did not come back with the text that it is of")
	}
	if _, err := f.Rollback(t.Context(), "a", gone.Revision, "Cy", "no"); !errors.Is(err, faq.ErrNoEntry) {
		t.Errorf("Rollback to where there was none = %v, want %v", err, faq.ErrNoEntry)
	}
}

func TestGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	f := folder(t, func(o *Options) { o.Git = true })
	if done, err := f.Change(t.Context(), changing(t, f, "b", answer("Outside of a repository."))); err != nil || done.GitErr != nil {
		t.Fatalf("Change = %v, %v", err, done.GitErr)
	}
	if out, err := exec.CommandContext(t.Context(), "git", "-C", f.o.Dir, "init", "--quiet").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v: %s", err, out)
	}
	done, err := f.Change(t.Context(), changing(t, f, "b", answer("Inside.")))
	if err != nil || done.GitErr != nil {
		t.Fatalf("Change = %v, %v", err, done.GitErr)
	}
	out, err := exec.CommandContext(t.Context(), "git", "-C", f.o.Dir, "log", "--format=%an: %s").Output()
	if got, want := string(out), "Cy: b: asked for\n"; err != nil || got != want {
		t.Errorf("git log = %q, %v, want %q", got, err, want)
	}
}
