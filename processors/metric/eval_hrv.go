package metric

import (
	"math"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// pickHRV chooses the variability of one kind: a vendor's nightly value before the median of its five-minute windows before one computed
// from beats, then the one that stands on more.
func (f *Frame) pickHRV(kind record.HRVKind) picks {
	return f.pick(question{record.ChooseHRV, [2]record.Why{record.WhyMethod}}, func(all []candidate, d *record.Day) []candidate {
		for k := range d.HRV {
			h := &d.HRV[k]
			if h.Kind != kind {
				continue
			}
			c := candidate{source: h.Source, method: h.Method, v: h.Ms, n: int32(h.N), score: float64(h.N), order: [2]int{3}}
			switch h.Method {
			case "vendor":
				c.order[0] = 0
			case "five_minute":
				c.order[0] = 1
			case "beats":
				c.order[0] = 2
			}
			all = append(all, c)
		}
		return all
	})
}

func evalHRVAsleep(f *Frame) Column { return f.hrv.column(nil) }

// Spot measurements are never mixed with the night's.
func evalSpotRMSSD(f *Frame) Column { return f.rmssd.column(nil) }

func evalSpotSDNN(f *Frame) Column { return f.sdnn.column(nil) }

// trends are each day's weekly trend of lnRMSSD, on the track of its value, or of the last value before.
func (f *Frame) trends() []HRVTrend {
	if f.memo.trend != nil {
		return f.memo.trend
	}
	logs := make([][]float64, len(f.hrv.tracks))
	for k, t := range f.hrv.tracks {
		logs[k] = make([]float64, len(t.v))
		for i, v := range t.v {
			logs[k][i] = missing
			if v > 0 {
				logs[k][i] = math.Log(v)
			}
		}
	}
	out := make([]HRVTrend, f.Len())
	for i := range out {
		out[i] = HRVTrend{M7: missing, CV7: missing, BaseMean: missing, BaseSD: missing, Lo: missing, Hi: missing}
		if k := f.hrv.last[i]; k >= 0 {
			out[i] = TrendHRV(back(logs[k], i, hrvWeek+hrvBase))
		}
	}
	f.memo.trend = out
	return out
}

// fromTrend makes a column of one figure of the weekly trends.
func fromTrend(pick func(HRVTrend) float64) func(*Frame) Column {
	return func(f *Frame) Column {
		c := newColumn(f.Len())
		c.Source = f.hrv.sources()
		for i, h := range f.trends() {
			if v := pick(h); known(v) {
				c.set(i, v, h.N7)
			}
		}
		return c
	}
}
