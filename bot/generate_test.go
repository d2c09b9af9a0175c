package bot_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"patientfaq/faq"
	"patientfaq/search/lexicon"
)

// generator makes contents and questions at random. The same seed makes the same ones.
type generator struct {
	*rand.Rand
	foreign  []string // medicines of the lexicon, of one word that is no everyday word
	concepts []*faq.Concept
	names    []string          // single words that name the medicines of the content made last
	named    map[string]string // and which medicine each of them names
	ids      []string          // of its medicines
	words    []string          // its classes, and names that may be of several
	asked    []string          // its entries' questions
}

func newGenerator(t testing.TB, seed uint64) *generator {
	t.Helper()
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0))}
	lex := lexicon.Default()
	for _, m := range lex.Medicines() {
		if !strings.ContainsAny(m.Name, " -'") && !lex.Everyday(m.Name) && !m.Combination {
			g.foreign = append(g.foreign, m.Name)
		}
	}
	c, problems := faq.Load(faq.Content(), sampled())
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	g.concepts = c.Concepts()
	return g
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *generator) one(list ...string) string { return list[g.IntN(len(list))] }

// some returns n different elements of a list, or all.
func (g *generator) some(list []string, n int) []string {
	list = slices.Clone(list)
	g.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(n, len(list))]
}

// invented is a name that no lexicon knows.
func (g *generator) invented() string {
	return g.one("val", "dor", "xan", "tri", "mel") + g.one("bu", "qui", "zo", "ra", "fe") + g.one("dorin", "stavix", "lumab", "xetine", "pramol")
}

// medicine is a new name for a medicine of the content: of the lexicon or not.
func (g *generator) medicine(id string) string {
	for {
		name := g.invented()
		if g.chance(60) {
			name = g.one(g.foreign...)
		}
		if !slices.Contains(g.names, name) {
			g.names = append(g.names, name)
			g.named[name] = id
			return name
		}
	}
}

// content makes a folder of medicines, conditions, entries and an article.
func (g *generator) content() fstest.MapFS {
	g.names, g.named, g.ids, g.words, g.asked = nil, map[string]string{}, nil, nil, nil
	var subjects []map[string]any
	for i := range 2 + g.IntN(4) {
		id := fmt.Sprintf("m%d", i)
		g.ids = append(g.ids, id)
		s := map[string]any{"id": id, "kind": "medicine", "names": []string{g.medicine(id)}}
		var brands []string
		if g.chance(60) {
			brands = append(brands, g.medicine(id))
		}
		if i == 1 && g.chance(50) { // a product of its own that begins with another's name
			brands = append(brands, g.names[0]+" Forte")
			g.words = append(g.words, g.names[0]+" forte")
		}
		s["brands"] = brands
		if g.chance(50) {
			s["class"] = []string{"muscle relaxant"}
			g.words = append(g.words, "muscle relaxants")
		}
		if g.chance(20) {
			s["street"], s["abbreviations"] = []string{"blues"}, []string{"MXT"} // maybe of several
			g.words = append(g.words, "blues", "mxt")
		}
		subjects = append(subjects, s)
	}
	subjects = append(subjects, map[string]any{"id": "gout", "kind": "condition", "names": []string{"gout"}}, map[string]any{"id": "asthma", "kind": "condition", "names": []string{"asthma"}})
	var list []map[string]any
	for i := range 4 + g.IntN(12) {
		list = append(list, g.entry(i))
	}
	return fstest.MapFS{
		"subjects.yaml":     asJSON(map[string]any{"subjects": subjects}),
		"entries/test.yaml": asJSON(map[string]any{"entries": list}),
		"articles/guide.md": file(g.article()),
		"settings.yaml":     file("review: {policy: " + g.one("one-person", "two-person") + ", grace_days: " + g.one("0", "30") + "}"),
	}
}

func asJSON(v any) *fstest.MapFile {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // cannot happen: maps, lists and texts alone
	}
	return &fstest.MapFile{Data: data}
}

// entry makes an entry that loads without an error, fit to be served or not.
func (g *generator) entry(i int) map[string]any {
	question := g.question()
	about := g.some(g.ids, g.IntN(4))
	switch {
	case g.chance(60):
		about = g.medicinesIn(question)
	case g.chance(20): // about a medicine that nobody declared
		question, about = "What is known of "+g.one(g.foreign...), []string{}
	}
	subjects := slices.Clone(about)
	if g.chance(20) {
		subjects = append(subjects, g.one("gout", "asthma"))
	}
	questions := []string{fmt.Sprintf("%s %d?", question, i), fmt.Sprintf("%s in case %d?", g.question(), i)}
	g.asked = append(g.asked, questions...)
	e := map[string]any{
		"id": fmt.Sprintf("e%d", i), "questions": questions, "answer": g.text(), "subjects": subjects, "author": "Ann",
		"sources": []map[string]string{{"title": "A leaflet", "url": "https://example.org/leaflet", "publisher": "A *library*"}},
		"review":  map[string]string{"status": g.one("sample", "sample", "sample", "sample", "sample", "sample", "draft", "withdrawn")},
		"locale":  g.one("en", "en", "en", "en", "en", "en", "en", "de"),
	}
	if n := len(e["answer"].(string)); n == 0 || n > 1000 { // only a draft may have no answer, or too long a one
		e["review"] = map[string]string{"status": "draft"}
	}
	if len(about) > 1 {
		e["applies"] = g.one("each", "together")
	}
	if g.chance(30) {
		e["mentions"] = g.some(g.ids, 2)
	}
	if g.chance(40) {
		e["concepts"] = g.some(conceptIDs(g.concepts), 1+g.IntN(3))
	}
	if g.chance(25) {
		e["route"] = g.one("oral", "intrathecal", "injection")
	}
	if g.chance(20) {
		e["safety"] = g.one("stopping", "dose")
	}
	if g.chance(40) {
		e["related"] = []string{"e0"}
		if i == 0 {
			e["related"] = []string{"e1"}
		}
	}
	return e
}

// medicinesIn are the medicines of the content that a text names.
func (g *generator) medicinesIn(text string) []string {
	var ids []string
	for _, w := range faq.Tokens(text) {
		if id := g.named[w]; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func conceptIDs(concepts []*faq.Concept) []string {
	var ids []string
	for _, c := range concepts {
		ids = append(ids, c.ID)
	}
	return ids
}

// text is an answer: short or long or too long, with Markdown, signs that look like mentions, or nothing.
func (g *generator) text() string {
	piece := g.one("Take it as **told**.", "*Never* stop it suddenly.", "- one\n- two", "Write to @clinic or a <person>.", "`code` and ||spoilers||", "Do not drive or drink alcohol. 💊", "It is safe in pregnancy.", "Ask "+g.one(g.names...)+" users.")
	switch {
	case g.chance(5):
		return ""
	case g.chance(10):
		return strings.Repeat(piece+" ", 120)
	case g.chance(30):
		return strings.Repeat(piece+"\n\n", 1+g.IntN(20))
	}
	return piece
}

// article is about the first medicine.
func (g *generator) article() string {
	return "---\nsubjects: [m0]\nauthor: Ann\nsources: [{title: A leaflet}]\nreview: {status: " + g.one("sample", "draft") + "}\n---\n# " + g.names[0] +
		" in short\n\n## Side effects\n\n" + g.text() + "\n\nSleepy.\n\n## " + g.question() + "\n\n- First.\n- Second.\n"
}

// question asks about one or two of the content's medicines, or none, in the words of a concept.
func (g *generator) question() string {
	words := strings.NewReplacer("*", "", "...", "", "_", "it", "<medicine>", g.one(g.names...), "<condition>", "gout")
	c := g.concepts[g.IntN(len(g.concepts))]
	phrase := "about"
	if len(c.Phrases) > 0 {
		var picked []string
		for w := range strings.FieldsSeq(words.Replace(g.one(c.Phrases...))) {
			picked = append(picked, g.one(strings.Split(w, "|")...))
		}
		phrase = strings.Join(picked, " ")
	}
	name := g.one(g.names...)
	return g.one("What is "+phrase+" of "+name, "Can I "+phrase+" with "+name, phrase+" "+name, "How about "+phrase, name+" and "+g.one(g.names...)+" "+phrase, phrase+" gout")
}

// patient is a question as somebody might write it, and the single words in it that name a medicine.
func (g *generator) patient() string {
	text := g.question()
	switch g.IntN(12) {
	case 0, 1, 2, 3, 4:
		text = g.one(g.asked...)
	case 5:
		text = strings.Replace(g.one(g.asked...), g.one(g.names...), g.one(g.foreign...), 1)
	case 6:
		text += " " + g.one("and", "with", "or", "instead of") + " " + g.one(g.one(g.foreign...), g.invented(), g.one(g.names...))
	case 7:
		text = g.one("how much ", "can I take more ", "should I stop ", "I took too many ", "where can I buy ") + g.one(g.names...) + g.one(" should I take", " now", " without a prescription", "")
	case 8:
		text = g.one("side effects", "can I drink alcohol", "is it safe for children", "how do I stop it", "what about the pump", "😀😀", "", "???", "gout", "muscle relaxants side effects")
	}
	if len(g.words) > 0 && g.chance(15) {
		text += " " + g.one(g.words...)
	}
	if g.chance(15) {
		text = g.typo(text)
	}
	if g.chance(20) {
		text += " " + g.one("@everyone", "<@123>", "**tablet**", "through my pump", "💊", "pls help", "\u200b", "in pregnancy", "[x](https://example.org)")
	}
	if g.chance(3) {
		text = strings.Repeat(text+" ", 100)
	}
	return text
}

// typo drops, doubles or swaps one letter.
func (g *generator) typo(text string) string {
	if len(text) < 3 {
		return text
	}
	i := 1 + g.IntN(len(text)-2)
	switch g.IntN(3) {
	case 0:
		return text[:i] + text[i+1:]
	case 1:
		return text[:i] + text[i:i+1] + text[i:]
	}
	return text[:i-1] + text[i:i+1] + text[i-1:i] + text[i+1:]
}
