package discordsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
)

// Errors of the people's side.
var (
	// ErrClosed says that the server was closed while somebody waited.
	ErrClosed = errors.New("discordsim: server closed")
	// ErrNoResponse says that the bot did not answer an interaction in time: "The application did not respond".
	ErrNoResponse = errors.New("discordsim: the application did not respond")
	// ErrNotOffered says that Discord's client would not let this person do that: the command is not registered or
	// not permitted here, an option is missing or wrong, or a component is not there.
	ErrNotOffered = errors.New("discordsim: not offered")
)

func notOffered(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotOffered, fmt.Sprintf(format, args...))
}

// apiError is an error body as Discord sends it.
type apiError struct {
	status  int
	code    int
	message string
	errors  object // nested, for an invalid form body
	extra   object // further members, for a rate limit
}

func (e *apiError) Error() string { return fmt.Sprintf("%d: %s", e.code, e.message) }

func (e *apiError) body() json.RawMessage {
	o := object{"message": e.message, "code": e.code}
	if e.errors != nil {
		o["errors"] = e.errors
	}
	maps.Copy(o, e.extra)
	raw, err := json.Marshal(o)
	if err != nil {
		panic("discordsim: error body: " + err.Error())
	}
	return raw
}

// Discord's errors, with its words.
var (
	errNotFound           = &apiError{status: http.StatusNotFound, message: "404: Not Found"}
	errUnauthorized       = &apiError{status: http.StatusUnauthorized, message: "401: Unauthorized"}
	errBadJSON            = &apiError{status: http.StatusBadRequest, code: 50109, message: "The request body contains invalid JSON."}
	errContentType        = &apiError{status: http.StatusBadRequest, code: 50035, message: "Expected \"Content-Type\" header to be application/json."}
	errUnknownChannel     = &apiError{status: http.StatusNotFound, code: 10003, message: "Unknown Channel"}
	errUnknownGuild       = &apiError{status: http.StatusNotFound, code: 10004, message: "Unknown Guild"}
	errUnknownMember      = &apiError{status: http.StatusNotFound, code: 10007, message: "Unknown Member"}
	errUnknownMessage     = &apiError{status: http.StatusNotFound, code: 10008, message: "Unknown Message"}
	errUnknownUser        = &apiError{status: http.StatusNotFound, code: 10013, message: "Unknown User"}
	errUnknownWebhook     = &apiError{status: http.StatusNotFound, code: 10015, message: "Unknown Webhook"}
	errUnknownInteraction = &apiError{status: http.StatusNotFound, code: 10062, message: "Unknown interaction"}
	errUnknownCommand     = &apiError{status: http.StatusNotFound, code: 10063, message: "Unknown application command"}
	errUnknownApp         = &apiError{status: http.StatusNotFound, code: 10002, message: "Unknown Application"}
	errTooManyCommands    = &apiError{status: http.StatusBadRequest, code: 30032, message: "Maximum number of application commands reached (100)."}
	errAcknowledged       = &apiError{status: http.StatusBadRequest, code: 40060, message: "Interaction has already been acknowledged."}
	errMissingAccess      = &apiError{status: http.StatusForbidden, code: 50001, message: "Missing Access"}
	errNotAuthor          = &apiError{status: http.StatusForbidden, code: 50005, message: "Cannot edit a message authored by another user"}
	errEmptyMessage       = &apiError{status: http.StatusBadRequest, code: 50006, message: "Cannot send an empty message"}
	errNoDM               = &apiError{status: http.StatusBadRequest, code: 50007, message: "Cannot send messages to this user"}
	errNonText            = &apiError{status: http.StatusBadRequest, code: 50008, message: "Cannot send messages in a non-text channel"}
	errPermissions        = &apiError{status: http.StatusForbidden, code: 50013, message: "Missing Permissions"}
	errWebhookToken       = &apiError{status: http.StatusUnauthorized, code: 50027, message: "Invalid Webhook Token"}
)

// formError is the answer to a body that breaks rules: 50035 with one entry for each, or the code a rule brings.
func formError(broken []Violation) *apiError {
	root := object{}
	for _, v := range broken {
		if v.answer != nil {
			return v.answer
		}
		at := root
		for _, key := range v.Path {
			next, ok := at[key].(object)
			if !ok {
				next = object{}
				at[key] = next
			}
			at = next
		}
		list, _ := at["_errors"].([]object)
		at["_errors"] = append(list, object{"code": v.Code, "message": v.Why})
	}
	return &apiError{status: http.StatusBadRequest, code: 50035, message: "Invalid Form Body", errors: root}
}

// invalid is a 50035 with a single entry, for what only the server's state can tell.
func invalid(code, why string, path ...string) *apiError {
	return formError([]Violation{{Path: path, Code: code, Why: why}})
}
