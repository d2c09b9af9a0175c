package search

import (
	"sync"

	"patientfaq/search/wordvec"
)

// meanings are the vectors of the content's terms, each with a number.
type meanings struct {
	numbers []int32 // for each term the number of its vector, or noMeaning
	vectors []wordvec.Vector
	tables  sync.Pool // of *[]uint16, cleared, for as many terms of a question as have one
}

const noMeaning = -1

// newMeanings numbers the vectors of the terms.
func newMeanings(byTerm []wordvec.Vector) *meanings {
	m := &meanings{numbers: make([]int32, len(byTerm))}
	for term, v := range byTerm {
		m.numbers[term] = noMeaning
		if !v.IsZero() {
			m.numbers[term] = int32(len(m.vectors))
			m.vectors = append(m.vectors, v)
		}
	}
	return m
}

// nearness is how near each meaning of the content is to one term of a question, in the units of [wordvec.Vector.Dot];
// 0 where the two have not been compared yet, 1 where they are no nearer than unrelated. A question meets the same
// terms in many passages.
type nearness []uint16

// lend gives a question's terms their tables, which must be given back.
func (m *meanings) lend(terms []probeTerm) (giveBack func()) {
	size := len(m.vectors)
	table, ok := m.tables.Get().(*[]uint16)
	if !ok || cap(*table) < len(terms)*size {
		fresh := make([]uint16, len(terms)*size)
		table = &fresh
	}
	rest := (*table)[:len(terms)*size]
	for i := range terms {
		if !terms[i].vector.IsZero() {
			terms[i].near, rest = nearness(rest[:size]), rest[size:]
		}
	}
	return func() {
		for i := range terms {
			clear(terms[i].near)
		}
		m.tables.Put(table)
	}
}

// between compares a term of the question that has a vector with a meaning of the content.
func (m *meanings) between(t *probeTerm, meaning int32) uint16 {
	if t.near[meaning] == 0 {
		t.near[meaning] = uint16(max(1, t.vector.Dot(m.vectors[meaning])))
	}
	return t.near[meaning]
}

// of returns the meanings of a passage's terms.
func (m *meanings) of(terms []posting) []int32 {
	var list []int32
	for _, t := range terms {
		if n := m.numbers[t.term]; n != noMeaning {
			list = append(list, n)
		}
	}
	return list
}

// synonymy turns nearness into credit: none below what unrelated words reach, never as much as the word itself.
func synonymy(near uint16) float64 {
	const none, most, credit = 0.45, 0.85, 0.8
	return credit * min(max(float64(near)/wordvec.Unit-none, 0)/(most-none), 1)
}
