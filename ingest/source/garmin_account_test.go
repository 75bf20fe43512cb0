package source

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// garminNightJSON is a night of sleepData of an older watch, which knows no REM.
func garminNightJSON(date, start, end, more string) string {
	return fmt.Sprintf(`{"sleepStartTimestampGMT":"%s","sleepEndTimestampGMT":"%s","calendarDate":"%s","deepSleepSeconds":6300,"lightSleepSeconds":14400,`+
		`"awakeSleepSeconds":300,"unmeasurableSeconds":0,"retro":false,"sleepScores":{"overallScore":80}%s}`, start, end, date, more)
}

// garminDayJSON is a day of UDSFile with its offsets at both ends, in h.
func garminDayJSON(t testing.TB, date string, from, to int, more string) string {
	t.Helper()
	midnight := at(t, date+"T00:00:00Z")
	text := func(x time.Time) string { return x.Format("2006-01-02T15:04:05.0") }
	return fmt.Sprintf(`{"userProfilePK":1,"calendarDate":"%s","totalSteps":9432,"wellnessStartTimeGmt":"%s","wellnessStartTimeLocal":"%s","wellnessEndTimeGmt":"%s",`+
		`"wellnessEndTimeLocal":"%s","restingHeartRate":52,"currentDayRestingHeartRate":51,"includesWellnessData":true%s}`,
		date, text(midnight.Add(-time.Duration(from)*time.Hour)), text(midnight), text(midnight.Add(time.Duration(24-to)*time.Hour)), text(midnight.AddDate(0, 0, 1)), more)
}

const (
	garminSleepPath = "aa_1/DI_CONNECT/DI-Connect-Wellness/2026_1_sleepData.json"
	garminDayPath   = "aa_1/DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026.json"
)

func TestGarminNightsTakeTheOffsetsOfTheDays(t *testing.T) {
	for _, tc := range []struct {
		name     string
		from, to int // h
		wake     string
		want     int
	}{
		{"plain", 2, 2, "2026-10-25T04:10:00.0", 7200},
		{"the clock went back in the night", 2, 1, "2026-10-25T04:10:00.0", 3600},
		{"awake before it did", 2, 1, "2026-10-24T23:30:00.0", 7200},
		{"a flight after it", 2, -4, "2026-10-25T04:10:00.0", 7200},
	} {
		got := accepted(t, zipped(t,
			file{garminSleepPath, []byte("[" + garminNightJSON("2026-10-25", "2026-10-24T21:20:00.0", tc.wake, "") + "]")},
			file{garminDayPath, []byte("[" + garminDayJSON(t, "2026-10-25", tc.from, tc.to, "") + "]")},
		))
		nights := got.sleepOf()
		if len(nights) != 1 || nights[0].Offset == nil || *nights[0].Offset != tc.want {
			t.Errorf("%s: got %+v, want offset %d", tc.name, nights, tc.want)
		}
		if got.Format != "garmin_account" {
			t.Errorf("format %q", got.Format)
		}
	}
}

func TestGarminNights(t *testing.T) {
	first := "[" + `{"sleepStartTimestampGMT":"2026-09-20T21:05:00.0","retro":false},` +
		garminNightJSON("2026-09-21", "2026-09-20T21:05:00.0", "2026-09-21T04:35:00.0", `,"napList":[{"napStartTimestampGMT":"2026-09-21T12:00:00.0","napEndTimestampGMT":"2026-09-21T12:30:00.0","napTimeSec":1500}]`) + "," +
		garminNightJSON("2026-09-22", "2026-09-21T21:05:00.0", "2026-09-22T03:35:00.0", "") + "]"
	second := "[" + garminNightJSON("2026-09-22", "2026-09-21T21:05:00.0", "2026-09-22T04:35:00.0", `,"remSleepSeconds":0`) + "," +
		garminNightJSON("2026-09-21", "2026-09-20T22:00:00.0", "2026-09-20T23:00:00.0", `,"retro":true`) + "]"
	got := accepted(t, zipped(t,
		file{garminSleepPath, []byte(first)}, file{strings.Replace(garminSleepPath, "2026", "2027", 1), []byte(second)},
		file{garminDayPath, []byte("[" + garminDayJSON(t, "2026-09-21", 2, 2, "") + "]")},
	))
	offset := 7200
	score := 80.0
	totals := map[record.StageKind]int{record.Deep: 6300, record.Light: 14400, record.Awake: 300}
	want := []record.SleepSession{
		{Start: at(t, "2026-09-20T21:05:00Z"), End: at(t, "2026-09-21T04:35:00Z"), Offset: &offset, Totals: totals, Score: &score},
		{Start: at(t, "2026-09-21T12:00:00Z"), End: at(t, "2026-09-21T12:30:00Z"), Offset: &offset, Nap: true, Totals: map[record.StageKind]int{record.Asleep: 1500}},
		{
			Start: at(t, "2026-09-21T21:05:00Z"), End: at(t, "2026-09-22T04:35:00Z"), Score: &score,
			Totals: map[record.StageKind]int{record.Deep: 6300, record.Light: 14400, record.Awake: 300, record.REM: 0},
		},
	}
	if diff := cmp.Diff(want, got.sleepOf()); diff != "" {
		t.Error(diff)
	}
	if got.Dropped[dropStub] != 1 || got.Dropped[dropTwice] != 2 {
		t.Errorf("dropped %v", got.Dropped)
	}
	alone := accepted(t, []byte(first)).sleepOf()
	if len(alone) != 3 || alone[0].Offset != nil {
		t.Errorf("alone: %+v", alone)
	}
}

func TestGarminDays(t *testing.T) {
	got := accepted(t, []byte("["+garminDayJSON(t, "2026-09-21", 2, 2, "")+`,{"hydration":{"valueInML":500}},`+
		strings.Replace(garminDayJSON(t, "2026-09-22", 2, 2, ""), `"totalSteps":9432`, `"totalSteps":0`, 1)+"]"))
	noon := at(t, "2026-09-21T12:00:00Z")
	want := []record.Daily{
		{Time: noon, Kind: record.VendorRHR7d, Value: 52}, {Time: noon, Kind: record.VendorRHR, Value: 51}, {Time: noon, Kind: record.DailySteps, Value: 9432},
	}
	if diff := cmp.Diff(want, got.records[0].Daily); diff != "" || !got.records[0].Wall || len(got.records[1].Daily) != 2 {
		t.Errorf("%s%+v", diff, got.records)
	}
	if got.Dropped[dropShape] != 1 || got.Dropped[dropUnworn] != 1 {
		t.Errorf("dropped %v", got.Dropped)
	}
}

const garminHealthJSON = `[{"calendarDate":"2026-09-21","metrics":[{"type":"HR","value":51.0,"baselineUpperLimit":56,"baselineLowerLimit":45,"status":"IN_RANGE"},
{"type":"HRV","value":61.0,"baselineUpperLimit":67,"baselineLowerLimit":54,"status":"IN_RANGE"}]},
{"calendarDate":"2026-09-22","metrics":[{"type":"HRV","value":0,"status":"UNKNOWN"}]},
{"calendarDate":"2026-09-23","metrics":[{"type":"HRV","value":40,"status":"ONBOARDING"}]}]`

const garminWeightJSON = `[{"metaData":{"userProfilePK":1},"weight":{"weight":70360.0,"timestampGMT":"2026-09-27T05:30:00.0"}},{"metaData":{},"height":{"height":170.0}}]`

func TestGarminHealthAndWeights(t *testing.T) {
	health := accepted(t, []byte(garminHealthJSON))
	if r := health.sole(t); len(r.HRV) != 1 || r.HRV[0].Ms != 61 || r.Date.String() != "2026-09-21" || health.Dropped[dropUnworn] != 2 {
		t.Errorf("got %+v, dropped %v", health.records, health.Dropped)
	}
	weight := accepted(t, []byte(garminWeightJSON)).sole(t)
	if weight.Wall || weight.Daily[0] != (record.Daily{Time: at(t, "2026-09-27T05:30:00Z"), Kind: record.BodyWeight, Value: 70.36}) {
		t.Errorf("got %+v", weight)
	}
}

const garminActivitiesJSON = `[{"summarizedActivitiesExport":[{"activityType":"strength_training","beginTimestamp":1790006400000.0,"startTimeGmt":1790006400000.0,
"startTimeLocal":1790013600000.0,"duration":3500000.0,"elapsedDuration":3600000.0,"distance":0.0,"avgHr":118.0,"maxHr":152.0,"calories":1715.44,
"summarizedExerciseSets":[{"category":"HIP_RAISE","subCategory":"BARBELL_HIP_THRUST_WITH_BENCH","reps":33,"volume":3300000,"duration":480000.0,"sets":4},{"category":"UNKNOWN","sets":2,"reps":24}]},
{"activityType":"running","beginTimestamp":1790092800000.0,"duration":1800000.0,"distance":500000.0}]}]`

func TestGarminActivities(t *testing.T) {
	got := accepted(t, []byte(garminActivitiesJSON))
	if len(got.records) != 2 {
		t.Fatalf("got %+v", got.records)
	}
	w := got.records[0].Workouts[0]
	if !w.Start.Equal(at(t, "2026-09-21T16:00:00Z")) || w.End.Sub(w.Start) != time.Hour || *w.Offset != 7200 || w.TimerS != 3500 || w.DistanceM != nil {
		t.Errorf("got %+v", w)
	}
	if w.SubSport != "strength_training" || *w.AvgHR != 118 || *w.MaxHR != 152 || *w.Kcal < 409.9 || *w.Kcal > 410.1 {
		t.Errorf("got %+v", w)
	}
	reps := 0
	for i, s := range w.Sets {
		reps += *s.Reps
		if s.Layer != record.WatchGuess || (i < 4) != (s.LoadKg != nil) || (i < 4) != (s.Exercise == "hip_raise/barbell_hip_thrust_with_bench") {
			t.Errorf("set %d: %+v", i, s)
		}
	}
	if len(w.Sets) != 6 || reps != 57 || *w.Sets[0].LoadKg != 100 || w.Sets[0].DurationS != 120 || got.Counts[kindSets] != 6 {
		t.Errorf("%d sets of %d repetitions: %+v", len(w.Sets), reps, w.Sets)
	}
	if r := got.records[1].Workouts[0]; r.Sport != "running" || *r.DistanceM != 5000 || r.Offset != nil || r.End.Sub(r.Start) != 30*time.Minute {
		t.Errorf("got %+v", r)
	}
}

// The FIT files of the export lie in archives of their own.
func TestGarminArchiveWithFITFiles(t *testing.T) {
	got := accepted(t, zipped(t,
		file{garminSleepPath, []byte("[" + garminNightJSON("2026-09-21", "2026-09-20T21:05:00.0", "2026-09-21T04:35:00.0", "") + "]")},
		file{garminDayPath, []byte("[" + garminDayJSON(t, "2026-09-21", 2, 2, "") + "]")},
		file{"aa_1/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", zipped(t, file{"1.fit", synthetic.Activity(strength())})},
		file{"customer_data/customer.json", []byte("{}")},
	))
	if got.Counts[kindWorkouts] != 1 || got.Counts[kindSleep] != 1 || got.Counts[kindSteps] != 1 || got.Dropped[dropUnknown] != 1 {
		t.Errorf("counts %v, dropped %v", got.Counts, got.Dropped)
	}
}

func FuzzGarminAccount(f *testing.F) { fuzz(f, "garmin_account") }

func garminAccountSeeds(t testing.TB) (all [][]byte) {
	sleep := []byte("[" + garminNightJSON("2026-09-21", "2026-09-20T21:05:00.0", "2026-09-21T04:35:00.0", `,"napList":[{}]`) + "]")
	days := []byte("[" + garminDayJSON(t, "2026-09-21", 2, 1, "") + "]")
	for _, b := range [][]byte{
		sleep, days, []byte(garminHealthJSON), []byte(garminWeightJSON), []byte(garminActivitiesJSON),
		zipped(t, file{garminSleepPath, sleep}, file{garminDayPath, days}),
	} {
		all = append(all, b)
		if b[0] == '[' || b[0] == '{' {
			all = append(all, texts(string(b))...)
		}
	}
	return all
}
