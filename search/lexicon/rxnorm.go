package lexicon

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// The columns of RxNorm's files that are read, which are separated by pipes (RxNorm Technical Documentation, section 12).
const (
	consoCUI, consoLanguage, consoSource, consoType, consoName, consoSuppress = 0, 1, 11, 12, 14, 16

	consoColumns = 18

	relFirst, relSecond, relKind, relSuppress = 0, 4, 7, 14

	relColumns = 16
)

// rxConcept is a concept of RxNorm: an ingredient, a salt of one, a combination or a brand.
type rxConcept struct{ kind, name string }

// The term types that are names of medicines without strength or form.
const (
	rxIngredient = "IN"
	rxPrecise    = "PIN" // a salt, or another precise form of an ingredient
	rxMultiple   = "MIN" // several ingredients
	rxBrand      = "BN"
)

// AddRxNorm returns what RxNorm adds to l: ingredients, their salts, combinations and brands. conso is the file
// RXNCONSO.RRF. rel, RXNREL.RRF, tells which ingredient a brand or a salt is of; where it is nil, each becomes a
// medicine of its own. Files of the Current Prescribable Content have the same columns.
func (l *Lexicon) AddRxNorm(conso, rel io.Reader) (*Addition, error) {
	concepts, err := readConso(conso)
	if err != nil {
		return nil, fmt.Errorf("lexicon: reading RXNCONSO: %w", err)
	}
	owners := map[string]string{}
	if rel != nil {
		if owners, err = readRel(rel, concepts); err != nil {
			return nil, fmt.Errorf("lexicon: reading RXNREL: %w", err)
		}
	}
	a, err := l.newAddition()
	if err != nil {
		return nil, err
	}
	a.strict = true // it has milk and egg white
	for _, g := range groups(concepts, owners) {
		if err := a.add(g); err != nil {
			return nil, fmt.Errorf("lexicon: adding %q: %w", g.generics[0], err)
		}
	}
	return a, nil
}

// readConso reads RxNorm's own English names that are in use.
func readConso(r io.Reader) (map[string]rxConcept, error) {
	concepts := map[string]rxConcept{}
	kinds := []string{rxIngredient, rxPrecise, rxMultiple, rxBrand}
	err := eachLine(r, func(line string) error {
		f := strings.Split(line, "|")
		if len(f) < consoColumns {
			return fmt.Errorf("%d columns, at least %d: is it RXNCONSO.RRF?", len(f), consoColumns)
		}
		if f[consoLanguage] == "ENG" && f[consoSource] == "RXNORM" && slices.Contains(kinds, f[consoType]) && cmp.Or(f[consoSuppress], "N") == "N" {
			concepts[f[consoCUI]] = rxConcept{f[consoType], f[consoName]}
		}
		return nil
	})
	if err == nil && len(concepts) == 0 {
		err = errors.New("no medicine in it")
	}
	return concepts, err
}

// readRel reads which ingredient or combination each brand and salt is of. A brand of several ingredients is of none,
// unless it is of their combination.
func readRel(r io.Reader, concepts map[string]rxConcept) (map[string]string, error) {
	found := map[string][]string{}
	err := eachLine(r, func(line string) error {
		f := strings.Split(line, "|")
		if len(f) < relColumns {
			return fmt.Errorf("%d columns, at least %d: is it RXNREL.RRF?", len(f), relColumns)
		}
		// a relation says what the second concept is to the first
		whose, of := f[relSecond], f[relFirst]
		switch f[relKind] {
		case "tradename_of", "form_of":
		case "has_tradename", "has_form":
			whose, of = of, whose
		default:
			return nil
		}
		if cmp.Or(f[relSuppress], "N") == "N" && ownable(concepts[whose].kind) && owning(concepts[of].kind) && !slices.Contains(found[whose], of) {
			found[whose] = append(found[whose], of)
		}
		return nil
	})
	owners := map[string]string{}
	for whose, of := range found {
		if i := slices.IndexFunc(of, func(cui string) bool { return concepts[cui].kind == rxMultiple }); i >= 0 {
			owners[whose] = of[i]
		} else if len(of) == 1 {
			owners[whose] = of[0]
		}
	}
	return owners, err
}

func ownable(kind string) bool { return kind == rxBrand || kind == rxPrecise }

func owning(kind string) bool { return kind == rxIngredient || kind == rxMultiple }

// groups gathers each medicine's names. The medicines come in the order of their names, ingredients before combinations
// and brands, so that of two medicines that claim one name always the same gets it.
func groups(concepts map[string]rxConcept, owners map[string]string) []group {
	byCUI := map[string]*group{}
	for cui, c := range concepts {
		if owners[cui] == "" {
			byCUI[cui] = c.group()
		}
	}
	for _, cui := range slices.Sorted(maps.Keys(owners)) {
		c, g := concepts[cui], byCUI[owners[cui]]
		if c.kind == rxBrand {
			g.brands = append(g.brands, c.name)
		} else {
			g.generics = append(g.generics, c.name)
		}
	}
	rank := func(cui string) int {
		return slices.Index([]string{rxIngredient, rxPrecise, rxMultiple, rxBrand}, concepts[cui].kind)
	}
	cuis := slices.SortedFunc(maps.Keys(byCUI), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(concepts[a].name, concepts[b].name), cmp.Compare(a, b))
	})
	var list []group
	for _, cui := range cuis {
		list = append(list, *byCUI[cui])
	}
	return list
}

// group is a concept as a medicine. A combination is written "a / b" in RxNorm, and "a and b" by people.
func (c rxConcept) group() *group {
	if c.kind != rxMultiple {
		return &group{generics: []string{c.name}}
	}
	var parts []string
	for part := range strings.SplitSeq(c.name, " / ") {
		parts = append(parts, normal(part))
	}
	return &group{generics: []string{strings.Join(parts, " and ")}, parts: parts}
}
