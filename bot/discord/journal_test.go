package discord

import (
	"strings"
	"testing"
)

func TestSubjectOf(t *testing.T) {
	for _, tt := range []struct {
		medicines, conditions []string
		want                  string
	}{
		{nil, nil, ""},
		{nil, []string{"spasticity"}, "spasticity"},
		{[]string{"baclofen"}, []string{"spasticity"}, "baclofen"},
		{[]string{"carisoprodol", "baclofen", "carisoprodol"}, nil, "baclofen+carisoprodol"},
		{[]string{"c", "b", "a"}, nil, "a+b+c"},
		{strings.Fields("d c b a"), nil, "several"},
	} {
		if got := subjectOf(tt.medicines, tt.conditions); got != tt.want {
			t.Errorf("subjectOf(%q, %q) = %q, want %q", tt.medicines, tt.conditions, got, tt.want)
		}
	}
}
