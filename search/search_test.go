package search

import (
	"testing"

	"patientfaq/faq"
)

func builtin(t testing.TB, o Options) *Index {
	t.Helper()
	c, problems := faq.Load(faq.Content(), faq.Options{AllowSample: true})
	for _, p := range problems {
		t.Log(p)
	}
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	x, err := Build(t.Context(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func TestTry(t *testing.T) {
	x := builtin(t, Options{})
	for _, q := range []string{"can i stop baclofin suddenly", "soma and wine??", "ozempic side effects", "what is spasticity", "is lioresal addictve", "how long does it take to work"} {
		res, err := x.Search(t.Context(), Query{Text: q, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s\n  %+v", q, res.Understood)
		for _, h := range res.Hits {
			t.Logf("    %.2f %s %+v", h.Score, h.Passage.ID, h.Features)
		}
	}
}
