package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The contract of the store holds for every kind of database: one that is added gets a line in onEach.

// onEach runs a contract on an empty database of each kind, as of noon.
func onEach(t *testing.T, contract func(t *testing.T, s *Store, clock *clock)) {
	for name, path := range map[string]string{
		"memory": inMemory,
		"file":   filepath.Join(t.TempDir(), "patientfaq.db"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &clock{now: noon}
			contract(t, openStore(t, path, Options{Now: clock.read}), clock)
		})
	}
}

func openStore(t testing.TB, path string, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, o)
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

// noon is when the contracts begin.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock shows the time that it was set to.
type clock struct {
	// mu guards now.
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// must fails the test where something that should work did not.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// value is what was returned, where nothing went wrong.
func value[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		must(t, err)
		return v
	}
}

func TestSettings(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, _ *clock) {
		if got, ok := s.Settings("1"); ok {
			t.Errorf("Settings of a guild that has set nothing = %v, true", got)
		}
		full := Settings{
			Guild: "1", Country: "GB", Locale: "en", TextOnly: new(true), Allowed: []string{"2", "3"}, Denied: []string{"4"},
			HelpChannels: []string{"5"}, ModeratorRole: "6", StaffChannel: "7",
		}
		bare := Settings{Guild: "1", TextOnly: new(false)}
		other := Settings{Guild: "9", Country: "FR"}
		for _, want := range []Settings{full, bare, other, full} {
			must(t, s.SaveSettings(t.Context(), want))
			want.checkKept(t, s)
		}
		other.checkKept(t, s)
		if diff := cmp.Diff([]string{"1", "9"}, s.Guilds()); diff != "" {
			t.Errorf("Guilds (-want +got):\n%s", diff)
		}
	})
}

// checkKept checks that the settings are in memory and in the database.
func (s Settings) checkKept(t *testing.T, in *Store) {
	t.Helper()
	got, ok := in.Settings(s.Guild)
	if diff := cmp.Diff(s, got); !ok || diff != "" {
		t.Errorf("Settings(%q) = %v (-want +got):\n%s", s.Guild, ok, diff)
	}
	if diff := cmp.Diff(s, value(in.readSettings(t.Context()))(t)[s.Guild]); diff != "" {
		t.Errorf("settings of %q in the database (-want +got):\n%s", s.Guild, diff)
	}
}

// TestSettingsAreCopies changes what was given to the store and what it gave.
func TestSettingsAreCopies(t *testing.T) {
	s := openStore(t, inMemory, Options{})
	mine := Settings{Guild: "1", TextOnly: new(true), Allowed: []string{"2"}}
	want := mine.clone()
	must(t, s.SaveSettings(t.Context(), mine))
	*mine.TextOnly, mine.Allowed[0] = false, "changed"
	want.checkKept(t, s)
	given, _ := s.Settings("1")
	*given.TextOnly, given.Allowed[0] = false, "changed"
	want.checkKept(t, s)
}

func TestSaveSettingsRefuses(t *testing.T) {
	s := openStore(t, inMemory, Options{})
	for _, guild := range []string{"", "no guild", strings.Repeat("1", maxID+1)} {
		if err := s.SaveSettings(t.Context(), Settings{Guild: guild}); err == nil {
			t.Errorf("SaveSettings of guild %q = nil, want an error", guild)
		}
	}
}

func TestLeaveAndJoin(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, clock *clock) {
		want := Settings{Guild: "1", Country: "GB"}
		must(t, s.SaveSettings(t.Context(), want))
		must(t, s.Leave(t.Context(), "1"))
		must(t, s.Leave(t.Context(), "2")) // has set nothing
		clock.set(noon.Add(day))
		must(t, s.Leave(t.Context(), "1")) // the first time counts
		want.Left = noon
		want.checkKept(t, s)

		want.Country, want.Left = "FR", time.Time{} // saving does not bring the bot back
		must(t, s.SaveSettings(t.Context(), want))
		want.Left = noon
		want.checkKept(t, s)

		must(t, s.Join(t.Context(), "1"))
		want.Left = time.Time{}
		want.checkKept(t, s)
		if diff := cmp.Diff([]string{"1"}, s.Guilds()); diff != "" {
			t.Errorf("Guilds (-want +got):\n%s", diff)
		}
	})
}

func TestAppendAndSince(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, clock *clock) {
		lines := []Audit{
			{Guild: "1", Staff: "9", Action: "withdraw", Target: "baclofen-alcohol", Note: "wrong about kidneys"},
			{Staff: "Dr A. Khan", Action: "review", Target: "article#heading/p2"},
			{Guild: "1", Staff: "8", Action: "settings"},
		}
		post := Posted{Guild: "1", Channel: "2", Message: "3", Entry: "baclofen-alcohol"}
		must(t, s.Append(t.Context()))
		must(t, s.Append(t.Context(), lines[0].Event(), post.Event(), lines[1].Event()))
		clock.set(noon.Add(time.Hour))
		must(t, s.Append(t.Context(), lines[2].Event()))

		want := []Event{
			{Seq: 1, Time: noon, Kind: KindAudit, Audit: lines[0]},
			{Seq: 2, Time: noon, Kind: KindAudit, Audit: lines[1]},
			{Seq: 3, Time: noon.Add(time.Hour), Kind: KindAudit, Audit: lines[2]},
		}
		for _, tt := range []struct {
			seq  int64
			n    int
			want []Event
		}{{0, 10, want}, {0, 2, want[:2]}, {2, 2, want[2:]}, {3, 2, nil}} {
			got := value(s.Since(t.Context(), KindAudit, tt.seq, tt.n))(t)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Since(audit, %d, %d) (-want +got):\n%s", tt.seq, tt.n, diff)
			}
		}
		posts := value(s.Since(t.Context(), KindPosted, 0, 10))(t)
		if diff := cmp.Diff([]Event{{Seq: 1, Time: noon, Kind: KindPosted, Posted: post}}, posts); diff != "" {
			t.Errorf("Since(posted) (-want +got):\n%s", diff)
		}
		if _, err := s.Since(t.Context(), KindCount, 0, 10); err == nil {
			t.Error("Since(count) = nil, want an error: single counts are shown to nobody")
		}
	})
}

// TestAppendRefuses appends what is no event after one that is: neither is written, and the error does not repeat what
// might be a patient's words.
func TestAppendRefuses(t *testing.T) {
	const words = "can I drink wine on baclofen"
	good := Audit{Staff: "9", Action: "review"}.Event()
	onEach(t, func(t *testing.T, s *Store, _ *clock) {
		for name, bad := range map[string]Event{
			"no kind":           {},
			"a strange kind":    {Kind: "question"},
			"no staff":          Audit{Action: "review"}.Event(),
			"long staff":        Audit{Staff: strings.Repeat("9", maxID+1), Action: "review"}.Event(),
			"words as action":   Audit{Staff: "9", Action: words}.Event(),
			"words as target":   Audit{Staff: "9", Action: "review", Target: words}.Event(),
			"words as guild":    Audit{Staff: "9", Action: "review", Guild: words}.Event(),
			"words as entry":    Tally{Counted: Asked, Outcome: "answered", Entry: words}.Event(),
			"words as subject":  Tally{Counted: Asked, Outcome: "answered", Subject: words}.Event(),
			"words as concept":  Tally{Counted: Asked, Outcome: "answered", Concept: words}.Event(),
			"words as outcome":  Tally{Counted: Asked, Outcome: words}.Event(),
			"nothing counted":   Tally{Outcome: "answered"}.Event(),
			"posted nothing":    Posted{Guild: "1", Channel: "2", Message: "3"}.Event(),
			"posted words":      Posted{Guild: "1", Channel: "2", Message: "3", Entry: words}.Event(),
			"posted nowhere":    Posted{Entry: "entry"}.Event(),
			"long posted entry": Posted{Guild: "1", Channel: "2", Message: "3", Entry: strings.Repeat("e", maxID+1)}.Event(),
		} {
			err := s.Append(t.Context(), good, bad)
			if err == nil {
				t.Errorf("Append of %s = nil, want an error", name)
			} else if strings.Contains(err.Error(), "wine") {
				t.Errorf("Append of %s: the error repeats the words: %v", name, err)
			}
		}
		if got := value(s.Since(t.Context(), KindAudit, 0, 10))(t); len(got) > 0 {
			t.Errorf("Since = %v, want nothing", got)
		}
	})
}

func TestCounts(t *testing.T) {
	answered := Tally{Counted: Asked, Outcome: "answered", Entry: "baclofen-alcohol", Subject: "baclofen", Concept: "alcohol"}
	abstained := Tally{Counted: Asked, Outcome: "abstained", Subject: "baclofen+carisoprodol", Concept: "comparison"}
	helped := Tally{Counted: Helped, Outcome: "answered", Entry: "baclofen-alcohol", Subject: "baclofen", Concept: "alcohol"}
	onEach(t, func(t *testing.T, s *Store, clock *clock) {
		for n, tally := range map[int]Tally{6: answered, 5: abstained, 4: helped} {
			must(t, s.Append(t.Context(), slices.Repeat([]Event{tally.Event()}, n)...))
		}
		clock.set(noon.Add(day))
		must(t, s.Append(t.Context(), slices.Repeat([]Event{answered.Event()}, 5)...))

		entry := Count{Facet: ByEntry, Counted: Asked, Outcome: "answered", Entry: "baclofen-alcohol"}
		topic := Count{Facet: ByTopic, Counted: Asked, Outcome: "answered", Subject: "baclofen", Concept: "alcohol"}
		all := Count{Facet: InAll, Counted: Asked, Outcome: "answered"}
		noTopic := Count{Facet: ByTopic, Counted: Asked, Outcome: "abstained", Subject: "baclofen+carisoprodol", Concept: "comparison"}
		none := Count{Facet: InAll, Counted: Asked, Outcome: "abstained"}
		times := func(n int, counts ...Count) []Count {
			for i := range counts {
				counts[i].N = n
			}
			return counts
		}
		for _, tt := range []struct {
			name  string
			since time.Time
			least int
			want  []Count
		}{
			{"both days", noon, 5, append(times(11, all, entry, topic), times(5, none, noTopic)...)},
			{"less than the least is not to be had", noon, 1, append(times(11, all, entry, topic), times(5, none, noTopic)...)},
			{"more is", noon, 11, times(11, all, entry, topic)},
			{"a day is counted from its beginning", noon.Add(day + 11*time.Hour), 0, times(5, all, entry, topic)},
			{"nothing yet", noon.Add(2 * day), 0, nil},
		} {
			got := value(s.Counts(t.Context(), tt.since, tt.least))(t)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: Counts(%v, %d) (-want +got):\n%s", tt.name, tt.since, tt.least, diff)
			}
		}
	})
}

func TestPosted(t *testing.T) {
	post := func(message, entry string) Posted {
		return Posted{Guild: "1", Channel: "2", Message: message, Entry: entry}
	}
	onEach(t, func(t *testing.T, s *Store, clock *clock) {
		must(t, s.Append(t.Context(), post("1", "guide#dose").Event()))
		clock.set(noon.Add(time.Hour))
		must(t, s.Append(t.Context(), post("2", "guide").Event(), post("3", "guide#dose/p2").Event(),
			post("4", "guide-two").Event(), post("5", "guide/p1").Event(), post("6", "guide#dose-two").Event()))
		for _, tt := range []struct {
			entry string
			since time.Time
			want  []string
		}{
			{"guide", noon, []string{"6", "5", "3", "2", "1"}},
			{"guide", noon.Add(time.Hour), []string{"6", "5", "3", "2"}},
			{"guide#dose", noon, []string{"3", "1"}},
			{"guide-two", noon, []string{"4"}},
			{"gui", noon, nil},
			{"%", noon, nil},
		} {
			var got []string
			for _, p := range value(s.Posted(t.Context(), tt.entry, tt.since))(t) {
				got = append(got, p.Message)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Posted(%q, %v) (-want +got):\n%s", tt.entry, tt.since, diff)
			}
		}
	})
}

func TestPublish(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, clock *clock) {
		if head := value(s.Head(t.Context()))(t); head != "" {
			t.Errorf("Head of no content = %q, want none", head)
		}
		one := value(s.Publish(t.Context(), "", "9", "first", []byte("one")))(t)
		two := value(s.Publish(t.Context(), one, "8", "second", []byte("two")))(t)
		for _, base := range []Revision{"", one, "nonsense"} {
			if r, err := s.Publish(t.Context(), base, "9", "late", []byte("three")); !errors.Is(err, ErrStale) {
				t.Errorf("Publish over %q = %q, %v, want ErrStale", base, r, err)
			}
		}
		clock.set(noon.Add(time.Hour))
		back := value(s.Publish(t.Context(), two, "9", "put back", []byte("one")))(t)
		if back != one {
			t.Errorf("Publish of the same content = %q, want %q", back, one)
		}
		if head := value(s.Head(t.Context()))(t); head != one {
			t.Errorf("Head = %q, want %q", head, one)
		}
		want := []Published{
			{one, two, "9", "put back", noon.Add(time.Hour)},
			{two, one, "8", "second", noon},
			{one, "", "9", "first", noon},
		}
		for n := range 4 {
			got := value(s.Revisions(t.Context(), n))(t)
			if diff := cmp.Diff(want[:n], got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Revisions(%d) (-want +got):\n%s", n, diff)
			}
		}
		if got := value(s.Bundle(t.Context(), two))(t); string(got) != "two" {
			t.Errorf("Bundle(%q) = %q, want %q", two, got, "two")
		}
		if got, err := s.Bundle(t.Context(), "nonsense"); err == nil {
			t.Errorf("Bundle of no revision = %q, want an error", got)
		}
	})
}

// TestPublishAtOnce publishes from many places over the same head: one of them wins.
func TestPublishAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, _ *clock) {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { _, errs[i] = s.Publish(t.Context(), "", "9", "", fmt.Append(nil, i)) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, ErrStale) {
				t.Errorf("Publish: %v, want ErrStale", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of %d were published over the same head, want 1", won, len(errs))
		}
	})
}

func TestForget(t *testing.T) {
	const khan, wells = "80351110224678912", "80351110224678913"
	onEach(t, func(t *testing.T, s *Store, _ *clock) {
		must(t, s.Append(t.Context(),
			Audit{Staff: khan, Action: "review", Target: "entry"}.Event(),
			Audit{Staff: wells, Action: "withdraw", Target: "entry", Note: "as <@" + khan + "> said"}.Event(),
			Audit{Staff: wells, Action: "promote", Target: khan}.Event()))
		s.Note(Audit{Staff: khan, Action: "restore", Target: "entry"}.Event())
		value(s.Publish(t.Context(), "", khan, "asked by "+khan, []byte("one")))(t)

		if n, err := s.Forget(t.Context(), khan); err != nil || n != 5 {
			t.Errorf("Forget = %d, %v, want 5", n, err)
		}
		lines := value(s.Since(t.Context(), KindAudit, 0, 10))(t)
		if len(lines) != 4 {
			t.Fatalf("%d lines are left, want 4", len(lines))
		}
		tag := lines[0].Audit.Staff
		if !strings.HasPrefix(tag, "forgotten-") {
			t.Errorf("the staff ID became %q, want a tag", tag)
		}
		want := []Audit{
			{Staff: tag, Action: "review", Target: "entry"},
			{Staff: wells, Action: "withdraw", Target: "entry", Note: "as <@" + tag + "> said"},
			{Staff: wells, Action: "promote", Target: tag},
			{Staff: tag, Action: "restore", Target: "entry"},
		}
		for i, line := range lines {
			if diff := cmp.Diff(want[i], line.Audit); diff != "" {
				t.Errorf("line %d (-want +got):\n%s", i, diff)
			}
		}
		history := value(s.Revisions(t.Context(), 1))(t)[0]
		if history.Staff != tag || history.Why != "asked by "+tag {
			t.Errorf("the history says %v, want the tag", history)
		}
		if n, err := s.Forget(t.Context(), khan); err != nil || n != 0 {
			t.Errorf("Forget again = %d, %v, want 0", n, err)
		}
		must(t, s.Append(t.Context(), Audit{Staff: khan, Action: "review"}.Event()))
		value(s.Forget(t.Context(), khan))(t)
		if again := value(s.Since(t.Context(), KindAudit, 4, 1))(t)[0].Audit.Staff; again == tag {
			t.Errorf("another call gave the same tag %q", tag)
		}
	})
}

// TestForgetNames forgets a name from the command line, which is not looked for inside of words.
func TestForgetNames(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, _ *clock) {
		must(t, s.Append(t.Context(), Audit{Staff: "al", Action: "review", Note: "also small"}.Event()))
		if n, err := s.Forget(t.Context(), "al"); err != nil || n != 1 {
			t.Errorf("Forget = %d, %v, want 1", n, err)
		}
		if line := value(s.Since(t.Context(), KindAudit, 0, 1))(t)[0].Audit; line.Note != "also small" || line.Staff == "al" {
			t.Errorf("the line is %v, want a tag as staff and the note as it was", line)
		}
		if _, err := s.Forget(t.Context(), ""); err == nil {
			t.Error("Forget of nobody = nil, want an error")
		}
	})
}

func TestPrune(t *testing.T) {
	onEach(t, func(t *testing.T, s *Store, clock *clock) {
		fill := func(name string) {
			must(t, s.SaveSettings(t.Context(), Settings{Guild: name}))
			must(t, s.Leave(t.Context(), name))
			must(t, s.Append(t.Context(), Audit{Staff: "9", Action: "review", Target: name}.Event(),
				Posted{Guild: "1", Channel: "2", Message: name, Entry: "entry"}.Event()))
			must(t, s.Append(t.Context(), slices.Repeat([]Event{Tally{Counted: Asked, Outcome: name}.Event()}, LeastShown)...))
		}
		must(t, s.SaveSettings(t.Context(), Settings{Guild: "member"}))
		fill("old")
		clock.set(noon.Add(day))
		fill("new")
		type left struct{ Settings, Posted, Counts, Audit []string }
		both := []string{"new", "old"}
		for _, tt := range []struct {
			after time.Duration
			want  left
		}{
			{day, left{[]string{"member", "new", "old"}, both, both, both}},
			{KeepSettings, left{[]string{"member", "new", "old"}, both, both, both}},
			{KeepSettings + time.Minute, left{[]string{"member", "new"}, both, both, both}},
			{KeepSettings + day + time.Minute, left{[]string{"member"}, both, both, both}},
			{KeepPosted + time.Minute, left{[]string{"member"}, both[:1], both, both}},
			{KeepPosted + day + time.Minute, left{[]string{"member"}, nil, both, both}},
			{KeepCounts, left{[]string{"member"}, nil, both, both}},
			{KeepCounts + day, left{[]string{"member"}, nil, both[:1], both}},
			{KeepCounts + 2*day, left{[]string{"member"}, nil, nil, both}},
		} {
			clock.set(noon.Add(tt.after))
			must(t, s.Prune(t.Context()))
			got := left{Settings: s.Guilds()}
			for _, p := range value(s.Posted(t.Context(), "entry", time.Time{}))(t) {
				got.Posted = append(got.Posted, p.Message)
			}
			for _, c := range value(s.Counts(t.Context(), time.Time{}, 0))(t) {
				if c.Facet == InAll {
					got.Counts = append(got.Counts, c.Outcome)
				}
			}
			for _, e := range value(s.Since(t.Context(), KindAudit, 0, 10))(t) {
				got.Audit = slices.Insert(got.Audit, 0, e.Audit.Target)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("left after %v (-want +got):\n%s", tt.after, diff)
			}
		}
	})
}
