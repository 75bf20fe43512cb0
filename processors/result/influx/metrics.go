package influx

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	written *prometheus.CounterVec
	parked  prometheus.Counter
	deletes prometheus.Counter
	seconds prometheus.Histogram
}

func newMetrics() *metrics {
	return &metrics{
		written: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hvilepuls_influx_points_written_total", Help: "Points that InfluxDB took.",
		}, []string{"measurement"}),
		parked: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "hvilepuls_influx_points_parked_total", Help: "Points that InfluxDB refused; they are named in dead letters.",
		}),
		deletes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "hvilepuls_influx_deletes_total", Help: "Ranges that were deleted before they were written again.",
		}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "hvilepuls_influx_write_seconds", Help: "Time of one write request.", Buckets: prometheus.ExponentialBuckets(.002, 2, 12),
		}),
	}
}

func (m *metrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.written, m.parked, m.deletes, m.seconds}
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(out chan<- *prometheus.Desc) {
	for _, c := range m.all() {
		c.Describe(out)
	}
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(out chan<- prometheus.Metric) {
	for _, c := range m.all() {
		c.Collect(out)
	}
}
