package discord

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"patientfaq/faq"
	"patientfaq/search"
)

// TestCommandsInEnglish: the built-in messages say what is registered, so that a translator sees what there is to translate.
func TestCommandsInEnglish(t *testing.T) {
	r := newRig(t, Options{})
	x, release := r.live.Acquire()
	defer release()
	texts := map[string]string{}
	for _, c := range patientCommands() {
		key := "command." + commandKey(c.def)
		texts[key+".name"], texts[key+".about"] = c.def.Name, c.def.Description
		for _, o := range c.def.Options {
			texts[key+"."+o.Name+".name"], texts[key+"."+o.Name+".about"] = o.Name, o.Description
		}
	}
	for key, want := range texts {
		if got := x.Corpus().Translation("en", key); got != want {
			t.Errorf("message %s = %q, want what is registered, %q", key, got, want)
		}
	}
	data, err := fs.ReadFile(faq.Content(), "messages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		if strings.HasPrefix(key, "command.") && texts[key] == "" {
			t.Errorf("message %s names nothing that is registered", key)
		}
	}
}

// german is content whose fixed messages are in German too, some of them not as Discord wants them.
func german(t *testing.T, texts string) *search.Live {
	t.Helper()
	messages := "messages:\n  de:\n" + texts
	live, err := search.OpenLive(t.Context(), search.LiveOptions{
		Content: fstest.MapFS{"entries/none.yaml": {Data: []byte("entries: []")}, "messages.yaml": {Data: []byte(messages)}},
		Load:    faq.Options{AllowUnreviewed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(live.Close)
	return live
}

func TestLocalised(t *testing.T) {
	live := german(t, `
    command.ask.name: frage
    command.ask.about: Frage nach einem Arzneimittel
    command.ask.question.name: text
    command.ask.question.about: Deine Frage
    command.topics.name: help
    command.help.name: Hilfe bitte
    command.privacy.name: frage
    command.forget-me.about: `+strings.Repeat("x", maxAbout+1)+`
    command.answer-from-the-faq.name: Antwort aus der FAQ
`)
	r := newRigOn(t, live, Options{})
	got := map[string]string{}
	for _, d := range r.localised(definitions(commandTable(), false)) {
		for key, texts := range map[string]*map[discordgo.Locale]string{"name": d.NameLocalizations, "about": d.DescriptionLocalizations} {
			for l, text := range deref(texts) {
				got[d.Name+" "+key+" "+string(l)] = text
			}
		}
		for _, o := range d.Options {
			for l, text := range o.NameLocalizations {
				got[d.Name+" "+o.Name+" name "+string(l)] = text
			}
			for l, text := range o.DescriptionLocalizations {
				got[d.Name+" "+o.Name+" about "+string(l)] = text
			}
		}
	}
	want := map[string]string{
		"ask name de": "frage", "ask about de": "Frage nach einem Arzneimittel", "ask question name de": "text",
		"ask question about de": "Deine Frage", "Answer from the FAQ name de": "Antwort aus der FAQ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("localised (-want +got):\n%s", diff)
	}
	if n := strings.Count(r.logged.String(), "command not localised"); n != 4 {
		t.Errorf("%d texts are told to be left out, want 4:\n%s", n, r.logged)
	}
	if commandTable()[0].def.NameLocalizations != nil {
		t.Error("the table of commands was changed")
	}
}

func deref(texts *map[discordgo.Locale]string) map[discordgo.Locale]string {
	if texts == nil {
		return nil
	}
	return *texts
}

// TestRegisteredInTwoLanguages: a new language is registered, and only once.
func TestRegisteredInTwoLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	live := german(t, "    command.ask.about: Frage nach einem Arzneimittel\n")
	puts := func() int {
		n := 0
		for _, r := range w.Requests() {
			if r.Method == "PUT" && strings.HasSuffix(r.Path, "/commands") {
				n++
			}
		}
		return n
	}
	before := puts()
	for i := range 2 {
		again := *w
		again.rig = newRigOn(t, live, w.o)
		again.run(t)
		again.logged.wait(t, "commands registered", 2)
		if got := puts() - before; got != 1 {
			t.Errorf("after start %d with another language: %d overwrites, want 1", i+1, got)
		}
	}
	for _, c := range w.Commands("") {
		if c.Name == "ask" && deref(c.DescriptionLocalizations)[discordgo.German] != "Frage nach einem Arzneimittel" {
			t.Errorf("/ask is registered as %+v", c)
		}
	}
}
