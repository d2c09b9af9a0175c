package main

import (
	"strings"
	"testing"
)

// TestConversationSubject carries a medicine over from question to question, or lets it go.
func TestConversationSubject(t *testing.T) {
	const said = "Taken to be about metformin"
	tests := []struct {
		name  string
		lines []string
		want  bool
	}{
		{"named", []string{"side effects of metformin", "what about food?"}, true},
		{"misspelt", []string{"side effects of metformine", "what about food?"}, true},
		{"carried twice", []string{"side effects of metformin", "what about food?", "side effects?"}, true},
		{"an unknown medicine between", []string{"side effects of metformin", "ozempic side effects", "what about food?"}, false},
		{"a red flag between", []string{"side effects of metformin", "I took too many metformin tablets", "what about food?"}, true},
		{"nothing before", []string{"what about food?"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := talk(t, strings.Join(tt.lines, "\n")+"\n")
			last := got[strings.LastIndex(strings.TrimSuffix(got, chatPrompt+"\n"), chatPrompt):]
			if strings.Contains(last, said) != tt.want {
				t.Errorf("saying %q ends with:\n%s\nwant %q in it: %t", tt.lines, last, said, tt.want)
			}
		})
	}
}

// TestConversationExplainsFollowUps explains a follow-up as it would be answered.
func TestConversationExplainsFollowUps(t *testing.T) {
	got := talk(t, "side effects of metformin\nwhat about food?\n", "--explain")
	for _, want := range []string{"carried     metformin", "Outcome answered (fits), serves metformin-food"} {
		if !strings.Contains(got, want) {
			t.Errorf("--explain shows:\n%s\nwant %q in it", got, want)
		}
	}
}

// TestLinesAreIndependent answers each line of --jsonl, and of input that is no terminal, as if it were the only one.
func TestLinesAreIndependent(t *testing.T) {
	const first, second = "side effects of metformin", "what about food?"
	w := newWorld("ask", "--content", "testdata/content", "--allow-sample", "--jsonl")
	line := func(text string) string { return `{"id":"q","text":"` + text + `"}` + "\n" }
	w.stdin = strings.NewReader(line(second) + line(first) + line(second))
	if code := run(t.Context(), w.env); code != exitFine {
		t.Fatalf("ask --jsonl = %d, want %d; stderr:\n%s", code, exitFine, w.err.String())
	}
	lines := strings.Split(strings.TrimSpace(w.out.String()), "\n")
	if len(lines) != 4 || lines[1] != lines[3] {
		t.Errorf("%q is answered otherwise after %q:\n%s", second, first, w.out.String())
	}
	w = newWorld("ask", "--content", "testdata/content", "--allow-sample")
	w.stdin = strings.NewReader(first + "\n" + second + "\n")
	if code := run(t.Context(), w.env); code != exitFine {
		t.Fatalf("ask = %d, want %d; stderr:\n%s", code, exitFine, w.err.String())
	}
	if got := w.out.String(); strings.Contains(got, "Taken to be about") {
		t.Errorf("lines that are no conversation are taken for one:\n%s", got)
	}
}
