package eval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"patientfaq/bot"
	"patientfaq/faq"
)

// Engine answers and ranks; [bot.Engine] does.
type Engine interface {
	Answer(context.Context, bot.Question) (bot.Answer, error)
	Rank(context.Context, bot.Question) (bot.Ranking, error)
}

// Verdict is what one question came to.
type Verdict string

// The verdicts on a question.
const (
	AnsweredRight Verdict = "answered right"
	OfferedRight  Verdict = "offered right"
	AnsweredWrong Verdict = "answered wrong" // another passage was served, or one where none should be
	OfferedWrong  Verdict = "offered wrong"  // only other passages were offered
	AbstainedOn   Verdict = "abstained"      // though it is answerable
	Withheld      Verdict = "sent on"        // escalated or refused though it is answerable
	Declined      Verdict = "declined right" // as wanted: abstained, asked back, refused or escalated
	DeclinedWrong Verdict = "declined wrong" // declined, but not in the way that was wanted
)

// Item is one question with what came of it.
type Item struct {
	Judgement Judgement
	Verdict   Verdict
	Answer    bot.Answer
	Rank      int     // of the first wanted passage in the ranking, from 1; 0 if it is not in the first ten
	Confident float64 // that the ranking's first passage is right
	Danger    bool
	WrongSubj bool
	Took      time.Duration
}

// rankDepth is how many results the ranking measures look at.
const rankDepth = 10

// Options of a run.
type Options struct {
	// Progress is called after every question, from one goroutine; nil for none.
	Progress func(done, total int)
}

// Run asks every question, one after the other so that the latencies are those of a quiet server. It returns an
// error if the engine fails or ctx ends.
func Run(ctx context.Context, e Engine, c *faq.Corpus, js []Judgement, o Options) (*Report, error) {
	r := &Report{}
	for i, j := range js {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("eval: run: %w", err)
		}
		item, err := ask(ctx, e, c, j)
		if err != nil {
			return nil, fmt.Errorf("eval: run: question %s: %w", j.ID, err)
		}
		r.Items = append(r.Items, item)
		if o.Progress != nil {
			o.Progress(i+1, len(js))
		}
	}
	return r, nil
}

func ask(ctx context.Context, e Engine, c *faq.Corpus, j Judgement) (Item, error) {
	q := bot.Question{Text: j.Question, Limit: rankDepth}
	start := time.Now()
	a, err := e.Answer(ctx, q)
	took := time.Since(start)
	if err != nil {
		return Item{}, err
	}
	ranking, err := e.Rank(ctx, q)
	if err != nil {
		return Item{}, err
	}
	item := Item{Judgement: j, Answer: a, Took: took, Verdict: judge(j, a), Confident: ranking.Confidence}
	for i, h := range ranking.Hits {
		if isOne(j.Wanted, h.Passage) {
			item.Rank = i + 1
			break
		}
	}
	item.Danger = slices.ContainsFunc(shown(a), func(p *faq.Passage) bool { return isOne(j.Never, p) })
	item.WrongSubj = a.Outcome == bot.Answered && otherMedicine(c, j, a.Served)
	return item, nil
}

// shown is every passage that a patient would see or be offered as an answer.
func shown(a bot.Answer) []*faq.Passage {
	passages := slices.Clone(a.Choices)
	if a.Served != nil {
		passages = append(passages, a.Served)
	}
	return passages
}

// isOne says whether a passage is one of those, or a part of one.
func isOne(ids []string, p *faq.Passage) bool {
	return slices.Contains(ids, p.ID) || p.Section != "" && slices.Contains(ids, p.Section)
}

// judge compares an answer with the judgement.
func judge(j Judgement, a bot.Answer) Verdict {
	right := func(p *faq.Passage) bool { return isOne(j.Wanted, p) }
	switch {
	case a.Outcome == bot.Answered && right(a.Served):
		return AnsweredRight
	case a.Outcome == bot.Ambiguous && slices.ContainsFunc(a.Choices, right):
		return OfferedRight
	case a.Outcome.String() == j.Outcome && a.Outcome != bot.Answered, slices.Contains(j.Accept, a.Outcome.String()) && a.Outcome != bot.Answered:
		return Declined
	case a.Outcome == bot.Answered && len(j.Wanted) == 0 && slices.Contains(j.Accept, a.Outcome.String()):
		return Declined
	case a.Outcome == bot.Answered:
		return AnsweredWrong
	case a.Outcome == bot.Ambiguous:
		return OfferedWrong
	case j.Outcome != bot.Answered.String():
		return DeclinedWrong
	case a.Outcome == bot.Abstained:
		return AbstainedOn
	default:
		return Withheld
	}
}

// otherMedicine says whether what was served is about none of the medicines of what was wanted. A question about a
// medicine that the content does not have wants none at all.
func otherMedicine(c *faq.Corpus, j Judgement, served *faq.Passage) bool {
	about := medicinesOf(c, served)
	if len(about) == 0 {
		return false
	}
	if len(j.Wanted) == 0 {
		return j.foreign()
	}
	for _, id := range j.Wanted {
		p := c.Passage(id)
		if p != nil && slices.ContainsFunc(medicinesOf(c, p), func(m string) bool { return slices.Contains(about, m) }) {
			return false
		}
	}
	return true
}

func medicinesOf(c *faq.Corpus, p *faq.Passage) []string {
	var ids []string
	for _, id := range p.Subjects {
		if s := c.Subject(id); s != nil && s.Kind == faq.Medicine {
			ids = append(ids, id)
		}
	}
	return ids
}
