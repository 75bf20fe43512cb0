package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const whoopCyclesEN = `Cycle start time,Cycle end time,Cycle timezone,Recovery score %,Resting heart rate (bpm),Heart rate variability (ms),Skin temp (celsius),Blood oxygen %,Day Strain,Energy burned (cal),Max HR (bpm),Average HR (bpm),Sleep onset,Wake onset,Sleep performance %,Respiratory rate (rpm),Asleep duration (min),In bed duration (min),Light sleep duration (min),Deep (SWS) duration (min),REM duration (min),Awake duration (min),Sleep need (min),Sleep debt (min),Sleep efficiency %,Sleep consistency %
2026-10-25 23:00:00,,UTC+01:00,70,51,61,33.8,96.0,,,,,2026-10-25 23:00:00,2026-10-26 06:30:00,80,14.3,440,450,240,105,95,10,510,45,98,70
2026-10-24 23:20:00,2026-10-26 00:00:00,UTC+02:00,66,52,58,33.9,96.0,11.2,2300,150,72,2026-10-24 23:20:00,2026-10-25 06:10:00,80,14.2,400,410,220,100,80,10,510,45,98,70
2026-10-23 00:00:00,2026-10-23 23:39:57,UTCZ,,,,,,4.2,384,143,68,,,,,,,,,,,,,,
`

func whoopCyclesES() string {
	_, rows, _ := strings.Cut(whoopCyclesEN, "\n")
	return "Hora de inicio del ciclo,Hora de finalización del ciclo,Zona horaria del ciclo,Puntuación de recuperación (%)," +
		"Frecuencia cardíaca en reposo (lpm),Variabilidad de la frecuencia cardíaca (ms),Temp. cutánea (grados centígrados),Oxígeno en sangre %," +
		"Esfuerzo del día,Energía quemada (cal),FC máx. (lpm),FC promedio (lpm),Inicio del sueño,Inicio de la vigilia,Calificación del sueño (%)," +
		"Frecuencia respiratoria (rpm),Duración del sueño (min),Tiempo en la cama (min),Duración de sueño ligero (min)," +
		"Duración de sueño profundo (SWS) (min),Duración de sueño REM (min),Tempo despierto/a (min),Sueño necesario (min),Deuda de sueño (min)," +
		"Eficiencia del sueño %,Regularidad del sueño %\n" + rows
}

// Times are those of a clock at the row's offset, also in the night in which the clocks change; the running cycle has no end.
func TestWhoopCycles(t *testing.T) {
	for name, data := range map[string]string{"English": whoopCyclesEN, "Spanish": whoopCyclesES()} {
		d := accepted(t, []byte(data))
		if d.Format != "whoop" || d.Counts[kindSleep] != 2 || d.Counts[kindRHR] != 2 || d.Counts[kindHRV] != 2 || len(d.Dropped) != 0 {
			t.Errorf("%s: %s, %v, %v", name, d.Format, d.Counts, d.Dropped)
		}
		got := map[string]int{}
		for _, s := range d.sleeps() {
			got[s.Start.Format("01-02 15:04")+" to "+s.End.Format("01-02 15:04")] = *s.OffsetFrom
			if len(s.Stages) != 0 || s.Totals[record.Awake] != 600 || s.Totals[record.Deep] < 6000 || s.Totals[record.Light] < 13200 || s.Totals[record.REM] < 4800 {
				t.Errorf("%s: %+v", name, s)
			}
		}
		want := map[string]int{"10-25 22:00 to 10-26 05:30": 3600, "10-24 21:20 to 10-25 04:10": 7200}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff(map[string]float64{"2026-10-26 05:30": 51, "2026-10-25 04:10": 52}, d.daily(record.VendorRHR)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhoopSleepsAndWorkouts(t *testing.T) {
	d := accepted(t, []byte("Cycle start time,Cycle end time,Cycle timezone,Sleep onset,Wake onset,Light sleep duration (min),Nap\n"+
		"2026-10-24 23:20:00,,-05:00,2026-10-25 14:00:00,2026-10-25 14:30:00,25,true\n"+
		"2026-10-24 23:20:00,,,2026-10-25 16:00:00,2026-10-25 16:30:00,25,false\n"))
	if s := d.sleeps(); len(s) != 1 || !s[0].Nap || s[0].Start.Hour() != 19 || s[0].Totals[record.Light] != 1500 || d.Dropped[dropTime] != 1 {
		t.Errorf("%+v, %v", s, d.Dropped)
	}
	const head = "Workout start time,Workout end time,Duration (min),Activity name,Activity Strain,Energy burned (cal),Max HR (bpm),Average HR (bpm)," +
		"HR Zone 1 %,HR Zone 2 %,HR Zone 3 %,HR Zone 4 %,HR Zone 5 %,GPS enabled,Distance (meters)\n"
	const row = "2026-10-24 23:20:00,,UTC+01:00,2026-10-25 18:00:00,2026-10-25 19:00:00,60,Weightlifting,10.1,410,152,118,30,30,20,10,0,false,\n"
	for name, data := range map[string]string{
		"English":       "Cycle start time,Cycle end time,Cycle timezone," + head + row,
		"other columns": "Hora de inicio del ciclo,Hora de finalización del ciclo,Zona horaria del ciclo," + strings.ReplaceAll(head, "o", "x") + row,
	} {
		w := accepted(t, []byte(data)).sole(t).Workouts
		if len(w) != 1 || w[0].SubSport != "strength_training" || *w[0].AvgHR != 118 || *w[0].MaxHR != 152 || *w[0].Kcal != 410 || w[0].DistanceM != nil ||
			w[0].Start.Hour() != 17 || *w[0].Offset != 3600 || *w[0].Load != 10.1 {
			t.Errorf("%s: %+v", name, w)
		}
	}
	journal := "Cycle start time,Cycle end time,Cycle timezone,Question text,Answered yes,Notes\n2026-10-24 23:20:00,,UTC+01:00,Coffee?,true,\n"
	if d := accepted(t, []byte(journal)); len(d.records) != 0 {
		t.Errorf("the journal gives %d records", len(d.records))
	}
}

const whoopAPI = `{"records":[
{"id":"p","cycle_id":1,"created_at":"2026-10-25T05:00:00.000Z","start":"2026-10-24T21:20:00.000Z","end":"2026-10-25T04:10:00.000Z","timezone_offset":"+02:00","nap":false,"score_state":"PENDING_SCORE","score":null},
{"id":"s","cycle_id":2,"created_at":"2026-10-26T05:40:00.000Z","start":"2026-10-25T22:00:00.100Z","end":"2026-10-26T05:30:00.900Z","timezone_offset":"+01:00","nap":true,"score_state":"SCORED","score":{"stage_summary":{"total_in_bed_time_milli":27000000,"total_awake_time_milli":600000,"total_light_sleep_time_milli":14400000,"total_slow_wave_sleep_time_milli":6300000,"total_rem_sleep_time_milli":5700000},"sleep_performance_percentage":80}},
{"cycle_id":2,"sleep_id":"s","created_at":"2026-10-26T05:40:00.000Z","updated_at":"2026-10-28T05:40:00.000Z","score_state":"SCORED","score":{"user_calibrating":false,"resting_heart_rate":51.0,"hrv_rmssd_milli":61.5}},
{"id":"w","created_at":"2026-10-26T19:10:00.000Z","start":"2026-10-26T17:00:00.000Z","end":"2026-10-26T18:00:00.000Z","timezone_offset":"+01:00","sport_name":"weightlifting_msk","score_state":"SCORED","score":{"strain":10.1,"average_heart_rate":118,"max_heart_rate":152,"kilojoule":1715.44,"distance_meter":null}},
{"id":"u","created_at":"2026-10-27T19:10:00.000Z","start":"2026-10-27T17:00:00.000Z","end":"2026-10-27T18:00:00.000Z","timezone_offset":"Z","sport_name":"running","score_state":"UNSCORABLE"},
{"id":"v","created_at":"2026-10-28T19:10:00.000Z","start":"2026-10-28T17:00:00.000Z","end":"2026-10-28T18:00:00.000Z","timezone_offset":"Z","sport_name":"running","score_state":"PENDING_SCORE"},
{"id":3,"created_at":"2026-10-26T05:40:00.000Z","start":"2026-10-25T22:00:00.000Z","timezone_offset":"+01:00","score_state":"SCORED","score":{"strain":5.2,"kilojoule":8000,"average_heart_rate":68,"max_heart_rate":141}}
],"next_token":"x"}`

func TestWhoopAPI(t *testing.T) {
	d := accepted(t, []byte(whoopAPI))
	want := map[string]int{kindSleep: 1, kindRHR: 1, kindHRV: 1, kindWorkouts: 2}
	if diff := cmp.Diff(want, d.Counts); diff != "" || d.Dropped[dropUnscored] != 2 {
		t.Errorf("%v: %s", d.Dropped, diff)
	}
	s := d.sleeps()[0]
	if !s.Nap || *s.Score != 80 || *s.OffsetFrom != 3600 || s.Totals[record.REM] != 5700 || s.Totals[record.Light] != 14400 || s.Totals[record.Deep] != 6300 || s.Totals[record.Awake] != 600 {
		t.Errorf("%+v", s)
	}
	if diff := cmp.Diff(map[string]float64{"2026-10-26 05:40": 51}, d.daily(record.VendorRHR)); diff != "" {
		t.Error(diff)
	}
	for _, r := range d.records {
		for _, w := range r.Workouts {
			if w.Sport == "training" && (*w.AvgHR != 118 || *w.MaxHR != 152 || *w.Kcal < 409.9 || *w.Kcal > 410.1 || w.DistanceM != nil) || w.Sport == "running" && w.AvgHR != nil {
				t.Errorf("%+v", w)
			}
		}
	}
}

func FuzzWhoop(f *testing.F) { fuzz(f, "whoop") }

func whoopSeeds(testing.TB) [][]byte {
	const (
		ids      = "Cycle start time,Cycle end time,Cycle timezone,"
		sleeps   = ids + "Sleep onset,Wake onset,Light sleep duration (min),Nap\n2026-10-24 23:20:00,,-05:00,2026-10-25 14:00:00,2026-10-25 14:30:00,25,true\n"
		workouts = ids + "Workout start time,Workout end time,Duration (min),Activity name,Activity Strain,Energy burned (cal),Max HR (bpm),Average HR (bpm),HR Zone 1 %,GPS enabled,Distance (meters)\n" +
			"2026-10-24 23:20:00,,UTC+01:00,2026-10-25 18:00:00,2026-10-25 19:00:00,60,Running,10.1,410,152,118,30,true,9000\n"
		journal = ids + "Question text,Answered yes,Notes\n2026-10-24 23:20:00,,UTC+01:00,Coffee?,true,\n"
	)
	return texts(whoopCyclesEN, whoopCyclesES(), whoopAPI, sleeps, workouts, journal, strings.ReplaceAll(whoopCyclesEN, "UTC+0", "UTC-0"), strings.ReplaceAll(whoopCyclesEN, "UTC+01:00", "+13:45"),
		strings.ReplaceAll(workouts, "UTC+01:00", ""), strings.NewReplacer("Running", "Weightlifting", ",118,", ",1180,").Replace(workouts),
		strings.NewReplacer("SCORED", "PENDING_SCORE").Replace(whoopAPI), strings.NewReplacer("timezone_offset\":\"+0", "timezone_offset\":\"-0", "running", "pilates").Replace(whoopAPI))
}
