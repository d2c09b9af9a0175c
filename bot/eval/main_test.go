package eval

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// still lends one index for ever.
type still struct{ x *search.Index }

func (s still) Acquire() (*search.Index, func()) { return s.x, func() {} }

// engineOn is a real engine on a content folder.
func engineOn(t *testing.T, content fs.FS, o faq.Options) (*bot.Engine, *faq.Corpus) {
	t.Helper()
	return engineWith(t, content, o, search.Options{})
}

// engineWith is engineOn with an index of its own kind.
func engineWith(t *testing.T, content fs.FS, o faq.Options, so search.Options) (*bot.Engine, *faq.Corpus) {
	t.Helper()
	c, problems := faq.Load(content, o)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	x, err := search.Build(t.Context(), c, so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	rules, err := triage.Default()
	if err != nil {
		t.Fatal(err)
	}
	e, err := bot.New(bot.Options{Live: still{x}, Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	return e, c
}

// golden compares a text with a file of testdata, or writes the file if -update is given.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs; if that is meant, run the test with -update (-want +got):\n%s", file, diff)
	}
}
