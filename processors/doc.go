// Package processors turns what files say into what an athlete wants to know: two loops behind the streams.
//
//	Assemble  RECORDS ─► DAYS     woken by receipts: merges all that is said about each day they touch
//	Analyse   DAYS ─► RESULTS     every metric of every day, the risk, and the verdicts of the planned sessions
//
// Both read a document's revision before what it is made from and write under compare-and-set, so that no update is lost; both leave out
// what would not change. The reading side ([Engine.Results], [Engine.Verdict]) computes nothing that they do not.
package processors

import (
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Config is the settings of the processors.
type Config struct {
	Workers int           `yaml:"workers"` // athletes at a time, per stage
	Gather  time.Duration `yaml:"gather"`  // at most one pass of a stage per athlete in this time while more is coming; what comes alone does not wait
}

// Defaults are the settings that hold where nothing else is said.
func Defaults() Config { return Config{Workers: 2, Gather: 2 * time.Second} }

// Engine is the two loops and what reads their results.
type Engine struct {
	cfg     Config
	streams *stream.Stream
	ex      *exercise.Catalogue
	metrics *Metrics
	log     *slog.Logger
	now     func() time.Time
}

// New makes the processors of the streams.
func New(cfg Config, s *stream.Stream, ex *exercise.Catalogue, m *Metrics, log *slog.Logger, now func() time.Time) *Engine {
	return &Engine{cfg: cfg, streams: s, ex: ex, metrics: m, log: log, now: now}
}

// AssembleLoop is the stage that makes DAYS.
func (e *Engine) AssembleLoop() stream.Loop {
	return stream.Loop{
		Stage: stream.Assemble, Workers: e.cfg.Workers, Gather: e.cfg.Gather, Rank: rankReceipt, Handle: e.assemble,
		Observe: func(age time.Duration) { e.metrics.age.WithLabelValues(stream.Assemble).Observe(age.Seconds()) },
	}
}

// AnalyseLoop is the stage that makes RESULTS.
func (e *Engine) AnalyseLoop() stream.Loop {
	return stream.Loop{
		Stage: stream.Analyse, Workers: e.cfg.Workers, Gather: e.cfg.Gather, Handle: e.analyse,
		Observe: func(age time.Duration) { e.metrics.age.WithLabelValues(stream.Analyse).Observe(age.Seconds()) },
	}
}

// Metrics are what Prometheus is told of the processors. No label names an athlete.
type Metrics struct {
	days      prometheus.Counter
	results   prometheus.Counter
	passes    *prometheus.CounterVec
	conflicts *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	age       *prometheus.HistogramVec
}

// NewMetrics registers the metrics; with nil they are kept and told to nobody.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	f := promauto.With(reg)
	stage := []string{"stage"}
	return &Metrics{
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
	}
}
