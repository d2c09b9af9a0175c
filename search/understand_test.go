package search

// clinic is a small folder whose subjects have every kind of name.
var clinic = map[string]string{
	"subjects.yaml": `subjects:
  - {id: baclofen, kind: medicine, names: [baclofen], brands: [Lioresal, Lioresal Intrathecal], misspellings: [backlofen], class: [muscle relaxant]}
  - {id: carisoprodol, kind: medicine, names: [carisoprodol], brands: [Soma], street: [dancers], ambiguous: [soma], class: [muscle relaxer]}
  - {id: azathioprine, kind: medicine, names: [azathioprine], abbreviations: [AZA]}
  - {id: azacitidine, kind: medicine, names: [azacitidine], abbreviations: [AZA]}
  - {id: prednisone, kind: medicine, names: [prednisone]}
  - {id: prednisolone, kind: medicine, names: [prednisolone]}
  - {id: levodopa, kind: medicine, names: [lévodopa]}
  - {id: spasticity, kind: condition, names: [spasticity]}
  - {id: multiple-sclerosis, kind: condition, names: [multiple sclerosis], abbreviations: [MS]}
`,
	"entries/medicines.yaml": `entries:
  - {id: baclofen-stopping, questions: ["Can I stop baclofen suddenly?"], answer: Stopping suddenly can cause seizures., subjects: [baclofen]}
  - {id: baclofen-side-effects, questions: ["What are the side effects of baclofen?"], answer: It can make you sleepy., subjects: [baclofen]}
  - {id: soma-side-effects, questions: ["What are the side effects of carisoprodol?"], answer: It can make you dizzy., subjects: [carisoprodol]}
  - {id: spasticity-baclofen, questions: ["Does Lioresal help spasticity?"], answer: It eases stiff muscles., subjects: [spasticity]}
  - {id: metformin-food, questions: ["Should I take metformin with food?"], answer: With or after a meal., subjects: [spasticity]}
  - {id: ginger-tea, questions: ["Can I have ginger biscuits with spasticity?"], answer: Yes., subjects: [spasticity]}
  - {id: steroids, questions: ["What are steroid tablets?"], answer: Prednisone and prednisolone., subjects: [prednisone, prednisolone], applies: each}
`,
}
