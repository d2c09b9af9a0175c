package discord

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
	"patientfaq/bot/store"
	"patientfaq/bot/triage"
)

// place is where and how a person turns to the bot.
type place struct {
	name string
	// ask asks a question and returns the reply.
	ask func(t *testing.T, w *world, question string) *discordgo.Message
	// where commands are called; nil for mentions, which have none.
	channel func(w *world) discordsim.Channel
	country string // whose numbers are shown
}

var places = []place{
	{
		"guild",
		func(t *testing.T, w *world, question string) *discordgo.Message {
			return w.command(t, w.patient, w.channel, "ask", map[string]any{"question": question})
		},
		func(w *world) discordsim.Channel { return w.channel }, "United Kingdom",
	},
	{
		"mention",
		func(t *testing.T, w *world, question string) *discordgo.Message {
			return w.say(t, w.patient, w.channel, w.Server.Bot().Mention()+" "+question)
		},
		nil, "United Kingdom",
	},
	{
		"DM",
		func(t *testing.T, w *world, question string) *discordgo.Message {
			return w.say(t, w.patient, w.DM(w.patient), question)
		},
		func(w *world) discordsim.Channel { return w.DM(w.patient) }, "",
	},
}

// cell is one row at one place: a test, or why there is none.
type cell struct {
	run func(t *testing.T, w *world)
	na  string
}

// Questions that lead to each outcome.
const (
	answeredQuestion  = "What is baclofen used for?"
	ambiguousQuestion = "side effects"
	refusedQuestion   = "how much baclofen should I take"
	abstainedQuestion = "can I take ozempic"
	urgentQuestion    = "I ran out of baclofen two days ago"
)

// TestMatrix tries each command, button, form and outcome in a guild, by mention and in a direct message, prints the table and
// fails on a hole in it.
func TestMatrix(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(outcomeRows(), commandRows(), buttonRows(), panelRows(), topicRows(), messageRows(), helpedRows(), shareRows(), forgetRows(), settingsRows())
	w := newWorld(t, Options{Country: "GB", Store: openStore(t)})
	table := []string{fmt.Sprintf("%-28s | %-34s | %-34s | %s", "", places[0].name, places[1].name, places[2].name)}
	for _, row := range rows {
		shown := []string{fmt.Sprintf("%-28s", row.name)}
		for i, p := range places {
			shown = append(shown, fmt.Sprintf("%-34s", row.cells[i].try(t, w, row.name+" by "+p.name)))
		}
		table = append(table, strings.Join(shown, " | "))
	}
	t.Logf("\n%s", strings.Join(table, "\n"))
	for _, want := range wantedRows() {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.name == want }) {
			t.Errorf("the matrix has no row %q", want)
		}
	}
}

// try runs a cell and returns what the table shows of it.
func (c cell) try(t *testing.T, w *world, name string) string {
	t.Helper()
	switch {
	case c.run != nil:
		if t.Run(name, func(t *testing.T) { c.run(t, w.fork()) }) {
			return "ok"
		}
		return "FAIL"
	case c.na == "":
		t.Errorf("%s is neither tested nor explained", name)
	}
	return "n/a: " + c.na
}

// wantedRows are the rows that must be there: whatever is added to the bot must be added to the matrix.
func wantedRows() []string {
	var want []string
	for _, c := range commandTable() {
		for sub, u := range c.uses {
			name := strings.TrimSpace("/" + c.def.Name + " " + sub)
			if c.def.Type == discordgo.MessageApplicationCommand {
				name = c.def.Name
			}
			want = append(want, name)
			if u.complete != nil {
				want = append(want, name+" autocompletion")
			}
		}
	}
	for a := range componentTable() {
		want = append(want, "button "+string(a))
	}
	for a := range modalTable() {
		want = append(want, "form "+string(a))
	}
	for _, o := range []bot.Outcome{bot.Abstained, bot.Answered, bot.Ambiguous, bot.Refused} {
		want = append(want, o.String())
	}
	for _, l := range []triage.Level{triage.Urgent, triage.Emergency} {
		want = append(want, bot.Escalated.String()+" "+l.String())
	}
	return want
}

type row struct {
	name  string
	cells [3]cell // by place
}

// outcomeRow asks a question everywhere and checks the reply.
func outcomeRow(name, question string, check func(t *testing.T, w *world, text string)) row {
	r := row{name: name}
	for i, p := range places {
		r.cells[i].run = func(t *testing.T, w *world) {
			msg := p.ask(t, w, question)
			text := readable(msg)
			check(t, w, text)
			w.checkPublic(t, p, msg, text, name)
			if strings.Contains(name, "escalated") && !strings.Contains(msg.Content, "Information only") {
				t.Errorf("the card's last line is not in the content:\n%s", text)
			}
		}
	}
	return r
}

// checkPublic checks that a reply to a mention answers the message, notifies nobody, and says how to ask alone; and that
// nothing else says so.
func (w *world) checkPublic(t *testing.T, p place, msg *discordgo.Message, text, outcome string) {
	t.Helper()
	hint := w.engine.Fixed("public-hint", bot.View{}, nil).Text
	want := p.name == "mention" && !strings.Contains(outcome, "escalated")
	if got := strings.Contains(text, plain(hint)); got != want {
		t.Errorf("line on /ask = %v, want %v in\n%s", got, want, text)
	}
	if strings.Contains(text, "[helped]") && p.name == "mention" || strings.Contains(text, "[share]") && p.name != "guild" {
		t.Errorf("buttons that do not belong on a reply to a %s:\n%s", p.name, text)
	}
	if len(msg.Mentions)+len(msg.MentionRoles) > 0 || msg.MentionEveryone {
		t.Errorf("the reply notifies %v", msg.Mentions)
	}
	if others := w.Messages(w.channel, w.mod); p.name == "guild" && len(others) > 0 {
		t.Errorf("others see %d messages, want none", len(others))
	}
}

func outcomeRows() []row {
	contains := func(words ...string) func(*testing.T, *world, string) {
		return func(t *testing.T, _ *world, text string) {
			t.Helper()
			for _, word := range words {
				if !strings.Contains(text, word) {
					t.Errorf("%q is not in\n%s", word, text)
				}
			}
		}
	}
	return []row{
		outcomeRow("answered", answeredQuestion, contains("Sample text", "spasticity", "does not replace professional medical advice", "Source:", "[wrong]")),
		outcomeRow("ambiguous", ambiguousQuestion, contains("[pick]", "Information only")),
		outcomeRow("refused", refusedQuestion, contains("prescribed", "Sample text", "does not replace professional medical advice")),
		outcomeRow("abstained", abstainedQuestion, contains("nothing reviewed", "Information only")),
		outcomeRow("escalated urgent", urgentQuestion, contains("Information only")),
		outcomeRow("escalated emergency", emergencyQuestion, func(t *testing.T, _ *world, text string) {
			contains("Information only")(t, nil, text)
			if !strings.Contains(text, "999") {
				t.Errorf("no number to call in\n%s", text)
			}
		}),
	}
}

const noCommand = "a mention is no command"

func commandRows() []row {
	everywhere := func(name string, opts map[string]any, want string) row {
		run := func(p place) func(t *testing.T, w *world) {
			return func(t *testing.T, w *world) {
				text := readable(w.command(t, w.patient, p.channel(w), strings.TrimPrefix(name, "/"), opts))
				if !strings.Contains(text, want) || !strings.Contains(text, "medical advice") {
					t.Errorf("%s: %q or the footer is not in\n%s", name, want, text)
				}
			}
		}
		return row{name, [3]cell{{run: run(places[0])}, {na: noCommand}, {run: run(places[2])}}}
	}
	completion := row{"/ask autocompletion", [3]cell{{run: completes(places[0])}, {na: noCommand}, {run: completes(places[2])}}}
	return []row{
		everywhere("/ask", map[string]any{"question": answeredQuestion}, "spasticity"),
		everywhere("/help", nil, "/ask"),
		everywhere("/privacy", nil, "not stored"),
		completion,
		{"/reindex", [3]cell{{run: reindexes}, {na: noCommand}, {run: notOffered("reindex", nil)}}},
		{"/status", [3]cell{{run: showsStatus}, {na: noCommand}, {run: notOffered("status", nil)}}},
		{"/faq withdraw", [3]cell{{run: withdraws}, {na: noCommand}, {run: notOffered("faq withdraw", map[string]any{"id": "baclofen-uses", "reason": "x"})}}},
		{"/faq withdraw autocompletion", [3]cell{{run: completesIDs}, {na: noCommand}, {na: "the command is not offered there"}}},
	}
}

// notOffered checks that Discord does not offer a command in direct messages.
func notOffered(name string, opts map[string]any) func(t *testing.T, w *world) {
	return func(t *testing.T, w *world) {
		if _, err := w.Command(within(t), w.boss, w.DM(w.boss), name, opts); !errors.Is(err, discordsim.ErrNotOffered) {
			t.Errorf("/%s in direct messages: %v, want %v", name, err, discordsim.ErrNotOffered)
		}
	}
}

// completes picks the first suggestion, as a person does, and a red flag's way to its card.
func completes(p place) func(t *testing.T, w *world) {
	return func(t *testing.T, w *world) {
		for typed, want := range map[string]string{"used for": "spasticity", emergencyQuestion: "Information only"} {
			choices, err := w.Autocomplete(within(t), w.patient, p.channel(w), "ask", "question", typed, nil)
			if err != nil || len(choices) == 0 {
				t.Fatalf("typing %q: %v, %v", typed, choices, err)
			}
			text := readable(w.command(t, w.patient, p.channel(w), "ask", map[string]any{"question": choices[0].Value}))
			if !strings.Contains(text, want) {
				t.Errorf("choosing %q: %q is not in\n%s", choices[0].Name, want, text)
			}
		}
		choices, err := w.Autocomplete(within(t), w.patient, p.channel(w), "ask", "question", "xyzzy", nil)
		if err != nil || len(choices) != 0 {
			t.Errorf("typing nonsense: %v, %v, want no choices", choices, err)
		}
	}
}

func reindexes(t *testing.T, w *world) {
	msg := w.command(t, w.boss, w.channel, "reindex", map[string]any{"force": true})
	if text := readable(msg); !strings.Contains(text, "Reindexed") {
		t.Errorf("no result in\n%s", text)
	}
	if _, err := w.Command(within(t), w.mod, w.channel, "reindex", nil); !errors.Is(err, discordsim.ErrNotOffered) {
		t.Errorf("a moderator is offered /reindex: %v", err)
	}
	ex, err := w.ForceCommand(within(t), w.patient, w.channel, "reindex", nil)
	text := readable(w.responseOf(t, "/reindex by a patient", ex, err))
	if !strings.Contains(text, w.engine.Fixed("not-allowed", bot.View{}, nil).Text) {
		t.Errorf("a patient whom Discord let through gets\n%s", text)
	}
	if _, err := w.Command(within(t), w.boss, w.other, "reindex", nil); !errors.Is(err, discordsim.ErrNotOffered) {
		t.Errorf("/reindex exists in another guild: %v", err)
	}
}

// withdraws withdraws an answer and finds it gone for everybody at once, also behind a button that is there already.
func withdraws(t *testing.T, _ *world) {
	w := newWorld(t, Options{Country: "GB"}) // the others still need the answer
	before := places[1].ask(t, w, answeredQuestion)
	choices, err := w.Autocomplete(within(t), w.patient, w.channel, "ask", "question", "used for", nil)
	if err != nil {
		t.Fatal(err)
	}
	opts := map[string]any{"id": "baclofen-uses", "reason": "the source has changed"}
	if text := readable(w.command(t, w.mod, w.channel, "faq withdraw", opts)); !strings.Contains(text, "is withdrawn") {
		t.Errorf("no result in\n%s", text)
	}
	for _, p := range places {
		if text := readable(p.ask(t, w, answeredQuestion)); strings.Contains(text, "muscles that stay tight") {
			t.Errorf("%s: still shown after it was withdrawn:\n%s", p.name, text)
		}
	}
	text := readable(w.command(t, w.patient, w.channel, "ask", map[string]any{"question": choices[0].Value}))
	if !strings.Contains(text, w.engine.Fixed("gone", bot.View{}, nil).Text) {
		t.Errorf("a choice of before still shows\n%s", text)
	}
	if text := readable(w.press(t, w.patient, before, actionNot)); strings.Contains(text, "[not]") {
		t.Errorf("a button of before still shows\n%s", text)
	}
	if all := w.o.Stops.All(); len(all) != 1 || all[0].By != w.mod.ID {
		t.Errorf("the stop list holds %v, want the moderator's one stop", all)
	}
}

func completesIDs(t *testing.T, w *world) {
	choices, err := w.Autocomplete(within(t), w.mod, w.channel, "faq withdraw", "id", "baclofen-us", nil)
	if err != nil || len(choices) != 1 || choices[0].Value != "baclofen-uses" {
		t.Errorf("choices = %v, %v, want baclofen-uses", choices, err)
	}
}

func buttonRows() []row {
	pressRow := func(a action, question string, who func(w *world) discordsim.User, check func(t *testing.T, w *world, text string)) row {
		r := row{name: "button " + string(a)}
		for i, p := range places {
			r.cells[i].run = func(t *testing.T, w *world) {
				msg := p.ask(t, w, question)
				check(t, w, readable(w.press(t, who(w), msg, a)))
			}
		}
		return r
	}
	patient := func(w *world) discordsim.User { return w.patient }
	numbers := pressRow(actionNumbers, emergencyQuestion, patient, func(t *testing.T, w *world, text string) {
		if strings.Contains(text, "[num:") || !strings.Contains(text, "Information only") {
			t.Errorf("not the card with a country's numbers:\n%s", text)
		}
	})
	for i, run := range []func(*testing.T, *world){numbers.cells[0].run, numbers.cells[1].run} {
		numbers.cells[i].run = func(t *testing.T, _ *world) { run(t, newWorld(t, Options{})) } // country unset
	}
	not := pressRow(actionNot, answeredQuestion, patient, func(t *testing.T, _ *world, text string) {
		if !strings.Contains(text, "Try again") {
			t.Errorf("not how to ask again:\n%s", text)
		}
	})
	not.cells[0], not.cells[2] = cell{na: "asked whether it helped instead"}, cell{na: "asked whether it helped instead"}
	return []row{
		not,
		pressRow(actionPick, ambiguousQuestion, patient, func(t *testing.T, _ *world, text string) {
			if !strings.Contains(text, "side effects") || !strings.Contains(text, "[wrong]") {
				t.Errorf("not an answer:\n%s", text)
			}
		}),
		pressRow(actionWrong, answeredQuestion, patient, func(t *testing.T, w *world, text string) {
			if !strings.Contains(text, "Thank you") {
				t.Errorf("no thanks:\n%s", text)
			}
			told, err := w.WaitMessage(within(t), w.staff, func(m *discordgo.Message) bool { return true })
			if err != nil {
				t.Fatal(err)
			}
			if text := readable(told); !strings.Contains(text, "baclofen-uses") || strings.Contains(text, w.patient.ID) || strings.Contains(text, answeredQuestion) {
				t.Errorf("staff read\n%s", text)
			}
			w.wantCount(t, store.Wrong)
		}),
		numbers,
	}
}
