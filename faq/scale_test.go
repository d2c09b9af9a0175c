package faq

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// manyEntries returns a folder of n unreviewed entries, a thousand a file, about n/10 medicines.
func manyEntries(n int) fstest.MapFS {
	const perFile = 1000
	folder := fstest.MapFS{}
	for from := 0; from < n; from += perFile {
		var b strings.Builder
		b.WriteString("entries:\n")
		for i := from; i < min(n, from+perFile); i++ {
			fmt.Fprintf(&b, "- id: entry-%d\n  questions: [\"What are the side effects of medicine%d in case %d?\"]\n", i, i/10, i)
			fmt.Fprintf(&b, "  answer: |\n    %s\n", strings.Repeat("Medicine can make people sleepy, and alcohol adds to it. Ask a pharmacist before you stop. ", 8))
			fmt.Fprintf(&b, "  subjects: [medicine%d]\n  sources: [{title: Leaflet, url: \"https://example.org/%d\"}]\n", i/10, i)
		}
		folder[fmt.Sprintf("entries/%05d.yaml", from)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return folder
}

// The time is compared with that of a folder with a fifth of the entries, in the same minute on the same machine, so
// that only a load that is worse than linear fails.
func TestLoadManyEntries(t *testing.T) {
	n := 13_000
	if testing.Short() {
		n = 2_600
	}
	opts := Options{AllowUnreviewed: true, Builtin: loadBuiltin()}
	folder, fifth := manyEntries(n), manyEntries(n/5)
	start := time.Now()
	Load(fifth, opts)
	ofFifth := time.Since(start)
	before := heap()
	start = time.Now()
	c, probs := Load(folder, opts)
	took, kept := time.Since(start), heap()-before
	t.Logf("loaded %d passages in %v, a fifth of them in %v, keeping %d MB", c.Len(), took, ofFifth, kept>>20)
	if err := probs.Err(); err != nil || c.Len() != n {
		t.Fatalf("Load of %d entries = %d passages, %v", n, c.Len(), err)
	}
	if took > 5*4*ofFifth {
		t.Errorf("Load of %d entries took %v, a fifth of them %v; want at most twenty times as long", n, took, ofFifth)
	}
	if limit := int64(300 << 20); kept > limit {
		t.Errorf("a corpus of %d entries keeps %d bytes, want at most %d", n, kept, limit)
	}
	runtime.KeepAlive(c)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
