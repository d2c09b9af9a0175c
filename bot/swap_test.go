package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"patientfaq/bot"
	"patientfaq/faq"
	"patientfaq/search"
	"patientfaq/search/lexicon"
)

// builtinQuestions are all questions of the built-in entries and tests, more than a hundred.
func builtinQuestions(t *testing.T, c *faq.Corpus) []string {
	t.Helper()
	var questions []string
	for p := range c.Passages() {
		if p.Part == faq.WholeEntry {
			questions = append(questions, p.Questions...)
		}
	}
	for _, test := range c.Tests() {
		questions = append(questions, test.Question)
	}
	if len(questions) < 100 {
		t.Fatalf("the built-in content has %d questions, want more than a hundred", len(questions))
	}
	return questions
}

// served is the passage that is served for each question, "" where none is.
func served(t *testing.T, e *bot.Engine, questions []string) []string {
	t.Helper()
	ids := make([]string, len(questions))
	for i, q := range questions {
		if a := ask(t, e, bot.Question{Text: q}); a.Outcome == bot.Answered {
			ids[i] = a.Served.ID
		}
	}
	return ids
}

// TestSwappedLexicon follows the fourteenth rule. However wrong the lexicon's pairs of brand and generic name are, no answer
// becomes another one: a lexicon can make the bot refuse or ask, and nothing else.
func TestSwappedLexicon(t *testing.T) {
	x := indexOf(t, faq.Content(), sampled())
	questions := builtinQuestions(t, x.Corpus())
	want := served(t, engineOn(t, x), questions)
	if n := len(slices.DeleteFunc(slices.Clone(want), func(id string) bool { return id == "" })); n < len(questions)/3 {
		t.Fatalf("%d of %d questions are answered; the test needs more", n, len(questions))
	}
	for name, lex := range swappedLexicons(t) {
		t.Run(name, func(t *testing.T) {
			e := engineOn(t, indexWith(t, faq.Content(), sampled(), search.Options{Lexicon: lex}))
			for i, got := range served(t, e, questions) {
				if got != "" && want[i] != "" && got != want[i] {
					t.Errorf("Answer(%q) serves %q, want %q or nothing", questions[i], got, want[i])
				}
			}
		})
	}
}

// swappedLexicons are the lexicon with each brand as the generic name and the reverse, with each brand given to the next
// medicine, and without any medicine.
func swappedLexicons(t *testing.T) map[string]*lexicon.Lexicon {
	t.Helper()
	bare := lexicon.Default().WithoutMedicines(func(string) bool { return false })
	var swapped, shifted strings.Builder
	brands := "" // of the medicine before
	for _, m := range lexicon.Default().Medicines() {
		if len(m.Brands) == 0 || len(m.Aliases) > 0 {
			continue
		}
		fmt.Fprintf(&swapped, "%s\t%s\n", m.Brands[0], strings.Join(append([]string{m.Name}, m.Brands[1:]...), ";"))
		fmt.Fprintf(&shifted, "%s\t%s\n", m.Name, brands)
		brands = strings.Join(m.Brands, ";")
	}
	lexicons := map[string]*lexicon.Lexicon{"no medicines": bare}
	for name, lines := range map[string]string{"brand as generic": swapped.String(), "brand of another": shifted.String()} {
		lex, err := bare.With(strings.NewReader(lines))
		if err != nil {
			t.Fatal(err)
		}
		lexicons[name] = lex
	}
	return lexicons
}

// TestSwappedNames asks every question of the built-in content by each other name that the content or the lexicon has for its
// medicine. Only names that the content declares are answered, and with the same passage. A question with two names of one
// medicine asks about the names and is left out.
func TestSwappedNames(t *testing.T) {
	x := indexOf(t, faq.Content(), sampled())
	e := engineOn(t, x)
	questions := builtinQuestions(t, x.Corpus())
	want := served(t, e, questions)
	asked := 0
	for _, s := range x.Corpus().Subjects() {
		if s.Kind != faq.Medicine {
			continue
		}
		declared := slices.Concat(s.Names, s.Brands)
		for i, q := range questions {
			name := nameIn(q, declared)
			if name == "" || want[i] == "" || nameIn(replaceWord(q, name, ""), declared) != "" {
				continue
			}
			for _, other := range otherNames(t, s, declared) {
				asked++
				swapped := replaceWord(q, name, other)
				a := ask(t, e, bot.Question{Text: swapped})
				if a.Outcome == bot.Answered && a.Served.ID != want[i] {
					t.Errorf("Answer(%q) serves %s, want %s or nothing, as for %q", swapped, a.Served.ID, want[i], q)
				}
				if a.Outcome == bot.Answered && nameIn(swapped, declared) == "" {
					t.Errorf("Answer(%q) serves %s by a name that only the lexicon knows", swapped, a.Served.ID)
				}
			}
		}
	}
	if asked < 100 {
		t.Errorf("%d questions were asked by another name, want more than a hundred", asked)
	}
}

// otherNames are the names of a subject in the content and in the lexicon.
func otherNames(t *testing.T, s *faq.Subject, declared []string) []string {
	t.Helper()
	m, ok := lexicon.Default().Medicine(strings.ToLower(s.Name()))
	if !ok {
		t.Fatalf("the lexicon does not know %s", s.Name())
	}
	return slices.Concat(declared, slices.Collect(m.Names()))
}

// nameIn is the first of the names that stands in a text as words of their own.
func nameIn(text string, names []string) string {
	words := " " + strings.Join(faq.Tokens(text), " ") + " "
	for _, n := range names {
		if strings.Contains(words, " "+strings.Join(faq.Tokens(n), " ")+" ") {
			return n
		}
	}
	return ""
}

// replaceWord replaces a name in a text by another, both as words.
func replaceWord(text, name, other string) string {
	words := " " + strings.Join(faq.Tokens(text), " ") + " "
	return strings.TrimSpace(strings.ReplaceAll(words, " "+strings.Join(faq.Tokens(name), " ")+" ", " "+other+" "))
}
