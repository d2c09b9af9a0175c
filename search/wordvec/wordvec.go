// Package wordvec knows which common English words mean nearly the same: kids and children, shaky and trembling.
//
// The vectors are GloVe's (Pennington, Socher and Manning 2014, EMNLP D14-1162), 32,000 words in 64 dimensions of one
// byte; gen.go says how they were made and NOTICE where they come from. No medicine's name is among them: what
// resembles a medicine's name in a newspaper must never lead to another medicine.
//
// [Sense] compares whole texts instead: "bunged up since I began it" and "does it cause constipation". It is learnt from a
// neural model of sentences that only the program that made the file needs.
//
// Everything here is immutable and safe for concurrent use.
package wordvec

import (
	_ "embed"
	"strings"
	"sync"
)

const dims = 64

//go:embed words.txt
var wordsText string

//go:embed vectors.bin
var vectors string

// starts are the offsets of the lines of words.txt.
var starts = sync.OnceValue(func() []int32 {
	at := make([]int32, 0, len(vectors)/dims)
	for i := 0; i < len(wordsText); {
		at = append(at, int32(i))
		i += strings.IndexByte(wordsText[i:], '\n') + 1
	}
	return at
})

// Vector is a word's direction. The zero value is that of no word and resembles nothing.
type Vector struct{ bytes string }

// Of returns the vector of a lower-case word; ok is false for a word that has none.
func Of(word string) (v Vector, ok bool) {
	i, ok := number(word)
	if !ok {
		return Vector{}, false
	}
	return Vector{vectors[i*dims : (i+1)*dims]}, true
}

// number finds the line of words.txt that a word stands in.
func number(word string) (i int, ok bool) {
	lines := starts()
	lo, hi := 0, len(lines)
	for lo < hi {
		mid := (lo + hi) / 2
		line, _, _ := strings.Cut(wordsText[lines[mid]:], "\n")
		switch {
		case line == word:
			return mid, true
		case line < word:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

// IsZero says whether v is the vector of no word.
func (v Vector) IsZero() bool { return v.bytes == "" }

// Unit is the length of every vector, squared: the dot product of a vector with itself, but for rounding.
const Unit = 127 * 127

// Cosine is the cosine of the angle between two words' vectors, from -1 to 1; 0 if one of them is zero.
func (v Vector) Cosine(w Vector) float64 { return float64(v.Dot(w)) / Unit }

// Dot is the cosine in units of [Unit].
func (v Vector) Dot(w Vector) int {
	if v.IsZero() || w.IsZero() {
		return 0
	}
	a, b := v.bytes[:dims], w.bytes[:dims]
	dot := int32(0)
	for i := range dims {
		dot += int32(int8(a[i])) * int32(int8(b[i]))
	}
	return int(dot)
}
