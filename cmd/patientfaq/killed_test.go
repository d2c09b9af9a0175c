package main

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
	"patientfaq/faq"
)

// loopbackProgram is the program, but that Discord is at the address in loopbackVariable.
const (
	loopbackProgram  = "patientfaq-loopback"
	loopbackVariable = "PATIENTFAQ_TEST_DISCORD"
)

func loopbackMain() {
	e := processEnv()
	e.transport = loopback(os.Getenv(loopbackVariable))
	os.Exit(run(untilStopped(), e))
}

// loopback leads every request to an address.
type loopback string

// RoundTrip sends the request there.
func (l loopback) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = "http", string(l), string(l)
	return http.DefaultTransport.RoundTrip(r)
}

// process is the program as a process of its own, which a test may kill.
type process struct {
	*exec.Cmd
	out syncBuffer // and its log
}

func start(t *testing.T, name string, env []string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(t.Context(), name, args...)}
	p.Env = append(os.Environ(), env...)
	p.Stdout, p.Stderr = &p.out, &p.out
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// kill kills the process, which does not learn of it, and reports whether it was still running.
func (p *process) kill(t *testing.T) bool {
	t.Helper()
	if err := p.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	return p.Wait() != nil
}

// TestServeKilledInAReload kills serve while it reloads, and starts it again: it serves what stands in the content, which
// it has not touched, and knows of every withdrawal.
func TestServeKilledInAReload(t *testing.T) {
	t.Parallel()
	rounds := 10
	if testing.Short() {
		rounds = 2
	}
	c := newClinic(t)
	env := []string{loopbackVariable + "=" + strings.TrimPrefix(c.URL(), "http://"), tokenVariable + "=" + discordsim.DefaultToken}
	args := append(c.serveArgs(), "--allow-sample", "--poll", "5ms")
	serving, next := before, after
	var withdrawn []string
	for round := range rounds {
		p := start(t, loopbackProgram, env, args...)
		p.out.waitFor(t, `"commands registered"`, 2)
		c.shows(t, serving)
		if round == 0 {
			c.shows(t, onServer, onDiscord)
			c.withdraws(t)
			withdrawn = append(withdrawn, onServer.id, onDiscord.id)
		}
		c.gone(t, onServer, onDiscord)
		var content map[string]string
		killed := time.After(rand.N(80 * time.Millisecond))
		for reloads, alive := 2, true; alive; reloads++ {
			edit(t, c.content, serving.words, next.words)
			serving, next = next, serving
			content = files(t, c.content)
			alive = p.reloads(killed, reloads)
		}
		if !p.kill(t) {
			t.Fatalf("serve ended by itself; log:\n%s", p.out.String())
		}
		c.holds(t, content)
		id := fmt.Sprintf("round-%d", round)
		c.withdraw(t, id)
		withdrawn = append(withdrawn, id)
	}
	stops, err := store.OpenStops(c.state())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(withdrawn)
	if diff := cmp.Diff(withdrawn, stops.Withdrawn()); diff != "" || len(stops.Unreadable()) > 0 {
		t.Errorf("the stop list has %v that cannot be read, and (-want +got):\n%s", stops.Unreadable(), diff)
	}
}

// reloads waits until serve has loaded something n times; false if the time to kill it comes first.
func (p *process) reloads(killed <-chan time.Time, n int) bool {
	for strings.Count(p.out.String(), `"reloaded"`) < n {
		select {
		case <-killed:
			return false
		case <-time.After(time.Millisecond):
		}
	}
	return true
}

// TestReviewKilledInASigning kills review at every stage while serve runs on the same content: the file is whole, with the
// signatures that were acknowledged, and serve goes on.
func TestReviewKilledInASigning(t *testing.T) {
	t.Parallel()
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	c := open(t, "--allow-sample", "--poll", "20ms")
	write(t, c.pharmacies(), pharmacyEntries(signedTowns))
	s := newSigning(t, c)
	env := []string{"TMPDIR=" + t.TempDir()}
	for round := range rounds {
		write(t, c.pharmacies()+".new", s.stages[0])
		rename(t, c.pharmacies()+".new", c.pharmacies())
		p := start(t, "patientfaq", env, s.args...)
		at, moment := round*signedTowns/rounds, rand.N(8*time.Millisecond) // the kill comes so long after so many signatures
		if at == 0 {
			moment = rand.N(200 * time.Millisecond) // before them
		}
		p.out.waitFor(t, "is signed by", at)
		t.Logf("killed %v after %d signatures", moment, at)
		<-time.After(moment)
		p.kill(t)
		s.check(t, c, strings.Count(p.out.String(), "is signed by"))
		c.shows(t, before)
	}
	c.withdraws(t)
	w := newWorld(s.args...)
	if code := run(t.Context(), w.env); code != exitFine {
		t.Fatalf("the next review = %d; stderr:\n%s", code, w.err.String())
	}
	s.check(t, c, signedTowns)
	c.willShow(t, fact{"", "When does the pharmacy in Bath open?", "Reviewed by Dr A. Khan"})
	c.shows(t, before)
}

// signedTowns is how many entries a review signs.
const signedTowns = 6

// signing is a review of many entries.
type signing struct {
	args   []string
	stages []string // the file with so many signatures
	others map[string]string
}

// newSigning signs a copy to learn what the file holds after each signature.
func newSigning(t *testing.T, c *clinic) *signing {
	t.Helper()
	sig := faq.Signature{Reviewer: "Dr A. Khan", Date: "2026-01-31", Due: time.Now().AddDate(1, 0, 0).Format(time.DateOnly)}
	s := &signing{stages: []string{read(t, c.pharmacies())}, others: files(t, c.content)}
	delete(s.others, c.pharmacies())
	dir := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(c.content)); err != nil {
		t.Fatal(err)
	}
	corpus, problems := faq.Load(os.DirFS(dir), faq.Options{})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	s.args = []string{"review", "--content", c.content, "--by", sig.Reviewer, "--date", sig.Date, "--due", sig.Due}
	for _, town := range towns[:signedTowns] {
		if err := faq.Sign(dir, corpus, pharmacyID(town), sig); err != nil {
			t.Fatal(err)
		}
		s.args = append(s.args, pharmacyID(town))
		s.stages = append(s.stages, read(t, filepath.Join(dir, "entries", "pharmacies.yaml")))
	}
	return s
}

// check checks that the file has at least so many signatures and is whole, that no other has changed, and that what is
// left lying about is not read.
func (s *signing) check(t *testing.T, c *clinic, atLeast int) {
	t.Helper()
	found := files(t, c.content)
	if stage := slices.Index(s.stages, found[c.pharmacies()]); stage < atLeast {
		t.Errorf("%d signatures were acknowledged; the file has %d:\n%s", atLeast, stage, found[c.pharmacies()])
	}
	delete(found, c.pharmacies())
	maps.DeleteFunc(found, func(name, _ string) bool { return strings.HasPrefix(filepath.Base(name), ".") })
	if diff := cmp.Diff(s.others, found); diff != "" {
		t.Errorf("review changed other files (-want +got):\n%s", diff)
	}
	if _, problems := faq.Load(os.DirFS(c.content), faq.Options{}); problems.Err() != nil {
		t.Errorf("the content does not load: %v", problems.Err())
	}
}
