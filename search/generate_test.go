package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// A generated entry is one of many, for measuring and for comparing indexes.
type generated struct {
	id, question, answer, subject string
}

// topics are what ten entries on one medicine are about, and the words their answers are made of.
var topics = []struct{ name, question string }{
	{"stopping", "Can I stop taking %s suddenly?"},
	{"side-effects", "What are the side effects of %s?"},
	{"alcohol", "Can I drink alcohol with %s?"},
	{"pregnancy", "Is %s safe in pregnancy?"},
	{"dose", "What is the usual dose of %s?"},
	{"missed", "What should I do if I miss a dose of %s?"},
	{"storage", "How should I store %s?"},
	{"driving", "Can I drive while taking %s?"},
	{"works", "How long does %s take to work?"},
	{"uses", "What is %s used for?"},
}

// generate makes n entries, ten a medicine of the lexicon, with answers of varied words. The same n gives the same.
func generate(n int) []generated {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	words := contentWords()
	var entries []generated
	for _, m := range lexicon.Default().Medicines() {
		if strings.ContainsAny(m.Name, " -'") || lexicon.Default().Everyday(m.Name) {
			continue
		}
		for _, topic := range topics {
			if len(entries) == n {
				return entries
			}
			entries = append(entries, generated{
				id:       fmt.Sprintf("e%05d-%s", len(entries), topic.name),
				question: fmt.Sprintf(topic.question, m.Name),
				answer:   sentence(rng, words, 20+rng.IntN(60)),
				subject:  m.Name,
			})
		}
	}
	panic("the lexicon has too few medicines")
}

// contentWords are the words of the built-in content that name no medicine, sorted.
func contentWords() []string {
	c, _ := faq.Load(faq.Content(), faq.Options{})
	var words []string
	for p := range c.Passages() {
		for _, w := range tokens(p.Text) {
			if _, medicine := lexicon.Default().Medicine(w); !medicine && isWord(w) {
				words = append(words, w)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// sentence joins random words, rare ones among them.
func sentence(rng *rand.Rand, words []string, n int) string {
	var b strings.Builder
	for range n {
		word := words[rng.IntN(len(words))]
		if rng.IntN(12) == 0 {
			word += string(rune('a'+rng.IntN(26))) + string(rune('a'+rng.IntN(26)))
		}
		b.WriteString(word + " ")
	}
	return strings.TrimSpace(b.String()) + "."
}

// yaml writes entries as a content folder, so many a file, in files named after prefix.
func yaml(entries []generated, perFile int, prefix string) map[string]string {
	files := map[string]string{"subjects.yaml": subjectsYAML(entries)}
	for chunk := range slices.Chunk(entries, perFile) {
		var b strings.Builder
		b.WriteString("entries:\n")
		for _, e := range chunk {
			fmt.Fprintf(&b, "  - {id: %s, questions: [%q], answer: %q, subjects: [%s]}\n", e.id, e.question, e.answer, e.subject)
		}
		files[fmt.Sprintf("entries/%s%04d.yaml", prefix, len(files))] = b.String()
	}
	return files
}

func subjectsYAML(entries []generated) string {
	var b strings.Builder
	b.WriteString("subjects:\n")
	seen := map[string]bool{}
	for _, e := range entries {
		if !seen[e.subject] {
			seen[e.subject] = true
			fmt.Fprintf(&b, "  - {id: %s, kind: medicine, names: [%s]}\n", e.subject, e.subject)
		}
	}
	return b.String()
}
