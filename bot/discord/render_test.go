package discord

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/triage"
	"patientfaq/faq"
)

// TestEveryCardFits renders the card of every red flag for every country and every passage that may be served, in both
// forms: nothing falls back to the error message.
func TestEveryCardFits(t *testing.T) {
	live, err := openLive(faq.Content())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	for _, textOnly := range []bool{false, true} {
		r := newRigOn(t, live, Options{TextOnly: textOnly})
		req := r.baseRequest("")
		x, release := r.live.Acquire()
		defer release()
		rules, err := triage.Default()
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range rules.All() {
			v, ok := r.engine.Rule(rule.ID)
			if !ok {
				continue
			}
			countries := []string{""}
			for _, c := range x.Corpus().Contacts() {
				countries = append(countries, c.Country)
			}
			for _, country := range countries {
				req.view.Country = country
				m := r.render(req, r.emergency(req, v))
				checkParts(t, m)
				if len(m.embeds) > 0 {
					t.Errorf("the card of %s for %q is not all text", rule.ID, country)
				}
				if buttons := buttonsOf(m.components); country == "" && len(buttons) != len(countries)-1 {
					t.Errorf("the card of %s has %d country buttons, want %d", rule.ID, len(buttons), len(countries)-1)
				}
			}
		}
		for p := range x.Corpus().Passages() {
			a, err := r.engine.Pick(t.Context(), p.ID, bot.Question{})
			if err != nil {
				t.Fatal(err)
			}
			if a.Outcome != bot.Answered {
				continue
			}
			m := r.render(req, r.composed(req, a))
			checkParts(t, m)
			if textOnly && len(m.embeds) > 0 {
				t.Errorf("%s is not all text", p.ID)
			}
			if all := written(m.content, m.embeds, nil); !strings.Contains(all, p.Text) {
				t.Errorf("%s is not served verbatim:\n%s", p.ID, all)
			}
		}
		if log := r.logged.String(); strings.Contains(log, "too long") {
			t.Error(log)
		}
	}
}

// TestRedFlagChoicesFit: the number to call is never cut off the first choice.
func TestRedFlagChoicesFit(t *testing.T) {
	live, err := testLive()
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, Options{})
	x, release := live.Acquire()
	defer release()
	countries := []string{""}
	for _, c := range x.Corpus().Contacts() {
		countries = append(countries, c.Country)
	}
	for _, level := range []triage.Level{triage.Urgent, triage.Emergency} {
		for _, country := range countries {
			label := r.engine.Fixed("autocomplete."+level.String(), bot.View{Country: country}, nil).Text
			if label == "" || clip(label, maxChoice) != label {
				t.Errorf("the choice for %s in %q does not fit: %q", level, country, label)
			}
		}
	}
}

// TestTooLong checks the fixed message that stands in for what cannot be shown whole.
func TestTooLong(t *testing.T) {
	r := newRig(t, Options{})
	req := r.baseRequest("")
	long := bot.Card{Outcome: bot.Answered, Text: strings.Repeat("a", maxDescription+1), Footer: []string{"footer"}}
	m := r.render(req, reply{card: long, passage: "some-passage"})
	checkParts(t, m)
	if text := written(m.content, m.embeds, nil); strings.Contains(text, "aaa") || !strings.Contains(text, req.ref) {
		t.Errorf("not the fixed message:\n%s", text)
	}
	if log := r.logged.String(); !strings.Contains(log, "reply too long") || !strings.Contains(log, "some-passage") {
		t.Errorf("nobody is told: %s", log)
	}
	long.Text = strings.Repeat("a", maxContent)
	req.textOnly = true
	if m := r.render(req, reply{card: long}); len(m.embeds) != 1 || !strings.Contains(m.embeds[0].Description, long.Text) {
		t.Errorf("what is too long for text is not shown in an embed: %+v", m)
	}
}

func TestRows(t *testing.T) {
	r := newRig(t, Options{})
	req := r.baseRequest("")
	var many []bot.Choice
	for i := range 30 {
		many = append(many, bot.Choice{Label: strings.Repeat("long ", 30), Passage: fmt.Sprint("p", i)})
	}
	many = append(many, many[0], bot.Choice{Passage: "without a label"})
	tests := []struct {
		name    string
		rep     reply
		buttons []int // in each row
	}{
		{"none", reply{}, nil},
		{"one", reply{card: bot.Card{Choices: many[:1]}}, []int{1}},
		{"the same twice", reply{card: bot.Card{Choices: []bot.Choice{many[0], many[0]}}}, []int{1}},
		{"more than a row", reply{card: bot.Card{Choices: many[:7]}}, []int{5, 2}},
		{"more than Discord takes", reply{card: bot.Card{Choices: many}}, []int{5, 5, 5, 5, 5}},
		{
			"actions come last", reply{card: bot.Card{Choices: many}, actions: []button{{label: "x", id: customID{action: actionNot, locale: "en", key: "k"}}}},
			[]int{5, 5, 5, 5, 1},
		},
		{
			"a menu comes first", reply{card: bot.Card{Choices: many}, menus: []menu{
				{id: customID{action: "m", locale: "en"}, options: []menuOption{{label: "l", value: "v"}}}, {id: customID{action: "without options", locale: "en"}},
			}},
			[]int{0, 5, 5, 5, 5},
		},
		{"too long an ID", reply{actions: []button{{label: "x", id: customID{action: actionNot, locale: "en", key: strings.Repeat("k", 100)}}}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []int
			for _, row := range r.rows(req, tt.rep) {
				got = append(got, len(buttonsOf([]discordgo.MessageComponent{row})))
			}
			if !slices.Equal(got, tt.buttons) {
				t.Errorf("rows of %v buttons, want %v", got, tt.buttons)
			}
		})
	}
}

var mentions = regexp.MustCompile(`@everyone|@here|<@[!&]?\d+>|<#\d+>`)

// FuzzRender lays out cards of any content: never over a limit, never mentioning anyone, the footer always last.
func FuzzRender(f *testing.F) {
	f.Add(uint8(1), "lead", "title", "text", "line\nline", 3, false)
	f.Add(uint8(0), "@everyone", "<@123>", "<#5> https://a.test", "@here", 30, true)
	f.Add(uint8(4), strings.Repeat("a", 1500), "b", strings.Repeat("c", 1500), "d", 25, false)
	r := newRig(f, Options{})
	f.Fuzz(func(t *testing.T, kind uint8, lead, title, text, more string, n int, textOnly bool) {
		outcome := bot.Outcome(kind % 5)
		n = max(0, min(n, 40))
		card := bot.Card{
			Outcome: outcome, Lead: []string{lead}, Title: title, Text: text, Contacts: []string{more}, Prompt: more,
			Footer: []string{"The footer, last."},
		}
		if kind >= 128 {
			card.Below = &bot.Card{Lead: []string{lead}, Title: title, Text: text}
		}
		for i := range n {
			card.Choices = append(card.Choices, bot.Choice{Label: title, Passage: fmt.Sprint(more, i)})
			card.Sources = append(card.Sources, faq.Source{Title: title, URL: "https://a.test/" + fmt.Sprint(i)})
		}
		req := r.baseRequest("")
		req.textOnly = textOnly
		m := r.render(req, reply{card: card, hint: more})
		checkParts(t, m)
		checkFooter(t, m)
		checkMentions(t, m, outcome == bot.Answered || card.Below != nil)
	})
}

func checkFooter(t *testing.T, m message) {
	t.Helper()
	last := m.content
	if len(m.embeds) > 0 {
		last = m.embeds[len(m.embeds)-1].Footer.Text
	}
	if !strings.HasSuffix(last, "The footer, last.") && !strings.Contains(last, "Information only") {
		t.Errorf("the footer is not last in %q", last)
	}
}

// checkMentions checks that nobody is notified, and that what is not reviewed text does not even look like it.
func checkMentions(t *testing.T, m message, verbatim bool) {
	t.Helper()
	for _, body := range []any{send(m, nil), nonced{send(m, &discordgo.Message{ID: "1"}), "1", true}} {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), `"allowed_mentions":{"parse":[],"replied_user":false}`) {
			t.Errorf("mentions are not forbidden in %s", data)
		}
	}
	if all := written(m.content, m.embeds, nil); !verbatim && mentions.MatchString(all) {
		t.Errorf("a mention in %q", all)
	}
}

// TestEveryFixedMessageFitsAsText: nothing that the bot says of its own needs embeds, which people can switch off.
func TestEveryFixedMessageFitsAsText(t *testing.T) {
	r := newRig(t, Options{TextOnly: true})
	data, err := fs.ReadFile(faq.Content(), "messages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^    ([a-z][a-z.-]*):`).FindAllSubmatch(data, -1) {
		key := string(m[1])
		req := r.baseRequest("")
		if m := r.render(req, r.fixed(req, key, nil)); len(m.embeds) > 0 || !m.fits() {
			t.Errorf("the message %s is too long to be all text", key)
		}
	}
}
