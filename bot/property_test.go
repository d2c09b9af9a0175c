package bot_test

import (
	"flag"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

var seed = flag.Uint64("seed", 0, "seed of the generated contents and questions; 0 takes another one each time")

const (
	generatedContents  = 12
	generatedQuestions = 170 // on each content
)

// TestGenerated asks generated questions on generated contents. Whatever the reply is, the promises hold.
func TestGenerated(t *testing.T) {
	from := *seed
	if from == 0 {
		from = rand.Uint64()
	}
	g := newGenerator(t, from)
	outcomes := map[bot.Outcome]int{}
	for range generatedContents {
		o := sampled()
		o.AllowUnreviewed = g.chance(30)
		x := indexOf(t, g.content(), o)
		e := engineOn(t, x)
		for range generatedQuestions {
			q := bot.Question{Text: g.patient(), Locale: g.one("", "", "", "en", "en", "de")}
			if g.chance(20) {
				q.Subjects = g.some(g.ids, 1+g.IntN(2))
			}
			r := reply{q: q, corpus: x.Corpus(), names: g.names, a: ask(t, e, q)}
			r.card = e.Compose(r.a, bot.View{Country: g.one("", "GB", "US", "DE", "ZZ"), Locale: q.Locale})
			outcomes[r.a.Outcome]++
			r.check(t)
			if g.chance(20) && decided(r.a) != decided(ask(t, e, q)) {
				t.Errorf("Answer(%q) differs when asked again", q.Text)
			}
			if t.Failed() {
				t.Fatalf("the question was %+v, the answer %s (%s): %+v; run again with -seed %d", q, decided(r.a), r.a.Reason, r.a.Understood, from)
			}
		}
	}
	for _, o := range []bot.Outcome{bot.Abstained, bot.Answered, bot.Ambiguous, bot.Refused, bot.Escalated} {
		if outcomes[o] == 0 {
			t.Errorf("no question was %s; the generator tests nothing of it (seed %d)", o, from)
		}
	}
	t.Logf("outcomes: %v", outcomes)
}

// FuzzAnswer asks the built-in content anything.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{sideQuestion, "side effects", "baclofin and ozempic", "How much Soma should I take?", "I took too many Soma pills", "muscle relaxants", "", "\xff@everyone **x**"} {
		f.Add(s, "")
		f.Add(s, "carisoprodol")
	}
	x := indexOf(f, faq.Content(), sampled())
	e := engineOn(f, x)
	f.Fuzz(func(t *testing.T, text, subject string) {
		q := bot.Question{Text: text, Subjects: []string{subject}}
		r := reply{q: q, corpus: x.Corpus(), names: []string{"baclofen", "carisoprodol", "meprobamate"}, a: ask(t, e, q)}
		r.card = e.Compose(r.a, bot.View{Country: "GB"})
		if r.check(t); decided(r.a) != decided(ask(t, e, q)) {
			t.Errorf("Answer(%q) differs when asked again", text)
		}
	})
}

// reply is a question with all that came of it, to be checked without the engine's own code.
type reply struct {
	q      bot.Question
	corpus *faq.Corpus
	names  []string // single words that each name one medicine of the content
	a      bot.Answer
	card   bot.Card
}

// check reports every promise that the reply breaks.
func (r *reply) check(t *testing.T) {
	t.Helper()
	checkFooter(t, r.card)
	r.checkOutcome(t)
	r.checkPassages(t)
	r.checkUnderstood(t)
	r.checkCard(t)
	if r.a.Outcome == bot.Answered {
		r.checkLock(t, r.a.Served)
		r.checkCovers(t, r.a.Served)
	}
}

// checkOutcome holds every outcome to what belongs to it.
func (r *reply) checkOutcome(t *testing.T) {
	t.Helper()
	a := r.a
	ok := false
	switch a.Outcome {
	case bot.Answered:
		ok = a.Served != nil && len(a.Choices) == 0 && a.Verdict == triage.Verdict{} && len(a.Understood.Unknown)+len(a.Understood.Unclear) == 0
	case bot.Ambiguous:
		ok = a.Served == nil && len(a.Choices) > 0 && len(a.Understood.Unknown) == 0
	case bot.Abstained:
		ok = a.Served == nil
	case bot.Refused:
		ok = len(a.Choices) == 0 && a.Rule != "" && (a.Served == nil || a.Served.Safety != "")
	case bot.Escalated:
		ok = a.Served == nil && len(a.Choices)+len(a.Results) == 0 && a.Verdict.Level != triage.None
	}
	if !ok || a.Reason == "" || a.Confidence < 0 || a.Confidence > 1 {
		t.Errorf("an answer %s is %+v, which does not belong together", a.Outcome, a)
	}
}

// checkPassages wants everything that is shown or offered to be servable, in the reader's language, of this content, and
// never about a medicine that was not asked about where one was.
func (r *reply) checkPassages(t *testing.T) {
	t.Helper()
	locale := r.q.Locale
	if locale == "" {
		locale = "en"
	}
	shown := slices.Clone(r.a.Choices)
	if r.a.Served != nil {
		shown = append(shown, r.a.Served)
	}
	for _, p := range shown {
		if r.corpus.Passage(p.ID) != p || !r.corpus.Standing(p, today).Servable || p.Locale != locale || p.Text == "" {
			t.Errorf("%s is shown though it may not be served in %q: %+v", p.ID, locale, r.corpus.Standing(p, today))
		}
		if n := r.corpus.ReplySize(p); n > 2000 {
			t.Errorf("%s is shown though a reply with it can have %d characters", p.ID, n)
		}
		about := r.medicinesOf(p)
		if named := r.named(); len(named) > 0 && len(about) > 0 && !slices.ContainsFunc(named, func(id string) bool { return slices.Contains(about, id) }) {
			t.Errorf("%s is shown, about %q, though the question is about %q", p.ID, about, named)
		}
	}
	if len(r.a.Choices) > 3 {
		t.Errorf("there are %d choices, want at most 3", len(r.a.Choices))
	}
	titles := map[string]bool{}
	for _, p := range r.a.Choices {
		if titles[p.Title()] {
			t.Errorf("two choices read %q", p.Title())
		}
		titles[p.Title()] = true
	}
}

// named are the medicines that the question names, without those of the conversation.
func (r *reply) named() []string {
	return slices.DeleteFunc(slices.Clone(r.a.Understood.Medicines), func(id string) bool { return slices.Contains(r.a.Understood.Carried, id) })
}

// medicinesOf are the medicines that a passage declares.
func (r *reply) medicinesOf(p *faq.Passage) []string {
	return slices.DeleteFunc(slices.Clone(p.Subjects), func(id string) bool {
		s := r.corpus.Subject(id)
		return s == nil || s.Kind != faq.Medicine
	})
}

// checkLock computes the first rule anew from what the passage declares.
func (r *reply) checkLock(t *testing.T, p *faq.Passage) {
	t.Helper()
	about, asked := r.medicinesOf(p), r.a.Understood.Medicines
	if len(about) == 0 { // then about those that its question names
		for _, id := range r.named() {
			if !r.asksAbout(p, id) {
				t.Errorf("%s is about no medicine and answers a question about %q", p.ID, id)
			}
		}
		return
	}
	outside := slices.ContainsFunc(asked, func(id string) bool { return !slices.Contains(about, id) })
	all := !slices.ContainsFunc(about, func(id string) bool { return !slices.Contains(asked, id) })
	if len(asked) == 0 || outside || p.Applies == faq.Together && !all {
		t.Errorf("%s, about %q and for %q, answers a question about %q", p.ID, about, p.Applies, asked)
	}
}

// asksAbout says whether a passage's first question names a medicine.
func (r *reply) asksAbout(p *faq.Passage, id string) bool {
	names := []string{id}
	if s := r.corpus.Subject(id); s != nil {
		names = slices.Concat(s.Names, s.Brands)
	}
	return len(p.Questions) > 0 && slices.ContainsFunc(faq.Tokens(p.Questions[0]), func(w string) bool { return slices.Contains(names, w) })
}

// checkCovers wants every critical concept that was asked in the passage, and no other route than was asked.
func (r *reply) checkCovers(t *testing.T, p *faq.Passage) {
	t.Helper()
	for _, c := range r.corpus.Concepts() {
		if c.Critical && slices.Contains(r.a.Understood.Concepts, c.ID) && !slices.Contains(slices.Concat(p.Concepts, p.Inferred), c.ID) {
			t.Errorf("%s answers though it has nothing on %s", p.ID, c.ID)
		}
	}
	if u := r.a.Understood.Route; u != "" && p.Route != "" && u != p.Route {
		t.Errorf("%s holds for %q and answers a question about %q", p.ID, p.Route, u)
	}
}

// notForte is a name that is only the beginning of another.
var notForte = regexp.MustCompile(`\S+ forte`)

// checkUnderstood finds the names in the question by themselves: none of the content's may be overlooked, and none of
// the lexicon's that the content does not have may be answered.
func (r *reply) checkUnderstood(t *testing.T) {
	t.Helper()
	if r.a.Outcome == bot.Escalated || utf8.RuneCountInString(r.q.Text) > 2000 {
		return
	}
	lex := lexicon.Default()
	words := strings.Fields(notForte.ReplaceAllString(strings.Join(faq.Tokens(r.q.Text), " "), ""))
	for _, w := range words {
		if _, known := lex.Medicine(w); known && !lex.Everyday(w) && !slices.Contains(r.names, w) && r.a.Outcome == bot.Answered && !r.asksAbout(r.a.Served, w) {
			t.Errorf("a question about %q, which the content does not have, is answered with %s", w, r.a.Served.ID)
		}
	}
	for _, s := range r.corpus.Subjects() {
		for _, name := range slices.Concat(s.Names, s.Brands) {
			if slices.Contains(r.names, name) && slices.Contains(words, name) && !slices.Contains(r.a.Understood.Medicines, s.ID) {
				t.Errorf("the question names %q, and the medicines understood are %q without %s", name, r.a.Understood.Medicines, s.ID)
			}
		}
	}
}

// calls is what Discord would turn into a call of people.
var calls = regexp.MustCompile(`@everyone|@here|(^|[^\\])<(@[!&]?|#)[0-9]+>`)

// checkCard wants the passage's own text, marked as sample first where it is, nothing that calls people, and no more
// than a message holds.
func (r *reply) checkCard(t *testing.T) {
	t.Helper()
	if r.card.Outcome != r.a.Outcome {
		t.Errorf("the card of an answer %s is %s", r.a.Outcome, r.card.Outcome)
	}
	if r.a.Served != nil {
		card := r.card
		if card.Below != nil {
			card = *card.Below
		}
		if card.Text != r.a.Served.Text {
			t.Errorf("the card shows %q, want the text of %s: %q", card.Text, r.a.Served.ID, r.a.Served.Text)
		}
		if sample := r.corpus.Standing(r.a.Served, today).Sample; sample != (len(card.Lead) > 0 && card.Lead[0] == sampleLine) {
			t.Errorf("%s is sample text: %t, and the card leads with %q", r.a.Served.ID, sample, card.Lead)
		}
	}
	text := plainText(r.card)
	if m := calls.FindString(text); m != "" {
		t.Errorf("the card has %q in it:\n%s", m, text)
	}
	if n := utf8.RuneCountInString(text); n > 2000 {
		t.Errorf("the card has %d characters:\n%s", n, text)
	}
}

// plainText is a card as one message without embeds: its parts in order, a blank line between them.
func plainText(c bot.Card) string {
	parts := []string{strings.Join(c.Lead, "\n"), c.Title, c.Text, strings.Join(c.Contacts, "\n"), strings.Join(c.Warnings, "\n")}
	for _, s := range c.Sources {
		parts = append(parts, "Source: "+s.Title+" ("+s.Publisher+") <"+s.URL+">")
	}
	parts = append(parts, c.Reviewed, c.Prompt)
	if c.Below != nil {
		parts = append(parts, plainText(*c.Below))
	}
	parts = append(parts, strings.Join(c.Footer, "\n"))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, "\n\n")
}
