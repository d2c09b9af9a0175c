package faq_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"patientfaq/faq"
)

// seedFactsFile lists where every sentence, bullet and table row of the article that the built-in content started
// from went. It holds hashes of the article's sentences, never their words.
const seedFactsFile = "testdata/seed-facts.tsv"

// leftOut starts the reason in place of the passages for what the content does not carry.
const leftOut = "left out because "

// A seedFact is one row of the file.
type seedFact struct {
	n        int
	hash     string // of the article's words, see seedHash
	where    string
	fact     string   // in our words; "-" where left out
	passages []string // nil where left out
}

func TestSeedFactsAreCarried(t *testing.T) {
	corpus := seedCorpus(t)
	for _, f := range readSeedFacts(t) {
		if f.passages == nil {
			continue
		}
		t.Run(strconv.Itoa(f.n), func(t *testing.T) {
			var text strings.Builder
			for _, id := range f.passages {
				p := corpus.Passage(id)
				if p == nil {
					t.Fatalf("Passage(%q) = nil, want the passage that carries %q", id, f.fact)
				}
				if p.Withheld != "" {
					t.Errorf("Passage(%q).Withheld = %q, want it servable", id, p.Withheld)
				}
				text.WriteString(p.Text + "\n")
			}
			if missing := missingTerms(f.fact, text.String()); !carried(f.fact, missing) {
				t.Errorf("%q does not carry %q: it lacks %q", f.passages, f.fact, missing)
			}
		})
	}
}

// TestCarriedRejects shows that the rule of TestSeedFactsAreCarried tells the right passage from its neighbours.
func TestCarriedRejects(t *testing.T) {
	tests := []struct {
		fact, text string
		want       bool
	}{
		{"Soma is for 2 to 3 weeks.", "Soma is for short-term use: usually 2 to 3 weeks.", true},
		{"Soma is for 2 to 3 weeks.", "Soma is for short-term use: usually 4 to 6 weeks.", false},
		{"Baclofen is not a controlled substance.", "Baclofen is no controlled substance.", false},
		{"Baclofen is not controlled.", "Soma is not controlled.", false},
		{"Stopping baclofen suddenly can cause seizures.", "Stopping baclofen suddenly may cause a seizure.", true},
		{"Stopping baclofen suddenly can cause seizures.", "Baclofen can make you drowsy and dizzy.", false},
		{"Common: drowsiness, dizziness, weakness.", "Common: drowsiness, dizziness, headache.", false},
	}
	for _, tt := range tests {
		if got := carried(tt.fact, missingTerms(tt.fact, tt.text)); got != tt.want {
			t.Errorf("carried(%q, %q) = %v, want %v", tt.fact, tt.text, got, tt.want)
		}
	}
}

// TestSeedQuestions checks that the answers of the article's FAQ, which lost their questions, have them again.
func TestSeedQuestions(t *testing.T) {
	const answers = 7
	corpus := seedCorpus(t)
	entries := map[string]string{} // "FAQ 3" -> entry
	for _, f := range readSeedFacts(t) {
		if !strings.HasPrefix(f.where, "FAQ ") || f.passages == nil {
			continue
		}
		id := f.passages[0]
		if old, ok := entries[f.where]; ok && old != id {
			t.Errorf("row %d: %s is answered by %q and %q, want one entry", f.n, f.where, old, id)
		}
		entries[f.where] = id
	}
	if len(entries) != answers {
		t.Fatalf("%d answers of the FAQ have an entry, want %d: %v", len(entries), answers, entries)
	}
	seen := map[string]string{}
	for where, id := range entries {
		p := corpus.Passage(id)
		if p == nil || p.Part != faq.WholeEntry || len(p.Questions) < 2 {
			t.Errorf("%s: %q is not an entry with two questions or more", where, id)
		}
		if other, ok := seen[id]; ok {
			t.Errorf("%s and %s have the same entry %q", where, other, id)
		}
		seen[id] = where
	}
}

// TestSeedCovered compares the rows with the article itself: the same sentences, in the same order, each once.
func TestSeedCovered(t *testing.T) {
	path := os.Getenv("PATIENTFAQ_SEED")
	if path == "" {
		t.Skip("SKIPPED: PATIENTFAQ_SEED does not name the article the content started from; its coverage is not checked")
	}
	article, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, s := range seedSentences(string(article)) {
		want = append(want, seedHash(s))
	}
	for _, f := range readSeedFacts(t) {
		got = append(got, f.hash)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of %s differ from the article's sentences (-article +rows):\n%s", seedFactsFile, diff)
	}
}

func TestSeedSentences(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"paragraph", "It works. So they say! Does it?\n", []string{"It works.", "So they say!", "Does it?"}},
		{"bullets", "  • One: a thing. It is.\n\n  • Two\n", []string{"One: a thing.", "It is.", "Two"}},
		{"abbreviations", "For stiffness (e.g., MS). A vs. B\n", []string{"For stiffness (e.g., MS).", "A vs. B"}},
		{"references", "  1. 1\n", []string{"1. 1"}},
		{"nothing", " \n\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, seedSentences(tt.in)); diff != "" {
				t.Errorf("seedSentences(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

// seedCorpus loads the built-in content as it is served with samples allowed.
func seedCorpus(t *testing.T) *faq.Corpus {
	t.Helper()
	corpus, problems := faq.Load(faq.Content(), faq.Options{AllowSample: true})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return corpus
}

var seedHashPattern = regexp.MustCompile(`^[0-9a-f]{12}$`)

// readSeedFacts reads the rows and fails on one that is not well formed.
func readSeedFacts(t *testing.T) []seedFact {
	t.Helper()
	data, err := os.ReadFile(seedFactsFile)
	if err != nil {
		t.Fatal(err)
	}
	var facts []seedFact
	for line := range bytes.Lines(data) {
		row := strings.TrimSuffix(string(line), "\n")
		if strings.HasPrefix(row, "#") {
			continue
		}
		f, err := parseSeedFact(row)
		if err != nil {
			t.Fatalf("%s: %q: %v", seedFactsFile, row, err)
		}
		if f.n != len(facts)+1 {
			t.Fatalf("%s: row %d is numbered %d", seedFactsFile, len(facts)+1, f.n)
		}
		facts = append(facts, f)
	}
	if len(facts) == 0 {
		t.Fatalf("%s has no rows", seedFactsFile)
	}
	return facts
}

func parseSeedFact(row string) (seedFact, error) {
	cols := strings.Split(row, "\t")
	if len(cols) != 5 && len(cols) != 6 || slices.Contains(cols, "") {
		return seedFact{}, fmt.Errorf("want 5 or 6 columns with something in each")
	}
	n, err := strconv.Atoi(cols[0])
	if err != nil {
		return seedFact{}, err
	}
	f := seedFact{n: n, hash: cols[1], where: cols[2], fact: cols[3]}
	reason, out := strings.CutPrefix(cols[4], leftOut)
	switch {
	case !seedHashPattern.MatchString(f.hash):
		return seedFact{}, fmt.Errorf("%q is not a hash", f.hash)
	case out && (f.fact != "-" || reason == ""):
		return seedFact{}, fmt.Errorf("what is left out has a reason and no fact")
	case out:
		return f, nil
	case f.fact == "-":
		return seedFact{}, fmt.Errorf("a fact is missing")
	}
	f.passages = strings.Fields(cols[4])
	return f, nil
}

// carriedShare is how many of a fact's terms its passage must have. Both are in our own words, so most are the
// same; a quarter is left for "a fit" against "fits" and the like.
const carriedShare = 0.75

// exactTerms must all be there: leaving one out turns the fact into another.
var exactTerms = []string{"not", "baclofen", "soma", "headache", "drowsiness", "dizziness", "weakness"}

// carried says whether a fact with these terms missing from a passage still counts as carried by it.
func carried(fact string, missing []string) bool {
	for _, term := range missing {
		if slices.Contains(exactTerms, term) || strings.ContainsAny(term, "0123456789") {
			return false
		}
	}
	return float64(len(missing)) <= (1-carriedShare)*float64(len(seedTerms(fact)))
}

// missingTerms returns the terms of a fact that a text lacks. Words agree in their first five letters.
func missingTerms(fact, text string) []string {
	const stem = 5
	has := map[string]bool{}
	for _, tok := range faq.Tokens(text) {
		has[tok[:min(stem, len(tok))]] = true
	}
	return slices.DeleteFunc(seedTerms(fact), func(term string) bool { return has[term[:min(stem, len(term))]] })
}

// seedTerms returns the words of a fact that say something, each once.
func seedTerms(fact string) []string {
	fillers := strings.Fields(`a about after all also an and are as at be because but by can does for from have how if in is
		it its more of on only or other same so such than that the their them these they this to used uses what
		where which who with you your`)
	terms := slices.DeleteFunc(faq.Tokens(fact), func(tok string) bool { return slices.Contains(fillers, tok) })
	slices.Sort(terms)
	return slices.Compact(terms)
}

var seedSentenceEnd = regexp.MustCompile(`[.?!] +[A-Z]`)

// seedSentences cuts an article as text into its sentences, bullets and rows.
func seedSentences(article string) []string {
	var sentences []string
	for line := range strings.Lines(article) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "•"))
		start := 0
		for _, m := range seedSentenceEnd.FindAllStringIndex(line, -1) {
			if end := m[0] + 1; !strings.HasSuffix(line[:end], "vs.") {
				sentences = append(sentences, line[start:end])
				start = m[1] - 1
			}
		}
		if start < len(line) {
			sentences = append(sentences, line[start:])
		}
	}
	return sentences
}

// seedHash is a short hash of a sentence's words, whatever their case and punctuation.
func seedHash(sentence string) string {
	sum := sha256.Sum256([]byte(strings.Join(faq.Tokens(sentence), " ")))
	return hex.EncodeToString(sum[:])[:12]
}
