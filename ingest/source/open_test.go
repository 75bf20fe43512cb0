package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const openWeek = `{"hvilepuls":"heart_rate","time":"2026-11-08T03:10:00+01:00","bpm":52.4}
{"hvilepuls":"sleep","start":"2026-11-07T23:00:00+01:00","end":"2026-11-08T06:00:00+01:00"}
{"hvilepuls":"sleep_stage","start":"2026-11-08T01:00:00+01:00","end":"2026-11-08T06:00:00+01:00","stage":"deep"}
{"hvilepuls":"sleep_stage","start":"2026-11-07T23:00:00+01:00","end":"2026-11-08T01:00:00+01:00","stage":"light"}

{"hvilepuls":"set","start":"2026-11-07T17:00:00Z","end":"2026-11-07T18:00:00Z","exercise":"Hip Thrust","reps":8,"kg":100,"rir":2,"device":null}
{"hvilepuls":"set","start":"2026-11-07T17:00:00Z","end":"2026-11-07T18:00:00Z","exercise":"Hip Thrust","reps":6,"kg":100,"warmup":false}
{"hvilepuls":"workout","start":"2026-11-07T17:00:00Z","end":"2026-11-07T18:10:00Z","rpe":8}
{"hvilepuls":"steps","date":"2026-11-07","count":8123,"device":"Phone"}
{"hvilepuls":"check_in","date":"2026-11-08","time":"2026-11-08T07:00:00+01:00","fatigue":2}
`

func TestOpenFormat(t *testing.T) {
	d := accepted(t, []byte(openWeek))
	if diff := cmp.Diff(map[string]int{"heart_rate": 1, "sleep": 1, "workouts": 1, "sets": 2, "steps": 1, "entries": 1}, d.Counts); diff != "" {
		t.Error(diff)
	}
	byKey := map[string][]record.Record{}
	for _, r := range d.records {
		byKey[r.Source.Key] = append(byKey[r.Source.Key], r)
	}
	own := byKey["open--"]
	if len(own) != 2 || own[0].Date.String() != "2026-11-07" || own[1].Wall {
		t.Fatalf("%+v", own)
	}
	w := own[0].Workouts[0]
	if w.Sport != "training" || len(w.Sets) != 2 || *w.Sets[0].RIR != 2 || w.Sets[1].RIR != nil || *w.RPE != 8 || w.TimerS != 70*60 {
		t.Errorf("%+v", w)
	}
	night := own[1].Sleep[0]
	want := []record.Stage{{From: 0, To: 7200, Kind: record.Light}, {From: 7200, To: 25200, Kind: record.Deep}}
	if diff := cmp.Diff(want, night.Stages); diff != "" || !night.End.Equal(at(t, "2026-11-08T05:00:00Z")) || *night.Offset != 3600 {
		t.Errorf("%+v: %s", night, diff)
	}
	if v := own[1].Samples[0].V; len(v) != 1 || v[0] != 52 {
		t.Errorf("heart rates %v", v)
	}
	steps := byKey["open-Phone-"]
	if len(steps) != 1 || !steps[0].Wall || steps[0].Daily[0].Value != 8123 {
		t.Errorf("%+v", steps)
	}
	if c := byKey["athlete"][0].Entries[0].CheckIn; *c.Fatigue != 2 || c.Soreness != nil {
		t.Errorf("%+v", c)
	}
}

// The table and the lines say the same.
func TestOpenTable(t *testing.T) {
	lines := accepted(t, []byte(`{"hvilepuls":"heart_rate","time":"2026-11-08 03:10:00","bpm":52,"device":"Ring"}
{"hvilepuls":"sleep","start":"2026-11-07 23:00","end":"2026-11-08 06:00","deep_min":90,"nap":false,"device":"Ring"}
`))
	for name, text := range map[string]string{
		"commas":     "hvilepuls,time,bpm,start,end,deep_min,nap,device\nheart_rate,2026-11-08 03:10:00,52,,,,,Ring\nsleep,,,2026-11-07 23:00,2026-11-08 06:00,90,no,Ring\n",
		"semicolons": "\ufeffDevice;Hvilepuls;time;bpm;start;end;deep_min\r\nRing;heart_rate;2026-11-08 03:10:00;52;;;\r\nRing;sleep;;;2026-11-07 23:00;2026-11-08 06:00;90\r\n",
	} {
		rows := accepted(t, []byte(text))
		if diff := cmp.Diff(lines.records, rows.records); diff != "" || rows.Format != "open" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if r := lines.records[0]; !r.Wall || r.Sleep[0].Totals[record.Deep] != 5400 {
		t.Errorf("%+v", r)
	}
}

// A line that cannot be used is counted and named; the others are taken.
func TestOpenFaults(t *testing.T) {
	const good = `{"hvilepuls":"weight","date":"2026-11-08","kg":62.4}` + "\n"
	for line, want := range map[string]string{
		`{"hvilepuls":"weight","date":"2026-11-08","kg":620}`:                      "line 2: kg is no number from 20 to 400",
		`{"hvilepuls":"weight","date":"2026-11-08"}`:                               "line 2: weight has no kg",
		`{"hvilepuls":"weight","date":"8 November","kg":62}`:                       "line 2: date is no date like 2026-11-08",
		`{"hvilepuls":"mood","date":"2026-11-08"}`:                                 `line 2: "mood" is no kind of line`,
		`{"hvilepuls":"weight","date":"2026-11-08","kg":62,"ana@example.com":1}`:   `line 2: weight has no field "*"`,
		`{"hvilepuls":"heart_rate","time":"2026-11-08T03:10:00+01:00","bpm":"52"}`: "line 2: bpm is no number",
		`not JSON`:              "line 2: it is no JSON object",
		`{"hvilepuls":"weight"`: "line 2: it is no JSON object",
		`{"date":"2026-11-08"}`: `line 2: it has no "hvilepuls"`,
		`{"hvilepuls":1}`:       `line 2: it has no "hvilepuls"`,
	} {
		d := decode(t, []byte(good+line+"\n"+good))
		if d.Status != stream.Partial || !strings.HasPrefix(d.Reason, want) || d.Counts[kindWeight] != 2 || d.Dropped[dropShape] != 1 {
			t.Errorf("%s\n%s: %s, %v, %v", line, d.Status, d.Reason, d.Counts, d.Dropped)
		}
	}
	d := decode(t, []byte(good+strings.Repeat("x", longestLine+1)+"\n"+good))
	if d.Status != stream.Partial || d.Counts[kindWeight] != 1 {
		t.Errorf("an endless line: %s: %s, %v", d.Status, d.Reason, d.Counts)
	}
	if d := decode(t, []byte(`{"hvilepuls":"sleep","start":"2026-11-08T06:00:00Z","end":"2026-11-07T06:00:00Z"}`)); d.Dropped[dropTime] != 1 || len(d.records) != 0 {
		t.Errorf("a night backwards: %v", d.Dropped)
	}
}

func FuzzOpen(f *testing.F) { fuzz(f, "open") }

func openSeeds(t testing.TB) (all [][]byte) {
	all = append(all, texts(openWeek)...)
	all = append(all, texts("hvilepuls,time,bpm,device\nheart_rate,2026-11-08 03:10:00,52,Ring\n")...)
	return all
}
