package wordvec

import (
	_ "embed"
	"math"
)

//go:embed senses.bin
var senses string

// senseSize is the bytes of a word in senses.bin: how long its vector is, and the vector.
const senseSize = 1 + dims

// Sense is the direction of what a text as a whole says: two texts that ask the same in other words have nearly the same.
// It is the sum of the vectors of its words, which were learnt from a neural model of sentences; distil.go says how. The
// zero value is that of a text of which no word is known, and resembles nothing.
type Sense struct {
	v     [dims]int8
	known bool
}

// SenseOf returns the sense of a text, given as lower-case words. Words that are not known, among them every medicine's
// name, say nothing.
func SenseOf(words []string) Sense {
	var sum [dims]float32
	known := false
	for _, w := range words {
		i, ok := number(w)
		if !ok {
			continue
		}
		known = true
		s := senses[i*senseSize : (i+1)*senseSize]
		scale := float32(math.Exp2((float64(s[0]) - 128) / 16))
		for d := range dims {
			sum[d] += scale * float32(int8(s[1+d]))
		}
	}
	length := 0.0
	for _, x := range sum {
		length += float64(x) * float64(x)
	}
	if !known || length == 0 {
		return Sense{}
	}
	unit := float32(127 / math.Sqrt(length))
	s := Sense{known: true}
	for d, x := range sum {
		s.v[d] = int8(math.Round(float64(x * unit)))
	}
	return s
}

// IsZero says whether s is the sense of nothing that is known.
func (s Sense) IsZero() bool { return !s.known }

// Cosine is how alike two texts are, from -1 to 1; 0 if one of them says nothing.
func (s Sense) Cosine(o Sense) float64 {
	if !s.known || !o.known {
		return 0
	}
	dot := int32(0)
	for d := range dims {
		dot += int32(s.v[d]) * int32(o.v[d])
	}
	return min(float64(dot)/Unit, 1) // rounding makes some a little longer
}
