package triage

import "math/bits"

// node is an element of a pattern.
type node interface {
	// step returns every position at which the element can end when it begins at one of the given positions.
	step(w *window, at uint64) uint64
	// anchor returns words of which every match contains one, those that occur least in the rules, or nil where there are none.
	anchor(uses []int) []int
	// longest returns the most words a match can have, soft words between elements not counted.
	longest() int
}

// words matches one word: one of a set, a number, or any.
type words struct {
	set    []uint64 // ids as bits
	ids    []int
	any    bool
	counts bool
	least  float64
	most   float64
}

func (n *words) add(id int) {
	for len(n.set) <= id/64 {
		n.set = append(n.set, 0)
	}
	n.set[id/64] |= 1 << (id % 64)
	n.ids = append(n.ids, id)
}

func (n *words) matches(w *word) bool {
	if n.any || n.counts && w.counts && n.least <= w.number && w.number <= n.most {
		return true
	}
	for _, id := range w.ids {
		if id/64 < len(n.set) && n.set[id/64]&(1<<(id%64)) != 0 {
			return true
		}
	}
	return false
}

func (n *words) step(w *window, at uint64) uint64 {
	var out uint64
	for rest := at & w.all(); rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		if n.matches(&w.words[i]) {
			out |= 1 << (i + 1)
		}
	}
	return out
}

func (n *words) anchor([]int) []int {
	if n.any || n.counts {
		return nil
	}
	return n.ids
}

func (n *words) longest() int { return 1 }

// sequence matches its elements one after the other.
type sequence []node

func (n sequence) step(w *window, at uint64) uint64 {
	for i, e := range n {
		if i > 0 {
			at = w.pass(at)
		}
		if at = e.step(w, at); at == 0 {
			return 0
		}
	}
	return at
}

func (n sequence) anchor(uses []int) []int {
	var best []int
	least := 0
	for _, e := range n {
		a := e.anchor(uses)
		sum := 0
		for _, id := range a {
			sum += uses[id]
		}
		if a != nil && (best == nil || sum < least) {
			best, least = a, sum
		}
	}
	return best
}

func (n sequence) longest() int {
	sum := 0
	for _, e := range n {
		sum += e.longest()
	}
	return sum
}

// choice matches any one of its options.
type choice []node

// newChoice merges options that are single words into one set.
func newChoice(options []node) node {
	if len(options) == 1 {
		return options[0]
	}
	var merged *words
	var out choice
	for _, o := range options {
		w, ok := o.(*words)
		if !ok || w.any || w.counts {
			out = append(out, o)
			continue
		}
		if merged == nil {
			merged = &words{}
			out = append(out, merged)
		}
		for _, id := range w.ids {
			merged.add(id)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

func (n choice) step(w *window, at uint64) uint64 {
	var out uint64
	for _, e := range n {
		out |= e.step(w, at)
	}
	return out
}

func (n choice) anchor(uses []int) []int {
	var all []int
	for _, e := range n {
		a := e.anchor(uses)
		if a == nil {
			return nil
		}
		all = append(all, a...)
	}
	return all
}

func (n choice) longest() int {
	most := 0
	for _, e := range n {
		most = max(most, e.longest())
	}
	return most
}

// optional matches its element or nothing.
type optional struct{ node }

func (n optional) step(w *window, at uint64) uint64 { return at | n.node.step(w, at) }
func (optional) anchor([]int) []int                 { return nil }

// gap matches up to so many words, but never a "not": what was denied is not what was said.
type gap int

func (n gap) step(w *window, at uint64) uint64 {
	end := w.all()<<1 | 1
	for range n {
		at = w.pass(at)
		at |= (at &^ w.walls) << 1 & end
	}
	return at
}

func (gap) anchor([]int) []int { return nil }
func (n gap) longest() int     { return int(n) }

// nearWords is how many words the parts of a near may span, where the pattern does not say.
const nearWords = 9

// near matches its parts in any order, within so many words; parts may share words.
type near struct {
	parts  []node
	within int
}

func (n near) step(w *window, at uint64) uint64 {
	var out uint64
	for rest := at & w.all(); rest != 0; rest &= rest - 1 {
		if end, ok := n.from(w, bits.TrailingZeros64(rest)); ok {
			out |= 1 << end
		}
	}
	return out
}

// from returns where the parts end that stand within reach of the word at start, one of them beginning there.
func (n near) from(w *window, start int) (int, bool) {
	reach := n.reach(w, start)
	end, first := 0, false
	for _, p := range n.parts {
		ends := p.step(w, reach) & (reach<<1 | reach)
		if ends == 0 {
			return 0, false
		}
		first = first || p.step(w, 1<<start)&(reach<<1|reach) != 0
		end = max(end, bits.TrailingZeros64(ends))
	}
	return end, first
}

// reach returns the positions before the words that a match from start may take in, soft ones not counted. It ends before a "not"
// that is in none of the parts.
func (n near) reach(w *window, start int) uint64 {
	var set uint64
	for i, words := start, n.within; i < len(w.words) && words > 0; i++ {
		if at := uint64(1) << i; w.walls&at != 0 && choice(n.parts).step(w, at|at>>1) == 0 {
			break
		}
		set |= 1 << i
		if w.soft&(1<<i) == 0 {
			words--
		}
	}
	return set
}

func (n near) anchor(uses []int) []int { return sequence(n.parts).anchor(uses) }
func (n near) longest() int            { return n.within }

// absent matches nothing, where its element does not follow.
type absent struct{ node }

func (n absent) step(w *window, at uint64) uint64 {
	for rest := at; rest != 0; rest &= rest - 1 {
		one := rest & -rest
		if n.node.step(w, w.pass(one)) != 0 {
			at &^= one
		}
	}
	return at
}

func (absent) anchor([]int) []int { return nil }
func (n absent) longest() int     { return 0 }

// edge matches nothing, at the beginning or the end of a sentence.
type edge struct{ end bool }

func (n edge) step(w *window, at uint64) uint64 {
	end := uint64(1) << len(w.words)
	switch {
	case n.end && w.last:
		return w.pass(at) & end
	case !n.end && w.first:
		return at & w.pass(1)
	}
	return 0
}

func (edge) anchor([]int) []int { return nil }
func (n edge) longest() int     { return 0 }

// pause matches nothing, where a comma or the like stands or a sentence begins.
type pause struct{}

func (pause) step(w *window, at uint64) uint64 { return at & (w.pauses | edge{}.step(w, at)) }
func (pause) anchor([]int) []int               { return nil }
func (pause) longest() int                     { return 0 }
