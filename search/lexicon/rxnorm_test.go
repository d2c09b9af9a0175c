package lexicon

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// conso and rel are in the shape of RxNorm's files; what they say is made up, but for well-known names.
const (
	conso = `1|ENG||||||101|101|1||RXNORM|IN|1|zimbrentide||N|4096|
2|ENG||||||102|102|2||RXNORM|PIN|2|zimbrentide sodium||N||
3|ENG||||||103|103|3||RXNORM|BN|3|Zimbra||N|4096|
4|ENG||||||104|104|4||RXNORM|IN|4|baclofen||N||
5|ENG||||||105|105|5||RXNORM|BN|5|Lioresal||N||
6|ENG||||||106|106|6||RXNORM|BN|6|Clinbac||N||
7|ENG||||||107|107|7||RXNORM|MIN|7|baclofen / zimbrentide||N||
8|ENG||||||108|108|8||RXNORM|BN|8|Zimbaclo||N||
9|ENG||||||109|109|9||RXNORM|BN|9|Bixtwo Forte||N||
10|ENG||||||110|110|10||RXNORM|IN|10|egg white||N||
11|ENG||||||111|111|11||RXNORM|SCD|11|baclofen 10 MG Oral Tablet||N||
12|ENG||||||112|112|12||RXNORM|IN|12|oldzimbrine||O||
13|SPA||||||113|113|13||RXNORM|IN|13|zimbrentida||N||
14|ENG||||||114|114|14||MSH|IN|14|otherzimbrine||N||
15|ENG||||||115|115|15||RXNORM|BN|15|Lostbrand||N||
`
	rel = `1||CUI|RB|3||CUI|tradename_of|1||RXNORM|||||4096|
3||CUI|RN|1||CUI|has_tradename|2||RXNORM||||N|4096|
1||CUI|RB|2||CUI|form_of|3||RXNORM||||N|4096|
4||CUI|RB|5||CUI|tradename_of|4||RXNORM||||N||
6||CUI|RN|4||CUI|has_tradename|5||RXNORM||||N||
1||CUI|RB|8||CUI|tradename_of|6||RXNORM||||N||
4||CUI|RB|8||CUI|tradename_of|7||RXNORM||||N||
7||CUI|RB|8||CUI|tradename_of|8||RXNORM||||N||
1||CUI|RB|9||CUI|tradename_of|9||RXNORM||||N||
4||CUI|RB|9||CUI|tradename_of|10||RXNORM||||N||
1||CUI|RB|15||CUI|tradename_of|11||RXNORM||||O||
11||CUI|RB|4||CUI|ingredient_of|12||RXNORM||||N||
`
)

func TestAddRxNorm(t *testing.T) {
	a, err := Default().AddRxNorm(strings.NewReader(conso), strings.NewReader(rel))
	if err != nil {
		t.Fatal(err)
	}
	const want = `baclofen	clinbac
baclofen and zimbrentide	zimbaclo		baclofen;zimbrentide
bixtwo forte
lostbrand
zimbrentide;zimbrentide sodium	zimbra
`
	if diff := cmp.Diff(want, text(t, a)); diff != "" {
		t.Errorf("AddRxNorm (-want +got):\n%s", diff)
	}
	counts := Addition{Medicines: 5, Names: 8, Known: 2, Everyday: 1}
	if diff := cmp.Diff(counts, *a, cmpopts.IgnoreUnexported(Addition{})); diff != "" {
		t.Errorf("AddRxNorm counts (-want +got):\n%s", diff)
	}
}

func TestAddRxNormWithoutRelations(t *testing.T) {
	a, err := Default().AddRxNorm(strings.NewReader(conso), nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = `baclofen and zimbrentide			baclofen;zimbrentide
bixtwo forte
clinbac
lostbrand
zimbaclo
zimbra
zimbrentide
zimbrentide sodium
`
	if diff := cmp.Diff(want, text(t, a)); diff != "" {
		t.Errorf("AddRxNorm (-want +got):\n%s", diff)
	}
}

func TestAddRxNormErrors(t *testing.T) {
	tests := []struct{ name, conso, rel, want string }{
		{"another file", "a|b|c\n", "", "line 1: 3 columns, at least 18: is it RXNCONSO.RRF?"},
		{"nothing", "", "", "no medicine in it"},
		{"relations", conso, "a|b\n", "line 1: 2 columns, at least 16: is it RXNREL.RRF?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Default().AddRxNorm(strings.NewReader(tt.conso), strings.NewReader(tt.rel))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("AddRxNorm = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestShare(t *testing.T) {
	l := Default()
	half, again, other := l.Share(0.5, 1), l.Share(0.5, 1), l.Share(0.5, 2)
	n, all := len(half.Medicines()), len(l.Medicines())
	if n < all*45/100 || n > all*55/100 {
		t.Errorf("Share(0.5) keeps %d of %d medicines", n, all)
	}
	if !cmp.Equal(half.Medicines(), again.Medicines(), cmp.AllowUnexported(Medicine{})) {
		t.Error("Share(0.5, 1), twice, differs")
	}
	if cmp.Equal(half.Medicines(), other.Medicines(), cmp.AllowUnexported(Medicine{})) {
		t.Error("Share(0.5) is the same for two seeds")
	}
	if got := len(l.Share(1, 1).Medicines()); got != all {
		t.Errorf("Share(1) keeps %d of %d medicines", got, all)
	}
	if got := len(l.Share(0, 1).Medicines()); got != 0 {
		t.Errorf("Share(0) keeps %d medicines", got)
	}
}
