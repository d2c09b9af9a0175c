package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot/discordsim"
)

// newReply is what the entry with sampleReply says once it is edited.
const newReply = "mostly at the start"

// These are that entry before and after.
var (
	before = fact{"metformin-side-effects", question, sampleReply}
	after  = fact{"metformin-side-effects", question, newReply}
)

// fact is an entry, a question that it answers and words of its answer.
type fact struct{ id, question, words string }

// These are withdrawn in each failure: one on the command line and one on Discord.
var (
	onServer  = fact{"metformin-food", "should I take metformin with food", "upsets the stomach less"}
	onDiscord = fact{"sertraline-side-effects", "side effects of sertraline", "sleep badly"}
)

// entries is the file with the entries of testdata/content.
func (c *clinic) entries() string { return filepath.Join(c.content, "entries", "all.yaml") }

// asks is ask by somebody who has asked nothing yet: nobody may ask often, and a subject is remembered.
func (c *clinic) asks(t *testing.T, question string) string {
	t.Helper()
	c.patient = c.AddUser("pat", c.guild)
	return c.ask(t, question)
}

// shows checks that questions are answered.
func (c *clinic) shows(t *testing.T, all ...fact) {
	t.Helper()
	for _, f := range all {
		if got := c.asks(t, f.question); !strings.Contains(got, f.words) {
			t.Errorf("/ask %s shows:\n%s\nwant %q in it", f.question, got, f.words)
		}
	}
}

// willShow waits until a question is answered so.
func (c *clinic) willShow(t *testing.T, f fact) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for got := c.asks(t, f.question); !strings.Contains(got, f.words); got = c.asks(t, f.question) {
		if time.Now().After(deadline) {
			t.Fatalf("/ask %s shows:\n%s\nwant %q in it; log:\n%s", f.question, got, f.words, c.err.String())
		}
	}
}

// gone checks that questions are not answered so.
func (c *clinic) gone(t *testing.T, all ...fact) {
	t.Helper()
	for _, f := range all {
		if got := c.asks(t, f.question); strings.Contains(got, f.words) {
			t.Errorf("%s is withdrawn, and /ask %s shows:\n%s", f.id, f.question, got)
		}
	}
}

// withdraws withdraws an entry on the server and one on Discord. What another process withdraws is gone within two
// seconds.
func (c *clinic) withdraws(t *testing.T) {
	t.Helper()
	at := c.withdraw(t, onServer.id)
	for asked := time.Now(); strings.Contains(c.asks(t, onServer.question), onServer.words); asked = time.Now() {
		if asked.Sub(at) > 2*time.Second {
			t.Fatalf("%s is shown %v after its withdrawal", onServer.id, asked.Sub(at))
		}
	}
	const command = "faq withdraw"
	reply, err := c.command(t.Context(), c.owner(), command, map[string]any{"id": onDiscord.id, "reason": "wrong"})
	if want := onDiscord.id + " is withdrawn."; err != nil || !strings.Contains(reply, want) {
		t.Errorf("/%s shows:\n%s, %v\nwant %q in it", command, reply, err, want)
	}
	c.gone(t, onDiscord)
}

// withdraw withdraws an entry as on the command line, and returns when that was said to be done.
func (c *clinic) withdraw(t *testing.T, id string) time.Time {
	t.Helper()
	w := newWorld("withdraw", id, "--content", c.content, "--state", c.state(), "--by", "Dr A. Khan", "--reason", "wrong")
	if code := run(t.Context(), w.env); code != exitFine {
		t.Fatalf("withdraw %s = %d; stderr:\n%s", id, code, w.err.String())
	}
	return time.Now()
}

// state is the folder of the stop list.
func (c *clinic) state() string { return c.content + ".state" }

// reindex is what the guild's owner reads after /reindex.
func (c *clinic) reindex(t *testing.T) string {
	t.Helper()
	text, err := c.command(t.Context(), c.owner(), "reindex", nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (c *clinic) owner() discordsim.User { return discordsim.User{ID: c.guild.OwnerID, Name: "owner"} }

// pharmacies is the file for more entries.
func (c *clinic) pharmacies() string { return filepath.Join(c.content, "entries", "pharmacies.yaml") }

var towns = strings.Fields(`Aberdeen Bath Cardiff Derby Exeter Frome Glasgow Hull Inverness Jarrow Kendal Leeds Mold Newport Oban
	Perth Quorn Redcar Stirling Truro`)

// pharmacyEntries is a file with an entry about each of the first n towns.
func pharmacyEntries(n int) string {
	var b strings.Builder
	b.WriteString("entries:\n")
	for i, town := range towns[:n] {
		fmt.Fprintf(&b, `  - id: %s
    questions: ["When does the pharmacy in %s open?"]
    answer: The pharmacy in %[2]s opens at %d o'clock.
    author: Dr A. Writer
    sources: [{title: "Pharmacy of %[2]s", url: "https://example.org/%[1]s"}]
    review: {status: sample}
`, pharmacyID(town), town, 7+i%4)
	}
	return b.String()
}

func pharmacyID(town string) string { return "pharmacy-" + strings.ToLower(town) }

// holds checks that the content is as it should be, to the byte.
func (c *clinic) holds(t *testing.T, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, files(t, c.content)); diff != "" {
		t.Errorf("the content has changed (-want +got):\n%s", diff)
	}
}

// files is what the files of a folder hold; nothing where there is no folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == dir {
			return nil
		}
		if err == nil && !d.IsDir() {
			found[name] = read(t, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
