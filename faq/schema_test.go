package faq

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

// The schemas beside this package are for the editors of those who work on the built-in content.
func TestSchemaFiles(t *testing.T) {
	for kind := range schemaKinds {
		name := filepath.Join("schema", kind+".json")
		if *update {
			if err := os.WriteFile(name, Schema(kind), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(Schema(kind)), string(got)); diff != "" {
			t.Errorf("%s is not current; run go test ./faq -update (-want +got):\n%s", name, diff)
		}
	}
	if Schema("recipes") != nil {
		t.Error(`Schema("recipes") is not nil`)
	}
}

func compiled(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema(kind)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(kind+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(kind + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchemaOfContent(t *testing.T) {
	err := fs.WalkDir(Content(), ".", func(name string, d fs.DirEntry, err error) error {
		kind := strings.TrimSuffix(path.Base(name), path.Ext(name))
		switch {
		case err != nil || d.IsDir():
			return err
		case path.Dir(name) == "entries":
			kind = "entries"
		case path.Dir(name) == "articles":
			kind = "article"
		}
		data, err := fs.ReadFile(Content(), name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".md" {
			_, data, _ = frontMatter(data)
		} else if path.Ext(name) != ".yaml" {
			return nil
		}
		if err := compiled(t, kind).Validate(jsonOf(t, data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSchemaRefuses(t *testing.T) {
	tests := []struct{ name, kind, text string }{
		{"unknown field", "entries", "entries: [{id: a, questions: [q], answer: a, anser: b}]"},
		{"missing answer", "entries", "entries: [{id: a, questions: [q]}]"},
		{"bad ID", "entries", "entries: [{id: A B, questions: [q], answer: a}]"},
		{"question no list", "entries", "entries: [{id: a, questions: q, answer: a}]"},
		{"bad status", "entries", "entries: [{id: a, questions: [q], answer: a, review: {status: done}}]"},
		{"bad kind", "subjects", "subjects: [{id: a, kind: drug}]"},
		{"bad country", "contacts", "contacts: [{country: uk, name: UK, emergency: {number: '999'}}]"},
		{"bad policy", "settings", "review: {policy: three-person}"},
		{"number for a text", "messages", "messages: {en: {a: 1}}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := compiled(t, tt.kind).Validate(jsonOf(t, []byte(tt.text))); err == nil {
				t.Errorf("the schema of %s accepts %s", tt.kind, tt.text)
			}
		})
	}
}

// jsonOf returns YAML as JSON has it; dates are texts there.
func jsonOf(t *testing.T, data []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return jsonNode(doc.Content[0])
}

func jsonNode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return jsonNode(n.Alias)
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = jsonNode(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = jsonNode(item)
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int":
		return json.Number(n.Value)
	}
	return n.Value
}
