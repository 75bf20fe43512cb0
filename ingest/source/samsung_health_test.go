package source

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// samsungCSV is a table of Samsung Health: a first line about it, a header, and rows that end with a comma.
func samsungCSV(table, header string, rows ...string) []byte {
	text := fmt.Appendf(nil, "\ufeff%s,7006003,%d\r\n%s\r\n", table, len(rows), header)
	for _, r := range rows {
		text = append(text, r+",\r\n"...)
	}
	return text
}

const samsungSleepHeader = "sleep_score,com.samsung.health.sleep.start_time,com.samsung.health.sleep.end_time,com.samsung.health.sleep.time_offset,combined_id,com.samsung.health.sleep.datauuid"

// samsungNight is a night through which the clock goes back, told in two tables.
func samsungNight() (sleep, stages []byte) {
	sleep = samsungCSV("com.samsung.shealth.sleep", samsungSleepHeader, "80,2026-10-24 21:20:00.000,2026-10-25 04:10:00.000,UTC+0200,,u1")
	stages = samsungCSV("com.samsung.health.sleep_stage", "start_time,sleep_id,stage,time_offset,end_time",
		"2026-10-24 21:20:00.000,u1,40002,UTC+0200,2026-10-24 23:20:00.000", "2026-10-24 23:20:00.000,u1,40003,UTC+0200,2026-10-25 01:20:00.000",
		"2026-10-25 01:20:00.000,u1,40004,UTC+0100,2026-10-25 04:00:00.000", "2026-10-25 04:00:00.000,u1,40001,UTC+0100,2026-10-25 04:10:00.000")
	return sleep, stages
}

func samsungArchive(t testing.TB, more ...file) []byte {
	t.Helper()
	sleep, stages := samsungNight()
	const root = "samsunghealth_ana_20261108120000/"
	return zipped(t, append([]file{
		{root + "com.samsung.shealth.sleep.20261108120000.csv", sleep}, {root + "com.samsung.health.sleep_stage.20261108120000.csv", stages},
	}, more...)...)
}

func TestNightOfSamsungHealth(t *testing.T) {
	hour, score := 3600, 80.0
	want := []record.SleepSession{{
		ID: "u1", Start: at(t, "2026-10-24T21:20:00Z"), End: at(t, "2026-10-25T04:10:00Z"), Offset: &hour, Score: &score,
		Stages: []record.Stage{
			{From: 0, To: 7200, Kind: record.Light}, {From: 7200, To: 14400, Kind: record.Deep}, {From: 14400, To: 24000, Kind: record.REM}, {From: 24000, To: 24600, Kind: record.Awake},
		},
	}}
	d := accepted(t, samsungArchive(t))
	if diff := cmp.Diff(want, d.sleeps()); diff != "" {
		t.Error(diff)
	}
	if d.Format != samsungFormat || d.Counts[kindSleep] != 1 {
		t.Errorf("got format %q and counts %v", d.Format, d.Counts)
	}
	sleep, stages := samsungNight()
	want[0].Score = nil
	if diff := cmp.Diff(want, accepted(t, stages).sleeps()); diff != "" {
		t.Errorf("stages alone: %s", diff)
	}
	if s := accepted(t, sleep).sleeps(); len(s) != 1 || len(s[0].Stages) != 0 || s[0].Totals[record.Asleep] != 410*60 {
		t.Errorf("sessions alone: got %+v", s)
	}
}

// The app joins what it first took for two sleeps.
func TestCombinedSleepOfSamsungHealth(t *testing.T) {
	sleep := samsungCSV("com.samsung.shealth.sleep", samsungSleepHeader,
		"70,2026-09-21 03:00:00.000,2026-09-21 05:00:00.000,UTC+0200,c1,u2", "80,2026-09-20 22:00:00.000,2026-09-21 02:30:00.000,UTC+0200,c1,u1")
	stages := samsungCSV("com.samsung.health.sleep_stage", "start_time,sleep_id,stage,time_offset,end_time",
		"2026-09-20 22:00:00.000,u1,40002,UTC+0200,2026-09-21 02:30:00.000", "2026-09-21 03:00:00.000,u2,40003,UTC+0200,2026-09-21 05:00:00.000")
	d := accepted(t, zipped(t, file{"com.samsung.shealth.sleep.2.csv", sleep}, file{"com.samsung.health.sleep_stage.2.csv", stages}))
	s := d.sleeps()
	if len(s) != 1 || !s[0].Start.Equal(at(t, "2026-09-20T22:00:00Z")) || !s[0].End.Equal(at(t, "2026-09-21T05:00:00Z")) || len(s[0].Stages) != 2 {
		t.Errorf("got %+v, want one session of two stages", s)
	}
}

func TestTablesOfSamsungHealth(t *testing.T) {
	const heart = "com.samsung.health.heart_rate."
	for _, tc := range []struct {
		name    string
		data    []byte
		counts  map[string]int
		dropped map[string]int
		check   func(t *testing.T, d decoded)
	}{
		{
			"heart rates; a row with samples of its own is only their mean",
			samsungCSV("com.samsung.shealth.tracker.heart_rate", "tag_id,"+heart+"start_time,"+heart+"time_offset,"+heart+"heart_rate,"+heart+"binning_data",
				"21313,2026-09-20 21:05:00.000,UTC+0200,61.0,", "21313,2026-09-20 21:10:00.000,UTC+0200,55.0,a.binning_data.json", "1,2026-09-20 21:15:00.000,UTC+0200,0.0,", "1,,UTC+0200,60.0,"),
			map[string]int{kindHeartRate: 1},
			map[string]int{dropRange: 1, dropShape: 1},
			func(t *testing.T, d decoded) {
				if s := d.sole(t).Samples[0]; !s.At(0).Equal(at(t, "2026-09-20T21:05:00Z")) || s.V[0] != 61 {
					t.Errorf("got %d at %v", s.V[0], s.At(0))
				}
			},
		},
		{
			"steps of two devices are two sources",
			samsungCSV("com.samsung.shealth.tracker.pedometer_day_summary", "step_count,day_time,deviceuuid,datauuid",
				"9432,1789948800000,watch,d1", "9432,1789948800000,phone,d2", "0,1790035200000,phone,d3"),
			map[string]int{kindSteps: 2},
			map[string]int{dropValue: 1},
			func(t *testing.T, d decoded) {
				if len(d.records) != 2 || d.records[0].Source.Key != "Samsung Health--phone" || !d.records[0].Wall || d.records[0].Date.String() != "2026-09-21" {
					t.Errorf("got %+v", d.records)
				}
			},
		},
		{
			"an exercise",
			samsungCSV("com.samsung.shealth.exercise", "com.samsung.health.exercise.start_time,com.samsung.health.exercise.end_time,com.samsung.health.exercise.time_offset,com.samsung.health.exercise.exercise_type,com.samsung.health.exercise.duration,com.samsung.health.exercise.mean_heart_rate,com.samsung.health.exercise.max_heart_rate",
				"2026-09-21 16:00:00.000,2026-09-21 17:00:00.000,UTC+0200,15002,3300000,118.0,152.0"),
			map[string]int{kindWorkouts: 1},
			nil,
			func(t *testing.T, d decoded) {
				w := d.sole(t).Workouts[0]
				if w.SubSport != "strength_training" || w.TimerS != 3300 || *w.AvgHR != 118 || *w.MaxHR != 152 || *w.Offset != 7200 {
					t.Errorf("got %+v", w)
				}
			},
		},
		{
			"weight",
			samsungCSV("com.samsung.health.weight", "start_time,weight,time_offset,datauuid", "2026-09-27 05:30:00.000,70.36,UTC+0200,w0"),
			map[string]int{kindWeight: 1},
			nil, func(*testing.T, decoded) {},
		},
		{
			"breathing, as of the end of the night",
			samsungCSV("com.samsung.health.respiratory_rate", "start_time,binning_data,average,time_offset,end_time", "2026-09-20 21:05:00.000,x.json,14.3,UTC+0200,2026-09-21 04:35:00.000"),
			map[string]int{kindResp: 1},
			nil,
			func(t *testing.T, d decoded) {
				if s := d.sole(t).Samples[0]; s.V[0] != 1430 || !s.At(0).Equal(at(t, "2026-09-21T04:35:00Z")) {
					t.Errorf("got %d at %v", s.V[0], s.At(0))
				}
			},
		},
		{
			"samples of the heart",
			[]byte(`[{"heart_rate": 60.0, "heart_rate_min": 60.0, "heart_rate_max": 61.0, "start_time": 1789938300000, "end_time": 1789938599000}, 7]`),
			map[string]int{kindHeartRate: 1},
			map[string]int{dropShape: 1},
			func(*testing.T, decoded) {},
		},
		{
			"windows of variability, stamped with their end",
			[]byte(`[{"start_time": 1792271700000, "end_time": 1792271999000, "rmssd": 66.0, "sdnn": 81.0}]`),
			map[string]int{kindHRV: 1},
			nil,
			func(t *testing.T, d decoded) {
				if s := d.sole(t).Samples[0]; s.Kind != record.HRVValues || s.V[0] != 66000 || s.At(0).Unix() != 1792271999 {
					t.Errorf("got %+v", s)
				}
			},
		},
		{
			"a table that nobody reads",
			samsungCSV("com.samsung.shealth.badge", "start_time,title", "2026-09-21 16:00:00.000,x"),
			nil,
			map[string]int{dropTable: 1},
			func(*testing.T, decoded) {},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := accepted(t, tc.data)
			if diff := cmp.Diff(tc.counts, d.Counts); diff != "" || d.Format != samsungFormat {
				t.Fatal(d.Format, diff)
			}
			if diff := cmp.Diff(tc.dropped, d.Dropped); diff != "" {
				t.Error(diff)
			}
			tc.check(t, d)
		})
	}
}

// What an archive holds beside the tables stays closed where nobody reads it.
func TestArchiveOfSamsungHealth(t *testing.T) {
	bins := []byte(`[{"heart_rate": 60.0, "heart_rate_min": 60.0, "heart_rate_max": 61.0, "start_time": 1792876800000, "end_time": 1792877099000}]`)
	const root, table = "samsunghealth_ana_20261108120000/", "jsons/com.samsung.shealth.tracker.heart_rate/a/"
	day := samsungCSV("com.samsung.shealth.tracker.pedometer_day_summary", "step_count,day_time,deviceuuid", "9432,1789948800000,watch")
	trend := samsungCSV("com.samsung.shealth.step_daily_trend", "count,day_time,deviceuuid", "9999,1789948800000,watch")
	d := accepted(t, samsungArchive(t, file{root + table + "a.binning_data.json", bins}, file{root + "jsons/com.samsung.shealth.step_daily_trend/0/x.json", []byte("[")},
		file{root + "files/photo.jpg", []byte("x")}, file{root + "com.samsung.shealth.tracker.pedometer_day_summary.2.csv", day}, file{root + "com.samsung.shealth.step_daily_trend.2.csv", trend}))
	if want := map[string]int{kindSleep: 1, kindHeartRate: 1, kindSteps: 1}; cmp.Diff(want, d.Counts) != "" || len(d.Dropped) != 0 {
		t.Errorf("got %v, want %v; dropped %v", d.Counts, want, d.Dropped)
	}
}

func FuzzSamsungHealth(f *testing.F) { fuzz(f, "samsung_health") }

func samsungSeeds(t testing.TB) (all [][]byte) {
	sleep, stages := samsungNight()
	all = append(texts(string(sleep), string(stages)), samsungArchive(t))
	all = append(all, samsungCSV("com.samsung.shealth.tracker.pedometer_day_summary", "step_count,day_time,deviceuuid", "9432,1789948800000,watch"))
	all = append(all, texts(`[{"start_time": 1792271700000, "end_time": 1792271999000, "rmssd": 66.0, "sdnn": 81.0}]`)...)
	return all
}
