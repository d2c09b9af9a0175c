package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/pflag"

	"patientfaq/bot"
)

// thresholdFlags say from which confidence on the bot answers, and from which it offers choices.
type thresholdFlags struct{ answer, offer float64 }

func (t *thresholdFlags) add(flags *pflag.FlagSet) {
	p := bot.Policy{}.WithDefaults()
	flags.Float64Var(&t.answer, "answer-from", p.Answer, "`confidence` from which an answer is shown; lower means more wrong answers")
	flags.Float64Var(&t.offer, "offer-from", p.Offer, "`confidence` from which choices are offered")
}

// set takes thresholds by their names, as eval has them.
func (t *thresholdFlags) set(byName map[string]string) error {
	p := bot.Policy{}.WithDefaults()
	t.answer, t.offer = p.Answer, p.Offer
	for name, text := range byName {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return usageError{fmt.Sprintf("threshold %s=%q is not a number", name, text), "write a confidence from 0 to 1"}
		}
		switch name {
		case "answer":
			t.answer = value
		case "offer":
			t.offer = value
		default:
			return usageError{fmt.Sprintf("there is no threshold %q", name), "choose answer or offer"}
		}
	}
	return t.check()
}

func (t *thresholdFlags) check() error {
	if !(t.offer > 0 && t.offer <= t.answer && t.answer <= 1) { // also refuses what is not a number
		return usageError{
			fmt.Sprintf("answering from %v and offering from %v makes no sense", t.answer, t.offer),
			"both are confidences above 0 and at most 1, and choices are offered from no more than what is answered from",
		}
	}
	return nil
}

func (t *thresholdFlags) policy() bot.Policy { return bot.Policy{Answer: t.answer, Offer: t.offer} }
