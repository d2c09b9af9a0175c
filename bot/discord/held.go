package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// A heldError says that a request was not sent, or not again, because Discord wants none now.
type heldError struct {
	scope string
	wait  time.Duration
}

// Error says how long Discord wants no request.
func (e *heldError) Error() string { return fmt.Sprintf("rate limited (%s) for %v", e.scope, e.wait) }

// The scopes of a limit.
const (
	scopeRoute   = "route"
	scopeGlobal  = "global"
	scopeBan     = "cloudflare"
	scopeInvalid = "invalid requests"
)

// limitOf reads the limit from a response that says there is one, nil where it says none. Discord's own is JSON. What is not
// comes from Cloudflare, which stands before Discord and bans addresses.
func limitOf(resp *http.Response) *heldError {
	if resp.StatusCode != http.StatusTooManyRequests {
		return nil
	}
	var body struct {
		RetryAfter *float64 `json:"retry_after"`
		Global     bool     `json:"global"`
	}
	stated := seconds(resp.Header.Get("Retry-After"))
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil || body.RetryAfter == nil {
		return &heldError{scopeBan, cmp.Or(stated, firstBan)}
	}
	held := &heldError{scopeRoute, cmp.Or(lasting(*body.RetryAfter), stated, time.Second)}
	if body.Global || resp.Header.Get("X-RateLimit-Global") != "" {
		held.scope = scopeGlobal
	}
	return held
}

// seconds reads a header; 0 where it holds no time to wait.
func seconds(s string) time.Duration {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return lasting(n)
}

// lasting is a number of seconds, 0 where it is none and a day at most.
func lasting(n float64) time.Duration {
	if !(n > 0) {
		return 0
	}
	return time.Duration(min(n, aDay.Seconds()) * float64(time.Second))
}

// sleep waits unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
