package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// clinic is a small folder whose subjects have every kind of name. Metformin and iron stand only in questions.
var clinic = map[string]string{
	"subjects.yaml": `subjects:
  - {id: baclofen, kind: medicine, names: [baclofen], brands: [Lioresal, Lioresal Intrathecal], misspellings: [backlofen], class: [muscle relaxant]}
  - {id: carisoprodol, kind: medicine, names: [carisoprodol], brands: [Soma], street: [dancers], ambiguous: [soma], class: [muscle relaxer]}
  - {id: azathioprine, kind: medicine, names: [azathioprine], abbreviations: [AZA]}
  - {id: azacitidine, kind: medicine, names: [azacitidine], abbreviations: [AZA]}
  - {id: prednisone, kind: medicine, names: [prednisone]}
  - {id: prednisolone, kind: medicine, names: [prednisolone]}
  - {id: hydroxyzine, kind: medicine, names: [hydroxyzine]}
  - {id: valproate, kind: medicine, names: [valproate]}
  - {id: amlodipine, kind: medicine, names: [amlodipine], class: [calcium channel blocker]}
  - {id: gabapentin, kind: medicine, names: [gabapentin], class: [gabapentinoid, nerve soother]}
  - {id: spasticity, kind: condition, names: [spasticity]}
  - {id: multiple-sclerosis, kind: condition, names: [multiple sclerosis], abbreviations: [MS]}
`,
	"entries/medicines.yaml": `entries:
  - {id: baclofen-stopping, questions: ["Can I stop baclofen suddenly?"], answer: Stopping suddenly can cause seizures., subjects: [baclofen]}
  - {id: baclofen-side-effects, questions: ["What are the side effects of baclofen?"], answer: It can make you sleepy., subjects: [baclofen]}
  - {id: soma-side-effects, questions: ["What are the side effects of carisoprodol?"], answer: It can make you dizzy., subjects: [carisoprodol]}
  - {id: lioresal-spasticity, questions: ["Does Lioresal help spasticity?"], answer: It eases stiff muscles., subjects: [spasticity]}
  - {id: metformin-food, questions: ["Should I take metformin with food?"], answer: With or after a meal., subjects: [spasticity]}
  - {id: iron-tablets, questions: ["Can I have iron tablets with spasticity?"], answer: Ask your pharmacist., subjects: [spasticity]}
  - {id: steroids, questions: ["What are steroid tablets?"], answer: Prednisone and prednisolone., subjects: [prednisone, prednisolone], applies: each}
`,
}

// named is what a question was taken to name.
type named struct {
	Links   []Link
	Unclear []Unclear
	Unknown []string
}

func namedBy(u Understanding) named { return named{u.Links, u.Unclear, u.Unknown} }

func link(written, subject string, how faq.How) named {
	return named{Links: []Link{{written, subject, how}}}
}

func unclear(written string, subjects ...string) named {
	return named{Unclear: []Unclear{{written, subjects}}}
}

func unknown(names ...string) named { return named{Unknown: names} }

func TestUnderstandNames(t *testing.T) {
	tests := []struct {
		name, question string
		want           named
	}{
		{"generic", "what is baclofen", link("baclofen", "baclofen", faq.ByName)},
		{"upper case", "BACLOFEN?", link("baclofen", "baclofen", faq.ByName)},
		{"brand", "side effects of Lioresal", link("lioresal", "baclofen", faq.ByBrand)},
		{"longest brand", "Lioresal Intrathecal dose", link("lioresal intrathecal", "baclofen", faq.ByBrand)},
		{"ambiguous", "is soma safe", link("soma", "carisoprodol", faq.ByAmbiguous)},
		{"longer name of another medicine", "soma compound side effects", unknown("soma compound")},
		{"longer name of the same medicine", "sodium valproate side effects", link("valproate", "valproate", faq.ByName)},
		{"street, in a medicine's place", "take dancers daily", link("dancers", "carisoprodol", faq.ByStreet)},
		{"street, elsewhere", "dancers wear shoes on a big stage", named{}},
		{"listed misspelling", "can I take backlofen", link("backlofen", "baclofen", faq.ByMisspelling)},
		{"abbreviation of two", "side effects of AZA", unclear("aza", "azacitidine", "azathioprine")},
		{"condition", "what causes MS", link("ms", "multiple-sclerosis", faq.ByAbbreviation)},
		{"invisible signs", "bac\u200blo\u00adfen", link("baclofen", "baclofen", faq.ByName)},
		{"full width", "ｂａｃｌｏｆｅｎ", link("baclofen", "baclofen", faq.ByName)},

		{"one letter missing", "baclofn side effects", link("baclofn", "baclofen", faq.ByMisspelling)},
		{"sound", "baclophen side effects", link("baclophen", "baclofen", faq.ByMisspelling)},
		{"swapped", "bacolfen side effects", link("bacolfen", "baclofen", faq.ByMisspelling)},
		{"brand misspelt", "lioresel tablets", link("lioresel", "baclofen", faq.ByMisspelling)},
		{"letters but not sound", "baclotem side effects", unclear("baclotem", "baclofen")},
		{"two candidates", "side effects of prednisoone", unclear("prednisoone", "prednisolone", "prednisone")},
		{"nearer one of two", "side effects of predisone", link("predisone", "prednisone", faq.ByMisspelling)},
		{"nearer to a medicine of the lexicon", "hydralazin side effects", unknown("hydralazin")},
		{"condition misspelt", "what is spastisity", link("spastisity", "spasticity", faq.ByMisspelling)},

		{"unknown by lexicon", "can I stop taking ozempic", unknown("ozempic")},
		{"unknown, two", "ozempic or mounjaro", unknown("ozempic", "mounjaro")},
		{"unknown by stem", "my doctor wrote zorbafenac there yesterday", unknown("zorbafenac")},
		{"unknown by place", "side effects of zimbrent", unknown("zimbrent")},
		{"unknown by place, between filler", "hi, zimbrent please, thank you", unknown("zimbrent")},
		{"unknown by place, filler beside it", "what about, um, zimbrent and its effect on people", unknown("zimbrent")},
		{"nobody knows, elsewhere", "they said zimbrent quickly yesterday evening", named{}},
		{"known besides unknown", "baclofen vs ozempic", named{Links: []Link{{"baclofen", "baclofen", faq.ByName}}, Unknown: []string{"ozempic"}}},
		{"another name of what the content has", "side effects of glucophage", unclear("glucophage", "metformin")},
		{"another name of a declared one", "side effects of depakote", unclear("depakote", "valproate")},

		{"undeclared, in a question of the content", "metformin dose", link("metformin", "metformin", faq.ByName)},
		{"everyday name in a medicine's place", "can I take ginger", unknown("ginger")},
		{"everyday name elsewhere", "those ginger biscuits taste nice", named{}},
		{"everyday name of the content", "take iron daily", link("iron", "iron", faq.ByName)},
		{"everyday name of the content elsewhere", "those iron bars look nice", named{}},
	}
	x := build(t, load(t, clinic), Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := namedBy(x.Understand(tt.question))
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Understand(%q) (-want +got):\n%s", tt.question, diff)
			}
		})
	}
}

func TestUnderstandClasses(t *testing.T) {
	tests := []struct {
		question string
		want     []Class
		unknown  []string
	}{
		{"are muscle relaxants safe", []Class{{"muscle relaxants", []string{"baclofen", "carisoprodol"}}}, nil},
		{"muscle relaxer dose", []Class{{"muscle relaxer", []string{"baclofen", "carisoprodol"}}}, nil},
		{"muscle relaxents", []Class{{"muscle relaxants", []string{"baclofen", "carisoprodol"}}}, nil},
		{"calcium channel blockers side effects", []Class{{"calcium channel blockers", []string{"amlodipine"}}}, nil},
		{"gabapentinoids side effects", []Class{{"gabapentinoids", []string{"gabapentin"}}}, nil},
		{"nerve soothing medicines", nil, nil},
		{"are nerve soothers safe", []Class{{"nerve soothers", []string{"gabapentin"}}}, nil},
		{"can I take blood thinners", []Class{{"blood thinners", nil}}, nil},
		{"insulin pen side effects", nil, []string{"insulin"}},
		{"the muscle hurts", nil, nil},
	}
	x := build(t, load(t, clinic), Options{})
	for _, tt := range tests {
		u := x.Understand(tt.question)
		if diff := cmp.Diff(tt.want, u.Classes); diff != "" {
			t.Errorf("Understand(%q).Classes (-want +got):\n%s", tt.question, diff)
		}
		if diff := cmp.Diff(tt.unknown, u.Unknown); diff != "" {
			t.Errorf("Understand(%q).Unknown (-want +got):\n%s", tt.question, diff)
		}
	}
}

func TestUnderstandConcepts(t *testing.T) {
	tests := []struct {
		question string
		want     []string
	}{
		{"can I stop taking baclofen", []string{"stopping"}},
		{"can I not stop taking baclofen", []string{"stopping"}},
		{"what if I never stopped baclofen", []string{"stopping"}},
		{"baclofen without alcohol", []string{"alcohol"}},
		{"is there no dose of baclofen", []string{"dose"}},
		{"I missed a dose of baclofen", []string{"missed-dose"}},
		{"baclofen with baclofen", []string{"interactions"}},
		{"baclofen and zimbrent", []string{"interactions"}}, // so is a medicine that nobody knows
		{"baclofen in pregancy", []string{"pregnancy"}},     // the content has no word on it
		{"brestfeeding", []string{"breastfeeding"}},
		{"what causes spasticity", []string{"causes"}},
		{"baclofen for an 8-year-old", []string{"children"}},
		{"may a two year old have baclofen", []string{"children"}},
		{"I am 45 years old and on baclofen", nil},
		{"I am 79 years old and on baclofen", []string{"older-people"}},
		{"baclofen", nil},
	}
	x := build(t, load(t, clinic), Options{})
	for _, tt := range tests {
		got := x.Understand(tt.question).Concepts
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Understand(%q).Concepts (-want +got):\n%s", tt.question, diff)
		}
	}
}

func TestUnderstandRoute(t *testing.T) {
	tests := []struct{ question, want string }{
		{"baclofen tablets", "oral"},
		{"baclofen tablets by mouth", "oral"},
		{"my baclofen pump", "intrathecal"},
		{"baclofen pump or tablets", ""},
		{"baclofen", ""},
	}
	x := build(t, load(t, clinic), Options{})
	for _, tt := range tests {
		if got := x.Understand(tt.question).Route; got != tt.want {
			t.Errorf("Understand(%q).Route = %q, want %q", tt.question, got, tt.want)
		}
	}
}

func TestUnderstandCorrections(t *testing.T) {
	tests := []struct {
		question string
		want     []Correction
		rare     []string
	}{
		{"what are the side effetcs of baclofen", []Correction{{"effetcs", "effects"}}, nil},
		{"stpo baclofen", []Correction{{"stpo", "stop"}}, nil},
		{"they gave zimbrent quickly yesterday evening", nil, []string{"zimbrent"}},
		{"my doctor said baclofen", nil, nil},
	}
	x := build(t, load(t, clinic), Options{})
	for _, tt := range tests {
		u := x.Understand(tt.question)
		if diff := cmp.Diff(tt.want, u.Corrections); diff != "" {
			t.Errorf("Understand(%q).Corrections (-want +got):\n%s", tt.question, diff)
		}
		if diff := cmp.Diff(tt.rare, u.Rare); diff != "" {
			t.Errorf("Understand(%q).Rare (-want +got):\n%s", tt.question, diff)
		}
	}
}

// TestConversation checks what a question takes over from the conversation and from its caller.
func TestConversation(t *testing.T) {
	tests := []struct {
		name      string
		query     Query
		medicines []string
		carried   []string
	}{
		{"carried", Query{Text: "and the side effects?", Subjects: []string{"baclofen"}}, []string{"baclofen"}, []string{"baclofen"}},
		{"named instead", Query{Text: "and of soma?", Subjects: []string{"baclofen"}}, []string{"carisoprodol"}, nil},
		{"unknown instead", Query{Text: "and of ozempic?", Subjects: []string{"baclofen"}}, nil, nil},
		{"unclear instead", Query{Text: "and of AZA?", Subjects: []string{"baclofen"}}, nil, nil},
		{"class instead", Query{Text: "and blood thinners?", Subjects: []string{"baclofen"}}, nil, nil},
		{"condition carried", Query{Text: "and what causes it?", Subjects: []string{"spasticity"}}, nil, []string{"spasticity"}},
		{"medicine before condition", Query{Text: "and then?", Subjects: []string{"spasticity", "baclofen"}}, []string{"baclofen"}, []string{"baclofen"}},
		{"condition named instead", Query{Text: "and MS?", Subjects: []string{"spasticity"}}, nil, nil},
		{"gone from the content", Query{Text: "and the side effects?", Subjects: []string{"warfarin"}}, nil, nil},
		{"assumed", Query{Text: "side effects of AZA", Assume: []string{"azathioprine"}}, []string{"azathioprine"}, nil},
		{"assumed besides", Query{Text: "baclofen and AZA", Assume: []string{"azathioprine"}}, []string{"baclofen", "azathioprine"}, nil},
	}
	x := build(t, load(t, clinic), Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := search(t, x, tt.query).Understood
			if diff := cmp.Diff(tt.medicines, u.Medicines, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Search(%+v): medicines (-want +got):\n%s", tt.query, diff)
			}
			if diff := cmp.Diff(tt.carried, u.Carried, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Search(%+v): carried (-want +got):\n%s", tt.query, diff)
			}
		})
	}
}

func TestElliptical(t *testing.T) {
	x := build(t, load(t, clinic), Options{})
	for q, want := range map[string]bool{
		"and with alcohol?":            true,
		"what about pregnancy, please": true,
		"side effects of baclofen":     false, // names its subject
		"is alcohol bad for teeth":     false, // is about something else
		"ok thanks":                    false, // asks nothing
		"":                             false,
	} {
		u := x.Understand(q)
		if got := u.Elliptical(); got != want {
			t.Errorf("Understand(%q).Elliptical() = %v, want %v", q, got, want)
		}
	}
}

// TestScopeOfUndeclared checks what passages are about whose subjects name no medicine though their questions do.
func TestScopeOfUndeclared(t *testing.T) {
	x := build(t, load(t, clinic), Options{})
	for id, want := range map[string][]string{
		"lioresal-spasticity": {"baclofen"}, // a brand that the content declares
		"metformin-food":      {"metformin"},
		"iron-tablets":        {"iron"},
		"baclofen-stopping":   {"baclofen"},
	} {
		h, ok := x.Explain(Query{}, id)
		if !ok {
			t.Fatalf("Explain(%q): no such passage", id)
		}
		if diff := cmp.Diff(want, h.Scope.Medicines); diff != "" {
			t.Errorf("medicines of %s (-want +got):\n%s", id, diff)
		}
	}
	if h, ok := x.Explain(Query{}, "no-such-entry"); ok {
		t.Errorf("Explain(%q) = %v, want none", "no-such-entry", h)
	}
}

// TestNoSubjectsFile reads content without a subjects.yaml: what its questions name is what it is about.
func TestNoSubjectsFile(t *testing.T) {
	x := build(t, load(t, map[string]string{"entries/a.yaml": `entries:
  - {id: a, questions: ["What is metformin for?"], answer: Diabetes.}
  - {id: b, questions: ["Can I take warfarin with aspirin?"], answer: Ask first.}
`}), Options{})
	want := Scope{Medicines: []string{"warfarin", "aspirin"}, Together: true}
	h, _ := x.Explain(Query{}, "b")
	if diff := cmp.Diff(want, h.Scope, cmpopts.IgnoreFields(Scope{}, "Answers", "Concepts")); diff != "" {
		t.Errorf("scope of an entry on two medicines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(link("metformin", "metformin", faq.ByName), namedBy(x.Understand("metformin"))); diff != "" {
		t.Errorf("Understand(%q) (-want +got):\n%s", "metformin", diff)
	}
	if diff := cmp.Diff(unclear("coumadin", "warfarin"), namedBy(x.Understand("coumadin"))); diff != "" {
		t.Errorf("Understand(%q) (-want +got):\n%s", "coumadin", diff)
	}
}

// TestMisspellingNearAnUndeclared asks back where a medicine that the content lacks is as near as the one it has.
func TestMisspellingNearAnUndeclared(t *testing.T) {
	x := build(t, load(t, map[string]string{
		"subjects.yaml":  "subjects: [{id: prednisone, kind: medicine}]",
		"entries/a.yaml": `entries: [{id: a, questions: ["What is prednisone?"], answer: A steroid., subjects: [prednisone]}]`,
	}), Options{})
	for word, want := range map[string]named{
		"predisone":    link("predisone", "prednisone", faq.ByMisspelling),
		"prednisoone":  unclear("prednisoone", "prednisone"),
		"prednisolon":  unknown("prednisolon"),
		"prednisolone": unknown("prednisolone"),
	} {
		q := "side effects of " + word
		if diff := cmp.Diff(want, namedBy(x.Understand(q)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Understand(%q) (-want +got):\n%s", q, diff)
		}
	}
}

// TestLexiconNeverLinks gives every medicine of the lexicon the brands of the next one: a question is then refused or
// asked back about in other cases, but none is linked to another subject, since only the content links.
func TestLexiconNeverLinks(t *testing.T) {
	c := load(t, clinic)
	right, wrong := build(t, c, Options{}), build(t, c, Options{Lexicon: swapped(t)})
	var changed int
	for _, m := range lexicon.Default().Medicines() {
		for name := range m.Names() {
			q := "side effects of " + name
			r, w := right.Understand(q), wrong.Understand(q)
			if len(w.Medicines) > 0 && !cmp.Equal(r.Medicines, w.Medicines) {
				t.Errorf("Understand(%q) links %q, with brands swapped %q", q, r.Medicines, w.Medicines)
			}
			if !cmp.Equal(r.Unclear, w.Unclear) {
				changed++
			}
		}
	}
	if changed == 0 {
		t.Error("no question was asked back about otherwise: the lexicon was not swapped")
	}
}

// swapped is the built-in lexicon with the brands of each medicine at the next one that has any.
func swapped(t *testing.T) *lexicon.Lexicon {
	t.Helper()
	var list []*lexicon.Medicine
	moved := map[string]bool{}
	for _, m := range lexicon.Default().Medicines() {
		// A hyphen stands for a space or nothing: such names may clash with others of the new medicine.
		if len(m.Brands) > 0 && !strings.ContainsAny(strings.Join(slices.Collect(m.Names()), ""), "-'") {
			list = append(list, m)
			moved[m.Name] = true
		}
	}
	var b strings.Builder
	for i, m := range list {
		next := list[(i+1)%len(list)]
		fmt.Fprintf(&b, "%s\t%s\n", strings.Join(append([]string{m.Name}, m.Aliases...), ";"), strings.Join(next.Brands, ";"))
	}
	l, err := lexicon.Default().WithoutMedicines(func(name string) bool { return !moved[name] }).With(strings.NewReader(b.String()))
	if err != nil {
		t.Fatalf("swapping brands: %v", err)
	}
	return l
}
