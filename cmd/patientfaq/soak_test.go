package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"patientfaq/bot/discordsim"
)

// soakVariable is the environment variable that says how long TestSoak takes. Without it the test is left out.
const soakVariable = "PATIENTFAQ_SOAK"

// TestSoak runs the program as a process of its own while people ask it twenty questions a second, its connection is broken
// in all ways, its content changes and a server's settings do. It counts what was lost and what came twice, looks whether
// what the process holds grows, and at the end searches all that it wrote for what it must not write. The report is described in
// docs/operations.md.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv(soakVariable))
	switch {
	case os.Getenv(soakVariable) == "":
		t.Skipf("%s is not set: it says how long to run, such as 60s", soakVariable)
	case err != nil || length < 30*time.Second:
		t.Fatalf("%s=%q is no length of 30s or more", soakVariable, os.Getenv(soakVariable))
	case runtime.GOOS != "linux":
		t.Skip("what a process holds is only read on Linux")
	}
	s := newSoak(t, length)
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	var wg sync.WaitGroup
	for _, part := range []func(context.Context){s.ask, s.interrupt, s.changeContent, s.changeSettings, s.measure} {
		wg.Go(func() { part(ctx) })
	}
	wg.Wait()
	s.people.Wait()
	s.settle()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.process.Wait(); err != nil {
		t.Errorf("serve ended with %v, want exit code 0", err)
	}
	s.report()
	s.searchCanaries()
}

// soak is one run.
type soak struct {
	*clinic
	t       *testing.T
	length  time.Duration
	process *process
	pages   string // the address of the metrics
	canary  string // is in each question and each name
	crowd   []discordsim.User
	admin   discordsim.User
	rooms   []discordsim.Channel
	people  sync.WaitGroup
	books   books
	samples []sample // measure alone touches them while it runs
	metrics string   // the last page
}

// The load. Each of the crowd asks every twenty seconds, which no cooldown holds back.
const (
	questionsASecond = 20
	crowdSize        = 400
	roomCount        = 10
)

func newSoak(t *testing.T, length time.Duration) *soak {
	s := &soak{clinic: newClinic(t), t: t, length: length, canary: "qx" + strings.ToLower(rand.Text()[:12])}
	s.admin = s.AddUser("admin", s.guild)
	s.GiveRole(s.admin, s.AddRole(s.guild, "admins", manageGuild))
	for range roomCount {
		s.rooms = append(s.rooms, s.AddChannel(s.guild, "room"))
	}
	for range crowdSize {
		s.crowd = append(s.crowd, s.AddUser("name-"+s.canary, s.guild))
	}
	s.books.asked = map[string]*asked{}
	env := []string{loopbackVariable + "=" + strings.TrimPrefix(s.URL(), "http://"), tokenVariable + "=" + discordsim.DefaultToken}
	s.process = start(t, loopbackProgram, env, append(s.serveArgs(), "--allow-sample", "--poll", "1s", "--listen", "0", "--log-format", "json")...)
	s.process.out.waitFor(t, `"commands registered"`, 2)
	s.process.out.waitFor(t, `"listening"`, 1)
	s.pages = loggedAddr.FindStringSubmatch(s.process.out.String())[1]
	return s
}

// changeContent swaps two revisions of the content.
func (s *soak) changeContent(ctx context.Context) {
	words := []string{sampleReply, newReply}
	for n := 0; s.pause(ctx, max(s.length/40, 5*time.Second)); n++ {
		edit(s.t, s.content, words[n%2], words[(n+1)%2])
	}
}

// changeSettings has an admin change the server's settings.
func (s *soak) changeSettings(ctx context.Context) {
	quiet := s.AddChannel(s.guild, "quiet")
	for n := 0; s.pause(ctx, max(s.length/60, 3*time.Second)); n++ {
		name, opts := "settings set", map[string]any{"text-only": n%4 == 0, "country": []string{"GB", "US"}[n/2%2]}
		if n%2 == 1 {
			name, opts = "settings channel", map[string]any{"channel": quiet, "rule": []string{"deny", "none"}[n/2%2]}
		}
		s.people.Go(func() { s.command(ctx, s.admin, s.channel, name, opts) })
	}
}

// pause waits; false where the run is over.
func (s *soak) pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// report prints what came of it and fails where something was lost, came twice or grew.
func (s *soak) report() {
	sum := s.books.sum()
	text, err := json.MarshalIndent(sum, "", "  ")
	if err != nil {
		s.t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "soak of %v at %d questions a second\n%s\n", s.length, questionsASecond, text)
	for _, f := range figuresOfASoak {
		s.reportFigure(&b, f)
	}
	fmt.Fprintf(s.t.Output(), "%s", b.String())
	if sum.Lost > 0 || sum.Doubled > 0 {
		s.t.Errorf("%d questions were lost and %d answered twice, want none: %v; log:\n%s", sum.Lost, sum.Doubled, s.books.lost, s.worries())
	}
	if least := int(s.length.Seconds()) * questionsASecond / 2; sum.Asked < least {
		s.t.Errorf("%d questions were asked, want %d at least: the machine is too slow for this load", sum.Asked, least)
	}
	if faults := s.Faults(); len(faults) > 0 {
		s.t.Errorf("the loopback Discord made mistakes: %+v", faults)
	}
}

// reportFigure prints how a figure went from start to end and fails where it grew.
func (s *soak) reportFigure(b *strings.Builder, f soakFigure) {
	var at []float64
	for _, part := range thirds(s.samples) {
		at = append(at, median(part, f.name))
	}
	fmt.Fprintf(b, "%-36s start %10.4g   mid %10.4g   end %10.4g %s\n", f.name, at[0]/f.unit, at[1]/f.unit, at[2]/f.unit, f.in)
	if limit := at[0]*f.factor + f.slack*f.unit; at[2] > limit {
		s.t.Errorf("%s grew from %g to %g, want %g at most", f.name, at[0], at[2], limit)
	}
}

// worries are the lines of the log but for those of each request.
func (s *soak) worries() string {
	var b strings.Builder
	for line := range strings.Lines(s.process.out.String()) {
		if !strings.Contains(line, `"msg":"replied"`) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// searchCanaries looks for a patient's words, name and ID in everything that the process wrote.
func (s *soak) searchCanaries() {
	places := map[string]string{"the log": s.process.out.String(), "the metrics": s.metrics}
	err := filepath.WalkDir(s.state(), func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			places[name] = read(s.t, name)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	secrets := []string{s.canary, discordsim.DefaultToken, strings.ToUpper(s.canary)}
	for _, u := range s.crowd {
		secrets = append(secrets, u.ID)
	}
	size := 0
	for place, text := range places {
		size += len(text)
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				s.t.Errorf("%s holds %q", place, secret)
			}
		}
	}
	fmt.Fprintf(s.t.Output(), "searched %d places of %d KB in all for %d canaries\n", len(places), size>>10, len(secrets))
}
