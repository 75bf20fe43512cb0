package day

import (
	"math"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// binSeconds is the shortest bin of the night's heart rate; a device whose step is longer has bins of its step.
const binSeconds = 60

// nightRates computes the night's heart rate of every source with samples: over its own main sleep, else over another's, else over the
// window in which the samples themselves look like a night.
func (m *merger) nightRates() {
	for source := range m.sources {
		if night := m.mainNight(source); night != nil {
			from, to := night.Start.Unix(), night.End.Unix()
			hr := m.samples(source, record.HeartRate, from, to)
			r := metric.NightlyRHR(hr.t, hr.v, 0, int(to-from), hr.bin())
			m.addRate(source, "sleep", r)
			continue
		}
		if m.worn[source] > 0 {
			m.addRate(source, "fallback", m.fallback(source))
		}
	}
}

func (c column) bin() int { return max(binSeconds, c.step()) }

func (m *merger) addRate(source int, window string, r metric.Nightly) {
	if r.Bins == 0 {
		return
	}
	m.out.NightHR = append(m.out.NightHR, record.NightHR{
		Source: m.sources[source], Window: window, Bins: r.Bins, Coverage: r.Coverage,
		Low30: number(r.Low30), Mean4h: number(r.Mean4h), Mean: number(r.Mean),
	})
}

// number is x, or nil where it is missing.
func number(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// Where a night is looked for when no source saw one: the longest block without steps, between 21:00 and 11:00, of rates not above the 30th
// percentile of the 24 h up to noon; where that is under two hours, 00:00 to 07:00 without the minutes with steps.
const (
	fallbackShare = .3
	fallbackLeast = 2 * 3600 // s
)

// fallback is the heart rate of the night as the samples themselves tell it; without bins where they do not.
func (m *merger) fallback(source int) metric.Nightly {
	line := m.lineOf(source)
	clock := func(hour int64) int64 { return line.instant(int64(m.out.Date)*daySeconds + hour*3600) } // hours after the day's midnight
	from, to := clock(-12), clock(12)
	hr := m.samples(source, record.HeartRate, from, to)
	bin := hr.bin()
	means := hr.means(bin, int(to-from))
	moving := m.moving(source, from, to, bin, len(means))
	first, last := longestRest(means, moving, int(clock(-3)-from)/bin, int(clock(11)-from)/bin)
	if n := last - first; n*bin >= fallbackLeast {
		if r := metric.NightlyRHR(hr.t, hr.v, first*bin, n*bin, bin); !math.IsNaN(r.Low30) {
			return r
		}
	}
	var still column
	for i, t := range hr.t {
		if !moving[int(t)/bin] {
			still.t, still.v = append(still.t, t), append(still.v, hr.v[i])
		}
	}
	r := metric.NightlyRHR(still.t, still.v, int(clock(0)-from), int(clock(7)-clock(0)), bin)
	if math.IsNaN(r.Low30) {
		return metric.Nightly{}
	}
	return r
}

// lineOf is the timeline of a source on the day.
func (m *merger) lineOf(source int) timeline {
	for i := range m.recs {
		if r := &m.recs[i]; r.source == source && r.used {
			return r.line
		}
	}
	return timeline{{}}
}

// means averages the samples per bin of a window of length s; NaN where a bin has none.
func (c column) means(bin, length int) []float64 {
	out, n := make([]float64, (length+bin-1)/bin), make([]int, (length+bin-1)/bin)
	for i, t := range c.t {
		out[int(t)/bin] += float64(c.v[i])
		n[int(t)/bin]++
	}
	for i := range out {
		out[i] /= float64(n[i])
	}
	return out
}

// moving tells the bins with steps. A count of steps holds for the time since the count before it, at most 15 minutes.
func (m *merger) moving(source int, from, to int64, bin, bins int) []bool {
	const longest = 15 * 60
	out := make([]bool, bins)
	steps := m.samples(source, record.Steps, from, to)
	for i, t := range steps.t {
		since := t - binSeconds
		if i > 0 {
			since = max(steps.t[i-1], t-longest)
		}
		if steps.v[i] > 0 {
			for k := max(0, int(since)/bin); k <= int(t-1)/bin && t > 0; k++ {
				out[k] = true
			}
		}
	}
	return out
}

// longestRest is the longest run of bins [first, last) between from and to without steps and with a low rate. Bins without samples neither
// make a run longer nor break it.
func longestRest(means []float64, moving []bool, from, to int) (first, last int) {
	rates := slices.DeleteFunc(slices.Clone(means), math.IsNaN)
	if len(rates) == 0 {
		return 0, 0
	}
	slices.Sort(rates)
	low := rates[int(fallbackShare*float64(len(rates)-1))]
	best, n, start := 0, 0, 0
	for i := from; i < min(to, len(means)); i++ {
		switch {
		case math.IsNaN(means[i]):
			continue
		case moving[i] || means[i] > low:
			n = 0
			continue
		case n == 0:
			start = i
		}
		if n++; n > best {
			best, first, last = n, start, i+1
		}
	}
	return first, last
}
