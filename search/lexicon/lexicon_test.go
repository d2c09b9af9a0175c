package lexicon

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommon(t *testing.T) {
	l := Default()
	tests := []struct {
		word string
		want bool
	}{
		{"the", true},
		{"stopped", true},
		{"colour", true},
		{"color", true},
		{"organise", true},
		{"dizziness", true},
		{"diarrhoea", true},
		{"colonoscopy", true},
		{"don't", true},
		{"dont", true},
		{"whats", true},
		{"doctor's", true},
		{"doctor’s", true},
		{"netflix", true},
		{"toyota", true},
		{"lol", true},
		{"monday", true},
		{"london", true},
		{"sarah", true},
		{"statins", true},
		{"a", true},
		{"zoned", true},
		{"aspirin", false},
		{"insulin", false},
		{"heroin", false},
		{"soma", false},
		{"iron", false}, // everyday, yet the name of a medicine wins
		{"baclofen's", false},
		{"baclofin", false},
		{"", false},
		{"#", false},
		{"\n", false},
		{"the\nthee", false},
		{"zzzzz", false},
	}
	for _, tt := range tests {
		if got := l.Common(tt.word); got != tt.want {
			t.Errorf("Common(%q) = %v, want %v", tt.word, got, tt.want)
		}
	}
}

func TestMedicine(t *testing.T) {
	l := Default()
	tests := []struct{ name, want string }{
		{"baclofen", "baclofen"},
		{"lioresal", "baclofen"},
		{"soma", "carisoprodol"},
		{"acetaminophen", "paracetamol"},
		{"tylenol", "paracetamol"},
		{"albuterol", "salbutamol"},
		{"epinephrine", "adrenaline"},
		{"folic acid", "folic acid"},
		{"vitamin b12", "cyanocobalamin"},
		{"st john's wort", "st john's wort"},
		{"st johns wort", "st john's wort"},
		{"co-codamol", "co-codamol"},
		{"co codamol", "co-codamol"},
		{"cocodamol", "co-codamol"},
		{"ozempic", "semaglutide"},
		{"zepbound", "tirzepatide"},
		{"leqembi", "lecanemab"},
		{"lotrel", "amlodipine and benazepril"},
		{"guanabenz", "guanabenz"},
		{"kratom", "kratom"},
		{"flu jab", "influenza vaccine"},
		{"sam-e", "sam-e"},
		{"same", ""}, // a spelling that is an ordinary word
		{"aspirins", ""},
		{"dizzy", ""},
		{"", ""},
	}
	for _, tt := range tests {
		var got string
		if m, ok := l.Medicine(tt.name); ok {
			got = m.Name
		}
		if got != tt.want {
			t.Errorf("Medicine(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMedicineDetails(t *testing.T) {
	got, _ := Default().Medicine("endocet")
	want := []string{"oxycodone", "paracetamol"}
	if !got.Combination || !cmp.Equal(got.Parts, want) {
		t.Errorf("Medicine(%q) = combination %v of %q, want one of %q", "endocet", got.Combination, got.Parts, want)
	}
	if !slices.Contains(got.Classes, "opioid") || !slices.Contains(got.Classes, "painkiller") {
		t.Errorf("Medicine(%q).Classes = %q, want opioid and the broader painkiller in it", "endocet", got.Classes)
	}
}

func TestEveryday(t *testing.T) {
	l := Default()
	for name, want := range map[string]bool{"iron": true, "ginger": true, "weed": true, "soma": false, "codeine": false, "table": false} {
		if got := l.Everyday(name); got != want {
			t.Errorf("Everyday(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestWithoutMedicines(t *testing.T) {
	l := Default()
	half := l.WithoutMedicines(func(name string) bool { return name < "n" })
	if got, want := len(half.Medicines()), len(l.Medicines()); got == 0 || got >= want {
		t.Errorf("WithoutMedicines left %d of %d medicines", got, want)
	}
	for name, want := range map[string]bool{"tylenol": false, "paracetamol": false, "lioresal": true, "baclofen": true} {
		if _, ok := half.Medicine(name); ok != want {
			t.Errorf("WithoutMedicines(before n): Medicine(%q) = %v, want %v", name, ok, want)
		}
	}
	none := l.WithoutMedicines(func(string) bool { return false })
	if got := none.MaxWords(); got < 2 || got > l.MaxWords() {
		t.Errorf("without medicines MaxWords() = %d, want that of the class phrases", got)
	}
	if !none.Common("iron") || none.Common("paracetamol") {
		t.Error("without medicines an everyday word is common, and the name of a medicine still unknown")
	}
	if _, ok := l.Medicine("tylenol"); !ok {
		t.Error("WithoutMedicines changed its receiver")
	}
}

func TestMaxWords(t *testing.T) {
	l := Default()
	want := 0
	for _, spelling := range slices.Concat(slices.Collect(maps.Keys(l.names)), slices.Collect(maps.Keys(l.phrases))) {
		want = max(want, len(strings.Fields(spelling)))
	}
	if got := l.MaxWords(); got != want {
		t.Errorf("MaxWords() = %d, want %d", got, want)
	}
}

// TestLookupsDoNotAllocate guards the hot path: every word of every question passes through it.
func TestLookupsDoNotAllocate(t *testing.T) {
	l := Default()
	allocs := testing.AllocsPerRun(100, func() {
		for _, word := range [...]string{"stopping", "doctor's", "ozempic", "beta blockers", "newdrugtinib", "zzzzz"} {
			l.Common(word)
			l.Medicine(word)
			l.Everyday(word)
			l.Class(word)
			l.Stem(word)
		}
	})
	if allocs != 0 {
		t.Errorf("looking up six words allocates %v times, want 0", allocs)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := load(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHeap reports what a lexicon keeps in memory besides the embedded text.
func BenchmarkHeap(b *testing.B) {
	var before, after runtime.MemStats
	var kept []*Lexicon
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		l, err := load()
		if err != nil {
			b.Fatal(err)
		}
		kept = append(kept, l)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(kept)), "heap-bytes/op")
	runtime.KeepAlive(kept)
}

func BenchmarkCommon(b *testing.B) {
	l := Default()
	b.ReportAllocs()
	for b.Loop() {
		l.Common("stopping")
	}
}

func BenchmarkStem(b *testing.B) {
	l := Default()
	b.ReportAllocs()
	for b.Loop() {
		l.Stem("stoppable")
	}
}
