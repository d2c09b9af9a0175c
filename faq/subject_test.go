package faq

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMatchSubjects(t *testing.T) {
	c := mustLoad(t, map[string]string{"entries/a.yaml": "entries: []", "subjects.yaml": `subjects:
- {id: baclofen, kind: medicine, names: [baclofen], brands: [Lioresal, Lioresal Intrathecal], misspellings: [baclofin], class: [muscle relaxant]}
- {id: soma, kind: medicine, names: [carisoprodol], brands: [Soma], street: [somas], ambiguous: [soma], class: [muscle relaxant]}
- {id: soma-compound, kind: medicine, names: [Soma Compound], abbreviations: [S.C.]}
- {id: naltrexone, kind: medicine}
`}, Options{})
	tests := []struct {
		text string
		want []SubjectMatch
	}{
		{"", nil},
		{"nothing here", nil},
		{"Can I stop Baclofen?", []SubjectMatch{{"baclofen", 3, 4, "baclofen", ByName}}},
		{"baclofin", []SubjectMatch{{"baclofen", 0, 1, "baclofin", ByMisspelling}}},
		{"the lioresal intrathecal pump", []SubjectMatch{{"baclofen", 1, 3, "lioresal intrathecal", ByBrand}}},
		{"lioresal in a pump", []SubjectMatch{{"baclofen", 0, 1, "lioresal", ByBrand}}},
		{"soma, or SOMA-compound", []SubjectMatch{{"soma", 0, 1, "soma", ByAmbiguous}, {"soma-compound", 2, 4, "soma compound", ByName}}},
		{"somas s.c.", []SubjectMatch{{"soma", 0, 1, "somas", ByStreet}, {"soma-compound", 1, 3, "s c", ByAbbreviation}}},
		{"a muscle relaxant", []SubjectMatch{{"baclofen", 1, 3, "muscle relaxant", ByClass}, {"soma", 1, 3, "muscle relaxant", ByClass}}},
		{"a muscle", nil},
		{"naltrexone naltrexone", []SubjectMatch{{"naltrexone", 0, 1, "naltrexone", ByName}, {"naltrexone", 1, 2, "naltrexone", ByName}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, c.MatchSubjects(Tokens(tt.text))); diff != "" {
			t.Errorf("MatchSubjects(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestMatchSubjectsAllocates(t *testing.T) {
	c := mustLoad(t, map[string]string{"entries/a.yaml": "entries: []", "subjects.yaml": "subjects: [{id: baclofen, kind: medicine}]"}, Options{})
	tokens := Tokens("what should I do about the pain in my leg when I walk")
	if n := testing.AllocsPerRun(100, func() { c.MatchSubjects(tokens) }); n != 0 {
		t.Errorf("MatchSubjects of a text that names nothing allocates %v times, want 0", n)
	}
}
