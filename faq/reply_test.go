package faq

import (
	"strings"
	"testing"
)

func TestReplySize(t *testing.T) {
	c := &Corpus{
		messages: map[string]map[string]string{"en": {"disclaimer": "Ask.", "emergency-line": "Call ", "emergency-unknown": "112", "refused-a": "No.", "refused-below": "See:"}},
		contacts: []*Contact{{Country: "GB", Name: "UK", Emergency: ContactLine{Number: "999"}}},
		bySubj:   map[string]*Subject{"x": {ID: "x", Names: []string{"x_y"}}},
	}
	// The text, the title, the name with what is quoted, the disclaimer, the overdue and review lines, the emergency line.
	base := Passage{Text: "é€", Questions: []string{"Q"}}
	want := 2 + 1 + 2*maxWritten + 4 + dateSize + dateSize + (5 + len("999 (UK)")) + 7*lineFrame
	tests := []struct {
		name   string
		change func(p *Passage)
		more   int
	}{
		{"text and title", func(*Passage) {}, 0},
		{"more text", func(p *Passage) { p.Text += strings.Repeat("ü", 100) }, 100},
		{"escaped title", func(p *Passage) { p.Questions = []string{"*Q*"} }, 4},
		{"heading path", func(p *Passage) { p.Questions, p.Heading = nil, []string{"A", "B"} }, len(`A \> B`) - 1},
		{"subject", func(p *Passage) { p.Subjects = []string{"x"} }, len(`x\_y, `)},
		{"reviewer", func(p *Passage) { p.Review.Reviewer = "Ann" }, 3},
		{"source", func(p *Passage) { p.Sources = []Source{{Title: "L", URL: "https://a.b/c"}} }, 1 + 13 + dateSize + lineFrame},
		{"under a refusal", func(p *Passage) { p.Safety = "dose" }, 4 + 4 + 2*lineFrame},
	}
	for _, tt := range tests {
		p := base
		tt.change(&p)
		if got := c.ReplySize(&p); got != want+tt.more {
			t.Errorf("%s: ReplySize = %d, want %d", tt.name, got, want+tt.more)
		}
	}
}
