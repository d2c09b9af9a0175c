package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"patientfaq/faq"
)

// A Folder is a content folder that drafts are written into.
type Folder struct {
	dir        string
	corpus     *faq.Corpus       // what stood there when it was opened
	vocabulary *Vocabulary       //
	ids        map[string]string // ID -> what has it: a source and a key, or "" for what was not imported
	questions  map[string]string // locale and words -> ID of what asks it
}

// A Change is what became of one draft.
type Change struct {
	ID   string `json:"id"`
	What What   `json:"what"`
	Diff string `json:"diff,omitempty"` // sentences that went, with "- ", and that came, with "+ "
}

// What says what became of a draft.
type What string

// What can become of a draft.
const (
	Added     What = "added"     // is new in entries/
	Updated   What = "updated"   // nobody had touched the file, and it says what the page says now
	Unchanged What = "unchanged" // the page says what it said before
	Proposed  What = "proposed"  // stands in proposals/, for a moderator to take over
	Declined  What = "declined"  // a moderator removed it, or removed the proposal
	Gone      What = "gone"      // the page no longer has it; the entry stays
)

// OpenFolder opens a content folder, which need not be there yet. One whose content has errors is refused: what stands
// in it could not be known. The built-in corpus has the names and concepts for a folder without its own.
func OpenFolder(dir string, builtin *faq.Corpus) (*Folder, error) {
	f := &Folder{dir: dir, vocabulary: &Vocabulary{names: builtin}, ids: map[string]string{}, questions: map[string]string{}}
	if !isContent(dir) {
		return f, nil
	}
	var problems faq.Problems
	f.corpus, problems = faq.Load(os.DirFS(dir), faq.Options{Builtin: builtin})
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("importer: open %s: %w", dir, err)
	}
	if len(f.corpus.Subjects()) > 0 && hasFile(dir, "subjects.yaml", "subjects.yml", "subjects.json") {
		f.vocabulary = &Vocabulary{names: f.corpus, declared: true}
	}
	for p := range f.corpus.Passages() {
		f.ids[p.Parent] = ""
		if p.Part == faq.WholeEntry {
			for _, q := range p.Questions {
				f.questions[questionKey(p.Locale, q)] = p.ID
			}
		}
	}
	return f, nil
}

func isContent(dir string) bool { return hasFile(dir, "entries", "articles") }

func hasFile(dir string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}

func questionKey(locale, q string) string {
	return cmp.Or(locale, "en") + " " + strings.Join(faq.Tokens(q), " ")
}

// Vocabulary is what [Read] needs to know of the folder.
func (f *Folder) Vocabulary() *Vocabulary { return f.vocabulary }

// Add writes the drafts of a page, or proposes what is different where somebody has worked on them since. It may
// change the drafts' IDs, and takes away questions that another entry asks.
func (f *Folder) Add(p *Page) ([]Change, error) {
	changes, err := f.add(p)
	if err != nil {
		return nil, fmt.Errorf("importer: write the drafts of %s: %w", p.Source, err)
	}
	return changes, nil
}

func (f *Folder) add(p *Page) ([]Change, error) {
	name := fileName(p.Source)
	s, err := f.readState(name, p.Source)
	if err != nil {
		return nil, err
	}
	f.settle(p, s)
	if len(p.Drafts) == 0 && len(s.Drafts) == 0 {
		return nil, nil
	}
	before, err := os.ReadFile(filepath.Join(f.dir, entriesDir, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	gone := s.gone(p)
	untouched := len(s.Drafts) == 0 && err != nil || err == nil && hashOf(string(before)) == s.Sum
	changes, proposals := f.compare(p, s, untouched && len(gone) == 0, name)
	for _, id := range gone {
		changes = append(changes, Change{ID: id, What: Gone})
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return strings.Compare(a.ID, b.ID) })
	if untouched && len(gone) == 0 {
		text, err := entriesFile(p, p.Drafts)
		if err != nil {
			return nil, err
		}
		s.Sum = hashOf(text)
		if text != string(before) {
			if err := writeFile(filepath.Join(f.dir, entriesDir, name), text); err != nil {
				return nil, err
			}
		}
	}
	if err := f.propose(p, proposals, name); err != nil {
		return nil, err
	}
	return changes, f.writeState(name, s)
}

// settle gives every draft an ID and a question that nothing else has.
func (f *Folder) settle(p *Page, s *state) {
	renamed := map[string]string{}
	for i := range p.Drafts {
		d := &p.Drafts[i]
		owner, old := p.Source+"\n"+d.Key, d.ID
		if known, ok := s.Drafts[d.Key]; ok {
			d.ID = known.ID
		} else {
			d.ID = f.freeID(p, d, owner)
		}
		f.ids[d.ID], renamed[old] = owner, d.ID
		var kept []string
		for _, q := range d.Questions {
			key := questionKey(d.Locale, q)
			if other, taken := f.questions[key]; taken && other != d.ID {
				d.Candidates = append(d.Candidates, q)
				d.Missing = append(d.Missing, "a question of its own: "+other+" asks the same; keep one of them")
				continue
			}
			f.questions[key] = d.ID
			kept = append(kept, q)
		}
		d.Questions = kept
	}
	for i := range p.Sentences {
		for j, id := range p.Sentences[i].Drafts {
			p.Sentences[i].Drafts[j] = renamed[id]
		}
	}
}

// freeID is the draft's own ID or, where something else has that, one that depends on the file as well.
func (f *Folder) freeID(p *Page, d *Draft, owner string) string {
	id := d.ID
	for n := 0; ; n++ {
		if other, taken := f.ids[id]; !taken || other == owner {
			return id
		}
		id = idOf(p.Title, d.name(), fmt.Sprint(owner, "\n", n))
	}
}

// compare says what becomes of each draft, notes it in the state, and returns those to propose.
func (f *Folder) compare(p *Page, s *state, untouched bool, name string) ([]Change, []Draft) {
	pending := hasFile(f.dir, path.Join(proposalsDir, name))
	var changes []Change
	var proposals []Draft
	for _, d := range p.Drafts {
		now := hashOf(d.text())
		known, ok := s.Drafts[d.Key]
		current := f.current(d.ID)
		c := Change{ID: d.ID, What: Unchanged}
		switch {
		case untouched && !ok:
			c.What, known.Text = Added, now
		case untouched && known.Text != now:
			c.What, c.Diff, known.Text = Updated, diff(current, d.Answer), now
		case untouched, ok && known.Text == now && current != nil, current != nil && squash(current.Text) == squash(d.Answer):
		case ok && known.Text == now, known.Proposed == now && !pending:
			c.What = Declined
		default:
			c.What, c.Diff, known.Proposed = Proposed, diff(current, d.Answer), now
			proposals = append(proposals, d)
		}
		known.ID = d.ID
		s.Drafts[d.Key] = known
		changes = append(changes, c)
	}
	return changes, proposals
}

// current is the entry as it stands in the folder, nil if there is none.
func (f *Folder) current(id string) *faq.Passage {
	if f.corpus == nil {
		return nil
	}
	return f.corpus.Passage(id)
}

// text is what of a draft the page itself says.
func (d Draft) text() string { return strings.Join(d.Questions, "\n") + "\n\n" + d.Answer }

// diff lists the sentences that an entry has and the draft has not, and the other way round.
func diff(current *faq.Passage, answer string) string {
	var b strings.Builder
	after := sentences(answer)
	var before []string
	if current != nil {
		before = sentences(current.Text)
	}
	missing := func(in []string, mark string, from []string) {
		has := map[string]bool{}
		for _, s := range in {
			has[squash(s)] = true
		}
		for _, s := range from {
			if !has[squash(s)] {
				b.WriteString(mark + s + "\n")
			}
		}
	}
	missing(after, "- ", before)
	missing(before, "+ ", after)
	return b.String()
}

// propose writes the proposals of a page; without any, it leaves what was proposed before.
func (f *Folder) propose(p *Page, drafts []Draft, name string) error {
	if len(drafts) == 0 {
		return nil
	}
	text, err := entriesFile(p, drafts)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(f.dir, proposalsDir, name), text)
}
