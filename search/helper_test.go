package search

import (
	"testing"
	"testing/fstest"

	"patientfaq/faq"
)

// folder is a content folder in memory, file by file.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// load loads content of which everything may be served.
func load(t testing.TB, files map[string]string) *faq.Corpus {
	t.Helper()
	c, problems := faq.Load(folder(files), faq.Options{AllowUnreviewed: true})
	if err := problems.Err(); err != nil {
		t.Fatalf("loading the test's content: %v\n%v", err, problems)
	}
	return c
}

// build indexes a corpus until the test ends.
func build(t testing.TB, c *faq.Corpus, o Options) *Index {
	t.Helper()
	x, err := Build(t.Context(), c, o)
	if err != nil {
		t.Fatalf("Build: %v", err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return x
}

// builtin indexes the content the product ships with.
func builtin(t testing.TB, o Options) *Index {
	t.Helper()
	c, problems := faq.Load(faq.Content(), faq.Options{AllowSample: true})
	if err := problems.Err(); err != nil {
		t.Fatalf("loading the built-in content: %v", err)
	}
	return build(t, c, o)
}

// search is Search for tests that expect no error.
func search(t testing.TB, x *Index, q Query) Result {
	t.Helper()
	res, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%q): %v", q.Text, err)
	}
	return res
}

// ids are the passages of hits, in order.
func ids(hits []Hit) []string {
	var list []string
	for _, h := range hits {
		list = append(list, h.Passage.ID)
	}
	return list
}
