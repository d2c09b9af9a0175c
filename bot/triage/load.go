package triage

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed rules.yaml
var rulesYAML []byte

//go:embed words.yaml
var wordsYAML []byte

//go:embed ordinary.yaml
var ordinaryYAML []byte

// rulesFile is rules.yaml as it is written.
type rulesFile struct {
	Lists    yaml.Node
	Breaks   []string
	Holds    string
	Guards   []fileGuard
	Signs    []fileRule
	Rules    []fileRule
	Refusals []fileRule
}

// wordsFile is words.yaml as it is written.
type wordsFile struct {
	Numbers   map[string]float64
	Soft      string
	Walls     string
	Spellings map[string]string // the right spelling to the others
	Keys      string
	Glued     string
	Small     string
	Ordinary  string
}

type fileGuard struct {
	ID       string
	Why      string
	On       []string
	Place    string
	Reach    int
	Crosses  bool
	Signs    []string
	Except   []string
	Patterns []string
	Needs    []string
	Unless   []string
}

type fileRule struct {
	ID       string
	Level    string
	Card     string
	Why      string
	Source   string
	Now      []string
	Happened []string
	Named    []string
	Asked    []string
	Said     []string
	Unless   []string
	When     []string
}

// load compiles the two files.
func load(rulesData, wordsData []byte) (*Rules, error) {
	var words wordsFile
	if err := decode(wordsData, &words); err != nil {
		return nil, fmt.Errorf("triage: read words: %w", err)
	}
	var rules rulesFile
	if err := decode(rulesData, &rules); err != nil {
		return nil, fmt.Errorf("triage: read rules: %w", err)
	}
	c := newCompiler(&words)
	c.lists(&rules.Lists)
	c.guards(rules.Guards)
	c.signs(rules.Signs)
	c.rules(rules.Rules)
	c.refusals(rules.Refusals)
	c.out.breaks = c.patterns("breaks", rules.Breaks)
	c.lang.addKeys()
	c.out.holds = wordSet(rules.Holds)
	c.guardedSigns()
	c.triggers()
	if err := errors.Join(c.errs...); err != nil {
		return nil, fmt.Errorf("triage: compile rules: %w", err)
	}
	return c.out, nil
}

// decode reads the one YAML document in data strictly.
func decode(data []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return err
	}
	if err := dec.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return errors.New("more than one document")
	}
	return nil
}

// compiler turns a file into rules and gathers every mistake.
type compiler struct {
	lang  *language
	parse *parser
	out   *Rules
	errs  []error
}

func newCompiler(f *wordsFile) *compiler {
	l := newLanguage(f)
	return &compiler{
		lang:  l,
		parse: &parser{lang: l, lists: map[string]node{}},
		out:   &Rules{lang: l, signIndex: map[string]int{}, triggers: map[int][]int{}},
	}
}

func (c *compiler) failf(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// compile parses patterns of the named thing; the broken ones are left out and reported.
func (c *compiler) compile(of string, texts []string) []node {
	var out []node
	for _, t := range texts {
		n, err := c.parse.parse(t)
		if err != nil {
			c.failf("%s: %w", of, err)
			continue
		}
		out = append(out, n)
	}
	return out
}

// patterns compiles patterns that are no sign's and returns their numbers.
func (c *compiler) patterns(of string, texts []string) []int {
	var out []int
	for _, n := range c.compile(of, texts) {
		out = append(out, len(c.out.patterns))
		c.out.patterns = append(c.out.patterns, pattern{node: n, sign: none})
	}
	return out
}

// lists compiles the named lists in their order, since one may use those before it.
func (c *compiler) lists(m *yaml.Node) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		name := m.Content[i].Value
		for _, n := range c.compile("list "+name, []string{m.Content[i+1].Value}) {
			c.parse.lists[name] = n
		}
	}
}

func (c *compiler) guards(in []fileGuard) {
	for _, f := range in {
		g := guard{id: f.ID, reach: f.Reach, crosses: f.Crosses, signs: f.Signs, except: f.Except}
		g.patterns, g.missing = c.patterns("guard "+f.ID, slices.Concat(f.Patterns, f.Needs)), len(f.Needs) > 0
		g.unless = c.patterns("guard "+f.ID, f.Unless)
		at := slices.Index(places, f.Place)
		if at < 0 || f.ID == "" || f.Why == "" || len(f.On) == 0 {
			c.failf("guard %q: needs id, why, on and one of the places %q", f.ID, places)
			continue
		}
		g.place = place(at)
		for _, k := range f.On {
			at := slices.Index(kindNames, k)
			if at < 0 {
				c.failf("guard %s: %q is none of the kinds %q", f.ID, k, kindNames)
				continue
			}
			g.on[at] = true
		}
		c.out.guards = append(c.out.guards, g)
	}
}

// guardedSigns checks that the signs that guards name exist.
func (c *compiler) guardedSigns() {
	for _, g := range c.out.guards {
		for _, id := range slices.Concat(g.signs, g.except) {
			if _, ok := c.out.signIndex[id]; !ok {
				c.failf("guard %s: no sign or rule is named %q", g.id, id)
			}
		}
	}
}

// sign compiles the patterns of f and returns the sign's index.
func (c *compiler) sign(f fileRule) int {
	if _, dup := c.out.signIndex[f.ID]; dup || f.ID == "" || f.Why == "" {
		c.failf("rule or sign %q: needs an id of its own and a why", f.ID)
	}
	at := len(c.out.signs)
	c.out.signIndex[f.ID] = at
	c.out.signs = append(c.out.signs, sign{id: f.ID, unless: c.patterns(f.ID, f.Unless)})
	for k, texts := range [...][]string{now: f.Now, happened: f.Happened, named: f.Named, asked: f.Asked, said: f.Said} {
		for _, n := range c.compile(f.ID, texts) {
			c.out.patterns = append(c.out.patterns, pattern{node: n, sign: at, kind: kind(k)})
		}
	}
	return at
}

// triggers files every pattern under the words that call for it. How often the rules use a word stands for how common it is: no
// pattern that also says "seizure" is called for by "i".
func (c *compiler) triggers() {
	for at, p := range c.out.patterns {
		words := p.node.anchor(c.lang.uses)
		switch {
		case words == nil && p.sign == none:
			c.out.untriggered = append(c.out.untriggered, at)
		case words == nil:
			c.failf("%s: a pattern has no word or list that must occur", c.out.signs[p.sign].id)
		}
		for _, id := range words {
			c.out.triggers[id] = append(c.out.triggers[id], at)
		}
	}
}

func (c *compiler) signs(in []fileRule) {
	for _, f := range in {
		c.sign(f)
	}
}

func (c *compiler) rules(in []fileRule) {
	for _, f := range in {
		if f.Level != Urgent.String() && f.Level != Emergency.String() {
			c.failf("rule %s: level %q is neither urgent nor emergency", f.ID, f.Level)
		}
		c.out.rules = append(c.out.rules, c.rule(f))
	}
}

func (c *compiler) refusals(in []fileRule) {
	for _, f := range in {
		c.out.refusals = append(c.out.refusals, c.rule(f))
	}
}

// rule compiles f as a sign of its own and resolves the signs it combines.
func (c *compiler) rule(f fileRule) rule {
	r := rule{Rule: c.describe(f), needs: [][]int{{c.sign(f)}}}
	for _, w := range f.When {
		var all []int
		for id := range strings.SplitSeq(w, "+") {
			s, ok := c.out.signIndex[strings.TrimSpace(id)]
			if !ok {
				c.failf("rule %s: no sign or earlier rule is named %q", f.ID, strings.TrimSpace(id))
			}
			all = append(all, s)
		}
		r.needs = append(r.needs, all)
	}
	return r
}

// describe returns the public face of a rule.
func (c *compiler) describe(f fileRule) Rule {
	level := None
	switch f.Level {
	case Urgent.String():
		level = Urgent
	case Emergency.String():
		level = Emergency
	}
	if f.Card == "" || f.Source == "" {
		c.failf("rule %s: needs a card and a source", f.ID)
	}
	return Rule{ID: f.ID, Level: level, Card: f.Card, Why: f.Why, Source: f.Source}
}
