package faq

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is written out loads as the built-in content does.
func TestWriteContent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "faq")
	if err := WriteContent(dir); err != nil {
		t.Fatal(err)
	}
	written, probs := Load(os.DirFS(dir), Options{AllowSample: true})
	builtin, want := Load(Content(), Options{AllowSample: true})
	if probs.Errors() > 0 || len(probs) != len(want) || written.Len() != builtin.Len() {
		t.Errorf("the written content has %d passages and the problems %v, want %d and %v", written.Len(), probs, builtin.Len(), want)
	}
	for p := range builtin.Passages() {
		if got := written.Passage(p.ID); got == nil || got.Text != p.Text {
			t.Errorf("written passage %s = %v, want the text %q", p.ID, got, p.Text)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "entries", "baclofen.yaml"))
	if err != nil || !strings.HasPrefix(string(data), "# yaml-language-server: $schema=../schema/entries.json\n") {
		t.Errorf("entries/baclofen.yaml begins %.60q, %v", data, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "schema", "entries.json")); err != nil {
		t.Error(err)
	}
}

func TestWriteContentRefuses(t *testing.T) {
	dir := folderOf(t, map[string]string{"mine.txt": "mine"})
	if err := WriteContent(dir); err == nil || !strings.Contains(err.Error(), "it holds mine.txt already") {
		t.Errorf("WriteContent to a folder in use = %v, want a refusal", err)
	}
	assertFolder(t, dir, "mine.txt", "mine")
	if err := WriteContent(filepath.Join(dir, "mine.txt")); err == nil {
		t.Error("WriteContent to a file succeeded")
	}
}
