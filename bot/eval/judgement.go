// Package eval measures the engine on judged questions: what it serves, offers and declines as shipped, and how well
// it ranks whatever it decided.
//
// Judgements come as YAML or JSON lines ([Read]), or as a folder with content of its own ([OpenSet]). [Run] asks the
// engine every question and [Report] says what came of it, as a table, as JSON, and as a golden file's text.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"gopkg.in/yaml.v3"

	"patientfaq/bot"
)

// Judgement is a question with what should come of it.
type Judgement struct {
	ID       string   `yaml:"id" json:"id"`
	Kind     string   `yaml:"kind" json:"kind"`         // group in the report, such as answerable
	Question string   `yaml:"question" json:"question"` //
	Outcome  string   `yaml:"outcome" json:"outcome"`   // wanted; answered also allows an offer of the right passage
	Accept   []string `yaml:"accept" json:"accept"`     // other outcomes that are as good
	Wanted   []string `yaml:"wanted" json:"wanted"`     // passages that answer it
	Never    []string `yaml:"never" json:"never"`       // passages that must be neither served nor offered
	Level    string   `yaml:"level" json:"level"`       // of an escalation
	Split    string   `yaml:"split" json:"split"`       // dev or test
	Note     string   `yaml:"note" json:"note"`
}

// Answerable is the kind of questions that the content answers; the shares of a report are over it.
const Answerable = "answerable"

// Read reads judgements from a file: JSON lines if its name ends in .jsonl, else YAML with a list "judgements". It
// returns an error that names the first judgement that cannot be used.
func Read(fsys fs.FS, name string) ([]Judgement, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("eval: read judgements: %w", err)
	}
	var js []Judgement
	if path.Ext(name) == ".jsonl" {
		err = eachLine(data, func(line []byte) error {
			var j Judgement
			err := json.Unmarshal(line, &j)
			js = append(js, j)
			return err
		})
	} else {
		js, err = readYAML(data)
	}
	if err != nil {
		return nil, fmt.Errorf("eval: read judgements: %s: %w", name, err)
	}
	if len(js) == 0 {
		return nil, fmt.Errorf("eval: read judgements: %s: it holds none", name)
	}
	seen := map[string]bool{}
	for i, j := range js {
		err := j.check()
		if seen[j.ID] {
			err = errors.New("its id is taken")
		}
		if err != nil {
			return nil, fmt.Errorf("eval: read judgements: %s: judgement %d (%s): %w", name, i+1, j.ID, err)
		}
		seen[j.ID] = true
	}
	return js, nil
}

func readYAML(data []byte) ([]Judgement, error) {
	var file struct {
		Judgements []Judgement `yaml:"judgements"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := dec.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("it holds more than one document")
	}
	return file.Judgements, nil
}

// eachLine calls f with every line that is not empty.
func eachLine(data []byte, f func([]byte) error) error {
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		if err := f(sc.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return sc.Err()
}

func (j Judgement) check() error {
	switch {
	case j.ID == "":
		return errors.New("it has no id")
	case j.Question == "":
		return errors.New("it has no question")
	case !bot.IsOutcome(j.Outcome):
		return fmt.Errorf("outcome %q is none of the five", j.Outcome)
	case j.Outcome == bot.Answered.String() && len(j.Wanted) == 0:
		return errors.New("it wants an answer but names no passage in wanted")
	}
	if i := slices.IndexFunc(j.Accept, func(o string) bool { return !bot.IsOutcome(o) }); i >= 0 {
		return fmt.Errorf("accepted outcome %q is none of the five", j.Accept[i])
	}
	return nil
}

// foreign says whether the question is about a medicine that the content does not have.
func (j Judgement) foreign() bool {
	return len(j.Wanted) == 0 && (j.Kind == "other-medicine" || j.Kind == "swap-unseen")
}
