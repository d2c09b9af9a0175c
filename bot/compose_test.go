package bot_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
)

// cardText writes a card in the order in which it is read, its parts named.
func cardText(c bot.Card) string {
	var b strings.Builder
	part := func(name string, lines ...string) {
		if text := strings.TrimSpace(strings.Join(lines, "\n")); text != "" {
			fmt.Fprintf(&b, "--- %s\n%s\n", name, text)
		}
	}
	fmt.Fprintf(&b, "=== %s %s\n", c.Outcome, c.Level)
	part("lead", c.Lead...)
	part("title", c.Title)
	part("text", c.Text)
	part("contacts", c.Contacts...)
	part("warnings", c.Warnings...)
	for _, s := range c.Sources {
		part("source", s.Title, s.Publisher, s.URL, s.Date)
	}
	part("reviewed", c.Reviewed)
	part("prompt", c.Prompt)
	if c.Below != nil {
		b.WriteString(strings.ReplaceAll(cardText(*c.Below), "=== ", "=== below, "))
	}
	for _, choice := range c.Choices {
		part("choice", choice.Label+" ["+choice.Passage+choice.Country+"]")
	}
	part("footer", c.Footer...)
	return b.String()
}

// cardContent has an entry for each way in which a card can look.
func cardContent() fstest.MapFS {
	content := ward()
	content["entries/cards.yaml"] = file(entries(`
{id: b-use, questions: ["What is baclofen used for?"], answer: "Baclofen eases:\n- **stiff** muscles\n- spasms", subjects: [baclofen, spasticity], related: [b-side, b-draft, bc-both], sources: [{title: Baclofen, url: "https://example.org/baclofen", publisher: A *Library*, date: 2026-01-02}, {title: "Spasticity: a guide"}], author: Ann, review: {status: sample}}
{id: b-draft, questions: ["What does baclofen look like?"], answer: White., subjects: [baclofen], sources: [{title: L}], author: Ann, review: {status: draft}}
`))
	content["articles/guide.md"] = file("---\nsubjects: [gout]\nauthor: Ann\nsources: [{title: L}]\nreview: {status: sample}\n---\n# Gout in short\n\n## At night\n\n### What helps against gout at night?\n\nA cold pack may help.\n")
	return content
}

// TestCards writes a card of every kind of answer.
func TestCards(t *testing.T) {
	sample := sampleEngine(t, cardContent())
	overdueDay := time.Date(2026, time.July, 10, 0, 0, 0, 0, time.UTC)
	signed := os.DirFS(signedFolder(t, "review: {policy: one-person, grace_days: 30}", edit{"author: Ann", "author: Dr Bo"}, edit{}))
	overdue := engineOn(t, indexOf(t, signed, faq.Options{AsOf: overdueDay}), func(o *bot.Options) { o.Now = func() time.Time { return overdueDay } })
	reviewed := engineOn(t, indexOf(t, signed, faq.Options{AsOf: today}))
	two := sampleEngine(t, contentOf("- {id: valdorin, kind: medicine, names: [valdorin]}\n- {id: valdoran, kind: medicine, names: [valdoran]}\n", `
{id: i-side, questions: ["What are the side effects of valdorin?"], answer: Cough., subjects: [valdorin]}
{id: a-side, questions: ["What are the side effects of valdoran?"], answer: Sneezing., subjects: [valdoran]}
`))
	unsure := engineOn(t, indexOf(t, cardContent(), sampled()), func(o *bot.Options) { o.Policy.Answer = 1.1 })
	gb := bot.View{Country: "gb"}
	tests := []struct {
		name string
		e    *bot.Engine
		q    bot.Question
		v    bot.View
	}{
		{"answered_sample", sample, bot.Question{Text: "What is baclofen used for?"}, gb},
		{"answered_unknown_country", sample, bot.Question{Text: "What is baclofen used for?"}, bot.View{}},
		{"answered_country_without_contacts", sample, bot.Question{Text: "What is baclofen used for?"}, bot.View{Country: "ZZ"}},
		{"answered_section", sample, bot.Question{Text: "What helps against gout at night?"}, gb},
		{"answered_corrected", sample, bot.Question{Text: "What are the side effects of carisprodol?"}, gb},
		{"answered_carried", sample, bot.Question{Text: "What are the side effects?", Subjects: []string{"carisoprodol"}}, gb},
		{"answered_reviewed", reviewed, bot.Question{Text: sideQuestion}, gb},
		{"answered_overdue", overdue, bot.Question{Text: sideQuestion}, gb},
		{"ambiguous_close", unsure, bot.Question{Text: sideQuestion}, gb},
		{"ambiguous_medicine", sample, bot.Question{Text: "What are the side effects?"}, gb},
		{"ambiguous_name", two, bot.Question{Text: "What are the side effects of valdoren?"}, bot.View{}},
		{"abstained_nothing", sample, bot.Question{Text: "hello there"}, bot.View{}},
		{"abstained_advice_line", sample, bot.Question{Text: "hello there"}, gb},
		{"abstained_medicine", sample, bot.Question{Text: "Can I stop taking Soma suddenly?"}, gb},
		{"abstained_unknown_medicine", sample, bot.Question{Text: "Can I take baclofen with ozempic and flurbozine?"}, bot.View{Country: "US"}},
		{"refused_dose_below", sample, bot.Question{Text: "How much baclofen should I take?"}, gb},
		{"refused_dose", sample, bot.Question{Text: "How much warfarin should I take?"}, bot.View{Country: "US"}},
		{"refused_more", sample, bot.Question{Text: "Can I take more warfarin?"}, bot.View{}},
		{"refused_sourcing", sample, bot.Question{Text: "Where can I buy Soma without a prescription?"}, gb},
		{"refused_diagnosis", sample, bot.Question{Text: "What illness do I have?"}, gb},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := ask(t, tt.e, tt.q)
			if !strings.HasPrefix(tt.name, a.Outcome.String()) {
				t.Fatalf("Answer(%q) = %s (%s), want the outcome that the card is named after", tt.q.Text, decided(a), a.Reason)
			}
			golden(t, "card_"+tt.name, cardText(tt.e.Compose(a, tt.v)))
		})
	}
}

// TestEmergencyCards writes the card of every red-flag rule for a country, and for readers whose country is unknown.
func TestEmergencyCards(t *testing.T) {
	e := sampleEngine(t, fstest.MapFS{"entries/none.yaml": file("entries: []")})
	rules, err := builtinRules()
	if err != nil {
		t.Fatal(err)
	}
	for _, country := range []string{"US", "GB", ""} {
		var b strings.Builder
		for _, r := range rules.All() {
			if r.Level == triage.None {
				continue
			}
			v, ok := e.Rule(r.ID)
			if !ok {
				t.Fatalf("Rule(%q) is not known", r.ID)
			}
			card := e.Emergency(v, bot.View{Country: country})
			if got := card.Footer[len(card.Footer)-1]; !strings.HasPrefix(got, "Information only, not medical advice.") {
				t.Errorf("the card of %s ends %q, want the short line", r.ID, got)
			}
			fmt.Fprintf(&b, "##### %s\n%s\n", r.ID, cardText(card))
		}
		golden(t, "emergency_"+cmp.Or(country, "unknown"), b.String())
	}
}

// messageKey is a line of messages.yaml that begins a message.
var messageKey = regexp.MustCompile(`(?m)^    ([a-z][a-z.-]*):`)

// TestFixedMessages writes every fixed message, its placeholders filled with words that must not take effect.
func TestFixedMessages(t *testing.T) {
	e := sampleEngine(t, ward())
	data, err := fs.ReadFile(faq.Content(), "messages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	placeholder := regexp.MustCompile(`\{([a-z_]+)\}`)
	vars := map[string]string{}
	for _, m := range placeholder.FindAllStringSubmatch(string(data), -1) {
		vars[m[1]] = "<@1> *" + m[1] + "*"
	}
	delete(vars, "emergency") // the program's own
	var keys []string
	for _, m := range messageKey.FindAllStringSubmatch(string(data), -1) {
		keys = append(keys, m[1])
	}
	slices.Sort(keys)
	var b strings.Builder
	for _, key := range keys {
		card := e.Fixed(key, bot.View{Country: "GB"}, vars)
		if card.Text == "" || placeholder.MatchString(card.Text) {
			t.Errorf("Fixed(%q) = %q, want a text without placeholders", key, card.Text)
		}
		if len(card.Footer) != 1 || !strings.HasPrefix(card.Footer[0], "Information only, not medical advice.") {
			t.Errorf("Fixed(%q) has the footer %q, want the short line", key, card.Footer)
		}
		fmt.Fprintf(&b, "=== %s\n%s\n", key, card.Text)
	}
	golden(t, "messages", b.String())
}

// TestFooters wants the disclaimer and the emergency line under every passage and the short line under all else, whoever
// reads it.
func TestFooters(t *testing.T) {
	e := sampleEngine(t, cardContent())
	questions := []string{"What is baclofen used for?", "What are the side effects?", "hello", "Can I fly with baclofen?", "How much baclofen should I take?",
		"How much warfarin should I take?", "I took too many Soma pills", "What are the side effects of ozempic?"}
	outcomes := map[bot.Outcome]bool{}
	for _, country := range []string{"", "GB", "US", "ZZ", "not a country"} {
		for _, q := range questions {
			a := ask(t, e, bot.Question{Text: q})
			outcomes[a.Outcome] = true
			checkFooter(t, e.Compose(a, bot.View{Country: country}))
		}
		checkFooter(t, e.Fixed("gone", bot.View{Country: country}, nil))
	}
	if len(outcomes) != 5 {
		t.Errorf("the questions came to %v, want all five outcomes", outcomes)
	}
}

const (
	disclaimer    = "This is for information only and does not replace professional medical advice. Ask your doctor or pharmacist about your own situation before you change anything."
	emergencyLine = "In an emergency call "
	shortLine     = "Information only, not medical advice. In an emergency call "
)

// checkFooter reports a card that lacks what must stand under it.
func checkFooter(t testing.TB, c bot.Card) {
	t.Helper()
	if c.Outcome == bot.Answered || c.Below != nil {
		if len(c.Footer) != 2 || c.Footer[0] != disclaimer || !strings.HasPrefix(c.Footer[1], emergencyLine) {
			t.Errorf("a card with the passage %q has the footer %q, want the disclaimer and the emergency line", c.Title, c.Footer)
		}
		return
	}
	if len(c.Footer) == 0 || !strings.HasPrefix(c.Footer[len(c.Footer)-1], shortLine) {
		t.Errorf("a card of %s has the footer %q, want the short line last", c.Outcome, c.Footer)
	}
}

// TestComposeOfOldAnswer writes an answer with the content that serves when it is written.
func TestComposeOfOldAnswer(t *testing.T) {
	live := &fixed{indexOf(t, ward(), sampled())}
	e := engineOn(t, nil, func(o *bot.Options) { o.Live = live })
	answered := ask(t, e, bot.Question{Text: sideQuestion})
	ambiguous := ask(t, e, bot.Question{Text: "What are the side effects?"})

	live.x = indexOf(t, contentOf(medicines, `{id: b-side, questions: ["`+sideQuestion+`"], answer: Corrected., subjects: [baclofen]}`), sampled())
	if card := e.Compose(answered, bot.View{}); card.Text != "Corrected." {
		t.Errorf("Compose after a reload shows %q, want the text that serves now", card.Text)
	}
	if card := e.Compose(ambiguous, bot.View{}); len(card.Choices) != 1 || card.Choices[0].Passage != "b-side" {
		t.Errorf("Compose after a reload offers %v, want what there still is", card.Choices)
	}
	live.x = indexOf(t, fstest.MapFS{"entries/none.yaml": file("entries: []")}, sampled())
	for _, a := range []bot.Answer{answered, ambiguous} {
		card := e.Compose(a, bot.View{})
		if card.Outcome == bot.Answered || len(card.Choices) > 0 || !strings.HasPrefix(card.Text, "This text is not available any more.") {
			t.Errorf("Compose(%s) after a reload without its passages = %+v, want the message that they are gone", decided(a), card)
		}
		checkFooter(t, card)
	}
}

// TestLabels keeps what stands on a button within Discord's limit, cut at a word.
func TestLabels(t *testing.T) {
	long := "What should somebody know who takes baclofen for the first time and has never taken it?"
	e := sampleEngine(t, contentOf(medicines, `
{id: b-long, questions: ["`+long+`"], answer: A lot., subjects: [baclofen]}
{id: b-one, questions: ["Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww?"], answer: A word., subjects: [baclofen]}
`))
	card := e.Compose(ask(t, e, bot.Question{Text: "Can I fly with baclofen?"}), bot.View{})
	if len(card.Choices) != 2 {
		t.Fatalf("the card offers %v, want both entries", card.Choices)
	}
	for _, c := range card.Choices {
		if n := len([]rune(c.Label)); n > 80 || !strings.HasSuffix(c.Label, "…") {
			t.Errorf("the label %q has %d characters, want at most 80 and an ellipsis", c.Label, n)
		}
		if c.Passage == "b-long" && !strings.HasPrefix(long, strings.TrimSuffix(c.Label, "…")+" ") {
			t.Errorf("the label %q is not cut at a word", c.Label)
		}
	}
}

// TestNumbers: a reader of unknown country is offered those that the content has numbers of, and gets them.
func TestNumbers(t *testing.T) {
	e := sampleEngine(t, ward())
	for _, text := range []string{"hello there", "How much warfarin should I take?"} {
		a, err := e.Answer(t.Context(), bot.Question{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Compose(a, bot.View{}).Numbers; !slices.Equal(got, e.Countries()) || len(got) == 0 {
			t.Errorf("%q: the card offers the numbers of %v, want all of %v", text, got, e.Countries())
		}
		if got := e.Compose(a, bot.View{Country: "GB"}).Numbers; len(got) != 0 {
			t.Errorf("%q: the card offers the numbers of %v to a reader whose country is known", text, got)
		}
	}
	if !slices.IsSortedFunc(e.Countries(), func(a, b bot.Choice) int { return cmp.Compare(a.Label, b.Label) }) {
		t.Errorf("Countries = %v, want them by name", e.Countries())
	}
	for _, c := range e.Countries() {
		card, ok := e.Numbers(bot.View{Country: c.Country})
		if text := cardText(card); !ok || !strings.Contains(text, c.Label) || !strings.Contains(text, "Information only") {
			t.Errorf("Numbers(%s) = %v\n%s", c.Country, ok, text)
		}
	}
	if _, ok := e.Numbers(bot.View{Country: "ZZ"}); ok {
		t.Error("Numbers of a country that is unknown")
	}
}
