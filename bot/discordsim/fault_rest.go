package discordsim

import (
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"time"
)

// RequestFault is a request on which something goes wrong. Its methods say what.
type RequestFault struct{ pattern string }

// To is for requests whose method and path, without /api/v10, fit a pattern such as "POST /channels/*/messages"; a star
// stands for anything but a slash. "*" alone fits every request.
func To(pattern string) RequestFault { return RequestFault{pattern} }

// restFault is what goes wrong with a request.
type restFault struct {
	pattern string
	answer  func(http.ResponseWriter, *http.Request) bool
	lost    bool
}

// fits tells whether it is this request. A pattern that is none fits nothing.
func (f restFault) fits(r *http.Request) bool {
	if f.pattern == "*" {
		return true
	}
	ok, err := path.Match(f.pattern, r.Method+" "+r.URL.Path)
	return err == nil && ok
}

func (q RequestFault) fault(what string, answer func(http.ResponseWriter, *http.Request) bool) Fault {
	return Fault{what: q.pattern + ": " + what, request: &restFault{pattern: q.pattern, answer: answer}}
}

// Limited answers 429 for the route.
func (q RequestFault) Limited(retryAfter time.Duration) Fault {
	return q.fault(fmt.Sprintf("limit it for %v", retryAfter), limited(retryAfter, false))
}

// LimitedGlobally answers 429 for all routes. The other routes do not answer so by themselves.
func (q RequestFault) LimitedGlobally(retryAfter time.Duration) Fault {
	return q.fault(fmt.Sprintf("limit everything for %v", retryAfter), limited(retryAfter, true))
}

func limited(retryAfter time.Duration, global bool) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		after := retryAfter.Seconds()
		h := w.Header()
		h.Set("Retry-After", strconv.Itoa(int(after)+1))
		h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", after))
		h.Set("X-RateLimit-Scope", "user")
		if global {
			h.Set("X-RateLimit-Global", "true")
			h.Set("X-RateLimit-Scope", "global")
		}
		e := apiError{
			status: http.StatusTooManyRequests, message: "You are being rate limited.",
			extra: object{"retry_after": after, "global": global},
		}
		return answerWith(w, e.status, "application/json", string(e.body()))
	}
}

// Banned answers 429 as Cloudflare does, with a page: the address is banned for a while, which is said in whole seconds, or not
// at all.
func (q RequestFault) Banned(seconds string) Fault {
	return q.fault("ban the address", func(w http.ResponseWriter, _ *http.Request) bool {
		if seconds != "" {
			w.Header().Set("Retry-After", seconds)
		}
		const page = "<!doctype html><html><title>Access denied</title><body>error code: 1015</body></html>"
		return answerWith(w, http.StatusTooManyRequests, "text/html", page)
	})
}

// Fails answers with a failure's status and a page.
func (q RequestFault) Fails(status int) Fault {
	return q.fault(fmt.Sprintf("fail with %d", status), func(w http.ResponseWriter, _ *http.Request) bool {
		return answerWith(w, status, "text/html", "<html><body>upstream connect error</body></html>")
	})
}

// Refuses answers with one of Discord's errors.
func (q RequestFault) Refuses(status, code int) Fault {
	e := apiError{status: status, code: code, message: "refused by a script"}
	return q.fault(fmt.Sprintf("refuse with %d, code %d", status, code), func(w http.ResponseWriter, _ *http.Request) bool {
		return answerWith(w, status, "application/json", string(e.body()))
	})
}

// Answers answers with a status and a body, whatever they are.
func (q RequestFault) Answers(status int, body string) Fault {
	return q.fault(fmt.Sprintf("answer %d %q", status, body), func(w http.ResponseWriter, _ *http.Request) bool {
		return answerWith(w, status, "application/json", body)
	})
}

// Slow waits before the server takes the request, unless the bot goes first.
func (q RequestFault) Slow(d time.Duration) Fault {
	return q.fault(fmt.Sprintf("wait %v", d), func(_ http.ResponseWriter, r *http.Request) bool {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return false
		case <-r.Context().Done():
			return true
		}
	})
}

// Breaks breaks the connection in the place of an answer: the request is not taken.
func (q RequestFault) Breaks() Fault {
	return q.fault("break the connection", func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) })
}

// Lost takes the request and loses the response.
func (q RequestFault) Lost() Fault {
	return Fault{what: q.pattern + ": lose the response", request: &restFault{pattern: q.pattern, lost: true}}
}

func answerWith(w http.ResponseWriter, status int, contentType, body string) bool {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // a bot that has gone reads nothing
	return true
}
