package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"patientfaq/bot"
	"patientfaq/search"
)

// shownCandidates is how many candidates an explanation shows: the right one is hardly ever further down.
const shownCandidates = 5

// explainTo says why a question is answered as it is, or why a passage is not the answer to it, and returns the answer.
func (a *askCommand) explainTo(ctx context.Context, s *service, q bot.Question) (bot.Answer, error) {
	var also []string
	if a.whyNot != "" {
		if !s.has(a.whyNot) {
			return bot.Answer{}, hintError{fmt.Errorf("the content has no passage %s", a.whyNot), "give the ID of an entry, or of an article's section such as article#heading"}
		}
		also = append(also, a.whyNot)
	}
	ex, err := s.engine.Explain(ctx, q, also...)
	if err != nil {
		return bot.Answer{}, err
	}
	var b strings.Builder
	if a.explain {
		b.WriteString(explanation(ex))
	}
	if a.whyNot != "" {
		why, remedy := whyNot(ex, a.whyNot)
		fmt.Fprintf(&b, "%s\n  %s\n", a.whyNot, why)
		if remedy != "" {
			fmt.Fprintf(&b, "  To change it: %s\n", remedy)
		}
	}
	_, err = io.WriteString(a.env.stdout, b.String())
	return ex.Answer, err
}

// has tells whether the content has a passage.
func (s *service) has(id string) bool {
	x, release := s.live.Acquire()
	defer release()
	return x.Corpus().Passage(id) != nil
}

// explanation is everything that led to an answer, for people.
func explanation(ex bot.Explanation) string {
	var b strings.Builder
	explainRules(&b, ex)
	if ex.Answer.Outcome != bot.Escalated {
		explainUnderstanding(&b, &ex.Answer.Understood)
		explainCandidates(&b, ex)
		explainConfidence(&b, ex)
	}
	explainOutcome(&b, ex.Answer)
	return b.String()
}

func explainRules(b *strings.Builder, ex bot.Explanation) {
	b.WriteString("Red flags and refusals\n")
	if len(ex.Findings) == 0 {
		b.WriteString("  none\n")
	}
	for _, f := range ex.Findings {
		switch {
		case f.Rule != "":
			fmt.Fprintf(b, "  rule %s fires (%s)\n", f.Rule, f.Level)
		case f.Suppressed != "":
			fmt.Fprintf(b, "  sign %s in %q, taken back by %s\n", f.Sign, printable(f.Span), f.Suppressed)
		default:
			fmt.Fprintf(b, "  sign %s in %q\n", f.Sign, printable(f.Span))
		}
	}
}

func explainUnderstanding(b *strings.Builder, u *search.Understanding) {
	b.WriteString("Understood\n")
	item := func(name string, values ...string) {
		if text := strings.Join(values, ", "); text != "" {
			fmt.Fprintf(b, "  %-11s %s\n", name, printable(text))
		}
	}
	item("words", strings.Join(u.Tokens, " "))
	for _, l := range u.Links {
		item("subject", fmt.Sprintf("%s (written %q, by %s)", l.Subject, l.Written, l.How))
	}
	item("carried", u.Carried...)
	for _, c := range u.Unclear {
		item("unclear", fmt.Sprintf("%q may be %s", c.Written, strings.Join(c.Subjects, " or ")))
	}
	item("unknown", u.Unknown...)
	for _, c := range u.Classes {
		item("class", fmt.Sprintf("%q: %s", c.Written, cmp.Or(strings.Join(c.Members, ", "), "nothing in the content")))
	}
	item("asked", u.Concepts...)
	item("route", u.Route)
	for _, c := range u.Corrections {
		item("corrected", fmt.Sprintf("%q to %q", c.From, c.To))
	}
	item("rare", u.Rare...)
}

func explainCandidates(b *strings.Builder, ex bot.Explanation) {
	b.WriteString("Candidates\n")
	if len(ex.Candidates) == 0 {
		b.WriteString("  none\n")
	}
	for i, c := range ex.Candidates[:min(shownCandidates, len(ex.Candidates))] {
		gate := "passes every gate"
		if c.Verdict.Gate != "" {
			gate = fmt.Sprintf("refused by gate %s: %s", c.Verdict.Gate, c.Verdict.Why)
		}
		fmt.Fprintf(b, "  %d. %s, score %.3f, %s\n", i+1, c.Passage.ID, c.Score, gate)
		for _, f := range c.Contributions {
			fmt.Fprintf(b, "     %-9s %.2f x %.2f = %.3f\n", f.Feature, f.Value, f.Weight, f.Adds())
		}
	}
	if more := len(ex.Candidates) - shownCandidates; more > 0 {
		fmt.Fprintf(b, "  and %d more\n", more)
	}
}

func explainConfidence(b *strings.Builder, ex bot.Explanation) {
	if len(ex.Signals) == 0 {
		return
	}
	fmt.Fprintf(b, "Confidence %.3f; answered from %.2f, offered from %.2f\n", ex.Answer.Confidence, ex.Policy.Answer, ex.Policy.Offer)
	for _, s := range ex.Signals {
		fmt.Fprintf(b, "     %-9s %5.2f x %5.2f = %6.3f\n", s.Name, s.Value, s.Weight, s.Value*s.Weight+0) // no minus zero
	}
}

func explainOutcome(b *strings.Builder, a bot.Answer) {
	fmt.Fprintf(b, "Outcome %s (%s)", a.Outcome, a.Reason)
	if a.Rule != "" {
		fmt.Fprintf(b, ", rule %s", a.Rule)
	}
	if a.Served != nil {
		fmt.Fprintf(b, ", serves %s", a.Served.ID)
	}
	if len(a.Choices) > 0 {
		b.WriteString(", offers")
	}
	for _, p := range a.Choices {
		b.WriteString(" " + p.ID)
	}
	b.WriteString("\n")
}
