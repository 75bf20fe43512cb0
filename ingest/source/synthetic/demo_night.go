package synthetic

import (
	"math"
	"time"

	"github.com/muktihari/fit/profile/typedef"
)

// What the athlete is like when rested.
const (
	restingHR = 52.0 // bpm
	restedHRV = 62.0 // ms
	strainHR  = 7.0  // bpm more when fully overreached
	strainHRV = .30  // fall of ln rMSSD when fully overreached
)

// addNight makes the night that ends on a day.
func (s *demo) addNight(day int) {
	x := strain(day)
	s.drift = .5*s.drift + .7*s.rng.NormFloat64()
	bed := s.clock(day, -75-s.rng.IntN(20)+int(50*x)+s.rng.IntN(10))
	wake := s.clock(day, 6*60+2+s.rng.IntN(14))
	n := night{worn: day > 0 && !away(day) && day != nightOff}
	n.Device, n.Start = device(day), bed.UTC()
	n.Stages = s.stages(int(wake.Sub(bed)/time.Minute), x)
	n.Score = uint8(math.Round(84 - 28*x + 4*s.rng.NormFloat64()))
	n.hr = s.nightHR(int(wake.Sub(bed)/time.Minute), s.resting(x))
	s.nights = append(s.nights, n)
}

func (s *demo) resting(x float64) float64 { return restingHR + strainHR*x + s.drift }

// stages fills the minutes in bed: falling asleep, then cycles of light, deep, light and REM sleep with short times awake between, more of
// them under strain. Deep sleep is early, REM late.
func (s *demo) stages(minutes int, x float64) []Stage {
	var out []Stage
	left := minutes
	add := func(level typedef.SleepLevel, n int) {
		n = min(n, left)
		if n > 0 {
			out, left = append(out, Stage{time.Duration(n) * time.Minute, level}), left-n
		}
	}
	add(typedef.SleepLevelAwake, 6+s.rng.IntN(8)+int(8*x))
	for cycle := 0; left > 0; cycle++ {
		add(typedef.SleepLevelLight, 16+s.rng.IntN(10))
		add(typedef.SleepLevelDeep, max(0, 34-9*cycle-int(8*x)+s.rng.IntN(5)))
		add(typedef.SleepLevelLight, 18+s.rng.IntN(10))
		add(typedef.SleepLevelRem, 8+7*cycle+s.rng.IntN(6))
		add(typedef.SleepLevelAwake, 1+s.rng.IntN(3)+int(6*x))
	}
	return out
}

// nightHR is the heart rate of each minute in bed: it falls, lies at rest for forty minutes in the second half, and rises again. The lowest
// half hour is the resting rate: rounding errors are carried on, so that means stay true, and there is no noise at the bottom.
func (s *demo) nightHR(minutes int, rest float64) []uint8 {
	const falling, bottom, rising = 40.0, 20.0, 70.0 // min
	out := make([]uint8, minutes)
	low := .62 * float64(minutes)
	carry, noise := 0.0, 0.0
	for i := range out {
		away := math.Abs(float64(i) - low)
		hr := rest
		if away > bottom {
			noise = .7*noise + .8*s.rng.NormFloat64()
			hr += 1 + 11*math.Exp(-float64(i)/falling) + 3*math.Min(1, (away-bottom)/rising) + noise
		}
		v := math.Round(hr + carry)
		carry += hr - v
		out[i] = uint8(v)
	}
	return out
}

// writeNight writes the sleep and HRV files of a night, and what is true of it.
func (s *demo) writeNight(day int, t *Truth) {
	n := &s.nights[day]
	t.Start, t.End, t.TSTMin = n.Start, n.End(), n.Asleep().Minutes()
	t.RHR = lowestHalfHour(n.hr)
	t.HRV = restedHRV * math.Exp(-strainHRV*strain(day)+.09*s.rng.NormFloat64())
	s.file(s.name("Sleep", day), Sleep(n.Night))
	h := NightHRV{Device: n.Device, Start: n.Start, End: n.End(), Weekly: s.meanBefore(t.HRV, func(t Truth) float64 { return t.HRV })}
	for range int(n.End().Sub(n.Start) / (5 * time.Minute)) {
		ms := t.HRV * math.Exp(.14*s.rng.NormFloat64())
		if s.rng.IntN(7) == 0 {
			ms = 0
		}
		h.Ms = append(h.Ms, ms)
	}
	s.file(s.name("HRVStatus", day), HRVStatus(h))
}

// lowestHalfHour is the lowest mean of thirty minutes in a row.
func lowestHalfHour(hr []uint8) float64 {
	const half = 30
	sum, low := 0, math.MaxInt
	for i, v := range hr {
		sum += int(v)
		if i >= half {
			sum -= int(hr[i-half])
		}
		if i >= half-1 {
			low = min(low, sum)
		}
	}
	return float64(low) / half
}

// meanBefore is the mean of a number over today and the six days before, those without it left out.
func (s *demo) meanBefore(today float64, of func(Truth) float64) float64 {
	sum, n := today, 1.0
	for _, t := range s.out.Truth[max(0, len(s.out.Truth)-6):] {
		if v := of(t); !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / n
}
