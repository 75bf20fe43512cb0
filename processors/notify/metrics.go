package notify

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Metrics are what Prometheus is told of deliveries. No label names an athlete or an address.
type Metrics struct{ deliveries *prometheus.CounterVec }

// NewMetrics registers the metrics; with nil they are kept and told to nobody.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Namespace: "hvilepuls", Name: "notice_deliveries_total", Help: "Receipts of notices that were written, by state: decided again is a failed attempt.",
	}, []string{"state"})}
	for _, state := range []string{result.DeliveryDecided, result.DeliveryDelivered, result.DeliveryFailed} {
		m.deliveries.WithLabelValues(state)
	}
	return m
}

func (m *Metrics) count(d result.Delivery) { m.deliveries.WithLabelValues(d.State).Inc() }
