package main

import (
	"net/http"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"patientfaq/bot/discordsim"
)

// held is a Discord that keeps every response to a question waiting.
type held struct {
	sent    chan struct{} // one for each question that was sent to the bot
	begun   chan struct{} // one for each response that the bot has begun to send
	release func()        // lets the responses pass
}

func (c *clinic) hold(t *testing.T) *held {
	t.Helper()
	open := make(chan struct{})
	h := &held{sent: make(chan struct{}, 8), begun: make(chan struct{}, 8), release: sync.OnceFunc(func() { close(open) })}
	t.Cleanup(h.release)
	c.SetHooks(discordsim.Hooks{
		REST: func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/callback") {
				h.begun <- struct{}{}
				<-open
			}
			return false
		},
		Gateway: func(s discordsim.Step) discordsim.Move {
			if !s.FromBot && s.Event == "INTERACTION_CREATE" {
				h.sent <- struct{}{}
			}
			return discordsim.Move{}
		},
	})
	return h
}

// asking asks a question of somebody's own, and does not wait for the answer.
func (c *clinic) asking(t *testing.T, name string) (text <-chan string) {
	t.Helper()
	who, read := c.AddUser(name, c.guild), make(chan string, 1)
	go func() {
		text, err := c.command(t.Context(), who, "ask", map[string]any{"question": question})
		if err != nil {
			text = err.Error()
		}
		read <- text
	}()
	return read
}

// TestServeStopsCleanly sends SIGTERM to serve while an answer is on its way: that one is delivered, nothing is begun any
// more, and the process ends by itself within the five seconds that a service manager gives it.
func TestServeStopsCleanly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM here")
	}
	c := newClinic(t)
	env := []string{loopbackVariable + "=" + strings.TrimPrefix(c.URL(), "http://"), tokenVariable + "=" + discordsim.DefaultToken}
	p := start(t, loopbackProgram, env, append(c.serveArgs(), "--allow-sample", "--listen", "0")...)
	p.out.waitFor(t, `"commands registered"`, 2)
	h := c.hold(t)

	inFlight := c.asking(t, "early")
	<-h.sent
	<-h.begun
	asked := time.Now()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.out.waitFor(t, `"stopping"`, 1)
	c.asking(t, "late")
	<-h.sent
	h.release()
	if got := <-inFlight; !strings.Contains(got, sampleReply) {
		t.Errorf("the answer that was on its way: %s\nwant %q in it; log:\n%s", got, sampleReply, p.out.String())
	}
	if err := p.Wait(); err != nil {
		t.Errorf("serve ended with %v, want exit code 0; log:\n%s", err, p.out.String())
	}
	if took := time.Since(asked); took > 5*time.Second {
		t.Errorf("serve took %v to stop, want at most five seconds", took)
	}
	if log := p.out.String(); strings.Count(log, `"msg":"stopped"`) != 1 || strings.Contains(log, "still answering") {
		t.Errorf("serve does not say that it stopped:\n%s", log)
	}
	if len(h.begun) > 0 {
		t.Error("a question that came after SIGTERM was begun")
	}
}

// TestServeStopsThoughAnAnswerHangs: what does not end in time is left behind, and said to be.
func TestServeStopsThoughAnAnswerHangs(t *testing.T) {
	t.Parallel()
	c := open(t, "--allow-sample")
	h := c.hold(t)
	c.asking(t, "early")
	<-h.begun
	if code := c.close(t); code != exitFine {
		t.Errorf("serve = %d, want %d", code, exitFine)
	}
	if log := c.err.String(); !strings.Contains(log, "stopped while still answering") {
		t.Errorf("serve does not say that it left an answer behind:\n%s", log)
	}
}
