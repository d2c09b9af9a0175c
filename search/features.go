package search

// Features say how well a passage fits a question, each from 0 to 1.
type Features struct {
	Exact    float64 // 1: the question is one of the entry's own
	Question float64 // similarity of the question to the entry's nearest question
	Asked    float64 // share of an entry's question that is asked, whatever else is
	Order    float64 // share of its neighbouring words that are asked side by side
	Coverage float64 // share of what is asked that stands anywhere in the passage
	Words    float64 // the same by count: each word of the question is as good as another
	Bleve    float64 // Bleve's score, relative to its best
	Sense    float64 // how alike the question and the entry's nearest question are as wholes
	Gist     float64 // how alike the question and the passage's text are as wholes
	Concept  float64 // agreement of what is asked with what the passage answers
	Subject  float64 // agreement of the subjects
	Counter  float64 // similarity to the nearest question that the entry says it does not answer
	Whole    float64 // 1 for an entry, less for a part of an article
}

// weights are how much each feature counts, and why.
var weights = []struct {
	Name   string
	Weight float64
	Why    string
	of     func(*Features) float64
}{
	{"exact", 4, "a question that stands in an entry has its answer there", func(f *Features) float64 { return f.Exact }},
	{"asked", 0.75, "all of a short question may be asked in a long story", func(f *Features) float64 { return f.Asked }},
	{"order", 1.9, "the same few small words in the same order ask the same", func(f *Features) float64 { return f.Order }},
	{"coverage", 2.2, "an answer speaks of what was asked", func(f *Features) float64 { return f.Coverage }},
	{"bleve", 0.6, "a second opinion from all fields together", func(f *Features) float64 { return f.Bleve }},
	{"sense", 1.65, "the same is asked, whatever the words", func(f *Features) float64 { return f.Sense }},
	{"gist", 1.4, "the text speaks of what is asked, whatever the words", func(f *Features) float64 { return f.Gist }},
	{"concept", 0.8, "the same thing is asked in words that share nothing", conceptOfSubject},
	{"subject", 3, "about exactly the medicines that were asked", func(f *Features) float64 { return f.Subject }},
	{"whole", 1.5, "an entry is written to be an answer, a part of an article is not", func(f *Features) float64 { return f.Whole }},
}

// conceptOfSubject counts a concept a quarter where no subject agrees: how something is treated is then asked of too many
// things.
func conceptOfSubject(f *Features) float64 {
	if f.Subject == 0 {
		return f.Concept / 4
	}
	return f.Concept
}

// Switches of steps that are not features.
const (
	switchSpelling  = "spelling"
	switchSlot      = "slot"
	switchConcepts  = "concepts"
	switchVectors   = "vectors"
	switchThesaurus = "thesaurus"
)

// Switches are the names that [Options].Off takes: every feature, and the steps of understanding.
func Switches() []string {
	names := []string{switchSpelling, switchSlot, switchConcepts, switchVectors, switchThesaurus}
	for _, w := range weights {
		names = append(names, w.Name)
	}
	return names
}
