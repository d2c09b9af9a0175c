package triage

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// tally counts the messages of one kind, and those that were read wrongly.
type tally struct{ all, wrong int }

// share returns the part of the messages that was read rightly, 1 where there are none.
func (c tally) share() float64 {
	if c.all == 0 {
		return 1
	}
	return 1 - float64(c.wrong)/float64(c.all)
}

// blindCounts assesses every message of a file of blind messages. A message that needs help is read wrongly when nothing fires, one
// that needs none when anything does. It returns the counts by "must" or "must not" and kind, and passes every wrong one to report.
func blindCounts(t *testing.T, name string, report func(id, text string, v Verdict)) map[string]tally {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	r := rules(t)
	counts := map[string]tally{}
	for line := range strings.Lines(string(data)) {
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4)
		if len(f) != 4 {
			t.Fatalf("%s: a line has %d fields, want 4", name, len(f))
		}
		must := f[1] != None.String()
		side := map[bool]string{true: "must", false: "must not"}[must]
		v := r.Assess(strings.ReplaceAll(f[3], `\n`, "\n"))
		wrong := must != (v.Level > None)
		if wrong {
			report(f[0], f[3], v)
		}
		for _, key := range []string{side, side + " " + f[2]} {
			c := counts[key]
			c.all++
			if wrong {
				c.wrong++
			}
			counts[key] = c
		}
	}
	return counts
}

// table renders the counts, a line each.
func table(counts map[string]tally) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		c := counts[key]
		fmt.Fprintf(&b, "\n\t%-24s %3d of %3d right", key, c.all-c.wrong, c.all)
	}
	return b.String()
}

// TestBlindRead holds what the rules reach on messages that were written without sight of them.
func TestBlindRead(t *testing.T) {
	counts := blindCounts(t, "blind-read.tsv", func(id, text string, v Verdict) {
		t.Logf("%s: Assess(%q) = %+v", id, text, v)
	})
	t.Log(table(counts))
	for key, least := range map[string]float64{
		"must direct":     0.99,
		"must obfuscated": 0.99,
		"must misspelt":   0.99,
		"must long":       0.99,
		"must allusive":   0.96,
		"must not":        0.99,
	} {
		if got := counts[key].share(); got < least {
			t.Errorf("%s: %.3f read rightly, want at least %.2f", key, got, least)
		}
	}
}

// TestBlindUnread prints counts, and counts only, on the messages that nobody has read: their texts must stay unseen.
func TestBlindUnread(t *testing.T) {
	if os.Getenv("TRIAGE_UNREAD") == "" {
		t.Skip("set TRIAGE_UNREAD=1 to count on the messages that nobody has read")
	}
	t.Log(table(blindCounts(t, "blind-unread.tsv", func(string, string, Verdict) {})))
}
