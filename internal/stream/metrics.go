package stream

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const scrapeTime = 5 * time.Second // the longest a scrape waits for the server

// Collector gives Prometheus how far each stage is behind and how full each stream is, asked at each scrape.
func (s *Stream) Collector() prometheus.Collector {
	stage, table := []string{"stage"}, []string{"stream"}
	return &collector{
		s:       s,
		pending: prometheus.NewDesc("hvilepuls_stage_pending_messages", "Messages that a stage has not finished.", stage, nil),
		again:   prometheus.NewDesc("hvilepuls_stage_redelivered_messages", "Unfinished messages that a stage was given more than once.", stage, nil),
		oldest:  prometheus.NewDesc("hvilepuls_stage_oldest_seconds", "Age of the oldest message that a stage has not finished; 0 if there is none.", stage, nil),
		rows:    prometheus.NewDesc("hvilepuls_stream_messages", "Messages in a stream.", table, nil),
		bytes:   prometheus.NewDesc("hvilepuls_stream_bytes", "Size of a stream.", table, nil),
		limit:   prometheus.NewDesc("hvilepuls_stream_limit_bytes", "Size at which a stream takes no more.", table, nil),
		dead:    prometheus.NewDesc("hvilepuls_dead_letters", "Messages that could not be processed and wait to be replayed.", nil, nil),
		up:      prometheus.NewDesc("hvilepuls_stream_up", "Whether NATS answers.", nil, nil),
	}
}

type collector struct {
	s                                                    *Stream
	pending, again, oldest, rows, bytes, limit, dead, up *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.pending, c.again, c.oldest, c.rows, c.bytes, c.limit, c.dead, c.up} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	stages, err := c.s.Stats(ctx)
	if err != nil {
		gauge(c.up, 0)
		return
	}
	tables, err := c.s.Tables(ctx)
	if err != nil {
		gauge(c.up, 0)
		return
	}
	gauge(c.up, 1)
	now := time.Now()
	for _, st := range stages {
		gauge(c.pending, float64(st.Pending)+float64(st.Held), st.Stage)
		gauge(c.again, float64(st.Again), st.Stage)
		age := 0.0
		if !st.Oldest.IsZero() {
			age = max(0, now.Sub(st.Oldest).Seconds())
		}
		gauge(c.oldest, age, st.Stage)
	}
	for _, t := range tables {
		gauge(c.rows, float64(t.Messages), t.Stream)
		gauge(c.bytes, float64(t.Bytes), t.Stream)
		gauge(c.limit, float64(t.Limit), t.Stream)
		if t.Stream == DeadLetters {
			gauge(c.dead, float64(t.Messages))
		}
	}
}
