package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// hookPost is a post of HC Webhook with these lists.
func hookPost(lists ...string) []byte {
	return []byte(`{"timestamp": "2026-11-08T20:40:00.000Z", "app_version": "1.9.0", ` + strings.Join(lists, ", ") + `}`)
}

const hookNight = `"sleep": [{"session_end_time": "2026-11-08T06:30:00Z", "duration_seconds": 28800, "stages": [
	{"stage": "4", "start_time": "2026-11-07T22:30:00Z", "end_time": "2026-11-08T00:30:00Z", "duration_seconds": 7200},
	{"stage": 5, "start_time": "2026-11-08T00:30:00Z", "end_time": "2026-11-08T02:30:00Z"},
	{"stage": "STAGE_TYPE_REM", "start_time": "2026-11-08T02:30:00Z", "end_time": "2026-11-08T06:00:00Z"},
	{"stage": "7", "start_time": "2026-11-08T06:00:00Z", "end_time": "2026-11-08T06:30:00Z"}]}]`

func TestAPostOfHealthConnect(t *testing.T) {
	d := accepted(t, hookPost(
		hookNight,
		`"heart_rate": [{"bpm": 60, "time": "2026-11-08T00:00:00Z"}, {"avg": 61.6, "min": 55, "max": 70, "time": "2026-11-08T00:01:00.5Z"}]`,
		`"heart_rate_variability": [{"rmssd_millis": 61.5, "time": "2026-11-08T06:30:00Z"}, {"rmssd_millis": 40, "time": "2026-11-08T07:30:00Z"}]`,
		`"resting_heart_rate": [{"bpm": 51, "time": "2026-11-08T06:30:00Z"}]`,
		`"respiratory_rate": [{"rate": 14.3, "time": "2026-11-08T06:30:00Z"}]`,
		`"oxygen_saturation": [{"percentage": 96, "time": "2026-11-08T06:30:00Z"}]`,
		`"weight": [{"kilograms": 70.36, "time": "2026-11-08T06:30:00Z"}]`,
		`"exercise": [{"type": "70", "start_time": "2026-11-08T17:00:00Z", "end_time": "2026-11-08T18:00:00Z", "duration_seconds": 3600}]`,
		`"menstruation_flow": [{"flow": 1, "time": "2026-11-08T06:30:00Z"}]`,
	))
	samples := func(kind record.SampleKind, seconds, values []int32) record.Samples {
		return record.Samples{Kind: kind, Series: record.Series{Start: at(t, "2026-11-08T00:00:00Z"), T: seconds, V: values}}
	}
	end := at(t, "2026-11-08T06:30:00Z")
	want := record.Record{
		Date: record.DateOf(end), Source: record.Source{Key: "Health Connect--", Maker: "Health Connect", Bridge: true},
		Samples: []record.Samples{
			samples(record.Respiration, []int32{23400}, []int32{1430}), samples(record.SpO2, []int32{23400}, []int32{96}),
			samples(record.HeartRate, []int32{0, 60}, []int32{60, 62}),
		},
		Sleep: []record.SleepSession{{Start: at(t, "2026-11-07T22:30:00Z"), End: end, Stages: []record.Stage{
			{From: 0, To: 7200, Kind: record.Light}, {From: 7200, To: 14400, Kind: record.Deep}, {From: 14400, To: 27000, Kind: record.REM}, {From: 27000, To: 28800, Kind: record.Awake},
		}}},
		HRV:      []record.HRV{{Time: end, Kind: record.RMSSDAsleep, Ms: 61.5}, {Time: at(t, "2026-11-08T07:30:00Z"), Kind: record.RMSSDSpot, Ms: 40}},
		Workouts: []record.Workout{{Start: at(t, "2026-11-08T17:00:00Z"), End: at(t, "2026-11-08T18:00:00Z"), Sport: "training", SubSport: "strength_training"}},
		Daily:    []record.Daily{{Time: end, Kind: record.VendorRHR, Value: 51}, {Time: end, Kind: record.BodyWeight, Value: 70.36}},
	}
	if diff := cmp.Diff(want, d.sole(t)); diff != "" {
		t.Error(diff)
	}
}

// Steps of two applications whose names are not told overlap; told, they are two sources, under the keys that the database's export gives them.
func TestStepsOfAPost(t *testing.T) {
	counts := func(d decoded) map[string][]int32 {
		out := map[string][]int32{}
		for _, r := range d.records {
			for _, s := range r.Samples {
				out[r.Source.Key] = append(out[r.Source.Key], s.V...)
			}
		}
		return out
	}
	one := `{"count": 9000, "start_time": "2026-11-08T08:00:00Z", "end_time": "2026-11-08T18:00:00Z"`
	two := `{"count": 7000, "start_time": "2026-11-08T08:02:00Z", "end_time": "2026-11-08T17:00:00Z"`
	rest := `, {"count": 50, "start_time": "2026-11-08T18:00:00Z", "end_time": "2026-11-08T18:10:00Z"`
	got := counts(accepted(t, hookPost(`"steps": [`+two+`}, `+one+`}`+rest+`}]`)))
	if want := map[string][]int32{"Health Connect--": {9000, 50}}; cmp.Diff(want, got) != "" {
		t.Errorf("got %v, want %v", got, want)
	}
	origin := func(app string) string { return `, "metadata": {"data_origin": "` + app + `", "recording_method": 2}}` }
	got = counts(accepted(t, hookPost(`"steps": [`+one+origin("com.sec.android.app.shealth")+`, `+two+origin("com.google.android.apps.fitness")+`]`)))
	if want := map[string][]int32{"Health Connect-Samsung Health-": {9000}, "Health Connect-Google Fit-": {7000}}; cmp.Diff(want, got) != "" {
		t.Errorf("got %v, want %v", got, want)
	}
}

// One odd element does not spoil the others, nor does a post that breaks off.
func TestAnOddPost(t *testing.T) {
	d := accepted(t, hookPost(hookNight, `"weight": [7, {"kilograms": "70.5", "time": "2026-11-08T06:30:00Z"}, {"kilograms": null, "time": "2026-11-08T06:30:00Z"}, {"kilograms": 70, "time": "noon"}]`))
	if want := map[string]int{kindSleep: 1, kindWeight: 1}; cmp.Diff(want, d.Counts) != "" {
		t.Errorf("got %v, want %v", d.Counts, want)
	}
	if d.Dropped[dropShape] != 3 {
		t.Errorf("dropped %v", d.Dropped)
	}
	whole := string(hookPost(hookNight, `"weight": [{"kilograms": 70, "time": "2026-11-08T06:30:00Z"}, {"kilograms": 71`))
	if d := decode(t, []byte(whole)); d.Status != stream.Partial || d.Counts[kindSleep] != 1 || d.Counts[kindWeight] != 1 {
		t.Errorf("got %s (%s) and %v", d.Status, d.Reason, d.Counts)
	}
}

func FuzzHCWebhook(f *testing.F) { fuzz(f, "hc_webhook") }

func webhookSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(string(hookPost(hookNight, `"steps": [{"count": 9, "start_time": "2026-11-08T08:00:00Z", "end_time": "2026-11-08T18:00:00Z"}]`)))...)
	all = append(all, hookPost(`"heart_rate": [{"avg": 61.6, "time": "2026-11-08T00:01:00.5Z"}]`, `"heart_rate_variability": [{"rmssd_millis": 61.5, "time": "2026-11-08T06:30:00Z"}]`))
	all = append(all, hookPost(`"exercise": [{"type": 70, "start_time": "2026-11-08T17:00:00Z", "end_time": "2026-11-08T18:00:00Z"}]`, `"weight": 7`))
	return all
}
