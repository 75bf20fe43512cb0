package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	withingsRest    = `"Duration to sleep (s)","Duration to wake up (s)","Snoring (s)","Snoring episodes","Average heart rate","Heart rate (min)","Heart rate (max)","Night events"` + "\n"
	withingsNightCS = `"2026-10-24T23:20:00+02:00","2026-10-25T05:10:00+01:00",13200,6000,4800,600,2,0,0,0,0,55,51,62,""` + "\n"
	withingsStates  = "start,duration,value\n" + `2026-10-24T23:20:00+02:00,"[13200,6000]","[1,2]"` + "\n" + `2026-10-25T04:40:00+02:00,"[4800,600,900]","[3,0,0]"` + "\n" +
		`2026-10-25T14:00:00+01:00,"[600,900]","[0,1]"` + "\n" + `2026-10-25T18:00:00+01:00,nothing,"[0]"` + "\n"
	withingsRates  = "start,duration,value\n2026-10-24T23:20:00+02:00,\"[60,60,60]\",\"[58,null,57]\"\n2026-10-24T23:25:00+02:00,[300],[0]\n"
	withingsWeight = "Date,Weight (kg),Fat mass (kg),Bone mass (kg),Muscle mass (kg),Hydration (kg),Comments\n2026-10-25 07:30:00,70.36,,,,,\n2026-10-26 07:30:00,,1,,,,\n"
)

func TestWithingsNights(t *testing.T) {
	for name, head := range map[string]string{
		"English": `"from","to","light (s)","deep (s)","rem (s)","awake (s)","wake up",`,
		"newer":   `"from","to","Light sleep (s)","Deep sleep (s)","REM sleep (s)","Awake (s)","wake up",`,
		"German":  `"von","bis","leicht (s)","tief (s)","rem (s)","wach (s)","Aufwachen",`,
		"another": `"de","a","léger (s)","profond (s)","mp (s)","éveillé (s)","réveil",`,
	} {
		d := accepted(t, []byte(head+withingsRest+withingsNightCS))
		s := d.sleeps()
		want := map[record.StageKind]int{record.Light: 13200, record.Deep: 6000, record.REM: 4800, record.Awake: 600}
		if d.Format != withingsFormat || len(s) != 1 || cmp.Diff(want, s[0].Totals) != "" || *s[0].Offset != 3600 || s[0].End.Sub(s[0].Start).Minutes() != 410 {
			t.Errorf("%s: %s, %+v", name, d.Format, s)
		}
	}
}

func withingsZip(t testing.TB) []byte {
	return zipped(t,
		file{"sleep.csv", []byte(`"von","bis","leicht (s)","tief (s)","rem (s)","wach (s)","Aufwachen",` + withingsRest + withingsNightCS)},
		file{"raw_tracker_sleep-state.csv", []byte(withingsStates)},
		file{"raw_bed_sleep-state.csv", []byte("start,duration,value\n2026-10-25T01:20:00+02:00,[60],[3]\n")},
		file{"raw_hr_hr.csv", []byte(withingsRates)},
		file{"raw_hr_HR RMS SD.csv", []byte("start,duration,value\n2026-10-24T23:20:00+02:00,\"[300,300]\",\"[60,61.5]\"\n")},
		file{"raw_spo2_auto_spo2.csv", []byte("start,duration,value\n2026-10-24T23:20:00+02:00,[60],[96]\n")},
		file{"weight.csv", []byte(withingsWeight)},
		file{"aggregates_steps.csv", []byte("date,value\n2026-10-25,9000\n2026-10-26,0\n")},
		file{"account.csv", []byte("x\n")},
	)
}

func TestWithingsExport(t *testing.T) {
	d := accepted(t, withingsZip(t))
	counts := map[string]int{kindSleep: 2, kindHeartRate: 2, kindHRV: 2, kindWeight: 1, kindSteps: 1}
	if diff := cmp.Diff(counts, d.Counts); diff != "" || d.Format != withingsFormat || d.Dropped[dropSeries] != 1 || d.Dropped[dropUnknown] != 1 {
		t.Errorf("%s, %v: %s", d.Format, d.Dropped, diff)
	}
	// The device that saw more of the night is believed; the end is that of the night; what it does not hold is a sleep of its own.
	want := []record.Stage{
		{To: 13200, Kind: record.Light},
		{From: 13200, To: 19200, Kind: record.Deep},
		{From: 19200, To: 24000, Kind: record.REM},
		{From: 24000, To: 24600, Kind: record.Awake},
	}
	s := d.sleeps()
	if diff := cmp.Diff(want, s[0].Stages); diff != "" || *s[0].Offset != 3600 || s[0].End.Format("15:04") != "04:10" {
		t.Errorf("%+v: %s", s[0], diff)
	}
	if s[1].Start.Format("15:04") != "13:00" || len(s[1].Stages) != 2 || *s[1].Offset != 3600 {
		t.Errorf("%+v", s[1])
	}
	if diff := cmp.Diff(map[string]int32{"10-24 21:20:00": 58, "10-24 21:22:00": 57}, d.samples(record.HeartRate)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int32{"10-24 21:25:00": 60_000, "10-24 21:30:00": 61_500}, d.samples(record.HRVValues)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"2026-10-25 07:30 wall": 70.36}, d.daily(record.BodyWeight)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"2026-10-25 12:00 wall": 9000}, d.daily(record.DailySteps)); diff != "" {
		t.Error(diff)
	}
}

func TestWithingsAlone(t *testing.T) {
	pounds := strings.NewReplacer("(kg)", "(lb)", "70.36", "155.11").Replace(withingsWeight)
	if got := accepted(t, []byte(pounds)).daily(record.BodyWeight)["2026-10-25 07:30 wall"]; got < 70.35 || got > 70.37 {
		t.Errorf("155.11 lb: got %v kg", got)
	}
	if d := decode(t, []byte(withingsStates)); d.Status != stream.Rejected || !strings.Contains(d.Reason, "archive") || len(d.records) != 0 {
		t.Errorf("a series without its name: %s, %s", d.Status, d.Reason)
	}
	if d := decode(t, []byte("date,weight (kg),reps\n2026-10-25,70,5\n")); d.Format == withingsFormat {
		t.Error("a table with a weight is taken for Withings'")
	}
}

const (
	withingsSleepAPI = `{"status":0,"body":{"series":[
{"startdate":1792876800,"state":1,"enddate":1792880400,"model":"Aura","hr":{"1792876800":58,"1792876860":0,"1792876920": 57},"rmssd":{"1792876860":61.5},"snoring":{"1792876800":0}},
{"startdate":1792880400,"state":2,"enddate":1792884000,"model":"Aura","hr":[],"rr":[]},
{"startdate":1792884000,"state":0,"enddate":1792884600,"model":"Aura"}],"model":32}}`
	withingsSummaryAPI = `{"status":0,"body":{"series":[{"id":1,"timezone":"Europe/Paris","model":32,"startdate":1792876800,"enddate":1792884600,"date":"2026-10-25",
"data":{"wakeupduration":600,"lightsleepduration":3600,"deepsleepduration":3600,"remsleepduration":0,"sleep_score":80}}],"more":false}}`
	withingsGroups = `[{"grpid":1,"attrib":0,"date":1792909800,"category":1,"measures":[{"value":70360,"type":1,"unit":-3},{"value":2000,"type":6,"unit":-2}]},
{"grpid":2,"attrib":0,"date":1792909801,"category":2,"measures":[{"value":65,"type":1,"unit":0}]},
{"grpid":3,"attrib":1,"date":1792909802,"category":1,"measures":[{"value":85,"type":1,"unit":0}]}]`
	withingsActivities = `{"status":0,"body":{"activities":[{"date":"2026-10-25","steps":9000,"model":"Steel HR","hash_deviceid":"a","timezone":"Europe/Paris"},
{"date":"2026-10-25","steps":8000,"model":"GoogleFit tracker","hash_deviceid":null}],"more":false}}`
)

func TestWithingsAPI(t *testing.T) {
	d := accepted(t, []byte(withingsSleepAPI))
	want := []record.Stage{{To: 3600, Kind: record.Light}, {From: 3600, To: 7200, Kind: record.Deep}, {From: 7200, To: 7800, Kind: record.Awake}}
	if s := d.sleeps(); len(s) != 1 || cmp.Diff(want, s[0].Stages) != "" || s[0].Offset != nil {
		t.Errorf("%+v", s)
	}
	if len(d.samples(record.HeartRate)) != 2 || len(d.samples(record.HRVValues)) != 1 || d.Dropped[dropRange] != 1 {
		t.Errorf("%v, %v", d.Counts, d.Dropped)
	}
	s := accepted(t, []byte(withingsSummaryAPI)).sleeps()
	if len(s) != 1 || s[0].Totals[record.Light] != 3600 || s[0].Totals[record.Awake] != 600 || *s[0].Score != 80 || s[0].Offset == nil || *s[0].Offset != 7200 {
		t.Errorf("%+v", s)
	}
	for name, data := range map[string]string{"list": withingsGroups, "body": `{"status":0,"body":{"timezone":"Europe/Paris","measuregrps":` + withingsGroups + `}}`} {
		d := accepted(t, []byte(data))
		if diff := cmp.Diff(map[string]float64{"2026-10-25 06:30": 70.36}, d.daily(record.BodyWeight)); diff != "" || d.Dropped[dropDoubtful] != 2 {
			t.Errorf("%s: %v: %s", name, d.Dropped, diff)
		}
	}
	d = accepted(t, []byte(withingsActivities))
	if len(d.records) != 2 || d.records[0].Source.Key == d.records[1].Source.Key || d.Counts[kindSteps] != 2 {
		t.Errorf("steps of two devices: %+v", d.records)
	}
	w := accepted(t, []byte(`{"status":0,"body":{"series":[{"id":1,"category":16,"timezone":"Europe/Paris","startdate":1792947600,"enddate":1792951200,`+
		`"data":{"calories":410,"hr_average":118,"hr_max":152,"distance":0,"pause_duration":60}}]}}`)).sole(t).Workouts
	if len(w) != 1 || w[0].SubSport != "strength_training" || w[0].TimerS != 3540 || *w[0].AvgHR != 118 || w[0].DistanceM != nil {
		t.Errorf("%+v", w)
	}
}

// Real bodies of the API give what is in them.
func TestWithingsCorpus(t *testing.T) {
	dir := corpus(t, "exports/withings_api")
	for name, want := range map[string]map[string]int{
		"sleep.json": {kindSleep: 7, kindHeartRate: 2872}, "sleep_summary.json": {kindSleep: 300}, "measurement_list.json": {kindWeight: 441},
		"activity.json": {kindSteps: 2}, "workouts.json": {kindWorkouts: 11},
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, accepted(t, b).Counts); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func FuzzWithings(f *testing.F) { fuzz(f, "withings") }

func withingsSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(`"von","bis","leicht (s)","tief (s)","rem (s)","wach (s)","Aufwachen",`+withingsRest+withingsNightCS)...)
	for _, s := range []string{withingsStates, withingsRates, withingsWeight, withingsSleepAPI, withingsSummaryAPI, withingsGroups, withingsActivities} {
		all = append(all, texts(s)...)
	}
	all = append(all, withingsZip(t))
	return all
}
