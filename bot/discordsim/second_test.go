package discordsim

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

// secondEnv names the folder in which discord.js is installed; .ci/second-opinion makes one.
const secondEnv = "DISCORDSIM_SECOND"

// secondEnds is how long the bot may take to end.
const secondEnds = 10 * time.Second

// second is a bot that runs on discord.js, in a process of its own, and tells on its output what it saw.
type second struct {
	*room
	orders io.WriteCloser
	lines  chan string
	meant  int // how many bodies were wrong on purpose
}

func startSecond(t *testing.T, r *room) *second {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, filepath.Join("testdata", "discordjs", "second.mjs"))
	cmd.Env = append(os.Environ(), "DISCORD_URL="+r.URL(), "DISCORD_TOKEN="+DefaultToken)
	cmd.Stderr = t.Output()
	b := &second{room: r, lines: make(chan string)}
	if b.orders, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(b.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			b.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		defer time.AfterFunc(secondEnds, func() { cmd.Process.Kill() }).Stop()
		b.orders.Close()
		for line := range b.lines {
			t.Errorf("the bot said at its end: %s", line)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the bot ended: %v", err)
		}
	})
	return b
}

// order has the bot do something that is not an answer.
func (b *second) order(t *testing.T, what string) {
	t.Helper()
	if _, err := io.WriteString(b.orders, what+"\n"); err != nil {
		t.Fatal(err)
	}
}

// expect reads what the bot saw, apart from the rate limits that it kept of its own accord.
func (b *second) expect(t *testing.T, want ...string) {
	t.Helper()
	ctx := within(t)
	var got []string
	for len(got) < len(want) {
		select {
		case line, ok := <-b.lines:
			if !ok {
				t.Fatalf("the bot ended. It saw:\n%s", strings.Join(got, "\n"))
			}
			t.Log(line)
			if !strings.HasPrefix(line, "waited ") {
				got = append(got, line)
			}
		case <-ctx.Done():
			t.Fatalf("%v. The bot saw %q, want %q", ctx.Err(), got, want)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("what the bot saw (-want +got):\n%s", d)
	}
}

// TestSecondOpinion has discord.js judge this server, a client that nobody here wrote it for.
func TestSecondOpinion(t *testing.T) {
	if os.Getenv(secondEnv) == "" {
		t.Skipf("$%s names no folder with discord.js: run .ci/second-opinion", secondEnv)
	}
	r := newRoom(t, Options{HeartbeatInterval: heartbeat, RouteLimit: 10})
	closed := r.AddChannel(r.guild, "closed")
	b := startSecond(t, r)
	b.expect(t, "ready")
	r.OverwriteRole(closed, r.Everyone(r.guild), 0, discordgo.PermissionViewChannel)
	steps := []struct {
		name string
		run  func(*testing.T, *second)
	}{
		{"register", secondRegisters}, {"answer", secondAnswers}, {"components", secondComponents}, {"options", secondOptions},
		{"messages", secondHears}, {"routes", secondProbes}, {"mistakes", secondErrs}, {"rate limits", secondWaits},
		{"heartbeats", secondBeats}, {"resume", secondResumes}, {"identify again", secondIdentifies},
		{"refused", secondRefused}, {"leave", secondLeaves},
	}
	for _, step := range steps {
		if !t.Run(step.name, func(t *testing.T) { step.run(t, b) }) {
			return
		}
	}
	for _, f := range r.Rejections()[b.meant:] {
		t.Errorf("refused: %s %s: %s: %s\n%s", f.Method, f.Path, f.Rule, f.Why, f.Body)
	}
}
