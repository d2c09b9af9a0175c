package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"patientfaq/bot"
	"patientfaq/faq"
)

// Set is content with judged questions on it.
type Set struct {
	Name       string
	Content    fs.FS
	Judgements []Judgement
	dir        string
}

// setEntry is a line of a set's faq.jsonl.
type setEntry struct {
	ID        string   `json:"id"`
	Question  string   `json:"question"`
	Questions []string `json:"alt_questions"`
	Answer    string   `json:"answer"`
	Topic     string   `json:"topic"`
	Source    string   `json:"source"`
}

// setQuery is a line of a set's queries.jsonl.
type setQuery struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	Split string `json:"split"`
}

// placeholder stands where a set has no answers, since a passage without a text is never served. It has no word that
// could be searched for.
const placeholder = "…"

// OpenSet reads a folder of faq.jsonl, queries.jsonl and qrels.tsv, and converts it to content in a temporary folder:
// question and alt_questions become questions, topic a subject that is a medicine. Close removes the folder. Only
// the queries of a split are taken; "" takes all.
func OpenSet(dir, split string) (*Set, error) {
	s := &Set{Name: filepath.Base(dir)}
	if err := s.readQueries(os.DirFS(dir), split); err != nil {
		return nil, fmt.Errorf("eval: set %s: %w", s.Name, err)
	}
	tmp, err := os.MkdirTemp("", "patientfaq-set-")
	if err != nil {
		return nil, fmt.Errorf("eval: set %s: %w", s.Name, err)
	}
	s.dir, s.Content = tmp, os.DirFS(tmp)
	if err := s.convert(os.DirFS(dir)); err != nil {
		s.Close()
		return nil, fmt.Errorf("eval: set %s: %w", s.Name, err)
	}
	return s, nil
}

// Close removes the converted content.
func (s *Set) Close() error { return os.RemoveAll(s.dir) }

func (s *Set) readQueries(dir fs.FS, split string) error {
	wanted, err := readQrels(dir)
	if err != nil {
		return err
	}
	data, err := fs.ReadFile(dir, "queries.jsonl")
	if err != nil {
		return err
	}
	return eachLine(data, func(line []byte) error {
		var q setQuery
		if err := json.Unmarshal(line, &q); err != nil {
			return fmt.Errorf("queries.jsonl: %w", err)
		}
		if split != "" && q.Split != "" && q.Split != split {
			return nil
		}
		j := Judgement{ID: q.ID, Kind: q.Kind, Question: q.Text, Split: q.Split, Wanted: wanted[q.ID], Outcome: bot.Abstained.String()}
		if len(j.Wanted) > 0 {
			j.Outcome = bot.Answered.String()
		}
		s.Judgements = append(s.Judgements, j)
		return nil
	})
}

// ReadChatter reads questions that nothing may answer: JSON lines with id, text and kind.
func ReadChatter(file string) ([]Judgement, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("eval: read chatter: %w", err)
	}
	var js []Judgement
	err = eachLine(data, func(line []byte) error {
		var q setQuery
		err := json.Unmarshal(line, &q)
		js = append(js, Judgement{ID: q.ID, Kind: q.Kind, Question: q.Text, Outcome: bot.Abstained.String()})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("eval: read chatter: %s: %w", filepath.Base(file), err)
	}
	return js, nil
}

// readQrels reads lines of question, passage and grade, separated by tabs; grade 0 means not relevant.
func readQrels(dir fs.FS) (map[string][]string, error) {
	data, err := fs.ReadFile(dir, "qrels.tsv")
	if err != nil {
		return nil, err
	}
	wanted := map[string][]string{}
	err = eachLine(data, func(line []byte) error {
		fields := strings.Split(string(line), "\t")
		if len(fields) != 3 {
			return fmt.Errorf("qrels.tsv: %d columns instead of 3", len(fields))
		}
		if fields[2] != "0" {
			wanted[fields[0]] = append(wanted[fields[0]], fields[1])
		}
		return nil
	})
	return wanted, err
}

// convert writes the set's entries and subjects as content. JSON is YAML.
func (s *Set) convert(dir fs.FS) error {
	data, err := fs.ReadFile(dir, "faq.jsonl")
	if err != nil {
		return err
	}
	var entries, subjects []map[string]any
	known := map[string]bool{}
	err = eachLine(data, func(line []byte) error {
		var e setEntry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("faq.jsonl: %w", err)
		}
		if len(faq.Tokens(e.Question)) == 0 {
			return nil // a set may have entries that lost their question; content may not
		}
		entry := map[string]any{"id": e.ID, "questions": append([]string{e.Question}, e.Questions...), "answer": cmp.Or(e.Answer, placeholder)}
		if id := subjectID(e.Topic); id != "" {
			entry["subjects"] = []string{id}
			if !known[id] {
				known[id] = true
				subjects = append(subjects, map[string]any{"id": id, "kind": faq.Medicine, "names": []string{e.Topic}})
			}
		}
		entries = append(entries, entry)
		return nil
	})
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(s.dir, "entries"), 0o700); err != nil {
		return err
	}
	if err := s.write("subjects.yaml", map[string]any{"subjects": subjects}); err != nil {
		return err
	}
	return s.write(filepath.Join("entries", "set.yaml"), map[string]any{"entries": entries})
}

func (s *Set) write(name string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.dir, name), data, 0o600)
}

// subjectID makes an ID of a topic: lower-case letters, digits and hyphens, at most 48.
func subjectID(topic string) string {
	id := strings.Join(faq.Tokens(topic), "-")
	id = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, id)
	return strings.Trim(id[:min(len(id), 48)], "-")
}
