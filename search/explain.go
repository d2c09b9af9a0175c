package search

// Contribution is what one feature adds to a hit's score.
type Contribution struct {
	Feature string
	Value   float64
	Weight  float64
	Why     string // why the feature counts
}

// Adds is what the feature adds.
func (c Contribution) Adds() float64 { return c.Value * c.Weight }

// Contributions takes a hit's score apart, in the order of the table of weights.
func (x *Index) Contributions(h Hit) []Contribution {
	var cs []Contribution
	for _, w := range weights {
		if !x.off[w.Name] {
			cs = append(cs, Contribution{w.Name, w.of(&h.Features), w.Weight, w.Why})
		}
	}
	return cs
}
