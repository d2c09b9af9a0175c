package search

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

// sizes are the passages that are measured: a community's content, a large one, and more than one folder should hold.
var sizes = []int{100, 1_000, 10_000}

func BenchmarkBuild(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := load(b, yaml(generate(n), 500, "g"))
			b.ReportAllocs()
			for b.Loop() {
				x, err := Build(b.Context(), c, Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := x.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "passages/s")
		})
	}
}

// BenchmarkMemory reports what an index holds on the heap besides the corpus and the lexicon.
func BenchmarkMemory(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := load(b, yaml(generate(n), 500, "g"))
			first := build(b, load(b, clinic), Options{}) // decodes the lexicon and the vectors
			for b.Loop() {
				before := heap()
				x := build(b, c, Options{})
				b.ReportMetric(float64(heap()-before)/(1<<20), "MB-held")
				runtime.KeepAlive(x)
			}
			runtime.KeepAlive(first)
		})
	}
}

// heap is how many bytes live after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what finalizers let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			entries := generate(n)
			x := build(b, load(b, yaml(entries, 500, "g")), Options{})
			questions := generatedQuestions(entries, 500)
			var took []time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				search(b, x, Query{Text: questions[len(took)%len(questions)]})
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

func BenchmarkUnderstand(b *testing.B) {
	x := builtin(b, Options{})
	for _, q := range []string{
		"What are the side effects of baclofen?",
		"can I stop baclofin suddenly, my docter said it is dangerus in pregancy",
		hostile["words of nobody"],
	} {
		b.Run(q[:min(len(q), 30)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Understand(q)
			}
		})
	}
}
