package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot"
	"patientfaq/bot/discordsim"
)

const (
	followUpQuestion = "and the side effects?"
	carriedLine      = "Taken to be about baclofen, from your last question."
)

// talk is a world with a clock that the dialogue and the cooldown go by.
type talk struct {
	*world
	clock *discordsim.Clock
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	clock := discordsim.NewClock(time.Now())
	return &talk{newWorld(t, Options{Country: "GB", Now: clock.Now}), clock}
}

// carries tells whether a reply says that it is about the medicine of before, and checks that it is if so.
func carries(t *testing.T, m *discordgo.Message) bool {
	t.Helper()
	text := readable(m)
	said := strings.Contains(text, carriedLine)
	if about := strings.Contains(text, "Common side effects of baclofen"); about != said {
		t.Errorf("the reply is about baclofen: %t, and says that it was taken so: %t\n%s", about, said, text)
	}
	return said
}

// TestDialogue plays follow-ups with the real client: everywhere a person can ask, and the ways in which the medicine of
// before is let go.
func TestDialogue(t *testing.T) {
	t.Parallel()
	w := newTalk(t)
	for _, p := range places {
		tests := []struct {
			name    string
			between func(t *testing.T, w *talk) *world // what happens after the first question; who asks on
			want    bool
		}{
			{"at once", func(_ *testing.T, w *talk) *world { return w.world }, true},
			{"within ten minutes", func(_ *testing.T, w *talk) *world { w.clock.Advance(10*time.Minute - 1); return w.world }, true},
			{"after ten minutes", func(_ *testing.T, w *talk) *world { w.clock.Advance(10 * time.Minute); return w.world }, false},
			{"after an unknown medicine", func(t *testing.T, w *talk) *world { p.ask(t, w.world, abstainedQuestion); return w.world }, false},
			{"after a red flag", func(t *testing.T, w *talk) *world { p.ask(t, w.world, emergencyQuestion); return w.world }, true},
			{"by another person", func(_ *testing.T, w *talk) *world {
				other := *w.world
				other.patient = w.AddUser("kim", w.guild)
				return &other
			}, false},
			{"in another channel", func(_ *testing.T, w *talk) *world {
				other := *w.world
				other.channel = w.AddChannel(w.guild, "general")
				return &other
			}, p.name == "DM"}, // there is but one
			{"forgotten", func(_ *testing.T, w *talk) *world { w.dialogue.Forget(w.patient.ID); return w.world }, false},
		}
		for _, tt := range tests {
			t.Run(p.name+" "+tt.name, func(t *testing.T) {
				w := &talk{w.fork(), w.clock}
				p.ask(t, w.world, answeredQuestion)
				if got := carries(t, p.ask(t, tt.between(t, w), followUpQuestion)); got != tt.want {
					t.Errorf("%q is taken to be about baclofen: %t, want %t", followUpQuestion, got, tt.want)
				}
			})
		}
	}
	checkLog(t, w.logged.String())
}

// TestDialogueByButton makes the medicine of a pressed choice the subject, of whoever pressed it.
func TestDialogueByButton(t *testing.T) {
	t.Parallel()
	w := newTalk(t)
	command, mention := places[0], places[1]
	pressed := w.press(t, w.patient, command.ask(t, w.world, ambiguousQuestion), actionPick)
	about := "carisoprodol"
	if strings.Contains(readable(pressed), "baclofen") {
		about = "baclofen"
	}
	if got, want := readable(command.ask(t, w.world, "can I stop suddenly?")), "Taken to be about "+about; !strings.Contains(got, want) {
		t.Errorf("after a choice was pressed:\n%s\nwant %q in it", got, want)
	}
	kim := w.fork()
	public := mention.ask(t, kim, answeredQuestion)
	reader := *kim
	reader.patient = w.AddUser("lee", w.guild)
	w.press(t, reader.patient, public, actionPick) // what to read next
	if got := readable(mention.ask(t, &reader, followUpQuestion)); strings.Contains(got, "Taken to be about") {
		t.Errorf("what was pressed alone leads a reply that everybody reads:\n%s", got)
	}
	if !carries(t, command.ask(t, &reader, followUpQuestion)) {
		t.Error("what was pressed does not lead what is asked alone")
	}
	if !carries(t, mention.ask(t, kim, followUpQuestion)) {
		t.Error("another person's press changed whose subject it was not")
	}
}

// TestDialogueKeepsPrivate never lets a reply in public tell what somebody asked alone; what was asked in public leads on.
func TestDialogueKeepsPrivate(t *testing.T) {
	t.Parallel()
	w := newTalk(t)
	command, mention := places[0], places[1]
	command.ask(t, w.world, answeredQuestion)
	if carries(t, mention.ask(t, w.world, followUpQuestion)) {
		t.Error("a public reply tells what was asked alone")
	}
	open := w.fork()
	mention.ask(t, open, answeredQuestion)
	if !carries(t, command.ask(t, open, followUpQuestion)) {
		t.Error("what was asked in public does not lead what is asked alone")
	}
}

// TestSuggestionPicked follows a suggestion that was taken, as it does a question that was written.
func TestSuggestionPicked(t *testing.T) {
	t.Parallel()
	w := newTalk(t)
	places[0].ask(t, w.world, passageMark+bot.KeyOf("baclofen-uses"))
	if !carries(t, places[0].ask(t, w.world, followUpQuestion)) {
		t.Error("the medicine of a suggestion is not carried over")
	}
}
