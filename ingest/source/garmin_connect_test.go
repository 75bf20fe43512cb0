package source

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const connectSleep = `{"dailySleepDTO":{"calendarDate":"2026-10-25","sleepStartTimestampGMT":1792876800000,"sleepEndTimestampGMT":1792901400000,
"sleepStartTimestampLocal":1792884000000,"sleepEndTimestampLocal":1792905000000,"deepSleepSeconds":6000,"lightSleepSeconds":7200,"remSleepSeconds":10800,
"awakeSleepSeconds":600,"sleepScores":{"overall":{"value":83}}},
"sleepLevels":[{"startGMT":"2026-10-24T21:20:00.0","endGMT":"2026-10-24T23:20:00.0","activityLevel":1.0},{"startGMT":"2026-10-24T23:20:00.0","endGMT":"2026-10-25T01:00:00.0","activityLevel":0.0},
{"startGMT":"2026-10-25T01:00:00.0","endGMT":"2026-10-25T01:10:00.0","activityLevel":3.0},{"startGMT":"2026-10-25T01:10:00.0","endGMT":"2026-10-25T04:30:00.0","activityLevel":2.0}],
"sleepHeartRate":[{"value":55,"startGMT":1792876800000},{"value":null,"startGMT":1792876920000}],"hrvData":[{"value":48.0,"startGMT":1792877100000}],
"avgOvernightHrv":47.0,"restingHeartRate":52}`

func TestConnectNight(t *testing.T) {
	got := accepted(t, []byte("["+connectSleep+`,{"dailySleepDTO":{"calendarDate":"2026-10-26","sleepStartTimestampGMT":null}}]`))
	offset, score := 3600, 83.0
	want := record.SleepSession{
		Start: at(t, "2026-10-24T21:20:00Z"), End: at(t, "2026-10-25T04:10:00Z"), Offset: &offset, Score: &score,
		Stages: []record.Stage{
			{From: 0, To: 7200, Kind: record.Light},
			{From: 7200, To: 13200, Kind: record.Deep},
			{From: 13200, To: 13800, Kind: record.Awake},
			{From: 13800, To: 24600, Kind: record.REM},
		},
	}
	if diff := cmp.Diff([]record.SleepSession{want}, got.sleepOf()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{kindSleep: 1, kindHeartRate: 1, kindHRV: 2, kindRHR: 1}, got.Counts); diff != "" {
		t.Error(diff)
	}
	if got.Dropped[dropStub] != 1 || got.Dropped[dropUnworn] != 1 {
		t.Errorf("dropped %v", got.Dropped)
	}
}

func TestConnectDays(t *testing.T) {
	heart := accepted(t, []byte(`{"calendarDate":"2026-01-07","startTimestampGMT":"2026-01-07T06:00:00.0","restingHeartRate":52,"lastSevenDaysAvgRestingHeartRate":51,
"heartRateValues":[[1767765600000,60],[1767765720000,null],[1767765840000,61]]}`))
	noon := at(t, "2026-01-07T12:00:00Z")
	if heart.Counts[kindHeartRate] != 2 || heart.Dropped[dropUnworn] != 1 {
		t.Errorf("counts %v, dropped %v", heart.Counts, heart.Dropped)
	}
	days := []record.Daily{{Time: noon, Kind: record.VendorRHR, Value: 52}, {Time: noon, Kind: record.VendorRHR7d, Value: 51}}
	if diff := cmp.Diff(days, heart.records[len(heart.records)-1].Daily); diff != "" {
		t.Error(diff)
	}
	summary := accepted(t, []byte(`{"calendarDate":"2026-01-07","totalSteps":5459,"wellnessStartTimeGmt":"2026-01-06T22:00:00.0","wellnessStartTimeLocal":"2026-01-07T00:00:00.0",
"includesWellnessData":true,"restingHeartRate":52,"lastSevenDaysAvgRestingHeartRate":51}`))
	if diff := cmp.Diff(append([]record.Daily{{Time: noon, Kind: record.DailySteps, Value: 5459}}, days...), summary.sole(t).Daily); diff != "" {
		t.Error(diff)
	}
	stress := accepted(t, []byte(`{"calendarDate":"2026-01-07","startTimestampGMT":"x","stressValuesArray":[[1767765600000,25],[1767765780000,-1]],
"bodyBatteryValuesArray":[[1767765600000,"MEASURED",80,3.0],[1767765780000,"MODELED",null,3.0]]}`))
	if diff := cmp.Diff(map[string]int{kindStress: 1, kindBattery: 1}, stress.Counts); diff != "" || stress.Dropped[dropUnworn] != 2 {
		t.Errorf("%s, dropped %v", diff, stress.Dropped)
	}
	weight := accepted(t, []byte(`{"dateWeightList":[{"date":1749975276000,"weight":59720.0,"timestampGMT":1749996876000}],"totalAverage":{}}`)).sole(t)
	if weight.Offset == nil || *weight.Offset != -21600 || weight.Daily[0].Value != 59.72 {
		t.Errorf("got %+v", weight)
	}
}

const connectHRV = `{"hrvSummary":{"calendarDate":"2026-07-20","lastNightAvg":42},"hrvReadings":[{"hrvValue":54,"readingTimeGMT":"2026-07-20T05:29:48.0"}]}`

func TestConnectVariability(t *testing.T) {
	got := accepted(t, []byte(connectHRV))
	if len(got.records) != 2 || got.records[0].Samples[0].Kind != record.HRVValues || got.records[0].Samples[0].V[0] != 54000 || got.records[1].HRV[0].Ms != 42 {
		t.Errorf("got %+v", got.records)
	}
	list := accepted(t, []byte(`{"hrvSummaries":[{"calendarDate":"2026-07-01","lastNightAvg":43},{"calendarDate":"2026-07-02","lastNightAvg":null}]}`))
	if list.Counts[kindHRV] != 1 || list.Dropped[dropUnworn] != 1 {
		t.Errorf("counts %v, dropped %v", list.Counts, list.Dropped)
	}
}

const (
	connectActivity = `[{"activityId":1,"startTimeLocal":"2026-01-08 08:10:21","startTimeGMT":"2026-01-08 14:10:21","activityType":{"typeKey":"trail_running"},
"duration":2223.3,"elapsedDuration":2225.4,"distance":4261.19,"averageHR":142.0,"maxHR":162.0,"calories":390.0,"activityTrainingLoad":50.8,"directWorkoutRpe":30,"directWorkoutFeel":25}]`
	connectSets = `{"activityId":1,"exerciseSets":[
{"exercises":[{"category":"HIP_RAISE","name":"BARBELL_HIP_THRUST_WITH_BENCH","probability":100.0}],"duration":40.0,"repetitionCount":8,"weight":100000.0,"setType":"ACTIVE","startTime":"2026-01-08T14:10:30.0"},
{"exercises":[],"duration":60.0,"setType":"REST","startTime":"2026-01-08T14:11:10.0"},
{"exercises":[{"category":"SQUAT","name":null,"probability":60.0},{"category":"UNKNOWN","probability":20}],"duration":30.0,"repetitionCount":12,"weight":0.0,"setType":"ACTIVE","startTime":"2026-01-08T14:12:10.0"}]}`
)

func TestConnectActivities(t *testing.T) {
	w := accepted(t, []byte(connectActivity)).sole(t).Workouts[0]
	if *w.Offset != -21600 || w.Sport != "running" || w.SubSport != "trail" || *w.RPE != 3 || *w.Feel != 25 || *w.Load != 50.8 || *w.AvgHR != 142 {
		t.Errorf("got %+v", w)
	}
	single := accepted(t, []byte(`{"activityId":1,"activityTypeDTO":{"typeKey":"yoga"},"summaryDTO":{"startTimeLocal":"2026-01-12T07:38:18.0","startTimeGMT":"2026-01-12T13:38:18.0","duration":4366.1,"averageHR":84.0}}`)).sole(t)
	if s := single.Workouts[0]; s.SubSport != "yoga" || *s.Offset != -21600 || s.RPE != nil {
		t.Errorf("got %+v", s)
	}
}

// A set that the athlete mended makes the list the athlete's word; one that nobody touched leaves it a guess of the watch.
func TestConnectSets(t *testing.T) {
	w := accepted(t, []byte(connectSets)).sole(t).Workouts[0]
	if len(w.Sets) != 2 || !w.Start.Equal(at(t, "2026-01-08T14:10:30Z")) || w.End.Sub(w.Start) != 130*time.Second {
		t.Fatalf("got %+v", w)
	}
	a, b := w.Sets[0], w.Sets[1]
	if a.Layer != record.Log || a.Exercise != "hip_raise/barbell_hip_thrust_with_bench" || *a.Reps != 8 || *a.LoadKg != 100 || len(a.Guesses) != 0 {
		t.Errorf("got %+v", a)
	}
	if b.Layer != record.Log || b.Exercise != "squat" || b.LoadKg != nil || len(b.Guesses) != 1 || b.Guesses[0].Confidence != 60 {
		t.Errorf("got %+v", b)
	}
	raw := accepted(t, []byte(`{"activityId":1,"exerciseSets":[{"exercises":[{"category":"SQUAT","probability":60.0}],"duration":30.0,"setType":"ACTIVE","startTime":"2026-01-08T14:12:10.0"}]}`))
	if s := raw.sole(t).Workouts[0].Sets[0]; s.Layer != record.WatchGuess {
		t.Errorf("got %+v", s)
	}
}

// Bodies that a tool really got are read, or are none that says anything here.
func TestConnectRealBodies(t *testing.T) {
	dir := corpus(t, "exports/garmin_connect_api/garth")
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	counts, dropped, used, unknown := map[string]int{}, map[string]int{}, 0, 0
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		var answers []struct{ Body json.RawMessage }
		if err := json.Unmarshal(b, &answers); err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			d := decode(t, a.Body)
			switch {
			case d.Status == stream.Rejected:
				unknown++
			case d.Format != "garmin_connect" || d.Status != stream.Accepted:
				t.Errorf("%s: %s as %s: %s", filepath.Base(p), d.Status, d.Format, d.Reason)
			default:
				used++
			}
			for k, n := range d.Counts {
				counts[k] += n
			}
			for k, n := range d.Dropped {
				dropped[k] += n
			}
		}
	}
	t.Logf("%d bodies used, %d of other kinds\ncounts %v\ndropped %v", used, unknown, counts, dropped)
	for _, kind := range []string{kindSleep, kindHeartRate, kindHRV, kindRHR, kindSteps, kindWeight, kindWorkouts, kindStress, kindBattery} {
		if counts[kind] == 0 {
			t.Errorf("no %s in any of them", kind)
		}
	}
}

func FuzzGarminConnect(f *testing.F) { fuzz(f, "garmin_connect") }

func garminConnectSeeds(t testing.TB) (all [][]byte) {
	for _, s := range []string{
		connectSleep, connectHRV, connectActivity, connectSets,
		`{"calendarDate":"2026-01-07","startTimestampGMT":"x","heartRateValues":[[1767765600000,60],[1,null],[]]}`,
		`{"calendarDate":"2026-01-07","startTimestampGMT":"x","stressValuesArray":[[1767765600000,25]],"bodyBatteryValuesArray":[[1767765600000,"MEASURED",80,3.0]]}`,
		`[{"calendarDate":"2026-01-07","totalSteps":5459,"totalDistance":1,"stepGoal":1}]`,
		`{"dailyWeightSummaries":[{"allWeightMetrics":[{"weight":59720.0,"timestampGMT":1749996876000}]}],"totalAverage":{}}`,
	} {
		all = append(all, texts(s)...)
	}
	return all
}
