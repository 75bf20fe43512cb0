package synthetic

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/muktihari/fit/profile/typedef"
)

// What a benchmark year holds: as much as the year on which other programs were measured.
const (
	YearStrength   = 157                               // sessions of an hour, a record each second, 20 sets and 20 rests
	YearRuns       = 104                               // runs of 45 minutes, a record each second
	YearActivities = YearStrength + YearRuns           // 261
	YearRecords    = YearStrength*3600 + YearRuns*2700 // 846,000
	YearSets       = YearStrength * 40                 // 6,280 set messages, rests too
	YearDays       = 365                               // monitoring files
	YearHR         = YearDays * 24 * 60                // 525,600 all-day heart rates
	YearStress     = YearDays * 24 * 20                // 175,200 stress values
)

// Year writes the benchmark's year: 2025 in UTC, the sessions spread evenly over it. Files
// are handed over one by one and not kept; an error of visit ends the year and is returned.
func Year(seed uint64, visit func(File) error) error { return Years(seed, 1, visit) }

// Years is Year for so many years up to it.
func Years(seed uint64, n int, visit func(File) error) error {
	y := year{rng: rand.New(rand.NewPCG(seed, 0x79656172)), watch: device(demoDays)}
	begin := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		if err := y.write(begin.AddDate(0, 0, (i+1-n)*YearDays), visit); err != nil {
			return err
		}
	}
	return nil
}

type year struct {
	rng   *rand.Rand
	watch Device
}

// write writes the year that begins on a day.
func (y *year) write(begin time.Time, visit func(File) error) error {
	strength, runs := 0, 0
	for i := range YearDays {
		day := begin.AddDate(0, 0, i)
		if err := visit(File{"GARMIN/Monitor/" + day.Format(time.DateOnly) + ".fit", y.day(day)}); err != nil {
			return err
		}
		// Spread evenly: a day has at most one of each.
		if (i+1)*YearStrength/YearDays > strength {
			strength++
			if err := visit(File{activityName("strength", day), y.strength(day.Add(17 * time.Hour))}); err != nil {
				return err
			}
		}
		if (i+1)*YearRuns/YearDays > runs {
			runs++
			if err := visit(File{activityName("run", day), y.run(day.Add(7 * time.Hour))}); err != nil {
				return err
			}
		}
	}
	return nil
}

func activityName(kind string, day time.Time) string {
	return fmt.Sprintf("GARMIN/Activity/%s-%s.fit", day.Format(time.DateOnly), kind)
}

func (y *year) wave(i int, mean, height, period, noise float64) float64 {
	return mean + height*math.Sin(2*math.Pi*float64(i)/period) + noise*y.rng.NormFloat64()
}

func (y *year) day(day time.Time) []byte {
	d := Day{Device: y.watch, Start: day, RestingHR: 52, Resting7d: 52}
	for i := range 24 * 60 {
		d.HR = append(d.HR, uint8(y.wave(i, 66, 12, 24*60, 2)))
	}
	for i := range 24 * 20 {
		d.Stress = append(d.Stress, int8(y.wave(i, 30, 12, 24*20, 3)))
	}
	return Monitor(d)
}

func (y *year) strength(start time.Time) []byte {
	w := Workout{Device: y.watch, Start: start, Sport: typedef.SportTraining, SubSport: typedef.SubSportStrengthTraining}
	for i := range 3600 {
		w.HR = append(w.HR, uint8(y.wave(i, 118, 18, 170, 1)))
	}
	all := moves()
	for i := range YearSets / YearStrength / 2 {
		at := start.Add(time.Duration(i*170) * time.Second)
		e := all[i/4]
		w.Sets = append(w.Sets,
			Set{Start: at, Length: 40 * time.Second, Reps: e.reps, LoadKg: e.kg, Guesses: []Guess{e.own()}},
			Set{Start: at.Add(40 * time.Second), Length: 130 * time.Second, Rest: true})
	}
	return Activity(w)
}

func (y *year) run(start time.Time) []byte {
	w := Workout{Device: y.watch, Start: start, Sport: typedef.SportRunning}
	for i := range 2700 {
		w.HR = append(w.HR, uint8(y.wave(i, 146, 6, 600, 1)))
		w.Speed = append(w.Speed, uint16(y.wave(i, 2900, 200, 600, 40)))
		w.Power = append(w.Power, uint16(y.wave(i, 230, 15, 600, 5)))
	}
	return Activity(w)
}
