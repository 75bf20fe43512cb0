package ingest

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestMetricsAreWellNamed(t *testing.T) {
	reg := prometheus.NewPedanticRegistry()
	m := NewMetrics(reg)
	m.refused.WithLabelValues("x").Inc()
	m.decoded.WithLabelValues("x").Inc()
	m.dropped.WithLabelValues(droppedLabel("anything")).Inc()
	m.watched.WithLabelValues("x").Inc()
	m.stages.WithLabelValues("x").Observe(1)
	if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}
