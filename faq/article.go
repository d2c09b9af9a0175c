package faq

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// An article has no more lines with text than maxRows, nor more tags than maxTags: ten times what maxParts needs.
const (
	maxRows = 100_000
	maxTags = 300_000
)

// An articleText is what the reader of a format hands over: the document as blocks, whatever it was written in.
type articleText struct {
	title  string  // a title apart from the headings: that of the front matter or of HTML's head
	blocks []block // in document order
	extra  []block // sections that stand beside the text: the questions of a page's structured data
}

// parseArticle reads an article in the format its name ends in. The article is empty if a problem is an error.
func parseArticle(name string, data []byte) (parsedArticle, Problems) {
	if at := invalidUTF8(data); at >= 0 {
		pos := newFile(name, data).posAt(at)
		return parsedArticle{}, Problems{{pos, Error, "encoding", "is not UTF-8 from here on; save the file as UTF-8"}}
	}
	source := bytes.TrimPrefix(data, []byte(byteOrderMark))
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	source = bytes.ReplaceAll(source, []byte("\r"), []byte("\n"))
	if line := tooLong(source); line > 0 {
		return parsedArticle{}, articleError(name, line, "size", "has too many lines or tags up to here to be one article; split it into several")
	}
	art := parsedArticle{}
	var text articleText
	var probs Problems
	switch strings.ToLower(path.Ext(name)) {
	case ".md":
		body, line, front := splitFrontMatter(name, source, &art)
		if front.Errors() > 0 {
			return parsedArticle{}, front
		}
		text, probs = readMarkdown(name, body, line)
		text.title = frontTitle(art.Front)
	case ".html":
		text, probs = readHTML(name, source)
	case ".txt":
		text = readPlainText(string(source))
	default:
		return parsedArticle{}, articleError(name, 0, "format", "is not .md, .html or .txt; save the article in one of these formats")
	}
	if probs.Errors() > 0 {
		return parsedArticle{}, probs
	}
	more := art.fill(name, text)
	if more.Errors() > 0 {
		art = parsedArticle{}
	}
	return art, append(probs, more...)
}

// tooLong returns the line at which a source becomes longer than any article, or 0. Few bytes can hold many blocks,
// each of which takes a thousand times the memory.
func tooLong(source []byte) int {
	line, rows, tags := 0, 0, 0
	for row := range bytes.Lines(source) {
		line++
		if len(bytes.TrimSpace(row)) > 0 {
			rows++
		}
		if tags += bytes.Count(row, []byte("<")); rows > maxRows || tags > maxTags {
			return line
		}
	}
	return 0
}

// splitFrontMatter moves the YAML between the two --- lines at the top to the article, and returns the rest and
// the line it starts at.
func splitFrontMatter(name string, source []byte, art *parsedArticle) ([]byte, int, Problems) {
	first, rest, _ := bytes.Cut(source, []byte("\n"))
	if string(bytes.TrimRight(first, " \t")) != "---" {
		return source, 1, nil
	}
	line := 2
	for at := 0; at < len(rest); line++ {
		row, _, _ := bytes.Cut(rest[at:], []byte("\n"))
		end := min(at+len(row)+1, len(rest))
		if s := string(bytes.TrimRight(row, " \t")); s == "---" || s == "..." {
			art.Front, art.FrontLine = rest[:at:at], 2
			return rest[end:], line + 1, nil
		}
		at = end
	}
	return nil, 0, articleError(name, 1, "front-matter", "opens a front matter that never ends; close it with a line of three hyphens")
}

// frontTitle looks up the title; whoever decodes the front matter reports what is wrong with it.
func frontTitle(front []byte) string {
	var meta struct {
		Title string `yaml:"title"`
	}
	if err := yaml.Unmarshal(front, &meta); err != nil {
		return ""
	}
	return oneLine(meta.Title)
}

// titleFromName makes a title of a file's name: baclofen-basics.txt becomes Baclofen basics.
func titleFromName(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	title := oneLine(strings.NewReplacer("-", " ", "_", " ").Replace(base))
	r, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(r)) + title[size:]
}

func articleProblem(name string, line int, sev Severity, rule, format string, args ...any) Problem {
	return Problem{Pos{Path: name, Line: line}, sev, rule, fmt.Sprintf(format, args...)}
}

func articleError(name string, line int, rule, format string, args ...any) Problems {
	return Problems{articleProblem(name, line, Error, rule, format, args...)}
}
