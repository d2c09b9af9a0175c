package faq

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ProposalFolder is the folder of a content folder in which proposals wait. [Load] does not read it.
const ProposalFolder = "proposals"

// A Proposal is a change of an entry that waits for a signature: a file of the content's own form, beside the content.
// Only the fields that it writes change.
type Proposal struct {
	Path   string   // of its file, below the content folder
	Entry  Entry    // with the fields that change
	Fields []string // their names
	By     string   // who proposes it
	Why    string
	Date   string
	Before string // a hash of what these fields said when it was written; "" where it was written by hand
}

// proposalHead is what a proposal's file says about itself.
type proposalHead struct {
	By     string `yaml:"by" doc:"Who proposes it."`
	Why    string `yaml:"why" doc:"Why."`
	Date   string `yaml:"date" doc:"When, YYYY-MM-DD."`
	Before string `yaml:"before" doc:"Hash of what the fields said then."`
}

// ErrStaleProposal is matched by the error of applying a proposal to an entry whose fields changed since.
var ErrStaleProposal = errors.New("what it changes was changed by somebody else since; compare the two and propose it again")

// NewProposal returns the proposal that makes of an entry what want says; its fields are those that differ.
func NewProposal(now, want Entry, by, why, date string) Proposal {
	p := Proposal{By: by, Why: why, Date: date}
	for _, c := range Difference(now, want) {
		p.Fields = append(p.Fields, c.Field)
	}
	p.Entry = Entry{ID: now.ID}.With(want, p.Fields...)
	p.Before = now.part(p.Fields)
	return p
}

// part is a hash of some fields of an entry.
func (e Entry) part(fields []string) string { return Entry{ID: e.ID}.With(e, fields...).Fingerprint() }

// Apply returns the entry as the proposal wants it.
func (p Proposal) Apply(now Entry) (Entry, error) {
	if p.Before != "" && p.Before != now.part(p.Fields) {
		return Entry{}, fmt.Errorf("faq: apply %s: %w", p.Path, ErrStaleProposal)
	}
	return now.With(p.Entry, p.Fields...), nil
}

// Text returns the proposal as a file.
func (p Proposal) Text() []byte {
	s := hand{indent: 4, eol: "\n"}
	var b bytes.Buffer
	b.WriteString("# A proposal. Patients read what it changes once it is signed.\nproposal:")
	for _, f := range pairsOf(reviewField{"by", p.By}, reviewField{"why", p.Why}, reviewField{"date", p.Date}, reviewField{"before", p.Before}) {
		b.WriteString("\n  " + f.name + ": " + hand{flow: true}.scalar(f.value))
	}
	b.WriteString("\nentries:\n  - id: " + p.Entry.ID)
	for _, f := range p.Entry.fields() {
		if slices.Contains(p.Fields, f.name) {
			b.WriteString(s.newLine(0) + s.field(f))
		}
	}
	b.WriteString("\n")
	return b.Bytes()
}

// Proposals reads the proposals of a content folder, sorted by file, and says what is wrong with their files.
func Proposals(fsys fs.FS) ([]Proposal, Problems) {
	files, err := fs.ReadDir(fsys, ProposalFolder)
	if err != nil {
		return nil, nil // there are none
	}
	var all []Proposal
	var problems Problems
	for _, d := range files {
		if d.IsDir() || strings.HasPrefix(d.Name(), ".") || !slices.Contains(yamlExts, path.Ext(d.Name())) {
			continue
		}
		p, probs := readProposal(fsys, path.Join(ProposalFolder, d.Name()))
		problems = append(problems, probs...)
		if probs.Err() == nil {
			all = append(all, p)
		}
	}
	return all, problems
}

func readProposal(fsys fs.FS, name string) (Proposal, Problems) {
	fail := func(msg string) Problems { return Problems{{Pos{Path: name}, Error, "proposal", msg}} }
	f, probs := readFile(fsys, name)
	if f == nil {
		return Proposal{}, probs
	}
	page, err := openPage(name, f.data)
	if err != nil {
		return Proposal{}, fail(err.Error())
	}
	if page.list == nil || len(page.list.Content) != 1 {
		return Proposal{}, fail("must hold one entry, with its id and the fields that change")
	}
	n := page.list.Content[0]
	p := Proposal{Path: name}
	p.Entry, probs = page.decode(n)
	var head proposalHead
	if h := child(page.root, "proposal"); h != nil {
		probs = append(probs, newDecoder().decode(page.f, h, &head)...)
	}
	p.By, p.Why, p.Date, p.Before = head.By, head.Why, head.Date, head.Before
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key := n.Content[i].Value; key {
		case "id":
		case "review":
			return Proposal{}, append(probs, fail("must not hold a review: signing the proposal writes it")...)
		default:
			p.Fields = append(p.Fields, key)
		}
	}
	if len(p.Fields) == 0 {
		return Proposal{}, append(probs, fail("changes nothing; write the fields that change")...)
	}
	return p, probs
}
