package processors

import (
	"math"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// week sums up the seven days before the one of an instant; nil where nothing is known of them.
func (e *Engine) week(k knowledge, now time.Time) *alert.Week {
	const days = 7
	k.days = risk.Until(k.days, now)
	if len(k.days) == 0 {
		return nil
	}
	f, _ := e.evaluate(k)
	end := record.DateOf(now.In(k.zone(now)))
	out := &alert.Week{}
	resting := risk.Resting(f)
	for d := end - days; d < end; d++ {
		out.Days = append(out.Days, weekDay(f, resting, d))
	}
	if !out.Known() {
		return nil
	}
	return out
}

// weekDay is a day of a frame as a digest shows it; one outside of it is not known.
func weekDay(f *metric.Frame, resting func(i int) (bpm, lo, hi float64), d record.Date) result.WeekDay {
	out, i := result.WeekDay{Date: d}, int(d-f.First)
	if i < 0 || i >= f.Len() {
		return out
	}
	known := func(v float64) *float64 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return &v
	}
	bpm, lo, hi := resting(i)
	out.RHR, out.Low, out.High = known(bpm), known(lo), known(hi)
	out.SleepMin, out.Load, out.Sets = known(f.Columns["sleep_tst_min"].V[i]), known(f.Columns["load"].V[i]), known(f.Columns["glute_sets_max"].V[i])
	return out
}
