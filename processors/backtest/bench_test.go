package backtest_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
)

// tenYears is a history with everything: answers each morning, training three evenings a week. Where rpe is set the session's RPE is
// entered after the session; where late is set the soreness of one day in three is corrected the day after.
func tenYears(rpe, late bool) []record.Day {
	rng := rand.New(rand.NewPCG(1, 2))
	wander := 0.0
	var out []record.Day
	for i := range 3650 {
		wander = .75*wander + 1.3*rng.NormFloat64()
		d := quietDay(firstDay+record.Date(i), 52+wander)
		say(&d, clock(d.Date, 7, 0), record.CheckIn{Fatigue: new(2 + rng.IntN(2)), Soreness: new(1 + rng.IntN(4))})
		if i%7 == 1 || i%7 == 3 || i%7 == 5 {
			lift(&d, 18, 80+rng.Float64())
			if rpe {
				say(&d, clock(d.Date, 20, 0), record.CheckIn{Fatigue: d.CheckIn.Fatigue, Soreness: d.CheckIn.Soreness, RPE: new(8.)})
			}
		}
		if late && i%3 == 0 {
			say(&d, clock(d.Date+1, 20, 0), record.CheckIn{Fatigue: d.CheckIn.Fatigue, Soreness: new(1)})
		}
		out = append(out, d)
	}
	return out
}

// Ten years are judged again in well under a second, and in seconds where the mornings did not know what is known today.
func BenchmarkTenYears(b *testing.B) {
	for name, days := range map[string][]record.Day{
		"answers in the morning": tenYears(false, false), "and after each session": tenYears(true, false), "with corrections": tenYears(true, true),
	} {
		in := backtest.Input{Days: days, About: about(), Exercises: catalogue(b), From: -1 << 30, To: 1 << 30}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := backtest.Run(b.Context(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestTenYearsInSeconds has a generous limit: it is there to catch a history that is gone through once per morning.
func TestTenYearsInSeconds(t *testing.T) {
	const limit = 60 * time.Second
	done := make(chan error, 1)
	go func() {
		_, err := backtest.Run(t.Context(), backtest.Input{Days: tenYears(true, false), About: about(), Exercises: catalogue(t), From: -1 << 30, To: 1 << 30})
		done <- err
	}()
	select {
	case err := <-done:
		check(t, err)
	case <-time.After(limit):
		t.Fatalf("not done after %v", limit)
	}
}
