package discord

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/bot/store"
)

func TestAlertsDue(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var told alerts
	steps := []struct {
		name    string
		after   time.Duration
		overdue []string
		dropped int64
		want    []alert
	}{
		{"nothing", 0, nil, 0, nil},
		{"dropped", 1, nil, 3, []alert{{"staff-dropped", map[string]string{"count": "3"}}}},
		{"no more dropped", 2, nil, 3, nil},
		{"more dropped", 3, nil, 5, []alert{{"staff-dropped", map[string]string{"count": "2"}}}},
		{"a country", 4, []string{"GB"}, 5, []alert{{"staff-contacts", map[string]string{"countries": "GB"}}}},
		{"the same country", 27, []string{"GB"}, 5, nil},
		{"the same country a day later", 28, []string{"GB"}, 5, []alert{{"staff-contacts", map[string]string{"countries": "GB"}}}},
		{"another one too", 29, []string{"GB", "US"}, 5, []alert{{"staff-contacts", map[string]string{"countries": "GB, US"}}}},
		{"all checked", 60, nil, 5, nil},
		{"the first again", 61, []string{"GB"}, 5, []alert{{"staff-contacts", map[string]string{"countries": "GB"}}}},
	}
	for _, s := range steps {
		got := told.due(start.Add(s.after*time.Hour), bot.Inventory{OverdueCountries: s.overdue}, s.dropped)
		if diff := cmp.Diff(s.want, got, cmp.AllowUnexported(alert{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.name, diff)
		}
	}
}

// TestAlertStaffWaits: nobody is told anything at the start, and everything ends with the context.
func TestAlertStaffWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), alertEvery-time.Second)
		defer cancel()
		(&Bot{}).alertStaff(ctx) // would panic if it looked
	})
}

// TestStaffLearnOfDrops: a store that cannot keep up is told of in the staff channel.
func TestStaffLearnOfDrops(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), ":memory:", store.Options{Queue: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w := newWorld(t, Options{Store: s})
	for range 4 {
		s.Note(store.Tally{Counted: store.Asked, Outcome: bot.Answered.String()}.Event())
	}
	var told alerts
	w.alertNow(&told)
	msg, err := w.WaitMessage(within(t), w.staff, func(*discordgo.Message) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	if got, want := readable(msg), "3 counts or places of public answers could not be recorded"; !strings.Contains(got, want) {
		t.Errorf("staff read:\n%s\nwant %q in it", got, want)
	}
}
