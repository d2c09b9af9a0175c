package main

import (
	"strings"
	"testing"
)

// talk plays lines of a person on a terminal and returns what is written.
func talk(t *testing.T, said string, args ...string) string {
	t.Helper()
	w := newWorld(append([]string{"ask", "--content", "testdata/content", "--allow-sample"}, args...)...)
	w.isTerminal = func(any) bool { return true }
	w.stdin = strings.NewReader(said)
	if code := run(t.Context(), w.env); code != exitFine {
		t.Fatalf("ask = %d, want %d; stderr:\n%s", code, exitFine, w.err.String())
	}
	return w.out.String()
}

func TestConversation(t *testing.T) {
	tests := []struct {
		name, said string
		want, not  string
	}{
		{"the dialogue's medicine is carried", "side effects of metformin\nwhat about food?\n", "Taken to be about metformin", ""},
		{"a choice is pressed by its number", "metformin\n1\n", "Take metformin with food", ""},
		{"a choice makes its medicine the subject", "metformin\n1\nside effects?\n", "mostly in the first weeks", ""},
		{"there is no such choice", "metformin\n9\n", "There are choices from 1 to 2.", ""},
		{"a number without choices is a question", "1\n", "We have no reviewed answer", ""},
		{"a country is pressed on an emergency card", "I took too many metformin tablets\n1\n", "000 (Australia)", ""},
		{"help", "/help\n", chatHelp, ""},
		{"unknown command", "/frobnicate\n", "There is no /frobnicate here.", ""},
		{"quit", "/quit\nside effects of metformin\n", chatPrompt, "first weeks"},
		{"an empty line asks nothing", "\n\n", chatPrompt, "reviewed answer"},
		{"control characters are not echoed", "/\x1b[31mred\n", "There is no /[31mred here.", "\x1b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := talk(t, tt.said)
			if !strings.Contains(got, tt.want) {
				t.Errorf("saying %q shows:\n%s\nwant %q in it", tt.said, got, tt.want)
			}
			if tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("saying %q shows:\n%s\nwant no %q in it", tt.said, got, tt.not)
			}
		})
	}
}

func TestConversationExplains(t *testing.T) {
	got := talk(t, "side effects of metformin\n", "--explain")
	if want := "Outcome answered (fits), serves metformin-side-effects"; !strings.Contains(got, want) {
		t.Errorf("--explain shows:\n%s\nwant %q in it", got, want)
	}
}

func TestReviewAsksOnATerminal(t *testing.T) {
	for answer, want := range map[string]string{
		"y\n":      "metformin-food is signed by",
		" YES \n":  "metformin-food is signed by",
		"n\n":      "metformin-food is not signed",
		"\n":       "metformin-food is not signed",
		"":         "metformin-food is not signed",
		"perhaps ": "metformin-food is not signed",
	} {
		dir := t.TempDir()
		if err := addContent(dir); err != nil {
			t.Fatal(err)
		}
		w := newWorld("review", "metformin-food", "--by", "Dr B. Reader", "--due", "2099-01-01", "--content", dir)
		w.isTerminal = func(any) bool { return true }
		w.stdin = strings.NewReader(answer)
		if code := run(t.Context(), w.env); code != exitFine {
			t.Errorf("review answered %q = %d, want %d; stderr:\n%s", answer, code, exitFine, w.err.String())
		}
		if got := w.out.String(); !strings.Contains(got, want) {
			t.Errorf("review answered %q shows:\n%s\nwant %q in it", answer, got, want)
		}
	}
}
