package search

import (
	"strings"
	"testing"
	"time"
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
	const bound = 50 * time.Millisecond
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
