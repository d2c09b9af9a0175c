package faq

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"gopkg.in/yaml.v3"
)

// The canonical forms are documented and must not change: every signature would stop counting. So they are spelt out
// here, byte for byte.
func TestCanonicalForms(t *testing.T) {
	soma := []*Subject{{ID: "soma", Names: []string{"Soma"}}, {ID: "baclofen", Brands: []string{"Lioresal"}}}
	entry := &Entry{ID: "a", Questions: []string{"Is it <b>?", "Or?"}, Answer: "\nYes & no.\n\n", Meta: Meta{
		Subjects: []string{"soma", "baclofen"}, Applies: Together, Concepts: []string{"dose"}, Route: "oral",
		Sources: []Source{{Title: "L", URL: "https://example.org/", Date: "2026-01-01"}}, Author: "Ann", Notes: "n", Owner: "o",
	}}
	var front yaml.Node
	if err := yaml.Unmarshal([]byte("author: A\ndate: 2026-01-01\nlist: [1, true]\nreview: {status: draft}\n"), &front); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, got, form string }{
		{"entry", entryHash(entry, soma), `{"form":"patientfaq entry 1","answer":"Yes & no.","question":"Is it <b>?","subjects":["soma","baclofen"],"applies":"together","mentions":[],"concepts":["dose"],"route":"oral","sources":[{"title":"L","url":"https://example.org/","publisher":"","date":"2026-01-01"}],"locale":"en","names":[{"id":"baclofen","names":[],"brands":["Lioresal"]},{"id":"soma","names":["Soma"],"brands":[]}]}`},
		{"article", articleHash([]byte("\ufeff# A\r\n\r\nText."), front.Content[0], soma[:1]), `{"form":"patientfaq article 1","text":"# A\n\nText.","meta":{"author":"A","date":"2026-01-01","list":["1","true"]},"names":[{"id":"soma","names":["Soma"],"brands":[]}]}`},
		{"contact", contactHash(&Contact{Country: "GB", Name: "UK", Emergency: ContactLine{Name: "E", Number: "999"}}), `{"form":"patientfaq contact 1","country":"GB","name":"UK","emergency":{"name":"E","number":"999","url":"","source":"","checked":""},"poison":{"name":"","number":"","url":"","source":"","checked":""},"crisis":{"name":"","number":"","url":"","source":"","checked":""},"advice":{"name":"","number":"","url":"","source":"","checked":""},"report":{"name":"","number":"","url":"","source":"","checked":""}}`},
		{"messages", messagesHash("en", map[string]string{"b": "2", "a": "1"}), `{"form":"patientfaq messages 1","locale":"en","texts":{"a":"1","b":"2"}}`},
	}
	for _, tt := range tests {
		if want := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(tt.form+"\n"))); tt.got != want {
			t.Errorf("the hash of the %s is %s, want %s, that of %s", tt.name, tt.got, want, tt.form)
		}
	}
}
