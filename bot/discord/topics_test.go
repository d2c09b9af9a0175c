package discord

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bwmarrin/discordgo"

	"patientfaq/bot/discordsim"
)

func topicRows() []row {
	browse := func(check func(t *testing.T, w *world, where discordsim.Channel)) [3]cell {
		return [3]cell{
			{run: func(t *testing.T, w *world) { check(t, w, w.channel) }},
			{na: noCommand},
			{run: func(t *testing.T, w *world) { check(t, w, w.DM(w.patient)) }},
		}
	}
	return []row{
		{"/topics", browse(listsTopics)},
		{"button topic", browse(readsByTopic)},
		{"button topics", browse(goesBack)},
	}
}

func listsTopics(t *testing.T, w *world, where discordsim.Channel) {
	msg := w.command(t, w.patient, where, "topics", nil)
	text := readable(msg)
	if menus := menusOf(msg.Components); len(menus) != 1 || len(menus[0].Options) < 2 || !strings.Contains(text, "Information only") {
		t.Errorf("no menu of subjects, or no footer, in\n%s", text)
	}
}

// choose chooses an option of the message's menu by its label.
func (w *world) choose(t *testing.T, msg *discordgo.Message, label string) *discordgo.Message {
	t.Helper()
	for _, m := range menusOf(msg.Components) {
		for _, o := range m.Options {
			if o.Label == label {
				ex, err := w.Select(within(t), w.patient, msg, m.CustomID, o.Value)
				return w.responseOf(t, "choosing "+label, ex, err)
			}
		}
	}
	t.Fatalf("there is no %q in\n%s", label, readable(msg))
	return nil
}

func readsByTopic(t *testing.T, w *world, where discordsim.Channel) {
	shelf := w.choose(t, w.command(t, w.patient, where, "topics", nil), "baclofen")
	if text := readable(shelf); !strings.Contains(text, "about baclofen") {
		t.Errorf("not what there is on baclofen:\n%s", text)
	}
	read := w.choose(t, shelf, "What it is used for")
	if text := readable(read); read.ID == shelf.ID || !strings.Contains(text, "spasticity") || !strings.Contains(text, "does not replace professional medical advice") {
		t.Errorf("not the text in a message of its own:\n%s", text)
	}
}

func goesBack(t *testing.T, w *world, where discordsim.Channel) {
	first := w.command(t, w.patient, where, "topics", nil)
	inside := w.choose(t, first, "baclofen")
	if inside.ID != first.ID {
		t.Error("looking around posts further messages")
	}
	back := w.press(t, w.patient, inside, actionTopics)
	if got, want := readable(back), readable(first); got != want {
		t.Errorf("back again there is\n%s, want\n%s", got, want)
	}
}

// TestTopicsPages goes through more subjects, and more texts on one concept, than a menu holds.
func TestTopicsPages(t *testing.T) {
	var subjects, entries strings.Builder
	subjects.WriteString("subjects:\n")
	entries.WriteString("entries:\n")
	for i := range 60 {
		fmt.Fprintf(&subjects, "- {id: medicine-%02d, kind: medicine, names: [Medicine%02d]}\n", i, i)
		fmt.Fprintf(&entries, "- {id: e-%02d, questions: [\"How do I store Medicine%02d?\"], answer: Keep it dry., subjects: [medicine-%02d], concepts: [storage], sources: [{title: L}], author: A, review: {status: sample}}\n", i, i, i)
		fmt.Fprintf(&entries, "- {id: s-%02d, questions: [\"Where shall box %02d of Medicine00 be kept?\"], answer: In place %d., subjects: [medicine-00], concepts: [storage], sources: [{title: L}], author: A, review: {status: sample}}\n", i, i, i)
	}
	live, err := openLive(fstest.MapFS{
		"subjects.yaml": {Data: []byte(subjects.String())}, "entries/e.yaml": {Data: []byte(entries.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	r := newRigOn(t, live, Options{})
	req := r.baseRequest("")
	seen := map[string]bool{}
	walk := func(s shelf, want int) reply {
		n := 0
		var last reply
		for ; n < 10; n++ {
			last = r.browse(req, s)
			m := r.render(req, last)
			checkParts(t, m)
			menus := menusOf(m.components)
			if len(menus) != 1 || len(menus[0].Options) > maxOptions {
				t.Fatalf("page %d of %+v: %s", n, s, written(m.content, m.embeds, m.components))
			}
			for _, o := range menus[0].Options {
				seen[o.Label] = true
			}
			next := s
			for _, a := range last.actions {
				if to := shelfOf(a.id); to.subject == s.subject && to.concept == s.concept && to.page == s.page+1 {
					next = to
				}
			}
			if next == s {
				break
			}
			s = next
		}
		if n+1 != want {
			t.Errorf("%d pages from %+v, want %d", n+1, s, want)
		}
		return last
	}
	walk(shelf{}, 3)
	first, _ := r.content(req, shelf{})
	inside := shelf{subject: first.items[0].value}
	walk(inside, 1)
	concepts, _ := r.content(req, inside)
	inside.concept = concepts.items[0].value
	walk(inside, 3)
	if len(seen) != 60+1+61 {
		t.Errorf("%d labels are shown, want all of them", len(seen))
	}
	if got := r.browse(req, shelf{page: 99}); !strings.Contains(got.menus[0].placeholder, "page 3 of 3") {
		t.Errorf("beyond the last page: %s", got.menus[0].placeholder)
	}
	for _, gone := range []shelf{{subject: "no such"}, {subject: inside.subject, concept: "no such"}} {
		if got := r.browse(req, gone); got.reason != "gone" {
			t.Errorf("browse(%+v) = %+v, want that it is gone", gone, got)
		}
	}
}

// TestNothingToRead: with nothing that may be shown /topics says so.
func TestNothingToRead(t *testing.T) {
	live, err := openLive(fstest.MapFS{"entries/none.yaml": {Data: []byte("entries: []")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	r := newRigOn(t, live, Options{})
	if got := r.browse(r.baseRequest(""), shelf{}); got.reason != "topics-none" {
		t.Errorf("browse without content = %+v", got)
	}
}

func TestShelfCustomID(t *testing.T) {
	for _, s := range []shelf{{}, {page: 2}, {subject: "0123456789ab"}, {"0123456789ab", "ba9876543210", 0}, {"0123456789ab", "", 12}} {
		id, ok := parseCustomID(s.customID(actionTopics, "pt-BR").String())
		if got := shelfOf(id); !ok || got != s {
			t.Errorf("shelfOf(%v) = %+v, want %+v", id, got, s)
		}
	}
}
