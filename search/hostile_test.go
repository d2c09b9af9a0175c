package search

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// hostile are messages as long, as strange or as costly to read as a patient, or somebody else, can send.
var hostile = map[string]string{
	"empty":            "",
	"blank":            " \n\t\u200b",
	"2,000 letters":    strings.Repeat("baclofen and soma ", 120)[:2000],
	"10,000 a":         strings.Repeat("a", 10_000),
	"words of nobody":  strings.Repeat("baklofone carisopradal zimbrent qwertyplax pregancy ", 40),
	"long words":       strings.Repeat("carisoprodolcarisoprodolcarisoprodolcari ", 49),
	"sound of x":       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxxxxxxxxxxxb",
	"question words":   strings.Repeat("how what when can i ", 100),
	"Zalgo":            strings.Repeat("b̸̡͎̞͓̥̪̦͔̓̑a̴͙̺̽c̷̣̔l̶̤͂o̵̱̾f̶͇̈́e̷̢͝n̸̟̈ ", 60),
	"combining only":   strings.Repeat("\u0301", 2000),
	"right to left":    "\u202eما هي الآثار الجانبية لباكلوفين؟ baclofen \u202dתופעות לוואי",
	"emoji":            "💊💊 baclofen 👩‍⚕️🏳️‍🌈 👍🏽 side effects 🤮",
	"other alphabets":  "баклофен побочные эффекты バクロフェン 副作用 βακλοφαίνη बैक्लोफेन",
	"ideographs":       strings.Repeat("巴氯芬", 600),
	"full width":       "ｂａｃｌｏｆｅｎ ｓｉｄｅ ｅｆｆｅｃｔｓ",
	"code":             "```go\nfor i := 0; i < 10; i++ { panic(\"baclofen\") }\n``` \x00\x01 || baclofen || <@123> https://example.org/?q=soma",
	"invalid UTF-8":    "baclofen \xff\xfe\xc3\x28 soma",
	"Bleve's own":      `+subject:"baclofen"^1e309 -all:/.*/ ~2 \x01baclofen`,
	"subject mark":     "\x01baclofen \x01carisoprodol",
	"numbers":          strings.Repeat("10mg 3x 2.5 0x1p-2 ", 100),
	"ligatures":        strings.Repeat("ﷺ", 2000),
	"hyphens":          strings.Repeat("baclofen-", 222),
	"apostrophes only": strings.Repeat("'", 2000),
}

// TestHostile reads and searches for every hostile message, within a bound that only a runaway exceeds. The least of a
// few runs is taken, so that a busy machine does not count.
func TestHostile(t *testing.T) {
	bound := 50 * time.Millisecond
	if RaceEnabled {
		bound *= 8 // the race detector's own cost
	}
	x := builtin(t, Options{})
	for name, q := range hostile {
		t.Run(name, func(t *testing.T) {
			least := time.Hour
			for range 5 {
				start := time.Now()
				search(t, x, Query{Text: q})
				least = min(least, time.Since(start))
			}
			t.Logf("%v", least)
			if least > bound {
				t.Errorf("Search took %v, want at most %v", least, bound)
			}
		})
	}
}

// FuzzUnderstand checks that a question is always read the same way, within bounds.
func FuzzUnderstand(f *testing.F) {
	x := build(f, load(f, clinic), Options{})
	for _, q := range hostile {
		f.Add(q[:min(len(q), 300)]) // the fuzzer shortens what it finds, and a long one for minutes
	}
	f.Add("can I stop baclofin with predisone in pregancy, my calcium channel blockers are dancers")
	f.Fuzz(func(t *testing.T, q string) {
		u, again := x.Understand(q), x.Understand(q)
		if diff := cmp.Diff(u, again, cmp.AllowUnexported(Understanding{})); diff != "" {
			t.Errorf("Understand(%q), twice (-first +second):\n%s", q, diff)
		}
		if len(u.Tokens) > MaxRunes || len(u.Corrections) > maxCorrections || len(u.conceptOf) != len(u.Tokens) {
			t.Errorf("Understand(%q): %d tokens, %d corrections, %d concepts of tokens", q, len(u.Tokens), len(u.Corrections), len(u.conceptOf))
		}
		end := 0
		for _, s := range u.spans {
			if s.Start < end || s.End <= s.Start || s.End > len(u.Tokens) {
				t.Errorf("Understand(%q): names at %v of %d tokens", q, u.spans, len(u.Tokens))
			}
			end = s.End
		}
		for _, id := range slices.Concat(u.Medicines, u.Topics) {
			if !x.names.isMedicine(id) && x.corpus.Subject(id) == nil {
				t.Errorf("Understand(%q) names %q, which is no subject", q, id)
			}
		}
		for _, un := range u.Unclear {
			if len(un.Subjects) == 0 {
				t.Errorf("Understand(%q): %q may be nothing", q, un.Written)
			}
		}
	})
}
