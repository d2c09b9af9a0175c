package lexicon

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMeanings(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"i have the runs", []string{"diarrhoea"}},
		{"bunged up and throwing up", []string{"constipation", "vomiting"}},
		{"", nil},
		{"zzxq", nil},
		{"throwing", nil}, // a phrase that only begins
	}
	for _, tt := range tests {
		var got []string
		for _, s := range Meanings(strings.Fields(tt.text)) {
			got = append(got, s.Meaning.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Meanings(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestLongestPhraseWins(t *testing.T) {
	th := parseThesaurus("vomiting; sick\n# a comment\n\nvomiting blood; sick with blood\n")
	if got := th.byFirst["sick"]; len(got) != 2 || len(got[0].words) != 3 {
		t.Errorf("phrases that begin with sick: %v, want the longer one first", got)
	}
}

// TestThesaurusFile checks that no phrase has two meanings, and that none is a medicine's name: those lead to no passage.
func TestThesaurusFile(t *testing.T) {
	plain := regexp.MustCompile(`^[a-z0-9]+( [a-z0-9]+)*$`)
	seen := map[string]string{}
	all := lines(thesaurusText)
	if !slices.IsSorted(all) {
		t.Error("thesaurus.txt is not sorted")
	}
	for _, line := range all {
		phrases := strings.Split(line, "; ")
		if len(phrases) < 2 {
			t.Errorf("%q says nothing in other words", line)
		}
		for _, p := range phrases {
			if !plain.MatchString(p) {
				t.Errorf("%q is not in plain lower-case words", p)
			}
			if seen[p] != "" {
				t.Errorf("%q is both %q and %q", p, seen[p], phrases[0])
			}
			seen[p] = phrases[0]
			if m, ok := Default().Medicine(p); ok {
				t.Errorf("%q is a name of the medicine %s", p, m.Name)
			}
		}
	}
}
