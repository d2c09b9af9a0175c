package faq

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// ErrNoEntry is matched by the error of reading or removing an entry that a file does not have.
var ErrNoEntry = errors.New("there is no such entry")

// A page is a parsed file of entries that is to be changed at the places its nodes name: see sign_edit.go for why.
type page struct {
	*reviewSite            // its owner is the entry that is changed
	list        *yaml.Node // the entries; nil where the file has none
}

func openPage(path string, data []byte) (*page, error) {
	f := newFile(path, data)
	if at := invalidUTF8(data); at >= 0 {
		return nil, fmt.Errorf("%s: it is not UTF-8 from here on", f.posAt(at))
	}
	p := &page{reviewSite: &reviewSite{data: data, f: f, key: "review"}}
	if len(bytes.TrimSpace(bytes.TrimPrefix(data, []byte(byteOrderMark)))) == 0 {
		return p, nil
	}
	root, probs := f.parse()
	if root == nil {
		return nil, errors.New(probs[0].String())
	}
	p.root, p.list = root, child(root, "entries")
	if p.list == nil {
		return nil, errors.New("it holds no list of entries; add the line \"entries:\"")
	}
	return p, nil
}

// entry returns the node of the entry with an ID, nil where there is none.
func (p *page) entry(id string) (*yaml.Node, error) {
	var found *yaml.Node
	if p.list == nil {
		return nil, nil
	}
	for _, n := range p.list.Content {
		if v := child(n, "id"); v == nil || v.Value != id {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("two entries have this id; the second is at %s", p.f.pos(n))
		}
		found = n
	}
	return found, nil
}

func (p *page) decode(n *yaml.Node) (Entry, Problems) {
	e := Entry{Pos: p.f.pos(n)}
	probs := newDecoder().decode(p.f, n, &e)
	return e, probs
}

var errAnchor = errors.New("it, or a part of it, is an anchor (&name), an alias (*name) or has a !tag, so that an edit might change " +
	"other places, too; edit the file by hand")

// SetEntry returns a file of entries in which the entry with want's ID says what want says. Fields that say so already,
// and every byte outside the fields that change, stay as they are; so a second call changes nothing. An entry that
// the file does not have is added at its end. What cannot be changed without touching something else is refused.
func SetEntry(path string, data []byte, want Entry) ([]byte, error) {
	out, err := setEntry(path, data, want.tidied())
	if err != nil {
		return nil, fmt.Errorf("faq: write entry %s in %s: %w", want.ID, path, err)
	}
	return out, nil
}

func setEntry(path string, data []byte, want Entry) ([]byte, error) {
	if err := want.writable(); err != nil {
		return nil, err
	}
	p, err := openPage(path, data)
	if err != nil {
		return nil, err
	}
	p.owner, err = p.entry(want.ID)
	if err != nil {
		return nil, err
	}
	var edits []edit
	var changed []string
	if p.owner == nil {
		edits, err = p.add(want)
	} else {
		edits, changed, err = p.set(want)
	}
	if err != nil || len(edits) == 0 {
		return data, err
	}
	out := p.apply(edits)
	if err := p.verify(out, want, changed); err != nil {
		return nil, err
	}
	return out, nil
}

// writable refuses what no file may hold.
func (e Entry) writable() error {
	if !idPattern.MatchString(e.ID) {
		return errors.New("an id may have only lower-case letters, digits and hyphens, at most 48 of them")
	}
	for _, f := range e.fields() {
		for _, text := range valueLines(f.value) {
			if invalidUTF8([]byte(text)) >= 0 || strings.ContainsFunc(text, isControl) {
				return fmt.Errorf("%s holds a control character or is not UTF-8; remove it", f.name)
			}
		}
	}
	return nil
}

// apply returns the file after edits that do not overlap.
func (p *page) apply(edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, p.f.data[at:e.start]...), e.text...)
		at = e.end
	}
	return append(out, p.f.data[at:]...)
}

// set returns the edits that make the entry say what it shall, and the names of the fields that they are in.
func (p *page) set(want Entry) (edits []edit, changed []string, err error) {
	if err := p.plain(p.owner); err != nil {
		return nil, nil, err
	}
	has, probs := p.decode(p.owner)
	if err := probs.Err(); err != nil {
		return nil, nil, fmt.Errorf("mend it by hand first: %s", probs[0])
	}
	now, then := has.fields(), want.fields()
	for _, c := range Difference(has, want) {
		i := slices.IndexFunc(now, func(f fieldValue) bool { return f.name == c.Field })
		more, err := p.setField(now[i], then[i])
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", c.Field, err)
		}
		edits, changed = append(edits, more...), append(changed, c.Field)
	}
	return edits, changed, nil
}

// plain refuses an entry whose fields stand, in part, elsewhere.
func (p *page) plain(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return errAnchor
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Kind != yaml.ScalarNode || k.Anchor != "" || k.Tag == "!!merge" || k.Style&yaml.TaggedStyle != 0 {
			return errAnchor
		}
	}
	return nil
}

var errElsewhere = errors.New("the way it is written does not let it be changed without changing something else; edit the file by hand")

// verify makes sure that the changed file says what it shall, and beyond that what it said before.
func (p *page) verify(out []byte, want Entry, changed []string) error {
	after, err := openPage(p.f.path, out)
	if err != nil {
		return fmt.Errorf("%w (%w)", errElsewhere, err)
	}
	n, err := after.entry(want.ID)
	if err != nil || n == nil {
		return errElsewhere
	}
	if got, probs := after.decode(n); probs.Err() != nil || len(Difference(got, want)) > 0 {
		return errElsewhere
	}
	if p.owner != nil && !sameFields(p.owner, n, changed) {
		return errElsewhere
	}
	return p.verifyRest(after, want.ID)
}

// verifyRest makes sure that the rest of the file means what it meant.
func (p *page) verifyRest(after *page, id string) error {
	if p.root == nil {
		return nil
	}
	other := func(n *yaml.Node) bool { v := child(n, "id"); return v == nil || v.Value != id }
	same := slices.EqualFunc(filter(p.list.Content, other), filter(after.list.Content, other),
		func(a, b *yaml.Node) bool { return sameNodes(a, b, nil) })
	if !same || !sameNodes(p.root, after.root, skipped{p.root: "entries", after.root: "entries"}) {
		return errElsewhere
	}
	return nil
}

func filter(nodes []*yaml.Node, keep func(*yaml.Node) bool) []*yaml.Node {
	var kept []*yaml.Node
	for _, n := range nodes {
		if keep(n) {
			kept = append(kept, n)
		}
	}
	return kept
}

// sameFields reports whether two mappings agree but for the fields that changed.
func sameFields(a, b *yaml.Node, changed []string) bool {
	rest := func(n *yaml.Node) []*yaml.Node {
		var kept []*yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !slices.Contains(changed, n.Content[i].Value) {
				kept = append(kept, n.Content[i], n.Content[i+1])
			}
		}
		return kept
	}
	return slices.EqualFunc(rest(a), rest(b), func(a, b *yaml.Node) bool { return sameNodes(a, b, nil) })
}

// RemoveEntry returns a file of entries without the entry with that ID. Comments around it stay.
func RemoveEntry(path string, data []byte, id string) ([]byte, error) {
	out, err := removeEntry(path, data, id)
	if err != nil {
		return nil, fmt.Errorf("faq: remove entry %s from %s: %w", id, path, err)
	}
	return out, nil
}

func removeEntry(path string, data []byte, id string) ([]byte, error) {
	p, err := openPage(path, data)
	if err != nil {
		return nil, err
	}
	p.owner, err = p.entry(id)
	if err != nil {
		return nil, err
	}
	if p.owner == nil {
		return nil, ErrNoEntry
	}
	if err := p.plain(p.owner); err != nil {
		return nil, err
	}
	i := slices.Index(p.list.Content, p.owner)
	e, err := p.cutItems(p.list, i, i+1)
	if err != nil {
		return nil, err
	}
	out := p.apply([]edit{e})
	after, err := openPage(path, out)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", errElsewhere, err)
	}
	if n, err := after.entry(id); err != nil || n != nil {
		return nil, errElsewhere
	}
	return out, p.verifyRest(after, id)
}
