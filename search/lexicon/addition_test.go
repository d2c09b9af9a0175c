package lexicon

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// text is what an addition writes.
func text(t *testing.T, a *Addition) string {
	t.Helper()
	var b strings.Builder
	if _, err := a.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAdd(t *testing.T) {
	const list = `# ours
zimbrent	Zimbra;Lioresal
baclofen	lioresal;clinbac
acetaminophen;paracetamol mr	tylenol
quorvex;solid
tea?
abc
a very long name of many words	briefname
codeine and acetaminophen;codapan		opioid	codeine;acetaminophen
`
	a, err := Default().Add(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	want := Addition{Medicines: 6, Names: 9, Known: 4, Conflicts: 1, Unusable: 3}
	if diff := cmp.Diff(want, *a, cmpopts.IgnoreUnexported(Addition{})); diff != "" {
		t.Errorf("Add (-want +got):\n%s", diff)
	}
	const added = `baclofen	clinbac
briefname
co-codamol;codeine and acetaminophen;codapan		opioid	codeine;acetaminophen
paracetamol;paracetamol mr
quorvex;solid?
zimbrent	zimbra
`
	if diff := cmp.Diff(added, text(t, a)); diff != "" {
		t.Errorf("the addition (-want +got):\n%s", diff)
	}
}

// TestAdditionIsTaken loads what an import wrote, and imports the same list once more: nothing is new then.
func TestAdditionIsTaken(t *testing.T) {
	list := "zimbrent;zim-brent	zimbra	painkiller\nibuprofen	zimbrufen\n"
	a, err := Default().Add(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	l, err := Default().With(strings.NewReader(text(t, a)))
	if err != nil {
		t.Fatalf("With refuses what Add wrote: %v", err)
	}
	for name, generic := range map[string]string{"zimbra": "zimbrent", "zim brent": "zimbrent", "zimbrufen": "ibuprofen"} {
		if m, ok := l.Medicine(name); !ok || m.Name != generic {
			t.Errorf("Medicine(%q) = %v, want %q", name, m, generic)
		}
	}
	again, err := l.Add(strings.NewReader(list))
	if err != nil || again.Names != 0 || text(t, again) != "" {
		t.Errorf("Add, again = %+v, %v, want nothing new", again, err)
	}
	if _, ok := Default().Medicine("zimbra"); ok {
		t.Error("Add changed the built-in lexicon")
	}
}

func TestAddErrors(t *testing.T) {
	tests := []struct{ name, list, want string }{
		{"columns", "zimbrent\n\na\tb\tc\td\te\n", "line 3: more than 4 columns"},
		{"class", "zimbrent\t\tno-such-class\n", `line 1: no class "no-such-class"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Default().Add(strings.NewReader(tt.list)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Add(%q) = %v, want an error with %q", tt.list, err, tt.want)
			}
		})
	}
}

// FuzzAdd checks that what an import writes is always taken, and adds nothing the second time.
func FuzzAdd(f *testing.F) {
	f.Add("zimbrent;zim-brent\tzimbra;soma\tpainkiller\nIron?;tea\n")
	f.Add("a b c d\tx\n#\n;;\t;\n")
	l := Default().Share(0.05, 1) // a small one is copied fast
	f.Fuzz(func(t *testing.T, list string) {
		a, err := l.Add(strings.NewReader(list))
		if err != nil {
			return
		}
		with, err := l.With(strings.NewReader(text(t, a)))
		if err != nil {
			t.Fatalf("Add(%q) wrote %q: %v", list, text(t, a), err)
		}
		if again, err := with.Add(strings.NewReader(list)); err != nil || again.Names != 0 {
			t.Errorf("Add(%q), again = %+v, %v, want nothing new", list, again, err)
		}
	})
}
