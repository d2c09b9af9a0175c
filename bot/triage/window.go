package triage

import "math/bits"

// Patterns are matched inside windows of at most windowWords words, so that a set of positions fits in one integer: bit i stands
// for "before word i". A sentence longer than that is read in windows that overlap by the longest a match may be.
const (
	windowWords = 63
	maxPattern  = 26
)

// window is what a pattern is matched against.
type window struct {
	words       []word
	from        int      // where in the sentence it begins
	first, last bool     // whether the sentence begins, ends with these words
	soft        uint64   // the words that a pattern may pass over
	walls       uint64   // the words that a gap stops at
	pauses      uint64   // the words that a comma or the like stands before
	called      []uint64 // the patterns that the words call for, as bits
}

// windows cuts a sentence into windows and looks up the patterns that the words of each call for: only those can match.
func (r *Rules) windows(s []word) []window {
	var out []window
	for from := 0; ; from += windowWords - maxPattern {
		w := newWindow(s, from)
		w.called = make([]uint64, (len(r.patterns)+63)/64)
		for i := range w.words {
			for _, id := range w.words[i].ids {
				for _, p := range r.triggers[id] {
					w.called[p/64] |= 1 << (p % 64)
				}
			}
		}
		for _, p := range r.untriggered {
			w.called[p/64] |= 1 << (p % 64)
		}
		if out = append(out, w); w.last {
			return out
		}
	}
}

func newWindow(s []word, from int) window {
	to := min(len(s), from+windowWords)
	w := window{words: s[from:to], from: from, first: from == 0, last: to == len(s)}
	for i := range w.words {
		if w.words[i].soft {
			w.soft |= 1 << i
		}
		if w.words[i].wall {
			w.walls |= 1 << i
		}
		if w.words[i].pause {
			w.pauses |= 1 << i
		}
	}
	return w
}

// calls reports whether a word of w calls for pattern p.
func (w *window) calls(p int) bool { return w.called[p/64]&(1<<(p%64)) != 0 }

// eachCalled yields the patterns that the words of w call for, in their order.
func (w *window) eachCalled(yield func(p int) bool) {
	for i, set := range w.called {
		for ; set != 0; set &= set - 1 {
			if !yield(i*64 + bits.TrailingZeros64(set)) {
				return
			}
		}
	}
}

// all returns the set of positions before each word.
func (w *window) all() uint64 { return 1<<len(w.words) - 1 }

// pass adds to a set the positions that lie behind soft words.
func (w *window) pass(at uint64) uint64 {
	for more := at & w.soft; more != 0; more = at & w.soft {
		next := at | more<<1
		if next == at {
			break
		}
		at = next
	}
	return at
}

// find returns where any of the patterns matches in a sentence: from each start the longest match, or the shortest.
func (r *Rules) find(patterns []int, s *sentence, shortest bool) []span {
	var out []span
	for i := range s.windows {
		w := &s.windows[i]
		for _, p := range patterns {
			if w.calls(p) {
				out = w.appendMatches(out, r.patterns[p].node, shortest)
			}
		}
	}
	return out
}

// appendMatches appends the matches of n in the window as spans of the sentence, one from each start.
func (w *window) appendMatches(out []span, n node, shortest bool) []span {
	if n.step(w, w.all()) == 0 {
		return out
	}
	for i := range w.words {
		ends := n.step(w, 1<<i) &^ (1 << i)
		switch {
		case ends == 0:
		case shortest:
			out = append(out, span{w.from + i, w.from + bits.TrailingZeros64(ends)})
		default:
			out = append(out, span{w.from + i, w.from + bits.Len64(ends) - 1})
		}
	}
	return out
}
