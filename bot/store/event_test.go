package store

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"aäb", 3, "aä"}, {"aab", 2, "aa"}, {"aä", 2, "a"},
		{"a\xffb", 3, "ab"}, {"ää", 1, ""},
	} {
		if got := cut(tt.text, tt.n); got != tt.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tt.text, tt.n, got, tt.want)
		}
	}
}

// TestAppendNotes appends notes of all kinds and reads them back.
func TestAppendNotes(t *testing.T) {
	s := openStore(t, inMemory, Options{})
	for note, want := range map[string]string{
		"":                           "",
		"it's \"wrong\"; DROP TABLE": "it's \"wrong\"; DROP TABLE",
		"a\x00b":                     "a\x00b",
		"torn \xff":                  "torn ",
		strings.Repeat("ä", maxNote): strings.Repeat("ä", maxNote/2),
	} {
		must(t, s.Append(t.Context(), Audit{Staff: "Dr A. Khan", Action: "review", Note: note}.Event()))
		var seq int64
		must(t, s.read.QueryRowContext(t.Context(), `SELECT MAX(seq) FROM audit`).Scan(&seq))
		if got := value(s.Since(t.Context(), KindAudit, seq-1, 1))(t)[0].Audit.Note; got != want {
			t.Errorf("the note %q became %q, want %q", note, got, want)
		}
	}
}

// FuzzEvent prepares events of anything: what is taken has words nowhere but in a note and a name, and the note is cut.
func FuzzEvent(f *testing.F) {
	f.Add("1", "80351110224678912", "withdraw", "article#heading/p2", "wrong about kidneys", "answered")
	f.Add("", "Dr A. Khan", "review", "", strings.Repeat("ä", maxNote), "")
	f.Add("1", "", "can I drink wine", "can I drink wine", "\xff\x00", "can I drink wine")
	f.Fuzz(func(t *testing.T, guild, staff, action, target, note, outcome string) {
		for _, e := range []Event{
			Audit{Guild: guild, Staff: staff, Action: action, Target: target, Note: note}.Event(),
			Posted{Guild: guild, Channel: target, Message: action, Entry: outcome}.Event(),
			Tally{Counted: Counted(action), Outcome: outcome, Entry: target, Subject: staff, Concept: guild}.Event(),
		} {
			if new(Store{now: time.Now}).prepare(&e) != nil {
				continue
			}
			for _, id := range []string{
				e.Audit.Guild, e.Audit.Action, e.Audit.Target,
				e.Posted.Guild, e.Posted.Channel, e.Posted.Message, e.Posted.Entry,
				string(e.Tally.Counted), e.Tally.Outcome, e.Tally.Entry, e.Tally.Subject, e.Tally.Concept,
			} {
				if strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) || len(id) > maxID {
					t.Errorf("%q was taken as an ID", id)
				}
			}
			if got := e.Audit.Note; len(got) > maxNote || !utf8.ValidString(got) || !strings.HasPrefix(strings.ToValidUTF8(note, ""), got) {
				t.Errorf("the note became %q, want at most %d bytes of %q", got, maxNote, note)
			}
			if e.Time.IsZero() {
				t.Error("an event has no time")
			}
		}
	})
}
