package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"patientfaq/bot"
)

// benchmarkContent is a content of n entries: everything that the concepts ask of as many medicines as it takes.
func benchmarkContent(b *testing.B, n int) (content fstest.MapFS, medicines []string) {
	b.Helper()
	g := newGenerator(b, 1)
	var subjects, list []map[string]any
	for _, name := range g.foreign {
		medicines = append(medicines, name)
		subjects = append(subjects, map[string]any{"id": name, "kind": "medicine", "names": []string{name}})
		for _, c := range g.concepts {
			if c.Ask == "" {
				continue
			}
			list = append(list, map[string]any{
				"id": fmt.Sprintf("e%d", len(list)), "questions": []string{strings.ReplaceAll(c.Ask, "{subject}", name)},
				"answer":   fmt.Sprintf("What is known of %s with regard to %s stands in its leaflet. Ask your pharmacist about your own situation.", name, strings.ToLower(c.Label)),
				"subjects": []string{name}, "concepts": []string{c.ID}, "author": "Ann", "sources": []map[string]string{{"title": "Leaflet"}},
				"review": map[string]string{"status": "sample"},
			})
			if len(list) == n {
				return fstest.MapFS{"subjects.yaml": asJSON(map[string]any{"subjects": subjects}), "entries/all.yaml": asJSON(map[string]any{"entries": list})}, medicines
			}
		}
	}
	b.Fatalf("there are medicines for %d entries, want %d", len(list), n)
	return nil, nil
}

// BenchmarkAnswer measures a whole reply: red flags, search, decision and card, over questions of every kind.
func BenchmarkAnswer(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			content, medicines := benchmarkContent(b, n)
			e := engineOn(b, indexOf(b, content, sampled()))
			first, last := medicines[0], medicines[len(medicines)-1]
			questions := []string{
				"What are the side effects of " + first + "?",
				"hi, can i drink a glass of wine while i am on " + last + " please",
				"what happens when you stop " + first[:len(first)-2] + first[len(first)-1:] + " suddenly",
				"difference between " + first + " and " + last,
				"What are the side effects?",
				"side effects of flurbozine",
				"How much " + first + " should I take?",
				"I took too many " + last + " pills",
				"what is the weather like in spain this week",
				strings.Repeat("my mother takes "+first+" in the morning and wonders whether it is bad for her kidneys. ", 20),
			}
			var took []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				a, err := e.Answer(b.Context(), bot.Question{Text: questions[i%len(questions)]})
				if err != nil {
					b.Fatal(err)
				}
				e.Compose(a, bot.View{Country: "GB"})
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
