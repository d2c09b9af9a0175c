package importer

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"patientfaq/faq"
)

var (
	askedLine    = regexp.MustCompile(`(?i)^[ \t]*(?:\*\*)?(?:q|question)(?: ?\d+)?[.:][ \t]*(?:\*\*)?[ \t]*(.+?)(?:\*\*)?[ \t]*$`)
	answeredLine = regexp.MustCompile(`(?i)^[ \t]*(?:\*\*)?(?:a|answer)(?: ?\d+)?[.:](?:\*\*)?[ \t]*(.*)$`)
)

func readText(name, text string) (extraction, error)     { return readLines(name, ".txt", text) }
func readMarkdown(name, text string) (extraction, error) { return readLines(name, ".md", text) }

// readLines reads a plain text or Markdown: lines that are furniture by their wording go, the rest is cut into
// sections as an article is.
func readLines(name, ext, text string) (extraction, error) {
	x := extraction{}
	if ext == ".md" {
		text = x.frontMatter(text)
	}
	text, x.sentences = x.dropLines(text, ext == ".md")
	x.take(cutArticle(name, ext, text, &x))
	return x, nil
}

// frontMatter takes the YAML off the top of a Markdown file, and from it the title, the address and the date.
func (x *extraction) frontMatter(text string) string {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return text
	}
	front, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return strings.TrimPrefix(text, "---")
	}
	var meta struct {
		Title  string `yaml:"title"`
		URL    string `yaml:"url"`
		Source string `yaml:"source"`
		Date   string `yaml:"date"`
		Lang   string `yaml:"lang"`
	}
	if err := yaml.Unmarshal([]byte(front), &meta); err != nil {
		x.remarks = append(x.remarks, "its front matter is no YAML and was passed over")
		return body
	}
	x.title, x.locale = meta.Title, meta.Lang
	x.source = faq.Source{Title: meta.Title, URL: cmp.Or(meta.URL, meta.Source), Date: meta.Date}
	return body
}

// dropLines takes out the paragraphs of one line that are furniture, makes Q: and A: headings and paragraphs, and
// returns what is left and every sentence of the text.
func (x *extraction) dropLines(text string, marks bool) (string, []Sentence) {
	var kept strings.Builder
	var all []Sentence
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		alone := (i == 0 || strings.TrimSpace(lines[i-1]) == "") && (i+1 == len(lines) || strings.TrimSpace(lines[i+1]) == "")
		said := plain(line)
		if why := lineReason(said); alone && why != "" && !strings.HasPrefix(line, "#") {
			all = append(all, Sentence{Text: said, Why: why})
			kept.WriteString("\n")
			continue
		}
		switch q, a := askedLine.FindStringSubmatch(line), answeredLine.FindStringSubmatch(line); {
		case q != nil && strings.HasSuffix(strings.TrimSpace(q[1]), "?"):
			line = "\n## " + q[1] + "\n"
			said = q[1]
		case a != nil && i > 0:
			line, said = "\n"+a[1], plain(a[1])
		}
		kept.WriteString(line + "\n")
		all = appendLine(all, said, marks && strings.HasPrefix(strings.TrimSpace(line), "|"), alone || i == 0 || strings.TrimSpace(lines[i-1]) == "" || lineMark.MatchString(line))
	}
	return kept.String(), all
}

// appendLine adds a line to the sentences. A table's row stands for itself, cell by cell; a line that follows another
// may go on with its sentence.
func appendLine(all []Sentence, said string, row, fresh bool) []Sentence {
	if row {
		for cell := range strings.SplitSeq(said, "|") {
			all = append(all, Sentence{Text: strings.TrimSpace(cell)})
		}
		return all
	}
	first, _ := utf8.DecodeRuneInString(said)
	if n := len(all) - 1; !fresh && n >= 0 && all[n].Why == "" && !endsSentence(all[n].Text) && unicode.IsLower(first) {
		said, all = all[n].Text+" "+said, all[:n]
	}
	for _, s := range sentences(strings.ReplaceAll(said, "\t", "\n\n")) {
		all = append(all, Sentence{Text: s})
	}
	return all
}

// structureLost is the remark about a text that was taken as it stands.
const structureLost = "its structure could not be read: headings, lists and tables are lost"

// cutArticle cuts a text into sections. One that is too odd for that is taken as it stands.
func cutArticle(name, ext, text string, x *extraction) faq.Cutting {
	cut, probs := faq.Cut(stem(name)+ext, []byte(text))
	if probs.Err() == nil {
		return cut
	}
	body := strings.TrimSpace(plain(text))
	if ext == ".html" {
		body = strings.TrimSpace(bareText(text))
	}
	cut = faq.Cutting{Title: stem(name)}
	if squash(body) != "" {
		x.remarks = append(x.remarks, structureLost)
		cut.Sections = []faq.CutSection{{Heading: []string{cut.Title}, Text: body}}
	}
	return cut
}
