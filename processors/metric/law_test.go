package metric_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// The trend, which is kept from day to day, is bit by bit the Theil-Sen slope of the window's values, and so are its words.
func TestTrendIsTheilSen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spread := rapid.SampledFrom([]float64{.01, 1, 30}).Draw(t, "spread") // of quiet, usual and impossible nights
		drift := rapid.SampledFrom([]float64{-.5, 0, .05, 3}).Draw(t, "tenths a day")
		tenths := rapid.SliceOfN(rapid.IntRange(0, 80), 28, 130).Draw(t, "tenths of bpm")
		var days []record.Day
		var x, y []float64
		for i, r := range tenths {
			d := record.Day{Date: firstDay + record.Date(i), HRMin: 600}
			bpm := 400 + spread*(float64(r)+drift*float64(i))/10
			d.NightHR = []record.NightHR{{Source: "watch-a", Window: "sleep", Bins: 400, Coverage: 1, Low30: &bpm}}
			v := bpm
			switch {
			case i%5 == 3:
				d.NightHR, v = nil, math.NaN() // no night
			case r == 7:
				d.CheckIn, v = &record.CheckIn{Sick: new(true)}, math.NaN() // a sick day does not count
			}
			days, x, y = append(days, d), append(x, float64(i)), append(y, v)
		}
		for i := range days {
			if days[i].CheckIn != nil && i > 0 {
				y[i-1] = math.NaN() // nor does the night before it
			}
		}
		f := metric.NewFrame(days, record.About{}, nil)
		f.Evaluate()
		for name, window := range map[string]int{"rhr_trend_28d": 28, "rhr_trend_84d": 84} {
			c := f.Columns[name]
			for i := range days {
				from := max(0, i-window+1)
				if math.IsNaN(c.V[i]) {
					if n := known(y[from : i+1]); n > window*7/10 && i >= window {
						t.Fatalf("%s of day %d is missing though %d nights are known", name, i, n)
					}
					continue
				}
				want := metric.TheilSen(x[from:i+1], y[from:i+1], .95)
				if c.V[i] != 7*want.Slope || int(c.N[i]) != want.N {
					t.Fatalf("%s of day %d: %v of %d nights, want %v of %d", name, i, c.V[i], c.N[i], 7*want.Slope, want.N)
				}
				checkDirection(t, c, i, want, window, 4*spread)
			}
			checkConfirmed(t, c, y, window)
		}
	})
}

// checkConfirmed holds the word confirmed to the test: it agrees on the day and on one of the two before, in one direction.
func checkConfirmed(t *rapid.T, c metric.Column, y []float64, window int) {
	agreed := func(i int, direction string) bool {
		if i < 0 || !strings.HasSuffix(c.Warn.At(i), direction) {
			return false
		}
		m, ok := metric.PreWhitened(y[max(0, i-window+1) : i+1])
		return ok && m.P < .05
	}
	for i := range y {
		for _, direction := range []string{"rising", "falling"} {
			want := agreed(i, direction) && (agreed(i-1, direction) || agreed(i-2, direction))
			if got := c.Warn.At(i) == "confirmed "+direction; got != want {
				t.Fatalf("day %d: %q over %d days, confirmed should be %v", i, c.Warn.At(i), window, want)
			}
		}
	}
}

// checkDirection holds the word of a trend to its interval. enough is a change of bpm that counts in any case.
func checkDirection(t *rapid.T, c metric.Column, i int, s metric.Slope, window int, enough float64) {
	word := c.Warn.At(i)
	const longestHole = 14 // days at either end of the window
	least := s.Slope * float64(window-2*longestHole)
	switch {
	case strings.Contains(word, "rising") && !(s.Lo > 0), strings.Contains(word, "falling") && !(s.Hi < 0):
		t.Fatalf("day %d: %q, though the interval is %v to %v", i, word, s.Lo, s.Hi)
	case s.Lo > 0 && least >= max(1, enough) && !strings.Contains(word, "rising"), s.Hi < 0 && -least >= max(1, enough) && !strings.Contains(word, "falling"):
		t.Fatalf("day %d: %q, though the slope is %v with an interval of %v to %v", i, word, s.Slope, s.Lo, s.Hi)
	}
}

func known(v []float64) (n int) {
	for _, x := range v {
		if !math.IsNaN(x) {
			n++
		}
	}
	return n
}

// What is usual is the plain baseline of the days before of the same source, in whatever order it is asked for.
func TestUsualIsRobustBaseline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const days, floor, least = 10, .5, 3
		values := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 60).Draw(t, "values")
		c := metric.Column{V: make([]float64, len(values)), Source: metric.NewWords(len(values))}
		for i, v := range values {
			c.V[i] = float64(v)
			c.Source.Set(i, rapid.SampledFrom([]string{"a", "a", "a", "b"}).Draw(t, "source"))
			if v == 0 {
				c.V[i] = math.NaN()
			}
		}
		if rapid.Bool().Draw(t, "one source") {
			c.Source = metric.Words{}
		}
		u := metric.NewUsual(c, days, floor, least)
		for range 3 * len(values) {
			i := rapid.IntRange(0, len(values)-1).Draw(t, "day")
			for i := i; i < min(i+3, len(values)); i++ {
				var window []float64
				for j := max(0, i-days); j < i; j++ {
					if c.Source.At(j) == c.Source.At(i) {
						window = append(window, c.V[j])
					}
				}
				want := metric.RobustBaseline(window, c.V[i], floor, least)
				if diff := cmp.Diff(want, u.At(i), cmpopts.EquateNaNs()); diff != "" {
					t.Fatalf("day %d: %s", i, diff)
				}
			}
		}
	})
}

// The regularity, which is counted from day to day, is the sleep regularity index of the minutes of the seven days up to noon.
func TestRegularityIsSRI(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const length, minutesPerDay = 20, 24 * 60
		minutes := make([]int8, (length+2)*minutesPerDay) // from two days before the first noon
		for i := range minutes {
			minutes[i] = metric.EpochMissing
		}
		start := firstDay.Time().Add(-36 * time.Hour)
		at := func(x time.Time) int { return int(x.Sub(start) / time.Minute) }
		awake := rapid.IntRange(0, 3).Draw(t, "never asleep") == 0
		var days []record.Day
		var noons []int
		for i := range length {
			d := record.Day{Date: firstDay + record.Date(i), Offset: 3600 * rapid.SampledFrom([]int{0, 0, 0, 2, -5, 14, -12}).Draw(t, "offset")}
			noon := d.Noon()
			if rapid.IntRange(0, 5).Draw(t, "night") > 0 {
				from := noon.Add(-time.Duration(rapid.IntRange(9*60, 15*60).Draw(t, "asleep since")) * time.Minute)
				d.Nights = []record.Night{night(from, rapid.IntRange(300, 480).Draw(t, "minutes in bed"))}
				for k := max(0, at(noon)-minutesPerDay); k < at(noon); k++ {
					if minutes[k] == metric.EpochMissing {
						minutes[k] = metric.EpochWake // asleep, where the night before said so
					}
				}
				n := &d.Nights[0]
				if rapid.IntRange(0, 4).Draw(t, "gap") == 0 {
					n.Stages[2].Kind = record.Unknown
				}
				fill(minutes, at(n.Start), at(n.End), metric.EpochMissing)
				for k := range n.Stages {
					s := &n.Stages[k]
					if awake {
						s.Kind = record.Awake
					}
					state := metric.EpochSleep
					switch s.Kind {
					case record.Unknown:
						continue
					case record.Awake:
						state = metric.EpochWake
					}
					fill(minutes, at(n.Start)+s.From/60, at(n.Start)+s.To/60, state)
				}
			}
			days, noons = append(days, d), append(noons, at(noon))
		}
		f := metric.NewFrame(days, record.About{}, nil)
		f.Evaluate()
		for i, got := range f.Columns["sleep_regularity"].V {
			window := minutes[max(0, noons[i]-7*minutesPerDay):noons[i]]
			window = slices.Concat(slices.Repeat([]int8{metric.EpochMissing}, 7*minutesPerDay-len(window)), window)
			want := metric.SRI(window, 60)
			if len(days[i].Nights) == 0 {
				want = math.NaN()
			}
			if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("day %d: %v, want %v", i, got, want)
			}
		}
	})
}

// fill sets the minutes [from, to) to a state.
func fill(minutes []int8, from, to int, state int8) {
	for i := max(0, from); i < min(to, len(minutes)); i++ {
		minutes[i] = state
	}
}

// Mann and Kendall's S is the sum of the signs of all differences, however the values are sorted on the way.
func TestMannKendallSumsSigns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(-9, 9), rapid.Map(rapid.IntRange(0, 5), func(n int) float64 { return float64(n) }))
		if rapid.Bool().Draw(t, "any size") {
			value = rapid.Float64()
		}
		y := rapid.SliceOfN(value, 2, 140).Draw(t, "values")
		want := 0.0
		for i, a := range y {
			for _, b := range y[i+1:] {
				switch {
				case b > a:
					want++
				case b < a:
					want--
				}
			}
		}
		if got := metric.MannKendall(y).S; got != want {
			t.Fatalf("S is %v, want %v", got, want)
		}
	})
}

// Days without a word of their own say "", and two of the same words are equal in whatever order they were given.
func TestWords(t *testing.T) {
	a, b := metric.NewWords(3), metric.NewWords(3)
	a.Set(0, "x")
	a.Set(2, "y")
	b.Set(2, "y")
	b.Set(0, "z")
	if a.Equal(b) {
		t.Error("x equals z")
	}
	b.Set(0, "x")
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"x", "", "y"}, words(a, 3)); diff != "" {
		t.Error(diff)
	}
	if got := (metric.Words{}).At(7); got != "" {
		t.Errorf("no words say %q", got)
	}
}
