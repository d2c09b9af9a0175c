package bot_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/search"
)

// TestSameAnswersHoweverBuilt asks a thousand questions of indexes that differ in the size of their batches, in the order
// and number of the files, and in how often the content was loaded: the answers, and the choices in their order, are the same.
func TestSameAnswersHoweverBuilt(t *testing.T) {
	g := newGenerator(t, 11)
	for range 4 {
		content := g.content()
		var questions []string
		for range 250 {
			questions = append(questions, g.patient())
		}
		want := answers(t, indexOf(t, content, sampled()), questions)
		for name, x := range map[string]*search.Index{
			"batches of one":                indexWith(t, content, sampled(), search.Options{Batch: 1}),
			"batches of seven, in one file": indexWith(t, entryFiles(t, content, 1000), sampled(), search.Options{Batch: 7}),
			"a file for each, last first":   indexOf(t, entryFiles(t, content, 1), sampled()),
			"reloaded five times":           reloaded(t, content, 5),
		} {
			if diff := cmp.Diff(want, answers(t, x, questions)); diff != "" {
				t.Errorf("the answers of an index with %s differ (-plain +this):\n%s", name, diff)
			}
		}
	}
}

// answers are the decisions on questions, each with its first ten passages.
func answers(t *testing.T, x *search.Index, questions []string) []string {
	t.Helper()
	e := engineOn(t, x)
	var list []string
	for _, q := range questions {
		ranking, err := e.Rank(t.Context(), bot.Question{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		line := []string{q, decided(ask(t, e, bot.Question{Text: q})), fmt.Sprintf("%.6f", ranking.Confidence)}
		for _, h := range ranking.Hits[:min(10, len(ranking.Hits))] {
			line = append(line, h.Passage.ID)
		}
		list = append(list, strings.Join(line, " | "))
	}
	return list
}

// entryFiles is the content with its entries in the opposite order, at most n in a file.
func entryFiles(t *testing.T, content fstest.MapFS, n int) fstest.MapFS {
	t.Helper()
	var all struct{ Entries []json.RawMessage }
	split := fstest.MapFS{}
	for path, f := range content {
		if !strings.HasPrefix(path, "entries/") {
			split[path] = f
			continue
		}
		if err := json.Unmarshal(f.Data, &all); err != nil {
			t.Fatal(err)
		}
	}
	slices.Reverse(all.Entries)
	i := 0
	for part := range slices.Chunk(all.Entries, n) {
		split[fmt.Sprintf("entries/part-%03d.yaml", i)] = asJSON(map[string]any{"entries": part})
		i++
	}
	return split
}

// reloaded is the index of a content after n reloads.
func reloaded(t *testing.T, content fstest.MapFS, n int) *search.Index {
	t.Helper()
	l, err := search.OpenLive(t.Context(), search.LiveOptions{Content: content, Load: sampled()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	for range n {
		if _, err := l.Reload(t.Context(), search.ReloadOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	x, release := l.Acquire()
	t.Cleanup(release)
	return x
}
