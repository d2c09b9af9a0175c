package discord

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
)

// set calls a subcommand of /settings as an admin and checks what is said.
func (w *world) set(t *testing.T, where discordsim.Channel, sub string, opts map[string]any, want ...string) string {
	t.Helper()
	text := readable(w.command(t, w.boss, where, "settings "+sub, opts))
	for _, words := range append(want, "Information only") {
		if !strings.Contains(text, words) {
			t.Errorf("/settings %s %v: %q is not in\n%s", sub, opts, words, text)
		}
	}
	return text
}

// askAs asks by /ask and returns what is seen.
func (w *world) askAs(t *testing.T, where discordsim.Channel, question string) string {
	t.Helper()
	return readable(w.command(t, w.patient, where, "ask", map[string]any{"question": question}))
}

// TestSettings changes each setting and finds that it holds, in this guild alone.
func TestSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Store: openStore(t), Country: "GB"})
	w.set(t, w.channel, "show", nil, "**Country:** United Kingdom (GB) (from", "<#"+w.staff.ID+"> (from", "every channel", "--message-content")
	role := w.AddRole(w.guild, "helpers", 0)
	w.set(t, w.channel, "set", map[string]any{
		optionCountry: "us", optionLanguage: "en", optionTextOnly: true, optionModerators: role, optionStaff: w.channel,
	}, "Saved", "**Country:** United States (US)\n", "**Plain text only:** yes\n", "<@&"+role.ID+">\n", "<#"+w.channel.ID+">\n")
	if text := w.askAs(t, w.channel, emergencyQuestion); !strings.Contains(text, "911") {
		t.Errorf("not the numbers of the country:\n%s", text)
	}
	if text := w.askAs(t, w.other, emergencyQuestion); !strings.Contains(text, "999") {
		t.Errorf("the settings of one guild hold in another:\n%s", text)
	}
	answer := w.command(t, w.patient, w.channel, "ask", map[string]any{"question": answeredQuestion})
	if len(answer.Embeds) > 0 {
		t.Errorf("embeds where there is to be plain text:\n%s", readable(answer))
	}
	w.press(t, w.patient, answer, actionWrong)
	if _, err := w.WaitMessage(within(t), w.channel, func(m *discordgo.Message) bool {
		return strings.Contains(readable(m), "baclofen-uses")
	}); err != nil {
		t.Errorf("the staff channel is not told: %v", err)
	}
	w.set(t, w.channel, "reset", map[string]any{optionWhat: "everything"}, "Saved", "United Kingdom (GB) (from")
	w.checkAudit(t, "country us, language en, text-only true, moderator-role "+role.ID+", staff-channel "+w.channel.ID, "reset everything")
}

// checkAudit checks what the journal says that the admin has done in the guild.
func (w *world) checkAudit(t *testing.T, notes ...string) {
	t.Helper()
	events, err := w.o.Store.Since(t.Context(), store.KindAudit, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []store.Audit
	for _, e := range events {
		got = append(got, e.Audit)
	}
	var want []store.Audit
	for _, note := range notes {
		want = append(want, store.Audit{Guild: w.guild.ID, Staff: w.boss.ID, Action: "settings", Note: note})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit lines (-want +got):\n%s", diff)
	}
}

// TestSettingsOneByOne sets and resets what the others leave alone.
func TestSettingsOneByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Store: openStore(t)})
	role := w.AddRole(w.guild, "helpers", 0)
	for _, tt := range []struct {
		sub  string
		opts map[string]any
		want store.Settings
	}{
		{"set", map[string]any{optionCountry: "GB"}, store.Settings{Country: "GB"}},
		{"set", map[string]any{optionTextOnly: false}, store.Settings{Country: "GB", TextOnly: new(false)}},
		{"set", map[string]any{optionModerators: role}, store.Settings{Country: "GB", TextOnly: new(false), ModeratorRole: role.ID}},
		{"reset", map[string]any{optionWhat: optionCountry}, store.Settings{TextOnly: new(false), ModeratorRole: role.ID}},
		{"reset", map[string]any{optionWhat: optionTextOnly}, store.Settings{ModeratorRole: role.ID}},
		{"reset", map[string]any{optionWhat: optionModerators}, store.Settings{}},
		{"set", map[string]any{optionLanguage: "en", optionStaff: w.staff}, store.Settings{Locale: "en", StaffChannel: w.staff.ID}},
		{"reset", map[string]any{optionWhat: optionLanguage}, store.Settings{StaffChannel: w.staff.ID}},
		{"reset", map[string]any{optionWhat: optionStaff}, store.Settings{}},
		{"channel", map[string]any{optionChannel: w.channel, optionRule: ruleAllow}, store.Settings{Allowed: []string{w.channel.ID}}},
		{"channel", map[string]any{optionChannel: w.channel, optionRule: ruleDeny}, store.Settings{Denied: []string{w.channel.ID}}},
		{"channel", map[string]any{optionChannel: w.channel, optionRule: ruleNone}, store.Settings{}},
		{"channel", map[string]any{optionChannel: w.staff, optionRule: ruleDeny}, store.Settings{Denied: []string{w.staff.ID}}},
		{"reset", map[string]any{optionWhat: "channels"}, store.Settings{}},
	} {
		w.set(t, w.channel, tt.sub, tt.opts, "Saved")
		tt.want.Guild = w.guild.ID
		got, _ := w.o.Store.Settings(w.guild.ID)
		if diff := cmp.Diff(tt.want, got, cmpEmpty()); diff != "" {
			t.Errorf("after /settings %s %v (-want +got):\n%s", tt.sub, tt.opts, diff)
		}
	}
}

// cmpEmpty takes an empty list for none.
func cmpEmpty() cmp.Option {
	return cmp.Transformer("empty", func(list []string) string { return strings.Join(list, " ") })
}

// TestSettingsRefused: what cannot be used is not set, and the admin reads why.
func TestSettingsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Store: openStore(t)})
	mute, hidden := w.AddChannel(w.guild, "mute"), w.AddChannel(w.guild, "hidden")
	forum := w.AddChannel(w.guild, "forum", discordgo.ChannelTypeGuildForum)
	w.Overwrite(mute, w.Server.Bot(), 0, discordgo.PermissionSendMessages|discordgo.PermissionReadMessageHistory)
	w.Overwrite(hidden, w.Server.Bot(), 0, discordgo.PermissionViewChannel)
	w.Overwrite(forum, w.Server.Bot(), 0, discordgo.PermissionSendMessagesInThreads)
	for _, tt := range []struct {
		sub  string
		opts map[string]any
		want string
	}{
		{"set", nil, "nothing to change"},
		{"set", map[string]any{optionCountry: "Narnia @everyone"}, "no numbers for Narnia"},
		{"set", map[string]any{optionLanguage: "xx"}, "nothing in the language xx"},
		{"set", map[string]any{optionModerators: w.Everyone(w.guild)}, "everybody's"},
		{"set", map[string]any{optionTextOnly: true, optionStaff: mute}, "lack these permissions: Send Messages."},
		{"set", map[string]any{optionStaff: w.other}, "not in this server"},
		{"channel", map[string]any{optionChannel: mute, optionRule: ruleAllow}, "permissions: Send Messages, Read Message History."},
		{"channel", map[string]any{optionChannel: hidden, optionRule: ruleAllow}, "permissions: View Channel."},
		{"channel", map[string]any{optionChannel: forum, optionRule: ruleAllow}, "permissions: Send Messages in Threads."},
		{"channel", map[string]any{optionChannel: w.other, optionRule: ruleDeny}, "not in this server"},
		{"help-channel", map[string]any{optionChannel: w.channel, optionOn: true}, "--message-content"},
	} {
		w.set(t, w.channel, tt.sub, tt.opts, tt.want)
	}
	if got, ok := w.o.Store.Settings(w.guild.ID); ok && !cmp.Equal(got, store.Settings{Guild: w.guild.ID}) {
		t.Errorf("something was set: %+v", got)
	}
	w.checkAudit(t)
	w.set(t, w.channel, "channel", map[string]any{optionChannel: hidden, optionRule: ruleDeny}, "Saved")
	w.SetHooks(discordsim.Hooks{REST: func(rw http.ResponseWriter, r *http.Request) bool {
		asked := strings.HasSuffix(r.URL.Path, "/channels/"+mute.ID)
		if asked {
			fail(rw, http.StatusNotFound, discordgo.ErrCodeUnknownChannel)
		}
		return asked
	}})
	w.set(t, w.channel, "set", map[string]any{optionStaff: mute}, "not in this server any more")
}

// TestSettingsLists: a list that is full takes no more, and says so.
func TestSettingsLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{Store: openStore(t)})
	full := store.Settings{Guild: w.guild.ID}
	for range maxChannels {
		full.Denied = append(full.Denied, w.AddChannel(w.guild, "quiet").ID)
	}
	full.Allowed = full.Denied
	if err := w.o.Store.SaveSettings(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	for _, rule := range []string{ruleAllow, ruleDeny} {
		w.set(t, w.channel, "channel", map[string]any{optionChannel: w.channel, optionRule: rule}, "already")
	}
	text := w.set(t, w.channel, "show", nil)
	if got := strings.Count(text, "<#"); got != 2*maxChannels+1 {
		t.Errorf("%d channels are shown, want all:\n%s", got, text)
	}
}

// TestSettingsWithoutStore: where nothing can be kept nothing is set, and the operator's settings are shown.
func TestSettingsWithoutStore(t *testing.T) {
	t.Parallel()
	w := newStillWorld(t, Options{Country: "GB"}, discordsim.Options{})
	w.o.Store = nil
	w.run(t)
	w.logged.wait(t, "commands registered", 2)
	w.set(t, w.channel, "show", nil, "United Kingdom")
	w.set(t, w.channel, "set", map[string]any{optionTextOnly: true}, "Nothing can be set")
	w.set(t, w.channel, "reset", map[string]any{optionWhat: "everything"}, "Nothing can be set")
}

// TestSettingsNotSaved: a store that fails is told of, and nothing holds that is not kept.
func TestSettingsNotSaved(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), ":memory:", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, Options{Store: s, Country: "GB"})
	req := &request{guild: "900", user: "7", ref: "r"}
	rep := r.setSettings(t.Context(), req, options{optionCountry: "US"})
	if rep.reason != "settings-failed" || rep.err == nil || r.settings("900").country != "GB" {
		t.Errorf("setSettings on a closed store = %s, %v, country %s", rep.reason, rep.err, r.settings("900").country)
	}
	if rep := r.setChannel(t.Context(), req, options{optionChannel: "1", optionRule: ruleAllow}); rep.reason != "settings-failed" {
		t.Errorf("setChannel before the bot is connected = %s, want settings-failed", rep.reason)
	}
	if rep := r.resetSettings(t.Context(), req, options{optionWhat: "nonsense"}); rep.reason != "settings-nothing" {
		t.Errorf("resetting nonsense = %s, want settings-nothing", rep.reason)
	}
}

// TestModeratorRole: the role that is set makes moderators, and those of the operator's role are none any more.
func TestModeratorRole(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	r := newRig(t, Options{Store: s, ModeratorRoles: []string{"1"}})
	may := func(guild, role string) bool {
		req := r.baseRequest(guild)
		req.roles = []string{role}
		return r.may(req, moderator)
	}
	if !may("9", "1") || may("9", "2") {
		t.Error("without a setting not the operator's role alone makes moderators")
	}
	if err := s.SaveSettings(context.Background(), store.Settings{Guild: "9", ModeratorRole: "2"}); err != nil {
		t.Fatal(err)
	}
	if may("9", "1") || !may("9", "2") || !may("8", "1") || may("8", "2") {
		t.Error("with a setting not its role alone, in its guild alone, makes moderators")
	}
}

func TestStaffChannels(t *testing.T) {
	s := openStore(t)
	for _, set := range []store.Settings{{Guild: "1"}, {Guild: "2", StaffChannel: "22"}, {Guild: "3", StaffChannel: "33"}, {Guild: "4"}} {
		if err := s.SaveSettings(t.Context(), set); err != nil {
			t.Fatal(err)
		}
	}
	homes := newRig(t, Options{Store: s, HomeGuilds: []string{"1", "2"}, StaffChannel: "9"})
	none := newRig(t, Options{Store: s, StaffChannel: "9"})
	for _, tt := range []struct {
		r     *rig
		guild string
		want  string
	}{
		{homes, "", "22 9"}, {homes, "1", "22 9"}, {homes, "3", "22 33 9"}, {homes, "4", "22 9"}, {none, "", "9"}, {none, "3", "33 9"},
		{newRig(t, Options{}), "4", ""},
	} {
		if got := strings.Join(tt.r.staffChannels(tt.guild), " "); got != tt.want {
			t.Errorf("staffChannels(%q) = %q, want %q", tt.guild, got, tt.want)
		}
	}
}

func TestCompleteSettings(t *testing.T) {
	r := newRig(t, Options{})
	for _, tt := range []struct {
		o    options
		want string
	}{
		{options{typed: optionCountry, optionCountry: "united k"}, "United Kingdom (GB)=GB"},
		{options{typed: optionCountry, optionCountry: "(nz"}, "New Zealand (NZ)=NZ"},
		{options{typed: optionLanguage, optionLanguage: "e"}, "en=en"},
		{options{typed: optionCountry, optionCountry: "narnia"}, ""},
		{options{optionCountry: "GB"}, ""},
	} {
		var got []string
		for _, c := range r.completeSettings(t.Context(), nil, tt.o) {
			got = append(got, c.Name+"="+c.Value.(string))
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("completeSettings(%v) = %q, want %q", tt.o, got, tt.want)
		}
	}
}
