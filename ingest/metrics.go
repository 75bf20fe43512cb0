package ingest

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/hvilepuls/hvilepuls/ingest/source"
)

// Metrics are what Prometheus is told of ingest. No label names an athlete, a file or a device.
type Metrics struct {
	accepted  prometheus.Counter
	duplicate prometheus.Counter
	deferred  prometheus.Counter
	refused   *prometheus.CounterVec
	decoded   *prometheus.CounterVec
	partial   prometheus.Counter
	rejected  prometheus.Counter
	dropped   *prometheus.CounterVec
	conflicts prometheus.Counter
	brought   prometheus.Counter
	watched   *prometheus.CounterVec
	scrubbed  prometheus.Counter
	spoilt    prometheus.Counter
	scrub     prometheus.Gauge
	fsync     prometheus.Histogram
	stages    *prometheus.HistogramVec
	pipeline  prometheus.Histogram
}

// NewMetrics registers the metrics; with nil they are kept and told to nobody.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	f := promauto.With(reg)
	counter := func(name, help string) prometheus.Counter {
		return f.NewCounter(prometheus.CounterOpts{Namespace: "hvilepuls", Name: name, Help: help})
	}
	counters := func(name, help, label string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Namespace: "hvilepuls", Name: name, Help: help}, []string{label})
	}
	return &Metrics{
		accepted:  counter("files_accepted_total", "Files that were put into the archive and are durable."),
		duplicate: counter("files_duplicate_total", "Files that the archive held already."),
		deferred:  counter("files_deferred_total", "Accepted files whose claim NATS could not take; the reconciler brings them."),
		refused:   counters("files_refused_total", "Files that were not accepted.", "reason"),
		decoded:   counters("files_decoded_total", "Files whose receipt was written.", "format"),
		partial:   counter("files_partial_total", "Files of which a part could not be used."),
		rejected:  counter("files_rejected_total", "Files of which nothing could be used."),
		dropped:   counters("values_dropped_total", "Values that were not kept.", "reason"),
		conflicts: counter("receipt_conflicts_total", "Files decoded again because another hand wrote their receipt meanwhile."),
		brought:   counter("files_republished_total", "Archived files that the reconciler found neither finished nor pending."),
		scrubbed:  counter("scrub_files_total", "Archived files that were read again and held against their SHA-256."),
		spoilt:    counter("files_quarantined_total", "Archived files that were not what was put there, or were gone."),
		scrub: f.NewGauge(prometheus.GaugeOpts{
			Namespace: "hvilepuls", Name: "scrub_last_success_timestamp_seconds", Help: "When the whole archive had last been read again; 0 before that.",
		}),
		watched: counters("watch_errors_total", "Files or folders of the watch folder that could not be read.", "kind"),
		fsync: f.NewHistogram(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "archive_fsync_seconds", Help: "Time to make one file durable in the archive.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 15),
		}),
		stages: f.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "ingest_seconds", Help: "Time of one file in a stage of ingest.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 10),
		}, []string{"stage"}),
		pipeline: f.NewHistogram(prometheus.HistogramOpts{
			Namespace: "hvilepuls", Name: "ingest_age_seconds", Help: "Age of a file's claim when its receipt was written.",
			Buckets: prometheus.ExponentialBuckets(0.005, 4, 12),
		}),
	}
}

// droppedLabel keeps the label's values few, whatever a decoder counts.
func droppedLabel(reason string) string {
	known := reason == tooLarge || reason == unwritable
	if known || slices.ContainsFunc(source.Drops(), func(d source.Drop) bool { return d.Name == reason }) {
		return reason
	}
	return "other"
}
