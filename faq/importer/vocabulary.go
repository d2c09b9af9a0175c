package importer

import (
	"slices"
	"strings"

	"patientfaq/faq"
)

// A Vocabulary knows the names of medicines and what is asked of them.
type Vocabulary struct {
	names    *faq.Corpus // subjects and concepts
	declared bool        // the folder declares its subjects, so that entries may name them
}

// maxCandidates is how many questions a draft offers to choose from: more are not read.
const maxCandidates = 5

// subjects returns the subjects that a text names outright, and how many of them are medicines.
func (v *Vocabulary) subjects(text string) (ids []string, medicines int) {
	for _, m := range v.names.MatchSubjects(faq.Tokens(text)) {
		switch m.How {
		case faq.ByName, faq.ByBrand, faq.ByAbbreviation, faq.ByAmbiguous:
			if slices.Contains(ids, m.ID) {
				continue
			}
			ids = append(ids, m.ID)
			if s := v.names.Subject(m.ID); s != nil && s.Kind == faq.Medicine {
				medicines++
			}
		}
	}
	return ids, medicines
}

// scope notes what a draft is about: what its question names or, if that names nothing, the nearest heading that does.
func (v *Vocabulary) scope(d *Draft) {
	texts := slices.Clone(d.Questions)
	for _, heading := range slices.Backward(d.Heading) {
		texts = append(texts, heading)
	}
	var ids []string
	var medicines, at int
	for i, text := range texts {
		if ids, medicines = v.subjects(text); len(ids) > 0 {
			at = i
			break
		}
	}
	if len(d.Questions) > 0 && (at > 0 || len(ids) == 0) {
		d.Missing = append(d.Missing, "what the question is about: it names no medicine that is known")
	}
	d.together = medicines > 1
	if v.declared {
		d.subjects = ids
	}
	if d.together {
		d.Missing = append(d.Missing, "which questions it answers: applies is each or together")
	}
}

// candidates offers questions for a draft that has none: its heading made a question, and what is asked where people
// speak of what its answer speaks of. They are guesses, which is why they are not its questions.
func (v *Vocabulary) candidates(p piece) []string {
	var found []string
	add := func(q string) {
		if q != "" && len(found) < maxCandidates && !slices.Contains(found, q) {
			found = append(found, q)
		}
	}
	about := v.about(p)
	if !p.orphan && len(p.heading) > 0 {
		add(headingQuestion(p.heading[len(p.heading)-1], about))
	}
	for _, id := range v.asked(p.answer) {
		for _, c := range v.names.Concepts() {
			if c.ID == id && c.Ask != "" && about != nil && (c.About == "" || c.About == about.Kind) {
				add(strings.ReplaceAll(c.Ask, "{subject}", about.Name()))
			}
		}
	}
	if first := firstSentence(p.answer); len(found) == 0 && first != "" {
		add("What should I know: " + strings.TrimRight(first, ".…") + "?")
	}
	return found
}

// about is the medicine or condition that a piece speaks of first: in its first sentence, in the nearest heading or
// anywhere. It is nil if it names none.
func (v *Vocabulary) about(p piece) *faq.Subject {
	texts := []string{firstSentence(p.answer)}
	for _, heading := range slices.Backward(p.heading) {
		texts = append(texts, heading)
	}
	for _, text := range append(texts, p.answer) {
		if ids, _ := v.subjects(text); len(ids) > 0 {
			return v.names.Subject(ids[0])
		}
	}
	return nil
}

// emptyHeadings announce nothing that could be asked for.
var emptyHeadings = []string{"introduction", "summary", "quick summary", "key points", "key takeaways", "conclusion", "overview", "background", "at a glance", "the bottom line"}

// headingQuestion asks for what a heading announces, "" if that is nothing.
func headingQuestion(heading string, about *faq.Subject) string {
	for _, s := range sentences(heading) {
		if isQuestion(s) {
			return s
		}
	}
	heading = strings.TrimRight(oneLine(heading), ":.")
	if heading == "" || slices.Contains(emptyHeadings, strings.ToLower(heading)) {
		return ""
	}
	if about == nil || strings.Contains(strings.ToLower(heading), strings.ToLower(about.Name())) {
		return "What should I know about " + heading + "?"
	}
	return "What should I know about " + heading + " with " + about.Name() + "?"
}

// asked returns the concepts that the first sentence of an answer speaks of, then those of the rest.
func (v *Vocabulary) asked(answer string) []string {
	var ids []string
	for _, text := range []string{firstSentence(answer), shorten(plain(answer), 1000)} {
		for _, m := range v.names.MatchConcepts(faq.Tokens(text)) {
			if !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
	}
	return ids
}
