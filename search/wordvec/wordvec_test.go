package wordvec

import (
	"slices"
	"strings"
	"testing"

	"patientfaq/search/lexicon"
)

func TestNearWordsAreNearerThanFarOnes(t *testing.T) {
	tests := []struct{ word, near, far string }{
		{"kids", "children", "fridge"},
		{"tummy", "belly", "appointment"},
		{"doctor", "physician", "alcohol"},
		{"dizzy", "nausea", "prescription"},
		{"fridge", "refrigerator", "pregnant"},
		{"itchy", "rash", "parking"},
		{"tablets", "pills", "winter"},
	}
	for _, tt := range tests {
		w, n, f := mustOf(t, tt.word), mustOf(t, tt.near), mustOf(t, tt.far)
		if w.Cosine(n) <= w.Cosine(f)+0.2 {
			t.Errorf("%s: cosine to %s %.2f, to %s %.2f", tt.word, tt.near, w.Cosine(n), tt.far, w.Cosine(f))
		}
	}
}

func mustOf(t *testing.T, word string) Vector {
	t.Helper()
	v, ok := Of(word)
	if !ok {
		t.Fatalf("Of(%q) has no vector", word)
	}
	return v
}

func TestEveryWordIsFoundAndNoneIsAMedicine(t *testing.T) {
	words := strings.Fields(wordsText)
	if !slices.IsSorted(words) || len(words)*dims != len(vectors) {
		t.Fatalf("%d sorted words, %d bytes of vectors", len(words), len(vectors))
	}
	lex := lexicon.Default()
	for _, w := range words {
		v, ok := Of(w)
		if !ok || v.Cosine(v) < 0.95 || v.Cosine(v) > 1.05 {
			t.Errorf("Of(%q) = %v, cosine to itself %.3f", w, ok, v.Cosine(v))
		}
		if _, medicine := lex.Medicine(w); medicine {
			t.Errorf("%q is a medicine and has a vector", w)
		}
	}
}

func TestUnknownWordResemblesNothing(t *testing.T) {
	v, ok := Of("zzxq")
	if ok || !v.IsZero() || v.Cosine(mustOf(t, "doctor")) != 0 {
		t.Errorf("Of(zzxq) = %v, %v", v, ok)
	}
}

func BenchmarkCosine(b *testing.B) {
	v, _ := Of("doctor")
	w, _ := Of("nurse")
	for b.Loop() {
		v.Cosine(w)
	}
}
