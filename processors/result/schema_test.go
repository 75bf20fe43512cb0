package result_test

import (
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func catalogue(t testing.TB) *exercise.Catalogue {
	t.Helper()
	c, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t testing.TB, s string) record.Date {
	t.Helper()
	d, err := record.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// everything is one document of each kind that fills every field.
func everything(t testing.TB) []result.Point {
	d := date(t, "2026-10-04")
	start := time.Date(2026, 10, 3, 21, 30, 0, 0, time.UTC)
	lift := time.Date(2026, 10, 4, 16, 0, 0, 0, time.UTC)
	set := func(i int, name string) record.Set {
		return record.Set{Index: i, Start: lift, Exercise: name, Layer: record.Log, Reps: new(8), LoadKg: new(60.5), RIR: new(2.0), RPE: new(8.0), DurationS: 40}
	}
	days := record.Month{Athlete: "ada", Month: "2026-10", Days: []record.Day{{
		Date: d, TZ: "Europe/Oslo", Offset: 7200,
		Nights: []record.Night{
			{
				Source: "garmin-fenix-1", Start: start, End: start.Add(8 * time.Hour), TSTMin: 460, TIBMin: 480, LightMin: 400, DeepMin: 60, AwakeMin: 20, Score: new(81.0),
				Stages: []record.Stage{{From: 0, To: 24000, Kind: record.Light}, {From: 24000, To: 27600, Kind: record.Deep}, {From: 27600, To: 28800, Kind: record.Unknown}},
			},
			{Source: "app", Start: lift.Add(-3 * time.Hour), End: lift.Add(-2 * time.Hour), TSTMin: 50, TIBMin: 60, Nap: true, TotalsOnly: true},
		},
		HRV: []record.DayHRV{
			{Source: "garmin-fenix-1", Kind: record.RMSSDAsleep, Method: "vendor", Ms: 48, N: 1},
			{Source: "garmin-fenix-1", Kind: record.RMSSDAsleep, Method: "five_minute", Ms: 47.5, N: 90},
			{Source: "app", Kind: record.SDNNSpot, Method: "vendor", Ms: 61, N: 1},
		},
		Workouts: []record.DayWork{{
			Source: "garmin-fenix-1", Start: lift, End: lift.Add(time.Hour), Sport: "training", SubSport: "strength_training", TimerS: 3300, DistanceM: new(0.0),
			AvgHR: new(112.0), MaxHR: new(151.0), RPE: new(7.0), NP: new(200.0),
			Sets: []record.Set{set(0, "hip_raise/barbell_hip_thrust_with_bench"), set(1, "hip_raise/barbell_hip_thrust_with_bench"), set(2, "My \"own\" thing, à la\nmode"), set(3, "")},
		}},
		CheckIn: &record.CheckIn{
			Day: d, Fatigue: new(2), Soreness: new(3), Sick: new(false), Pain: new("dull"), PainAt: new("left knee"), RPE: new(8.0), Mood: new(4), Motiv: new(5),
			Stress: new(1), ProteinG: new(140.0), Tags: []string{"alcohol", "travel"}, Note: new("late\ndinner"),
		},
	}}}
	day := result.Day{Date: d, Noon: days.Days[0].Noon(), Values: map[string]result.Value{}, Signs: []result.Sign{{Sign: "rhr_z", Contribution: .25}}}
	for i, m := range metric.Table() {
		day.Values[m.Name] = result.Value{V: float64(i) / 2}
	}
	out := result.DayPoints(days, catalogue(t))
	out = append(out, result.ResultPoints(result.Month{Athlete: "ada", Month: "2026-10", Days: []result.Day{day}})...)
	out = append(out, result.VerdictPoints("ada", []result.Verdict{{
		Athlete: "ada", Session: result.Session{Start: lift, Name: new("Glutes A")}, Verdict: "wait", Earliest: lift.Add(14 * time.Hour), LocalReadiness: new(.6),
		Risk: result.Risk{P: new(.2), Level: "amber", Confidence: "medium"}, Reasons: []result.Reason{{Text: "One."}, {Text: "Two."}}, Text: "Wait.", Model: "v0",
	}})...)
	file, ok := result.FilePoint(stream.Receipt{
		Athlete: "ada", SHA: "a1b2c3d4e5f60718", Size: 1000, Format: "fit", Status: stream.Partial, Reason: "cut short", Days: 2, Last: &d,
		Counts: map[string]int{"heart_rate": 9, "sets": 4}, Dropped: map[string]int{"not_measured": 1},
	})
	if !ok {
		t.Fatal("no point for a file with a date")
	}
	return append(out, file)
}

func lines(ps []result.Point) string {
	var b []byte
	for _, p := range ps {
		b = p.AppendLine(b)
	}
	return string(b)
}

// UPDATE=1 go test ./processors/result writes the golden file.
func TestPointsGolden(t *testing.T) {
	const golden = "testdata/points.lp"
	all := slices.DeleteFunc(everything(t), func(p result.Point) bool { return p.Measurement == "daily" }) // it changes with every new metric
	got := lines(all)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A table that does not name what is written, or names what never is, misleads whoever builds a board on it.
func TestMeasurementsNameExactlyWhatIsWritten(t *testing.T) {
	written := map[string][]string{"heart_rate": {"athlete", "bpm", "kind", "source"}}
	for _, p := range everything(t) {
		for _, tag := range p.Tags {
			written[p.Measurement] = append(written[p.Measurement], tag.Key)
		}
		for _, f := range p.Fields {
			written[p.Measurement] = append(written[p.Measurement], f.Key)
		}
	}
	pattern := regexp.MustCompile(`<[a-z]+>`)
	for _, m := range result.Measurements() {
		got := written[m.Name]
		delete(written, m.Name)
		for _, c := range append(slices.Clone(m.Tags), m.Fields...) {
			re := regexp.MustCompile("^" + pattern.ReplaceAllString(c.Name, "[a-z_]+") + "$")
			if !slices.ContainsFunc(got, re.MatchString) {
				t.Errorf("%s: %s is named and never written", m.Name, c.Name)
			}
			got = slices.DeleteFunc(got, re.MatchString)
			if c.Doc == "" {
				t.Errorf("%s: %s has no doc", m.Name, c.Name)
			}
		}
		if len(got) > 0 {
			t.Errorf("%s: written and not named: %v", m.Name, got)
		}
	}
	if len(written) > 0 {
		t.Errorf("measurements that the table does not name: %v", written)
	}
}

func TestWhatIsMissingIsLeftOut(t *testing.T) {
	d := date(t, "2026-10-04")
	m := result.Month{Athlete: "ada", Days: []result.Day{
		{Date: d, Noon: d.Time(), Values: map[string]result.Value{"rhr": {V: math.NaN()}, "ctl": {V: math.Inf(1)}}},
		{Date: d + 1, Noon: d.Time(), Values: map[string]result.Value{"rhr": {V: 47}}},
	}}
	if got, want := lines(result.ResultPoints(m)), "daily,athlete=ada iso_week=202641,rhr=47,weekday=1 1791072000000000\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, ok := result.FilePoint(stream.Receipt{Athlete: "ada", Status: stream.Rejected}); ok {
		t.Error("a file without a date has a point")
	}
}

// Whatever a log or a person typed, a point is one line, and a tag's value stays bounded.
func TestLawTextsCannotBreakOut(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab ,=\"\\\n\r\té_-"))).Draw(t, "text")
		got := lines(result.DayPoints(record.Month{Athlete: "ada", Days: []record.Day{{
			CheckIn:  &record.CheckIn{Note: &text, Mood: new(1)},
			Workouts: []record.DayWork{{Source: "s", Sport: text, Sets: []record.Set{{Exercise: text}}}},
		}}}, c))
		if strings.Count(got, "\n") != 3 || !strings.HasSuffix(got, "\n") {
			t.Fatalf("not three lines: %q", got)
		}
		for l := range strings.SplitSeq(strings.TrimSuffix(got, "\n"), "\n") {
			if !regexp.MustCompile(`^[a-z_]+(,[a-z]+=[a-z0-9_-]+)+ ([a-z_]+=(-?[0-9.e+]+|"([^"\\]|\\.)*"),?)+ -?\d+$`).MatchString(l) {
				t.Fatalf("not line protocol: %q", l)
			}
		}
	})
}

func TestSetsOfOneMomentStayApart(t *testing.T) {
	seen := map[time.Time]bool{}
	for _, p := range everything(t) {
		if p.Measurement == "strength_set" {
			seen[p.Time] = true
		}
	}
	if len(seen) != 2 { // two thrusts a millisecond apart; the other two are of other categories
		t.Errorf("times %v, want two", seen)
	}
}
