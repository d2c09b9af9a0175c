package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/faq"
)

const drivingPage = "# Soma\n\n## Can I drive?\n\nNot at first.\n\n## Can I drink?\n\nNo, never.\n"

// whats says what became of the drafts, in the order of the page.
func whats(p *Page, changes []Change) string {
	var all []string
	for _, d := range p.Drafts {
		for _, c := range changes {
			if c.ID == d.ID {
				all = append(all, string(c.What))
			}
		}
	}
	for _, c := range changes {
		if c.What == Gone {
			all = append(all, string(c.What))
		}
	}
	return strings.Join(all, " ")
}

// edit changes the one file of drafts in a folder as a moderator does.
func edit(t *testing.T, dir, old, new string) {
	t.Helper()
	name := onlyFile(t, filepath.Join(dir, "entries"))
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func onlyFile(t *testing.T, dir string) string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%s holds %v (%v), want one file", dir, files, err)
	}
	return filepath.Join(dir, files[0].Name())
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSecondImport(t *testing.T) {
	changed := strings.Replace(drivingPage, "Not at first.", "Not for a week.", 1)
	for _, tt := range []struct {
		name, old, new string // what a moderator edits in between
		page           string
		want           string
		answer         string // of the first entry
	}{
		{"the same page", "", "", drivingPage, "unchanged unchanged", "Not at first."},
		{"a changed page", "", "", changed, "updated unchanged", "Not for a week."},
		{"a longer page", "", "", drivingPage + "\n## Can I fly?\n\nYes.\n", "unchanged unchanged added", "Not at first."},
		{"sections in another order", "", "", "# Soma\n\n## Can I drink?\n\nNo, never.\n\n## Can I drive?\n\nNot at first.\n", "unchanged unchanged", "Not at first."},
		{"a shorter page", "", "", "# Soma\n\n## Can I drive?\n\nNot at first.\n", "unchanged gone", "Not at first."},
		{"the same page after an edit", "Not at first.", "Wait a day.", drivingPage, "unchanged unchanged", "Wait a day."},
		{"a changed page after an edit", "Not at first.", "Wait a day.", changed, "proposed unchanged", "Wait a day."},
		{"a changed page after an edit elsewhere", "No, never.", "Never.", changed, "proposed unchanged", "Not at first."},
		{"a change that a moderator made too", "Not at first.", "Not for a week.", changed, "unchanged unchanged", "Not for a week."},
		{"a longer page after an edit", "Not at first.", "Wait a day.", drivingPage + "\n## Can I fly?\n\nYes.\n", "unchanged unchanged proposed", "Wait a day."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "content")
			first, _ := importInto(t, dir, "soma.md", drivingPage)
			if tt.old != "" {
				edit(t, dir, tt.old, tt.new)
			}
			before := read(t, onlyFile(t, filepath.Join(dir, "entries")))
			second, changes := importInto(t, dir, "soma.md", tt.page)
			if got := whats(second, changes); got != tt.want {
				t.Errorf("drafts became %q, want %q", got, tt.want)
			}
			third, changes := importInto(t, dir, "soma.md", tt.page)
			if got, want := whats(third, changes), strings.NewReplacer("updated", "unchanged", "added", "unchanged").Replace(tt.want); got != want {
				t.Errorf("the time after, drafts became %q, want %q", got, want)
			}
			after := read(t, onlyFile(t, filepath.Join(dir, "entries")))
			if tt.old != "" && after != before {
				t.Errorf("a file that was edited changed (-before +after):\n%s", cmp.Diff(before, after))
			}
			p := mustLoad(t, dir).Passage(first.Drafts[0].ID)
			if p == nil || p.Text != tt.answer {
				t.Errorf("entry %s is %+v, want the answer %q", first.Drafts[0].ID, p, tt.answer)
			}
		})
	}
}

// TestProposal follows a proposal: it loads as content does, it shows the difference, and once removed it stays away.
func TestProposal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "content")
	changed := strings.Replace(drivingPage, "Not at first.", "Not for a week.", 1)
	importInto(t, dir, "soma.md", drivingPage)
	edit(t, dir, "Not at first.", "Wait a day.")
	_, changes := importInto(t, dir, "soma.md", changed)
	var diff strings.Builder
	for _, c := range changes {
		diff.WriteString(c.Diff)
	}
	if want := "- Wait a day.\n+ Not for a week.\n"; diff.String() != want {
		t.Errorf("difference = %q, want %q", diff.String(), want)
	}
	proposal := onlyFile(t, filepath.Join(dir, "proposals"))
	apart := t.TempDir()
	if err := writeFile(filepath.Join(apart, "entries", "a.yaml"), read(t, proposal)); err != nil {
		t.Fatal(err)
	}
	mustLoad(t, apart)
	if err := os.Remove(proposal); err != nil {
		t.Fatal(err)
	}
	p, changes := importInto(t, dir, "soma.md", changed)
	if got, want := whats(p, changes), "declined unchanged"; got != want {
		t.Errorf("after the proposal was removed, drafts became %q, want %q", got, want)
	}
	p, changes = importInto(t, dir, "soma.md", strings.Replace(changed, "a week", "two weeks", 1))
	if got, want := whats(p, changes), "proposed unchanged"; got != want {
		t.Errorf("after another change, drafts became %q, want %q", got, want)
	}
}

// TestRemovedDrafts holds the import to what a moderator threw away.
func TestRemovedDrafts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "content")
	importInto(t, dir, "soma.md", drivingPage)
	if err := os.Remove(onlyFile(t, filepath.Join(dir, "entries"))); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(t.TempDir(), builtin())
	if err != nil {
		t.Fatal(err)
	}
	f.dir = dir
	p, err := Read("soma.md", []byte(drivingPage), f.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	changes, err := f.Add(p)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := whats(p, changes), "declined declined"; got != want {
		t.Errorf("drafts became %q, want %q", got, want)
	}
}

// TestBesideOtherContent imports into a folder that has entries: IDs and questions of others are left to them.
func TestBesideOtherContent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "content")
	if err := faq.WriteContent(dir); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(dir, builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one/index.md", "two/index.md"} {
		text := "# Muscles\n\n## What is baclofen used for?\n\nSpasticity.\n\n## Can baclofen and Soma be mixed with honey?\n\nAsk.\n"
		p, err := Read(name, []byte(text), f.Vocabulary())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Add(p); err != nil {
			t.Fatal(err)
		}
		if d := p.Drafts[0]; len(d.Questions) > 0 || !strings.Contains(strings.Join(d.Missing, "|"), "baclofen-uses asks the same") {
			t.Errorf("%s: the draft asks %q and misses %q, want baclofen-uses to keep its question", name, d.Questions, d.Missing)
		}
		if d := p.Drafts[1]; !d.together || len(d.subjects) != 2 {
			t.Errorf("%s: the draft is about %q, together: %v; want two medicines together", name, d.subjects, d.together)
		}
	}
	c, problems := faq.Load(os.DirFS(dir), faq.Options{})
	if err := problems.Err(); err != nil {
		t.Errorf("Load after the import: %v", err)
	}
	imported := map[string]bool{}
	for p := range c.Passages() {
		if strings.HasPrefix(p.Parent, "muscles-") {
			imported[p.Parent] = true
		}
	}
	if len(imported) != 4 {
		t.Errorf("imported %v, want four drafts", imported)
	}
}
