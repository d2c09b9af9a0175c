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

func TestTextsThatAskTheSameAreAlike(t *testing.T) {
	tests := []struct{ text, near, far string }{
		{"can i drink wine with it", "is alcohol allowed", "where should i keep the tablets"},
		{"my ankles are puffy", "does it cause swelling of the feet", "how do i change my appointment"},
		{"what if i forget one", "what should be done about a missed dose", "is it safe in pregnancy"},
		{"it makes me so sleepy", "can it cause drowsiness", "how much does it cost"},
		{"who do i ring to move my slot", "how can an appointment be changed", "does it cause headaches"},
	}
	for _, tt := range tests {
		s := SenseOf(strings.Fields(tt.text))
		near, far := s.Cosine(SenseOf(strings.Fields(tt.near))), s.Cosine(SenseOf(strings.Fields(tt.far)))
		if near <= far+0.1 {
			t.Errorf("%q: cosine to %q is %.2f, to %q %.2f", tt.text, tt.near, near, tt.far, far)
		}
	}
}

func TestSenseOfNothing(t *testing.T) {
	nothing := SenseOf([]string{"zzxq", ""})
	if something := SenseOf([]string{"doctor"}); !nothing.IsZero() || something.IsZero() || nothing.Cosine(something) != 0 {
		t.Errorf("SenseOf(zzxq) = %v, SenseOf(doctor) = %v", nothing, something)
	}
	if got, want := len(senses), len(strings.Fields(wordsText))*senseSize; got != want {
		t.Errorf("senses.bin has %d bytes, want %d", got, want)
	}
}

func BenchmarkSenseOf(b *testing.B) {
	words := strings.Fields("hello can i drink a glass of wine in the evening while i am on these tablets")
	for b.Loop() {
		SenseOf(words)
	}
}

func BenchmarkCosine(b *testing.B) {
	v, _ := Of("doctor")
	w, _ := Of("nurse")
	for b.Loop() {
		v.Cosine(w)
	}
}
