package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// ouraNight is a sleep of 30 minutes up to 06:30 of a type, as a page holds it.
func ouraNight(id, kind string) string {
	return `{"id":"` + id + `","average_hrv":61,"awake_time":300,"bedtime_end":"2026-10-25T06:30:00.000+01:00",` +
		`"bedtime_start":"2026-10-25T06:00:00.000+01:00","day":"2026-10-25","deep_sleep_duration":600,` +
		`"heart_rate":{"interval":300.0,"items":[null,54.0,55.0,0,51.0,52.0],"timestamp":"2026-10-25T06:00:00.000+01:00"},` +
		`"hrv":{"interval":300.0,"items":[null,60,61.5],"timestamp":"2026-10-25T06:00:00.000+01:00"},` +
		`"light_sleep_duration":900,"lowest_heart_rate":51,"rem_sleep_duration":0,"sleep_phase_5_min":"422114","type":"` + kind + `"}`
}

func ouraPageOf(items ...string) []byte {
	return []byte(`{"data":[` + strings.Join(items, ",") + `],"next_token":null}`)
}

func ouraSleepCSV() []byte {
	return []byte("id;average_hrv;bedtime_end;bedtime_start;day;heart_rate;hrv;sleep_phase_5_min;type\n" +
		`n1;61;2026-10-25T06:30:00.000+01:00;2026-10-25T06:00:00.000+01:00;2026-10-25;` +
		`"{""interval"": 300.0, ""items"": [null, 54.0, 55.0, 0, 51.0, 52.0], ""timestamp"": ""2026-10-25T06:00:00.000+01:00""}";` +
		`"{""interval"": 300.0, ""items"": [null, 60, 61.5], ""timestamp"": ""2026-10-25T06:00:00.000+01:00""}";422114;long_sleep` + "\n")
}

// samples are a kind's values in all records, by time.
func (d decoded) samples(kind record.SampleKind) map[string]int32 {
	out := map[string]int32{}
	for _, r := range d.records {
		for _, s := range r.Samples {
			for i := range s.T {
				if s.Kind == kind {
					out[s.At(i).Format("01-02 15:04:05")] = s.V[i]
				}
			}
		}
	}
	return out
}

// daily are a kind's values in all records, by time; of wall-clock times that is said.
func (d decoded) daily(kind record.DailyKind) map[string]float64 {
	out := map[string]float64{}
	for _, r := range d.records {
		for _, v := range r.Daily {
			at := v.Time.Format("2006-01-02 15:04")
			if r.Wall {
				at += " wall"
			}
			if v.Kind == kind {
				out[at] = v.Value
			}
		}
	}
	return out
}

func TestOuraNight(t *testing.T) {
	for name, data := range map[string][]byte{"page": ouraPageOf(ouraNight("n1", "long_sleep")), "csv": ouraSleepCSV()} {
		d := accepted(t, data)
		s := d.sleeps()
		if d.Format != "oura" || len(s) != 1 || s[0].ID != "n1" || s[0].Nap || s[0].Offset == nil || *s[0].Offset != 3600 {
			t.Fatalf("%s: %s, %+v", name, d.Format, s)
		}
		want := []record.Stage{{To: 300, Kind: record.Awake}, {From: 300, To: 900, Kind: record.Light}, {From: 900, To: 1500, Kind: record.Deep}, {From: 1500, To: 1800, Kind: record.Awake}}
		if diff := cmp.Diff(want, s[0].Stages); diff != "" || s[0].End.Format("15:04Z07:00") != "05:30Z" {
			t.Errorf("%s: until %s: %s", name, s[0].End, diff)
		}
		if diff := cmp.Diff(map[string]int32{"10-25 05:05:00": 54, "10-25 05:10:00": 55, "10-25 05:20:00": 51, "10-25 05:25:00": 52}, d.samples(record.HeartRate)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		// A window is stamped with its end.
		if diff := cmp.Diff(map[string]int32{"10-25 05:10:00": 60_000, "10-25 05:15:00": 61_500}, d.samples(record.HRVValues)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if d.Counts[kindHRV] != 3 || d.Counts[kindHeartRate] != 4 || d.Dropped[dropRange] != 1 || len(d.daily(record.VendorRHR)) != 0 {
			t.Errorf("%s: %v, %v", name, d.Counts, d.Dropped)
		}
		for _, r := range d.records {
			if r.Source.Key != "Oura--" {
				t.Errorf("%s: source %q", name, r.Source.Key)
			}
		}
	}
}

func TestOuraTypes(t *testing.T) {
	d := accepted(t, ouraPageOf(ouraNight("gone", "deleted"), ouraNight("n1", "long_sleep"), ouraNight("r", "rest"), ouraNight("nap", "late_nap")))
	s := d.sleeps()
	if len(s) != 2 || s[0].ID != "n1" || s[0].Nap || s[1].ID != "nap" || !s[1].Nap {
		t.Errorf("%+v", s)
	}
	if d.Dropped[dropDeleted] != 1 || d.Dropped[dropNoSleep] != 1 {
		t.Errorf("%v", d.Dropped)
	}
	hrv := 0
	for _, r := range d.records {
		hrv += len(r.HRV)
	}
	if hrv != 1 {
		t.Errorf("got %d values of HRV of the night, want 1: that of a nap is none", hrv)
	}
}

func TestOuraWithoutPhases(t *testing.T) {
	d := accepted(t, ouraPageOf(strings.Replace(ouraNight("n1", "long_sleep"), `"422114"`, "null", 1)))
	want := map[record.StageKind]int{record.Deep: 600, record.Light: 900, record.REM: 0, record.Awake: 300}
	if s := d.sleeps(); len(s) != 1 || len(s[0].Stages) != 0 || cmp.Diff(want, s[0].Totals) != "" {
		t.Errorf("%+v", s)
	}
}

func TestOuraOthers(t *testing.T) {
	d := accepted(t, ouraPageOf(`{"id":"a","day":"2026-10-25","steps":9000,"equivalent_walking_distance":7000,"timestamp":"2026-10-25T04:00:00+02:00"}`,
		`{"id":"b","day":"2026-10-26","steps":0,"equivalent_walking_distance":0}`))
	if diff := cmp.Diff(map[string]float64{"2026-10-25 12:00 wall": 9000}, d.daily(record.DailySteps)); diff != "" {
		t.Error(diff)
	}
	d = accepted(t, []byte("timestamp;bpm;source\n2026-10-25T05:00:00.000Z;60;sleep\n2026-10-25T05:05:00.000Z;;awake\n2026-10-25T07:05:00+02:00;61;rest\n"))
	if diff := cmp.Diff(map[string]int32{"10-25 05:00:00": 60, "10-25 05:05:00": 61}, d.samples(record.HeartRate)); diff != "" || d.Dropped[dropShape] != 1 {
		t.Errorf("%v: %s", d.Dropped, diff)
	}
	d = accepted(t, ouraPageOf(`{"bpm":58,"source":"rest","timestamp":"2026-10-25T05:00:00+00:00"}`))
	if got := d.samples(record.HeartRate); len(got) != 1 {
		t.Errorf("heart rates of the API: %v", got)
	}
	w := accepted(t, ouraPageOf(`{"id":"w","activity":"strength_training","calories":410.5,"day":"2026-10-25","distance":null,`+
		`"end_datetime":"2026-10-25T19:00:00+01:00","intensity":"hard","start_datetime":"2026-10-25T18:00:00+01:00"}`)).sole(t).Workouts
	if len(w) != 1 || w[0].Sport != "training" || w[0].SubSport != "strength_training" || *w[0].Kcal != 410.5 || w[0].DistanceM != nil || *w[0].Offset != 3600 {
		t.Errorf("%+v", w)
	}
}

func TestOuraHoldsNothing(t *testing.T) {
	for name, data := range map[string]string{
		"a notice":   `{"event_type":"create","data_type":"sleep","object_id":"x","event_time":"2026-09-21T05:00:00+00:00","user_id":"u"}`,
		"no more":    `{"data":[],"next_token":null}`,
		"readiness":  `{"data":[{"id":"r","contributors":{},"day":"2026-09-21","score":75}],"next_token":null}`,
		"as columns": "id;day;score;temperature_deviation;timestamp;contributors\nx;2026-09-21;75;-0.15;2026-09-21T00:00:00.000+00:00;{}\n",
	} {
		if d := accepted(t, []byte(data)); d.Format != "oura" || len(d.records) != 0 || len(d.Counts) != 0 {
			t.Errorf("%s: %s, %v", name, d.Format, d.Counts)
		}
	}
	for name, data := range map[string]string{
		"another vendor": `{"data":{"metrics":[]},"next_token":null}`, "no list": `{"data":"bedtime_start bedtime_end"}`, "commas": "timestamp,bpm,source\n1,2,3\n",
	} {
		if d := decode(t, []byte(data)); d.Format == "oura" {
			t.Errorf("%s is taken for Oura", name)
		}
	}
}

func TestOuraCutOff(t *testing.T) {
	data := ouraPageOf(ouraNight("n1", "long_sleep"), ouraNight("n2", "long_sleep"))
	if d := decode(t, data[:len(data)-200]); d.Status != stream.Partial || len(d.sleeps()) != 1 {
		t.Errorf("%s, %d nights", d.Status, len(d.sleeps()))
	}
}

func FuzzOura(f *testing.F) { fuzz(f, "oura") }

func ouraSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(string(ouraPageOf(ouraNight("n1", "long_sleep"), ouraNight("nap", "late_nap"))), string(ouraSleepCSV()))...)
	all = append(all, texts("timestamp;bpm;source\n2026-10-25T05:00:00.000Z;60;sleep\n")...)
	all = append(all, texts("id;day;steps;equivalent_walking_distance\nx;2026-10-25;9000;1\n")...)
	return all
}
