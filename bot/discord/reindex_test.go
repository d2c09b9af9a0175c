package discord

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patientfaq/faq"
)

// TestReindexRefused: an admin reads why a content was not taken and where, and the old one serves on.
func TestReindexRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/content")); err != nil {
		t.Fatal(err)
	}
	live, err := openLive(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	r := newRigOn(t, live, payloadOptions)
	if err := os.WriteFile(filepath.Join(dir, "entries", "broken.yaml"), []byte("entries:\n  - id: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := seenRaw(r.Handle(t.Context(), r.payload(t, "testdata/payloads/reindex_admin.json")))
	for _, want := range []string{"Not taken", "- entries/broken.yaml:", "error:"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if text := seenRaw(r.Handle(t.Context(), r.payload(t, "testdata/payloads/ask_answered.json"))); !strings.Contains(text, "spasticity") {
		t.Errorf("the old content does not serve on:\n%s", text)
	}
	if err := os.Remove(filepath.Join(dir, "entries", "broken.yaml")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	text = seenRaw(r.Handle(ctx, r.payload(t, "testdata/payloads/reindex_admin.json")))
	if !strings.Contains(text, "The reload failed") || !strings.Contains(text, "Reference:") {
		t.Errorf("not what an interrupted reload says:\n%s", text)
	}
}

func TestProblemList(t *testing.T) {
	if got := problemList(nil); got != "" {
		t.Errorf("problemList(nil) = %q, want none", got)
	}
	var problems faq.Problems
	for i := range 20 {
		problems = append(problems, faq.Problem{Pos: faq.Pos{Path: "a.yaml", Line: i + 1}, Msg: strings.Repeat("long ", 100)})
	}
	problems[19].Severity = faq.Error
	got := problemList(problems)
	lines := strings.Split(got, "\n")
	if len(lines) != maxListed+1 || !strings.Contains(lines[0], "a.yaml:20") || !strings.Contains(lines[maxListed], "12 more") {
		t.Errorf("problemList = %s", got)
	}
}
