package metric_test

import (
	"math"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// example is a metric reckoned by hand.
type example struct {
	days func() []record.Day
	at   int // day from 0
	want float64
	how  string
}

// examples are at least one of each metric of the table.
func examples() map[string]example {
	return map[string]example{
		"rhr":           {even, 99, 57, "the night's own"},
		"rhr_mean4h":    {even, 99, 60, "the night's own"},
		"rhr_vendor":    {even, 99, 56, "the vendor's own"},
		"rhr_baseline":  {even, 99, 52, "13 nights of 50, 14 of 52, one of 57: the 14th and the 15th are 52"},
		"rhr_z":         {even, 99, 5 / 1.482602219, "57 is 5 above 52; 14 nights lie 0 off and 14 more, the median of it is 1, times 1.4826022"},
		"rhr_low":       {even, 99, 52 - 1.482602219, "the baseline less 1.4826022"},
		"rhr_high":      {even, 99, 52 + 1.482602219, "the baseline plus 1.4826022"},
		"rhr_raised":    {even, 99, 1, "57 twice, 5 bpm and over 1.5 SD up"},
		"rhr_trend_28d": {rising, 99, .7, "0.1 bpm a day"},
		"rhr_trend_84d": {rising, 99, .7, "0.1 bpm a day"},

		"hrv_rmssd":      {even, 99, math.Exp(4.1), "the vendor's own"},
		"hrv_rmssd_spot": {even, 99, 40, "as measured"},
		"hrv_sdnn_spot":  {even, 99, 50, "as measured"},
		"hrv_ln_7d":      {even, 99, 4.1, "seven nights of e^4.1"},
		"hrv_dev_sd":     {even, 99, math.Sqrt(59. / 60), "0.1 above 30 nights of 4.1 and 30 of 3.9, whose SD is 0.1 times the root of 60/59"},
		"hrv_cv_7d":      {even, 90, 2.663101343, "four nights of 4.1 and three of 3.9: SD 0.1069 over mean 4.0143"},

		"hrv_ln_low":  {even, 99, 4 - .05*math.Sqrt(60./59), "half an SD below the mean of 30 nights of 4.1 and 30 of 3.9"},
		"hrv_ln_high": {even, 99, 4 + .05*math.Sqrt(60./59), "half an SD above it"},

		"sleep_tst_min":    {even, 99, 420, "asleep from midnight to 07:00"},
		"sleep_tib_min":    {even, 99, 480, "in bed from 23:00"},
		"sleep_efficiency": {even, 99, 87.5, "420 of 480 minutes"},
		"sleep_debt_h":     {even, 99, 1, "7 of 8 h each night"},
		"sleep_regularity": {even, 99, 100, "every night alike"},
		"sleep_midpoint_h": {even, 99, 3.5, "between midnight and 07:00"},

		"trimp":   {even, 97, 120.7342742, "an hour at x = (150-51)/(190-51): 60 x 0.86 e^(1.67 x)"},
		"edwards": {even, 97, 180, "an hour at 79 % of 190 bpm: zone 3"},
		"hrss":    {even, 97, 66.57036396, "x e^(1.67 x) over 0.85 e^(1.67 0.85)"},
		"tss":     {even, 99, 100, "an hour at FTP"},
		"srpe":    {even, 99, 420, "RPE 7 for 60 minutes"},
		"load":    {even, 99, 100, "the tss"},

		"ctl":       {even, 99, 100 * (1 - math.Exp(-100./42)), "100 days of 100"},
		"atl":       {even, 99, 100 * (1 - math.Exp(-100./7)), "100 days of 100"},
		"tsb":       {even, 99, 100 * (math.Exp(-99./7) - math.Exp(-99./42)), "ctl less atl of the day before"},
		"acwr":      {even, 99, 1, "every day alike"},
		"acwr_ewma": {even, 99, 1, "every day alike"},
		"monotony":  {even, 99, 10, "every day alike: the most there is"},
		"strain":    {even, 99, 7000, "700 points times 10"},

		"glute_sets_max":         {lifter, 98, 5, "4 thrusts and half of 2 deadlifts"},
		"glute_sets_med":         {lifter, 98, 3, "3 band walks with 2 in reserve"},
		"glute_sets_7d":          {lifter, 98, 10, "two sessions of 5"},
		"glute_sessions_7d":      {lifter, 98, 2, "days 94 and 98"},
		"glute_hard_sessions_7d": {lifter, 98, 2, "5 is more than 3"},
		"glute_hours_since_hard": {lifter, 98, 5, "from 19:00 to midnight"},
		"glute_volume_kg":        {lifter, 98, 4480, "4 times 8 times 90 and 2 times 10 times 80"},
		"e1rm_drop_pct":          {lifter, 98, 10, "twice 90 after four weeks of 100"},
		"weeks_since_deload":     {lifter, 98, 22. / 7, "half the sets in the week that ended with day 76"},

		"local_readiness": {lifter, 99, 17. / 48, "17 h of the 48 that 5 hard sets need"},
		"risk_p":          {ill, 1, 0.379321250, "the odds of 12 % times e^1.5"},
		"risk_level":      {ill, 1, 1, "0.30 or more on two days: amber"},
		"risk_confidence": {ill, 1, 1, "illness alone covers nothing: low"},
		"coverage":        {ill, 1, 0, "illness alone covers nothing"},
	}
}

func TestEveryMetricHasAWorkedExample(t *testing.T) {
	all := examples()
	for _, m := range metric.Table() {
		e, ok := all[m.Name]
		if !ok {
			t.Errorf("%s has no worked example", m.Name)
			continue
		}
		delete(all, m.Name)
		about := record.About{Profile: record.Profile{Sex: new("female"), MaxHR: new(190.), FTP: new(200.), SleepNeedH: new(8.)}}
		f := metric.NewFrame(e.days(), about, catalogue)
		f.Evaluate()
		risk.Evaluate(f)
		if got := f.Columns[m.Name].V[e.at]; !(math.Abs(got-e.want) <= 1e-6*max(1, math.Abs(e.want))) {
			t.Errorf("%s is %v, want %v: %s", m.Name, got, e.want, e.how)
		}
	}
	for name := range all {
		t.Errorf("%s is no metric", name)
	}
}

// hundred is 100 days in UTC, filled in one by one.
func hundred(fill func(i int, d *record.Day)) []record.Day {
	out := make([]record.Day, 100)
	for i := range out {
		out[i] = record.Day{Date: firstDay + record.Date(i), TZ: "UTC", HRMin: 1440}
		fill(i, &out[i])
	}
	return out
}

// alternate is one of two values by day.
func alternate(i int, even, odd float64) float64 {
	if i%2 == 0 {
		return even
	}
	return odd
}

// even has nights of 50 and 52 bpm in turn, the last two of 57; lnRMSSD of 4.1 and 3.9 in turn, the last seven of 4.1; seven of eight hours
// in bed asleep; and every day an hour at FTP, at 150 bpm and RPE 7.
func even() []record.Day {
	return hundred(func(i int, d *record.Day) {
		low, ln := alternate(i, 50, 52), alternate(i, 4.1, 3.9)
		if i >= 98 {
			low = 57
		}
		if i >= 93 {
			ln = 4.1
		}
		midnight := d.Date.Time()
		d.NightHR = []record.NightHR{{Source: "w", Window: "sleep", Bins: 450, Coverage: 1, Low30: &low, Mean4h: new(60.), Mean: new(62.)}}
		d.Vendor = []record.DayValue{{Source: "w", Kind: record.VendorRHR, Value: 56}}
		d.HRV = []record.DayHRV{
			{Source: "w", Kind: record.RMSSDAsleep, Method: "vendor", Ms: math.Exp(ln), N: 1},
			{Source: "w", Kind: record.RMSSDSpot, Method: "vendor", Ms: 40, N: 1},
			{Source: "w", Kind: record.SDNNSpot, Method: "vendor", Ms: 50, N: 1},
		}
		d.Nights = []record.Night{{
			Source: "w", Start: midnight.Add(-time.Hour), End: midnight.Add(7 * time.Hour), TSTMin: 420, TIBMin: 480,
			Stages: []record.Stage{{From: 0, To: 3600, Kind: record.Awake}, {From: 3600, To: 8 * 3600, Kind: record.Light}},
		}}
		d.Workouts = []record.DayWork{{
			Source: "w", Start: midnight.Add(17 * time.Hour), End: midnight.Add(18 * time.Hour), Sport: "cycling", TimerS: 3600, RPE: new(7.), NP: new(200.),
			Beats: record.BPMTime{Min: 150, S: record.Ints{3600}},
		}}
	})
}

// rising has a resting heart rate that rises by 0.1 bpm a day.
func rising() []record.Day {
	return hundred(func(i int, d *record.Day) {
		d.NightHR = []record.NightHR{{Source: "w", Window: "sleep", Bins: 450, Coverage: 1, Low30: new(50 + .1*float64(i))}}
	})
}

// lifter trains from 18:00 to 19:00 on every first and fourth day of seven: half the sets in the week from day 70, 90 kg instead of 100 from
// day 94.
func lifter() []record.Day {
	return hundred(func(i int, d *record.Day) {
		if i%7 != 0 && i%7 != 3 {
			return
		}
		start, kg, halves := d.Date.Time().Add(18*time.Hour), 100., 2
		if i >= 94 {
			kg = 90
		}
		if i >= 70 && i < 77 {
			halves = 1
		}
		w := record.DayWork{Source: "w", Start: start, End: start.Add(time.Hour), Sport: "training", SubSport: "strength_training", TimerS: 3600}
		add := func(n int, exercise string, reps int, kg, rir float64) {
			for range n {
				w.Sets = append(w.Sets, record.Set{Index: len(w.Sets), Exercise: exercise, Layer: record.Log, Reps: &reps, LoadKg: &kg, RIR: &rir})
			}
		}
		add(2*halves, "hip_raise/barbell_hip_thrust_with_bench", 8, kg, 2)
		add(halves, "deadlift/romanian_deadlift", 10, 80, 3)
		add(3, "hip_stability/band_walk", 15, 0, 2)
		d.Workouts = []record.DayWork{w}
	})
}

// ill says so on two days, and nothing else is known.
func ill() []record.Day {
	return hundred(func(_ int, d *record.Day) {
		d.HRMin = 0
		d.CheckIn = &record.CheckIn{Day: d.Date, Sick: new(true)}
	})[:2]
}
