package faq

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// RuleDeadLink is the rule of a source whose address does not answer. Looking for it takes a network, which a load never uses.
const RuleDeadLink = "dead-link"

// What is asked of texts unless settings.yaml says otherwise.
const (
	// defaultGrade is two years above the sixth grade that American guides ask of texts for patients, because the formula
	// errs by about as much on texts of a few sentences.
	defaultGrade       = 8
	defaultSourceYears = 5
)

// advise looks for what no load needs to know and a pharmacist would ask about.
func (it *item) advise(p *Passage) {
	if !it.l.opts.Advise || p.Review.Status == Withdrawn {
		return
	}
	it.oldSources(p.Sources)
	if p.Locale != "en" && p.Locale != "" {
		return // what follows reads English
	}
	it.stoppingWarning(p)
	it.readingGrade(p.Text)
	it.tallMan(p)
}

// oldSources reports sources that were published or read long ago.
func (it *item) oldSources(sources []Source) {
	years := cmp.Or(it.l.c.settings.Lint.SourceYears, defaultSourceYears)
	limit := it.l.asOf.AddDate(-years, 0, 0).Format("2006-01-02")
	for i, s := range sources {
		if s.Date != "" && s.Date < limit {
			it.warnf(it.at("sources", i, "date"), "old-source", "the source is from %s, more than %d years ago; check that it still holds, and write when it was read", s.Date, years)
		}
	}
}

var (
	// stopsPattern is a text that lets somebody stop.
	stopsPattern = regexp.MustCompile(`(?i)\b(you (can|may|could|should)|it is (safe|fine|all right|ok|okay) to|safe to|free to|just) (just |simply |also )?(stop|quit)\b`)
	// careWithStopping is what warns of it.
	careWithStopping = regexp.MustCompile(`(?i)\b(do not|don't|never|should not|must not|cannot|without)\b[^.]{0,60}\b(stop|stopp)|` +
		`\bstop(ping|ped)?\b[^.]{0,40}\b(suddenly|dangerous|withdrawal)|\bbefore (you )?stop|\b(gradual|slowly|step by step|little by little|bit by bit|taper)|` +
		`\b(ask|tell|talk|speak|see|call|check|contact)\b[^.]{0,60}\b(doctor|prescriber|pharmacist|nurse|first|clinic|team)`)
)

// stoppingWarning reports an answer about stopping a medicine that does not say how to stop it safely.
func (it *item) stoppingWarning(p *Passage) {
	about := slices.Contains(p.Concepts, "stopping") || p.Safety == "stopping" || stopsPattern.MatchString(p.Text)
	medicine := slices.ContainsFunc(it.l.c.subjectsOf(p.Subjects), func(s *Subject) bool { return s.Kind == Medicine })
	if about && medicine && p.Text != "" && !careWithStopping.MatchString(p.Text) {
		it.warnf(it.at("answer"), "stopping-warning", "is about stopping a medicine and says neither to ask first nor how to stop safely; add the warning, such as \"Do not stop it suddenly: ask your doctor first.\"")
	}
}

// minSentences is how many sentences a grade needs to mean anything.
const minSentences = 2

// readingGrade reports a text that is hard to read, with the sentences that make it so.
func (it *item) readingGrade(text string) {
	sentences := Sentences(text)
	limit := cmp.Or(it.l.c.settings.Lint.ReadingGrade, defaultGrade)
	grade := it.l.c.gradeOf(sentences...)
	if len(sentences) < minSentences || grade <= float64(limit) {
		return
	}
	var hard []string
	for _, s := range it.l.c.hardest(sentences, 2) {
		hard = append(hard, fmt.Sprintf("%q", shortened(s, 60)))
	}
	it.notef(it.at("answer"), "reading-grade", "reads at grade %.1f (Flesch-Kincaid; wanted: %d or less); shorten the hardest sentences: %s", grade, limit, strings.Join(hard, ", "))
}

// shortened cuts a text for a message.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n])) + "..."
	}
	return s
}

// tallMan reports medicines that are easily mistaken for each other and stand in one text without capitals in the letters
// that tell them apart, as the Institute for Safe Medication Practices asks.
func (it *item) tallMan(p *Passage) {
	text := p.Title() + "\n" + p.Text
	reported := map[string]bool{}
	for _, s := range it.l.c.subjects {
		for _, other := range s.Confusable {
			if o := it.l.c.bySubj[other]; o != nil {
				other = o.Name()
			}
			a, b := asWritten(text, s.Name()), asWritten(text, other)
			if a == "" || b == "" || within(a, b) || within(b, a) || isTall(a) || isTall(b) || reported[b+" "+a] {
				continue
			}
			reported[a+" "+b] = true
			x, y := tall(a, b)
			it.notef(it.at("answer"), "tall-man", "names %s and %s, which are easily mistaken for each other; write the letters that differ in capitals, such as %s and %s", a, b, x, y)
		}
	}
}

// within reports whether one name is part of another, as Soma is of Soma Compound.
func within(name, other string) bool {
	return strings.Contains(strings.ToLower(other), strings.ToLower(name))
}

// isTall reports whether a name has capitals behind its first letter.
func isTall(name string) bool {
	return len(name) > 1 && strings.ToLower(name[1:]) != name[1:]
}

// tall writes the letters that tell two names apart in capitals: those between what the names begin and end with alike.
func tall(a, b string) (string, string) {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	from, end := 0, 0
	for from < min(len(x), len(y)) && x[from] == y[from] {
		from++
	}
	for end < min(len(x), len(y))-from-1 && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	up := func(r []rune) string {
		return string(r[:from]) + strings.ToUpper(string(r[from:len(r)-end])) + string(r[len(r)-end:])
	}
	return up(x), up(y)
}

// fewMedicines is how many medicines a content must have before their pairs are counted: of two, everybody sees it.
const fewMedicines = 3

// uncoveredPairs says in one line how many pairs of medicines no entry is about.
func (l *loader) uncoveredPairs() {
	medicines := map[string]bool{}
	covered := map[[2]string]bool{}
	for _, p := range l.c.passages {
		var ids []string
		for _, s := range l.c.subjectsOf(p.Subjects) {
			if s.Kind == Medicine {
				ids = append(ids, s.ID)
				medicines[s.ID] = true
			}
		}
		slices.Sort(ids)
		for i, a := range ids {
			for _, b := range ids[i+1:] {
				if p.Applies == Together {
					covered[[2]string{a, b}] = true
				}
			}
		}
	}
	n := len(medicines)
	if missing := n*(n-1)/2 - len(covered); n >= fewMedicines && missing > 0 {
		l.notef(Pos{Path: "entries"}, "pair", "%d of the %d pairs of the content's medicines have no entry with applies: together; write those that patients take together", missing, n*(n-1)/2)
	}
}

// writtenSilence is a silence and where it stands.
type writtenSilence struct {
	id, rule string
	at       Pos
	used     bool // by the load
}

// timed are the rules that depend on the day, or on what was asked for: a silence of theirs may be needed another time.
var timed = []string{"overdue", "old-source", RuleDeadLink}

// A Finding is something about a passage that needs more than a load to see.
type Finding struct {
	Passage  *Passage
	Severity Severity
	Rule     string
	Msg      string
}

// Advise turns findings into problems, without those that an entry silences, and notes the silences that nothing needs. The
// corpus must have been loaded with [Options.Advise].
func (c *Corpus) Advise(found []Finding) Problems {
	var probs Problems
	used := map[[2]string]bool{}
	for _, f := range found {
		silenced := func(s Silence) bool { return s.Rule == f.Rule && s.Reason != "" }
		if slices.ContainsFunc(f.Passage.Silence, silenced) {
			used[[2]string{f.Passage.Parent, f.Rule}] = true
			continue
		}
		probs = append(probs, Problem{f.Passage.Pos, f.Severity, f.Rule, f.Msg})
	}
	for _, s := range c.silences {
		if !s.used && !used[[2]string{s.id, s.rule}] && !slices.Contains(timed, s.rule) {
			probs = append(probs, Problem{s.at, Note, "unused-silence", fmt.Sprintf("nothing here breaks the rule %s; remove the silence", s.rule)})
		}
	}
	return probs
}
