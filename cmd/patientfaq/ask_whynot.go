package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"patientfaq/bot"
	"patientfaq/faq"
)

// whyNot says in a sentence what kept a passage from being the answer, and what would change that; "" where nothing
// would, or should.
func whyNot(ex bot.Explanation, id string) (why, remedy string) {
	a := ex.Answer
	if why, remedy := decidedBefore(a, id); why != "" {
		return why, remedy
	}
	i := slices.IndexFunc(ex.Candidates, func(c bot.Candidate) bool { return c.Passage.ID == id })
	c := ex.Candidates[i] // Explain judges every passage that it is asked for
	switch first := firstPassing(ex); {
	case c.Verdict.Gate != "":
		return fmt.Sprintf("The gate %s refuses it: %s.", c.Verdict.Gate, c.Verdict.Why), gateRemedy(c)
	case !c.Found:
		return "It passes every gate, but the search did not find it: it shares neither rare words, nor subject, nor concept with the question.",
			"add the patient's words to its questions."
	case first != nil && first.Passage.ID != id:
		return outranked(c, *first)
	default:
		return unsure(ex)
	}
}

// decidedBefore are the outcomes that no candidate has a part in, and those that are good for the passage.
func decidedBefore(a bot.Answer, id string) (why, remedy string) {
	is := func(p *faq.Passage) bool { return p.ID == id }
	u := &a.Understood
	switch {
	case a.Outcome == bot.Escalated:
		return fmt.Sprintf("The question is a red flag (rule %s): the emergency card comes before any search.", a.Rule), ""
	case a.Served != nil && is(a.Served):
		return "It is what is served.", ""
	case slices.ContainsFunc(a.Choices, is) && a.Outcome == bot.Ambiguous:
		return fmt.Sprintf("It is offered as choice %d (%s).", 1+slices.IndexFunc(a.Choices, is), a.Reason), choiceRemedy(a.Reason)
	case a.Outcome == bot.Refused:
		return fmt.Sprintf("The question is for a person to answer (rule %s); only a passage marked safety is shown below that.", a.Rule), ""
	case a.Reason == bot.ReasonUnknownMedicine:
		return fmt.Sprintf("The question names %s, and the content has nothing on it.", strings.Join(u.Unknown, ", ")),
			"if that is a name of a medicine in the content, add it to subjects.yaml."
	case a.Reason == bot.ReasonUnclearName && len(u.Unclear) > 0:
		return fmt.Sprintf("It is not clear which medicine %q means.", u.Unclear[0].Written),
			"if patients write it so, add it to the misspellings of the medicine in subjects.yaml."
	}
	return "", ""
}

// choiceRemedy is what makes an offer an answer.
func choiceRemedy(why bot.Reason) string {
	if why == bot.ReasonSubjectMissing {
		return "name the medicine in the question."
	}
	return "make the questions of the other choices differ more from its own."
}

func firstPassing(ex bot.Explanation) *bot.Candidate {
	for i := range ex.Candidates {
		if c := &ex.Candidates[i]; c.Verdict.Gate == "" && c.Found {
			return c
		}
	}
	return nil
}

// gateRemedy is what makes a gate let a passage through, where its text bears that out.
func gateRemedy(c bot.Candidate) string {
	id := c.Passage.Parent
	switch c.Verdict.Gate {
	case "servable":
		return fmt.Sprintf("patientfaq review %s signs it; patientfaq withdraw %s --restore puts back what was withdrawn.", id, id)
	case "lock":
		return "name its medicine in the question; or, if it holds for the other medicine as well, add that to its subjects."
	case "route":
		return "if it holds for both, remove its route; otherwise write an entry for the other."
	case "coverage":
		return "if its text speaks of that, add it to its concepts; otherwise write an entry that does."
	}
	return ""
}

// outranked names the feature in which the first candidate is furthest ahead.
func outranked(c, first bot.Candidate) (why, remedy string) {
	worst, gap := c.Contributions[0], 0.0
	for i, f := range c.Contributions {
		if d := first.Contributions[i].Adds() - f.Adds(); d > gap {
			worst, gap = f, d
		}
	}
	return fmt.Sprintf("%s ranks before it (%.3f to %.3f), most of all by %s (%.3f more): %s.",
		first.Passage.ID, first.Score, c.Score, worst.Feature, gap, worst.Why), featureRemedy(worst.Feature)
}

func featureRemedy(feature string) string {
	switch feature {
	case "concept":
		return "add what is asked to its concepts, or the patient's phrase to concepts.yaml."
	case "subject":
		return "give it only the subjects that it is about."
	case "whole":
		return "write an entry of its own from that part of the article."
	default:
		return "add the patient's words to its questions."
	}
}

// unsure names the signal that takes most from the confidence.
func unsure(ex bot.Explanation) (why, remedy string) {
	if len(ex.Signals) == 0 {
		return fmt.Sprintf("The bot abstained (%s).", ex.Answer.Reason), ""
	}
	worst := slices.MaxFunc(ex.Signals, func(a, b bot.Signal) int { return cmp.Compare(a.Costs(), b.Costs()) })
	why = fmt.Sprintf("It ranks first, but the confidence is %.3f and an answer needs %.2f; most is lost by %s (%.2f).",
		ex.Answer.Confidence, ex.Policy.Answer, worst.Name, worst.Value)
	switch worst.Name {
	case "margin":
		return why, "another passage fits nearly as well: make their questions differ."
	case "behind":
		return why, "a passage that the gates refuse fits better: --explain shows which and why."
	case "rare":
		return why, "the question has words that nobody knows: " + strings.Join(ex.Answer.Understood.Rare, ", ") + "."
	default:
		return why, featureRemedy(worst.Name)
	}
}
