package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"patientfaq/faq"
)

// Where things stand in a content folder. faq.Load reads the first of them only.
const (
	entriesDir   = "entries"
	proposalsDir = "proposals"
	stateDir     = ".import"
)

// maxEntries is the most bytes a content file may have: faq.Load reads no larger one.
const maxEntries = 8 << 20

// fileName is the name of the file for a page's drafts. The hash keeps two pages called index.html apart.
func fileName(source string) string {
	return strings.Trim("import-"+slug(stem(source), 40), "-") + "-" + hashOf(source)[:idHash] + ".yaml"
}

// state is what the import remembers of one page, in a file of its own that holds no text.
type state struct {
	Source string               `json:"source"`
	Sum    string               `json:"sum"` // of the entries file as the import wrote it last
	Drafts map[string]draftMark `json:"drafts"`
}

// draftMark is what the import remembers of a draft, under the draft's key.
type draftMark struct {
	ID       string `json:"id"`
	Text     string `json:"text"`               // hash of what it wrote into entries/
	Proposed string `json:"proposed,omitempty"` // hash of what it proposed last
}

// gone are the IDs of drafts that the page had and has no more.
func (s *state) gone(p *Page) []string {
	var ids []string
	for key, mark := range s.Drafts {
		if !slices.ContainsFunc(p.Drafts, func(d Draft) bool { return d.Key == key }) {
			ids = append(ids, mark.ID)
		}
	}
	return ids
}

func (f *Folder) statePath(name string) string {
	return filepath.Join(f.dir, stateDir, strings.TrimSuffix(name, ".yaml")+".json")
}

func (f *Folder) readState(name, source string) (*state, error) {
	s := &state{Source: source, Drafts: map[string]draftMark{}}
	data, err := os.ReadFile(f.statePath(name))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("%s is damaged; remove it, and the next import proposes every difference: %w", f.statePath(name), err)
	}
	if s.Drafts == nil {
		s.Drafts = map[string]draftMark{}
	}
	return s, nil
}

func (f *Folder) writeState(name string, s *state) error {
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	return writeFile(f.statePath(name), string(data)+"\n")
}

// entry is a draft as it stands in a file.
type entry struct {
	ID        string            `yaml:"id"`
	Questions []string          `yaml:"questions"`
	Answer    string            `yaml:"answer"`
	Subjects  []string          `yaml:"subjects,omitempty"`
	Applies   string            `yaml:"applies,omitempty"`
	Sources   []source          `yaml:"sources"`
	Review    map[string]string `yaml:"review,flow"`
	Locale    string            `yaml:"locale,omitempty"`
	Notes     string            `yaml:"notes"`
}

type source struct {
	Title     string `yaml:"title,omitempty"`
	URL       string `yaml:"url,omitempty"`
	Publisher string `yaml:"publisher,omitempty"`
	Date      string `yaml:"date,omitempty"`
}

// entriesFile writes drafts as a content file.
func entriesFile(p *Page, drafts []Draft) (string, error) {
	file := struct {
		Entries []entry `yaml:"entries"`
	}{Entries: []entry{}}
	for _, d := range drafts {
		file.Entries = append(file.Entries, d.entry(p))
	}
	var b strings.Builder
	b.WriteString("# Drafts that patientfaq import made. Nothing here is shown to patients before it is signed.\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(file), enc.Close()); err != nil {
		return "", err
	}
	if b.Len() > maxEntries {
		return "", fmt.Errorf("the drafts take more than %d MB; split the file", maxEntries>>20)
	}
	return b.String(), nil
}

func (d Draft) entry(p *Page) entry {
	e := entry{
		ID: d.ID, Questions: d.Questions, Answer: yamlText(d.Answer), Subjects: d.subjects,
		Sources: []source{}, Review: map[string]string{"status": string(faq.Draft)}, Locale: d.Locale, Notes: yamlText(d.notes(p)),
	}
	if e.Questions == nil {
		e.Questions = []string{}
	}
	if d.together {
		e.Applies = string(faq.Together)
	}
	for _, s := range d.Sources {
		e.Sources = append(e.Sources, source(s))
	}
	return e
}

// yamlText ends a text of several lines with a line break, so that YAML holds it as a block that people can edit.
func yamlText(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, strings.TrimRight(strings.ReplaceAll(line, "\t", "    "), " "))
	}
	s = strings.TrimSpace(strings.Join(lines, "\n"))
	if s == "" {
		return ""
	}
	return s + "\n"
}

// notes say where the draft comes from, what is missing, and which questions there are to choose from.
func (d Draft) notes(p *Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Imported from %s: %s\n", p.Source, strings.Join(d.Heading, " > "))
	list := func(title string, items []string) {
		if len(items) > 0 {
			b.WriteString(title + "\n- " + strings.Join(items, "\n- ") + "\n")
		}
	}
	list("Missing:", append(slices.Clone(d.Missing), "an author"))
	list("Questions to choose from (guesses):", d.Candidates)
	list("About the file:", p.Remarks)
	for _, r := range d.Remarks {
		b.WriteString(r + "\n")
	}
	return b.String()
}

// writeFile replaces a file at once, so that nobody reads half of it.
func writeFile(name, text string) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".import-*")
	if err != nil {
		return err
	}
	_, err = tmp.WriteString(text)
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
