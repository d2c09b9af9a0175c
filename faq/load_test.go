package faq

import "testing"

// TestContent lints the embedded content, a subtest for each of its files that has a problem.
func TestContent(t *testing.T) {
	_, probs := Load(Content(), Options{AllowSample: true})
	for _, p := range probs {
		t.Run(p.Pos.Path, func(t *testing.T) {
			if p.Severity == Error {
				t.Error(p)
			} else {
				t.Log(p)
			}
		})
	}
}
