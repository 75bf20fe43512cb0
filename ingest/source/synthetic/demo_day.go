package synthetic

import (
	"math"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// morning is when the last day ends and the day's questions are answered at the latest, in minutes after midnight.
const morning = 6*60 + 25

// writeDay writes the day's monitoring file, from midnight to midnight; the last day's ends in the morning.
func (s *demo) writeDay(day int, works []Workout, t *Truth) {
	from, to := s.clock(day, 0), s.clock(day+1, 0)
	if day == demoDays-1 {
		to = s.clock(day, morning)
	}
	if day == 0 {
		from = s.clock(day, 8*60) // the watch is put on
	}
	d := Day{Device: device(day), Start: from.UTC()}
	_, d.Offset = from.Zone()
	n := int(to.Sub(from) / time.Minute)
	d.HR = s.dayHR(day, from, n, works)
	x, charge := strain(day), 25.0
	for i := range (n + stressStep - 1) / stressStep {
		at := from.Add(time.Duration(i*stressStep) * time.Minute)
		asleep := s.asleep(day, at)
		stress, level := 30+20*x+10*s.rng.NormFloat64(), 13.5
		charge -= .16
		if asleep {
			stress, level, charge = 16+22*x+5*s.rng.NormFloat64(), 12.4+1.2*x, charge+.62-.25*x
		}
		charge = math.Max(5, math.Min(100, charge))
		d.Stress = append(d.Stress, int8(math.Max(0, math.Min(100, stress))))
		if d.HR[i*stressStep] > 100 {
			d.Stress[i] = -2 // too much motion
		}
		d.Battery = append(d.Battery, int8(charge))
		d.Breaths = append(d.Breaths, level+.5*s.rng.NormFloat64())
	}
	for i := range (n + 59) / 60 {
		steps := 0
		if h := from.Add(time.Duration(i) * time.Hour).Hour(); h >= 7 && h < 22 {
			steps = 300 + s.rng.IntN(700)
		}
		d.Steps = append(d.Steps, steps)
	}
	if !math.IsNaN(t.RHR) {
		d.RestingHR = uint8(math.Round(t.RHR))
		d.Resting7d = uint8(math.Round(s.meanBefore(t.RHR, func(t Truth) float64 { return t.RHR })))
	}
	for _, v := range d.HR {
		if v > 0 {
			t.HR++
		}
	}
	s.file(s.name("Monitor", day), Monitor(d))
}

// nightAt is the night in which an instant of a day lies, nil if none.
func (s *demo) nightAt(day int, at time.Time) *night {
	for _, i := range []int{day, day + 1} {
		if i < len(s.nights) && !at.Before(s.nights[i].Start) && at.Before(s.nights[i].End()) {
			return &s.nights[i]
		}
	}
	return nil
}

func (s *demo) asleep(day int, at time.Time) bool { return s.nightAt(day, at) != nil }

// dayHR is the heart rate of each minute: the night's, the sessions', else that of somebody up and about.
func (s *demo) dayHR(day int, from time.Time, minutes int, works []Workout) []uint8 {
	out := make([]uint8, minutes)
	base, noise := s.resting(strain(day))+19, 0.0
	for i := range out {
		at := from.Add(time.Duration(i) * time.Minute)
		noise = .85*noise + 3*s.rng.NormFloat64()
		hour := float64(at.Hour()) + float64(at.Minute())/60
		out[i] = uint8(math.Round(math.Max(base-9, base+5*math.Sin((hour-9)*math.Pi/12)+noise)))
		if n := s.nightAt(day, at); n != nil {
			out[i] = 0 // off the wrist, as when charging
			if n.worn {
				out[i] = n.hr[int(at.Sub(n.Start)/time.Minute)]
			}
		}
		for _, w := range works {
			if k := int(at.Sub(w.Start) / w.step()); k >= 0 && k < len(w.HR) {
				out[i] = w.HR[k]
			}
		}
	}
	return out
}

// checkIn answers the morning questions on about four days of five, on each of the recovery, and not on the last day.
func (s *demo) checkIn(day int, t *Truth) {
	x := strain(day)
	fatigue := s.tap(1.6 + 2.4*x)
	soreness := s.tap(1.3 + 2.2*x + math.Min(1, s.setsBefore()/6))
	if s.rng.IntN(5) == 0 && phaseOf(day) != Recovery || day == demoDays-1 {
		return
	}
	c := &record.CheckIn{Day: t.Date, Fatigue: &fatigue, Soreness: &soreness}
	if away(day) {
		c.Tags = []string{"travel"}
	}
	t.CheckIn = c
	s.out.Entries = append(s.out.Entries, record.Entry{
		Kind: record.CheckInEntry, Entered: s.clock(day, morning-2).UTC().Add(time.Duration(s.rng.IntN(60)) * time.Second), CheckIn: c,
	})
}

// setsBefore is yesterday's hard sets.
func (s *demo) setsBefore() float64 {
	if n := len(s.out.Truth); n > 0 {
		return s.out.Truth[n-1].GluteSets
	}
	return 0
}

// tap is an answer of 1 to 5 about a feeling.
func (s *demo) tap(feeling float64) int {
	return max(1, min(5, int(math.Round(feeling+.25*s.rng.NormFloat64()))))
}

// setUp is what the athlete typed on the first day: profile, home zone, weekly plan.
func (s *demo) setUp() []record.Entry {
	at := s.clock(0, 6*60).UTC()
	plan := record.Plan{Weekly: []record.PlannedSession{
		{Weekday: time.Monday, Time: "18:00", Name: "Glutes"},
		{Weekday: time.Thursday, Time: "18:00", Name: "Glutes"},
		{Weekday: time.Saturday, Time: "18:00", Name: "Glutes"},
	}}
	s.out.Plan = plan
	return []record.Entry{
		{Kind: record.ProfileEntry, Entered: at, Profile: &record.Profile{
			Name: new("Demo"), Sex: new("female"), BirthYear: new(1994), WeightKg: new(66.0), Experience: new("intermediate"),
			SleepNeedH: new(8.0), MaxHR: new(188.0), LTHR: new(170.0), Language: new("en"),
		}},
		{Kind: record.ZoneEntry, Entered: at, Zone: &record.Zone{From: record.NoDate, TZ: s.loc.String()}},
		{Kind: record.PlanEntry, Entered: at, Plan: &plan},
	}
}
