package faq

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Signature is what a reviewer puts under a text.
type Signature struct {
	Reviewer string
	Date     string // when it was checked, YYYY-MM-DD
	Due      string // when it must be checked again, YYYY-MM-DD
}

// A signable is something that can be signed: where its review stands and what a signature of it covers.
type signable struct {
	kind     signableKind
	path     string   // the YAML file, or the Markdown file whose front matter holds the review
	text     string   // an article's file, if its review stands in a sidecar
	author   string   // "" where there is none
	subjects []string // whose names the signature covers
	hash     string
	refuse   string // why it cannot be signed; "" if it can
}

type signableKind uint8

const (
	signEntry signableKind = iota
	signArticle
	signContact
	signMessages
)

// Sign writes a reviewer's signature into the content folder that c was loaded from. The ID is that of an entry or an
// article, "contact:GB" for a country's contact, or "messages:en" for the fixed messages of a language.
//
// It changes the values of the review, or adds one, and leaves every other byte of the file as it is. What is signed is
// what was loaded: if the signed fields changed since, it refuses, as it does under the two-person policy if the
// reviewer is the author. The file is replaced in one step; after a crash it is the old or the new one.
func Sign(dir string, c *Corpus, id string, sig Signature) error {
	s, ok := c.signable[id]
	if !ok {
		return fmt.Errorf("faq: sign %s: there is nothing with this id to sign", id)
	}
	if err := sig.check(s, c.settings.Review.Policy); err != nil {
		return fmt.Errorf("faq: sign %s: %w", id, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), signWait)
	defer cancel()
	unlock, err := Lock(ctx, dir)
	if err != nil {
		return fmt.Errorf("faq: sign %s: %w", id, err)
	}
	name := filepath.Join(dir, filepath.FromSlash(s.path))
	err = replaceFile(name, func(old []byte) ([]byte, error) {
		text := old
		if s.text != "" {
			var err error
			if text, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(s.text))); err != nil {
				return nil, err
			}
		}
		return s.sign(c, id, old, text, sig)
	})
	if err = errors.Join(err, unlock()); err != nil {
		return fmt.Errorf("faq: sign %s in %s: %w", id, s.path, err)
	}
	return nil
}

// signWait is how long Sign waits for somebody else's change of the folder.
const signWait = 10 * time.Second

// Signed returns a file of entries with a signature under one of them. The corpus is the one that was loaded with the
// file as it is given here.
func (c *Corpus) Signed(id string, data []byte, sig Signature) ([]byte, error) {
	s, ok := c.signable[id]
	if !ok || s.kind != signEntry {
		return nil, fmt.Errorf("faq: sign %s: %w", id, ErrNoEntry)
	}
	err := sig.check(s, c.settings.Review.Policy)
	if err == nil {
		data, err = s.sign(c, id, data, data, sig)
	}
	if err != nil {
		return nil, fmt.Errorf("faq: sign %s: %w", id, err)
	}
	return data, nil
}

// SignedHash is the hash that a signature of an entry covers as it is loaded; "" where there is no such entry.
func (c *Corpus) SignedHash(id string) string { return c.signable[id].hash }

// check reports what is wrong with a signature under something.
func (sig Signature) check(s signable, policy Policy) error {
	date, dateErr := time.Parse(time.DateOnly, sig.Date)
	due, dueErr := time.Parse(time.DateOnly, sig.Due)
	switch {
	case strings.TrimSpace(sig.Reviewer) == "":
		return errors.New("a signature needs the reviewer's name")
	case strings.ContainsFunc(sig.Reviewer, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' || isControl(r) }):
		return errors.New("the reviewer's name must be one line of plain text")
	case dateErr != nil:
		return fmt.Errorf("the date %q is not written as 2026-03-31", sig.Date)
	case dueErr != nil:
		return fmt.Errorf("the due date %q is not written as 2026-03-31", sig.Due)
	case !due.After(date):
		return errors.New("the due date must be later than the date")
	case s.refuse != "":
		return errors.New(s.refuse)
	case policy == TwoPerson && SamePerson(sig.Reviewer, s.author):
		return fmt.Errorf("%s wrote it, and under the two-person policy somebody else must review it", s.author)
	}
	return nil
}

var errChanged = errors.New("it changed since it was loaded; load it again and read it before you sign")

// sign returns the file with the signature in it, after making sure that nothing else differs.
func (s signable) sign(c *Corpus, id string, old, text []byte, sig Signature) ([]byte, error) {
	before, err := s.open(id, old)
	if err != nil {
		return nil, err
	}
	if s.hashOf(c, before, text) != s.hash {
		return nil, errChanged
	}
	signed, err := before.signed(sig, s.hash)
	if err != nil {
		return nil, err
	}
	after, err := s.open(id, signed)
	if err != nil {
		return nil, fmt.Errorf("the signature cannot be written in place; add \"review: {status: draft}\" to it first: %w", err)
	}
	if !before.sameBut(after, sig, s.hash) {
		return nil, errors.New("the signature cannot be written without changing something else; add \"review: {status: draft}\" to it on a line of its own first")
	}
	return signed, nil
}

// A reviewSite is a parsed file and the place in it where a review belongs.
type reviewSite struct {
	data   []byte     // the whole file
	f      *file      // its YAML: all of it or the front matter
	start  int        // offset of the YAML in the file
	root   *yaml.Node // of the YAML
	owner  *yaml.Node // the mapping that has, or gets, the review
	key    string     // under which it has it
	locale string     // of messages
	wrap   bool       // messages without any review get one for the locale: review: {en: {...}}
}

// open parses a file and finds what is to be signed in it.
func (s signable) open(id string, data []byte) (*reviewSite, error) {
	site := &reviewSite{data: data, f: newFile(s.path, data), key: "review"}
	if s.kind == signArticle && s.text == "" {
		opening, front, _ := frontMatter(data)
		site.start, site.f = len(opening), newFile(s.path, front)
	}
	root, probs := site.f.parse()
	if root == nil {
		return nil, errors.New(probs[0].String())
	}
	site.root = root
	switch s.kind {
	case signArticle:
		site.owner = root
	case signMessages:
		site.messages(strings.TrimPrefix(id, "messages:"))
	case signContact:
		site.owner = listed(child(root, "contacts"), "country", strings.TrimPrefix(id, "contact:"))
	default:
		site.owner = listed(child(root, "entries"), "id", id)
	}
	if site.owner == nil || site.owner.Kind != yaml.MappingNode {
		return nil, errChanged
	}
	return site, nil
}

// messages makes the review of a locale the one to write: review: {en: {...}} beside messages:.
func (site *reviewSite) messages(locale string) {
	site.locale = locale
	site.owner, site.key = child(site.root, "review"), locale
	if site.owner == nil {
		site.owner, site.key, site.wrap = site.root, "review", true
	}
}

// listed returns the element of a list whose field has a value, or nil.
func listed(list *yaml.Node, field, value string) *yaml.Node {
	if list == nil {
		return nil
	}
	for _, n := range list.Content {
		if v := child(n, field); v != nil && v.Value == value {
			return n
		}
	}
	return nil
}

// hashOf is the hash of what stands in the file now, with the subjects that were loaded.
func (s signable) hashOf(c *Corpus, site *reviewSite, text []byte) string {
	dec := newDecoder()
	switch s.kind {
	case signArticle:
		body := text
		if s.text == "" {
			_, _, body = frontMatter(text)
		}
		return articleHash(body, site.root, c.subjectsOf(s.subjects))
	case signMessages:
		var mf messageFile
		dec.decode(site.f, site.root, &mf)
		return messagesHash(site.locale, mf.Messages[site.locale])
	case signContact:
		var ct Contact
		dec.decode(site.f, site.owner, &ct)
		return contactHash(&ct)
	default:
		var e Entry
		dec.decode(site.f, site.owner, &e)
		return entryHash(&e, c.subjectsOf(s.subjects))
	}
}

// sameBut reports whether the file after signing says what it said before, but for the review, which is as signed.
func (site *reviewSite) sameBut(after *reviewSite, sig Signature, hash string) bool {
	review := child(after.owner, after.key)
	if review == nil || review.Kind != yaml.MappingNode {
		return false
	}
	want := map[string]string{"status": string(Reviewed), "reviewer": sig.Reviewer, "date": sig.Date, "due": sig.Due, "hash": hash}
	for field, value := range want {
		if n := child(review, field); n == nil || n.Value != value || n.Kind != yaml.ScalarNode || n.Tag != "!!str" && n.Tag != "!!timestamp" {
			return false
		}
	}
	if site.wrap {
		return sameNodes(site.root, after.root, skipped{site.root: "review", after.root: "review"})
	}
	return sameNodes(site.root, after.root, skipped{site.owner: site.key, after.owner: after.key})
}

// skipped names a field of a mapping that a comparison leaves out.
type skipped map[*yaml.Node]string

// sameNodes reports whether two nodes mean the same but for what is skipped.
func sameNodes(a, b *yaml.Node, skip skipped) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Anchor != b.Anchor {
		return false
	}
	in, out := kept(a, skip), kept(b, skip)
	return slices.EqualFunc(in, out, func(a, b *yaml.Node) bool { return sameNodes(a, b, skip) })
}

// kept returns a node's content without the field to skip.
func kept(n *yaml.Node, skip skipped) []*yaml.Node {
	key, ok := skip[n]
	if !ok {
		return n.Content
	}
	var content []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != key {
			content = append(content, n.Content[i], n.Content[i+1])
		}
	}
	return content
}
