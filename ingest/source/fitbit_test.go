package source

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	fitbitSleeps = `sleep_id,sleep_type,minutes_in_sleep_period,minutes_asleep,minutes_awake,start_utc_offset,sleep_start,end_utc_offset,sleep_end,data_source,algorithm_version
11,STAGES,410,400,10,+02:00,2026-10-24T21:20:00Z,+01:00,2026-10-25T04:10:00Z,DERIVED,sleep_session_v2
12,CLASSIC,30,25,5,+01:00,2026-10-25T12:00:00Z,+01:00,2026-10-25T12:30:00Z,MANUAL,
13,STAGES,420,410,10,+02:00,2026-10-24T21:10:00Z,+01:00,2026-10-25T04:10:00Z,DERIVED,older_v1
11,STAGES,300,300,0,+02:00,2026-10-24T21:20:00Z,+01:00,2026-10-25T02:20:00Z,DERIVED,older_v1
`
	fitbitStages = `sleep_id,sleep_stage_id,sleep_stage_type,start_utc_offset,sleep_stage_start,end_utc_offset,sleep_stage_end,data_source,algorithm_version
11,1,AWAKE,+02:00,2026-10-24T21:20:00Z,+02:00,2026-10-25T04:10:00Z,DERIVED,older_v1
11,2,LIGHT,+02:00,2026-10-24T21:20:00Z,+02:00,2026-10-25T00:00:00Z,DERIVED,sleep_session_v2
11,3,DEEP,+02:00,2026-10-25T00:00:00Z,+01:00,2026-10-25T04:00:00Z,DERIVED,sleep_session_v2
11,4,RESTLESS,+01:00,2026-10-25T04:00:00Z,+01:00,2026-10-25T04:10:00Z,DERIVED,sleep_session_v2
11,4,RESTLESS,+01:00,2026-10-25T04:00:00Z,+01:00,2026-10-25T04:10:00Z,DERIVED,sleep_session_v2
`
	fitbitRates   = "timestamp,beats per minute,data source\n2026-10-25T00:00:00Z,57.0,Charge 6\n2026-10-25T00:00:05Z,NaN,Charge 6\n2026-10-25T00:00:10Z,58.0,Charge 6\n2026-10-25T00:00:15Z,99.0,Fit Health Connect\n"
	fitbitResting = "timestamp,beats per minute,data source\n2026-10-25T00:00:00Z,51.0,Google Health App\n2026-10-26T00:00:00Z,52.0,Google Health App\n"
	fitbitLegacyN = `[{"logId":11,"dateOfSleep":"2026-10-25","startTime":"2026-10-24T23:20:00.000","endTime":"2026-10-25T05:10:00.000","minutesAsleep":400,"mainSleep":true,"levels":{"data":[
 {"dateTime":"2026-10-24T23:20:00.000","level":"light","seconds":9600},{"dateTime":"2026-10-25T02:00:00.000","level":"deep","seconds":14400},{"dateTime":"2026-10-25T05:00:00.000","level":"wake","seconds":600}],
 "shortData":[{"dateTime":"2026-10-25T02:30:00.000","level":"wake","seconds":60}]}},
 {"logId":10,"dateOfSleep":"2026-10-20","startTime":"2026-10-19T23:00:00.000","endTime":"2026-10-20T00:00:00.000","minutesAsleep":55,"mainSleep":false,"levels":{"data":[
 {"dateTime":"2026-10-19T23:00:00.000","level":"light","seconds":1800},{"dateTime":"2026-10-19T23:30:00.000","level":"rem","seconds":1800}],
 "shortData":[{"dateTime":"2026-10-19T23:29:30.000","level":"wake","seconds":60}]}}]`
	fitbitLegacyHR  = `[{"dateTime":"10/25/26 00:00:00","value":{"bpm":57,"confidence":3}},{"dateTime":"10/25/26 00:00:05","value":{"bpm":70,"confidence":0}}]`
	fitbitLegacyRHR = `[{"dateTime":"10/25/26 00:00:00","value":{"date":"10/25/26","value":51.0,"error":6.8}},{"dateTime":"11/20/26 00:00:00","value":{"date":null,"value":0.0,"error":0.0}}]`
)

func TestFitbitSleep(t *testing.T) {
	d := accepted(t, []byte(fitbitSleeps))
	s := d.sleeps()
	if len(s) != 2 || s[0].ID != "11" || s[0].Totals[record.Asleep] != 24000 || s[0].End.Sub(s[0].Start).Minutes() != 410 || *s[0].Offset != 3600 || s[1].ID != "12" {
		t.Errorf("%+v", s)
	}
	if d.Dropped[dropOlder] != 2 || d.Counts[kindSleep] != 2 {
		t.Errorf("%v, %v", d.Counts, d.Dropped)
	}
	want := []record.Stage{{To: 9600, Kind: record.Light}, {From: 9600, To: 24000, Kind: record.Deep}, {From: 24000, To: 24600, Kind: record.Awake}}
	for name, data := range map[string][]byte{
		"stages alone": []byte(fitbitStages),
		"together": zipped(t, file{"Takeout/Google Health/Health Fitness Data_GoogleData/UserSleepStages_2026-10-01.csv", []byte(fitbitStages)},
			file{"Takeout/Google Health/Health Fitness Data_GoogleData/UserSleeps_2026-10-01.csv", []byte(fitbitSleeps)}),
	} {
		d := accepted(t, data)
		s := d.sleeps()
		if d.Format != fitbitFormat || len(s) == 0 || s[0].ID != "11" || *s[0].Offset != 3600 {
			t.Fatalf("%s: %s, %+v", name, d.Format, s)
		}
		if diff := cmp.Diff(want, s[0].Stages); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFitbitSeries(t *testing.T) {
	d := accepted(t, []byte(fitbitRates))
	if diff := cmp.Diff(map[string]int32{"10-25 00:00:00": 57, "10-25 00:00:10": 58}, d.samples(record.HeartRate)); diff != "" || d.Dropped[dropRoundTrip] != 1 || d.Dropped[dropUnworn] != 1 {
		t.Errorf("%v: %s", d.Dropped, diff)
	}
	for _, data := range []string{fitbitResting, strings.SplitAfterN(fitbitResting, "\n", 3)[0] + strings.SplitAfterN(fitbitResting, "\n", 3)[1]} {
		if got := accepted(t, []byte(data)).daily(record.VendorRHR); got["2026-10-25 12:00 wall"] != 51 {
			t.Errorf("resting heart rates: %v", got)
		}
	}
	d = accepted(t, []byte("timestamp,average heart rate variability milliseconds,entropy,data source\n2026-10-25T00:00:00Z,61.5,2.5,Charge 6\n2026-10-26T00:00:00Z,NaN,NaN,Charge 6\n"))
	if r := d.sole(t); !r.Wall || r.Date.String() != "2026-10-25" || len(r.HRV) != 1 || r.HRV[0].Ms != 61.5 || d.Dropped[dropUnworn] != 1 {
		t.Errorf("%+v, %v", r, d.Dropped)
	}
	d = accepted(t, []byte("timestamp,rmssd,nremhr,entropy\n2026-10-25T00:00:00,61.5,55,2.5\n"))
	if r := d.sole(t); len(r.HRV) != 1 || r.HRV[0].Kind != record.RMSSDAsleep {
		t.Errorf("%+v", r)
	}
	d = accepted(t, []byte("timestamp,steps,data source\n2026-10-25T21:59:00.000Z,80,Charge 6\n2026-10-25T21:59:00.000Z,60,MobileTrack\n2026-10-25T21:59:00.000Z,70,Fit Health Connect\n"))
	if len(d.records) != 2 || d.records[0].Source.Key == d.records[1].Source.Key || d.samples(record.Steps)["10-25 22:00:00"] == 0 {
		t.Errorf("steps of two devices: %+v", d.records)
	}
	d = accepted(t, []byte("timestamp,weight grams,data source\n2026-10-25T05:30:00.123456Z,70360.0,Aria Air\n"))
	if got := d.daily(record.BodyWeight); got["2026-10-25 05:30"] != 70.36 {
		t.Errorf("weight: %v", got)
	}
	d = accepted(t, []byte("exercise_id,exercise_start,exercise_end,utc_offset,activity_name,tracker_total_calories,tracker_total_distance_mm,tracker_avg_heart_rate,tracker_peak_heart_rate\n"+
		"1,2026-10-25T17:00:00Z,2026-10-25T18:00:00Z,+01:00,Weights,410,0,118,152\n"))
	if w := d.sole(t).Workouts[0]; w.SubSport != "strength_training" || *w.AvgHR != 118 || *w.MaxHR != 152 || *w.Kcal != 410 || w.DistanceM != nil || *w.Offset != 3600 {
		t.Errorf("%+v", w)
	}
	for _, nothing := range []string{"no data", "timestamp,breaths per minute,data source\n2026-10-25T00:00:00Z,14.3,Charge 6\n"} {
		if d := accepted(t, []byte(nothing)); d.Format != fitbitFormat || len(d.records) != 0 {
			t.Errorf("%q: %s, %d records", nothing, d.Format, len(d.records))
		}
	}
}

func TestFitbitLegacy(t *testing.T) {
	d := accepted(t, []byte(fitbitLegacyN))
	var first, second record.SleepSession
	for _, s := range d.sleeps() {
		if s.ID == "11" {
			second = s
		} else {
			first = s
		}
	}
	// By its seconds the night of the clock change lasts an hour longer than its times say; they stay what the clock showed.
	want := []record.Stage{{To: 9600, Kind: record.Light}, {From: 9600, To: 24000, Kind: record.Deep}, {From: 24000, To: 24600, Kind: record.Awake}}
	if diff := cmp.Diff(want, second.Stages); diff != "" || second.End.Format("15:04") != "05:10" || !d.records[0].Wall {
		t.Errorf("until %s: %s", second.End, diff)
	}
	want = []record.Stage{{To: 1770, Kind: record.Light}, {From: 1770, To: 1830, Kind: record.Awake}, {From: 1830, To: 3600, Kind: record.REM}}
	if diff := cmp.Diff(want, first.Stages); diff != "" || !first.Nap {
		t.Error(diff)
	}
	d = accepted(t, []byte(fitbitLegacyHR))
	if diff := cmp.Diff(map[string]int32{"10-25 00:00:00": 57}, d.samples(record.HeartRate)); diff != "" || d.Dropped[dropUnworn] != 1 {
		t.Errorf("%v: %s", d.Dropped, diff)
	}
	d = accepted(t, []byte(fitbitLegacyRHR))
	if diff := cmp.Diff(map[string]float64{"2026-10-25 12:00 wall": 51}, d.daily(record.VendorRHR)); diff != "" || d.Dropped[dropUnworn] != 1 {
		t.Errorf("%v: %s", d.Dropped, diff)
	}
}

func TestOverlaid(t *testing.T) {
	under := []segment{{0, 100, record.Light}, {100, 200, record.Deep}, {300, 400, record.REM}}
	over := []segment{{10, 20, record.Awake}, {90, 110, record.Awake}, {195, 310, record.Awake}}
	want := []segment{
		{0, 10, record.Light},
		{10, 20, record.Awake},
		{20, 90, record.Light},
		{90, 100, record.Awake},
		{100, 110, record.Awake},
		{110, 195, record.Deep},
		{195, 200, record.Awake},
		{300, 310, record.Awake},
		{310, 400, record.REM},
	}
	if got := overlaid(under, over); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// takeout is an export; around what is in it lie files for others.
func takeout(t testing.TB, root string, around ...file) []byte {
	return zipped(t, append(append(around,
		file{root + "/Health Fitness Data_GoogleData/UserSleepStages_2026-10-01.csv", []byte(fitbitStages)},
		file{root + "/Health Fitness Data_GoogleData/UserSleeps_2026-10-01.csv", []byte(fitbitSleeps)},
		file{root + "/Health Fitness Data_GoogleData/UserActivityProbabilities_2026-10-01.csv", []byte(fitbitRates)},
		file{root + "/Health Fitness Data_GoogleData/UserSensorCompressionToken_2026-10-01.csv", []byte(fitbitRates)},
		file{root + "/Physical Activity_GoogleData/heart_rate_2026-10-01.csv", []byte(fitbitRates)},
		file{root + "/Physical Activity_GoogleData/daily_resting_heart_rate.csv", []byte(fitbitResting)},
		file{root + "/Biometrics/Glucose 202610.csv", []byte("no data")},
		file{root + "/Global Export Data/sleep-2026-09-21.json", []byte(fitbitLegacyN)},
		file{root + "/Global Export Data/heart_rate-2026-10-25.json", []byte(fitbitLegacyHR)},
		file{root + "/Global Export Data/heart_rate-2026-09-30.json", []byte(strings.ReplaceAll(fitbitLegacyHR, "10/25", "09/30"))},
		file{root + "/Global Export Data/resting_heart_rate-2026-05-07.json", []byte(fitbitLegacyRHR)},
		file{root + "/Global Export Data/steps-2026-10-01.json", []byte(`[{"dateTime":"10/25/26 08:00:00","value":"80"}]`)},
	), around...)...)
}

// Of what is told twice the CSV counts; where there is none the older kind does.
func TestTakeout(t *testing.T) {
	for _, root := range []string{"Takeout/Fitbit", "Takeout/Google Health"} {
		d := accepted(t, takeout(t, root))
		want := map[string]int{kindSleep: 3, kindHeartRate: 3, kindRHR: 2, kindSteps: 1}
		if diff := cmp.Diff(want, d.Counts); diff != "" || d.Format != fitbitFormat || d.Dropped[dropRepeated] != 3 || d.Dropped[dropUnknown] != 0 {
			t.Errorf("%s: %s, %v: %s", root, d.Format, d.Dropped, diff)
		}
		ids := map[string]int{}
		for _, s := range d.sleeps() {
			ids[s.ID]++
		}
		if diff := cmp.Diff(map[string]int{"10": 1, "11": 1, "12": 1}, ids); diff != "" {
			t.Errorf("%s: %s", root, diff)
		}
	}
}

var errOpened = errors.New("a member that is not to be opened was")

// guarded fails where bytes of a member are read.
type guarded struct {
	*bytes.Reader
	from, to int64
}

// ReadAt implements io.ReaderAt.
func (g guarded) ReadAt(p []byte, at int64) (int, error) {
	if at < g.to && at+int64(len(p)) > g.from {
		return 0, errOpened
	}
	return g.Reader.ReadAt(p, at)
}

// What is large and holds nothing is not even opened: a reader fails where its bytes lie.
func TestTakeoutLeavesTrapsClosed(t *testing.T) {
	noise := make([]byte, 2*headSize) // does not pack: the archive's own head and list lie apart from its members
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	data := takeout(t, "Takeout/Fitbit", file{"Takeout/archive_browser.html", noise})
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	run := func(trap *zip.File) (Report, error) {
		at, err := trap.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		return Decode(context.Background(), Table(catalogue(t), DefaultLimits()), File{
			Name: "file", Size: int64(len(data)), Data: guarded{bytes.NewReader(data), at, at + int64(trap.CompressedSize64)},
			SourceKey: func(maker, model, _ string) string { return maker + model },
			Emit:      func(record.Record) error { return nil },
		})
	}
	opened := 0
	for _, m := range z.File {
		isTrap := strings.Contains(m.Name, "UserActivityProbabilities") || strings.Contains(m.Name, "UserSensorCompressionToken")
		r, err := run(m)
		failed := err != nil || r.Status != stream.Accepted
		switch {
		case isTrap && failed:
			t.Errorf("%s was opened: %s %v", m.Name, r.Reason, err)
		case !isTrap && failed:
			opened++
		}
	}
	if opened < 5 {
		t.Errorf("the guard noticed %d members, so that it proves nothing", opened)
	}
}

// Parts come in any order; each is told by itself.
func TestTakeoutInParts(t *testing.T) {
	sleeps := accepted(t, zipped(t, file{"Takeout/Fitbit/Health Fitness Data_GoogleData/UserSleeps_2026-10-01.csv", []byte(fitbitSleeps)}))
	stages := accepted(t, zipped(t, file{"Takeout/Fitbit/Health Fitness Data_GoogleData/UserSleepStages_2026-10-01.csv", []byte(fitbitStages)}))
	a, b := sleeps.sleeps()[0], stages.sleeps()[0]
	if !a.Start.Equal(b.Start) || !a.End.Equal(b.End) || sleeps.records[0].Source != stages.records[0].Source {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func FuzzFitbit(f *testing.F) { fuzz(f, "fitbit_takeout") }

func fitbitSeeds(t testing.TB) (all [][]byte) {
	for _, s := range []string{fitbitSleeps, fitbitStages, fitbitRates, fitbitResting, fitbitLegacyN, fitbitLegacyHR, fitbitLegacyRHR, "no data"} {
		all = append(all, texts(s)...)
	}
	all = append(all, takeout(t, "Takeout/Fitbit"))
	return all
}
