package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// throttle stands between the bot and Discord's REST interface and holds requests back where Discord asks for it: on one route,
// on all of them, or altogether. Discordgo's own limits are not used: they sleep without regard to the request's context, let
// the other routes go on after a global limit, repeat without end, and take the page of a proxy for a mistake in JSON.
//
// What was certainly not taken is repeated, a few times: a request that was limited and, where it may be repeated without harm,
// one that failed. The first response to an interaction is not: it is too late by then, or was taken.
type throttle struct {
	base  http.RoundTripper
	log   *slog.Logger
	first time.Duration // before the second try after a failure; doubles

	// mu guards what is below.
	mu      sync.Mutex
	routes  map[string]time.Time // until when a route is held back
	global  time.Time            // until when every route is, but those of interactions
	banned  time.Time            // until when nothing may be sent: the address is, for a while, not welcome
	ban     time.Duration        // the last one's length
	invalid int                  // requests that Discord refused since
	since   time.Time
}

// Limits of what is tried.
const (
	restTries  = 4                // for one request
	restTry    = 8 * time.Second  // for one of them
	restLength = 30 * time.Second // for one request with all its tries

	firstBan = 30 * time.Second // where Cloudflare does not say how long
	lastBan  = 10 * time.Minute

	// An address that sends 10,000 invalid requests in ten minutes is banned by Discord. We stop long before.
	maxInvalid    = 2000
	invalidWindow = 10 * time.Minute

	maxRoutes = 256 // before those that are free again are forgotten
)

func newThrottle(base http.RoundTripper, log *slog.Logger, first time.Duration) *throttle {
	if base == nil {
		base = http.DefaultTransport
	}
	return &throttle{base: base, log: log, first: first, routes: map[string]time.Time{}}
}

// A statusError is a failure on Discord's side. Its page is not handed on.
type statusError int

// Error tells the status.
func (e statusError) Error() string { return fmt.Sprintf("HTTP %d", int(e)) }

// RoundTrip sends a request as often as is sensible, and not before Discord wants it. The response is read to its end, and no
// header of it speaks of rate limits any more, so that the library does not wait as well.
func (t *throttle) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), restLength)
	defer cancel()
	k := kindOf(r)
	for try := 1; ; try++ {
		if err := t.await(ctx, k); err != nil {
			return nil, err
		}
		resp, err := t.send(ctx, r)
		if err == nil {
			err = t.note(k, resp)
		}
		if err == nil {
			return resp, nil
		}
		again, wait := k.again(err, try, t.first)
		if !again {
			return nil, err
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// maxBody is how much of a response is read: that of a long list of commands has some hundred kilobytes.
const maxBody = 8 << 20

// send sends a copy of the request and reads the response.
func (t *throttle) send(ctx context.Context, r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, restTry)
	defer cancel()
	r2 := r.Clone(ctx)
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		r2.Body = body
	}
	resp, err := t.base.RoundTrip(r2)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	return resp, err
}

// kind is what matters of a request.
type kind struct {
	route       string // whose limit it counts towards
	interaction bool   // not counted towards the global limit
	once        bool   // never sent twice
	repeatable  bool   // may be sent again though it may have been taken
}

// kindOf tells the kind of a request by its method and path. Messages in channels have a nonce, so that Discord makes one of all
// that have the same.
func kindOf(r *http.Request) kind {
	_, path, _ := strings.Cut(r.URL.Path, "/api/")
	_, path, _ = strings.Cut(path, "/") // the version
	parts := strings.Split(path, "/")
	first, last := parts[0], parts[len(parts)-1]
	k := kind{route: r.Method + " " + strings.Join(parts[:min(len(parts), 3)], "/")}
	k.interaction = first == "interactions" || first == "webhooks"
	k.once = first == "interactions"
	k.repeatable = !k.once && (r.Method != http.MethodPost || first == "channels" && last == "messages")
	return k
}

// again tells whether to send a request once more that has failed, and how long to wait before: first, and twice as long each time.
func (k kind) again(err error, try int, first time.Duration) (again bool, wait time.Duration) {
	if k.once || try == restTries {
		return false, 0
	}
	if held, ok := errors.AsType[*heldError](err); ok {
		return held.scope != scopeBan, 0 // await knows how long
	}
	return k.repeatable, first << (try - 1)
}

// await waits until Discord wants the request. A wait that the request's context would not outlast is not begun.
func (t *throttle) await(ctx context.Context, k kind) error {
	for {
		held := t.holds(k)
		if held == nil {
			return ctx.Err()
		}
		if end, ok := ctx.Deadline(); k.once || ok && time.Until(end) <= held.wait {
			return held
		}
		if err := sleep(ctx, held.wait); err != nil {
			return err
		}
	}
}

// holds tells what holds a request back, nil if nothing does.
func (t *throttle) holds(k kind) *heldError {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	switch {
	case t.banned.After(now):
		return &heldError{scopeBan, t.banned.Sub(now)}
	case k.interaction:
	case t.global.After(now):
		return &heldError{scopeGlobal, t.global.Sub(now)}
	case t.invalid >= maxInvalid && now.Sub(t.since) < invalidWindow:
		return &heldError{scopeInvalid, t.since.Add(invalidWindow).Sub(now)}
	}
	if until := t.routes[k.route]; until.After(now) {
		return &heldError{scopeRoute, until.Sub(now)}
	}
	return nil
}

// note reads of a response how long what is to be held back. The error says why the request was not taken, if it was not.
func (t *throttle) note(k kind, resp *http.Response) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.count(resp.StatusCode, now)
	left, after := resp.Header.Get("X-RateLimit-Remaining"), seconds(resp.Header.Get("X-RateLimit-Reset-After"))
	held := limitOf(resp)
	for name := range resp.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			delete(resp.Header, name)
		}
	}
	switch {
	case held != nil:
		return t.obey(held, k, now)
	case resp.StatusCode >= http.StatusInternalServerError:
		return statusError(resp.StatusCode)
	case left == "0" && after > 0:
		t.hold(k.route, now, after)
	}
	t.ban = 0
	return nil
}

// obey holds back what a limit says. The caller holds mu.
func (t *throttle) obey(held *heldError, k kind, now time.Time) error {
	switch held.scope {
	case scopeRoute:
		t.hold(k.route, now, held.wait)
	case scopeGlobal:
		t.global = now.Add(held.wait)
	case scopeBan:
		t.ban = max(min(2*t.ban, lastBan), held.wait)
		held.wait = t.ban
		t.banned = now.Add(t.ban)
	}
	t.log.Warn("held back by Discord", "reason", held.scope, "wait", held.wait)
	return held
}

// hold holds a route back, and forgets those that are free again once there are many. The caller holds mu.
func (t *throttle) hold(route string, now time.Time, wait time.Duration) {
	if len(t.routes) >= maxRoutes {
		maps.DeleteFunc(t.routes, func(_ string, until time.Time) bool { return until.Before(now) })
	}
	t.routes[route] = now.Add(wait)
}

// held is how many routes are remembered.
func (t *throttle) held() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.routes)
}

// count counts requests that Discord calls invalid. The caller holds mu.
func (t *throttle) count(status int, now time.Time) {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
	default:
		return
	}
	if now.Sub(t.since) >= invalidWindow {
		t.since, t.invalid = now, 0
	}
	t.invalid++
	if t.invalid == maxInvalid {
		t.log.Error("too many requests were refused", "wait", t.since.Add(invalidWindow).Sub(now))
	}
}
