package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot/discord"
	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
	"patientfaq/faq"
)

// ward is an installation that doctor looks at: a content folder, a state folder and a token file, without Discord.
type ward struct {
	dir  string
	args []string // besides those that every ward has
}

func (w *ward) content() string { return filepath.Join(w.dir, "content") }
func (w *ward) state() string   { return filepath.Join(w.dir, "content.state") }
func (w *ward) token() string   { return filepath.Join(w.dir, "token") }

// newWard is an installation that nothing is wrong with, but for its sample text and numbers.
func newWard(t *testing.T) *ward {
	t.Helper()
	w := &ward{dir: t.TempDir()}
	if err := addContent(w.content()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.token(), []byte(discordsim.DefaultToken), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(w.state(), 0o700); err != nil {
		t.Fatal(err)
	}
	return w
}

// doctor runs doctor on it and returns its exit code and what it writes, with the folder's name left out.
func (w *ward) doctor(t *testing.T, args ...string) (int, string) {
	t.Helper()
	world := newWorld(slices.Concat([]string{"doctor", "--content", w.content(), "--token-file", w.token(), "--home-guild", "1", "--staff-channel", "2",
		"--allow-sample", "--offline"}, w.args, args)...)
	code := run(t.Context(), world.env)
	if got := world.err.String(); got != "" {
		t.Errorf("doctor writes to stderr: %s", got)
	}
	if out := world.out.String(); strings.Contains(out, discordsim.DefaultToken) {
		t.Errorf("doctor writes the token:\n%s", out)
	}
	return code, strings.ReplaceAll(world.out.String(), w.dir+string(filepath.Separator), "")
}

func TestDoctorFindsNothingHere(t *testing.T) {
	w := newWard(t)
	code, got := w.doctor(t)
	want := `ok       token: only its owner can read token
ok       content: 3 of 3 entries may be shown
ok       reviews: none is overdue
warning  contacts: nobody has checked all numbers of `
	if !strings.HasPrefix(got, want) || code != exitFine {
		t.Errorf("doctor = %d:\n%s\nwant %d and\n%s", code, got, exitFine, want)
	}
	want = `ok       state: content.state can be written to
ok       stop list: 0 IDs are withdrawn
ok       memory: there is none yet; serve makes it
skipped  discord: token, application, intents, servers, commands and clock were not compared with Discord: --offline was given
0 problems, 1 warning
`
	if !strings.HasSuffix(got, want) {
		t.Errorf("doctor writes:\n%s\nwant at its end\n%s", got, want)
	}
}

func TestDoctorFindsHere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes here")
	}
	withdraw := func(t *testing.T, w *ward) {
		t.Helper()
		stops, err := store.OpenStops(w.state())
		if err == nil {
			err = stops.Withdraw("metformin-food", "1", "wrong")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name    string
		spoil   func(t *testing.T, w *ward)
		want    []string
		problem bool
	}{
		{
			name:    "no token file",
			spoil:   func(t *testing.T, w *ward) { remove(t, w.token()) },
			want:    []string{"problem  token: there is no token file token\n         -> copy the token from the Bot page"},
			problem: true,
		},
		{
			name:    "an empty token file",
			spoil:   func(t *testing.T, w *ward) { write(t, w.token(), "\n") },
			want:    []string{"problem  token: the token file token is empty"},
			problem: true,
		},
		{
			name:    "a token that everybody can read",
			spoil:   func(t *testing.T, w *ward) { chmod(t, w.token(), 0o644) },
			want:    []string{"problem  token: everybody on this machine can read or change token (mode 0644)", "-> chmod 600 "},
			problem: true,
		},
		{
			name:  "a token that a group can read",
			spoil: func(t *testing.T, w *ward) { chmod(t, w.token(), 0o640) },
			want:  []string{"warning  token: its group can read or change token (mode 0640)"},
		},
		{
			name:    "content with an error",
			spoil:   func(t *testing.T, w *ward) { edit(t, w.content(), "entries:", "entries: [") },
			want:    []string{"problem  content: 1 error: it is not taken; what served before serves on", "-> patientfaq check --content content lists them"},
			problem: true,
		},
		{
			name:    "no content folder",
			spoil:   func(t *testing.T, w *ward) { rename(t, w.content(), w.content()+".away") },
			want:    []string{"problem  content: there is no content folder content\n         -> patientfaq init content writes"},
			problem: true,
		},
		{
			name:    "nothing that may be shown",
			spoil:   func(_ *testing.T, w *ward) { w.args = []string{"--allow-sample=false"} },
			want:    []string{"problem  content: nothing may be shown to patients: sample text without --allow-sample (3)", "-> nothing in content may be shown"},
			problem: true,
		},
		{
			name:  "something withdrawn",
			spoil: withdraw,
			want:  []string{"ok       content: 2 of 3 entries may be shown; withheld: withdrawn (1)", "ok       stop list: 1 ID is withdrawn"},
		},
		{
			name: "overdue reviews",
			spoil: func(t *testing.T, w *ward) {
				sign(t, w.content(), "metformin-food", "2020-01-31", "2021-01-31")
			},
			want: []string{"ok       content: 2 of 3 entries may be shown; withheld: past the due date (1)", "warning  reviews: 1 review is past the due date"},
		},
		{
			name:    "a country without numbers",
			spoil:   func(_ *testing.T, w *ward) { w.args = []string{"--country", "ZZ"} },
			want:    []string{"problem  contacts: there are no numbers for ZZ"},
			problem: true,
		},
		{
			name:  "numbers that nobody has checked",
			spoil: func(_ *testing.T, w *ward) { w.args = []string{"--country", "GB"} },
			want:  []string{"warning  contacts: nobody has checked all numbers of GB\n"},
		},
		{
			name: "numbers to be checked again",
			spoil: func(t *testing.T, w *ward) {
				writeFile(t, filepath.Join(w.content(), "contacts.yaml"), checkedContact)
				sign(t, w.content(), "contact:XX", "2020-01-31", "2021-01-31")
				w.args = []string{"--country", "XX"}
			},
			want: []string{"warning  contacts: these numbers were to be checked again by now: XX"},
		},
		{
			name: "numbers that are checked",
			spoil: func(t *testing.T, w *ward) {
				writeFile(t, filepath.Join(w.content(), "contacts.yaml"), checkedContact)
				sign(t, w.content(), "contact:XX", "2020-01-31", time.Now().AddDate(1, 0, 0).Format(time.DateOnly))
				w.args = []string{"--country", "XX"}
			},
			want: []string{"ok       contacts: all checked and in date"},
		},
		{
			name:  "imported medicines that cannot be read",
			spoil: func(t *testing.T, w *ward) { write(t, filepath.Join(w.state(), lexiconFile), "\xff\xfe") },
			want:  []string{"warning  medicines: the imported ones are not in use: ", "ok       content: 3 of 3"},
		},
		{
			name: "a state folder that cannot be made",
			spoil: func(t *testing.T, w *ward) {
				write(t, filepath.Join(w.dir, "file"), "")
				w.args = []string{"--state", filepath.Join(w.dir, "file", "state")}
			},
			want:    []string{"problem  state: "},
			problem: true,
		},
		{
			name:  "no state folder yet",
			spoil: func(t *testing.T, w *ward) { remove(t, w.state()) },
			want:  []string{"ok       state: content.state is not there yet, and can be made", "ok       stop list: nothing is withdrawn"},
		},
		{
			name:    "a stop list with a line that cannot be read",
			spoil:   func(t *testing.T, w *ward) { write(t, filepath.Join(w.state(), "withdrawn.jsonl"), "{}\n") },
			want:    []string{"problem  stop list: 1 line cannot be read: store: withdrawn.jsonl:1: no id"},
			problem: true,
		},
		{
			name: "a stop list that is a folder",
			spoil: func(t *testing.T, w *ward) {
				if err := os.Mkdir(filepath.Join(w.state(), "withdrawn.jsonl"), 0o700); err != nil {
					t.Fatal(err)
				}
			},
			want:    []string{"problem  stop list: ", "skipped  content: not looked at, because the stop list cannot be read"},
			problem: true,
		},
		{
			name: "a database that is damaged",
			spoil: func(t *testing.T, w *ward) {
				write(t, filepath.Join(w.state(), storeFile), strings.Repeat("no database ", 500))
			},
			want:    []string{"problem  memory: ", "move it away"},
			problem: true,
		},
		{
			name: "a database that is in use",
			spoil: func(t *testing.T, w *ward) {
				s, err := store.Open(t.Context(), filepath.Join(w.state(), storeFile), store.Options{})
				if err == nil {
					err = s.SaveSettings(t.Context(), store.Settings{Guild: "1"})
				}
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
			},
			want: []string{"ok       memory: it can be opened; 1 server has settings of their own"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWard(t)
			tt.spoil(t, w)
			code, got := w.doctor(t)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("doctor writes:\n%s\nwant %q in it", got, want)
				}
			}
			if want := map[bool]int{true: exitFailed, false: exitFine}[tt.problem]; code != want {
				t.Errorf("doctor = %d, want %d:\n%s", code, want, got)
			}
		})
	}
}

// checkedContact is a country whose numbers somebody has checked.
const checkedContact = `contacts:
- {country: XX, name: X, emergency: {name: E, number: "1", source: s, checked: 2020-01-01}}
`

func sign(t *testing.T, content, id, date, due string) {
	t.Helper()
	corpus, _ := faq.Load(os.DirFS(content), faq.Options{})
	if err := faq.Sign(content, corpus, id, faq.Signature{Reviewer: "Dr A. Khan", Date: date, Due: due}); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
}

func chmod(t *testing.T, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

// TestDoctorWithoutModerators: nobody could withdraw anything on Discord, and nobody would learn of a report.
func TestDoctorWithoutModerators(t *testing.T) {
	w := newWorld("doctor", "--offline", "--content", "testdata/content", "--state", t.TempDir(), "--allow-sample")
	if code := run(t.Context(), w.env); code != exitFine {
		t.Errorf("doctor = %d, want %d", code, exitFine)
	}
	for _, want := range []string{"skipped  token: none was given", "warning  moderators: no server is a home server", "warning  moderators: there is no staff channel"} {
		if got := w.out.String(); !strings.Contains(got, want) {
			t.Errorf("doctor writes:\n%s\nwant %q in it", got, want)
		}
	}
}

func TestDoctorWithoutAToken(t *testing.T) {
	w := newWorld("doctor", "--content", "testdata/content", "--state", t.TempDir(), "--allow-sample")
	if code := run(t.Context(), w.env); code != exitFailed {
		t.Errorf("doctor = %d, want %d", code, exitFailed)
	}
	for _, want := range []string{"problem  token: no token given", "were not compared with Discord: there is no token"} {
		if got := w.out.String(); !strings.Contains(got, want) {
			t.Errorf("doctor writes:\n%s\nwant %q in it", got, want)
		}
	}
}

func TestDoctorJSON(t *testing.T) {
	w := newWard(t)
	chmod(t, w.token(), 0o644)
	code, out := w.doctor(t, "--json")
	var got examined
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if code != exitFailed || got.Problems != 1 || got.Warnings != 1 || got.Findings[0].Level != discord.Problem || got.Findings[0].Fix == "" {
		t.Errorf("doctor --json = %d with %+v, want one problem, the token's, and one warning", code, got)
	}
}

// TestDoctorAsksDiscord runs doctor beside serve, once where all is well there and once where not.
func TestDoctorAsksDiscord(t *testing.T) {
	t.Parallel()
	c := open(t, "--allow-sample")
	staff := c.AddChannel(c.guild, "staff")
	doctor := func(args ...string) (int, string) {
		w := newWorld(slices.Concat([]string{"doctor"}, c.serveArgs()[1:], []string{"--allow-sample"}, args)...)
		w.getenv, w.transport = c.getenv, c.transport
		return run(t.Context(), w.env), w.out.String()
	}
	code, got := doctor("--staff-channel", staff.ID)
	for _, want := range []string{
		"ok       token: it is in the variable DISCORD_TOKEN", "ok       token: accepted: the bot is patientfaq", "ok       memory: it can be opened",
		"ok       server " + c.guild.ID + ": clinic", "ok       commands: ", "ok       commands in " + c.guild.ID, "ok       staff channel " + staff.ID, "ok       clock: ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("doctor writes:\n%s\nwant %q in it", got, want)
		}
	}
	if code != exitFine {
		t.Errorf("doctor = %d, want %d:\n%s", code, exitFine, got)
	}
	code, got = doctor("--home-guild", "123", "--staff-channel", "456", "--message-content")
	for _, want := range []string{"problem  server 123: the bot is not in it", "problem  staff channel 456: there is no such channel", "problem  intents: Message Content is asked for"} {
		if !strings.Contains(got, want) {
			t.Errorf("doctor writes:\n%s\nwant %q in it", got, want)
		}
	}
	if code != exitFailed {
		t.Errorf("doctor = %d, want %d", code, exitFailed)
	}
}

// TestDoctorChangesNothing runs doctor on an installation and compares all its files.
func TestDoctorChangesNothing(t *testing.T) {
	w := newWard(t)
	s, err := store.Open(t.Context(), filepath.Join(w.state(), storeFile), store.Options{})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	before := files(t, w.dir)
	if code, got := w.doctor(t); code != exitFine {
		t.Errorf("doctor = %d:\n%s", code, got)
	}
	if diff := cmp.Diff(before, files(t, w.dir)); diff != "" {
		t.Errorf("doctor changed (-before +after):\n%s", diff)
	}
}

// TestDoctorStopped: Ctrl-C ends it, without a verdict.
func TestDoctorStopped(t *testing.T) {
	t.Parallel()
	sim, err := discordsim.Start(t.Context(), discordsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	asked := make(chan struct{})
	sim.SetHooks(discordsim.Hooks{REST: func(_ http.ResponseWriter, r *http.Request) bool {
		close(asked) // by the one request that is made
		<-r.Context().Done()
		return true
	}})
	w := newWorld("doctor", "--content", "testdata/content", "--state", t.TempDir(), "--allow-sample")
	w.getenv = func(string) string { return discordsim.DefaultToken }
	w.transport = sim.Transport()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		<-asked
		cancel()
	}()
	if code := run(ctx, w.env); code != exitFailed || !strings.Contains(w.err.String(), "stopped before the end") {
		t.Errorf("doctor = %d, and writes %q", code, w.err.String())
	}
}
