package source

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const polarSleep = `[{"night":"2026-10-25","evaluation":{"sleepSpan":"PT24600S","phaseDurations":{"wake":"PT600S","rem":"PT3H","light":"PT2H","deep":"PT1H40M"}},
"sleepResult":{"hypnogram":{"sleepStart":"2026-10-24T23:20:00.000+02:00","sleepEnd":"2026-10-25T05:10:00.000+01:00","sleepStateChanges":[%s]}}}]`

func polarChanges(changes ...string) string {
	var out []string
	for _, c := range changes {
		after, state, _ := strings.Cut(c, " ")
		out = append(out, fmt.Sprintf(`{"offsetFromStart":"PT%sS","state":"%s"}`, after, state))
	}
	return fmt.Sprintf(polarSleep, strings.Join(out, ","))
}

func TestPolarNights(t *testing.T) {
	offset := 3600
	want := record.SleepSession{
		Start: at(t, "2026-10-24T21:20:00Z"), End: at(t, "2026-10-25T04:10:00Z"), Offset: &offset,
		Stages: []record.Stage{
			{From: 0, To: 7200, Kind: record.Light},
			{From: 7200, To: 13200, Kind: record.Deep},
			{From: 13200, To: 24600, Kind: record.REM},
		},
	}
	for _, last := range []string{"24600 WAKE", "25200 WAKE"} { // at the end of the span, and behind it
		got := accepted(t, []byte(polarChanges("0 NONREM1", "3600 NONREM2", "7200 NONREM3", "13200 REM", last)))
		if diff := cmp.Diff([]record.SleepSession{want}, got.sleepOf()); diff != "" {
			t.Errorf("%s: %s", last, diff)
		}
	}
	totals := accepted(t, []byte(fmt.Sprintf(polarSleep, ""))).sleepOf()
	if diff := cmp.Diff(map[record.StageKind]int{record.Awake: 600, record.REM: 10800, record.Light: 7200, record.Deep: 6000}, totals[0].Totals); diff != "" {
		t.Error(diff)
	}
}

func TestPolarRecovery(t *testing.T) {
	got := accepted(t, []byte(`[{"night":"2026-10-25","meanNightlyRecoveryRmssd":48},{"night":"2026-10-26","meanNightlyRecoveryRmssd":"NaN"}]`))
	r := got.sole(t)
	if want := (record.HRV{Time: at(t, "2026-10-25T12:00:00Z"), Kind: record.RMSSDAsleep, Ms: 48}); !r.Wall || cmp.Diff([]record.HRV{want}, r.HRV) != "" {
		t.Errorf("got %+v, want %+v", r, want)
	}
	if got.Dropped[dropUnworn] != 1 {
		t.Errorf("dropped %v", got.Dropped)
	}
	blob := decode(t, []byte(`[{"hrvData":[{"startTime":"2026-09-20T23:00:00","samplingIntervalInMillis":300000,"samples":[50,51]}]}]`))
	if blob.Status != stream.Rejected || len(blob.records) > 0 {
		t.Errorf("a file without dates: %s %+v", blob.Status, blob.records)
	}
}

func polarDays(days ...string) []byte {
	return []byte(`{"deviceDays":[` + strings.Join(days, ",") + `]}`)
}

// polarDayOf is a day of a device by its seconds; the heart rates count from 50.
func polarDayOf(device, date string, seconds ...int) string {
	var out []string
	for i, s := range seconds {
		out = append(out, fmt.Sprintf(`{"heartRate":%d,"secondsFromDayStart":%d,"source":"OPTICAL"}`, 50+i, s))
	}
	return fmt.Sprintf(`{"userId":1,"deviceId":"%s","date":"%s","samples":[%s]}`, device, date, strings.Join(out, ","))
}

// An hour that the clock shows twice is told by the order of the samples; the evening is filed under its own date.
func TestPolarHeartRateOfARepeatedHour(t *testing.T) {
	got := accepted(t, polarDays(
		polarDayOf("A", "2026-10-24", 86100), polarDayOf("A", "2026-10-25", 7200, 9000, 10500, 7200, 9000, 10800),
		polarDayOf("B", "2026-10-25", 7200, 9000)))
	if len(got.records) != 2 || got.records[0].Date.String() != "2026-10-24" || !got.records[1].Wall {
		t.Fatalf("got %+v", got.records)
	}
	s := got.records[1].Samples
	if len(s) != 2 || s[0].Clock != record.ShownFirst || s[1].Clock != record.ShownSecond {
		t.Fatalf("got %+v", s)
	}
	if diff := cmp.Diff(record.Ints{7200, 9000, 10800}, s[1].T); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(record.Ints{7200, 9000, 10500}, s[0].T); diff != "" {
		t.Error(diff)
	}
}

// Seconds beyond those of a day count what passed since its midnight, all of them.
func TestPolarHeartRateByPassedSeconds(t *testing.T) {
	got := accepted(t, polarDays(polarDayOf("A", "2026-10-25", 0, 10800, 86400, 89000)))
	if len(got.records) != 2 {
		t.Fatalf("got %+v", got.records)
	}
	for i, want := range []record.Ints{{0, 10800}, {86400, 89000}} {
		s := got.records[i].Samples[0]
		if s.Clock != record.Elapsed || !s.Start.Equal(at(t, "2026-10-25T00:00:00Z")) || cmp.Diff(want, s.T) != "" {
			t.Errorf("got %+v, want %v", s, want)
		}
	}
}

const polarTraining = `{"identifier":{"id":"8"},"startTime":"2026-09-21T18:00:00","stopTime":"2026-09-21T19:00:00","timezoneOffsetMinutes":120,
"durationMillis":3500000,"calories":410,"hrAvg":118,"hrMax":152,"sport":{"id":"15"},"exercises":[{"startTime":"2026-09-21T18:00:30","timezoneOffsetMinutes":120,
"samples":{"samples":[{"type":"SPEED","intervalMillis":1000,"values":[1]},{"type":"HEART_RATE","intervalMillis":10000,"values":[104.0,"NaN",110.0,0]}]}}]}`

func TestPolarTraining(t *testing.T) {
	got := accepted(t, []byte(polarTraining))
	w := got.sole(t).Workouts[0]
	if !w.Start.Equal(at(t, "2026-09-21T16:00:00Z")) || w.End.Sub(w.Start) != time.Hour || *w.Offset != 7200 || w.TimerS != 3500 {
		t.Errorf("got %+v", w)
	}
	if w.SubSport != "strength_training" || *w.AvgHR != 118 || *w.MaxHR != 152 || *w.Kcal != 410 {
		t.Errorf("got %+v", w)
	}
	if diff := cmp.Diff(record.Ints{30, 50}, w.HR.T); diff != "" || got.Dropped[dropRange] != 1 {
		t.Errorf("%s, dropped %v", diff, got.Dropped)
	}
}

const polarOlderTraining = `{"exportVersion":"1.6","startTime":"2019-01-06T13:47:35.000","stopTime":"2019-01-06T14:33:55.125","timeZoneOffset":60,"distance":7000.5,
"duration":"PT2700.125S","maximumHeartRate":175,"averageHeartRate":161,"kiloCalories":594,"exercises":[{"sport":"STRENGTH_TRAINING",
"samples":{"heartRate":[{"dateTime":"2019-01-06T13:47:35.000","value":97},{"dateTime":"2019-01-06T13:47:36.000"},{"dateTime":"2019-01-06T13:47:37.000","value":99}]}}]}`

func TestPolarTrainingOfOlderExports(t *testing.T) {
	w := accepted(t, []byte(polarOlderTraining)).sole(t).Workouts[0]
	if !w.Start.Equal(at(t, "2019-01-06T12:47:35Z")) || *w.Offset != 3600 || w.TimerS != 2700.125 || w.End.Sub(w.Start) != 46*time.Minute+20125*time.Millisecond {
		t.Errorf("got %+v", w)
	}
	if w.SubSport != "strength_training" || *w.AvgHR != 161 || *w.MaxHR != 175 || *w.DistanceM != 7000.5 || *w.Kcal != 594 {
		t.Errorf("got %+v", w)
	}
	if diff := cmp.Diff(record.Ints{0, 2}, w.HR.T); diff != "" {
		t.Error(diff)
	}
}

const (
	polarActivity = `{"exportVersion":"1.1","date":"2026-09-21","summary":{"stepCount":9432},"samples":{},"physicalInformation":{"weight, kg":70.0}}`
	polarCalendar = `{"exportVersion":"2.6","perceivedRecovery":[],"physicalInformations":[{"dateTime":"2016-05-08T20:01:22.000","weight, kg":70.0}],
"weights":[{"weight":75.0,"date":"2016-07-09"},{"weight":0,"date":"2016-07-10"}]}`
)

func TestPolarDays(t *testing.T) {
	if r := accepted(t, []byte(polarActivity)).sole(t); !r.Wall || r.Daily[0] != (record.Daily{Time: at(t, "2026-09-21T12:00:00Z"), Kind: record.DailySteps, Value: 9432}) {
		t.Errorf("got %+v", r)
	}
	got := accepted(t, []byte(polarCalendar))
	if r := got.sole(t); r.Daily[0] != (record.Daily{Time: at(t, "2016-07-09T12:00:00Z"), Kind: record.BodyWeight, Value: 75}) || got.Dropped[dropValue] != 1 {
		t.Errorf("got %+v, dropped %v", r, got.Dropped)
	}
}

func TestISODurations(t *testing.T) {
	for text, want := range map[string]float64{"PT27000S": 27000, "PT7H30M": 27000, "PT1.5S": 1.5, "PT1H0M1S": 3601, "PT": -1, "P1D": -1, "PT5": -1, "PT-5S": -1, "PT1S2H": -1} {
		got, ok := isoDuration(text)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%s: %v, %v, want %v", text, got, ok, want)
		}
	}
}

func FuzzPolar(f *testing.F) { fuzz(f, "polar_flow") }

func polarSeeds(t testing.TB) (all [][]byte) {
	for _, s := range []string{
		polarChanges("0 NONREM1", "7200 NONREM3", "24600 WAKE"), polarTraining, polarOlderTraining, polarActivity, polarCalendar,
		`[{"night":"2026-10-25","meanNightlyRecoveryRmssd":48}]`,
		string(polarDays(polarDayOf("A", "2026-10-25", 7200, 10500, 7200), polarDayOf("B", "2026-10-25", 0, 87000))),
		fmt.Sprintf(polarSleep, ""), polarChanges("3600 NONREM2", "0 NONREM1", "13200 REM", "99999 WAKE", "14000 NAPPING"), strings.ReplaceAll(polarChanges("0 REM"), "+02:00", "Z"),
		strings.NewReplacer(`"timezoneOffsetMinutes":120`, `"timezoneOffsetMinutes":-720`).Replace(polarTraining), strings.ReplaceAll(polarOlderTraining, `"timeZoneOffset":60,`, ""),
		`{"exportVersion":"1.0","date":"2026-10-25","summary":{"stepCount":9000},"physicalInformation":{"weight":70.5,"maximumHeartRate":190,"restingHeartRate":50}}`,
	} {
		all = append(all, texts(s)...)
	}
	return all
}
