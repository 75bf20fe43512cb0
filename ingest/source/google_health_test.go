package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const googlePoints = `{"dataPoints":[
{"name":"users/1/dataTypes/sleep/dataPoints/0","dataSource":{"platform":"FITBIT","device":{"displayName":"Charge 6"}},"sleep":{"interval":{"startTime":"2026-10-24T21:20:00Z","startUtcOffset":"7200s","endTime":"2026-10-25T04:10:00Z","endUtcOffset":"3600s"},"type":"STAGES","stages":[
 {"startTime":"2026-10-24T21:20:00Z","endTime":"2026-10-24T23:20:00Z","type":"LIGHT"},{"startTime":"2026-10-24T23:20:00Z","endTime":"2026-10-25T02:00:00Z","type":"DEEP"},
 {"startTime":"2026-10-25T02:00:00Z","endTime":"2026-10-25T02:10:00Z","type":"RESTLESS"},{"startTime":"2026-10-25T02:10:00Z","endTime":"2026-10-25T05:00:00Z","type":"REM"}],
 "metadata":{"nap":false,"processed":true},"summary":{"minutesAsleep":"400"}}},
{"dataSource":{"platform":"FITBIT"},"sleep":{"interval":{"startTime":"2026-10-25T12:00:00Z","endTime":"2026-10-25T12:30:00Z","endUtcOffset":"3600s"},"type":"CLASSIC","metadata":{"nap":true},"summary":{"minutesAsleep":"25","minutesAwake":"5"}}},
{"dataSource":{"platform":"FITBIT"},"dailyRestingHeartRate":{"date":{"year":2026,"month":10,"day":25},"beatsPerMinute":"52"}},
{"dataSource":{"platform":"FITBIT"},"dailyRestingHeartRate":{"date":{"year":2026,"month":2,"day":31},"beatsPerMinute":"52"}},
{"dataSource":{"platform":"FITBIT"},"dailyHeartRateVariability":{"date":{"year":2026,"month":10,"day":25},"averageHeartRateVariabilityMilliseconds":61.5}},
{"dataSource":{"platform":"FITBIT"},"heartRateVariability":{"sampleTime":{"physicalTime":"2026-10-25T00:05:00Z","utcOffset":"7200s"},"rootMeanSquareOfSuccessiveDifferencesMilliseconds":61.0,"standardDeviationMilliseconds":74.0}},
{"dataSource":{"platform":"FITBIT"},"heartRate":{"sampleTime":{"physicalTime":"2026-10-25T00:05:02.5Z","utcOffset":"7200s"},"beatsPerMinute":"54"}},
{"dataSource":{"platform":"FITBIT"},"heartRate":{"sampleTime":{"physicalTime":"2026-10-25T00:05:04Z","utcOffset":"7200s"},"beatsPerMinute":55}},
{"dataSource":{"platform":"HEALTH_CONNECT"},"heartRate":{"sampleTime":{"physicalTime":"2026-10-25T00:05:06Z","utcOffset":"7200s"},"beatsPerMinute":"99"}},
{"dataSource":{"platform":"FITBIT","device":{"displayName":"Charge 6"}},"steps":{"interval":{"startTime":"2026-10-25T08:00:00Z","endTime":"2026-10-25T08:01:00Z"},"count":"80"}},
{"dataSource":{"platform":"FITBIT","device":{"displayName":"MobileTrack"}},"steps":{"interval":{"startTime":"2026-10-25T08:00:00Z","endTime":"2026-10-25T08:01:00Z"},"count":"75"}},
{"dataSource":{"platform":"FITBIT"},"weight":{"sampleTime":{"physicalTime":"2026-10-25T06:30:00Z","utcOffset":"3600s"},"weightGrams":70360}},
{"dataSource":{"platform":"FITBIT"},"exercise":{"interval":{"startTime":"2026-10-25T17:00:00Z","startUtcOffset":"3600s","endTime":"2026-10-25T18:00:00Z","endUtcOffset":"3600s"},"exerciseType":"STRENGTH_TRAINING","displayName":"Weights","activeDuration":"3000s","metricsSummary":{"caloriesKcal":410,"averageHeartRateBeatsPerMinute":"118","distanceMillimeters":0}}},
{"dataSource":{"platform":"FITBIT"},"bodyFat":{"percentage":20}}
],"nextPageToken":""}`

func TestGoogleHealth(t *testing.T) {
	d := accepted(t, []byte(googlePoints))
	counts := map[string]int{kindSleep: 2, kindRHR: 1, kindHRV: 2, kindHeartRate: 2, kindSteps: 2, kindWeight: 1, kindWorkouts: 1}
	if diff := cmp.Diff(counts, d.Counts); diff != "" || d.Format != "google_health" || d.Dropped[dropRoundTrip] != 1 || d.Dropped[dropShape] != 1 {
		t.Errorf("%s, %v: %s", d.Format, d.Dropped, diff)
	}
	s := d.sleeps()
	want := []record.Stage{
		{To: 7200, Kind: record.Light},
		{From: 7200, To: 16800, Kind: record.Deep},
		{From: 16800, To: 17400, Kind: record.Awake},
		{From: 17400, To: 24600, Kind: record.REM},
	}
	if diff := cmp.Diff(want, s[0].Stages); diff != "" || *s[0].Offset != 3600 || s[0].Nap {
		t.Errorf("the night: %+v: %s", s[0], diff)
	}
	if !s[1].Nap || s[1].Totals[record.Asleep] != 1500 || s[1].Totals[record.Awake] != 300 {
		t.Errorf("the nap: %+v", s[1])
	}
	if diff := cmp.Diff(map[string]int32{"10-25 00:05:02": 54, "10-25 00:05:04": 55}, d.samples(record.HeartRate)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int32{"10-25 00:05:00": 61_000}, d.samples(record.HRVValues)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"2026-10-25 12:00 wall": 52}, d.daily(record.VendorRHR)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"2026-10-25 06:30": 70.36}, d.daily(record.BodyWeight)); diff != "" {
		t.Error(diff)
	}
	steps := map[string]int32{}
	for _, r := range d.records {
		for _, w := range r.Workouts {
			if w.SubSport != "strength_training" || w.TimerS != 3000 || *w.AvgHR != 118 || w.DistanceM != nil || *w.Offset != 3600 {
				t.Errorf("%+v", w)
			}
		}
		for _, x := range r.Samples {
			if x.Kind == record.Steps {
				steps[r.Source.Key] += x.V[0]
			}
		}
	}
	if diff := cmp.Diff(map[string]int32{"Fitbit-Charge 6-": 80, "Fitbit-MobileTrack-": 75}, steps); diff != "" {
		t.Errorf("steps of two devices are two: %s", diff)
	}
}

func FuzzGoogleHealth(f *testing.F) { fuzz(f, "google_health") }

func googleSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(googlePoints)...)
	all = append(all, texts(`{"dataPoints":[{"sleep":{"interval":{"startTime":"2026-10-24T21:20:00Z","endTime":"2026-10-25T04:10:00Z"},"stages":[{}]}}]}`)...)
	return all
}
