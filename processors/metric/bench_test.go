package metric_test

import (
	"testing"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// BenchmarkAnalyse10Years lays out and evaluates ten years of days with everything. The aim is 40 ms and 15 MB on one core.
func BenchmarkAnalyse10Years(b *testing.B) {
	days, about := athlete(3650), profile()
	b.ReportAllocs()
	for b.Loop() {
		f := metric.NewFrame(days, about, catalogue)
		f.Evaluate()
	}
}
