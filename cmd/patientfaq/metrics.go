package main

import (
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"patientfaq/bot"
	"patientfaq/bot/discord"
	"patientfaq/bot/store"
	"patientfaq/search"
)

// metrics are the figures of a running bot in a registry of their own. The one label, the outcome of a question, is one
// of a fixed list; nothing that a person wrote and no ID ever becomes one.
type metrics struct {
	registry  *prometheus.Registry
	questions *prometheus.CounterVec
	durations prometheus.Histogram
}

var _ discord.Observer = (*metrics)(nil)

// countedOutcomes are the values of the label: the engine's outcomes, and failed for what went wrong on our side.
func countedOutcomes() []string {
	return []string{
		bot.Answered.String(), bot.Ambiguous.String(), bot.Refused.String(), bot.Abstained.String(), bot.Escalated.String(), "failed",
	}
}

// durationBuckets reach from an answer out of a small index to Discord's three seconds.
var durationBuckets = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		questions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "patientfaq_questions_total", Help: "Questions by how they ended; failed: something went wrong on the bot's side.",
		}, []string{"outcome"}),
		durations: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "patientfaq_answer_duration_seconds", Help: "Time from a question's arrival to its reply, without the way to Discord.",
			Buckets: durationBuckets,
		}),
	}
	for _, outcome := range countedOutcomes() {
		m.questions.WithLabelValues(outcome) // so that each is there from the start, at zero
	}
	m.registry.MustRegister(m.questions, m.durations, collectors.NewGoCollector(), collectors.NewBuildInfoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Replied counts a question. What is no question, such as /help, is not counted.
func (m *metrics) Replied(outcome string, took time.Duration) {
	if slices.Contains(countedOutcomes(), outcome) {
		m.questions.WithLabelValues(outcome).Inc()
		m.durations.Observe(took.Seconds())
	}
}

// page shows the figures to a Prometheus server.
func (m *metrics) page() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// watch adds the figures that are read off a house whenever somebody asks for them.
func (m *metrics) watch(h *house) { m.registry.MustRegister(houseFigures{h}) }

// houseFigures reads figures off a house.
type houseFigures struct{ h *house }

// reading is what houseFigures reads at one moment.
type reading struct {
	status     search.Status
	inventory  bot.Inventory
	connection discord.Connection
	store      *store.Store // nil: there is none
}

// ofStore reads a figure of the store, 0 where there is none.
func (r *reading) ofStore(of func(*store.Store) float64) float64 {
	if r.store == nil {
		return 0
	}
	return of(r.store)
}

// figure is a metric without labels.
type figure struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	of   func(*reading) float64
}

func gauge(name, help string, of func(*reading) float64) figure {
	return figure{prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, of}
}

func counter(name, help string, of func(*reading) float64) figure {
	return figure{prometheus.NewDesc(name, help, nil, nil), prometheus.CounterValue, of}
}

var figures = []figure{
	counter("patientfaq_reloads_total", "Times that the content was loaded or tried to be, the start included.",
		func(r *reading) float64 { return float64(r.status.Reloads) }),
	counter("patientfaq_reload_failures_total", "Loads that were not taken; the content from before served on.",
		func(r *reading) float64 { return float64(r.status.Failures) }),
	gauge("patientfaq_last_reload_timestamp_seconds", "When the content was last loaded or tried to be.",
		func(r *reading) float64 { return float64(r.status.At.Unix()) }),
	gauge("patientfaq_corpus_passages", "Passages of the content that serves.",
		func(r *reading) float64 { return float64(r.inventory.Passages) }),
	gauge("patientfaq_servable_passages", "Passages that may be shown now.",
		func(r *reading) float64 { return float64(r.inventory.ServablePassages) }),
	gauge("patientfaq_reviews_overdue", "Entries and articles past their due date.",
		func(r *reading) float64 { return float64(r.inventory.OverdueEntries) }),
	gauge("patientfaq_contacts_overdue", "Countries whose numbers were to be checked again by now.",
		func(r *reading) float64 { return float64(len(r.inventory.OverdueCountries)) }),
	gauge("patientfaq_gateway_connected", "1 while events arrive from Discord, 0 otherwise.",
		func(r *reading) float64 { return oneIf(r.connection.Connected) }),
	counter("patientfaq_gateway_reconnects_total", "Connections to Discord after the first.",
		func(r *reading) float64 { return float64(r.connection.Reconnects) }),
	counter("patientfaq_gateway_identifies_total", "Times that the bot logged in at Discord, which allows 1,000 a day.",
		func(r *reading) float64 { return float64(r.connection.Identifies) }),
	gauge("patientfaq_rest_limits", "Routes of Discord's REST interface whose rate limits are remembered.",
		func(r *reading) float64 { return float64(r.connection.Held) }),
	gauge("patientfaq_store_open", "1 if settings, counts and audit lines are kept, 0 if the database could not be opened.",
		func(r *reading) float64 { return oneIf(r.store != nil) }),
	gauge("patientfaq_store_queued", "Events that wait to be written.",
		func(r *reading) float64 {
			return r.ofStore(func(s *store.Store) float64 { return float64(s.Queued()) })
		}),
	counter("patientfaq_store_dropped_total", "Events that were not written because too many waited.",
		func(r *reading) float64 {
			return r.ofStore(func(s *store.Store) float64 { return float64(s.Dropped()) })
		}),
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Describe names the figures.
func (f houseFigures) Describe(ch chan<- *prometheus.Desc) {
	for _, figure := range figures {
		ch <- figure.desc
	}
}

// Collect reads the figures, all of one moment.
func (f houseFigures) Collect(ch chan<- prometheus.Metric) {
	r := &reading{status: f.h.live.Status(), inventory: f.h.engine.Inventory(), connection: f.h.bot.Connection(), store: f.h.store}
	for _, figure := range figures {
		ch <- prometheus.MustNewConstMetric(figure.desc, figure.kind, figure.of(r))
	}
}
