package faq

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Load reads a content folder and returns its corpus and everything that is wrong with it, sorted by place. The
// corpus is never nil, but one whose problems hold an error ([Problems.Err]) may lack entries and must not be served.
func Load(fsys fs.FS, opts Options) (*Corpus, Problems) {
	l := newLoader(fsys, opts)
	l.scan()
	l.loadSettings()
	l.loadSubjects()
	l.loadFixed()
	l.loadEntries()
	l.loadArticles()
	l.loadTests()
	l.finish()
	return l.c, l.probs
}

// A loader is one Load: what it has read so far, and what it found wrong.
type loader struct {
	fsys  fs.FS
	opts  Options
	asOf  time.Time
	dec   *decoder
	c     *Corpus
	probs Problems

	sums        map[string][sha256.Size]byte // of the files as they were read
	top         map[string][]string          // stem of a top-level file -> its names
	anySubject  bool                         // no subjects.yaml, or an unreadable one: a subject is whatever an entry names
	anyConcept  bool                         // an unreadable concepts.yaml: no concept is unknown
	about       map[string]Kind              // of concepts that are asked of one kind of subject only
	implied     map[string]*Subject          // subjects that entries name where none are declared, by their words
	ids         map[string]Pos               // of entries and articles
	questions   map[string]asked             // by locale and words
	refs        []reference                  // to entries that may come later
	suggestions map[string]string            // remedies for unknown names, which repeat
}

// asked is who asks a question, and where.
type asked struct {
	id string
	at Pos
}

// A reference names a passage that must exist once everything is loaded.
type reference struct {
	rule, id string
	at       Pos
}

func newLoader(fsys fs.FS, opts Options) *loader {
	c := &Corpus{
		opts:     opts,
		byID:     map[string]*Passage{},
		bySubj:   map[string]*Subject{},
		messages: map[string]map[string]string{},
		signable: map[string]signable{},
	}
	return &loader{
		fsys:        fsys,
		opts:        opts,
		asOf:        opts.asOf(),
		dec:         newDecoder(),
		c:           c,
		sums:        map[string][sha256.Size]byte{},
		top:         map[string][]string{},
		about:       map[string]Kind{},
		implied:     map[string]*Subject{},
		ids:         map[string]Pos{},
		questions:   map[string]asked{},
		suggestions: map[string]string{},
	}
}

func (o Options) asOf() time.Time {
	if o.AsOf.IsZero() {
		return time.Now()
	}
	return o.AsOf
}

// topLevel are the stems of the files that a content folder may have beside its entries and articles.
var topLevel = []string{"subjects", "concepts", "contacts", "messages", "tests", "settings"}

// yamlExts are the ways a YAML file's name may end.
var yamlExts = []string{".yaml", ".yml", ".json"}

// scan looks through the folder's top level, and warns about files that look like content and are not read.
func (l *loader) scan() {
	dir, err := fs.ReadDir(l.fsys, ".")
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err // the path is "." only: whoever opened the folder knows its name
	}
	if err != nil {
		l.errorf(Pos{Path: "."}, "read", "the content folder cannot be read: %v; check its path and permissions", err)
		return
	}
	content := false
	for _, d := range dir {
		ext := path.Ext(d.Name())
		stem := strings.TrimSuffix(d.Name(), ext)
		switch {
		case d.Name() == "entries" || d.Name() == "articles":
			content = true
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || !slices.Contains(yamlExts, ext):
		case slices.Contains(topLevel, stem):
			l.top[stem] = append(l.top[stem], d.Name())
		default:
			l.warnf(Pos{Path: d.Name()}, "unread-file", "is not read%s", suggestOr(stem, topLevel, "; entries belong in entries/"))
		}
	}
	if !content {
		l.errorf(Pos{Path: "."}, "empty", "has neither an entries nor an articles folder; write entries/NAME.yaml or run patientfaq init")
	}
}

// topName returns the name of a top-level file, "" if there is none.
func (l *loader) topName(stem string) string {
	names := l.top[stem]
	if len(names) == 0 {
		return ""
	}
	if len(names) > 1 {
		l.errorf(Pos{Path: names[1]}, "duplicate-file", "stands beside %s; keep one of them", names[0])
	}
	return names[0]
}

// read reads and parses one YAML file; the root is nil if that failed, which it reports.
func (l *loader) read(name string) (*file, *yaml.Node) {
	f := l.open(name)
	if f == nil {
		return nil, nil
	}
	root, probs := f.parse()
	l.probs = append(l.probs, probs...)
	return f, root
}

// open reads one file, once, so that its hash is of the bytes that were parsed.
func (l *loader) open(name string) *file {
	f, probs := readFile(l.fsys, name)
	l.probs = append(l.probs, probs...)
	if f != nil {
		l.sums[name] = sha256.Sum256(f.data)
	}
	return f
}

// list returns the files of a folder with one of the extensions, sorted, and warns about others.
func (l *loader) list(dir string, exts ...string) []string {
	all, err := fs.ReadDir(l.fsys, dir)
	if err != nil {
		if _, statErr := fs.Stat(l.fsys, dir); statErr == nil {
			l.errorf(Pos{Path: dir}, "read", "cannot be read: %v; make it a folder with read permission", err)
		}
		return nil
	}
	var names []string
	for _, d := range all {
		name := path.Join(dir, d.Name())
		switch {
		case strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(d.Name(), "~"):
		case d.IsDir():
			l.warnf(Pos{Path: name}, "unread-file", "is a folder inside %s and is not read; move its files up", dir)
		case slices.Contains(exts, path.Ext(d.Name())):
			names = append(names, name)
		default:
			l.warnf(Pos{Path: name}, "unread-file", "is not read; its name must end in %s", strings.Join(exts, ", "))
		}
	}
	return names
}

// fragments reads a list file and returns its items, those that can be read if it is not YAML as a whole. It
// reports whether there is a list at all.
func (l *loader) fragments(name, key string) (found []fragment, ok bool) {
	f := l.open(name)
	if f == nil {
		return nil, false
	}
	root, probs := f.parse()
	if root == nil {
		if probs[0].Rule == "yaml" {
			found, probs = salvage(f, probs)
		}
		l.probs = append(l.probs, probs...)
		return found, false
	}
	for _, n := range l.items(f, root, key) {
		found = append(found, fragment{f, n})
	}
	return found, true
}

// items returns the elements of the one list that a file holds under a key.
func (l *loader) items(f *file, root *yaml.Node, key string) []*yaml.Node {
	run := decoding{decoder: l.dec, f: f}
	var found []*yaml.Node
	for k, v := range run.pairs(root, "the file") {
		if v.Kind == yaml.AliasNode {
			v = v.Alias
		}
		switch {
		case k.Value != key:
			run.report(k, "unknown-field", "there is no field %q here%s", k.Value, suggestOr(k.Value, []string{key}, "; the file holds one list, "+key+":"))
		case v.Kind == yaml.ScalarNode && v.Tag == "!!null":
		case v.Kind != yaml.SequenceNode:
			run.report(v, "type", "%s must be a list, not %s; start each with \"- \"", key, kindName(v))
		default:
			found = v.Content
		}
	}
	l.probs = append(l.probs, run.probs...)
	return found
}

func (l *loader) errorf(at Pos, rule, format string, args ...any) {
	l.probs = append(l.probs, Problem{at, Error, rule, fmt.Sprintf(format, args...)})
}

func (l *loader) warnf(at Pos, rule, format string, args ...any) {
	l.probs = append(l.probs, Problem{at, Warning, rule, fmt.Sprintf(format, args...)})
}

func (l *loader) notef(at Pos, rule, format string, args ...any) {
	l.probs = append(l.probs, Problem{at, Note, rule, fmt.Sprintf(format, args...)})
}

// finish does what needs everything loaded: references, the order of subjects, the revision.
func (l *loader) finish() {
	for _, r := range l.refs {
		if _, ok := l.ids[r.id]; !ok && l.c.byID[r.id] == nil {
			l.errorf(r.at, r.rule, "there is no entry %q%s", r.id, l.suggest("entry", r.id, l.entryIDs))
		}
	}
	slices.SortFunc(l.c.subjects, func(a, b *Subject) int { return cmp.Compare(a.ID, b.ID) })
	l.c.names = newNameMatcher(l.c.subjects)
	l.c.revision = l.revision()
	if l.opts.Advise {
		l.uncoveredPairs()
	}
	l.probs.Sort()
	l.probs = slices.Compact(l.probs) // an alias repeats what is wrong where it points
}

func (l *loader) entryIDs() []string {
	ids := make([]string, 0, len(l.ids))
	for id := range l.ids {
		ids = append(ids, id)
	}
	return ids
}

// suggest returns the remedy for an unknown name of a kind: the nearest known one, found once for each name.
func (l *loader) suggest(kind, name string, known func() []string) string {
	key := kind + " " + name
	s, ok := l.suggestions[key]
	if !ok {
		s = suggestOr(name, known(), "; correct it or remove it")
		l.suggestions[key] = s
	}
	return s
}

// revision hashes the files that were read by name and content.
func (l *loader) revision() string {
	names := make([]string, 0, len(l.sums))
	for name := range l.sums {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		sum := l.sums[name]
		fmt.Fprintf(h, "%x %s\n", sum, name)
	}
	return hex.EncodeToString(h.Sum(nil))
}
