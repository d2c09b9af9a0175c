package faq_test

import (
	"fmt"
	"testing/fstest"

	"patientfaq/faq"
)

func ExampleLoad() {
	folder := fstest.MapFS{"entries/baclofen.yaml": {Data: []byte(`entries:
  - id: baclofen-stopping
    questions: ["Can I stop taking baclofen suddenly?"]
    anser: No. Ask your doctor how to lower the dose.
`)}}
	_, problems := faq.Load(folder, faq.Options{})
	for _, p := range problems {
		if p.Severity == faq.Error {
			fmt.Println(p)
		}
	}
	// Output:
	// entries/baclofen.yaml:2:5: error: has no answer; add answer: | and the text, or answer: "" in a draft (answer)
	// entries/baclofen.yaml:4:5: error: there is no field "anser"; did you mean answer? (unknown-field)
}
