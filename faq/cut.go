package faq

// A Cutting is an article as [Load] would cut it, before anything says what it is about.
type Cutting struct {
	Title    string
	Front    []byte // YAML front matter without its --- lines, or nil
	Sections []CutSection
}

// A CutSection is a heading with the text up to the next heading.
type CutSection struct {
	Heading   []string // from the title to the nearest heading
	Text      string   // in Markdown that Discord renders
	Flattened bool     // holds a table whose columns cannot be told apart
}

// Cut cuts an article into its sections. The name tells the format: it ends in .md, .html or .txt. Nothing is cut if
// a problem is an error.
func Cut(name string, data []byte) (Cutting, Problems) {
	parsed, probs := parseArticle(name, data)
	cut := Cutting{Title: parsed.Title, Front: parsed.Front}
	for _, part := range parsed.Sections {
		if part.Part == Section {
			cut.Sections = append(cut.Sections, CutSection{part.Heading, part.Text, part.Flattened})
		}
	}
	return cut, probs
}
