package backtest_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// kind is what a synthetic athlete's nights have besides noise.
type kind struct {
	sd                                      float64 // bpm
	lag                                     float64 // autocorrelation of one night and the next; 0: the usual one
	cycle, illness, newWatch, gaps, alcohol bool
}

// The noise: nightly resting heart rates with the spread and the autocorrelation of a wrist watch's sleep: a lag-1
// autocorrelation of .76 and an SD of 2.1 bpm between nights, 1.3 to 3.3 by person, in the Fitbit series of PMData.
const (
	usualRHR   = 54.0
	noiseLag   = .75
	athletes   = 100
	nightsEach = 730
)

// madeUp is the nights of one synthetic athlete: what was measured, and which nights were ordinary.
type madeUp struct {
	rhr      []float64 // NaN: not worn
	source   []string
	ordinary []bool
	sick     []bool
}

// invent makes an athlete; the same seed and kind give the same one.
func invent(seed uint64, k kind) madeUp {
	rng := rand.New(rand.NewPCG(seed, 77))
	out := madeUp{rhr: make([]float64, nightsEach), source: make([]string, nightsEach), ordinary: make([]bool, nightsEach), sick: make([]bool, nightsEach)}
	noise, lag := k.sd*rng.NormFloat64(), cmp.Or(k.lag, noiseLag)
	phase, length := rng.IntN(28), 26+rng.IntN(5)
	for i := range out.rhr {
		noise = lag*noise + k.sd*math.Sqrt(1-lag*lag)*rng.NormFloat64()
		x := usualRHR + noise
		if k.cycle {
			x += cycle(float64((i+phase)%length) / float64(length))
		}
		out.source[i], out.ordinary[i] = "watch-a", true
		if k.newWatch && i >= nightsEach/2 {
			out.source[i] = "watch-b"
			x += 3 // the new one reads higher
		}
		out.rhr[i] = x
	}
	if k.illness {
		for range 4 {
			for j, from := 0, rng.IntN(nightsEach-10); j < 6; j++ {
				out.rhr[from+j] += 7
				out.ordinary[from+j] = false
				out.sick[from+j] = j > 0 // said from the second day on
			}
		}
	}
	if k.alcohol {
		const share = .06 // by which a night of much alcohol raises the rate (Altini and Plews 2021 doi:10.3390/s21237932)
		for i := range out.rhr {
			if rng.IntN(15) == 0 {
				out.rhr[i] *= 1 + share
			}
		}
	}
	if k.gaps {
		for i := range out.rhr {
			if rng.IntN(10) == 0 {
				out.rhr[i] = math.NaN()
			}
		}
		for range 5 {
			for j, from := 0, rng.IntN(nightsEach-8); j < 7; j++ {
				out.rhr[from+j] = math.NaN()
			}
		}
	}
	return out
}

// cycle is how far the menstrual cycle raises the nightly pulse, bpm, by the part of the cycle since menses began (Shilaih et al. 2017
// doi:10.1038/s41598-017-01433-9: +2.1 in the fertile window, +3.8 in mid-luteal phase).
func cycle(part float64) float64 {
	switch {
	case part < .35:
		return 0
	case part < .55:
		return 2.1
	case part < .9:
		return 3.8
	}
	return 1.5
}

// days are the nights as the product would hold them.
func (m madeUp) days() []record.Day {
	var days []record.Day
	for i, x := range m.rhr {
		d := record.Day{Date: firstDay + record.Date(i), TZ: "UTC", HRMin: 1440, Files: []string{"made up"}}
		if !math.IsNaN(x) {
			d.NightHR = []record.NightHR{{Source: m.source[i], Window: "sleep", Bins: 450, Coverage: .95, Low30: &x}}
		}
		if m.sick[i] {
			d.CheckIn = &record.CheckIn{Day: d.Date, Sick: new(true)}
		}
		days = append(days, d)
	}
	return days
}

// frame gives the nights to the metrics of resting heart rate, or to all of them but the trends.
func (m madeUp) frame(trends bool) *metric.Frame {
	f := metric.NewFrame(m.days(), record.About{}, nil)
	for _, w := range metric.Table() {
		if strings.HasPrefix(w.Name, "rhr") && (trends || !strings.Contains(w.Name, "trend")) {
			f.Columns[w.Name] = w.Eval(f)
		}
	}
	return f
}

// found is what is said of nights of one kind. Of each count there is one per athlete.
type found struct {
	nights, episodes        []int // ordinary nights that can be judged; runs of raised nights that begin on one
	steps, caught           []int // steps of +5 bpm, those seen within two days
	days28, trend28, sure28 []int // days with a trend over 28 days, those with a direction, those confirmed
	days84, trend84, sure84 []int
}

// detector tells of each night of a frame whether it is raised, 1 or 0; NaN where it cannot be judged.
type detector func(*metric.Frame) []float64

// product is the detector of the product.
func product(f *metric.Frame) []float64 { return f.Columns["rhr_raised"].V }

// limits are how far above its baseline a night must lie to count for an alarm: both, on two of the last three nights.
type limits struct{ sd, bpm float64 }

// own are the limits of rhr_raised.
var own = limits{1.5, 3}

// rule is the detector that knows limits alone, and no jumps.
func (l limits) rule(f *metric.Frame) []float64 {
	rhr, base, z := f.Columns["rhr"].V, f.Columns["rhr_baseline"].V, f.Columns["rhr_z"].V
	out := make([]float64, len(z))
	var last [3]bool
	for i := range z {
		if out[i] = math.NaN(); math.IsNaN(z[i]) {
			continue
		}
		last = [3]bool{last[1], last[2], z[i] >= l.sd && rhr[i]-base[i] >= l.bpm}
		out[i] = float64(oneIf(last[0] && last[1] || last[1] && last[2] || last[0] && last[2]))
	}
	return out
}

// study lets a detector judge all athletes of a kind, and the product their trends, where asked for.
func study(k kind, detect detector, trends bool) found {
	var out found
	for a := range athletes {
		m := invent(uint64(a), k)
		f := m.frame(trends)
		nights, episodes := m.falseEpisodes(detect(f))
		out.nights, out.episodes = append(out.nights, nights), append(out.episodes, episodes)
		steps, caught := m.steps(detect)
		out.steps, out.caught = append(out.steps, steps), append(out.caught, caught)
		if !trends {
			continue
		}
		n, some, sure := directions(f.Columns["rhr_trend_28d"])
		out.days28, out.trend28, out.sure28 = append(out.days28, n), append(out.trend28, some), append(out.sure28, sure)
		n, some, sure = directions(f.Columns["rhr_trend_84d"])
		out.days84, out.trend84, out.sure84 = append(out.days84, n), append(out.trend84, some), append(out.sure84, sure)
	}
	return out
}

// falseEpisodes counts the ordinary nights that were judged, and the runs of raised nights that begin on one.
func (m madeUp) falseEpisodes(raised []float64) (nights, episodes int) {
	const looked = 3 // nights that the rules look at: so many after an illness are not ordinary either
	on, sinceIll := false, 99
	for i, v := range raised {
		if sinceIll++; !m.ordinary[i] {
			sinceIll = 0
		}
		if math.IsNaN(v) {
			continue
		}
		if sinceIll > looked {
			nights++
			if v == 1 && !on {
				episodes++
			}
		}
		on = v == 1
	}
	return nights, episodes
}

func directions(c metric.Column) (days, some, sure int) {
	for i, v := range c.V {
		if math.IsNaN(v) {
			continue
		}
		days++
		if strings.Contains(c.Warn.At(i), "rising") || strings.Contains(c.Warn.At(i), "falling") {
			some++
		}
		if strings.Contains(c.Warn.At(i), "confirmed") {
			sure++
		}
	}
	return days, some, sure
}

// steps adds 5 bpm to the nights from one on, every 45 nights in a history of its own, where the first three of them are ordinary and
// measured and nothing was raised before, and counts how often that is seen on the first, second or third night: within two days.
func (m madeUp) steps(detect detector) (steps, caught int) {
	const before, high = 60, 5.0
	for from := before; from+3 <= nightsEach; from += 45 {
		part := madeUp{
			rhr: append([]float64{}, m.rhr[from-before:from+3]...), source: m.source[from-before : from+3], sick: m.sick[from-before : from+3],
		}
		usable := true
		for j := range 3 {
			part.rhr[before+j] += high
			usable = usable && m.ordinary[from+j] && !math.IsNaN(m.rhr[from+j])
		}
		raised := detect(part.frame(false))
		if !usable || raised[before-1] == 1 || math.IsNaN(raised[before]) {
			continue
		}
		steps++
		if raised[before] == 1 || raised[before+1] == 1 || raised[before+2] == 1 {
			caught++
		}
	}
	return steps, caught
}

// alarms judges the mornings of some athletes with the watch alone: the nights' heart rate, and sleep of 7 h 30 min with an SD of an hour.
// Nobody is ill and nothing is wrong, so that each alarm is a false one. Both counts are by athlete.
func alarms(t *testing.T, k kind) (alarms, mornings []int) {
	const some, sleepMin, sleepSD = 20, 450.0, 60.0
	for a := range some {
		m := invent(uint64(a), k)
		rng := rand.New(rand.NewPCG(uint64(a), 78))
		days := m.days()
		for i := range days {
			if slept := sleepMin + sleepSD*rng.NormFloat64(); len(days[i].NightHR) > 0 {
				days[i].Nights = []record.Night{night(days[i].Noon().Add(-5*time.Hour), slept)}
			}
		}
		got, err := backtest.Run(t.Context(), backtest.Input{Days: days, From: -1 << 30, To: 1 << 30})
		check(t, err)
		alarms, mornings = append(alarms, got.All.Alarms), append(mornings, got.All.Judged)
	}
	return alarms, mornings
}

// The rule of limits alone is that of rhr_raised where the limits are, jumps aside.
func TestLimits(t *testing.T) {
	f := invent(1, kind{sd: 2, cycle: true, illness: true, newWatch: true, gaps: true}).frame(false)
	jumps := 0
	raised := f.Columns["rhr_raised"]
	for i, v := range own.rule(f) {
		jumped := strings.Contains(raised.Warn.At(i), metric.Jumped)
		if jumped {
			jumps++
		}
		if want := raised.V[i]; v != want && !jumped && !(math.IsNaN(v) && math.IsNaN(want)) || jumped && (v != 0 || want != 1) {
			t.Fatalf("night %d: %v, rhr_raised %v, %q", i, v, want, raised.Warn.At(i))
		}
	}
	if jumps == 0 {
		t.Error("no jump in two years")
	}
}

// rises lets the rate of each athlete rise by so many SD within 28 nights, again and again, and counts how often the product says so within a
// week of the 28th night: names it, and confirms it.
func rises(sd, by float64) (all, named, confirmed []int) {
	const span, week = 28, 7
	for a := range athletes {
		m := invent(uint64(a), kind{sd: sd})
		n, some, sure := 0, 0, 0
		for from := span; from+span+week <= nightsEach; from += span + week {
			part := madeUp{rhr: slices.Clone(m.rhr[from : from+span+week]), source: m.source[from:], sick: m.sick[from:]}
			for i := range part.rhr {
				part.rhr[i] += by * sd * float64(min(i, span-1)) / (span - 1)
			}
			c := part.frame(true).Columns["rhr_trend_28d"]
			var words []string
			for i := span - 1; i < len(c.V); i++ {
				words = append(words, c.Warn.At(i))
			}
			n, some, sure = n+1, some+oneIf(slices.ContainsFunc(words, climbs)), sure+oneIf(slices.Contains(words, "confirmed rising"))
		}
		all, named, confirmed = append(all, n), append(named, some), append(confirmed, sure)
	}
	return all, named, confirmed
}

// climbs tells the word of a trend that rises, confirmed or not.
func climbs(word string) bool { return strings.HasSuffix(word, "rising") }
