package discord

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"patientfaq/bot/discordsim"
)

// site is a loopback Discord with a home guild, a staff channel and registered commands, and what Inspect is to find.
type site struct {
	*discordsim.Server
	home, elsewhere discordsim.Guild
	staff           discordsim.Channel
	session         *discordgo.Session
	o               InspectOptions
}

func newSite(t *testing.T, o discordsim.Options) *site {
	t.Helper()
	j, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	o.Judge = j
	sim, err := discordsim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	s := &site{Server: sim, home: sim.AddGuild("clinic"), elsewhere: sim.AddGuild("elsewhere")}
	s.staff = sim.AddChannel(s.home, "staff")
	s.o = InspectOptions{HomeGuilds: []string{s.home.ID}, StaffChannels: []string{s.staff.ID}}
	s.session = s.newSession(t, discordsim.DefaultToken)
	for _, guild := range []string{"", s.home.ID} {
		if _, err := s.session.ApplicationCommandBulkOverwrite(sim.ApplicationID(), guild, definitions(commandTable(), guild != "")); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *site) newSession(t *testing.T, token string) *discordgo.Session {
	t.Helper()
	session, err := NewSession(token)
	if err != nil {
		t.Fatal(err)
	}
	session.Client.Transport = s.Transport()
	return session
}

// answer makes Discord answer one path with a status and a body.
func (s *site) answer(path string, status int, body string) {
	s.SetHooks(discordsim.Hooks{REST: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, path) {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}})
}

// dated makes Discord's clock run so much ahead of ours.
func (s *site) dated(ahead time.Duration) {
	s.SetHooks(discordsim.Hooks{REST: func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		return false
	}})
}

// inspect writes what is found, one line each, without what changes from run to run.
func (s *site) inspect(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, f := range Inspect(t.Context(), s.session, s.o) {
		if (f.Fix == "") != (f.Level == OK || f.Level == Skipped) {
			t.Errorf("%+v: every finding but a good one needs a remedy", f)
		}
		line := fmt.Sprintf("%s: %s: %s", f.Level, f.Area, f.Text)
		for id, name := range map[string]string{s.home.ID: "HOME", s.elsewhere.ID: "ELSEWHERE", s.staff.ID: "STAFF"} {
			line = strings.ReplaceAll(line, id, name)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestInspectFindsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, discordsim.Options{})
	s.answerPolicy()
	want := []string{
		"ok: token: accepted: the bot is patientfaq",
		"ok: application: patientfaq: commands come by the gateway, and the privacy policy has an address",
		"ok: intents: as asked for; privileged: none",
		"ok: gateway: the bot may connect 1000 times more today",
		fmt.Sprintf("ok: commands: %d are registered, as this version has them", len(definitions(commandTable(), false))),
		"ok: server HOME: clinic: the bot's role has the permissions it needs",
		fmt.Sprintf("ok: commands in HOME: %d are registered, as this version has them", len(definitions(commandTable(), true))),
		"ok: staff channel STAFF: #staff: the bot may write there",
		"ok: clock: it agrees with Discord's to the second",
	}
	if diff := cmp.Diff(want, s.inspect(t)); diff != "" {
		t.Errorf("Inspect (-want +got):\n%s", diff)
	}
	for _, r := range s.Rejections() {
		t.Errorf("Discord rejected %s %s: %s: %s", r.Method, r.Path, r.Rule, r.Why)
	}
	for _, r := range s.Requests() {
		if r.Method != http.MethodGet && !strings.HasSuffix(r.Path, "/commands") {
			t.Errorf("Inspect made the request %s %s", r.Method, r.Path)
		}
	}
}

// answerPolicy gives the application a privacy policy, and whatever else is given.
func (s *site) answerPolicy(more ...string) {
	fields := append([]string{
		fmt.Sprintf(`"id": %q, "name": "patientfaq", "privacy_policy_url": "https://example.org/privacy"`, s.ApplicationID()),
	}, more...)
	s.answer("/applications/@me", http.StatusOK, "{"+strings.Join(fields, ", ")+"}")
}

func TestInspectFinds(t *testing.T) {
	t.Parallel()
	const unknown = `{"message": "500: Internal Server Error", "code": 0}`
	tests := []struct {
		name  string
		sim   discordsim.Options
		spoil func(t *testing.T, s *site)
		want  []string // lines that must be there
	}{
		{
			name:  "a token that Discord does not know",
			spoil: func(t *testing.T, s *site) { s.session = s.newSession(t, "wrong") },
			want: []string{"problem: token: Discord does not know it",
				"skipped: discord: application, intents, servers and commands were not looked at, because the token was not accepted",
				"ok: clock: it agrees with Discord's to the second"},
		},
		{
			name:  "no network",
			spoil: func(_ *testing.T, s *site) { s.session.Client.Transport = noNetwork{} },
			want: []string{"problem: discord: Discord cannot be reached: no route to host",
				"skipped: clock: not compared, because Discord has not told the time"},
		},
		{
			name:  "Discord out of order",
			spoil: func(_ *testing.T, s *site) { s.answer("/users/@me", http.StatusInternalServerError, unknown) },
			want:  []string{"problem: token: Discord did not answer: HTTP 500, code 0"},
		},
		{
			name:  "an application that Discord does not show",
			spoil: func(_ *testing.T, s *site) { s.answer("/applications/@me", http.StatusInternalServerError, unknown) },
			want: []string{"problem: application: Discord did not answer: HTTP 500, code 0",
				"skipped: discord: intents, servers and commands were not looked at, because the application is not known"},
		},
		{
			name:  "no privacy policy",
			spoil: func(*testing.T, *site) {},
			want:  []string{"warning: application: it names no privacy policy, which Discord asks for"},
		},
		{
			name: "an endpoint and a code grant",
			spoil: func(_ *testing.T, s *site) {
				s.answerPolicy(`"interactions_endpoint_url": "https://example.org/"`, `"bot_require_code_grant": true`)
			},
			want: []string{"problem: application: it has an interactions endpoint, so Discord sends commands there and not to the bot",
				"problem: application: it requires a code grant, so nobody can invite it"},
		},
		{
			name:  "an intent that is asked for and off",
			spoil: func(_ *testing.T, s *site) { s.o.MessageContent = true },
			want:  []string{"problem: intents: Message Content is asked for and switched off, so Discord refuses the connection"},
		},
		{
			name:  "an intent that is asked for and on",
			sim:   discordsim.Options{Privileged: discordgo.IntentsMessageContent},
			spoil: func(_ *testing.T, s *site) { s.o.MessageContent = true },
			want:  []string{"ok: intents: as asked for; privileged: Message Content"},
		},
		{
			name:  "intents that are on and not needed",
			sim:   discordsim.Options{Privileged: discordgo.IntentsGuildMembers | discordgo.IntentsGuildPresences},
			spoil: func(*testing.T, *site) {},
			want:  []string{"warning: intents: Server Members is switched on and not needed", "warning: intents: Presence is switched on and not needed"},
		},
		{
			name: "few connections left",
			spoil: func(_ *testing.T, s *site) {
				s.answer("/gateway/bot", http.StatusOK, `{"url": "wss://x", "shards": 1, "session_start_limit": {"remaining": 3}}`)
			},
			want: []string{"warning: gateway: the bot may connect 3 times more today"},
		},
		{
			name:  "too many guilds",
			sim:   discordsim.Options{Shards: 2},
			spoil: func(*testing.T, *site) {},
			want:  []string{"warning: gateway: Discord recommends 2 connections, and this bot makes one"},
		},
		{
			name:  "a home guild that the bot is not in",
			spoil: func(_ *testing.T, s *site) { s.RemoveGuild(s.home) },
			want:  []string{"problem: server HOME: the bot is not in it", "problem: staff channel STAFF: there is no such channel"},
		},
		{
			name: "permissions",
			spoil: func(_ *testing.T, s *site) {
				s.answer("/guilds/"+s.home.ID, http.StatusOK, fmt.Sprintf(`{"id": %q, "name": "clinic", "roles": [{"id": %[1]q, "permissions": "%d"}]}`,
					s.home.ID, discordgo.PermissionViewChannel|discordgo.PermissionSendMessages))
			},
			want: []string{"warning: server HOME: clinic: the bot's role lacks Send Messages in Threads (it answers no mentions in threads), " +
				"Embed Links (it writes plain text), Read Message History (it answers no mentions)"},
		},
		{
			name: "a hidden staff channel",
			spoil: func(_ *testing.T, s *site) {
				s.OverwriteRole(s.staff, s.Everyone(s.home), 0, discordgo.PermissionViewChannel)
			},
			want: []string{"problem: staff channel STAFF: the bot may not see it"},
		},
		{
			name: "a staff channel to be read only",
			spoil: func(_ *testing.T, s *site) {
				s.Overwrite(s.staff, s.Bot(), 0, discordgo.PermissionSendMessages)
			},
			want: []string{"problem: staff channel STAFF: #staff: the bot lacks Send Messages"},
		},
		{
			name:  "a staff channel elsewhere",
			spoil: func(_ *testing.T, s *site) { s.o.StaffChannels = []string{s.AddChannel(s.elsewhere, "lounge").ID} },
			want:  []string{"#lounge is in no home server, so strangers may read what is for staff"},
		},
		{
			name: "commands of another version",
			spoil: func(t *testing.T, s *site) {
				for _, guild := range []string{"", s.home.ID} {
					defs := definitions(commandTable(), guild != "")
					if _, err := s.session.ApplicationCommandBulkOverwrite(s.ApplicationID(), guild, defs[:1]); err != nil {
						t.Fatal(err)
					}
				}
			},
			want: []string{"warning: commands: they are not those of this version", "warning: commands in HOME: they are not those of this version"},
		},
		{
			name: "no commands",
			spoil: func(t *testing.T, s *site) {
				if _, err := s.session.ApplicationCommandBulkOverwrite(s.ApplicationID(), "", []*discordgo.ApplicationCommand{}); err != nil {
					t.Fatal(err)
				}
			},
			want: []string{"warning: commands: none are registered"},
		},
		{
			name: "an invitation without commands",
			spoil: func(_ *testing.T, s *site) {
				s.answer("/guilds/"+s.home.ID+"/commands", http.StatusForbidden, `{"message": "Missing Access", "code": 50001}`)
			},
			want: []string{"problem: commands in HOME: the bot may not have commands there"},
		},
		{
			name:  "a clock that is ahead",
			spoil: func(_ *testing.T, s *site) { s.dated(-10 * time.Second) },
			want:  []string{"problem: clock: it is at least .* ahead of Discord's: commands are dropped as late"},
		},
		{
			name:  "a clock that is a little behind",
			spoil: func(_ *testing.T, s *site) { s.dated(2500 * time.Millisecond) },
			want:  []string{"(warning|problem): clock: it is at least .* behind Discord's"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tt.sim)
			tt.spoil(t, s)
			got := strings.Join(s.inspect(t), "\n")
			for _, want := range tt.want {
				if !strings.Contains(got, want) && !regexp.MustCompile("(?m)^"+want+"$").MatchString(got) {
					t.Errorf("Inspect does not find %q but\n%s", want, got)
				}
			}
		})
	}
}

// noNetwork is a machine without one.
type noNetwork struct{}

// RoundTrip fails.
func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no route to host")
}

// TestPermissionsOfAChannel: overwrites count for everyone, then for the roles together, then for the bot itself.
func TestPermissionsOfAChannel(t *testing.T) {
	const view, send = discordgo.PermissionViewChannel, discordgo.PermissionSendMessages
	overwrite := func(kind discordgo.PermissionOverwriteType, id string, allow, deny int64) *discordgo.PermissionOverwrite {
		return &discordgo.PermissionOverwrite{ID: id, Type: kind, Allow: allow, Deny: deny}
	}
	role, member := discordgo.PermissionOverwriteTypeRole, discordgo.PermissionOverwriteTypeMember
	tests := []struct {
		name  string
		over  []*discordgo.PermissionOverwrite
		admin bool
		want  int64
	}{
		{"none", nil, false, view | send},
		{"denied to everyone", []*discordgo.PermissionOverwrite{overwrite(role, "1", 0, send)}, false, view},
		{"denied to everyone and allowed to a role", []*discordgo.PermissionOverwrite{overwrite(role, "2", send, 0), overwrite(role, "1", 0, send)}, false, view | send},
		{"allowed to one role and denied to the other", []*discordgo.PermissionOverwrite{overwrite(role, "2", 0, send), overwrite(role, "3", send, 0)}, false, view | send},
		{"denied to the bot", []*discordgo.PermissionOverwrite{overwrite(member, "9", 0, view), overwrite(role, "2", view, 0)}, false, send},
		{"denied to others", []*discordgo.PermissionOverwrite{overwrite(member, "8", 0, view), overwrite(role, "4", 0, view)}, false, view | send},
		{"denied to an administrator", []*discordgo.PermissionOverwrite{overwrite(role, "1", 0, send)}, true, discordgo.PermissionAll},
	}
	for _, tt := range tests {
		g := &knownGuild{
			Guild: discordgo.Guild{ID: "1", Roles: []*discordgo.Role{
				{ID: "1", Permissions: view}, {ID: "2", Permissions: send}, {ID: "3"}, {ID: "4", Permissions: discordgo.PermissionAdministrator},
			}},
			self: discordgo.Member{User: &discordgo.User{ID: "9"}, Roles: []string{"2", "3"}},
		}
		if tt.admin {
			g.self.Roles = append(g.self.Roles, "4")
		}
		if got := g.may(&discordgo.Channel{PermissionOverwrites: tt.over}); got != tt.want {
			t.Errorf("%s: may = %b, want %b", tt.name, got, tt.want)
		}
	}
}

// TestInvitation: the README's address asks for what doctor looks for.
func TestInvitation(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("permissions=%d`", invited()); !strings.Contains(string(data), want) {
		t.Errorf("README.md has no address with %s", want)
	}
}
