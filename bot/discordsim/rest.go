package discordsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Request is one REST request as the server saw it.
type Request struct {
	Method string
	Path   string // without /api/v10
	Body   json.RawMessage
	Status int // 0 where a hook answered
}

// call is a request on its way through the server.
type call struct {
	*http.Request
	body  json.RawMessage
	value any      // the decoded body
	files []string // names of uploaded files
}

// route is one operation. Its pattern is written as in Discord's OpenAPI document, which the judge relies on.
type route struct {
	pattern string
	kind    bodyKind
	open    bool // needs no token: the path holds one
	handle  func(*call) (any, error)
}

func (s *Server) routes() []route {
	return slices.Concat(s.basicRoutes(), s.commandRoutes(), s.messageRoutes(), s.interactionRoutes())
}

var apiPrefix = regexp.MustCompile(`^/api(/v\d+)?/`)

// handler serves the gateway at the root and REST below /api.
func (s *Server) handler() http.Handler {
	api := http.NewServeMux()
	for _, rt := range s.routes() {
		api.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, rt) })
	}
	api.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, route{open: true, handle: notFound}) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prefix := apiPrefix.FindString(r.URL.Path)
		if prefix == "" {
			s.serveGateway(w, r)
			return
		}
		r.URL.Path = "/" + strings.TrimPrefix(r.URL.Path, prefix)
		r.URL.RawPath = ""
		if hook := s.hooks.Load().REST; hook != nil && readAhead(r) && hook(w, r) {
			s.logRequest(Request{Method: r.Method, Path: r.URL.Path})
			return
		}
		api.ServeHTTP(w, r)
		if hook := s.hooks.Load().Lost; hook != nil && hook(r) {
			panic(http.ErrAbortHandler)
		}
	})
}

// readAhead reads the body, so that a hook which waits learns from the request's context that the bot has gone.
func readAhead(r *http.Request) bool {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	r.Body = io.NopCloser(bytes.NewReader(raw))
	return err == nil
}

func notFound(*call) (any, error) { return nil, errNotFound }

func (s *Server) logRequest(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	s.touch()
}

// serve takes a request through every stage: rate limit, token, judge, handler, judge again.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, rt route) {
	c := &call{Request: r}
	reply, err := s.answer(w.Header(), c, rt)
	status, body := render(reply, err)
	for _, v := range s.opts.Judge.response(rt.pattern, status, body) {
		s.fault(Rejection{Method: r.Method, Path: r.URL.Path, Rule: v.Rule, Why: v.Why, Body: body})
	}
	s.logRequest(Request{Method: r.Method, Path: r.URL.Path, Body: c.body, Status: status})
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	w.Write(body)
}

// authorised tells whether a request names the bot's token, with "Bot " before it.
func (s *Server) authorised(c *call) bool {
	token, ok := strings.CutPrefix(c.Header.Get("Authorization"), "Bot ")
	s.mu.Lock()
	defer s.mu.Unlock()
	return ok && s.isToken(token)
}

func (s *Server) answer(h http.Header, c *call, rt route) (any, error) {
	if err := s.limits.take(h, c.Request, rt.pattern); err != nil {
		return nil, err
	}
	if !rt.open && !s.authorised(c) {
		return nil, errUnauthorized
	}
	if err := c.read(); err != nil {
		return nil, err
	}
	if broken := s.opts.Judge.request(rt.pattern, rt.kind, c.value, len(c.files)); len(broken) > 0 {
		s.mu.Lock()
		for _, v := range broken {
			s.rejections = append(s.rejections, Rejection{
				Method: c.Method, Path: c.URL.Path, Rule: v.Rule, Why: v.Why, Body: c.body,
			})
		}
		s.mu.Unlock()
		return nil, formError(broken)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return rt.handle(c)
}

// render turns what a handler returned into a status and a body: nothing is 204.
func render(reply any, err error) (int, json.RawMessage) {
	if apiErr, ok := errors.AsType[*apiError](err); ok {
		return apiErr.status, apiErr.body()
	}
	if err == nil && reply == nil {
		return http.StatusNoContent, nil
	}
	status := http.StatusOK
	if c, ok := reply.(created); ok {
		status, reply = http.StatusCreated, c.reply
	}
	body, jsonErr := json.Marshal(reply)
	if err = errors.Join(err, jsonErr); err != nil {
		return http.StatusInternalServerError, []byte(`{"message": "500: Internal Server Error", "code": 0}`)
	}
	return status, body
}

// created marks a reply that goes out as 201.
type created struct{ reply any }

// maxBody is the largest body read; Discord's own limit for a bot without a boosted guild is 10 MiB of files.
const maxBody = 11 << 20

// read reads the body, or the JSON part of a form with files.
func (c *call) read() error {
	raw, err := io.ReadAll(io.LimitReader(c.Body, maxBody))
	if err != nil {
		return fmt.Errorf("discordsim: read body: %w", err)
	}
	kind, params, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		if raw, err = c.readForm(raw, params["boundary"]); err != nil {
			return errBadJSON
		}
	}
	c.body = raw
	if len(raw) == 0 {
		return nil
	}
	if kind != "application/json" && kind != "multipart/form-data" {
		return errContentType
	}
	if c.value, err = decode(raw); err != nil {
		return errBadJSON
	}
	return nil
}

func (c *call) readForm(raw []byte, boundary string) (body []byte, err error) {
	form := multipart.NewReader(bytes.NewReader(raw), boundary)
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return body, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		if part.FormName() == "payload_json" {
			body = data
		} else {
			c.files = append(c.files, part.FileName())
		}
	}
}

// into decodes the judged body into v.
func (c *call) into(v any) error {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return errBadJSON
	}
	return nil
}
