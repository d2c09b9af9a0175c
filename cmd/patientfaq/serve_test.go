package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"patientfaq/bot/discordsim"
)

// clinic is serve on a loopback Discord, with a copy of testdata/content.
type clinic struct {
	*world
	*discordsim.Server
	guild   discordsim.Guild
	channel discordsim.Channel
	patient discordsim.User
	content string
	stop    context.CancelFunc
	done    chan int
}

// newClinic is a loopback Discord on which nothing serves yet, with a copy of testdata/content.
func newClinic(t *testing.T) *clinic {
	t.Helper()
	sim, err := discordsim.Start(t.Context(), discordsim.Options{OpenAPI: os.Getenv("DISCORD_OPENAPI")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, r := range sim.Rejections() {
			t.Errorf("Discord would refuse %s %s: %s: %s", r.Method, r.Path, r.Rule, r.Why)
		}
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &clinic{Server: sim, guild: sim.AddGuild("clinic"), content: filepath.Join(t.TempDir(), "content"), done: make(chan int, 1)}
	c.channel = sim.AddChannel(c.guild, "questions")
	c.patient = sim.AddUser("pat", c.guild)
	if err := addContent(c.content); err != nil {
		t.Fatal(err)
	}
	return c
}

// open starts serve and waits until it answers.
func open(t *testing.T, args ...string) *clinic {
	t.Helper()
	c := newClinic(t)
	c.world = newWorld(append(c.serveArgs(), args...)...)
	c.getenv = func(name string) string { return map[string]string{tokenVariable: discordsim.DefaultToken}[name] }
	c.transport = c.Transport()
	ctx, cancel := context.WithCancel(t.Context())
	c.stop = cancel
	go func() { c.done <- run(ctx, c.env) }()
	t.Cleanup(func() {
		if code := c.close(t); code != exitFine {
			t.Errorf("serve = %d, want %d; log:\n%s", code, exitFine, c.err.String())
		}
	})
	c.err.waitFor(t, `"commands registered"`, 2)
	return c
}

// serveArgs are the arguments with which the clinic is served.
func (c *clinic) serveArgs() []string {
	return []string{"serve", "--content", c.content, "--home-guild", c.guild.ID}
}

// close stops serve as a service manager does, and gives it the five seconds that it may take.
func (c *clinic) close(t *testing.T) int {
	t.Helper()
	c.stop()
	select {
	case code := <-c.done:
		c.done <- code
		return code
	case <-time.After(5 * time.Second):
		t.Error("serve did not stop within five seconds")
		return exitFailed
	}
}

// ask is what the patient reads after /ask.
func (c *clinic) ask(t *testing.T, question string) string {
	t.Helper()
	text, err := c.command(t.Context(), c.patient, "ask", map[string]any{"question": question})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// command is what somebody reads after a command.
func (c *clinic) command(ctx context.Context, who discordsim.User, name string, opts map[string]any) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	e, err := c.Command(ctx, who, c.channel, name, opts)
	if err != nil {
		return "", fmt.Errorf("/%s: %w", name, err)
	}
	m, err := e.Wait(ctx)
	if err != nil {
		return "", fmt.Errorf("/%s: %w", name, err)
	}
	return discordsim.Text(m), nil
}

const (
	question    = "side effects of metformin"
	sampleReply = "mostly in the first weeks"
)

func TestServeAnswers(t *testing.T) {
	c := open(t, "--allow-sample", "--country", "GB")
	if got := c.ask(t, question); !strings.Contains(got, sampleReply) {
		t.Errorf("/ask %s shows:\n%s\nwant %q in it", question, got, sampleReply)
	}
	if got, want := c.ask(t, "I took too many metformin tablets"), "999 (United Kingdom)"; !strings.Contains(got, want) {
		t.Errorf("an emergency shows:\n%s\nwant %q in it", got, want)
	}
	log := c.err.String()
	for _, secret := range []string{discordsim.DefaultToken, question, "too many", c.patient.ID} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
}

func TestServeWithNothingServable(t *testing.T) {
	c := open(t)
	c.err.waitFor(t, `"nothing may be served`, 1)
	c.err.waitFor(t, `"reason":"sample text without --allow-sample (3)"`, 1)
	if got := c.ask(t, question); strings.Contains(got, sampleReply) || !strings.Contains(got, "no reviewed answer") {
		t.Errorf("/ask %s shows:\n%s\nwant no sample text", question, got)
	}
	if got, want := c.ask(t, "I took too many metformin tablets"), "Call now"; !strings.Contains(got, want) {
		t.Errorf("an emergency shows:\n%s\nwant %q in it", got, want)
	}
}

func TestServeReloads(t *testing.T) {
	tests := []struct {
		name    string
		poll    string
		trigger func(*clinic)
	}{
		{"by itself", "20ms", func(*clinic) {}},
		{"on SIGHUP", "1h", func(c *clinic) { c.hup <- syscall.SIGHUP }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := open(t, "--allow-sample", "--poll", tt.poll)
			edit(t, c.content, sampleReply, "mostly at the start")
			tt.trigger(c)
			c.err.waitFor(t, `"reloaded"`, 2)
			if got, want := c.ask(t, question), "mostly at the start"; !strings.Contains(got, want) {
				t.Errorf("after the edit /ask shows:\n%s\nwant %q in it", got, want)
			}
			edit(t, c.content, "entries:", "entries: [")
			tt.trigger(c)
			c.err.waitFor(t, `"reload rejected"`, 1)
			if got, want := c.ask(t, question), "mostly at the start"; !strings.Contains(got, want) {
				t.Errorf("after a broken edit /ask shows:\n%s\nwant still %q in it", got, want)
			}
		})
	}
}

// edit replaces a text in the entries of a content folder, in one step as editors do.
func edit(t *testing.T, content, old, new string) {
	t.Helper()
	name := filepath.Join(content, "entries", "all.yaml")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	if err := os.WriteFile(name+".new", []byte(strings.Replace(string(data), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

func TestServeRefusesAWrongToken(t *testing.T) {
	sim, err := discordsim.Start(t.Context(), discordsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	w := newWorld("serve", "--content", "testdata/content", "--state", t.TempDir(), "--token-file", filepath.Join(t.TempDir(), "token"))
	if err := os.WriteFile(w.args[len(w.args)-1], []byte("not-the-token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.transport = sim.Transport()
	if code := run(t.Context(), w.env); code != exitFailed {
		t.Errorf("serve with a wrong token = %d, want %d", code, exitFailed)
	}
	if got, want := w.err.String(), "patientfaq: hint: Discord does not know the token"; !strings.Contains(got, want) {
		t.Errorf("serve with a wrong token says:\n%s\nwant %q in it", got, want)
	}
}
