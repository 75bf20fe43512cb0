package influx_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// held waits until a stage holds a message that it cannot finish.
func (r *rig) held(stage string) {
	r.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case <-tick.C:
		case <-deadline:
			r.t.Fatalf("stage %s holds nothing", stage)
		}
		stats, err := r.streams.Stats(context.Background())
		if err != nil {
			r.t.Fatal(err)
		}
		for _, s := range stats {
			if s.Stage == stage && s.Held > 0 {
				return
			}
		}
	}
}

func TestInfluxAway(t *testing.T) {
	r := newRig(t, nil)
	r.Stop() // it was never there
	r.open(nil)
	r.run()
	r.putResults("ada", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 47, "ctl": 1}))
	r.putFile("ada", "aa", []record.Record{samples("watch", at(t, "2026-10-01T08:00"), 50, 51)})
	r.held(stream.InfluxResults)
	r.held(stream.InfluxRecords)
	r.Restart()
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 1)
	r.wants(rawBucket, "heart_rate", "bpm", 2)

	r.Stop()
	r.putResults("ada", "2026-10", daily("2026-10-02", 0, map[string]float64{"rhr": 48}))
	r.held(stream.InfluxResults)
	r.putResults("ada", "2026-10", daily("2026-10-03", 0, map[string]float64{"rhr": 49}))
	r.Restart()
	r.agrees()
	r.wants(mainBucket, "daily", "rhr", 1)
	if dead, err := r.streams.DeadList(context.Background()); err != nil || len(dead) > 0 {
		t.Errorf("dead letters %v, %v: an outage is no reason", dead, err)
	}
}

// A field that somebody else gave another type, and a time that InfluxDB cannot hold: the points go to DEAD, all others are written, and
// a replay of the letter tries them again.
func TestRefusedPointsAreParked(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	r.putResults("eve", "2026-10", daily("2026-10-01", 0, map[string]float64{"rhr": 61}))
	r.settle()
	var days []result.Day
	for d := range 31 {
		day := daily("2026-10-01", 0, map[string]float64{"rhr": float64(40 + d)})
		day.Date += record.Date(d)
		day.Noon = day.Noon.AddDate(0, 0, d)
		if d == 7 || d == 20 {
			day.Noon = day.Noon.AddDate(-1000, 0, 0) // before 1677
		}
		days = append(days, day)
	}
	r.putResults("ada", "2026-10", days...)
	r.settle()
	r.wants(mainBucket, "daily", "rhr", 30)
	if n := r.metric(parkedTotal); n != 2 {
		t.Errorf("%.0f points parked, want 2", n)
	}
	if n := r.metric(writtenTotal); n != 30 {
		t.Errorf("%.0f points written, want 30", n)
	}
	dead, err := r.streams.DeadList(context.Background())
	if err != nil || len(dead) != 1 || dead[0].Athlete != "ada" || dead[0].Stage != stream.InfluxResults || dead[0].Kind != stream.DeadRefused ||
		!strings.Contains(dead[0].Reason, "refused 2 points") || !strings.Contains(dead[0].Reason, "rhr=47,") {
		t.Fatalf("dead letters %+v, %v", dead, err)
	}
	if differences, err := r.sink.Verify(context.Background()); err != nil || len(differences) != 1 || !strings.Contains(differences[0].What, "2 missing") {
		t.Errorf("differences %v, %v", differences, err)
	}

	r.putResults("ada", "2026-10", days[:7]...) // put right
	r.settle()
	if n, err := r.streams.Replay(context.Background()); n != 1 || err != nil {
		t.Fatalf("replayed %d, %v", n, err)
	}
	r.agrees()
	if dead, err := r.streams.DeadList(context.Background()); err != nil || len(dead) > 0 {
		t.Errorf("dead letters %v, %v", dead, err)
	}
}

// A field type conflict is answered with 422 after the good points were written.
func TestAConflictOfTypesIsParkedAlone(t *testing.T) {
	r := newRig(t, nil)
	r.run()
	text := record.Day{Date: record.DateOf(at(t, "2026-10-05T00:00")), CheckIn: &record.CheckIn{Mood: new(3)}}
	r.putDays("ada", "2026-10", text)
	r.agrees()
	r.write(mainBucket, `check_in,athlete=old note=5 1791072000000000`)
	text.CheckIn = &record.CheckIn{Mood: new(2), Note: new("a text where a number was")}
	other := text
	other.Date, other.CheckIn = text.Date+1, &record.CheckIn{Mood: new(5)}
	r.putDays("ada", "2026-10", text, other)
	r.settle()
	if n := r.metric(parkedTotal); n != 1 {
		t.Errorf("%.0f points parked, want 1", n)
	}
	r.wants(mainBucket, "check_in", "mood", 2)
}

func TestRetentionKeepsOldHeartRateOut(t *testing.T) {
	r := newRig(t, nil)
	r.now = time.Now // InfluxDB's
	r.open(func(c *influx.Config) { c.RawRetention = 10 * 24 * time.Hour })
	r.run()
	today := time.Now().UTC().Truncate(time.Hour)
	r.putFile("ada", "aa", []record.Record{samples("watch", today.AddDate(0, 0, -30), 50, 51), samples("watch", today.AddDate(0, 0, -1), 52, 53, 54)})
	r.agrees()
	r.wants(rawBucket, "heart_rate", "bpm", 3)
	if n := r.metric(parkedTotal); n != 0 {
		t.Errorf("%.0f points parked: old ones are not to be sent", n)
	}
}
