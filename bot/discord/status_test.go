package discord

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
	"patientfaq/faq"
	"patientfaq/search"
)

// aSize is how big a database is: each new table makes an empty one bigger.
var aSize = regexp.MustCompile(`\d+ kB`)

// TestStatusLines writes what moderators read of a bot in good order and of one in trouble.
func TestStatusLines(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	fine := []string{
		contentLines(bot.Inventory{Entries: 3, ServableEntries: 3}),
		reloadLine(search.Status{At: at, Took: 120 * time.Millisecond, Problems: make(faq.Problems, 2)}),
		connectionLine(Connection{Connected: true, Ready: true, Since: at.Add(-50 * time.Hour)}, at),
		aSize.ReplaceAllString((&Bot{o: Options{Store: openMemory(t)}}).memoryLine(t.Context()), "N kB"),
	}
	golden(t, "testdata/golden/status_fine.txt", strings.Join(fine, "\n")+"\n")

	trouble := []string{
		contentLines(bot.Inventory{
			Entries: 16, OverdueEntries: 3, OverdueCountries: []string{"GB"}, UncheckedCountries: []string{"AT", "DE"},
			Withheld: map[faq.Cause]int{
				faq.CauseDraft: 2, faq.CauseSample: 4, faq.CauseSignature: 1, faq.CauseOverdue: 3,
				faq.CauseWithdrawn: 1, faq.CauseUnfit: 1, faq.CauseNoText: 4,
			},
		}),
		contentLines(bot.Inventory{Entries: 1, ServableEntries: 1, OverdueCountries: []string{"GB", "US"}}),
		contentLines(bot.Inventory{Entries: 1, ServableEntries: 1, UncheckedCountries: []string{"AT"}}),
		reloadLine(search.Status{At: at, Took: time.Second, Err: errors.New("entries/a.yaml:3:1: error: is not YAML\nand more"),
			Problems: faq.Problems{{Severity: faq.Error}, {Severity: faq.Warning}}}),
		connectionLine(Connection{}, at),
		connectionLine(Connection{Ready: true, Since: at.Add(-90 * time.Second), Reconnects: 2, LastClose: "broken off"}, at),
		(&Bot{}).memoryLine(t.Context()),
	}
	golden(t, "testdata/golden/status_trouble.txt", strings.Join(trouble, "\n")+"\n")
}

// TestEveryCauseHasWords: a cause without words would not be listed.
func TestEveryCauseHasWords(t *testing.T) {
	for _, cause := range []faq.Cause{
		faq.CauseDraft, faq.CauseSample, faq.CauseSignature, faq.CauseOverdue, faq.CauseWithdrawn, faq.CauseUnfit, faq.CauseNoText,
	} {
		if got := WithheldWords(bot.Inventory{Withheld: map[faq.Cause]int{cause: 1}}); got == "" {
			t.Errorf("WithheldWords has none for %s", cause)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                             "0 s",
		59 * time.Second:              "59 s",
		61 * time.Second:              "1 min 1 s",
		3*time.Hour + 12*time.Minute:  "3 h 12 min",
		49*time.Hour + 30*time.Minute: "2 d 1 h",
		24 * time.Hour * 400:          "400 d 0 h",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}

func openMemory(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "patientfaq.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// showsStatus: a moderator reads how the bot stands; a patient whom Discord let through does not, and other guilds do not
// have the command.
func showsStatus(t *testing.T, w *world) {
	text := readable(w.command(t, w.mod, w.channel, "status", nil))
	for _, want := range []string{"may be shown", "Withheld:", "Overdue reviews:", "Numbers to call:", "taken; warnings", "connected for", "Information only"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	ex, err := w.ForceCommand(within(t), w.patient, w.channel, "status", nil)
	text = readable(w.responseOf(t, "/status by a patient", ex, err))
	if !strings.Contains(text, w.engine.Fixed("not-allowed", bot.View{}, nil).Text) {
		t.Errorf("a patient whom Discord let through gets\n%s", text)
	}
	if _, err := w.Command(within(t), w.boss, w.other, "status", nil); !errors.Is(err, discordsim.ErrNotOffered) {
		t.Errorf("/status exists in another guild: %v", err)
	}
}

// TestCommandsSayWhereTheyAre: Discord's default would offer a command also where the bot was never invited.
func TestCommandsSayWhereTheyAre(t *testing.T) {
	for _, c := range commandTable() {
		if c.def.Contexts == nil || len(*c.def.Contexts) == 0 {
			t.Errorf("/%s names no contexts", c.def.Name)
			continue
		}
		if c.def.IntegrationTypes == nil || len(*c.def.IntegrationTypes) != 1 || (*c.def.IntegrationTypes)[0] != discordgo.ApplicationIntegrationGuildInstall {
			t.Errorf("/%s is not for servers alone: %v", c.def.Name, c.def.IntegrationTypes)
		}
		for _, where := range *c.def.Contexts {
			if c.def.DefaultMemberPermissions != nil && where != discordgo.InteractionContextGuild {
				t.Errorf("/%s is for staff and is offered in context %d", c.def.Name, where)
			}
		}
	}
}
