package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"patientfaq/bot/discordsim"
)

// asked is something that the bot must answer once.
type asked struct {
	kind    string
	at      time.Time
	answers int
}

// outage is a time in which the bot could not be reached, as far as is known.
type outage struct {
	from, to time.Time // to is zero while it lasts
	ends     bool
}

// books count what was asked and answered.
type books struct {
	mu      sync.Mutex // guards what is below
	asked   map[string]*asked
	outages []outage
	lost    []string
	total   sums
}

// sums are what the books come to.
type sums struct {
	Asked         int            `json:"asked"`
	Answered      int            `json:"answered"`
	Lost          int            `json:"lost"`
	Doubled       int            `json:"doubled"`
	Unavoidable   int            `json:"unavoidable"` // asked while the bot could not be reached
	Suggested     int            `json:"suggested"`
	NotSuggested  int            `json:"not_suggested"`
	Interruptions map[string]int `json:"interruptions"`
}

func (b *books) note(id, kind string, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total.Asked++
	a := b.of(id)
	a.kind, a.at = kind, at
}

// of is the entry of an ID. An answer may be booked before its question.
func (b *books) of(id string) *asked {
	a := b.asked[id]
	if a == nil {
		a = &asked{at: time.Now()}
		b.asked[id] = a
	}
	return a
}

func (b *books) suggested(ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ok {
		b.total.Suggested++
	} else {
		b.total.NotSuggested++
	}
}

func (b *books) interrupted(i interruption, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.total.Interruptions == nil {
		b.total.Interruptions = map[string]int{}
	}
	b.total.Interruptions[i.name]++
	if i.harm {
		b.outages = append(b.outages, outage{from: at, ends: i.ends})
	}
}

// connected notes that the bot is connected at a time, and has been since another.
func (b *books) connected(since, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.outages {
		o := &b.outages[i]
		if o.to.IsZero() && (since.After(o.from) || now.Sub(o.from) > longestOutage) {
			o.to = now
		}
	}
}

// longestOutage is how long an interruption may go unnoticed: a silent peer is noticed after 15 seconds.
const longestOutage = 30 * time.Second

// answered books the answers among requests.
func (b *books) answered(requests []discordsim.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range requests {
		id := answers(r)
		if id == "" {
			continue
		}
		switch {
		case r.Status < http.StatusBadRequest:
			b.of(id).answers++
		case r.Status == http.StatusBadRequest: // it was answered before
			b.of(id).answers += 2
		}
	}
}

// answers is the ID of what a request answers, "" where it answers nothing.
func answers(r discordsim.Request) string {
	parts := strings.Split(r.Path, "/")
	if len(parts) > 2 && parts[1] == "interactions" {
		return parts[2]
	}
	if r.Method != http.MethodPost || !strings.HasSuffix(r.Path, "/messages") {
		return ""
	}
	var m struct {
		Reference struct {
			ID string `json:"message_id"`
		} `json:"message_reference"`
	}
	if err := json.Unmarshal(r.Body, &m); err != nil {
		return ""
	}
	return m.Reference.ID
}

// close books what is older than a time for good.
func (b *books) close(before time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, a := range b.asked {
		if !a.at.Before(before) {
			continue
		}
		delete(b.asked, id)
		switch {
		case a.kind == "": // of an autocompletion, which is not counted one by one
		case a.answers == 1:
			b.total.Answered++
		case a.answers > 1:
			b.total.Doubled++
		case b.excused(a):
			b.total.Unavoidable++
		default:
			b.total.Lost++
			b.lost = append(b.lost, fmt.Sprintf("%s at %s", a.kind, a.at.Format(time.TimeOnly)))
		}
	}
}

// excused tells whether what was not answered could not be: Discord gives up on an interaction after three seconds, and
// forgets what it would have sent to a session that is over.
func (b *books) excused(a *asked) bool {
	return slices.ContainsFunc(b.outages, func(o outage) bool {
		over := o.to.IsZero() || a.at.Before(o.to)
		return (a.kind != "message" || o.ends) && a.at.After(o.from.Add(-3*time.Second)) && over
	})
}

func (b *books) sum() sums {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total
}

// settle waits until what was asked last must have been answered.
func (s *soak) settle() {
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	s.measure(ctx)
	s.books.close(time.Now())
}

// soakFigure is a figure of the process that must not grow: by more than a factor and some slack.
type soakFigure struct {
	name   string
	unit   float64
	in     string
	factor float64
	slack  float64 // in units
}

var figuresOfASoak = []soakFigure{
	{"go_memstats_next_gc_bytes", 1 << 20, "MB", 1.3, 8}, // follows what is in use after a collection
	{"process_resident_memory_bytes", 1 << 20, "MB", 1.3, 32},
	{"go_goroutines", 1, "", 1, 30},
	{"process_open_fds", 1, "", 1, 15},
	{"patientfaq_rest_limits", 1, "", 1, 64},
	{"patientfaq_store_queued", 1, "", 1, 100},
}

// sample is the metrics of one moment.
type sample map[string]float64

// measure reads the metrics every second, and books what was answered, until ctx ends.
func (s *soak) measure(ctx context.Context) {
	reconnects := -1.0
	since := time.Now()
	for s.pause(ctx, time.Second) {
		now := time.Now()
		s.books.answered(s.Forget(now.Add(-time.Minute)))
		s.books.close(now.Add(-time.Minute))
		page, err := s.readMetrics(ctx)
		if err != nil {
			if ctx.Err() == nil {
				s.t.Errorf("the metrics cannot be read: %v", err)
			}
			return
		}
		m := parseMetrics(page)
		s.metrics, s.samples = page, append(s.samples, m)
		if n := m["patientfaq_gateway_reconnects_total"]; n != reconnects {
			reconnects, since = n, now
		}
		if m["patientfaq_gateway_connected"] == 1 {
			s.books.connected(since, now)
		}
	}
}

func (s *soak) readMetrics(ctx context.Context) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.pages+"/metrics", nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

// parseMetrics reads the figures without labels.
func parseMetrics(page string) sample {
	m := sample{}
	for lines := bufio.NewScanner(strings.NewReader(page)); lines.Scan(); {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); ok && err == nil {
			m[name] = v
		}
	}
	return m
}

// thirds are the samples of the start, the middle and the end. The first tenth is left out: everything is still growing then.
func thirds(samples []sample) [3][]sample {
	samples = samples[len(samples)/10:]
	n := len(samples) / 3
	return [3][]sample{samples[:n], samples[n : 2*n], samples[2*n:]}
}

// median is the middle one of a figure's values.
func median(samples []sample, name string) float64 {
	var values []float64
	for _, m := range samples {
		values = append(values, m[name])
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}
