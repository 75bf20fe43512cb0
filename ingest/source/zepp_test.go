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

const (
	zeppSleepHead  = "\ufeffdate,deepSleepTime,shallowSleepTime,wakeTime,start,stop,REMTime,naps\n"
	zeppMinuteHead = "\ufeffdate,time,stage,hr,respiratory_rate\n"
)

// zeppRows are the rows of SLEEP_MINUTE of a night: a stage for each stretch of minutes, as a clock in a zone showed them.
func zeppRows(t testing.TB, zone string, start time.Time, stages string, minutes int) string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	names := map[rune]string{'l': "LIGHT", 'd': "DEEP", 'r': "REM", 'w': "WAKE"}
	end := start.Add(time.Duration(len(stages)*minutes) * time.Minute).In(loc)
	date := end.AddDate(0, 0, 1).Format(time.DateOnly)
	var b strings.Builder
	for i, s := range stages {
		for k := range minutes {
			fmt.Fprintf(&b, "%s,%s,%s,55,\n", date, start.Add(time.Duration(i*minutes+k)*time.Minute).In(loc).Format("15:04"), names[s])
		}
	}
	return b.String()
}

// sleepOf are all sessions of a file.
func (d decoded) sleepOf() (out []record.SleepSession) {
	for _, r := range d.records {
		out = append(out, r.Sleep...)
	}
	return out
}

// The minutes of a night stand at the instants that its totals give, also where the clock moved meanwhile, and the difference is the offset.
func TestZeppNightsAreJoined(t *testing.T) {
	for _, tc := range []struct {
		zone, start string
		offset      int // at the end
	}{
		{"Europe/Oslo", "2026-07-10T21:05:00Z", 7200},
		{"Europe/Oslo", "2026-10-24T21:20:00Z", 3600}, // the clock goes back
		{"Europe/Oslo", "2026-03-28T22:20:00Z", 7200}, // and forward
		{"Australia/Lord_Howe", "2026-10-03T12:00:00Z", 11 * 3600},
		{"Asia/Kolkata", "2026-07-10T19:30:00Z", 5*3600 + 1800}, // all after midnight
	} {
		const stages = "lldlrrwlldlrlw"
		start := at(t, tc.start)
		stop := start.Add(time.Duration(len(stages)) * 30 * time.Minute)
		sleep := zeppSleepHead + fmt.Sprintf("2026-01-01,60,240,60,%s,%s,60,\n", start.Format("2006-01-02 15:04:05-0700"), stop.Format("2006-01-02 15:04:05-0700"))
		loc, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		sleep = strings.Replace(sleep, "2026-01-01", stop.In(loc).Format(time.DateOnly), 1)
		got := accepted(t, zipped(t,
			file{"SLEEP_MINUTE/SLEEP_MINUTE_1.csv", []byte(zeppMinuteHead + zeppRows(t, tc.zone, start, stages, 30))},
			file{"SLEEP/SLEEP_1.csv", []byte(sleep)},
		))
		nights := got.sleepOf()
		if len(nights) != 1 || nights[0].Offset == nil || *nights[0].Offset != tc.offset || !nights[0].Start.Equal(start) || !nights[0].End.Equal(stop) {
			t.Errorf("%s: got %+v, want one night to %s with offset %d", tc.zone, nights, stop, tc.offset)
			continue
		}
		var text strings.Builder
		for _, s := range nights[0].Stages {
			text.WriteString(strings.Repeat(string(s.Kind[0]), (s.To-s.From)/1800))
		}
		if want := strings.ReplaceAll(stages, "w", "a"); text.String() != want {
			t.Errorf("%s: stages %s, want %s", tc.zone, text.String(), want)
		}
		if got.Format != "zepp" || got.Counts[kindSleep] != 1 {
			t.Errorf("format %q, counts %v", got.Format, got.Counts)
		}
	}
}

// Alone the minutes are wall-clock times: those before midnight belong to the day before the one before their date.
func TestZeppMinutesAlone(t *testing.T) {
	start := at(t, "2026-10-24T21:20:00Z")
	got := accepted(t, []byte(zeppMinuteHead+zeppRows(t, "Europe/Oslo", start, "lldrlw", 70)))
	r := got.sole(t)
	if !r.Wall || len(r.Sleep) != 1 {
		t.Fatalf("got %+v", r)
	}
	s := r.Sleep[0]
	if want := at(t, "2026-10-24T23:20:00Z"); !s.Start.Equal(want) {
		t.Errorf("starts %v, want %v", s.Start, want)
	}
	if want := at(t, "2026-10-25T05:20:00Z"); !s.End.Equal(want) || s.Stages[len(s.Stages)-1].To != 420*60 {
		t.Errorf("ends %v after %d s, want %v after 25200", s.End, s.Stages[len(s.Stages)-1].To, want)
	}
	if got.Dropped[dropElsewhere] != 420 {
		t.Errorf("dropped %v", got.Dropped)
	}
}

// Two sleeps under one date are two sessions, and a gap of just an hour is a clock that went forward.
func TestZeppMinutesWithGaps(t *testing.T) {
	night := zeppRows(t, "Europe/Oslo", at(t, "2026-03-28T22:20:00Z"), "lldrlw", 70)
	nap := zeppRows(t, "UTC", at(t, "2026-03-29T14:00:00Z"), "l", 20)
	got := accepted(t, []byte(zeppMinuteHead+night+nap)).sleepOf()
	if len(got) != 2 {
		t.Fatalf("got %+v, want two sessions", got)
	}
	if s := got[0]; s.End.Sub(s.Start) != 8*time.Hour || s.Stages[len(s.Stages)-1].To != 7*3600 {
		t.Errorf("the clock showed %v, %d s passed", s.End.Sub(s.Start), s.Stages[len(s.Stages)-1].To)
	}
	if s := got[1]; !s.Start.Equal(at(t, "2026-03-29T14:00:00Z")) || s.End.Sub(s.Start) != 20*time.Minute {
		t.Errorf("nap from %v to %v", s.Start, s.End)
	}
}

func TestZeppTotals(t *testing.T) {
	got := accepted(t, []byte(zeppSleepHead+
		"2026-09-21,105,240,5,2026-09-20 21:05:00+0000,2026-09-21 04:35:00+0000,,\n"+
		"2026-09-22,0,0,0,2026-09-21 22:00:00+0000,2026-09-21 22:00:00+0000,0,\n"+
		"broken\n"))
	s := got.sole(t).Sleep[0]
	want := map[record.StageKind]int{record.Deep: 6300, record.Light: 14400, record.Awake: 300} // REM is not told, which is not 0
	if diff := cmp.Diff(want, s.Totals); diff != "" || s.Stages != nil {
		t.Error(diff)
	}
	if got.Dropped[dropNoSleep] != 1 || got.Dropped[dropShape] != 1 {
		t.Errorf("dropped %v", got.Dropped)
	}
}

func TestZeppOtherTables(t *testing.T) {
	rates := accepted(t, []byte("\ufeffdate,time,heartRate\n2026-10-25,02:30,60\n2026-10-25,02:55,61\n2026-10-25,02:00,62\n2026-10-25,02:30,63\n2026-10-25,03:00,255\n"))
	r := rates.sole(t)
	if !r.Wall || len(r.Samples) != 2 || r.Samples[1].Clock != record.ShownSecond || r.Samples[1].V[1] != 63 || rates.Dropped[dropRange] != 1 {
		t.Errorf("got %+v, dropped %v", r, rates.Dropped)
	}
	steps := accepted(t, []byte("date,steps,distance,runDistance,calories\n2026-09-21,9432,6000,0,300\n2026-09-22,0,0,0,0\n"))
	if r := steps.sole(t); !r.Wall || r.Daily[0] != (record.Daily{Time: at(t, "2026-09-21T12:00:00Z"), Kind: record.DailySteps, Value: 9432}) || steps.Dropped[dropUnworn] != 1 {
		t.Errorf("got %+v, dropped %v", r, steps.Dropped)
	}
	weight := accepted(t, []byte("time,weight,height,bmi,fatRate\n2026-09-27 05:30:00+0000,70.36,170.0,0,0\n")).sole(t)
	if weight.Wall || weight.Daily[0] != (record.Daily{Time: at(t, "2026-09-27T05:30:00Z"), Kind: record.BodyWeight, Value: 70.36}) {
		t.Errorf("got %+v", weight)
	}
	work := accepted(t, []byte("type,startTime,sportTime(s),maxPace(/meter),minPace(/meter),distance(m),avgPace(/meter),calories(kcal)\n"+
		"52,2026-09-21 16:00:00+0000,3600,-1.0,-1.0,-1.0,-1.0,410.0\n")).sole(t).Workouts[0]
	if work.SubSport != "strength_training" || work.DistanceM != nil || *work.Kcal != 410 || work.End.Sub(work.Start) != time.Hour {
		t.Errorf("got %+v", work)
	}
	if d := decode(t, []byte("date,time,heartRate,note\n")); d.Status != stream.Rejected {
		t.Errorf("another table is taken as %s", d.Format)
	}
}

func FuzzZepp(f *testing.F) { fuzz(f, "zepp") }

func zeppSeeds(t testing.TB) (all [][]byte) {
	start := at(t, "2026-10-24T21:20:00Z")
	minutes := zeppMinuteHead + zeppRows(t, "Europe/Oslo", start, "ldrw", 30)
	sleep := zeppSleepHead + "2026-10-25,30,30,30,2026-10-24 21:20:00+0000,2026-10-24 23:20:00+0000,30,\n"
	all = append(all, texts(minutes)...)
	all = append(all, texts(sleep)...)
	all = append(all, zipped(t, file{"SLEEP_MINUTE/SLEEP_MINUTE_1.csv", []byte(minutes)}, file{"SLEEP/SLEEP_1.csv", []byte(sleep)}))
	all = append(all, texts("date,time,heartRate\n2026-10-25,02:30,60\n2026-10-25,02:00,62\n")...)
	all = append(all, texts("date,steps,distance,runDistance,calories\n2026-09-21,9432,6000,0,300\n")...)
	all = append(all, texts("type,startTime,sportTime(s),distance(m),calories(kcal)\n52,2026-09-21 16:00:00+0000,3600,-1.0,410.0\n")...)
	all = append(all, texts("time,weight,height,bmi,fatRate\n2026-09-27 05:30:00+0000,70.36,170.0,0,0\n")...)
	return all
}
