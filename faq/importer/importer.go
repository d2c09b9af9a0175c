// Package importer turns what others wrote (articles in HTML, Markdown and text, tables of questions, FAQPage data)
// into drafts of FAQ entries for a moderator to finish.
//
// [Read] takes one file apart. It cuts away what a page carries around its text, and accounts for every sentence: it is
// in a draft, or it was taken for furniture, and why. A [Folder] writes the drafts into a content folder, where
// [faq.Load] accepts them. It never changes what a moderator wrote: what a page says differently the next time
// becomes a proposal beside the content. Nothing here opens a network connection.
package importer

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"patientfaq/faq"
)

// MaxFile is the most bytes a file to import may have: far more than any article, and what a thousand of them in turn
// never hold in memory together.
const MaxFile = 4 << 20

// maxDrafts is the most drafts one file may become.
const maxDrafts = 5000

// A Page is one file taken apart.
type Page struct {
	Source    string // the file's name
	Title     string
	Drafts    []Draft
	Sentences []Sentence // in the order of the file
	Remarks   []string   // about the file as a whole, such as how it was encoded
}

// A Draft is what becomes one entry.
type Draft struct {
	ID         string
	Key        string   // what the ID is made of: title, headings and, where those are not enough, the first sentence
	Heading    []string // where it stood in the file
	Questions  []string // as they were written; none where the file does not clearly ask one
	Candidates []string // questions to choose from
	Answer     string
	Sources    []faq.Source
	Locale     string
	Missing    []string // what a moderator must add or check
	Remarks    []string // what else the file says that belongs to it
	subjects   []string
	together   bool
}

// A Sentence is a piece of the file with where it went: into drafts, or away as furniture.
type Sentence struct {
	Text   string   `json:"text"`
	Drafts []string `json:"drafts,omitempty"` // IDs
	Why    string   `json:"furniture,omitempty"`
}

// A piece is a section of a file before it becomes a draft.
type piece struct {
	heading   []string
	question  string // as it was written; "" if the heading is none
	answer    string
	flattened bool
	orphan    bool // an answer whose question is lost
	remarks   []string
	source    faq.Source
	from      string // a number in the file, such as a row of a table
}

// extraction is what a reader of one format makes of a file.
type extraction struct {
	title      string
	source     faq.Source
	locale     string
	pieces     []piece
	sentences  []Sentence // those with a reason are furniture; the others are still to be found in drafts
	references []string
	dismissed  map[string]string // why a section is furniture -> the letters of all such sections
	remarks    []string
}

var errFormat = errors.New("is in no format that can be imported; give .html, .htm, .md, .txt, .csv, .tsv, .json or .jsonld")

// Formats are the endings of the files that can be imported.
func Formats() []string {
	return []string{".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".csv", ".tsv", ".json", ".jsonld"}
}

// Read takes one file apart. The vocabulary knows names and concepts, for the questions to choose from.
func Read(name string, data []byte, v *Vocabulary) (*Page, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("importer: read %s: is larger than %d MB; split it", name, MaxFile>>20)
	}
	text, remark := decode(name, data)
	read, ok := readers[strings.ToLower(path.Ext(name))]
	if !ok {
		return nil, fmt.Errorf("importer: read %s: %w", name, errFormat)
	}
	x, err := read(name, text)
	if err != nil {
		return nil, fmt.Errorf("importer: read %s: %w", name, err)
	}
	if remark != "" {
		x.remarks = append(x.remarks, remark)
	}
	page := x.page(name, v)
	if len(page.Drafts) > maxDrafts {
		return nil, fmt.Errorf("importer: read %s: makes %d drafts, more than %d; split it", name, len(page.Drafts), maxDrafts)
	}
	return page, nil
}

// readers by the ending of the name.
var readers = map[string]func(name, text string) (extraction, error){
	".html": readHTML, ".htm": readHTML, ".xhtml": readHTML,
	".md": readMarkdown, ".markdown": readMarkdown, ".txt": readText,
	".csv": readTable, ".tsv": readTable,
	".json": readData, ".jsonld": readData,
}
