package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The helper processes: PATIENTFAQ_STORE_HELPER=dir withdraws "PREFIX-0", "PREFIX-1", ... and writes each ID to stdout
// once it is acknowledged; PATIENTFAQ_STORE_WORK=file does the steps from number PATIENTFAQ_STORE_FROM on, and writes the
// number of each.
func TestMain(m *testing.M) {
	var err error
	dir, file := os.Getenv("PATIENTFAQ_STORE_HELPER"), os.Getenv("PATIENTFAQ_STORE_WORK")
	switch {
	case dir != "":
		err = withdrawMany(dir, os.Getenv("PATIENTFAQ_STORE_PREFIX"), os.Stdout)
	case file != "":
		err = workUntilKilled(file, os.Getenv("PATIENTFAQ_STORE_FROM"), os.Stdout)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// helperStops is how many stops a helper makes if nobody kills it.
const helperStops = 200

func withdrawMany(dir, prefix string, acknowledged io.Writer) error {
	s, err := OpenStops(dir)
	if err != nil {
		return err
	}
	for i := range helperStops {
		id := fmt.Sprintf("%s-%d", prefix, i)
		if err := s.Withdraw(id, "1", strings.Repeat("long ", 100)); err != nil {
			return err
		}
		fmt.Fprintln(acknowledged, id)
	}
	return nil
}

func helper(t *testing.T, dir, prefix string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "PATIENTFAQ_STORE_HELPER="+dir, "PATIENTFAQ_STORE_PREFIX="+prefix)
	cmd.Stderr = t.Output()
	return cmd
}

func open(t testing.TB, dir string) *Stops {
	t.Helper()
	s, err := OpenStops(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStopped(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"entry", "article", "guide#side-effects", "leaflet#dose/p2", "back"} {
		if err := s.Withdraw(id, "1", "wrong"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Restore("back", "1", "right after all"); err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{
		"entry": true, "entry-two": false, "entr": false, "": false, "back": false,
		"article": true, "article#what": true, "article#what/p1": true, "article#what/row-a/b": true,
		"guide": false, "guide#side-effects": true, "guide#side-effects/li2": true, "guide#side-effects-2": false,
		"leaflet#dose": false, "leaflet#dose/p2": true, "leaflet#dose/p20": false,
	}
	for id, want := range tests {
		if got := s.Stopped(id); got != want {
			t.Errorf("Stopped(%q) = %v, want %v", id, got, want)
		}
	}
}

func TestStopsSurviveAReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	s := open(t, dir)
	if err := s.Withdraw("a", "17", "names the wrong dose"); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	want := []Stop{{Action: Withdraw, ID: "a", By: "17", Reason: "names the wrong dose"}}
	if diff := cmp.Diff(want, again.All(), cmpopts.IgnoreFields(Stop{}, "Time")); diff != "" {
		t.Errorf("All after reopening (-want +got):\n%s", diff)
	}
	if !again.Stopped("a") {
		t.Error(`Stopped("a") = false after reopening`)
	}
	if diff := cmp.Diff([]string{"a"}, again.Withdrawn()); diff != "" {
		t.Errorf("Withdrawn (-want +got):\n%s", diff)
	}
	if age := time.Since(again.All()[0].Time); age < 0 || age > time.Minute {
		t.Errorf("the stop is %v old, want now", age)
	}
	checkMode(t, dir, 0o700)
	checkMode(t, filepath.Join(dir, stopFile), 0o600)
}

func checkMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("mode of %s = %o, want %o", filepath.Base(path), got, want)
	}
}

func TestUnreadableLinesArePassedOver(t *testing.T) {
	const good = `{"time":"2026-01-02T03:04:05Z","action":"withdraw","id":"a","by":"1","reason":""}`
	tests := []struct {
		name, file string
		unreadable int
	}{
		{"torn at the end", good + "\n" + good[:30], 1},
		{"torn in the middle", good[:30] + "\n" + good + "\n", 1},
		{"not JSON", "hello\n\n" + good + "\n", 1},
		{"no id", `{"action":"withdraw"}` + "\n" + good + "\n", 1},
		{"unknown action", `{"action":"burn","id":"b"}` + "\n" + good, 1},
		{"binary", "\x00\xff\n" + good + "\r\n", 1},
		{"blank lines", "\n\n" + good + "\n\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tt.file)
			s := open(t, dir)
			if got := s.Unreadable(); len(got) != tt.unreadable {
				t.Errorf("Unreadable = %v, want %d", got, tt.unreadable)
			}
			if err := s.Withdraw("new", "1", ""); err != nil {
				t.Fatal(err)
			}
			if got, want := open(t, dir).Withdrawn(), []string{"a", "new"}; !slices.Equal(got, want) {
				t.Errorf("Withdrawn after an append = %v, want %v", got, want)
			}
		})
	}
}

func write(t testing.TB, dir, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, stopFile), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRunSeesAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, dir)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go s.Run(ctx, time.Second)
		synctest.Wait()
		if err := open(t, dir).Withdraw("a", "1", ""); err != nil {
			t.Fatal(err)
		}
		if s.Stopped("a") {
			t.Fatal("the stop is in force before Run could look")
		}
		time.Sleep(1500 * time.Millisecond) // in the bubble's time
		synctest.Wait()
		if !s.Stopped("a") {
			t.Error("the stop of another process is not in force after a look")
		}
	})
}

func TestRunReportsOnce(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, dir)
		var reports []error
		s.Report = func(err error) { reports = append(reports, err) }
		if err := s.Withdraw("a", "1", ""); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go s.Run(ctx, time.Second)
		if err := os.Remove(filepath.Join(dir, stopFile)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10500 * time.Millisecond) // in the bubble's time
		synctest.Wait()
		if len(reports) != 1 || !errors.Is(reports[0], errVanished) {
			t.Errorf("reports = %v, want one of the vanished file", reports)
		}
		if !s.Stopped("a") {
			t.Error("the stop is gone with its file")
		}
		if err := s.Withdraw("b", "1", ""); err != nil {
			t.Fatal(err)
		}
		if got, want := open(t, dir).Withdrawn(), []string{"a", "b"}; !slices.Equal(got, want) {
			t.Errorf("the new file stops %v, want %v", got, want)
		}
	})
}

func TestStopsRefuse(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"", "\xff"} {
		if err := s.Withdraw(id, "1", ""); err == nil {
			t.Errorf("Withdraw(%q) = nil, want an error", id)
		}
	}
	if err := s.Withdraw("a", "1", "torn \xff"); err != nil {
		t.Errorf("Withdraw with a broken reason: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStops(file); err == nil {
		t.Error("OpenStops of a file = nil, want an error")
	}
	if err := os.RemoveAll(filepath.Dir(s.path)); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw("b", "1", ""); err == nil {
		t.Error("Withdraw without a directory = nil, want an error")
	}
	if s.Stopped("b") {
		t.Error("a stop that was not recorded is in force")
	}
}

// TestKill kills a process in the middle of its appends, again and again, and finds every acknowledged stop.
func TestKill(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	var acknowledged []string
	for round := range rounds {
		acknowledged = append(acknowledged, killAfter(t, helper(t, dir, fmt.Sprint("r", round)), round%7)...)
	}
	s := open(t, dir)
	for _, id := range acknowledged {
		if !s.Stopped(id) {
			t.Errorf("%s was acknowledged and is not stopped", id)
		}
	}
	if len(acknowledged) < rounds {
		t.Errorf("%d stops acknowledged in %d rounds", len(acknowledged), rounds)
	}
}

// killAfter runs a helper, kills it once it has acknowledged n stops and goes on, and returns what it acknowledged.
func killAfter(t *testing.T, cmd *exec.Cmd, n int) []string {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == n+1 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the helper ended before it was killed")
	}
	return acknowledged
}

func TestTwoProcessesAtOnce(t *testing.T) {
	dir := t.TempDir()
	prefixes := []string{"left", "right"}
	var running []*exec.Cmd
	for _, prefix := range prefixes {
		cmd := helper(t, dir, prefix)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, dir)
	if got, want := len(s.Withdrawn()), len(prefixes)*helperStops; got != want {
		t.Errorf("%d stops after two processes, want %d", got, want)
	}
	if bad := s.Unreadable(); len(bad) > 0 {
		t.Errorf("Unreadable = %v, want none", bad)
	}
}

func FuzzParseStops(f *testing.F) {
	f.Add([]byte(`{"time":"2026-01-02T03:04:05Z","action":"withdraw","id":"a"}` + "\n"))
	f.Add([]byte("\n{}\n\x00{\"id\":1}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := parseStops(data).stopped
		line, err := encodeStops([]Stop{{Action: Withdraw, ID: "fresh"}}, !bytes.HasSuffix(data, []byte("\n")))
		if err != nil {
			t.Fatal(err)
		}
		after := parseStops(slices.Concat(data, line)).stopped
		before["fresh"] = true
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("stopped after an append to %q (-want +got):\n%s", data, diff)
		}
	})
}
