package backtest_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// truth is what the exports of the golden athlete were made from: seven weeks, of which two are an overreaching block.
type truth struct {
	TZ     string `json:"tz"`
	Nights []struct {
		Day     record.Date        `json:"day"`
		Start   time.Time          `json:"start"`
		End     time.Time          `json:"end"`
		From    int                `json:"off_start"`
		To      int                `json:"off_end"`
		Minutes map[string]float64 `json:"minutes"`
		InBed   float64            `json:"in_bed"`
		Asleep  float64            `json:"asleep"`
		RHR     float64            `json:"rhr"`
		RMSSD   float64            `json:"rmssd"`
	} `json:"nights"`
	Workouts []struct {
		Day   record.Date `json:"day"`
		Start time.Time   `json:"start"`
		End   time.Time   `json:"end"`
		AvgHR *float64    `json:"avg_hr"`
		MaxHR *float64    `json:"max_hr"`
		Sets  []struct {
			Exercise string   `json:"exercise"`
			Kg       *float64 `json:"kg"`
			Reps     *int     `json:"reps"`
			RPE      *float64 `json:"rpe"`
		} `json:"sets"`
	} `json:"workouts"`
}

// golden judges the mornings of the golden athlete.
func golden(t *testing.T, path string) result.Backtest {
	t.Helper()
	days, about := goldenDays(t, path)
	out, err := backtest.Run(t.Context(), backtest.Input{
		Athlete: "golden", Days: days, About: about, Exercises: catalogue(t), From: -1 << 30, To: 1 << 30,
	})
	check(t, err)
	return out
}

// goldenDays are the days of the golden athlete: the watch's data and the log's sets.
func goldenDays(t *testing.T, path string) ([]record.Day, record.About) {
	t.Helper()
	b, err := os.ReadFile(path)
	check(t, err)
	var truth truth
	check(t, json.Unmarshal(b, &truth))
	var days []record.Day
	for _, n := range truth.Nights {
		d := record.Day{Date: n.Day, TZ: truth.TZ, Offset: n.To, HRMin: 1440, Files: []string{"truth"}}
		d.Nights = []record.Night{{
			Source: "watch", Start: n.Start, End: n.End, OffsetFrom: n.From, OffsetTo: n.To, TotalsOnly: true, LightMin: n.Minutes["light"],
			DeepMin: n.Minutes["deep"], REMMin: n.Minutes["rem"], AwakeMin: n.Minutes["awake"], TSTMin: n.Asleep, TIBMin: n.InBed,
		}}
		d.NightHR = []record.NightHR{{Source: "watch", Window: "sleep", Bins: int(n.InBed), Coverage: 1, Low30: new(n.RHR)}}
		d.HRV = []record.DayHRV{{Source: "watch", Kind: record.RMSSDAsleep, Method: "vendor", Ms: n.RMSSD, N: 1}}
		for _, w := range truth.Workouts {
			if w.Day != n.Day {
				continue
			}
			work := record.DayWork{
				Source: "log", Start: w.Start, End: w.End, Offset: n.To, Sport: "training", SubSport: "strength_training",
				TimerS: w.End.Sub(w.Start).Seconds(), AvgHR: w.AvgHR, MaxHR: w.MaxHR,
			}
			for i, s := range w.Sets {
				work.Sets = append(work.Sets, record.Set{
					Index: i, Start: w.Start, Exercise: s.Exercise, Layer: record.Log, Reps: s.Reps, LoadKg: s.Kg, RPE: s.RPE,
				})
			}
			d.Workouts = append(d.Workouts, work)
		}
		days = append(days, d)
	}
	return days, record.About{Zones: []record.Zone{{From: record.NoDate, TZ: truth.TZ}}}
}
