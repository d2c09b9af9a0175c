package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"patientfaq/bot"
)

// jsonReady is the first line out.
type jsonReady struct {
	Ready    bool  `json:"ready"`
	Passages int   `json:"passages"`
	TookMS   int64 `json:"took_ms"`
}

// jsonQuestion is a line in.
type jsonQuestion struct {
	id   json.RawMessage // a string or a number, given back as it came
	text string
	k    int
}

// jsonAnswer is a line out. Its shape is an interface that others rely on: docs/jsonl.md.
type jsonAnswer struct {
	ID         json.RawMessage `json:"id"`
	Outcome    string          `json:"outcome"`
	Reason     string          `json:"reason"`
	Rule       string          `json:"rule"`
	Confidence float64         `json:"confidence"`
	Subjects   []string        `json:"subjects"`
	Served     string          `json:"served"`
	Choices    []string        `json:"choices"`
	Results    []jsonResult    `json:"results"`
}

type jsonResult struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"`
}

// jsonFailure is the line out for a line that could not be answered.
type jsonFailure struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// noID is the id of an answer to a line that had none.
var noID = json.RawMessage(`""`)

// answerJSONLines answers each line of the input by one line, in order, each written before the next is answered.
func (a *askCommand) answerJSONLines(ctx context.Context, s *service) error {
	enc := json.NewEncoder(a.env.stdout) // writes each line at once
	enc.SetEscapeHTML(false)
	x, release := s.live.Acquire()
	passages := x.Corpus().Len()
	release()
	if err := enc.Encode(jsonReady{true, passages, s.took.Milliseconds()}); err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	n := 0
	for l := range lines(ctx, a.env.stdin) {
		n++
		if l.err != nil && !errors.Is(l.err, errLongLine) {
			return l.err
		}
		var reply any
		q, err := parseQuestion(l)
		if err == nil {
			reply, err = a.answerJSON(ctx, s, q)
		}
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			reply = jsonFailure{q.id, fmt.Sprintf("line %d: %v", n, err)}
		}
		if err := enc.Encode(reply); err != nil {
			return fmt.Errorf("write the answers: %w", err)
		}
	}
	return ctx.Err()
}

// defaultResults is how many results a line gets that does not say.
const defaultResults = 10

// parseQuestion reads a line in. Of a bad line it returns the id, if there is one, with the error. Fields that it does
// not know are left alone, so that a file may carry columns of its own.
func parseQuestion(l inputLine) (jsonQuestion, error) {
	q := jsonQuestion{id: noID, k: defaultResults}
	if l.err != nil {
		return q, l.err
	}
	if !utf8.ValidString(l.text) {
		return q, errors.New("not valid UTF-8")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(l.text), &fields); err != nil || fields == nil {
		return q, errors.New("not a JSON object")
	}
	if id, ok := fields["id"]; ok && string(id) != "null" {
		if strings.ContainsAny(string(id[:1]), "{[tf") {
			return q, errors.New(`"id" is neither a string nor a number`)
		}
		q.id = id
	}
	var text *string
	if err := json.Unmarshal(fields["text"], &text); err != nil || text == nil {
		return q, errors.New(`"text" must be a string`)
	}
	q.text = *text
	if k, ok := fields["k"]; ok {
		if err := json.Unmarshal(k, &q.k); err != nil || q.k < 0 {
			return q, errors.New(`"k" must be a whole number from 0`)
		}
	}
	return q, nil
}

// answerJSON answers a question as a patient's would be, and ranks it besides, whatever the outcome.
func (a *askCommand) answerJSON(ctx context.Context, s *service, q jsonQuestion) (jsonAnswer, error) {
	question := bot.Question{Text: q.text, Locale: a.content.locale, Limit: max(q.k, 1)}
	answer, err := s.engine.Answer(ctx, question)
	if err != nil {
		return jsonAnswer{}, err
	}
	ranking, err := s.engine.Rank(ctx, question)
	if err != nil {
		return jsonAnswer{}, err
	}
	reply := jsonAnswer{
		ID:         q.id,
		Outcome:    answer.Outcome.String(),
		Reason:     string(answer.Reason),
		Rule:       answer.Rule,
		Confidence: ranking.Confidence,
		Subjects:   append(append([]string{}, ranking.Understood.Medicines...), ranking.Understood.Topics...),
		Choices:    []string{},
		Results:    []jsonResult{},
	}
	if answer.Served != nil {
		reply.Served = answer.Served.ID
	}
	for _, p := range answer.Choices {
		reply.Choices = append(reply.Choices, p.ID)
	}
	for _, h := range ranking.Hits[:min(q.k, len(ranking.Hits))] {
		reply.Results = append(reply.Results, jsonResult{h.Passage.ID, h.Score})
	}
	return reply, nil
}
