package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

// momentsVariable says how often TestKilled kills; without it, and with -short, it does so a few times.
const momentsVariable = "PATIENTFAQ_STORE_MOMENTS"

// workUntilKilled does steps from three places at once and writes the number of each that was acknowledged. What is
// queued is not acknowledged, but there.
func workUntilKilled(path, from string, acknowledged io.Writer) error {
	first, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	if _, err := s.write.ExecContext(ctx, "PRAGMA wal_autocheckpoint = 20"); err != nil { // often in the middle of one
		return err
	}
	go s.Run(ctx)
	const places = 3 // nine guilds: each place has three of its own, whose settings it saves in order
	var wg sync.WaitGroup
	errs := make(chan error, places)
	for place := range places {
		wg.Go(func() {
			for n := step(first + place); ; n += places {
				s.Note(asked(10)...)
				if err := n.do(ctx, s); err != nil {
					errs <- fmt.Errorf("step %d: %w", n, err)
					return
				}
				fmt.Fprintln(acknowledged, n) // one write: lines do not mix
			}
		})
	}
	wg.Wait()
	return <-errs
}

// TestKilled kills a process at any moment of its work, again and again on the same file, and on a new one to meet the
// making of it: every acknowledged step is there and nothing by halves.
func TestKilled(t *testing.T) {
	t.Parallel()
	rounds := 10
	if testing.Short() {
		rounds = 3
	}
	if moments := os.Getenv(momentsVariable); moments != "" {
		rounds = value(strconv.Atoi(moments))(t)
	}
	old := filepath.Join(t.TempDir(), "patientfaq.db")
	var onOld []step
	total := 0
	for round := range rounds {
		path, acknowledged := old, &onOld
		if round%5 == 4 {
			path, acknowledged = filepath.Join(t.TempDir(), "new.db"), new([]step)
		}
		got := killAtAnyMoment(t, path, round*1_000_000, path == old)
		total += len(got)
		*acknowledged = append(*acknowledged, got...)
		checkFile(t, path, *acknowledged)
	}
	t.Logf("%d steps acknowledged in %d rounds", total, rounds)
	if total < rounds/2 {
		t.Errorf("%d steps acknowledged in %d rounds: the processes hardly worked", total, rounds)
	}
}

// checkFile opens a file as the next start would.
func checkFile(t *testing.T, path string, acknowledged []step) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	must(t, err)
	for _, wrong := range checkAcknowledged(t, s, acknowledged) {
		t.Error(wrong)
	}
	must(t, s.Close())
}

// killAtAnyMoment lets a process work on a file and kills it, early in its work, or at any time from its start on. It
// returns what the process had acknowledged.
func killAtAnyMoment(t *testing.T, path string, from int, working bool) (acknowledged []step) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "PATIENTFAQ_STORE_WORK="+path, "PATIENTFAQ_STORE_FROM="+strconv.Itoa(from))
	cmd.Stderr = t.Output()
	out := value(cmd.StdoutPipe())(t)
	must(t, cmd.Start())
	moment := func() { time.AfterFunc(rand.N(100*time.Millisecond), func() { cmd.Process.Kill() }) }
	if !working {
		moment()
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if len(acknowledged) == 0 && working {
			moment()
		}
		acknowledged = append(acknowledged, step(value(strconv.Atoi(lines.Text()))(t)))
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() && runtime.GOOS != "windows" { // there a kill is an exit
		t.Fatalf("the process ended before it was killed: %v", err)
	}
	return acknowledged
}
