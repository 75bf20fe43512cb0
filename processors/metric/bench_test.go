package metric_test

import (
	"testing"

	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// BenchmarkAnalyse10Years is the whole pass over ten years of days with everything: laid out, evaluated, judged. The aim is 40 ms and 15 MB
// on one core.
func BenchmarkAnalyse10Years(b *testing.B) {
	days, about := athlete(3650), profile()
	b.ReportAllocs()
	for b.Loop() {
		f := metric.NewFrame(days, about, catalogue)
		f.Evaluate()
		risk.Evaluate(f)
	}
}
