package faq

import (
	"slices"
	"time"
)

// Cover says what the content has on one concept of one subject.
type Cover string

// What there can be, from nothing to the best: text that was never signed, text whose review is overdue, and text that is
// reviewed and in date.
const (
	Missing         Cover = "missing"
	CoveredByDraft  Cover = "draft"
	CoveredOverdue  Cover = "overdue"
	CoveredReviewed Cover = "reviewed"
)

// coverOrder has all of them in that order.
var coverOrder = []Cover{Missing, CoveredByDraft, CoveredOverdue, CoveredReviewed}

// Coverage is what the content has on each concept that can be asked of a subject.
type Coverage struct {
	Subject  *Subject
	Concepts []ConceptCover // in the order of concepts.yaml
}

// ConceptCover is the best of what there is on a concept, and in which entries and articles there is anything.
type ConceptCover struct {
	Concept *Concept
	Cover   Cover
	In      []string
}

// Count returns how many concepts of the subject are covered so.
func (c Coverage) Count(cover Cover) int {
	n := 0
	for _, cc := range c.Concepts {
		if cc.Cover == cover {
			n++
		}
	}
	return n
}

// Coverage returns what there is on every subject that something is about, by ID, at that moment. Where stopped is not nil it
// says what was withdrawn since. A text about several medicines at once covers none of them alone.
func (c *Corpus) Coverage(at time.Time, stopped func(passageID string) bool) []Coverage {
	type cell struct{ subject, concept string }
	best := map[cell]Cover{}
	in := map[cell][]string{}
	about := map[string]bool{}
	for _, p := range c.passages {
		cover := c.cover(p, at, stopped)
		for _, id := range p.Subjects {
			about[id] = true
			if cover == Missing || p.Applies == Together && len(c.medicinesOf(p.Subjects)) > 1 {
				continue
			}
			for _, concept := range p.Concepts {
				k := cell{id, concept}
				if slices.Index(coverOrder, cover) > slices.Index(coverOrder, best[k]) {
					best[k] = cover
				}
				if !slices.Contains(in[k], p.Parent) {
					in[k] = append(in[k], p.Parent)
				}
			}
		}
	}
	var all []Coverage
	for _, s := range c.subjects {
		if !about[s.ID] || s.Kind == Other {
			continue
		}
		line := Coverage{Subject: s}
		for _, concept := range c.concepts {
			if concept.About != "" && concept.About != s.Kind {
				continue
			}
			k := cell{s.ID, concept.ID}
			cover := best[k]
			if cover == "" {
				cover = Missing
			}
			line.Concepts = append(line.Concepts, ConceptCover{concept, cover, in[k]})
		}
		all = append(all, line)
	}
	return all
}

// cover says what a passage is worth to a reader at a moment.
func (c *Corpus) cover(p *Passage, at time.Time, stopped func(string) bool) Cover {
	st := c.Standing(p, at)
	switch {
	case p.Text == "" || p.Withheld != "" || stopped != nil && stopped(p.ID):
		return Missing
	case p.Review.Status != Reviewed || p.Unsound != "":
		return CoveredByDraft
	case st.Overdue || st.Cause == CauseOverdue:
		return CoveredOverdue
	default:
		return CoveredReviewed
	}
}

func (c *Corpus) medicinesOf(ids []string) []*Subject {
	return slices.DeleteFunc(c.subjectsOf(ids), func(s *Subject) bool { return s.Kind != Medicine })
}
