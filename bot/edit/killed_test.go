package edit

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// editDirEnv makes the test binary change the entry of that folder over and over instead of running tests.
const editDirEnv = "EDIT_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(editDirEnv); dir != "" {
		fmt.Println(editForEver(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func openFolder(ctx context.Context, dir string) (*Folder, error) {
	s, err := store.Open(ctx, dir+".db", store.Options{})
	if err != nil {
		return nil, err
	}
	return New(Options{Dir: dir, Store: s, Load: faq.Options{AsOf: today}})
}

func editForEver(dir string) error {
	ctx := context.Background()
	f, err := openFolder(ctx, dir)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		e, err := f.Entry("b")
		if err != nil {
			return err
		}
		ch := Change{Entry: e, Before: e.Fingerprint(), By: "Cy", Why: "again"}
		ch.Entry.Answer = fmt.Sprint("Answer ", i)
		if _, err := f.Change(ctx, ch); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// A process that is killed while it changes an entry leaves a whole file that the history knows, loses no change that
// it confirmed, and keeps nobody from the next change.
func TestChangeKilled(t *testing.T) {
	runs := 20
	if testing.Short() {
		runs = 3
	}
	dir := filepath.Join(t.TempDir(), "content")
	write(t, filepath.Join(dir, "entries", "all.yaml"), text)
	for run := range runs {
		said := killWhileEditing(t, dir, time.Duration(run)*1777*time.Microsecond)
		f, err := openFolder(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		e, err := f.Entry("b")
		if err != nil {
			t.Fatal(err)
		}
		got := strings.TrimSpace(e.Answer)
		if next := fmt.Sprint("Answer ", said+1); got != fmt.Sprint("Answer ", said) && got != next {
			t.Errorf("after kill %d the answer is %q, want that of change %d, which was confirmed, or of the next", run, got, said)
		}
		events, err := f.History(t.Context(), "b", 2)
		if err != nil || len(events) == 0 || events[0].Audit.After != hashOf(e) && events[0].Audit.Before != hashOf(e) {
			t.Errorf("after kill %d the entry is not what the history says: %v, %v", run, events, err)
		}
		if _, err := f.Change(t.Context(), changing(t, f, "b", answer(fmt.Sprint("After kill ", run)))); err != nil {
			t.Errorf("the change after kill %d: %v", run, err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "entries", ".*")); err != nil || len(left) > 0 {
			t.Errorf("after kill %d and another change %v, %v is left", run, left, err)
		}
		if err := f.o.Store.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killWhileEditing starts a process that changes an entry, kills it that long after its first change, and returns the
// last change that it confirmed.
func killWhileEditing(t *testing.T, dir string, after time.Duration) (last int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), editDirEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	last = -1
	for lines.Scan() {
		if _, err := fmt.Sscan(lines.Text(), &last); err != nil {
			t.Errorf("the changing process ended with %q", lines.Text())
		}
		if last == 0 {
			time.AfterFunc(after, func() { cmd.Process.Kill() }) // fails where the process ended by itself, which Wait tells
		}
	}
	if err := cmd.Wait(); err == nil || last < 0 {
		t.Errorf("the changing process ended by itself after change %d", last)
	}
	return last
}
