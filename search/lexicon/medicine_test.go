package lexicon

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestWith(t *testing.T) {
	l := Default()
	got, err := l.With(strings.NewReader(strings.Join([]string{
		"# our own",
		"",
		"newdrug-x;oldname\tbrandone;brand two\tssri",
		"only\t\r",
		"acetaminophen\tpanadrex;tylenol;paracetamol\tnsaid",
		"mix\t\t\tnewdrug-x;paracetamol",
		"everybody?",
	}, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	ignore := cmpopts.IgnoreUnexported(Medicine{})
	want := &Medicine{
		Name: "newdrug-x", Aliases: []string{"oldname"}, Brands: []string{"brandone", "brand two"},
		Classes: []string{"ssri", "antidepressant"},
	}
	for _, name := range []string{"newdrug-x", "newdrugx", "newdrug x", "oldname", "brand two"} {
		m, _ := got.Medicine(name)
		if diff := cmp.Diff(want, m, ignore); diff != "" {
			t.Errorf("Medicine(%q) (-want +got):\n%s", name, diff)
		}
		if _, ok := l.Medicine(name); ok {
			t.Errorf("With changed its receiver: it knows %q", name)
		}
	}
	p, _ := got.Medicine("panadrex")
	old, _ := l.Medicine("paracetamol")
	merged := *old
	merged.Brands = append(merged.Brands[:len(merged.Brands):len(merged.Brands)], "panadrex")
	merged.Classes = []string{"painkiller", "nsaid"}
	if diff := cmp.Diff(&merged, p, ignore); diff != "" {
		t.Errorf("merged line (-want +got):\n%s", diff)
	}
	if m, _ := got.Medicine("mix"); !m.Combination {
		t.Error("a medicine with parts is no combination")
	}
	if !l.Common("everybody") || got.Common("everybody") || !got.Everyday("everybody") {
		t.Error("an everyday word that becomes a medicine's name stays common")
	}
	if got, want := len(got.Medicines()), len(l.Medicines())+4; got != want {
		t.Errorf("With(4 new) has %d medicines, want %d", got, want)
	}
}

func TestWithErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"brand of another", "# x\nnewdrug\tadvil\n", `line 2: "advil" names both "ibuprofen" and "newdrug"`},
		{"brand twice", "one\tbrandx\ntwo\tbrandx\n", `line 2: "brandx" names both "one" and "two"`},
		{"unknown class", "newdrug\t\tnoclass\n", `line 1: "newdrug": no class "noclass" in classes.tsv`},
		{"no generic", "\tbrand\n", "line 1: no generic name"},
		{"empty item", "newdrug\ta;;b\n", "line 1: an empty name"},
		{"upper case", "ok\nNewdrug\n", `line 2: "Newdrug" is not in lower case`},
		{"inner spaces", "new  drug\n", `line 1: "new  drug" has spaces`},
		{"no-break space", "new\u00a0drug\n", "line 1: "},
		{"columns", "a\tb\tc\td\te\n", "line 1: more than 4 columns"},
		{"long name", strings.Repeat("x", 81) + "\n", "line 1: a name of 81 bytes"},
		{"long line", "ok\n" + strings.Repeat("x", 1<<17) + "\n", "line 2: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := Default().With(strings.NewReader(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("With(%q) = %v, want an error with %q", tt.text, err, tt.want)
			}
			if l != nil {
				t.Errorf("With(%q) returned a lexicon beside the error", tt.text)
			}
		})
	}
}

func TestWithReadError(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Default().With(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("With(broken reader) = %v, want %v in it", err, broken)
	}
}

func FuzzWith(f *testing.F) {
	f.Add("newdrug;other\tbrand;brand two\tssri;statin\tibuprofen")
	f.Add("paracetamol\tadvil\n")
	f.Add("# comment\n\n x \t y ; z \r\n")
	f.Add("a-b'c?\tab-c\t\n")
	f.Add("\t\t\t\t")
	base := Default().WithoutMedicines(func(name string) bool { return name < "am" })
	f.Fuzz(func(t *testing.T, text string) {
		l, err := base.With(strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "lexicon: reading medicines: line ") {
				t.Errorf("With(%q) = %q, want an error that names the line", text, err)
			}
			return
		}
		for _, m := range l.Medicines() {
			for n := range m.Names() {
				if got, _ := l.Medicine(n); got != m {
					t.Errorf("With(%q): Medicine(%q) is not %q, which lists that name", text, n, m.Name)
				}
				if l.Common(n) {
					t.Errorf("With(%q): Common(%q) = true for a medicine's name", text, n)
				}
				if got := wordCount(n); got > l.MaxWords() {
					t.Errorf("With(%q): %q has %d words, MaxWords() = %d", text, n, got, l.MaxWords())
				}
			}
		}
	})
}
