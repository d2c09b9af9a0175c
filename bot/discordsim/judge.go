package discordsim

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Rejection is a body that broke a rule.
type Rejection struct {
	Method string
	Path   string // without /api/v10
	Rule   string // the name of one of this package's rules, or "openapi"
	Why    string
	Body   json.RawMessage
}

// Violation is one broken rule.
type Violation struct {
	Rule string
	Path []string // where in the body
	Code string   // what Discord's error calls it
	Why  string

	answer *apiError // what Discord answers instead of an invalid form body
}

func (v Violation) String() string { return fmt.Sprintf("%s at %v: %s", v.Rule, v.Path, v.Why) }

// bodyKind tells which rules a body is judged by.
type bodyKind uint8

const (
	kindNone    bodyKind = iota // no body expected
	kindOther                   // a body that only the schema knows
	kindCommand                 // one application command
	kindCommandEdit
	kindCommands // the whole list of them
	kindMessage  // a new channel message
	kindFollowup
	kindEdit // a change of a message
	kindCallback
)

// Judge checks request bodies and responses; [NewJudge] makes one. It may be shared by any number of servers.
type Judge struct {
	shapes  map[string]shape
	openAPI *openAPI // nil without the document
}

// NewJudge makes a judge of this package's own rules and, where path names a copy of Discord's OpenAPI document, of the
// schemas in it. Compiling those takes a moment, so share the judge.
func NewJudge(path string) (*Judge, error) {
	j := &Judge{shapes: shapes()}
	if path == "" {
		return j, nil
	}
	doc, err := loadOpenAPI(path, new(Server).routes())
	if err != nil {
		return nil, err
	}
	j.openAPI = doc
	return j, nil
}

// request judges a decoded request body.
func (j *Judge) request(pattern string, kind bodyKind, value any, files int) []Violation {
	if kind == kindNone {
		return nil
	}
	list := j.ownRules(kind, value, files)
	if len(list) == 0 && j.openAPI != nil {
		list = j.openAPI.request(pattern, value)
	}
	return list
}

// response judges what the server is about to send.
func (j *Judge) response(pattern string, status int, body []byte) []Violation {
	if j.openAPI == nil {
		return nil
	}
	return j.openAPI.response(pattern, status, body)
}

// decode decodes JSON with numbers kept as they were written.
func decode(raw []byte) (any, error) {
	return jsonschema.UnmarshalJSON(bytes.NewReader(raw))
}
