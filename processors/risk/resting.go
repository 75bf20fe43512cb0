package risk

import (
	"math"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// Resting gives of each day of a frame the resting heart rate and the athlete's own range that the reasons name, bpm. A night without a range
// has the last one of the week before. NaN is not known.
func Resting(f *metric.Frame) func(day int) (bpm, low, high float64) {
	ev := newEvidence(f)
	return func(day int) (float64, float64, float64) {
		bpm, _, low, high := ev.resting(day)
		const week = 7
		for i := day; math.IsNaN(low) && i > max(day-week, 0); i-- {
			_, _, low, high = ev.resting(i - 1)
		}
		return bpm, low, high
	}
}
