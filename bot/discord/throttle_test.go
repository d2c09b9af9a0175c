package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// answer is one answer of a Discord that answers from a list, and its last answer for ever.
type answer struct {
	status  int
	body    string
	headers map[string]string
	err     error
}

// answering is a Discord for the throttle. It notes when each request came.
type answering struct {
	list []answer
	sent []time.Duration
	from time.Time
	body string // of the last request
}

// RoundTrip answers the next request.
func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		a.body = string(raw)
	}
	a.sent = append(a.sent, time.Since(a.from))
	next := a.list[min(len(a.sent), len(a.list))-1]
	if next.err != nil {
		return nil, next.err
	}
	h := http.Header{}
	for k, v := range next.headers {
		h.Set(k, v)
	}
	return &http.Response{StatusCode: next.status, Header: h, Body: io.NopCloser(strings.NewReader(next.body)), Request: r}, nil
}

// sendBy sends a request by a throttle and tells what came of it.
func sendBy(ctx context.Context, t *throttle, what string) string {
	method, address, _ := strings.Cut(what, " ")
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader("body"))
	if err != nil {
		return err.Error()
	}
	resp, err := t.RoundTrip(r)
	if err != nil {
		return err.Error()
	}
	for name := range resp.Header {
		if strings.Contains(strings.ToLower(name), "ratelimit") {
			return "the header " + name + " is left"
		}
	}
	return http.StatusText(resp.StatusCode)
}

func TestThrottle(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	const (
		postMessage  = "POST https://discord.com/api/v9/channels/1/messages"
		otherMessage = "POST https://discord.com/api/v9/channels/2/messages"
		callback     = "POST https://discord.com/api/v9/interactions/1/token/callback"
		edit         = "PATCH https://discord.com/api/v9/webhooks/1/token/messages/@original"
		followUp     = "POST https://discord.com/api/v9/webhooks/1/token"
		gatewayBot   = "GET https://discord.com/api/v9/gateway/bot"
		typing       = "POST https://discord.com/api/v9/channels/1/typing"
	)
	tooMany := func(body string, headers map[string]string) answer {
		return answer{status: http.StatusTooManyRequests, body: body, headers: headers}
	}
	fine := answer{status: http.StatusOK, body: "{}"}
	unfit := answer{status: http.StatusServiceUnavailable, body: "<html>"}
	unmade := answer{err: errors.New("connection refused")}
	forbidden := answer{status: http.StatusForbidden, body: `{"code":50013}`}
	used := answer{status: http.StatusOK, headers: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "1.5"}}
	limited := tooMany(`{"retry_after":2.5,"global":false}`, nil)
	globally := tooMany(`{"retry_after":2.5,"global":true}`, nil)
	byHeader := tooMany(`{"retry_after":2.5}`, map[string]string{"X-RateLimit-Global": "true"})
	banned := tooMany("<html>", nil)
	bannedFor := tooMany("<html>", map[string]string{"Retry-After": "20"})
	odd := tooMany(`{"retry_after":-1}`, map[string]string{"Retry-After": "x"})
	longest := tooMany(`{"retry_after":1e300}`, nil)
	tests := []struct {
		name    string
		answers []answer
		ask     []string
		want    []string
		sent    []time.Duration
	}{
		{"fine", []answer{fine}, []string{postMessage}, []string{"OK"}, []time.Duration{0}},
		{"a failure is repeated", []answer{unfit, unfit, fine}, []string{postMessage}, []string{"OK"}, []time.Duration{0, 250 * ms, 750 * ms}},
		{"not for ever", []answer{unfit}, []string{gatewayBot}, []string{"HTTP 503"}, []time.Duration{0, 250 * ms, 750 * ms, 1750 * ms}},
		{"no connection", []answer{unmade, fine}, []string{gatewayBot}, []string{"OK"}, []time.Duration{0, 250 * ms}},
		{"what may have been taken and has no nonce is not", []answer{unfit}, []string{followUp, typing}, []string{"HTTP 503", "HTTP 503"}, []time.Duration{0, 0}},
		{"a response is sent once", []answer{unfit, unmade, limited}, []string{callback, callback, callback},
			[]string{"HTTP 503", "connection refused", "rate limited (route) for 2.5s"}, []time.Duration{0, 0, 0}},
		{"what was refused is not repeated", []answer{forbidden}, []string{postMessage}, []string{"Forbidden"}, []time.Duration{0}},
		{"a limit is waited for", []answer{limited, fine}, []string{postMessage}, []string{"OK"}, []time.Duration{0, 2500 * ms}},
		{"not for ever", []answer{limited}, []string{postMessage}, []string{"rate limited (route) for 2.5s"}, []time.Duration{0, 2500 * ms, 5 * s, 7500 * ms}},
		{"an edit as well", []answer{limited, fine}, []string{edit}, []string{"OK"}, []time.Duration{0, 2500 * ms}},
		{"a limit of one route", []answer{limited, fine}, []string{callback, otherMessage, callback}, []string{"rate limited (route) for 2.5s", "OK", "rate limited (route) for 2.5s"}, []time.Duration{0, 0}},
		{"a limit of all routes", []answer{globally, fine}, []string{postMessage, otherMessage}, []string{"OK", "OK"}, []time.Duration{0, 2500 * ms, 2500 * ms}},
		{"but of interactions", []answer{globally, fine}, []string{callback, edit, postMessage}, []string{"rate limited (global) for 2.5s", "OK", "OK"}, []time.Duration{0, 0, 2500 * ms}},
		{"by its header", []answer{byHeader, fine}, []string{callback, edit, typing}, []string{"rate limited (global) for 2.5s", "OK", "OK"}, []time.Duration{0, 0, 2500 * ms}},
		{"a limit that makes no sense", []answer{odd, fine}, []string{postMessage}, []string{"OK"}, []time.Duration{0, s}},
		{"a limit without end", []answer{longest}, []string{postMessage}, []string{"rate limited (route) for 24h0m0s"}, []time.Duration{0}},
		{"a ban", []answer{bannedFor, fine}, []string{postMessage, otherMessage}, []string{"rate limited (cloudflare) for 20s", "OK"}, []time.Duration{0, 20 * s}},
		{"a ban of nobody knows how long", []answer{banned}, []string{callback, callback, postMessage}, slices.Repeat([]string{"rate limited (cloudflare) for 30s"}, 3), []time.Duration{0}},
		{"a ban that is repeated", []answer{bannedFor}, []string{postMessage, postMessage, postMessage},
			[]string{"rate limited (cloudflare) for 20s", "rate limited (cloudflare) for 40s", "rate limited (cloudflare) for 40s"}, []time.Duration{0, 20 * s}},
		{"a bucket that is empty", []answer{used, fine}, []string{postMessage, otherMessage, postMessage}, []string{"OK", "OK", "OK"}, []time.Duration{0, 0, 1500 * ms}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				discord := &answering{list: tt.answers, from: time.Now()}
				th := newThrottle(discord, slog.New(slog.DiscardHandler), usualPace().repeat)
				var got []string
				for _, what := range tt.ask {
					got = append(got, sendBy(t.Context(), th, what))
				}
				if d := cmp.Diff(tt.want, got); d != "" {
					t.Errorf("results (-want +got):\n%s", d)
				}
				if d := cmp.Diff(tt.sent, discord.sent); d != "" {
					t.Errorf("requests came (-want +got):\n%s", d)
				}
				if discord.body != "body" {
					t.Errorf("the last request had the body %q", discord.body)
				}
			})
		})
	}
}

// TestThrottleIsCut: what waits is let go when its context ends, and a wait that it would not outlast is not begun.
func TestThrottleIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const what = "POST https://discord.com/api/v9/channels/1/messages"
		discord := &answering{list: []answer{{status: http.StatusTooManyRequests, body: `{"retry_after":20}`}}, from: time.Now()}
		th := newThrottle(discord, slog.New(slog.DiscardHandler), usualPace().repeat)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if got, want := sendBy(ctx, th, what), "rate limited (route) for 20s"; got != want {
			t.Errorf("with a deadline: %s, want %s", got, want)
		}
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, stop)
		if got, want := sendBy(ctx, th, what), "context canceled"; got != want {
			t.Errorf("without one: %s, want %s", got, want)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it took %v, want 3s", took)
		}
	})
}

// TestThrottleStopsBeforeDiscordBans: a bot whose requests are refused again and again stops making them, but still responds.
func TestThrottleStopsBeforeDiscordBans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		discord := &answering{list: []answer{{status: http.StatusForbidden}}, from: time.Now()}
		th := newThrottle(discord, slog.New(slog.DiscardHandler), usualPace().repeat)
		for n := range maxInvalid + 10 {
			want := http.StatusText(http.StatusForbidden)
			if n >= maxInvalid {
				want = "rate limited (invalid requests) for 10m0s"
			}
			if got := sendBy(t.Context(), th, "POST https://discord.com/api/v9/channels/1/messages"); got != want {
				t.Fatalf("request %d: %s, want %s", n, got, want)
			}
		}
		if got := sendBy(t.Context(), th, "POST https://discord.com/api/v9/interactions/1/t/callback"); got != "Forbidden" {
			t.Errorf("a response: %s, want that it was sent", got)
		}
		time.Sleep(invalidWindow)
		if got := sendBy(t.Context(), th, "POST https://discord.com/api/v9/channels/1/messages"); got != "Forbidden" {
			t.Errorf("ten minutes later: %s, want that it was sent", got)
		}
	})
}

// TestThrottleForgets: limits of routes that are over are forgotten.
func TestThrottleForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(nil, slog.New(slog.DiscardHandler), usualPace().repeat)
		for n := range 100 * maxRoutes {
			th.hold(fmt.Sprint(n), time.Now(), time.Second)
			time.Sleep(100 * time.Millisecond)
		}
		if n := len(th.routes); n > maxRoutes {
			t.Errorf("%d limits are remembered, want %d at most", n, maxRoutes)
		}
	})
}
