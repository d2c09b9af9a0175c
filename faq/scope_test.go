package faq

import (
	"fmt"
	"strings"
	"testing"
)

const scopeSubjects = `subjects:
- {id: baclofen, kind: medicine, names: [baclofen]}
- {id: soma, kind: medicine, names: [carisoprodol], brands: [Soma]}
- {id: aspirin, kind: medicine, names: [aspirin]}
- {id: ms, kind: condition, names: [multiple sclerosis]}
`

const scopeFront = "subjects: [baclofen, soma, ms]\nmentions: [aspirin]\nauthor: A\nsources: [{title: L}]\nreview: {status: draft}\n"

// TestScope checks which subjects each part of an article is about.
func TestScope(t *testing.T) {
	markdown := "---\n" + scopeFront + "%s---\n" + `# Baclofen and Soma

Both are medicines.

## Baclofen

It helps in multiple sclerosis.

### Long use

Unlike Soma, it may be taken for long.

Baclofen may be taken with aspirin.

## Soma

### How long?

It is for short use.

## Both

They make people sleepy.

| | Baclofen | Soma |
|---|---|---|
| Controlled | no | yes |
`
	tests := []struct{ name, front, id, want string }{
		{"whole article", "", "a#baclofen-and-soma", "[baclofen soma ms] together"},
		{"text names none, heading one", "", "a#baclofen", "[baclofen ms] each"},
		{"text names what its heading does not", "", "a#long-use/p1", "[soma baclofen] together"},
		{"text names its heading's, and a mention", "", "a#long-use/p2", "[baclofen] each"},
		{"heading further up", "", "a#how-long", "[soma] each"},
		{"neither text nor heading below the title", "", "a#both/p1", "[baclofen soma] together"},
		{"row with both", "", "a#both/row-controlled", "[baclofen soma] together"},
		{"each where the article says so", "applies: each\n", "a#both/row-controlled", "[baclofen soma] each"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := mustLoad(t, map[string]string{"subjects.yaml": scopeSubjects, "articles/a.md": fmt.Sprintf(markdown, tt.front)}, Options{})
			p := c.Passage(tt.id)
			if p == nil {
				t.Fatalf("no passage %s among %v", tt.id, idsOf(c))
			}
			if got := fmt.Sprintf("%v %s", withoutCondition(p, tt.want), p.Applies); got != tt.want {
				t.Errorf("the scope of %s is %s, want %s", tt.id, got, tt.want)
			}
		})
	}
}

// withoutCondition leaves out the condition where a test says nothing of it.
func withoutCondition(p *Passage, want string) []string {
	var ids []string
	for _, id := range p.Subjects {
		if id != "ms" || strings.Contains(want, "ms") {
			ids = append(ids, id)
		}
	}
	return ids
}

func idsOf(c *Corpus) []string {
	var ids []string
	for p := range c.Passages() {
		ids = append(ids, p.ID)
	}
	return ids
}

// In plain text a heading that names a medicine holds until another names one.
func TestScopePlainText(t *testing.T) {
	c := mustLoad(t, map[string]string{"subjects.yaml": scopeSubjects, "articles/a.yaml": scopeFront, "articles/a.txt": `Baclofen and Soma compared

Both are medicines that people take for their muscles, and both have risks.

Baclofen for spasticity

It acts on the spinal cord, and it is used for a long time.

Safety

Stopping it suddenly can cause seizures, so the dose is lowered slowly.

Soma for pain

It is used for a short time, two or three weeks at most.

Safety

It is misused more often, and it is a controlled substance in the US.
`}, Options{})
	for id, want := range map[string]string{"a#safety": "baclofen", "a#safety-2": "soma"} {
		p := c.Passage(id)
		if p == nil {
			t.Fatalf("no passage %s among %v", id, idsOf(c))
		}
		if got := fmt.Sprint(withoutCondition(p, "")); got != "["+want+"]" {
			t.Errorf("the medicines of %s are %s, want [%s]", id, got, want)
		}
	}
}

// The fields of an article's passages are its own, or found in its heading.
func TestArticlePassages(t *testing.T) {
	c := mustLoad(t, map[string]string{"subjects.yaml": scopeSubjects, "concepts.yaml": `concepts:
- {id: stopping, label: Stopping, phrases: [stop*]}
- {id: dose, label: Dose, phrases: [dose]}
`, "articles/My Article.md": "---\n" + scopeFront + "concepts: [dose]\n---\n# Soma\n\nText.\n\n## Can I stop?\n\nNo, the dose is lowered.\n"}, Options{})
	top, part := c.Passage("my-article#soma"), c.Passage("my-article#can-i-stop")
	if top == nil || part == nil {
		t.Fatalf("the passages are %v", idsOf(c))
	}
	if got := fmt.Sprint(top.Concepts, top.Questions, part.Concepts, part.Inferred, part.Questions, part.Parent); got != "[dose] [] [stopping] [dose] [Can I stop?]my-article" {
		t.Errorf("the passages have %s", got)
	}
}
