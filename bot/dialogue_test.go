package bot_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/faq"
)

// pat is who asks in most tests.
var pat = bot.Speaker{User: "user-pat", Channel: "channel-help"}

// say asks in a dialogue, as every face does.
func say(t testing.TB, e *bot.Engine, d *bot.Dialogue, s bot.Speaker, text string) bot.Answer {
	t.Helper()
	a := ask(t, e, bot.Question{Text: text, Subjects: d.Recall(s)})
	d.Follow(s, a)
	return a
}

// TestDialogueFollow says what a conversation is about after each of its questions.
func TestDialogueFollow(t *testing.T) {
	e := sampleEngine(t, ward())
	const baclofen = "What are the side effects of baclofen?"
	tests := []struct {
		name  string
		asked []string
		want  []string
	}{
		{"nothing asked", nil, nil},
		{"a medicine", []string{baclofen}, []string{"baclofen"}},
		{"a brand", []string{"What are the side effects of Lioresal?"}, []string{"baclofen"}},
		{"a name that was corrected", []string{"What are the side effects of baclofin?"}, []string{"baclofen"}},
		{"two medicines", []string{"Can I take baclofen with Soma?"}, []string{"baclofen", "carisoprodol"}},
		{"a condition", []string{"What is gout?"}, []string{"gout"}},
		{"no subject", []string{"How should I store medicines at home?"}, nil},
		{"a medicine that nothing is written about", []string{"What are the side effects of meprobamate?"}, []string{"meprobamate"}},
		{"a refusal", []string{"How much baclofen should I take?"}, []string{"baclofen"}},
		{"another medicine", []string{baclofen, "What are the side effects of warfarin?"}, []string{"warfarin"}},
		{"a condition after a medicine", []string{baclofen, "What is gout?"}, []string{"gout"}},
		{"what carries it on", []string{baclofen, "Can I stop suddenly?"}, []string{"baclofen"}},
		{"thanks", []string{baclofen, "thank you!"}, []string{"baclofen"}},
		{"what stands alone", []string{baclofen, "How should I store medicines at home?"}, []string{"baclofen"}},
		{"an unknown medicine", []string{baclofen, "What are the side effects of ozempic?"}, nil},
		{"one with an unknown medicine", []string{baclofen, "Can I take baclofen with ibuprofen?"}, nil},
		{"an unclear name", []string{baclofen, "What are the side effects of gablofen?"}, nil},
		{"a class", []string{baclofen, "What are the side effects of muscle relaxants?"}, nil},
		{"a class that the medicine is in", []string{"Is baclofen a muscle relaxant?"}, []string{"baclofen"}},
		{"a red flag", []string{"I took too many warfarin pills"}, nil},
		{"a red flag after a medicine", []string{baclofen, "I took too many warfarin pills"}, []string{"baclofen"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := bot.NewDialogue(nil)
			for _, text := range tt.asked {
				say(t, e, d, pat, text)
			}
			if diff := cmp.Diff(tt.want, d.Recall(pat)); diff != "" {
				t.Errorf("Recall after %q (-want +got):\n%s", tt.asked, diff)
			}
		})
	}
}

// TestDialogueFollowsAPress makes what a chosen passage is about the subject.
func TestDialogueFollowsAPress(t *testing.T) {
	e := sampleEngine(t, ward())
	for passage, want := range map[string][]string{
		"c-side": {"carisoprodol"}, "bc-differ": {"baclofen", "carisoprodol"}, "g-what": {"gout"},
		"store": {"warfarin"}, "no-such-passage": {"warfarin"},
	} {
		d := bot.NewDialogue(nil)
		d.Note(pat, []string{"warfarin"})
		a, err := e.Pick(t.Context(), passage, bot.Question{})
		if err != nil {
			t.Fatal(err)
		}
		d.Follow(pat, a)
		if diff := cmp.Diff(want, d.Recall(pat)); diff != "" {
			t.Errorf("Recall after %s was chosen (-want +got):\n%s", passage, diff)
		}
	}
}

// TestDialogueSpeakers keeps people and places apart, and what was asked alone out of what everybody reads.
func TestDialogueSpeakers(t *testing.T) {
	aloud := bot.Speaker{User: pat.User, Channel: pat.Channel, Public: true}
	nobody := bot.Speaker{Channel: pat.Channel}
	tests := []struct {
		name     string
		noted    bot.Speaker
		recalled bot.Speaker
		want     []string
	}{
		{"alone", pat, pat, []string{"baclofen"}},
		{"in public", aloud, aloud, []string{"baclofen"}},
		{"in public, then alone", aloud, pat, []string{"baclofen"}},
		{"alone, then in public", pat, aloud, nil},
		{"another person", pat, bot.Speaker{User: "user-kim", Channel: pat.Channel}, nil},
		{"another channel", pat, bot.Speaker{User: pat.User, Channel: "channel-other"}, nil},
		{"names that run together", bot.Speaker{User: "ab", Channel: "c"}, bot.Speaker{User: "a", Channel: "bc"}, nil},
		{"nobody in particular", nobody, nobody, nil},
	}
	for _, tt := range tests {
		d := bot.NewDialogue(nil)
		d.Note(tt.noted, []string{"baclofen"})
		if diff := cmp.Diff(tt.want, d.Recall(tt.recalled)); diff != "" {
			t.Errorf("%s: Recall (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestDialogueForget(t *testing.T) {
	d := bot.NewDialogue(nil)
	elsewhere, kim := bot.Speaker{User: pat.User, Channel: "channel-other", Public: true}, bot.Speaker{User: "user-kim", Channel: pat.Channel}
	for _, s := range []bot.Speaker{pat, elsewhere, kim} {
		d.Note(s, []string{"baclofen"})
	}
	d.Forget(pat.User)
	if got := held(d); slices.Contains(got, pat.User) {
		t.Errorf("after Forget(%q) the dialogue holds %q", pat.User, got)
	}
	if got := d.Recall(kim); len(got) != 1 {
		t.Errorf("after Forget of another person Recall = %q, want baclofen", got)
	}
	d.Note(kim, nil)
	if got := held(d); len(got) > 0 {
		t.Errorf("after Note of nothing the dialogue holds %q", got)
	}
}

// TestDialogueLends hands out copies: nobody else's slice is the memory.
func TestDialogueLends(t *testing.T) {
	d := bot.NewDialogue(nil)
	given := []string{"baclofen"}
	d.Note(pat, given)
	given[0] = "changed"
	d.Recall(pat)[0] = "changed"
	if got := d.Recall(pat); got[0] != "baclofen" {
		t.Errorf("Recall = %q, want baclofen", got)
	}
}

// TestDialogueExpires forgets to the moment, also where nobody asks again, and counts anew from each question about the
// subject.
func TestDialogueExpires(t *testing.T) {
	e := sampleEngine(t, ward())
	synctest.Test(t, func(t *testing.T) {
		d := bot.NewDialogue(nil)
		say(t, e, d, pat, "What are the side effects of baclofen?")
		time.Sleep(10*time.Minute - time.Nanosecond)
		if got := decided(say(t, e, d, pat, "Can I drink alcohol?")); got != "answered bc-alcohol" {
			t.Errorf("before ten minutes are over: %q, want it about baclofen", got)
		}
		time.Sleep(9 * time.Minute)
		say(t, e, d, pat, "How should I store medicines at home?") // counts nothing anew
		time.Sleep(time.Minute - time.Nanosecond)
		if got := d.Recall(pat); len(got) != 1 {
			t.Errorf("ten minutes after a follow-up all but a moment: Recall = %q, want baclofen", got)
		}
		time.Sleep(time.Nanosecond)
		if got := d.Recall(pat); got != nil {
			t.Errorf("ten minutes after a follow-up: Recall = %q, want nothing", got)
		}
		synctest.Wait()
		if got := held(d); len(got) > 0 {
			t.Errorf("after ten minutes the dialogue still holds %q", got)
		}
	})
}

// TestDialogueClock goes by the clock it is given.
func TestDialogueClock(t *testing.T) {
	now := today
	d := bot.NewDialogue(func() time.Time { return now })
	d.Note(pat, []string{"baclofen"})
	now = today.Add(10 * time.Minute)
	if got := d.Recall(pat); got != nil {
		t.Errorf("Recall after ten minutes = %q, want nothing", got)
	}
}

// TestDialogueIsBounded drops the oldest of too many, and keeps no list for a subject.
func TestDialogueIsBounded(t *testing.T) {
	const most = 10_000
	synctest.Test(t, func(t *testing.T) {
		d := bot.NewDialogue(nil)
		person := func(i int) bot.Speaker { return bot.Speaker{User: fmt.Sprint("user-", i), Channel: pat.Channel} }
		note := func(i int) {
			d.Note(person(i), []string{"baclofen"})
			time.Sleep(time.Millisecond)
		}
		for i := range most {
			note(i)
		}
		note(0) // has asked again
		note(most)
		for i, want := range map[int]bool{0: true, 1: false, 2: true, most - 1: true, most: true} {
			if got := d.Recall(person(i)) != nil; got != want {
				t.Errorf("person %d is remembered: %t, want %t", i, got, want)
			}
		}
		for n, want := range map[int]bool{8: true, 9: false} {
			d.Note(pat, slices.Repeat([]string{"baclofen"}, n))
			if got := d.Recall(pat) != nil; got != want {
				t.Errorf("%d subjects are remembered: %t, want %t", n, got, want)
			}
		}
	})
}

func TestDialogueTogether(t *testing.T) {
	d := bot.NewDialogue(nil)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s := bot.Speaker{User: fmt.Sprint("user-", i), Channel: pat.Channel}
			for range 100 {
				d.Note(s, []string{s.User})
				if got := d.Recall(s); len(got) != 1 || got[0] != s.User {
					t.Errorf("Recall(%v) = %q, want its own", s, got)
				}
				d.Forget(s.User)
			}
		})
	}
	wg.Wait()
	if got := held(d); len(got) > 0 {
		t.Errorf("at the end the dialogue holds %q", got)
	}
}

// TestDialogueHoldsSubjectsAlone inspects the memory after many questions: people, places and IDs of subjects.
func TestDialogueHoldsSubjectsAlone(t *testing.T) {
	x := indexOf(t, faq.Content(), sampled())
	e := engineOn(t, x)
	allowed := []string{pat.Channel}
	for _, s := range x.Corpus().Subjects() {
		allowed = append(allowed, s.ID)
	}
	d := bot.NewDialogue(nil)
	people := 0
	for i, text := range corpusLines(t, "ordinary", "refusals", "not-refusals", "urgent") {
		s := bot.Speaker{User: fmt.Sprint("user-", i%50), Channel: pat.Channel}
		people = max(people, i%50+1)
		say(t, e, d, s, text)
	}
	for i := range people {
		allowed = append(allowed, fmt.Sprint("user-", i))
	}
	got := held(d)
	if !slices.Contains(got, "baclofen") {
		t.Errorf("the dialogue holds %q, want some subject in it", got)
	}
	for _, s := range got {
		if !slices.Contains(allowed, s) {
			t.Errorf("the dialogue holds %q, which is neither a person, a place nor a subject", s)
		}
	}
}

// corpusLines are the lines of the red-flag corpora. A line's label stands before a tab or the line is the text alone.
func corpusLines(t testing.TB, names ...string) []string {
	t.Helper()
	var texts []string
	for _, name := range names {
		data, err := os.ReadFile("triage/testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				texts = append(texts, line[strings.LastIndexByte(line, '\t')+1:])
			}
		}
	}
	if len(texts) < 50 {
		t.Fatalf("only %d lines in %q", len(texts), names)
	}
	return texts
}

// held is every text that a value holds, wherever in it.
func held(v any) []string {
	var texts []string
	seen := map[uintptr]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if v.Len() > 0 {
				texts = append(texts, v.String())
			}
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				walk(v.Elem())
			}
		case reflect.Interface:
			walk(v.Elem())
		case reflect.Struct:
			for _, field := range v.Fields() {
				walk(field)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				walk(it.Key())
				walk(it.Value())
			}
		}
	}
	walk(reflect.ValueOf(v))
	return texts
}
