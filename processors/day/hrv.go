package day

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// The methods of record.DayHRV.
const (
	byVendor     = "vendor"
	byFiveMinute = "five_minute"
	byBeats      = "beats"
)

// measurement is a vendor's value that lies on the day.
type measurement struct {
	source int
	kind   string
	at     int64 // ns since 1970
	v      float64
}

// byTime orders measurements by source, kind and time; the sort is stable, so that of equal ones that of the smaller SHA is first.
func byTime(a, b measurement) int {
	return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.kind, b.kind), cmp.Compare(a.at, b.at))
}

// groups calls each for the measurements of every source and kind, one per time, ascending.
func groups(all []measurement, each func([]measurement)) {
	slices.SortStableFunc(all, byTime)
	all = slices.CompactFunc(all, func(a, b measurement) bool { return byTime(a, b) == 0 })
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].source == all[0].source && all[n].kind == all[0].kind {
			n++
		}
		each(all[:n])
		all = all[n:]
	}
}

// variability gathers the vendors' values, what the intervals of spot measurements give, the median of the five-minute windows of the night and
// what the night's beats give.
func (m *merger) variability() {
	var all, own []measurement
	for i := range m.recs {
		r := &m.recs[i]
		for _, h := range r.HRV {
			if at, off := r.place(h.Time, nil); dateAt(at, off) == m.out.Date {
				r.used = true
				if len(h.RR) == 0 {
					all = append(all, measurement{r.source, string(h.Kind), at.UnixNano(), h.Ms})
				} else if ms, n := metric.SpotRMSSD(h.RR); n > 0 {
					own = append(own, measurement{r.source, string(record.RMSSDSpot), at.UnixNano(), ms})
				}
			}
		}
	}
	groups(all, func(g []measurement) {
		kind := record.HRVKind(g[0].kind)
		if kind == record.RMSSDAsleep {
			g = g[len(g)-1:] // the night's value, as it was computed last
		}
		m.addHRV(g[0].source, kind, byVendor, medianOf(g), len(g))
	})
	groups(own, func(g []measurement) { m.addHRV(g[0].source, record.RMSSDSpot, byBeats, medianOf(g), len(g)) })
	for source := range m.sources {
		m.nightHRV(source)
	}
	rank := func(h record.DayHRV) int { return slices.Index(m.sources, h.Source) }
	slices.SortFunc(m.out.HRV, func(a, b record.DayHRV) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Method, b.Method))
	})
}

func medianOf(g []measurement) float64 {
	ms := make([]float64, len(g))
	for i, x := range g {
		ms[i] = x.v
	}
	return metric.Median(ms)
}

func (m *merger) nightHRV(source int) {
	night := m.mainNight(source)
	if night == nil {
		return
	}
	from, to := night.Start.Unix(), night.End.Unix()
	// A window of five minutes is stamped with its end, so that of the last one may be the night's.
	windows := m.samples(source, record.HRVValues, from+1, to+1)
	ms := make([]float64, len(windows.v))
	for i, v := range windows.v {
		ms[i] = float64(v) / 1000
	}
	m.addHRV(source, record.RMSSDAsleep, byFiveMinute, metric.Median(ms), len(ms))
	if beats := m.samples(source, record.Beats, from, to); len(beats.t) > 0 {
		rmssd, n := metric.NightRMSSD(beats.t, beats.v, 0, int(to-from))
		m.addHRV(source, record.RMSSDAsleep, byBeats, rmssd, n)
	}
}

// addHRV adds a value that stands on n others; on none it says nothing.
func (m *merger) addHRV(source int, kind record.HRVKind, method string, ms float64, n int) {
	if n > 0 {
		m.out.HRV = append(m.out.HRV, record.DayHRV{Source: m.sources[source], Kind: kind, Method: method, Ms: ms, N: n})
	}
}
