package source

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// healthTables are the statements that make the tables of a Health Connect export with two applications, and more statements.
func healthTables(more ...string) []string {
	instant, interval := "time INTEGER, zone_offset INTEGER, local_date INTEGER", "start_time INTEGER, start_zone_offset INTEGER, end_time INTEGER, end_zone_offset INTEGER, local_date INTEGER"
	common := "row_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB, app_info_id INTEGER, device_info_id INTEGER, "
	return append([]string{
		"CREATE TABLE application_info_table(row_id INTEGER PRIMARY KEY, package_name TEXT NOT NULL UNIQUE, app_name TEXT)",
		"CREATE TABLE resting_heart_rate_record_table(" + common + instant + ", beats_per_minute INTEGER)",
		"CREATE TABLE heart_rate_variability_rmssd_record_table(" + common + instant + ", heart_rate_variability_millis REAL)",
		"CREATE TABLE respiratory_rate_record_table(" + common + instant + ", rate REAL)",
		"CREATE TABLE weight_record_table(" + common + instant + ", weight REAL)",
		"CREATE TABLE sleep_session_record_table(" + common + interval + ", title TEXT)",
		"CREATE TABLE exercise_session_record_table(" + common + interval + ", exercise_type INTEGER)",
		"CREATE TABLE heart_rate_record_table(" + common + interval + ")",
		"CREATE TABLE sleep_stages_table(parent_key INTEGER, stage_start_time INTEGER, stage_end_time INTEGER, stage_type INTEGER)",
		"CREATE TABLE heart_rate_record_series_table(parent_key INTEGER, beats_per_minute INTEGER, epoch_millis INTEGER)",
		"INSERT INTO application_info_table VALUES(1, 'com.sec.android.app.shealth', 'x'), (2, 'org.example.app', 'y')",
	}, more...)
}

// stepsTable makes the table of steps.
const stepsTable = `CREATE TABLE steps_record_table(app_info_id INTEGER, device_info_id INTEGER, start_time INTEGER, start_zone_offset INTEGER,
	end_time INTEGER, end_zone_offset INTEGER, local_date INTEGER, count INTEGER)`

// nightOfHealth is a night through which the clock goes back, from 23:20 to 05:10 by the clock: 410 minutes.
func nightOfHealth() []string {
	return []string{
		`INSERT INTO sleep_session_record_table(row_id, uuid, app_info_id, start_time, start_zone_offset, end_time, end_zone_offset, local_date)
		 VALUES(1, x'0a0b', 1, 1792876800000, 7200, 1792901400000, 3600, 20750)`,
		`INSERT INTO sleep_stages_table VALUES(1, 1792876800000, 1792880400000, 4), (1, 1792880400000, 1792884000000, 5), (1, 1792884000000, 1792887600000, 6),
		 (1, 1792887600000, 1792888200000, 7), (1, 1792888200000, 1792901400000, 2), (9, 1792876800000, 1792880400000, 4)`,
	}
}

func TestNightOfHealthConnect(t *testing.T) {
	d := accepted(t, databaseOf(t, healthTables(nightOfHealth()...)...))
	hour := 3600
	want := record.Record{
		Date:   record.DateOf(at(t, "2026-10-25T00:00:00Z")),
		Source: record.Source{Key: "Health Connect-Samsung Health-", Maker: "Health Connect", Model: "Samsung Health", Bridge: true},
		Sleep: []record.SleepSession{{
			ID: "0a0b", Start: at(t, "2026-10-24T21:20:00Z"), End: at(t, "2026-10-25T04:10:00Z"), Offset: &hour,
			Stages: []record.Stage{
				{From: 0, To: 3600, Kind: record.Light},
				{From: 3600, To: 7200, Kind: record.Deep},
				{From: 7200, To: 10800, Kind: record.REM},
				{From: 10800, To: 11400, Kind: record.Awake},
				{From: 11400, To: 24600, Kind: record.Asleep},
			},
		}},
	}
	if diff := cmp.Diff(want, d.sole(t)); diff != "" {
		t.Error(diff)
	}
	if d.Format != "health_connect" {
		t.Errorf("got format %q", d.Format)
	}
}

// dailies are the values of a kind by source and date.
func (d decoded) dailies(kind record.DailyKind) map[string]float64 {
	out := map[string]float64{}
	for _, r := range d.records {
		for _, v := range r.Daily {
			if v.Kind == kind {
				out[r.Source.Model+" "+r.Date.String()] = v.Value
			}
		}
	}
	return out
}

// Two applications and two devices count the same walk: each application's day is that of the device that counted most, on the local date.
func TestStepsOfHealthConnect(t *testing.T) {
	const evening, midnight, morning = "1790031600000", "1790033400000", "1790060400000" // 01:00 and 01:30 of 09-22 in UTC+2, 09:00
	d := accepted(t, databaseOf(t, healthTables(stepsTable,
		`INSERT INTO steps_record_table(app_info_id, device_info_id, start_time, start_zone_offset, end_time, count) VALUES
		 (1, 1, `+evening+`, 7200, `+midnight+`, 40), (1, 1, `+morning+`, 7200, `+morning+` + 3600000, 9000), (1, 2, `+morning+`, 7200, `+morning+` + 1800000, 5000),
		 (1, 1, `+morning+` + 60000, 7200, `+morning+` + 120000, 100), (2, 1, `+morning+`, 7200, `+morning+` + 3600000, 7200),
		 (2, 1, `+morning+`, 7200, `+morning+`, 5)`,
	)...))
	want := map[string]float64{"Samsung Health 2026-09-22": 9040, "org.example.app 2026-09-22": 7200}
	if diff := cmp.Diff(want, d.dailies(record.DailySteps)); diff != "" {
		t.Error(diff)
	}
	if d.Dropped[dropCounted] != 1 || d.Dropped[dropShape] != 1 {
		t.Errorf("dropped %v", d.Dropped)
	}
}

// rMSSD of the night, of a moment, and of the windows of a night are three things.
func TestVariabilityOfHealthConnect(t *testing.T) {
	const insert = "INSERT INTO heart_rate_variability_rmssd_record_table(app_info_id, time, zone_offset, heart_rate_variability_millis) VALUES"
	hrv := func(values string) (out []record.HRV, windows int) {
		d := accepted(t, databaseOf(t, healthTables(append(nightOfHealth(), insert+values)...)...))
		for _, r := range d.records {
			out = append(out, r.HRV...)
			for _, s := range r.Samples {
				windows += s.Len()
			}
		}
		return out, windows
	}
	end := at(t, "2026-10-25T04:10:00Z")
	got, windows := hrv("(1, 1792901400000, 3600, 61.5), (2, 1792904400000, 3600, 40), (1, 1792904400000, 3600, 0)")
	want := []record.HRV{{Time: end, Kind: record.RMSSDAsleep, Ms: 61.5}, {Time: end.Add(50 * time.Minute), Kind: record.RMSSDSpot, Ms: 40}}
	if diff := cmp.Diff(want, got); diff != "" || windows != 0 {
		t.Error(diff, windows)
	}
	if got, windows := hrv("(1, 1792887600000, 3600, 60), (1, 1792891200000, 3600, 64)"); len(got) != 0 || windows != 2 {
		t.Errorf("two of one night: got %v and %d windows, want two windows", got, windows)
	}
}

func TestValuesOfHealthConnect(t *testing.T) {
	d := accepted(t, databaseOf(t, healthTables(
		`PRAGMA user_version = 99`,
		`INSERT INTO weight_record_table(app_info_id, time, zone_offset, weight) VALUES(1, 1790487000000, 7200, 70360.0), (1, 1790487000000, 7200, 5)`,
		`INSERT INTO resting_heart_rate_record_table(app_info_id, time, zone_offset, beats_per_minute) VALUES(7, 1790487000000, 7200, 51), (1, 'x', 7200, 51)`,
		`INSERT INTO respiratory_rate_record_table(app_info_id, time, rate) VALUES(1, 1790487000000, 14.3), (1, 1790487060000, 0)`,
		`INSERT INTO exercise_session_record_table(app_info_id, start_time, start_zone_offset, end_time, exercise_type) VALUES
		 (1, 1790006400000, 7200, 1790010000000, 45), (1, 1790016400000, 7200, 1790020000000, 12345)`,
	)...))
	if want := map[string]float64{"Samsung Health 2026-09-27": 70.36}; cmp.Diff(want, d.dailies(record.BodyWeight)) != "" {
		t.Errorf("weight: got %v, want %v", d.dailies(record.BodyWeight), want)
	}
	if want := map[string]float64{" 2026-09-27": 51}; cmp.Diff(want, d.dailies(record.VendorRHR)) != "" {
		t.Errorf("resting heart rate of an application that is not listed: got %v, want %v", d.dailies(record.VendorRHR), want)
	}
	if want := map[string]int{kindWeight: 1, kindRHR: 1, kindResp: 1, kindWorkouts: 2, kindNewer: 1}; cmp.Diff(want, d.Counts) != "" {
		t.Errorf("got counts %v, want %v", d.Counts, want)
	}
	if want := map[string]int{dropValue: 1, dropTime: 1, dropUnworn: 1}; cmp.Diff(want, d.Dropped) != "" {
		t.Errorf("dropped %v, want %v", d.Dropped, want)
	}
	var sports []string
	for _, r := range d.records {
		for _, w := range r.Workouts {
			sports = append(sports, w.Sport+"/"+w.SubSport)
		}
	}
	if want := []string{"training/strength_training", "/"}; cmp.Diff(want, sports) != "" {
		t.Errorf("got workouts %v, want %v", sports, want)
	}
}

// A session without stages is sleep from its start to its end; one that nobody slept in is left out.
func TestSessionsWithoutStages(t *testing.T) {
	d := accepted(t, databaseOf(t, healthTables(
		`INSERT INTO sleep_session_record_table(row_id, app_info_id, start_time, end_time, end_zone_offset) VALUES
		 (1, 1, 1792876800000, 1792898400000, 3600), (2, 1, 1792976800000, 1792980400000, 3600), (3, 1, 1793976800000, 1793976800000, 3600)`,
		`INSERT INTO sleep_stages_table VALUES(2, 1792976800000, 1792980400000, 1)`,
	)...))
	r := d.sole(t)
	if len(r.Sleep) != 1 || r.Sleep[0].Totals[record.Asleep] != 6*3600 || d.Dropped[dropNoSleep] != 1 || d.Dropped[dropTime] != 1 {
		t.Errorf("got %+v, dropped %v", r.Sleep, d.Dropped)
	}
}

// The numbers of a kind of workout are one kind's alone.
func TestNumbersOfExercisesAreUnique(t *testing.T) {
	framework, jetpack := map[int64]bool{}, map[int64]bool{}
	for _, e := range healthExercises() {
		if framework[e.framework] || jetpack[e.jetpack] {
			t.Errorf("%d or %d stands twice", e.framework, e.jetpack)
		}
		framework[e.framework], jetpack[e.jetpack] = true, true
	}
	if len(framework) != 61 || frameworkExercise(45) != jetpackExercise(70) || frameworkExercise(33) != (sport{"running", ""}) {
		t.Errorf("%d kinds, 45 is %v and 70 is %v", len(framework), frameworkExercise(45), jetpackExercise(70))
	}
}

func FuzzHealthConnect(f *testing.F) { fuzzDatabases(f, "sqlite", healthSeeds(f)) }

func databaseSeeds(t testing.TB) [][]byte { return append(healthSeeds(t), gadgetSeeds(t)...) }

func healthSeeds(t testing.TB) [][]byte {
	small := databaseOf(t, healthTables(append(nightOfHealth(), stepsTable,
		`INSERT INTO steps_record_table(app_info_id, device_info_id, start_time, start_zone_offset, end_time, count) VALUES(1, 1, 1790031600000, 7200, 1790033400000, 40)`,
		`INSERT INTO heart_rate_variability_rmssd_record_table(app_info_id, time, zone_offset, heart_rate_variability_millis) VALUES(1, 1792901400000, 3600, 61.5)`,
		`INSERT INTO exercise_session_record_table(app_info_id, start_time, start_zone_offset, end_time, exercise_type) VALUES(1, 1790006400000, 7200, 1790010000000, 45)`,
	)...)...)
	values := databaseOf(t, healthTables(
		`INSERT INTO resting_heart_rate_record_table(app_info_id, time, zone_offset, local_date, beats_per_minute) VALUES(1, 1792901400000, 3600, 20751, 51), (2, 1792901400000, NULL, NULL, 0)`,
		`INSERT INTO respiratory_rate_record_table(app_info_id, time, zone_offset, rate) VALUES(1, 1792880400000, 7200, 14.5)`,
		`INSERT INTO weight_record_table(app_info_id, time, zone_offset, weight) VALUES(2, 1792901400000, 3600, 70500)`,
		`INSERT INTO heart_rate_record_table(row_id, app_info_id, start_time, start_zone_offset, end_time) VALUES(1, 1, 1792876800000, 7200, 1792880400000)`,
		`INSERT INTO heart_rate_record_series_table VALUES(1, 55, 1792876800000), (1, 254, 1792876860000), (9, 56, 1792876920000)`,
	)...)
	return [][]byte{small, values}
}

// fuzzDatabases changes bytes of databases, whatever their size: a fuzzer that makes one anew would rarely find one that can be opened. The first
// byte of its input chooses the database; then three are a change: which of the bytes that are not 0, for pages are nearly empty, and into what.
func fuzzDatabases(f *testing.F, _ string, seeds [][]byte) {
	table := Table(catalogue(f), DefaultLimits())
	filled := make([][]int, len(seeds))
	for i, seed := range seeds {
		if d := decodeWith(f, table, seed); len(d.records) == 0 {
			f.Fatalf("seed %d: %+v", i, d.Report)
		}
		for at, v := range seed {
			if v != 0 {
				filled[i] = append(filled[i], at)
			}
		}
		f.Add([]byte{byte(i), 0, 1, 2})
		for at := range 30 { // the cells lie at the ends of pages
			f.Add([]byte{byte(i), byte(at), 200, byte(at * 40), byte(at * 3), 77, 0xff})
		}
	}
	f.Fuzz(func(t *testing.T, changes []byte) {
		if len(changes) == 0 {
			return
		}
		i := int(changes[0]) % len(seeds)
		b := bytes.Clone(seeds[i])
		for changes = changes[1:]; len(changes) >= 3; changes = changes[3:] {
			b[filled[i][(int(changes[0])<<8|int(changes[1]))%len(filled[i])]] = changes[2]
		}
		lawful(t, "file", table, b)
	})
}
