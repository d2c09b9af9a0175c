package faq

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// A YAML error ends the parse of its file, and yaml names a line above it at best. So that one slip in one entry does
// not hide what is wrong with the others, the list is then cut into its items, and each is parsed alone.

// To find the line where YAML breaks, shorter versions of it are tried: as many as maxRetries, of text no longer
// than maxRetried.
const (
	maxRetries = 300
	maxRetried = 16 << 10
)

// maxFragments is how many items are parsed alone, more than anybody writes into a file.
const maxFragments = 20_000

// itemPattern is a line that starts an item of a list.
var itemPattern = regexp.MustCompile(`(?m)^[ ]*-[ \t]`)

// A fragment is one item of a list, with a file that holds it alone.
type fragment struct {
	f    *file
	node *yaml.Node
}

// salvage parses the items of a list file that is not YAML as a whole. It returns those that can be read, and what
// is wrong with the rest.
func salvage(f *file, whole Problems) ([]fragment, Problems) {
	var found []fragment
	var probs Problems
	for _, part := range f.fragments() {
		root, err := part.parseAlone()
		switch {
		case err == nil && root.Kind == yaml.SequenceNode:
			for _, n := range root.Content {
				found = append(found, fragment{part, n})
			}
		case err != nil && !strings.Contains(err.Error(), "unknown anchor"):
			probs = append(probs, part.syntax(err)...)
		}
	}
	if len(probs) == 0 {
		return found, whole
	}
	return found, probs
}

// fragments cuts the file where the items of its outermost list start.
func (f *file) fragments() []*file {
	starts := itemPattern.FindAllIndex(f.data, -1)
	if starts == nil || len(starts) > maxFragments {
		return nil
	}
	var parts []*file
	first := starts[0][1] - starts[0][0]
	line := f.line + bytes.Count(f.data[:starts[0][0]], []byte("\n"))
	for i, at := range starts {
		if at[1]-at[0] != first {
			continue
		}
		end := len(f.data)
		for _, next := range starts[i+1:] {
			if next[1]-next[0] == first {
				end = next[0]
				break
			}
		}
		part := newFile(f.path, f.data[at[0]:end])
		part.line = line
		line += bytes.Count(part.data, []byte("\n"))
		parts = append(parts, part)
	}
	return parts
}

// parseAlone parses the file. One that holds nothing, or aliases without end, has an empty node.
func (f *file) parseAlone() (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(f.data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return &yaml.Node{}, nil
	}
	if _, bomb := aliasBomb(doc.Content[0]); bomb {
		return &yaml.Node{}, nil
	}
	return doc.Content[0], nil
}

// syntax reports a YAML error at the line below the longest beginning of the file that is YAML. In a long file it is
// the line that yaml names, if it names one.
func (f *file) syntax(err error) Problems {
	end := len(f.data)
	for range maxRetries {
		if end == 0 || len(f.data) > maxRetried {
			break
		}
		start := bytes.LastIndexByte(f.data[:end-1], '\n') + 1
		var doc yaml.Node
		if yaml.Unmarshal(f.data[:start], &doc) == nil {
			indent := end - start - len(bytes.TrimLeft(f.data[start:end], " \t"))
			return f.problem(f.posAt(start+indent), "yaml", syntaxMsg(err))
		}
		end = start
	}
	at := Pos{Path: f.path}
	if n, _ := fmt.Sscanf(err.Error(), "yaml: line %d:", &at.Line); n == 1 {
		at.Line += f.line
	}
	return f.problem(at, "yaml", syntaxMsg(err))
}

// syntaxMsg is the message for a YAML error, with the remedy for the slips that cause it most.
func syntaxMsg(err error) string {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if at := strings.Index(msg, ": "); strings.HasPrefix(msg, "line ") && at >= 0 {
		msg = msg[at+2:]
	}
	remedy := "check the indentation and the quotes on this line and the one above it"
	switch {
	case strings.Contains(msg, "mapping values are not allowed"):
		remedy = "put a text with a colon in it in quotes"
	case strings.Contains(msg, "cannot start any token"):
		remedy = "indent with spaces instead of tabs, and put a text that begins with @, ` or % in quotes"
	case strings.Contains(msg, "unexpected end of stream"), strings.Contains(msg, "document indicator"):
		remedy = "close the quotes or brackets that open here"
	}
	return "is not YAML (" + msg + "); " + remedy
}
