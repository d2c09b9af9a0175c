package discordsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// openAPI judges by the schemas of Discord's OpenAPI document. It does not change once it is loaded.
type openAPI struct {
	requests  map[string]*jsonschema.Schema            // by route
	responses map[string]map[string]*jsonschema.Schema // by route and status, which may be "4XX"
}

// documentURL is the name under which the compiler knows the document.
const documentURL = "urn:discord"

// loadOpenAPI reads the document and compiles the schemas of the routes.
func loadOpenAPI(path string, routes []route) (*openAPI, error) {
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
	o := &openAPI{requests: map[string]*jsonschema.Schema{}, responses: map[string]map[string]*jsonschema.Schema{}}
	for _, rt := range routes {
		if err := o.compile(c, doc, rt.pattern); err != nil {
			return nil, fmt.Errorf("discordsim: compile the schemas of %s: %w", rt.pattern, err)
		}
	}
	return o, nil
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

// compile compiles the schemas of one route.
func (o *openAPI) compile(c *jsonschema.Compiler, doc any, pattern string) error {
	method, path, _ := strings.Cut(pattern, " ")
	op := pointer{"paths", path, strings.ToLower(method)}
	var err error
	if o.requests[pattern], err = op.with("requestBody").schema(c, doc); err != nil {
		return err
	}
	o.responses[pattern] = map[string]*jsonschema.Schema{}
	statuses, _ := op.with("responses").in(doc).(object)
	for status, v := range statuses {
		at := op.with("responses", status)
		if response, _ := v.(object); response["$ref"] != nil { // a shared response
			ref, _ := response["$ref"].(string)
			at = strings.Split(strings.TrimPrefix(ref, "#/"), "/")
		}
		if o.responses[pattern][status], err = at.schema(c, doc); err != nil {
			return err
		}
	}
	return nil
}

// pointer is a path of keys into the document.
type pointer []string

func (p pointer) with(keys ...string) pointer { return slices.Concat(p, keys) }

// in follows the pointer.
func (p pointer) in(doc any) any {
	for _, key := range p {
		o, _ := doc.(object)
		doc = o[key]
	}
	return doc
}

// schema compiles the JSON schema of the body or response at the pointer. It is nil where there is none.
func (p pointer) schema(c *jsonschema.Compiler, doc any) (*jsonschema.Schema, error) {
	p = p.with("content", "application/json", "schema")
	if p.in(doc) == nil {
		return nil, nil
	}
	escaped := slices.Clone(p)
	for i, key := range escaped {
		escaped[i] = strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
	}
	return c.Compile(documentURL + "#/" + strings.Join(escaped, "/"))
}

func (o *openAPI) request(pattern string, value any) []Violation {
	s := o.requests[pattern]
	if s == nil {
		return nil
	}
	return violations(s.Validate(permissionsAsIntegers(value)))
}

func (o *openAPI) response(pattern string, status int, body []byte) []Violation {
	known := o.responses[pattern]
	if len(known) == 0 || len(body) == 0 {
		return nil
	}
	s := known[strconv.Itoa(status)]
	if s == nil && status >= 400 && status < 500 {
		s = known["4XX"]
	}
	if s == nil {
		return []Violation{{Rule: "openapi", Why: fmt.Sprintf("%s has no response %d with a body", pattern, status)}}
	}
	value, err := decode(body)
	if err != nil {
		return []Violation{{Rule: "openapi", Why: err.Error()}}
	}
	if o, ok := value.(object); ok && status == http.StatusBadRequest {
		delete(o, "errors") // the schema has numbers for the codes in it, where the documentation and Discord have words
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
