package influx_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestAFileThatIsDecodedAgainOrForgotten(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	first, second := at(t, "2026-10-01T08:00"), at(t, "2026-10-02T08:00")
	r.putFile("ada", "aa", []record.Record{samples("watch", first, 50, 51, 52), samples("watch", second, 60)})
	r.putFile("ada", "bb", []record.Record{samples("watch", first.Add(time.Minute), 70, 71), samples("ring", first, 80)})
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 5) // two seconds of the watch are told twice
	rows := r.Query(rawBucket, "SELECT bpm FROM heart_rate WHERE source = 'watch' AND time < '2026-10-02'")
	if len(rows) != 3 || rows[1]["bpm"] != 51.0 {
		t.Errorf("rows %v: of equals the smaller SHA-256 stands", rows)
	}

	r.dropRecords("ada", "aa", record.DateOf(first)) // a better decoder finds less
	r.putFile("ada", "aa", []record.Record{samples("watch", second, 61)}, record.DateOf(first))
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 4)
	r.wants(mainBucket, "ingest_file", "size", 2)

	r.dropRecords("ada", "bb", record.DateOf(first))
	r.putFile("ada", "bb", nil, record.DateOf(first))
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 1)
	r.wants(mainBucket, "ingest_file", "size", 1)
}

// A workout over the turn of the month lies in its date's month; what is deleted of the month after must not take it along.
func TestAWorkoutOverTheTurnOfTheMonth(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	late := samples("watch", at(t, "2026-09-30T23:58"), 140, 141, 142, 143)
	late.Workouts, late.Samples = []record.Workout{{HR: late.Samples[0].Series}}, nil
	r.putFile("ada", "aa", []record.Record{late})
	r.settle()
	r.putFile("ada", "bb", []record.Record{samples("watch", at(t, "2026-10-01T00:00"), 60, 61)})
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 6)
	r.dropRecords("ada", "bb", record.DateOf(at(t, "2026-10-01T00:00")))
	r.putFile("ada", "bb", nil, record.DateOf(at(t, "2026-10-01T00:00")))
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 4)
}

func TestWallClockHeartRateFollowsTheZoneHistory(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	rec := samples("log", at(t, "2026-10-01T03:00"), 50)
	rec.Wall = true
	r.putFile("ada", "aa", []record.Record{rec})
	r.agrees()
	r.put(stream.Days, stream.DaysSubject("ada", "profile"), record.About{V: 1, Zones: []record.Zone{{From: record.NoDate, TZ: "Asia/Tokyo"}}})
	r.agrees()
	rows := r.Query(rawBucket, "SELECT bpm FROM heart_rate")
	if want := at(t, "2026-09-30T18:00"); len(rows) != 1 || rows[0]["time"] != float64(want.Unix()) {
		t.Errorf("rows %v, want one at %v", rows, want)
	}

	rec.TZ = "America/New_York" // named for the file: before the home zone, behind what the history says of the date
	r.putFile("ada", "aa", []record.Record{rec})
	r.agrees()
	history := []record.Zone{{From: record.NoDate, TZ: "Asia/Tokyo"}, {From: rec.Date, TZ: "Europe/Oslo"}}
	for want, zones := range map[string][]record.Zone{"2026-10-01T07:00": history[:1], "2026-10-01T01:00": history} {
		r.put(stream.Days, stream.DaysSubject("ada", "profile"), record.About{V: 1, Zones: zones})
		r.agrees()
		rows = r.Query(rawBucket, "SELECT bpm FROM heart_rate")
		if len(rows) != 1 || rows[0]["time"] != float64(at(t, want).Unix()) {
			t.Errorf("rows %v, want one at %v", rows, want)
		}
	}
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47}), daily("2026-10-02", 0, map[string]float64{"rhr": 48}))
	r.putFile("ada", "aa", []record.Record{samples("watch", at(t, "2026-10-01T08:00"), 50, 51)})
	r.agrees()
	r.write(mainBucket, "daily,athlete=ada rhr=46 1790856000000000") // noon of the first
	r.write(mainBucket, "daily,athlete=ada rhr=46 1790956000000000")
	r.write(mainBucket, "sleep,athlete=eve,source=s,kind=night tst_min=1 1790956000000000")
	r.write(rawBucket, "heart_rate,athlete=ada,kind=day,source=watch bpm=49 1790841600000000")
	r.write(rawBucket, "heart_rate,athlete=ada,kind=day,source=other bpm=49 1790841600000000")
	r.write(rawBucket, "heart_rate,athlete=ada,kind=day,source=watch bpm=49 1590841600000000") // years before
	got, err := r.sink.Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"influx daily 2026-10 of ada: 1 too many, 1 with other values points",
		"influx heart_rate 2026-10 of ada: day of other: 1 points, expected 0",
		"influx heart_rate 2026-10 of ada: day of watch: 2 points, expected 2, with another sum",
		"influx heart_rate  of ada: 1 points in months of which no record tells",
		"influx sleep  of eve: it holds points of an athlete who is not here",
	}
	slices.Sort(want)
	var lines []string
	for _, d := range got {
		lines = append(lines, d.String())
	}
	slices.Sort(lines)
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if err := r.sink.Repair(context.Background(), got); err != nil {
		t.Fatal(err)
	}
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 2)
	r.wants(rawBucket, "heart_rate", "bpm", 2)
}

// Whatever somebody deleted over there is written again, the neighbouring months included, and only that.
func TestRepairWritesWhatIsMissing(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	for i, month := range []string{"2026-08", "2026-09", "2026-10", "2026-11"} {
		r.putResults("ada", month, daily(month+"-01", 0, map[string]float64{"rhr": 47}), daily(month+"-28", 0, map[string]float64{"rhr": 48}))
		r.putDays("ada", month, record.Day{Date: record.DateOf(at(t, month+"-01T00:00")), CheckIn: &record.CheckIn{Mood: new(3)}})
		r.putFile("ada", fmt.Sprint("a", i), []record.Record{samples("watch", at(t, month+"-01T08:00"), 50, 51)})
	}
	r.agrees()
	r.Query(mainBucket, "DELETE FROM daily WHERE time < '2026-10-15T00:00:00Z' AND time > '2026-08-15T00:00:00Z'")
	r.Query(mainBucket, "DELETE FROM check_in")
	r.Query(mainBucket, "DELETE FROM ingest_file")
	r.Query(rawBucket, "DELETE FROM heart_rate WHERE time < '2026-10-15T00:00:00Z'")
	got, err := r.sink.Verify(context.Background())
	if err != nil || len(got) != 14 {
		t.Errorf("found %v, %v", got, err)
	}
	if err := r.sink.Repair(context.Background(), got); err != nil {
		t.Fatal(err)
	}
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 8)
	r.wants(mainBucket, "check_in", "mood", 4)
	r.wants(rawBucket, "heart_rate", "bpm", 8)
}

func TestRebuildAndForget(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	for _, athlete := range []string{"ada", "bea"} {
		r.putResults(athlete, "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47}))
		r.putFile(athlete, "aa", []record.Record{samples("watch", at(t, "2026-10-01T08:00"), 50, 51)})
		r.putDays(athlete, "2026-10", record.Day{Nights: []record.Night{night(t, "watch", "2026-09-30T22:00", 8)}})
	}
	r.agrees()
	r.write(mainBucket, "daily,athlete=eve rhr=46 1790856000000000")
	r.write(mainBucket, "daily,athlete=ada rhr=46,ctl=3 1790956000000000")
	r.write(mainBucket, "somebody_elses f=1 1790956000000000")
	ctx := context.Background()
	if err := r.sink.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	r.restarted()
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 2)
	r.wants(mainBucket, "somebody_elses", "f", 1)

	for _, name := range []struct{ stream, filter string }{
		{stream.Records, stream.ReceiptSubject("ada", "*")},
		{stream.Records, stream.RecordsOf("ada", "", "", "")},
		{stream.Days, stream.DaysSubject("ada", "*")},
		{stream.Results, stream.ResultsSubject("ada", "*")},
	} {
		if err := r.streams.Purge(ctx, name.stream, name.filter); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.sink.Forget(ctx, "ada"); err != nil {
		t.Fatal(err)
	}
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 2)
	if left, err := r.streams.Subjects(ctx, stream.Written, stream.WrittenSubject("ada", "*")); err != nil || len(left) > 0 {
		t.Errorf("memory left: %v, %v", left, err)
	}
}
