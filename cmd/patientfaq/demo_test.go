package main

import (
	"io"
	"path/filepath"
	"testing"
)

// TestDemoPanel: a moderator posts a panel in a server that was just greeted, and a patient asks on it.
func TestDemoPanel(t *testing.T) {
	content := filepath.Join(t.TempDir(), "content")
	if err := addContent(content); err != nil {
		t.Fatal(err)
	}
	w := newWorld("demo", "--content", content)
	in, typing := io.Pipe()
	w.stdin = in
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), w.env) }()
	for _, step := range [][2]string{
		{"/as moderator", "You are the moderator now."},
		{"/panel", "(1) Ask a question privately"},
		{"/as patient", "You are the patient now."},
		{"1", "write it in one line"},
		{question, sampleReply},
		{"/as admin", "You are the admin now."},
		{"1", "there are 0 buttons to press"}, // only the patient sees the answer
	} {
		if _, err := io.WriteString(typing, step[0]+"\n"); err != nil {
			t.Fatal(err)
		}
		w.out.waitFor(t, step[1], 1)
	}
	typing.Close()
	if code := <-done; code != exitFine {
		t.Errorf("demo = %d, want %d; stderr:\n%s", code, exitFine, w.err.String())
	}
}

func TestDemoAnnouncesReloads(t *testing.T) {
	content := filepath.Join(t.TempDir(), "content")
	if err := addContent(content); err != nil {
		t.Fatal(err)
	}
	w := newWorld("demo", "--content", content, "--poll", "20ms")
	in, typing := io.Pipe()
	w.stdin = in
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), w.env) }()
	w.out.waitFor(t, "Ready: 3 passages", 1)
	edit(t, content, sampleReply, "mostly at the start")
	w.out.waitFor(t, "* reindexed: 3 passages", 1)
	if _, err := io.WriteString(typing, question+"\n"); err != nil {
		t.Fatal(err)
	}
	w.out.waitFor(t, "mostly at the start", 1)
	edit(t, content, "entries:", "entries: [")
	w.out.waitFor(t, "* not taken, the content from before serves on", 1)
	typing.Close()
	if code := <-done; code != exitFine {
		t.Errorf("demo = %d, want %d; stderr:\n%s", code, exitFine, w.err.String())
	}
}
