package store

import (
	"path/filepath"
	"strconv"
	"testing"
)

func BenchmarkSettings(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "patientfaq.db"), Options{})
	for guild := range 100 {
		must(b, s.SaveSettings(b.Context(), Settings{Guild: strconv.Itoa(guild), TextOnly: new(true), Allowed: []string{"1", "2", "3"}}))
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, ok := s.Settings("50"); !ok {
				b.Fatal("no settings")
			}
		}
	})
}

func BenchmarkNote(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "patientfaq.db"), Options{})
	tally := Tally{Counted: Asked, Outcome: "answered", Entry: "entry", Subject: "baclofen", Concept: "alcohol"}.Event()
	b.ReportAllocs()
	for b.Loop() {
		s.Note(tally)
		if len(s.queue.waiting) == batchSize {
			s.queue.written(batchSize) // to nowhere
		}
	}
}

// BenchmarkWriteQueue is the time for each event.
func BenchmarkWriteQueue(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "patientfaq.db"), Options{})
	for n := 0; b.Loop(); n++ {
		s.Note(Tally{Counted: Asked, Outcome: "answered", Entry: "entry-" + strconv.Itoa(n%50), Subject: "baclofen", Concept: "alcohol"}.Event())
		if len(s.queue.waiting) == batchSize {
			must(b, s.flush(b.Context()))
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "patientfaq.db"), Options{})
	line := Audit{Guild: "1", Staff: "9", Action: "review", Target: "entry", Note: "checked against the leaflet"}.Event()
	b.ReportAllocs()
	for b.Loop() {
		must(b, s.Append(b.Context(), line))
	}
}

func BenchmarkSaveSettings(b *testing.B) {
	s := openStore(b, filepath.Join(b.TempDir(), "patientfaq.db"), Options{})
	for n := 0; b.Loop(); n++ {
		must(b, s.SaveSettings(b.Context(), Settings{Guild: "1", Country: "GB", Allowed: []string{strconv.Itoa(n)}}))
	}
}

// BenchmarkOpen opens a file of a few years: 100,000 audit lines, which are all read to check them.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "patientfaq.db")
	s, err := Open(b.Context(), path, Options{})
	must(b, err)
	events := make([]Event, 1000)
	for i := range events {
		events[i] = Audit{Guild: "80351110224678912", Staff: "80351110224678913", Action: "review", Target: "entry", Note: "checked against the leaflet"}.Event()
	}
	for range 100 {
		must(b, s.Append(b.Context(), events...))
	}
	must(b, s.Close())
	for b.Loop() {
		s, err := Open(b.Context(), path, Options{})
		must(b, err)
		must(b, s.Close())
	}
}
