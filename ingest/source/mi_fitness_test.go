package source

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const (
	miHead      = "Uid,Sid,Key,Time,Value,UpdateTime\n"
	miTotalHead = "Uid,Sid,Tag,Key,Time,Value,UpdateTime\n"
	miSportHead = "Uid,Sid,Key,Time,Category,Value,UpdateTime\n"
)

// miRow writes a row; in the cell that holds JSON the quotes are doubled.
func miRow(cells ...string) string {
	for i, c := range cells {
		if strings.HasPrefix(c, "{") {
			cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
	}
	return strings.Join(cells, ",") + "\n"
}

func miNight() string {
	return miRow("1", "band", "sleep", "1792901400", `{"bedtime":1792876800,"wake_up_time":1792901400,"duration":400,"sleep_deep_duration":100,"timezone":8,`+
		`"items":[{"start_time":1792876800,"end_time":1792884000,"state":3},{"start_time":1792884000,"end_time":1792890000,"state":2},`+
		`{"start_time":1792890000,"end_time":1792890600,"state":5},{"start_time":1792890600,"end_time":1792901400,"state":4}]}`, "0")
}

func TestMiFitnessNights(t *testing.T) {
	got := accepted(t, []byte(miHead+miNight()+
		miRow("1", "band", "watch_daytime_sleep", "1792940000", `{"bedtime":1792938200,"wake_up_time":1792940000,"sleep_light_duration":30}`, "0")))
	nights := got.sleepOf()
	if len(nights) != 2 {
		t.Fatalf("got %+v", got.records)
	}
	offset := 7200
	want := record.SleepSession{
		Start: at(t, "2026-10-24T21:20:00Z"), End: at(t, "2026-10-25T04:10:00Z"), OffsetFrom: &offset,
		Stages: []record.Stage{
			{From: 0, To: 7200, Kind: record.Light},
			{From: 7200, To: 13200, Kind: record.Deep},
			{From: 13200, To: 13800, Kind: record.Awake},
			{From: 13800, To: 24600, Kind: record.REM},
		},
	}
	if diff := cmp.Diff(want, nights[0]); diff != "" {
		t.Error(diff)
	}
	if n := nights[1]; !n.Nap || n.Totals[record.Light] != 1800 || n.OffsetFrom != nil {
		t.Errorf("got nap %+v", n)
	}
}

func TestMiFitnessMeasures(t *testing.T) {
	got := accepted(t, []byte(miHead+
		miRow("1", "band", "heart_rate", "1792876800", `{"bpm":55,"time":1792876800}`, "0")+
		miRow("1", "band", "heart_rate", "1792876860", `{"bpm":0,"time":1792876860}`, "0")+
		miRow("1", "band", "resting_heart_rate", "1792901400", `{"bpm":51,"date_time":1792901400}`, "0")+
		miRow("1", "band", "stress", "1792876800", `{"stress":33,"time":1792876800}`, "0")+
		miRow("1", "band", "single_spo2", "1792876800", `{"spo2":97,"time":1792876800}`, "0")+
		miRow("1", "scale", "weight", "1792901400", `{"weight":70.3,"time":1792901400}`, "0")+
		miRow("1", "band", "steps", "1792876800", `{"steps":12}`, "0")+
		miRow("1", "band", "vitality", "1792876800", `{}`, "0")+
		miRow("1", "band", "heart_rate", "1792876800", `{"bpm":`, "0")))
	counts := map[string]int{kindHeartRate: 1, kindRHR: 1, kindStress: 1, kindSpO2: 1, kindWeight: 1}
	if diff := cmp.Diff(counts, got.Counts); diff != "" {
		t.Error(diff)
	}
	drops := map[string]int{dropRange: 1, dropElsewhere: 1, dropUnknownKey: 1, dropShape: 1}
	if diff := cmp.Diff(drops, got.Dropped); diff != "" {
		t.Error(diff)
	}
	keys := map[string]bool{}
	for _, r := range got.records {
		keys[r.Source.Key] = true
	}
	if len(keys) != 2 {
		t.Errorf("devices %v, want two", keys)
	}
}

// Steps are those of the report, which is stamped with local midnight; each device's are its own.
func TestMiFitnessSteps(t *testing.T) {
	got := accepted(t, []byte(miTotalHead+
		miRow("1", "band", "daily_report", "steps", "1792792800", `{"steps":9000}`, "0")+
		miRow("1", "phone", "daily_report", "steps", "1792792800", `{"steps":4000}`, "0")+
		miRow("1", "band", "daily_mark", "steps", "1792792800", `{"steps":1}`, "0")))
	var steps []float64
	for _, r := range got.records {
		for _, v := range r.Daily {
			steps = append(steps, v.Value)
			if want := at(t, "2026-10-24T10:00:00Z"); !v.Time.Equal(want) {
				t.Errorf("at %v, want %v", v.Time, want)
			}
		}
	}
	if diff := cmp.Diff([]float64{9000, 4000}, steps); diff != "" || got.Dropped[dropUnknownKey] != 1 {
		t.Errorf("%s, dropped %v", diff, got.Dropped)
	}
}

func TestMiFitnessWorkouts(t *testing.T) {
	w := accepted(t, []byte(miSportHead+miRow("1", "band", "strength_training", "1790006400", "strength_training",
		`{"start_time":1790006400,"end_time":1790010000,"duration":3500,"calories":410,"avg_hrm":118,"max_hrm":152}`, "0"))).sole(t).Workouts[0]
	if w.Sport != "training" || w.SubSport != "strength_training" || *w.AvgHR != 118 || *w.MaxHR != 152 || w.TimerS != 3500 || w.End.Sub(w.Start) != time.Hour {
		t.Errorf("got %+v", w)
	}
}

func FuzzMiFitness(f *testing.F) { fuzz(f, "mi_fitness") }

func miFitnessSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(miHead+miNight()+miRow("1", "band", "heart_rate", "1792876800", `{"bpm":55,"time":1792876800}`, "0"))...)
	all = append(all, texts(miTotalHead+miRow("1", "band", "daily_report", "steps", "1792792800", `{"steps":9000}`, "0"))...)
	all = append(all, texts(miSportHead+miRow("1", "band", "x", "1790006400", "outdoor_running", `{"start_time":1790006400,"end_time":1790010000,"duration":3500}`, "0"))...)
	return all
}
