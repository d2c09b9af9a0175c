package discordsim

import (
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limiter keeps one bucket of requests for each route and its major parameter, and states it in the headers of every
// response. It runs on real time whatever the server's clock says, because a client really waits.
type limiter struct {
	perSecond int

	// mu guards buckets.
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	left  int
	reset time.Time
}

func newLimiter(perSecond int) *limiter {
	return &limiter{perSecond: perSecond, buckets: map[string]*bucket{}}
}

// maxBuckets is how many buckets there are before old ones are forgotten: every interaction token brings one.
const maxBuckets = 1000

func (l *limiter) forget(now time.Time) {
	if len(l.buckets) > maxBuckets {
		maps.DeleteFunc(l.buckets, func(_ string, b *bucket) bool { return now.After(b.reset) })
	}
}

// take counts a request and writes the headers. The error is a 429 where the bucket is empty.
func (l *limiter) take(h http.Header, r *http.Request, pattern string) error {
	parts := []string{pattern}
	for _, major := range []string{"channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token"} {
		parts = append(parts, r.PathValue(major))
	}
	key := strings.Join(parts, " ")
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	b := l.buckets[key]
	if b == nil || now.After(b.reset) {
		b = &bucket{left: l.perSecond, reset: now.Add(time.Second)}
		l.buckets[key] = b
	}
	b.left--
	after := b.reset.Sub(now).Seconds()
	sum := fnv.New64a()
	sum.Write([]byte(pattern))
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.perSecond))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(b.left, 0)))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(b.reset.UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", after))
	h.Set("X-RateLimit-Bucket", fmt.Sprintf("%016x", sum.Sum64()))
	if b.left >= 0 {
		return nil
	}
	h.Set("Retry-After", strconv.Itoa(int(after)+1))
	h.Set("X-RateLimit-Scope", "user")
	return &apiError{
		status: http.StatusTooManyRequests, message: "You are being rate limited.",
		extra: object{"retry_after": after, "global": false},
	}
}
