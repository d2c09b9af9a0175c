package discordsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// openAPI judges by the schemas of Discord's OpenAPI document.
type openAPI struct {
	doc any

	// mu guards compiler and compiled.
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema // by JSON pointer
}

// documentURL is the name under which the compiler knows the document.
const documentURL = "urn:discord"

func loadOpenAPI(path string) (*openAPI, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("discordsim: read the OpenAPI document: %w", err)
	}
	doc, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("discordsim: parse the OpenAPI document: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.RegisterFormat(&jsonschema.Format{Name: "snowflake", Validate: validSnowflake})
	if err := c.AddResource(documentURL, doc); err != nil {
		return nil, fmt.Errorf("discordsim: load the OpenAPI document: %w", err)
	}
	return &openAPI{compiler: c, compiled: map[string]*jsonschema.Schema{}, doc: doc}, nil
}

func validSnowflake(v any) error {
	text, ok := v.(string)
	if !ok {
		return nil // the type is another keyword's business
	}
	if _, err := strconv.ParseUint(text, 10, 64); err != nil {
		return fmt.Errorf("%q is not a snowflake", text)
	}
	return nil
}

// schema compiles the schema at the end of a path of keys into the document, following references on the way. It is
// nil where there is none.
func (o *openAPI) schema(keys ...string) *jsonschema.Schema {
	o.mu.Lock()
	defer o.mu.Unlock()
	pointer, ok := o.pointer(keys)
	if !ok {
		return nil
	}
	if s, ok := o.compiled[pointer]; ok {
		return s
	}
	s, err := o.compiler.Compile(documentURL + "#" + pointer)
	if err != nil {
		panic("discordsim: compile " + pointer + ": " + err.Error())
	}
	o.compiled[pointer] = s
	return s
}

func (o *openAPI) pointer(keys []string) (string, bool) {
	var at any = o.doc
	pointer := ""
	for _, key := range keys {
		m, ok := at.(object)
		if !ok || m[key] == nil {
			return "", false
		}
		at = m[key]
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		if m, ok := at.(object); ok {
			if ref, ok := m["$ref"].(string); ok && key != "schema" {
				rest := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
				if pointer, ok = o.pointer(rest); !ok {
					return "", false
				}
				at = o.at(rest)
			}
		}
	}
	return pointer, true
}

func (o *openAPI) at(keys []string) any {
	at := o.doc
	for _, key := range keys {
		m, _ := at.(object)
		at = m[key]
	}
	return at
}

func operation(pattern string) (path, method string) {
	method, path, _ = strings.Cut(pattern, " ")
	return path, strings.ToLower(method)
}

func (o *openAPI) request(pattern string, value any) []Violation {
	path, method := operation(pattern)
	s := o.schema("paths", path, method, "requestBody", "content", "application/json", "schema")
	if s == nil {
		return nil
	}
	return violations(s.Validate(permissionsAsIntegers(value)))
}

func (o *openAPI) response(pattern string, status int, body []byte) []Violation {
	path, method := operation(pattern)
	if len(body) == 0 {
		return nil
	}
	s := o.schema("paths", path, method, "responses", strconv.Itoa(status), "content", "application/json", "schema")
	if s == nil && status >= 400 && status < 500 {
		s = o.schema("paths", path, method, "responses", "4XX", "content", "application/json", "schema")
	}
	if s == nil {
		return []Violation{{Rule: "openapi", Why: fmt.Sprintf("status %d is not one of %s", status, pattern)}}
	}
	value, err := decode(body)
	if err != nil {
		return []Violation{{Rule: "openapi", Why: err.Error()}}
	}
	return violations(s.Validate(value))
}

// permissionsAsIntegers rewrites default_member_permissions of commands, which the documentation says is a string and
// the schema says is an integer.
func permissionsAsIntegers(value any) any {
	switch v := value.(type) {
	case []any:
		out := slices.Clone(v)
		for i := range out {
			out[i] = permissionsAsIntegers(out[i])
		}
		return out
	case object:
		text, _ := v["default_member_permissions"].(string)
		if _, err := strconv.ParseInt(text, 10, 64); err == nil {
			v = maps.Clone(v)
			v["default_member_permissions"] = json.Number(text)
		}
		return v
	}
	return value
}

// violations lists the innermost failures of a validation.
func violations(err error) []Violation {
	if err == nil {
		return nil
	}
	failed, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return []Violation{{Rule: "openapi", Code: "INVALID", Why: err.Error()}}
	}
	var list []Violation
	for leaf := range leaves(failed) {
		list = append(list, Violation{Rule: "openapi", Path: leaf.InstanceLocation, Code: "INVALID", Why: leaf.Error()})
	}
	return list
}

// leaves yields the innermost causes of a failure. Of a union it follows only the branches which the value's own "type"
// chooses, where it chooses any: the others say nothing of use.
func leaves(e *jsonschema.ValidationError) iter.Seq[*jsonschema.ValidationError] {
	return func(yield func(*jsonschema.ValidationError) bool) { walkLeaves(e, yield) }
}

func walkLeaves(e *jsonschema.ValidationError, yield func(*jsonschema.ValidationError) bool) bool {
	if len(e.Causes) == 0 {
		return yield(e)
	}
	causes := e.Causes
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		chosen := slices.DeleteFunc(slices.Clone(causes), func(c *jsonschema.ValidationError) bool {
			return wrongType(c, len(e.InstanceLocation))
		})
		if len(chosen) > 0 {
			causes = chosen
		}
	}
	for _, cause := range causes {
		if !walkLeaves(cause, yield) {
			return false
		}
	}
	return true
}

// wrongType tells whether a branch of a union failed because it is meant for another type: the value is null or not, or
// its member "type" is another.
func wrongType(e *jsonschema.ValidationError, depth int) bool {
	switch e.ErrorKind.(type) {
	case *kind.Type:
		return len(e.InstanceLocation) == depth
	case *kind.Enum, *kind.Const:
		return len(e.InstanceLocation) == depth+1 && e.InstanceLocation[depth] == "type"
	}
	return slices.ContainsFunc(e.Causes, func(c *jsonschema.ValidationError) bool { return wrongType(c, depth) })
}
