package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	strongIOS = `Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
2026-03-02 18:00:05,Glutes,1h 5m,Hip Thrust (Barbell),W,40.0,10,0,0,,,
2026-03-02 18:00:05,Glutes,1h 5m,Hip Thrust (Barbell),1,100.0,8,0,0,"a, b",,8.5
2026-03-02 18:00:05,Glutes,1h 5m,Hip Thrust (Barbell),Rest Timer,0,0,0,120,,,
2026-03-02 18:00:05,Glutes,1h 5m,Hip Thrust (Barbell),F,100.0,9,0,0,,,
2026-03-02 18:00:05,Glutes,1h 5m,Hip Thrust (Barbell),D,60.0,12,0,0,,,
2026-03-02 18:00:05,Glutes,1h 5m,Glute Bridge,1,0,20,0,0,,,
2026-03-02 18:00:05,Glutes,1h 5m,Leg Press (Machine),1,0,12,0,0,,,
2026-03-02 18:00:05,Glutes,1h 5m,Side Plank,1,0,0,0,45,,,
2026-03-02 18:00:05,Glutes,1h 5m,Side Plank,2,0,0,0,0,,,
`
	strongAndroid = `"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Hip Thrust (Barbell)";"W";"40";"10";"";"";"";"";""
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Hip Thrust (Barbell)";"1";"100";"8";"8.5";"";"";"";""
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Hip Thrust (Barbell)";"F";"100";"9";"";"";"";"";""
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Hip Thrust (Barbell)";"D";"60";"12";"";"";"";"";""
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Glute Bridge";"1";"";"20";"";"";"";"";""
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Leg Press (Machine)";"1";"";"12";"";"";"";"";""
"1";"2026-03-02 18:00:05";"Glutes";"3900";"Side Plank";"1";"";"";"";"";"45";"";""
`
	hevyHead = `"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index","set_type","weight_kg","reps","distance_km","duration_seconds","rpe"` + "\n"
	hevyKg   = hevyHead + `"Glutes","2 Mar 2026, 18:00","2 Mar 2026, 19:05","","Hip Thrust (Barbell)","","",0,"warmup",40,10,"","",""
"Glutes","2 Mar 2026, 18:00","2 Mar 2026, 19:05","","Hip Thrust (Barbell)","","",1,"normal",100,8,"","",8.5
"Glutes","2 Mar 2026, 18:00","2 Mar 2026, 19:05","","Hip Thrust (Barbell)","","",2,"failure",100,9,"","",""
"Glutes","2 Mar 2026, 18:00","2 Mar 2026, 19:05","","Cable Kickback",0,"",0,"dropset",15,12,"","",9
"Glutes","2 Mar 2026, 18:00","2 Mar 2026, 19:05","","Lateral Band Walks",0,"",0,"normal",,15,"","",""
"Glutes","2 Mar 2026, 18:00","2 Mar 2026, 19:05","","Cable Kickback","","",1,"normal",,12,"","",""
`
	hevyPage = `{"page":1,"page_count":1,"events":[{"type":"updated","workout":{"id":"x","title":"Glutes","start_time":"2026-03-02T17:00:42Z","end_time":"2026-03-02T18:05:03+00:00",
"updated_at":"2026-03-02T20:00:00Z","exercises":[
{"index":0,"title":"Hip Thrust (Barbell)","supersets_id":null,"sets":[{"index":0,"type":"warmup","weight_kg":40,"reps":10,"rpe":null},{"index":1,"type":"normal","weight_kg":100,"reps":8,"rpe":8.5},
{"index":2,"type":"failure","weight_kg":100,"reps":9}]},
{"index":1,"title":"Cable Kickback","supersets_id":0,"sets":[{"index":0,"type":"dropset","weight_kg":15,"reps":12,"rpe":9}]},
{"index":2,"title":"Lateral Band Walks","supersets_id":0,"sets":[{"index":0,"type":"normal","weight_kg":null,"reps":15}]},
{"index":3,"title":"Cable Kickback","supersets_id":null,"sets":[{"index":1,"type":"normal","weight_kg":null,"reps":12}]}]}},
{"type":"deleted","id":"efe6801c","deleted_at":"2026-03-01T12:00:00Z"}]}`
)

// sessionText writes a session for comparison.
func sessionText(w record.Workout) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s/%s %gs\n", w.Start.Format("01-02 15:04:05"), w.End.Format("15:04:05"), w.Sport, w.SubSport, w.TimerS)
	for _, s := range w.Sets {
		fmt.Fprintf(&b, "%d %s kg=%s reps=%s rpe=%s rir=%s %gs", s.Index, s.Exercise, shown(s.LoadKg), shown(s.Reps), shown(s.RPE), shown(s.RIR), s.DurationS)
		if s.Warmup {
			b.WriteString(" warm-up")
		}
		if s.Superset > 0 {
			fmt.Fprintf(&b, " superset %d", s.Superset)
		}
		if s.Layer != record.Log {
			fmt.Fprintf(&b, " layer %d", s.Layer)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func shown[T any](v *T) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprint(*v)
}

func TestStrong(t *testing.T) {
	const want = `03-02 18:00:05 19:05:05 training/strength_training 3900s
0 Hip Thrust (Barbell) kg=40 reps=10 rpe=- rir=- 0s warm-up
1 Hip Thrust (Barbell) kg=100 reps=8 rpe=8.5 rir=- 0s
2 Hip Thrust (Barbell) kg=100 reps=9 rpe=- rir=0 0s
3 Hip Thrust (Barbell) kg=60 reps=12 rpe=- rir=- 0s
4 Glute Bridge kg=0 reps=20 rpe=- rir=- 0s
5 Leg Press (Machine) kg=- reps=12 rpe=- rir=- 0s
6 Side Plank kg=0 reps=- rpe=- rir=- 45s
`
	for name, text := range map[string]string{"iOS": strongIOS, "Android": strongAndroid, "with a mark, CRLF": "\ufeff" + strings.ReplaceAll(strongIOS, "\n", "\r\n")} {
		d := accepted(t, []byte(text))
		r := d.sole(t)
		if !r.Wall || r.Date.String() != "2026-03-02" || r.Source.Maker != "Strong" || len(r.Workouts) != 1 {
			t.Fatalf("%s: %+v", name, r)
		}
		if diff := cmp.Diff(want, sessionText(r.Workouts[0])); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if d.Counts[kindSets] != 7 || d.Counts[kindWorkouts] != 1 {
			t.Errorf("%s: counts %v", name, d.Counts)
		}
		assumed, empty := 4, 1
		if name == "Android" {
			assumed, empty = 0, 0
		}
		if d.Counts[kindAssumedKg] != assumed || d.Dropped[dropNoWork] != empty || d.Dropped[dropShape] != 0 {
			t.Errorf("%s: counts %v, dropped %v", name, d.Counts, d.Dropped)
		}
	}
}

func TestUnitsOfStrong(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		kg      string
		assumed int
	}{
		"column of the unit, lb": {"Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps\n2026-03-02 18:00:00,G,Squat (Barbell),1,220.46,lbs,5\n", "100", 0},
		"column of the unit, kg": {"Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps\n2026-03-02 18:00:00,G,Squat (Barbell),1,100,kg,5\n", "100", 0},
		"header in lb":           {"Date;Workout Name;Exercise Name;Set Order;Weight (lbs);Reps\n2026-03-02 18:00:00;G;Squat (Barbell);1;44,09;5\n", "20", 0},
		"none":                   {"Date,Workout Name,Exercise Name,Set Order,Weight,Reps\n2026-03-02 18:00:00,G,Squat (Barbell),1,102.5,5\n", "102.5", 1},
	} {
		d := accepted(t, []byte(c.text))
		if got := shown(d.sole(t).Workouts[0].Sets[0].LoadKg); got != c.kg || d.Counts[kindAssumedKg] != c.assumed {
			t.Errorf("%s: %s kg, %d assumed", name, got, d.Counts[kindAssumedKg])
		}
	}
}

func TestHevy(t *testing.T) {
	const sets = `0 Hip Thrust (Barbell) kg=40 reps=10 rpe=- rir=- 0s warm-up
1 Hip Thrust (Barbell) kg=100 reps=8 rpe=8.5 rir=- 0s
2 Hip Thrust (Barbell) kg=100 reps=9 rpe=- rir=0 0s
3 Cable Kickback kg=15 reps=12 rpe=9 rir=- 0s superset 1
4 Lateral Band Walks kg=0 reps=15 rpe=- rir=- 0s superset 1
5 Cable Kickback kg=- reps=12 rpe=- rir=- 0s
`
	pounds := strings.NewReplacer("weight_kg", "weight_lbs", ",40,", ",88.18,", ",100,", ",220.46,", ",15,12", ",33.07,12").Replace(hevyKg)
	key := ""
	for name, c := range map[string]struct {
		text string
		wall bool
	}{
		"kg":      {hevyKg, true},
		"lb":      {pounds, true},
		"French":  {strings.NewReplacer("2 Mar 2026", "2 mars 2026").Replace(hevyKg), true},
		"am, pm":  {strings.NewReplacer("2 Mar 2026, 18:00", "Mar 2, 2026, 6:00\u202fPM", "2 Mar 2026, 19:05", "Mar 2, 2026, 7:05 PM").Replace(hevyKg), true},
		"Chinese": {strings.NewReplacer("2 Mar 2026, 18:00", "2026年3月2日 下午6:00", "2 Mar 2026, 19:05", "2026年3月2日 下午7:05").Replace(hevyKg), true},
		"API":     {hevyPage, false},
	} {
		d := accepted(t, []byte(c.text))
		r := d.sole(t)
		if r.Wall != c.wall || len(r.Workouts) != 1 || key != "" && key != r.Source.Key {
			t.Fatalf("%s: %+v", name, r)
		}
		key = r.Source.Key
		want := "03-02 18:00:00 19:05:00 training/strength_training 3900s\n" + sets
		if !c.wall {
			want = "03-02 17:00:00 18:05:00 training/strength_training 3900s\n" + sets
			if !r.Updated.Equal(time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC)) || d.Counts[kindDeleted] != 1 {
				t.Errorf("%s: updated %v, counts %v", name, r.Updated, d.Counts)
			}
		}
		if diff := cmp.Diff(want, sessionText(r.Workouts[0])); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestHevyPageOfWorkouts(t *testing.T) {
	var page strings.Builder
	page.WriteString(`{"page":1,"page_count":2,"workouts":[`)
	for i := range 3 {
		fmt.Fprintf(&page, `{"start_time":"2026-03-0%dT17:00:00Z","end_time":"","exercises":[{"title":"Squat (Barbell)","sets":[{"type":"normal","weight_kg":80,"reps":5}]}]},`, i+1)
	}
	d := accepted(t, []byte(strings.TrimSuffix(page.String(), ",")+"]}"))
	if len(d.records) != 3 || d.Counts[kindSets] != 3 || !d.records[0].Workouts[0].End.Equal(d.records[0].Workouts[0].Start) {
		t.Errorf("%d records, %v", len(d.records), d.Counts)
	}
	cut := decode(t, []byte(page.String()[:page.Len()-60]))
	if cut.Status != stream.Partial || cut.Counts[kindSets] != 2 {
		t.Errorf("a page that ends early: %s, %v", cut.Status, cut.Counts)
	}
}

func TestLogsSayNothingInSilence(t *testing.T) {
	for name, c := range map[string]struct {
		text, reason string
		n            int
	}{
		"time of no calendar":  {hevyHead + `"G","30 Foo 2026, 18:00","","","Squat","","",0,"normal",80,5,"","",""` + "\n", dropTime, 1},
		"ambiguous numbers":    {hevyHead + `"G","03/02/2026, 18:00","","","Squat","","",0,"normal",80,5,"","",""` + "\n", dropTime, 1},
		"nothing done":         {hevyHead + `"G","2 Mar 2026, 18:00","","","Squat","","",0,"normal",80,,"","",""` + "\n", dropNoWork, 1},
		"order of another app": {"Date,Workout Name,Exercise Name,Set Order,Weight,Reps\n2026-03-02 18:00:00,G,Squat,first,80,5\n", dropShape, 1},
	} {
		if d := accepted(t, []byte(c.text)); d.Dropped[c.reason] != c.n || len(d.records) != 0 {
			t.Errorf("%s: dropped %v, %d records", name, d.Dropped, len(d.records))
		}
	}
}

func TestRealLogsAreRead(t *testing.T) {
	for file, want := range map[string]map[string]int{
		"strong/strong_real.csv":          {kindWorkouts: 86, kindSets: 1903, kindAssumedKg: 1855},
		"hevy/hevy_workout_data_real.csv": {kindWorkouts: 17, kindSets: 330},
	} {
		b, err := os.ReadFile(filepath.Join(corpus(t, "exports"), file))
		if err != nil {
			t.Fatal(err)
		}
		d := accepted(t, b)
		if diff := cmp.Diff(want, d.Counts); diff != "" || len(d.Dropped) != 0 {
			t.Errorf("%s: %s\ndropped %v", file, diff, d.Dropped)
		}
	}
}

func FuzzStrong(f *testing.F) { fuzz(f, "strong") }

func strongSeeds(testing.TB) (all [][]byte) {
	return texts(
		strongIOS, strongAndroid, strings.Replace(strongAndroid, "Weight (kg)", "Weight (lbs)", 1), strings.NewReplacer("Weight,", "Weight,Weight Unit,", ".0,", ".0,lbs,").Replace(strongIOS),
		strings.NewReplacer("1h 5m", "65m", "Seconds", "Seconds (s)", "W,", "f,").Replace(strongIOS), strings.ReplaceAll(strongIOS, "1h 5m", "1d 99h"),
		strings.NewReplacer("Distance", "Distance (miles)", ",0,0,,", ",1.5,0,,").Replace(strongIOS), strings.ReplaceAll(strongAndroid, `"100"`, `"102,5"`),
		strings.ReplaceAll(strongIOS, "Hip Thrust (Barbell)", "Hüftstoß\u00a0\u202e(Langhantel)"), strings.ReplaceAll(strongIOS, " 18:00:05", "T18:00:05Z"),
		strings.ReplaceAll(strongIOS, "Hip Thrust", strings.Repeat("é", longestName)),
	)
}

func FuzzHevy(f *testing.F) { fuzz(f, "hevy") }

func hevySeeds(testing.TB) (all [][]byte) {
	return texts(
		hevyKg, hevyPage, strings.Replace(hevyKg, "weight_kg", "weight_lbs", 1), strings.Replace(hevyKg, "distance_km", "distance_miles", 1),
		strings.NewReplacer("2 Mar 2026", "2 mars 2026").Replace(hevyKg), strings.NewReplacer("2 Mar 2026, ", "2 мар. 2026 г., ").Replace(hevyKg),
		strings.NewReplacer("2 Mar 2026, 18:00", "Mar 2, 2026, 6:00\u202fPM", "2 Mar 2026, 19:05", "Mar 2, 2026, 7:05 PM").Replace(hevyKg),
		strings.NewReplacer("2 Mar 2026, 18:00", "2026年3月2日 下午6:00", "2 Mar 2026, 19:05", "2026年3月2日 下午7:05").Replace(hevyKg),
		strings.NewReplacer(",100,8", ",,,1.5,60", ",40,10", ",-40,1e9").Replace(hevyKg), strings.NewReplacer("supersets_id", "superset_id", `"reps"`, `"duration_seconds"`).Replace(hevyPage),
		`{"page":1,"page_count":2,"workouts":[{"start_time":"2026-03-01T17:00:00-08:00","end_time":"","exercises":[{"title":"Squat","sets":[{"type":"normal","weight_kg":80,"reps":5}]}]}]}`,
	)
}
