package lexicon

import "math/rand/v2"

// Share returns a copy that has about that share of the medicines, from 0 to 1, drawn at random but always alike for one
// seed. It measures what the search does with medicines that no list has yet.
func (l *Lexicon) Share(share float64, seed uint64) *Lexicon {
	r := rand.New(rand.NewPCG(seed, 0))
	kept := make(map[string]bool, len(l.medicines))
	for _, m := range l.medicines { // in their order, so that a seed means the same everywhere
		kept[m.Name] = r.Float64() < share
	}
	return l.WithoutMedicines(func(name string) bool { return kept[name] })
}
