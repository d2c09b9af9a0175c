package faq

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// entry writes a whole entry, in a block list with its dash.
func (s hand) entry(e Entry) string {
	var fields []string
	for _, f := range e.fields() {
		if len(valueLines(f.value)) > 0 || f.name == "answer" || f.name == "questions" {
			fields = append(fields, s.field(f))
		}
	}
	if s.flow {
		return "{" + strings.Join(fields, ", ") + "}"
	}
	return strings.Repeat(" ", s.indent-2) + "- " + strings.Join(fields, s.newLine(0))
}

// newLine is a line break and the indentation of the field, or more.
func (s hand) newLine(more int) string { return s.eol + strings.Repeat(" ", s.indent+more) }

// field writes a field with its name.
func (s hand) field(f fieldValue) string { return scalarText(f.name, s.quoted) + ":" + s.value(f) }

// value writes what stands behind a field's colon.
func (s hand) value(f fieldValue) string {
	switch v := f.value.(type) {
	case string:
		if !s.flow && v != "" && (f.name == "answer" || strings.Contains(v, "\n")) {
			if text := s.literal(v); text != "" {
				return text
			}
		}
		return " " + s.scalar(v)
	case pairs:
		return " " + flowText(v, s.quoted)
	}
	items := itemsOf(f.value)
	inBlock := f.name == "questions" || f.name == "not_questions" || f.name == "sources"
	if s.flow || !inBlock || len(items) == 0 {
		flow := hand{flow: true, quoted: s.quoted}
		var texts []string
		for _, item := range items {
			texts = append(texts, flow.item(item))
		}
		return " [" + strings.Join(texts, ", ") + "]"
	}
	var b strings.Builder
	below := hand{indent: s.indent + 2, eol: s.eol, quoted: s.quoted}
	for _, item := range items {
		b.WriteString(s.newLine(2) + "- " + below.item(item))
	}
	return b.String()
}

// item writes an item of a list whose dashes stand at the indentation.
func (s hand) item(item any) string {
	group, ok := item.(pairs)
	if !ok {
		return s.scalar(item.(string))
	}
	if s.flow {
		return flowText(group, s.quoted)
	}
	var fields []string
	for _, f := range group {
		fields = append(fields, f.name+": "+s.scalar(f.value))
	}
	return strings.Join(fields, s.newLine(2))
}

// linePattern is a text that stands plainly behind a dash or a colon, unless YAML reads it as something else.
var linePattern = regexp.MustCompile(`^[\pL0-9][^\n\t]*$`)

// scalar writes a text on one line, plainly where that reads the same.
func (s hand) scalar(value string) string {
	if !s.flow && !s.quoted && linePattern.MatchString(value) {
		var n map[string]yaml.Node
		if yaml.Unmarshal([]byte("k: "+value+"\nz: z\n"), &n) == nil && len(n) == 2 {
			if v := n["k"]; v.Kind == yaml.ScalarNode && v.Value == value && (v.Tag == "!!str" || v.Tag == "!!timestamp") && v.LineComment == "" {
				return value
			}
		}
	}
	return scalarText(value, s.quoted)
}

// literal writes a text line by line below a |; "" where that would not read the same.
func (s hand) literal(value any) string {
	text, ok := value.(string)
	if !ok || text == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(" |")
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			b.WriteString(s.eol)
			continue
		}
		b.WriteString(s.newLine(2) + line)
	}
	var back struct{ K string }
	if yaml.Unmarshal([]byte("k:"+strings.ReplaceAll(b.String(), s.newLine(2), "\n  ")+"\n"), &back) != nil || strings.TrimSpace(back.K) != text {
		return ""
	}
	return b.String()
}
