package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const wellnessList = `[{"id":"2026-03-02","updated":"2026-03-02T05:35:00.000+0000","weight":63.5,"restingHR":48,"hrv":61.5,"hrvSDNN":74,"sleepSecs":26700,
"sleepQuality":2,"soreness":1,"fatigue":null,"stress":2,"mood":null,"motivation":null,"steps":9432,"menstrualPhase":null,"ctl":40.1,"comments":"x"},
{"id":"2026-03-03","updated":"2026-03-03T05:35:00.000+0000","weight":null,"restingHR":null,"hrv":null,"hrvSDNN":null,"sleepSecs":null,"steps":0},
{"id":"2026-03-04","updated":null,"weight":6350,"restingHR":0,"hrv":58,"hrvSDNN":null,"sleepSecs":27000,"steps":null}]`

const wellnessCSV = `date,weight,restingHR,hrv,hrvSDNN,sleepSecs,sleepQuality,soreness,stress,steps,updated
2026-03-02,63.5,48,61.5,74.0,26700,2,1,2,9432,2026-03-02T05:35:00.000+0000
2026-03-03,,,,,,,,,0,2026-03-03T05:35:00.000+0000
2026-03-04,6350,0,58,,27000,,,,,
`

func dailyText(r record.Record) string {
	var out []string
	for _, d := range r.Daily {
		out = append(out, fmt.Sprintf("%s %g", d.Kind, d.Value))
	}
	for _, h := range r.HRV {
		out = append(out, fmt.Sprintf("%s %g", h.Kind, h.Ms))
	}
	return fmt.Sprint(r.Date, " ", strings.Join(out, ", "))
}

func TestWellnessOfIntervals(t *testing.T) {
	want := []string{
		"2026-03-02 rhr 48, sleep_min 445, weight_kg 63.5, steps 9432, rmssd_asleep 61.5, sdnn_spot 74",
		"2026-03-04 sleep_min 450, rmssd_asleep 58",
	}
	for name, text := range map[string]string{"JSON": wellnessList, "CSV": wellnessCSV} {
		d := accepted(t, []byte(text))
		var got []string
		for _, r := range d.records {
			got = append(got, dailyText(r))
			if !r.Wall || r.Source.Maker != "Intervals.icu" || r.Daily[0].Time.Hour() != 12 {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if up := d.records[0].Updated; up.Format("15:04") != "05:35" || !d.records[1].Updated.IsZero() {
			t.Errorf("%s: updated %v and %v", name, up, d.records[1].Updated)
		}
		if d.Dropped[dropValue] != 1 || d.Counts[kindAnswers] != 2 || d.Counts[kindSleep] != 2 {
			t.Errorf("%s: counts %v, dropped %v", name, d.Counts, d.Dropped)
		}
	}
	one := accepted(t, []byte(`{"id":"2026-03-02","updated":null,"restingHR":48,"hrv":null,"sleepSecs":null}`))
	if got := dailyText(one.sole(t)); got != "2026-03-02 rhr 48" {
		t.Error(got)
	}
	if cut := decode(t, []byte(wellnessList[:len(wellnessList)-40])); cut.Status != stream.Partial || len(cut.records) != 1 {
		t.Errorf("a list that ends early: %s, %d records", cut.Status, len(cut.records))
	}
}

func FuzzIntervals(f *testing.F) { fuzz(f, "intervals_icu") }

func intervalsSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(wellnessList)...)
	all = append(all, texts(wellnessCSV)...)
	return all
}
