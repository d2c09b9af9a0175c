package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// world is an environment whose streams a test writes and reads.
type world struct {
	*env
	out, err syncBuffer
	hup      chan os.Signal
}

// newWorld is a world without a terminal, a token or a network, with an input that is at its end.
func newWorld(args ...string) *world {
	w := &world{hup: make(chan os.Signal, 1)}
	w.env = &env{
		args: args, stdin: strings.NewReader(""), stdout: &w.out, stderr: &w.err,
		getenv:     func(string) string { return "" },
		isTerminal: func(any) bool { return false },
		user:       "tester",
		hangups:    func() (<-chan os.Signal, func()) { return w.hup, func() {} },
	}
	return w
}

// syncBuffer is a buffer that a test reads while the program writes.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer // mu guards it
}

// Write appends.
func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// String is what was written so far.
func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// waitFor waits until a text was written n times.
func (b *syncBuffer) waitFor(t *testing.T, text string, n int) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for strings.Count(b.String(), text) < n {
		select {
		case <-deadline:
			t.Fatalf("%q was not written %d times in:\n%s", text, n, b.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestExitCodes(t *testing.T) {
	tests := []struct {
		args string
		want int
	}{
		{"version", exitFine},
		{"-h", exitFine},
		{"ask -h", exitFine},
		{"check --content testdata/content", exitFine},
		{"ask --content testdata/content hello", exitFine},
		{"", exitUsage},
		{"nonsense", exitUsage},
		{"version now", exitUsage},
		{"check --content", exitUsage},
		{"check --as-of tomorrow", exitUsage},
		{"ask --k 3", exitUsage},
		{"ask --jsonl hello", exitUsage},
		{"review metformin-food", exitUsage},
		{"withdraw", exitUsage},
		{"init", exitUsage},
		{"eval", exitUsage},
		{"serve", exitUsage},
		{"demo --poll -1s", exitUsage},
		{"check --content nowhere", exitFailed},
		{"ask --content run_test.go hello", exitFailed},
		{"serve --token-file nowhere", exitFailed},
		{"demo --content nowhere", exitFailed},
		{"init testdata", exitFailed},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			w := newWorld(strings.Fields(tt.args)...)
			if got := run(t.Context(), w.env); got != tt.want {
				t.Errorf("run(%q) = %d, want %d; stderr:\n%s", tt.args, got, tt.want, w.err.String())
			}
			if got := w.err.String(); (tt.want == exitFine) != (got == "" || strings.HasPrefix(got, "patientfaq: hint: ")) {
				t.Errorf("run(%q) writes to stderr: %q", tt.args, got)
			}
		})
	}
}

func TestJSONLinesAreAnsweredOneByOne(t *testing.T) {
	w := newWorld("ask", "--jsonl", "--content", "testdata/content", "--allow-sample")
	in, typing := io.Pipe()
	w.stdin = in
	done := make(chan int, 1)
	go func() { done <- run(t.Context(), w.env) }()
	w.out.waitFor(t, `"ready":true`, 1)
	for n := range 3 {
		if _, err := io.WriteString(typing, `{"text":"side effects of metformin"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		w.out.waitFor(t, `"served":"metformin-side-effects"`, n+1)
	}
	typing.Close()
	if code := <-done; code != exitFine {
		t.Errorf("run = %d, want %d", code, exitFine)
	}
}

func TestJSONLinesPassOverALongLine(t *testing.T) {
	w := newWorld("ask", "--jsonl", "--content", "testdata/content", "--allow-sample")
	long := `{"id":"long","text":"` + strings.Repeat("x", maxLine) + `"}`
	w.stdin = strings.NewReader(long + "\n" + `{"id":"next","text":"side effects of metformin"}`)
	if code := run(t.Context(), w.env); code != exitFine {
		t.Errorf("run = %d, want %d", code, exitFine)
	}
	out := strings.Split(strings.TrimSpace(w.out.String()), "\n")
	if len(out) != 3 || !strings.HasPrefix(out[1], `{"id":"","error":"line 1: the line is longer`) || !strings.HasPrefix(out[2], `{"id":"next","outcome":"answered"`) {
		t.Errorf("got %d lines: %.300q, want the ready line, an error and an answer", len(out), out)
	}
}

func TestCtrlCStops(t *testing.T) {
	tests := []struct {
		args     string
		terminal bool
		started  string
		want     int
	}{
		{"ask --jsonl", false, `"ready":true`, exitFailed},
		{"ask --allow-sample", true, chatPrompt, exitFine},
		{"demo", true, "Ready: ", exitFine},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			w := newWorld(append(strings.Fields(tt.args), "--content", "testdata/content")...)
			w.isTerminal = func(any) bool { return tt.terminal }
			in, typing := io.Pipe()
			defer typing.Close()
			w.stdin = in
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan int, 1)
			go func() { done <- run(ctx, w.env) }()
			w.out.waitFor(t, tt.started, 1)
			cancel()
			select {
			case code := <-done:
				if code != tt.want {
					t.Errorf("run = %d, want %d; stderr:\n%s", code, tt.want, w.err.String())
				}
			case <-time.After(20 * time.Second):
				t.Fatal("still running")
			}
		})
	}
}

// brokenPipe is a stream that nobody reads any more.
type brokenPipe struct{}

// Write fails.
func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAFailedWriteIsAFailure(t *testing.T) {
	for _, args := range []string{"version", "privacy", "check", "check --json", "check --format github", "ask hello", "ask --jsonl", "ask --explain hello"} {
		t.Run(args, func(t *testing.T) {
			w := newWorld(append(strings.Fields(args), "--content", "testdata/content")...)
			if args == "version" {
				w.args = []string{args}
			}
			w.stdin = strings.NewReader(`{"text":"hello"}`)
			w.stdout = brokenPipe{}
			if got := run(t.Context(), w.env); got != exitFailed {
				t.Errorf("run(%q) into a broken pipe = %d, want %d", args, got, exitFailed)
			}
		})
	}
}
