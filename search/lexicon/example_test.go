package lexicon_test

import (
	"fmt"

	"patientfaq/search/lexicon"
)

func ExampleLexicon_Medicine() {
	l := lexicon.Default()
	for _, word := range []string{"tylenol", "dizzy", "newdrugtinib"} {
		if m, ok := l.Medicine(word); ok {
			fmt.Println(word, "is", m.Name)
			continue
		}
		fmt.Println(word, "is common:", l.Common(word), "has a stem:", l.Stem(word))
	}
	// Output:
	// tylenol is paracetamol
	// dizzy is common: true has a stem: false
	// newdrugtinib is common: false has a stem: true
}
