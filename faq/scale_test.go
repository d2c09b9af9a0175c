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

// The time is compared with that of ten folders of a tenth, in the same minute on the same machine, so that only a
// load that is worse than linear fails.
func TestLoadManyEntries(t *testing.T) {
	const n, parts = 13_000, 10
	opts := Options{AllowUnreviewed: true, Builtin: loadBuiltin()}
	folder, part := manyEntries(n), manyEntries(n/parts)
	start := time.Now()
	for range parts {
		Load(part, opts)
	}
	inParts := time.Since(start)
	before := heap()
	start = time.Now()
	c, probs := Load(folder, opts)
	took, kept := time.Since(start), heap()-before
	t.Logf("loaded %d passages in %v, in %d parts in %v, keeping %d MB", c.Len(), took, parts, inParts, kept>>20)
	if err := probs.Err(); err != nil || c.Len() != n {
		t.Fatalf("Load of %d entries = %d passages, %v", n, c.Len(), err)
	}
	if took > 4*inParts {
		t.Errorf("Load of %d entries took %v, and %v in %d parts; want at most four times as long", n, took, inParts, parts)
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
