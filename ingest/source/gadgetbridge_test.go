package source

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// gadgetTables are the statements that make a database of Gadgetbridge with a Garmin watch, a Huami and a Xiaomi band, and more statements.
func gadgetTables(more ...string) []string {
	const owner = "DEVICE_ID INTEGER NOT NULL, USER_ID INTEGER NOT NULL DEFAULT 1"
	minute := "TIMESTAMP INTEGER NOT NULL, " + owner + ", STEPS INTEGER NOT NULL DEFAULT -1, RAW_KIND INTEGER NOT NULL DEFAULT 0, HEART_RATE INTEGER NOT NULL DEFAULT 255"
	return append([]string{
		"CREATE TABLE DEVICE(_id INTEGER PRIMARY KEY, NAME TEXT NOT NULL, MANUFACTURER TEXT NOT NULL, IDENTIFIER TEXT NOT NULL UNIQUE, TYPE_NAME TEXT NOT NULL, ALIAS TEXT)",
		"CREATE TABLE USER(_id INTEGER PRIMARY KEY, NAME TEXT NOT NULL)",
		"CREATE TABLE GARMIN_ACTIVITY_SAMPLE(" + minute + ", PRIMARY KEY(TIMESTAMP, DEVICE_ID)) WITHOUT ROWID",
		"CREATE TABLE HUAMI_EXTENDED_ACTIVITY_SAMPLE(" + minute + ", DEEP_SLEEP INTEGER, REM_SLEEP INTEGER)",
		"CREATE TABLE GARMIN_SLEEP_STAGE_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", STAGE INTEGER NOT NULL)",
		"CREATE TABLE GARMIN_EVENT_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", EVENT INTEGER NOT NULL, EVENT_TYPE INTEGER, DATA INTEGER)",
		"CREATE TABLE GARMIN_HRV_SUMMARY_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", LAST_NIGHT_AVERAGE INTEGER)",
		"CREATE TABLE GARMIN_HEART_RATE_RESTING_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", HEART_RATE INTEGER)",
		"CREATE TABLE XIAOMI_SLEEP_TIME_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", WAKEUP_TIME INTEGER, TOTAL_DURATION INTEGER, DEEP_SLEEP_DURATION INTEGER, LIGHT_SLEEP_DURATION INTEGER, REM_SLEEP_DURATION INTEGER, AWAKE_DURATION INTEGER)",
		"CREATE TABLE XIAOMI_SLEEP_STAGE_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", STAGE INTEGER)",
		"CREATE TABLE COLMI_STRESS_SAMPLE(TIMESTAMP INTEGER NOT NULL, " + owner + ", STRESS INTEGER)",
		"CREATE TABLE BASE_ACTIVITY_SUMMARY(_id INTEGER PRIMARY KEY, NAME TEXT, START_TIME INTEGER, END_TIME INTEGER, ACTIVITY_KIND INTEGER, " + owner + ")",
		"INSERT INTO DEVICE VALUES(1, 'her watch', 'Garmin', 'AA:01', 'GARMIN_FORERUNNER_265', NULL), (2, 'band', 'Huami', 'AA:02', 'MIBAND5', NULL), (3, 'x', 'Xiaomi', 'AA:03', 'XIAOMI_SMART_BAND_8', 'mine')",
	}, more...)
}

// night0 is when the nights of these tests begin, s since 1970.
const night0 = 1790031600

func ms(s int64) int64 { return s * 1000 }

// sleeps are the sessions of all sources.
func (d decoded) sleeps() (out []record.SleepSession) {
	for _, r := range d.records {
		out = append(out, r.Sleep...)
	}
	return out
}

func TestDevicesOfGadgetbridge(t *testing.T) {
	d := accepted(t, databaseOf(t, gadgetTables(
		fmt.Sprintf("INSERT INTO GARMIN_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, HEART_RATE) VALUES(%d, 1, 60), (%d, 1, 255), (%d, 1, -1), (%d, 1, 0), (%d, 1, 240)",
			night0, night0+60, night0+120, night0+180, night0+240),
		fmt.Sprintf("INSERT INTO HUAMI_EXTENDED_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, HEART_RATE) VALUES(%d, 2, 61), (%d, 9, 62)", night0, night0),
		fmt.Sprintf("INSERT INTO GARMIN_HEART_RATE_RESTING_SAMPLE VALUES(%d, 1, 1, 51), (%d, 1, 1, 0)", ms(night0), ms(night0)),
		fmt.Sprintf("INSERT INTO GARMIN_HRV_SUMMARY_SAMPLE VALUES(%d, 1, 1, 61), (%d, 1, 1, NULL)", ms(night0), ms(night0)),
		fmt.Sprintf("INSERT INTO COLMI_STRESS_SAMPLE VALUES(%d, 1, 1, 20), (%d, 1, 1, 21)", ms(night0), ms(night0)),
		fmt.Sprintf("INSERT INTO BASE_ACTIVITY_SUMMARY VALUES(1, 'mine', %d, %d, %d, 1, 1)", ms(night0), ms(night0+3600), 0x200000),
	)...))
	type said struct {
		Source record.Source
		BPM    []int32
		RHR    float64
		HRV    float64
		Sport  string
	}
	var got []said
	for _, r := range d.records {
		s := said{Source: r.Source}
		for _, v := range r.Samples {
			s.BPM = append(s.BPM, v.V...)
		}
		for _, v := range r.Daily {
			s.RHR = v.Value
		}
		for _, v := range r.HRV {
			s.HRV = v.Ms
		}
		for _, v := range r.Workouts {
			s.Sport = v.SubSport
		}
		got = append(got, s)
	}
	want := []said{
		{Source: record.Source{Key: "Gadgetbridge--", Maker: "Gadgetbridge"}, BPM: []int32{62}},
		{Source: record.Source{Key: "Garmin-Forerunner 265-AA:01", Maker: "Garmin", Model: "Forerunner 265"}, BPM: []int32{60}, RHR: 51, HRV: 61, Sport: "strength_training"},
		{Source: record.Source{Key: "Huami-Miband5-AA:02", Maker: "Huami", Model: "Miband5"}, BPM: []int32{61}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := map[string]int{dropUnworn: 4, dropRange: 1, dropTable: 1}; cmp.Diff(want, d.Dropped) != "" {
		t.Errorf("dropped %v, want %v", d.Dropped, want)
	}
}

// A stage is stamped with its end; the first one of a night begins with the event of falling asleep.
func TestGarminNightsOfGadgetbridge(t *testing.T) {
	at := func(min int64) int64 { return ms(night0 + min*60) }
	d := accepted(t, databaseOf(t, gadgetTables(
		fmt.Sprintf("INSERT INTO GARMIN_EVENT_SAMPLE(TIMESTAMP, DEVICE_ID, EVENT, EVENT_TYPE, DATA) VALUES(%d, 1, 74, 0, NULL), (%d, 1, 74, 1, NULL), (%d, 1, 11, 0, NULL), (%d, 1, 74, 0, NULL), (%d, 1, 74, 1, -1)",
			at(0), at(400), at(50), at(900), at(930)),
		fmt.Sprintf("INSERT INTO GARMIN_SLEEP_STAGE_SAMPLE(TIMESTAMP, DEVICE_ID, STAGE) VALUES(%d, 1, 2), (%d, 1, 3), (%d, 1, 4), (%d, 1, 1), (%d, 1, 2), (%d, 1, 3), (%d, 1, 4)",
			at(30), at(100), at(380), at(400), at(5000), at(5090), at(5200)),
	)...))
	start := time.Unix(night0, 0).UTC()
	want := []record.SleepSession{
		{Start: start, End: start.Add(400 * time.Minute), Stages: []record.Stage{
			{From: 0, To: 1800, Kind: record.Light}, {From: 1800, To: 6000, Kind: record.Deep}, {From: 6000, To: 22800, Kind: record.REM}, {From: 22800, To: 24000, Kind: record.Awake},
		}},
		{Start: start.Add(900 * time.Minute), End: start.Add(930 * time.Minute), Stages: []record.Stage{{From: 0, To: 1800, Kind: record.Asleep}}},
		{Start: start.Add(5000 * time.Minute), End: start.Add(5200 * time.Minute), Stages: []record.Stage{
			{From: 0, To: 5400, Kind: record.Deep}, {From: 5400, To: 12000, Kind: record.REM},
		}},
	}
	if diff := cmp.Diff(want, d.sleeps()); diff != "" {
		t.Error(diff)
	}
	if d.Dropped[dropStart] != 1 {
		t.Errorf("dropped %v", d.Dropped)
	}
}

func TestBandNightsOfGadgetbridge(t *testing.T) {
	var minutes strings.Builder
	for m := range 100 {
		kind, deep, rem := 120, 0, 0
		switch {
		case m >= 40 && m < 45:
			kind = 1
		case m >= 60 && m < 80:
			deep = 43 + 128
		case m >= 80:
			deep, rem = 50, 56
		}
		fmt.Fprintf(&minutes, ",(%d, 2, %d, %d, %d)", night0+m*60, kind, deep, rem)
	}
	at := func(min int64) int64 { return ms(night0 + min*60) }
	d := accepted(t, databaseOf(t, gadgetTables(
		"INSERT INTO HUAMI_EXTENDED_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, RAW_KIND, DEEP_SLEEP, REM_SLEEP) VALUES"+minutes.String()[1:],
		fmt.Sprintf("INSERT INTO XIAOMI_SLEEP_TIME_SAMPLE(TIMESTAMP, DEVICE_ID, WAKEUP_TIME) VALUES(%d, 3, %d), (%d, 3, %d)", at(0), at(60), at(0), at(90)),
		fmt.Sprintf("INSERT INTO XIAOMI_SLEEP_TIME_SAMPLE(TIMESTAMP, DEVICE_ID, WAKEUP_TIME, TOTAL_DURATION, DEEP_SLEEP_DURATION, AWAKE_DURATION) VALUES(%d, 3, %d, 55, 20, 5), (%d, 3, %d, 50, 0, 0)",
			at(2000), at(2060), at(3000), at(3060)),
		fmt.Sprintf("INSERT INTO XIAOMI_SLEEP_STAGE_SAMPLE(TIMESTAMP, DEVICE_ID, STAGE) VALUES(%d, 3, 3), (%d, 3, 2), (%d, 3, 5), (%d, 3, 4)", at(0), at(20), at(50), at(60)),
	)...))
	start := time.Unix(night0, 0).UTC()
	session := func(from, to int) record.SleepSession {
		return record.SleepSession{Start: start.Add(time.Duration(from) * time.Minute), End: start.Add(time.Duration(to) * time.Minute)}
	}
	stages := func(s record.SleepSession, stages ...record.Stage) record.SleepSession {
		for i := range stages {
			stages[i].From, stages[i].To = stages[i].From*60, stages[i].To*60
		}
		s.Stages = stages
		return s
	}
	totals := func(s record.SleepSession, of map[record.StageKind]int) record.SleepSession {
		s.Totals = of
		return s
	}
	want := []record.SleepSession{
		stages(session(0, 100), record.Stage{From: 0, To: 40, Kind: record.Light}, record.Stage{From: 40, To: 45, Kind: record.Awake},
			record.Stage{From: 45, To: 60, Kind: record.Light}, record.Stage{From: 60, To: 80, Kind: record.Deep}, record.Stage{From: 80, To: 100, Kind: record.REM}),
		stages(session(0, 90), record.Stage{From: 0, To: 20, Kind: record.Light}, record.Stage{From: 20, To: 50, Kind: record.Deep},
			record.Stage{From: 50, To: 60, Kind: record.Awake}, record.Stage{From: 60, To: 90, Kind: record.REM}),
		totals(session(2000, 2060), map[record.StageKind]int{record.Deep: 1200, record.Awake: 300}),
		totals(session(3000, 3060), map[record.StageKind]int{record.Asleep: 3000}),
	}
	if diff := cmp.Diff(want, d.sleeps()); diff != "" {
		t.Error(diff)
	}
}

// Watches of Garmin count on through the day, bands anew every minute; the numbers tell which.
func TestStepsOfGadgetbridge(t *testing.T) {
	for _, tc := range []struct {
		name  string
		every int64 // s between samples
		steps []int32
		want  []int32
	}{
		{"a running total", 60, []int32{8200, 8260, 8260, 0, 15, 700}, []int32{8200, 60, 0, 0, 15, 685}},
		{"by the minute", 60, []int32{0, 60, 110, 0, 15, 120}, []int32{0, 60, 110, 0, 15, 120}},
		{"by the hour", 3600, []int32{943, 943, 945, 0, 1031, 1031}, []int32{943, 943, 945, 0, 1031, 1031}},
	} {
		var rows strings.Builder
		for i, n := range tc.steps {
			fmt.Fprintf(&rows, ",(%d, 1, %d)", night0+int64(i)*tc.every, n)
		}
		d := accepted(t, databaseOf(t, gadgetTables("INSERT INTO GARMIN_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, STEPS) VALUES"+rows.String()[1:])...))
		var got []int32
		for _, r := range d.records {
			for _, s := range r.Samples {
				got = append(got, s.V...)
			}
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func FuzzGadgetbridge(f *testing.F) { fuzzDatabases(f, "sqlite", gadgetSeeds(f)) }

func gadgetSeeds(t testing.TB) [][]byte {
	at := func(min int64) int64 { return ms(night0 + min*60) }
	watches := databaseOf(t, gadgetTables(
		fmt.Sprintf("INSERT INTO GARMIN_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, HEART_RATE, STEPS) VALUES(%d, 1, 60, 10), (%d, 1, 61, 4000)", night0, night0+60),
		fmt.Sprintf("INSERT INTO GARMIN_EVENT_SAMPLE(TIMESTAMP, DEVICE_ID, EVENT, EVENT_TYPE) VALUES(%d, 1, 74, 0), (%d, 1, 74, 1)", at(0), at(400)),
		fmt.Sprintf("INSERT INTO GARMIN_SLEEP_STAGE_SAMPLE(TIMESTAMP, DEVICE_ID, STAGE) VALUES(%d, 1, 2), (%d, 1, 3)", at(30), at(400)),
		fmt.Sprintf("INSERT INTO HUAMI_EXTENDED_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, RAW_KIND) VALUES(%d, 2, 120), (%d, 2, 120)", night0, night0+60),
		fmt.Sprintf("INSERT INTO XIAOMI_SLEEP_TIME_SAMPLE(TIMESTAMP, DEVICE_ID, WAKEUP_TIME) VALUES(%d, 3, %d)", at(0), at(60)),
		fmt.Sprintf("INSERT INTO XIAOMI_SLEEP_STAGE_SAMPLE(TIMESTAMP, DEVICE_ID, STAGE) VALUES(%d, 3, 3), (%d, 3, 2)", at(0), at(20)),
	)...)
	values := databaseOf(t, gadgetTables(
		fmt.Sprintf("INSERT INTO GARMIN_HRV_SUMMARY_SAMPLE(TIMESTAMP, DEVICE_ID, LAST_NIGHT_AVERAGE) VALUES(%d, 1, 61)", at(400)),
		fmt.Sprintf("INSERT INTO GARMIN_HEART_RATE_RESTING_SAMPLE(TIMESTAMP, DEVICE_ID, HEART_RATE) VALUES(%d, 1, 51)", at(400)),
		fmt.Sprintf("INSERT INTO COLMI_STRESS_SAMPLE(TIMESTAMP, DEVICE_ID, STRESS) VALUES(%d, 3, 30)", at(400)),
		fmt.Sprintf("INSERT INTO HUAMI_EXTENDED_ACTIVITY_SAMPLE(TIMESTAMP, DEVICE_ID, RAW_KIND, HEART_RATE, STEPS, DEEP_SLEEP, REM_SLEEP) VALUES(%d, 2, 121, 55, 0, 100, 0), (%d, 2, 1, 255, 60, 0, 90)", night0, night0+60),
		fmt.Sprintf("INSERT INTO BASE_ACTIVITY_SUMMARY(NAME, START_TIME, END_TIME, ACTIVITY_KIND, DEVICE_ID) VALUES('x', %d, %d, 16, 1)", at(600), at(660)),
	)...)
	return [][]byte{watches, values}
}
