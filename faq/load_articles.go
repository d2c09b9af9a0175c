package faq

// A parsedArticle is one article as its format's parser sees it.
type parsedArticle struct {
	Front     []byte // YAML front matter without its --- lines, or nil
	FrontLine int    // the line of the file that Front starts on, counted from 1
	Title     string
	Sections  []parsedPart
}

// A parsedPart is a section of an article or a piece of one, in document order.
type parsedPart struct {
	ID        string // slug, slug/p1, slug/li2 or slug/row-x
	Part      Part
	Heading   []string // from the outermost heading to the nearest
	Text      string
	Pos       Pos
	Flattened bool // a table that lost its cells: never served
}

func (l *loader) loadArticles() {}
