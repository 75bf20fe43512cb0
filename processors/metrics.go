package processors

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Metrics are what Prometheus is told of the processors. No label names an athlete.
type Metrics struct {
	days      prometheus.Counter
	results   prometheus.Counter
	passes    *prometheus.CounterVec
	conflicts *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	age       *prometheus.HistogramVec
	mornings  *prometheus.CounterVec
	notices   *prometheus.CounterVec
}

// NewMetrics registers the metrics; with nil they are kept and told to nobody.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	f := promauto.With(reg)
	stage := []string{"stage"}
	out := &Metrics{
		days: f.NewCounter(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "dates_assembled_total", Help: "Days merged from all that is said about them.",
		}),
		results: f.NewCounter(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "results_changed_total", Help: "Months of results that changed.",
		}),
		passes: f.NewCounterVec(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "processor_passes_total", Help: "Passes over an athlete.",
		}, stage),
		conflicts: f.NewCounterVec(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "processor_conflicts_total", Help: "Passes done again because another hand wrote meanwhile.",
		}, stage),
		seconds: f.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "processor_pass_seconds", Help: "Time of one pass over an athlete.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 12),
		}, stage),
		age: f.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "processor_age_seconds", Help: "Age of the message that woke a stage when its work was stored.",
			Buckets: prometheus.ExponentialBuckets(0.01, 2.5, 12),
		}, stage),
		mornings: f.NewCounterVec(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "mornings_judged_total", Help: "Judgements of mornings that were written, the first of a morning or a later one.",
		}, []string{"judgement"}),
		notices: f.NewCounterVec(prometheus.CounterOpts{
			Namespace: "hvilepuls", Name: "notices_decided_total", Help: "Notices decided, by kind and level.",
		}, []string{"kind", "level"}),
	}
	// A series that is not there cannot rise.
	for _, stage := range []string{stream.Assemble, stream.Analyse, stream.Judge} {
		out.passes.WithLabelValues(stage)
		out.conflicts.WithLabelValues(stage)
		out.seconds.WithLabelValues(stage)
		out.age.WithLabelValues(stage)
	}
	for _, word := range []string{judgedFirst, judgedAgain} {
		out.mornings.WithLabelValues(word)
	}
	for _, kind := range record.NoticeKinds() {
		for _, level := range alert.Levels(kind) {
			out.notices.WithLabelValues(kind, level)
		}
	}
	return out
}

// The judgements that mornings_judged_total tells apart.
const (
	judgedFirst = "first"
	judgedAgain = "again"
)

// decided counts what was written.
func (m *Metrics) decided(mornings []result.Judgement, notices []result.Notice) {
	for _, j := range mornings {
		word := judgedAgain
		if j.First.Judged.Equal(j.Now.Judged) {
			word = judgedFirst
		}
		m.mornings.WithLabelValues(word).Inc()
	}
	for _, n := range notices {
		m.notices.WithLabelValues(n.Kind, n.Level).Inc()
	}
}
