package lexicon

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestClass(t *testing.T) {
	l := Default()
	tests := []struct{ phrase, want string }{
		{"blood thinner", "blood-thinner"},
		{"blood thinners", "blood-thinner"},
		{"antidepressant", "antidepressant"},
		{"ssri", "ssri"},
		{"ssris", "ssri"},
		{"beta blocker", "beta-blocker"},
		{"beta-blockers", "beta-blocker"},
		{"betablocker", "beta-blocker"},
		{"muscle relaxer", "muscle-relaxant"},
		{"painkillers", "painkiller"},
		{"water pills", "diuretic"},
		{"birth control", "contraceptive"},
		{"blood pressure meds", "blood-pressure"},
		{"glp-1", "glp1"},
		{"glp1", "glp1"},
		{"pill", ""},
		{"baclofen", ""},
		{"s", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, ok := l.Class(tt.phrase)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Class(%q) = %q, %v, want %q", tt.phrase, got, ok, tt.want)
		}
	}
}

func TestClassByID(t *testing.T) {
	c, ok := Default().ClassByID("doac")
	if ok {
		t.Errorf("ClassByID(%q) = %v, want none", "doac", c)
	}
	c, _ = Default().ClassByID("beta-blocker")
	want := &Class{
		ID: "beta-blocker", Label: "beta blocker", Kind: KindMedicine,
		Broader: []string{"blood-pressure"}, Phrases: []string{"beta-blocker"},
	}
	if diff := cmp.Diff(want, c, cmpopts.IgnoreUnexported(Class{})); diff != "" {
		t.Errorf("ClassByID(%q) (-want +got):\n%s", "beta-blocker", diff)
	}
}

func TestLoadClassesErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"twice", "a\tA\tmedicine\na\tA\tmedicine\n", `line 2: class "a" is there twice`},
		{"unknown broader", "# head\n\na\tA\tmedicine\tb\n", `line 3: class "a": no class "b" in classes.tsv before it`},
		{"phrase of two", "a\tA\tmedicine\t\tx-y\nb\tB\tmedicine\t\txy\n", `line 2: phrase "xy" means both "a" and "b"`},
		{"columns", "a\tb\tc\td\te\tf\n", "more than 5 columns"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l Lexicon
			err := l.loadClasses(strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("loadClasses(%q) = %v, want an error with %q", tt.text, err, tt.want)
			}
		})
	}
}
