package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// haeMetrics is a post of metrics, each as `"name":"heart_rate","units":"bpm","data":[…]`.
func haeMetrics(metrics ...string) []byte {
	return []byte(`{"data" : {"metrics" : [{` + strings.Join(metrics, "},\n{") + `}]}}`)
}

func haeWorkouts(workouts ...string) []byte {
	return []byte(`{"data":{"workouts":[{` + strings.Join(workouts, "},{") + `}],"stateOfMind":[{"start":"2026-09-21T16:00:00Z"}]}}`)
}

const (
	haeWatch  = `"source":"Ada’s Apple\u00a0Watch"`
	haeSleep  = `"name":"sleep_analysis","units":"hr","data":`
	haeTotals = `{"date":"2026-09-21 00:00:00 +0200","totalSleep":7.416666666666667,"asleep":0,"core":3.9166666666666665,"deep":1,"rem":2.5,` +
		`"awake":0.08333333333333333,"inBed":0,"sleepStart":"2026-09-20 23:05:00 +0200","sleepEnd":"2026-09-21 06:35:00 +0200",` +
		`"inBedStart":"2026-09-20 23:05:00 +0200","inBedEnd":"2026-09-21 06:35:00 +0200","source":"Ada’s iPhone|Ada’s Apple\u00a0Watch"}`
)

// haeStretch is a stretch of sleep on the morning of 2026-09-21, on a clock of 12 hours.
func haeStretch(stage, from, to string) string {
	return fmt.Sprintf(`{"startDate":"2026-09-21 %s +0200","endDate":"2026-09-21 %s +0200","qty":1,"value":"%s",%s}`, from, to, stage, haeWatch)
}

// The two shapes of a night are one night, and that of the watch's own export.
func TestHealthAutoExportNights(t *testing.T) {
	d := accepted(t, haeMetrics(haeSleep+"["+haeTotals+"]"))
	want := record.SleepSession{
		Start: at(t, "2026-09-20T21:05:00Z"), End: at(t, "2026-09-21T04:35:00Z"), Offset: new(7200),
		Totals: map[record.StageKind]int{record.Light: 14100, record.Deep: 3600, record.REM: 9000, record.Awake: 300},
	}
	r := d.sole(t)
	if diff := cmp.Diff([]record.SleepSession{want}, r.Sleep); diff != "" || r.Source.Key != watchKey {
		t.Errorf("%s: %s", r.Source.Key, diff)
	}
	stretches := strings.Join([]string{
		haeStretch("REM", "3:05:00\u202fAM", "5:35:00\u202fam"), haeStretch("Core", "12:05:00 AM", "2:00:00 a.m."),
		haeStretch("Deep", "2:00:00\u00a0AM", "3:00:00AM"), haeStretch("Awake", "3:00:00 AM", "3:05:00 AM"),
		haeStretch("In Bed", "12:00:00 AM", "5:40:00 AM"), haeStretch("Asleep", "1:00:00 PM", "1:30:00 PM"),
	}, ",")
	r = accepted(t, haeMetrics(haeSleep+"["+stretches+"]")).sole(t)
	if len(r.Sleep) != 2 {
		t.Fatalf("%d nights", len(r.Sleep))
	}
	want = record.SleepSession{
		Start: at(t, "2026-09-20T22:00:00Z"), End: at(t, "2026-09-21T03:40:00Z"), Offset: new(7200),
		Stages: []record.Stage{
			{From: 0, To: 300, Kind: record.Unknown},
			{From: 300, To: 7200, Kind: record.Light},
			{From: 7200, To: 10800, Kind: record.Deep},
			{From: 10800, To: 11100, Kind: record.Awake},
			{From: 11100, To: 20100, Kind: record.REM},
			{From: 20100, To: 20400, Kind: record.Unknown},
		},
	}
	if diff := cmp.Diff(want, r.Sleep[0]); diff != "" {
		t.Error(diff)
	}
	if nap := r.Sleep[1]; !nap.Start.Equal(at(t, "2026-09-21T11:00:00Z")) || nap.Stages[0].Kind != record.Asleep {
		t.Errorf("nap %+v", nap)
	}
}

// Old versions of the app tell less of a night.
func TestHealthAutoExportOldNights(t *testing.T) {
	const times = `"inBedStart":"2026-09-20 23:05:00 +0200","inBedEnd":"2026-09-21 06:35:00 +0200"`
	for name, c := range map[string]struct {
		night string
		want  map[record.StageKind]int
		drop  string
	}{
		"asleep only":     {`{"asleep":7.5,"inBed":8,` + times + `}`, map[record.StageKind]int{record.Asleep: 27000}, ""},
		"some stages":     {`{"totalSleep":7,"deep":1,` + times + `}`, map[record.StageKind]int{record.Deep: 3600, record.Asleep: 21600}, ""},
		"in bed only":     {`{"asleep":0,"inBed":8,` + times + `}`, nil, dropNoSleep},
		"no times":        {`{"date":"2026-09-21","asleep":7}`, nil, dropShape},
		"another shape":   {`{"asleep":"long",` + times + `}`, nil, dropShape},
		"unknown stage":   {haeStretch("Nickerchen", "1:00:00 PM", "1:30:00 PM"), nil, dropShape},
		"an hour too far": {haeStretch("Core", "13:00:00 PM", "1:30:00 PM"), nil, dropShape},
	} {
		d := accepted(t, haeMetrics(haeSleep+"["+c.night+"]"))
		var got map[record.StageKind]int
		for _, r := range d.records {
			got = r.Sleep[0].Totals
		}
		if diff := cmp.Diff(c.want, got); diff != "" || c.drop != "" && d.Dropped[c.drop] != 1 {
			t.Errorf("%s: %v: %s", name, d.Dropped, diff)
		}
	}
}

// Series are read in their units, wherever a phone writes a metric's name.
func TestHealthAutoExportMetrics(t *testing.T) {
	value := func(key, v string) string {
		return `[{"date":"2026-09-21 02:05:00 +0200",` + key + `:` + v + `,` + haeWatch + `}]`
	}
	d := accepted(t, haeMetrics(
		`"data":[{"date":"2026-09-21 2:05:00\u202fAM +0200","Min":50,"Avg":61.6,"Max":70,`+haeWatch+`}],"units":"bpm","name":"heart_rate"`,
		`"name":"heart_rate_variability","units":"ms","data":`+value(`"qty"`, "74.25"),
		`"name":"respiratory_rate","data":`+value(`"qty"`, "14.3")+`,"units":"count/min"`,
		`"name":"blood_oxygen_saturation","units":"%","data":`+value(`"qty"`, "96"),
		`"name":"weight_body_mass","units":"lb","data":`+value(`"qty"`, "155.12"),
		`"name":"active_energy","units":"kJ","data":`+value(`"qty"`, "1"),
		`"name":"resting_heart_rate","units":"bpm","data":[{"date":"2026-09-21 12:00:00\u202fAM +0200","qty":51,`+haeWatch+`},`+
			`{"date":"2026-09-22 00:00:00 +0200","qty":400,`+haeWatch+`},{"date":"2026-09-22","qty":51}]`,
	))
	r := d.sole(t)
	start := at(t, "2026-09-21T00:00:00Z")
	one := func(kind record.SampleKind, v int32) record.Samples {
		return record.Samples{Kind: kind, Series: record.Series{Start: start, T: record.Ints{300}, V: record.Ints{v}}}
	}
	want := record.Record{
		Date: record.DateOf(start), Source: record.Source{Key: watchKey, Maker: "Apple", Model: "Watch"}, Offset: new(7200),
		Samples: []record.Samples{one(record.HeartRate, 62), one(record.Respiration, 1430), one(record.SpO2, 96)},
		HRV:     []record.HRV{{Time: at(t, "2026-09-21T00:05:00Z"), Kind: record.SDNNSpot, Ms: 74.25}},
		Daily: []record.Daily{
			{Time: at(t, "2026-09-21T00:05:00Z"), Kind: record.BodyWeight, Value: 70.361},
			{Time: at(t, "2026-09-21T10:00:00Z"), Kind: record.VendorRHR, Value: 51},
		},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{dropUnused: 1, dropRange: 1, dropShape: 1}, d.Dropped); diff != "" {
		t.Error(diff)
	}
}

// Counts of several devices in one are Apple Health's total, and so are then all; else each device's stand for themselves.
func TestHealthAutoExportSteps(t *testing.T) {
	count := func(hour, n int, source string) string {
		return fmt.Sprintf(`{"date":"2026-09-21 %02d:00:00 +0200","qty":%d,"source":"%s"}`, hour, n, source)
	}
	const watch, phone = "Ada’s Apple Watch", "Ada’s iPhone"
	for name, c := range map[string]struct {
		data string
		want map[string]float64
	}{
		"joined": {count(7, 100, phone+"|"+watch) + "," + count(8, 50, phone), map[string]float64{"Apple-Health-": 150}},
		"apart":  {count(7, 100, watch) + "," + count(7, 90, phone) + "," + count(23, 5, watch), map[string]float64{watchKey: 105, phoneKey: 90}},
	} {
		d := accepted(t, haeMetrics(`"name":"step_count","units":"count","data":[`+c.data+`]`))
		got := map[string]float64{}
		for _, r := range d.records {
			if r.Date.String() == "2026-09-21" && r.Wall {
				got[r.Source.Key] = r.Daily[0].Value
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestHealthAutoExportWorkouts(t *testing.T) {
	d := accepted(t, haeWorkouts(
		`"id":"A","name":"Traditional Strength Training","start":"2026-09-21 18:00:00 +0200","end":"2026-09-21 19:00:00 +0200","duration":3550,`+
			`"activeEnergyBurned":{"qty":2092,"units":"kJ"},"heartRate":{"min":{"qty":82,"units":"bpm"},"avg":{"qty":118,"units":"bpm"},"max":{"qty":152,"units":"bpm"}},`+
			`"heartRateData":[{"date":"2026-09-21 18:05:00 +0200","Min":1,"Avg":119.6,"Max":2,"units":"bpm",`+haeWatch+`},`+
			`{"date":"2026-09-21 18:00:00 +0200","Avg":104,`+haeWatch+`},{"date":"?","Avg":60}]`,
		`"name":"Outdoor Run","start":"2026-09-22 6:00:00\u202fPM +0200","end":"2026-09-22 6:30:00\u202fPM +0200","duration":1800,"distance":{"qty":5,"units":"km"},`+
			`"activeEnergy":{"qty":300,"units":"kcal"},"avgHeartRate":{"qty":150,"units":"bpm"},"maxHeartRate":{"qty":170},"stepCount":[{"qty":1}]`,
		`"name":"Curling","start":"2026-09-22","end":"2026-09-22","duration":"long"`,
	))
	var got []record.Workout
	var keys []string
	var rates []record.Samples
	for _, r := range d.records {
		got, rates = append(got, r.Workouts...), append(rates, r.Samples...)
		if len(r.Workouts) > 0 {
			keys = append(keys, r.Source.Key)
		}
	}
	start := at(t, "2026-09-21T16:00:00Z")
	want := []record.Workout{
		{
			Start: start, End: at(t, "2026-09-21T17:00:00Z"), Offset: new(7200), Sport: "training", SubSport: "strength_training",
			TimerS: 3550, Kcal: new(500.0), AvgHR: new(118.0), MaxHR: new(152.0),
		},
		{
			Start: at(t, "2026-09-22T16:00:00Z"), End: at(t, "2026-09-22T16:30:00Z"), Offset: new(7200), Sport: "running",
			TimerS: 1800, DistanceM: new(5000.0), Kcal: new(300.0), AvgHR: new(150.0), MaxHR: new(170.0),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	hour := record.Series{Start: at(t, "2026-09-21T00:00:00Z"), T: record.Ints{16 * 3600, 16*3600 + 300}, V: record.Ints{104, 120}}
	if diff := cmp.Diff([]record.Samples{{Kind: record.HeartRate, Series: hour}}, rates); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{watchKey, "Apple-Health-"}, keys); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{dropShape: 2, dropUnused: 1}, d.Dropped); diff != "" {
		t.Error(diff)
	}
}

// What stands before damage counts; what has another shape is passed over.
func TestHealthAutoExportDamage(t *testing.T) {
	whole := haeMetrics(haeSleep+"["+haeTotals+"]", `"name":"heart_rate","units":"bpm","data":[{"date":"2026-09-21 02:05:00 +0200","Avg":61}]`)
	for cut := 1; cut < len(whole); cut++ {
		d := decode(t, whole[:cut])
		if d.Status == stream.Accepted || d.Status == stream.Partial && d.Format != "health_auto_export" {
			t.Fatalf("cut at %d: %s %s", cut, d.Format, d.Status)
		}
	}
	if d := decode(t, whole[:len(whole)-20]); d.Status != stream.Partial || d.Counts[kindSleep] != 1 {
		t.Errorf("%s: %v", d.Status, d.Counts)
	}
	odd := `{"data":{"metrics":[3,{"name":7,"units":"qty","data":"date"},{"name":"heart_rate","units":"bpm","data":{"a":1}},{}],"workouts":4},"data":[]}`
	if d := decode(t, []byte(odd)); d.Status != stream.Accepted || d.Dropped[dropShape] != 5 {
		t.Errorf("%s %s: %v", d.Status, d.Reason, d.Dropped)
	}
}

func TestHealthMatch(t *testing.T) {
	for text, want := range map[string]string{
		`{"data":{"metrics":[]}}`: "hae", ` { "data" : { "workouts" : [ ] , "metrics" : [] } }`: "hae",
		`{"data":{"metrics":[{"units":"bpm","name":"x","data":[]}]}}`:          "hae",
		`{"data":{"metrics":[{"data":[{"date":"2026","qty":1}],"name":"x"}]}}`: "hae",
		`{"data":{"workouts":[{"start":"","duration":1}]}}`:                    "hae",
		`{"data":{"metrics":[{"id":4}]}}`:                                      "", `{"data":{"workouts":[{"title":"Legs"}]}}`: "", `{"data":[{"day":"2026-01-01"}]}`: "", `{"metrics":[]}`: "",
		`<?xml version="1.0"?><HealthData locale="en">`: "apple", `<!DOCTYPE HealthData [`: "apple", `<?xml version="1.0"?><ClinicalDocument>`: "",
		`the <HealthData element`: "", `<gpx><metadata/></gpx>`: "", ``: "",
	} {
		got := ""
		if isHealthAutoExport([]byte(text)) {
			got += "hae"
		}
		if isAppleHealth([]byte(text)) {
			got += "apple"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
