package backtest_test

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// playerDay is one row of SoccerMon: two seasons of two football teams, answers and session loads. Its scales have 5 as the best.
type playerDay struct {
	date                                      record.Date
	load, acwr, monotony, strain, week, month float64 // published
	sleepH, fatigue, soreness, readiness      float64 // NaN: not answered
}

// readSoccerMon gives the days of each player, in order, without gaps.
func readSoccerMon(t *testing.T, path string) [][]playerDay {
	t.Helper()
	file, err := os.Open(path)
	check(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	check(t, err)
	column := func(name string) int { return slices.Index(rows[0], name) }
	player := ""
	var out [][]playerDay
	for _, row := range rows[1:] {
		if row[column("player_id")] != player {
			player = row[column("player_id")]
			out = append(out, nil)
		}
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(row[column(name)], 64)
			if err != nil {
				return math.NaN()
			}
			return v
		}
		date, err := record.ParseDate(row[column("date")])
		check(t, err)
		k := len(out) - 1
		out[k] = append(out[k], playerDay{
			date: date, load: number("daily_load"), acwr: number("acwr"), monotony: number("monotony"), strain: number("strain"),
			week: number("atl"), month: number("ctl28"), sleepH: number("sleep_duration"),
			fatigue: number("fatigue"), soreness: number("soreness"), readiness: number("readiness"),
		})
		if n := len(out[k]); n > 1 && out[k][n-2].date+1 != date {
			t.Fatalf("%s: a gap before %s", player, date)
		}
	}
	return out
}

// agreement counts rows on which our figure is the published one.
type agreement struct{ rows, acwr, monotony, strain int }

func (a agreement) add(b agreement) agreement {
	return agreement{a.rows + b.rows, a.acwr + b.acwr, a.monotony + b.monotony, a.strain + b.strain}
}

// of says a count as a share of the rows, percent.
func (a agreement) of(n int) float64 { return 100 * float64(n) / float64(a.rows) }

// compareLoads holds our ratios to the published columns: on all rows for which every published window is full, on those of them with any
// load in four weeks, and on those whose published mean loads follow from the published daily loads.
func compareLoads(players [][]playerDay) (full, loaded, consistent agreement) {
	const (
		windows      = 45   // rows before the 46th lack a full window of one of the columns
		nearMean     = .006 // the means are rounded to two decimals
		nearACWR     = .001
		nearMonotony = .006 // rounded to two decimals
	)
	for _, days := range players {
		var load []float64
		for i, d := range days {
			load = append(load, d.load)
			if i < windows {
				continue
			}
			ours, mono := metric.ACWR(load, 0), metric.MonotonyOf(load)
			ratio := ours.Coupled
			none := math.IsNaN(ratio)
			if none {
				ratio = 0 // published as 0, by us not at all
			}
			week, month := sum(load[i-6:])/7, sum(load[i-27:])/28
			row := agreement{rows: 1}
			row.acwr = oneIf(math.Abs(ratio-d.acwr) <= nearACWR)
			row.monotony = oneIf(math.Abs(mono.Monotony-d.monotony) <= nearMonotony)
			row.strain = oneIf(math.Abs(mono.Strain-d.strain) <= nearMonotony*7*week+.06) // rounded monotony times the load, rounded to one decimal
			full = full.add(row)
			if none {
				continue
			}
			loaded = loaded.add(row)
			if math.Abs(week-d.week) <= nearMean && math.Abs(month-d.month) <= nearMean {
				consistent = consistent.add(row)
			}
		}
	}
	return full, loaded, consistent
}

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

func oneIf(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

// what of a morning the table is given.
type given struct{ taps, sleep, load bool }

// digests are a player's days as the product would hold them: the night, the answers (turned round: 5 is worst here), and in the evening one
// session of the day's load.
func digests(days []playerDay, g given) []record.Day {
	out := make([]record.Day, len(days))
	for i, d := range days {
		day := record.Day{Date: d.date, TZ: "UTC", HRMin: 1440, Files: []string{"soccermon"}}
		wake := d.date.Time().Add(7 * time.Hour)
		if g.sleep && d.sleepH > 0 {
			long := time.Duration(d.sleepH * float64(time.Hour))
			day.Nights = []record.Night{{
				Source: "diary", Start: wake.Add(-long), End: wake, TotalsOnly: true, TSTMin: 60 * d.sleepH, TIBMin: 60 * d.sleepH,
			}}
		}
		if g.taps && !math.IsNaN(d.fatigue) {
			day.CheckIn = &record.CheckIn{Day: d.date, Fatigue: turned(d.fatigue), Soreness: turned(d.soreness)}
			day.Entered = wake
		}
		if g.load && d.load > 0 {
			const rpe = 5.0
			start := wake.Add(11 * time.Hour)
			minutes := d.load / rpe
			day.Workouts = []record.DayWork{{
				Source: "diary", Start: start, End: start.Add(time.Duration(minutes * float64(time.Minute))), Sport: "soccer", TimerS: 60 * minutes, RPE: new(rpe),
			}}
		}
		out[i] = day
	}
	return out
}

func turned(answer float64) *int {
	if math.IsNaN(answer) {
		return nil
	}
	return new(int(6 - answer))
}

// counted tells of each day of a player whether its morning counts, and whether it was bad: readiness and the taps were answered and four weeks
// lie behind it; readiness lay at least 2 points below its own median of 28 days.
func counted(days []playerDay) (counts, bad []bool) {
	counts, bad = make([]bool, len(days)), make([]bool, len(days))
	var readiness []float64
	for i, d := range days {
		usual := metric.RobustBaseline(readiness[max(0, i-28):], d.readiness, 1, 7).Median
		readiness = append(readiness, d.readiness)
		counts[i] = i >= 28 && !math.IsNaN(d.readiness) && !math.IsNaN(usual) && !math.IsNaN(d.fatigue)
		bad[i] = d.readiness <= usual-2
	}
	return counts, bad
}

// mornings judges every player's mornings with the product itself.
func mornings(t *testing.T, players [][]playerDay, g given) crowd {
	t.Helper()
	out := make(crowd, len(players))
	for k, days := range players {
		got, err := backtest.Run(t.Context(), backtest.Input{Days: digests(days, g), From: -1 << 30, To: 1 << 30})
		check(t, err)
		counts, bad := counted(days)
		for i, m := range got.Mornings {
			if counts[i] && m.P != nil {
				out[k] = append(out[k], scored{*m.P, bad[i]})
			}
		}
	}
	return out
}
