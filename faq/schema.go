package faq

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// schemaKinds are the kinds of file that have a schema, and the type that one holds.
var schemaKinds = map[string]reflect.Type{
	"entries": reflect.TypeFor[struct {
		Entries []Entry `yaml:"entries" doc:"FAQ entries." required:"true"`
	}](),
	"article": reflect.TypeFor[Article](),
	"subjects": reflect.TypeFor[struct {
		Subjects []Subject `yaml:"subjects" doc:"What entries can be about." required:"true"`
	}](),
	"concepts": reflect.TypeFor[struct {
		Concepts []Concept `yaml:"concepts" doc:"What can be asked of a subject." required:"true"`
	}](),
	"contacts": reflect.TypeFor[struct {
		Contacts []Contact `yaml:"contacts" doc:"Numbers to call, by country." required:"true"`
	}](),
	"messages": reflect.TypeFor[messageFile](),
	"tests": reflect.TypeFor[struct {
		Tests []Test `yaml:"tests" doc:"Questions with the answer they must get." required:"true"`
	}](),
	"settings": reflect.TypeFor[Settings](),
}

// Schema returns the JSON Schema of a kind of content file, for editors: entries, subjects, concepts, contacts,
// messages, tests, settings, or article for an article's sidecar. It returns nil for any other kind.
func Schema(kind string) []byte {
	t, ok := schemaKinds[kind]
	if !ok {
		return nil
	}
	s := schemaOf(t)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "patientfaq " + kind
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("faq: encode the schema of " + kind + ": " + err.Error()) // cannot happen: it holds maps and texts
	}
	return append(text, '\n')
}

// schemaOf returns the schema of a type. Any value may be left blank, as the decoder allows.
func schemaOf(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": []string{"string", "null"}}
	case reflect.Bool:
		return map[string]any{"type": []string{"boolean", "null"}}
	case reflect.Int:
		return map[string]any{"type": []string{"integer", "null"}}
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": schemaOf(t.Elem())}
	default:
		return structSchema(t)
	}
}

func structSchema(t reflect.Type) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, sf := range reflect.VisibleFields(t) {
		name, option, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if name == "" || name == "-" || option == "inline" {
			continue
		}
		property := schemaOf(sf.Type)
		property["description"] = sf.Tag.Get("doc")
		if enum := sf.Tag.Get("enum"); enum != "" {
			property["enum"] = append([]any{nil}, asAny(strings.Split(enum, ","))...)
		}
		if pattern := sf.Tag.Get("pattern"); pattern != "" {
			property["pattern"] = pattern
		}
		if sf.Tag.Get("required") != "" {
			required = append(required, name)
		}
		properties[name] = property
	}
	slices.Sort(required)
	s := map[string]any{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func asAny(list []string) []any {
	all := make([]any, len(list))
	for i, s := range list {
		all[i] = s
	}
	return all
}
