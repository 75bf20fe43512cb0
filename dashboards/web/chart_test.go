package web

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

var corner = regexp.MustCompile(`([ML])(-?[\d.]+) (-?[\d.]+)`)

// TestLinesKeepTheirGaps: a line visits exactly the days with a value, and goes on only between neighbouring days.
func TestLinesKeepTheirGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 90).Draw(t, "days")
		values := rapid.SliceOfN(rapid.Float64Range(30, 120), n, n).Draw(t, "values")
		for i := range values {
			if rapid.Bool().Draw(t, "missing") {
				values[i] = math.NaN()
			}
		}
		s := scale{days: n, lo: 30, hi: 120, floor: 170}
		corners := corner.FindAllStringSubmatch(s.line(values, "").D, -1)
		for i, v := range values {
			if math.IsNaN(v) {
				continue
			}
			if len(corners) == 0 {
				t.Fatalf("day %d has a value that is not drawn", i)
			}
			c := corners[0]
			corners = corners[1:]
			if x, _ := strconv.ParseFloat(c[2], 64); math.Abs(x-inner*s.mid(i)) > .06 {
				t.Fatalf("day %d is drawn at %v, not at %v", i, x, inner*s.mid(i))
			}
			if joined := c[1] == "L"; joined != (i > 0 && !math.IsNaN(values[i-1])) {
				t.Fatalf("day %d: joined to what was drawn before is %v", i, joined)
			}
		}
		if len(corners) > 0 {
			t.Fatalf("%d corners too many", len(corners))
		}
	})
}

// TestGapsOnThePage: nights without data have no point, and no day is left out of the table.
func TestGapsOnThePage(t *testing.T) {
	p := newPage(ada(t, "en"))
	c := p.Charts[0]
	if want := rhrDays - 3; len(c.Points) != want {
		t.Errorf("%d points, want %d", len(c.Points), want)
	}
	if got := strings.Count(c.Lines[0].D, "M"); got != 3 {
		t.Errorf("the line of nights has %d parts, want 3", got)
	}
	if len(c.Table.Rows) != rhrDays || c.Table.Rows[6][1] != "no data" || c.Table.Rows[0][1] != "56" {
		t.Errorf("table of %d rows: %q, %q", len(c.Table.Rows), c.Table.Rows[0], c.Table.Rows[6])
	}
	if len(c.Changes) != 1 || c.Changes[0].Text != "garmin fr970" {
		t.Errorf("changes of source: %+v", c.Changes)
	}
	if raised := strings.Count(render(t, ada(t, "en")), `class="raised" d="M0 -6L6 5H-6Z"/></svg>`); raised != 3 { // two nights and the key
		t.Errorf("%d marks of raised nights, want 2 and that of the key", raised)
	}
	if m := p.Charts[1].Week.Days; m[0].Class != "missing" || m[0].Sets != "" || m[1].Class != "light" || m[2].Class != "none" || m[5].Class != "hard" {
		t.Errorf("marks of the week: %+v", m)
	}
}

// TestDaysThatAreNotThere: days missing from the results altogether are gaps just like days without values.
func TestDaysThatAreNotThere(t *testing.T) {
	full, holes := ada(t, "en"), ada(t, "en")
	holes.Days = nil
	for _, d := range full.Days {
		if d.Date != full.Today-6 && d.Date != full.Today-3 {
			holes.Days = append(holes.Days, d)
		}
	}
	c := newPage(holes).Charts[0]
	if want := rhrDays - 4; len(c.Points) != want || len(c.Table.Rows) != rhrDays {
		t.Errorf("%d points of %d, %d rows", len(c.Points), want, len(c.Table.Rows))
	}
	if c.Table.Href[3] != "" || c.Table.Href[2] != "/athletes/ada/days/2026-11-08" {
		t.Errorf("links %q", c.Table.Href[:4])
	}
	load := newPage(holes).Charts[2]
	if got := strings.Count(load.Lines[0].D, "M"); got != 3 {
		t.Errorf("fitness has %d parts, want 3", got)
	}
}

func TestUnknownLoadIsAGap(t *testing.T) {
	v := ada(t, "en")
	for name, val := range v.Days[40].Values {
		val.Warn = "warming_up,unknown_load"
		v.Days[40].Values[name] = val
	}
	c := newPage(v).Charts[2]
	if strings.Count(c.Lines[0].D, "M") != 2 || c.Table.Rows[historyDays-1-40][1] != "no data" {
		t.Errorf("fitness %q, row %q", c.Lines[0].D, c.Table.Rows[historyDays-1-40])
	}
}

// TestBands: a band is drawn for each run of days that have a range of one source; days without one are gaps in it.
func TestBands(t *testing.T) {
	at := func(source, warn string, values map[string]float64) day {
		d := &result.Day{Values: map[string]result.Value{}}
		for k, v := range values {
			d.Values[k] = result.Value{V: v, Source: source, Warn: warn}
		}
		return day{0, d}
	}
	rhr := rhrBands([]day{
		at("a", "provisional", map[string]float64{"rhr_low": 50, "rhr_high": 54}),
		at("a", "", map[string]float64{"rhr_low": 51, "rhr_high": 55}),
		{},
		at("a", "", map[string]float64{"rhr": 55, "rhr_low": 51, "rhr_high": 55}),
		at("b", "", map[string]float64{"rhr_low": 59, "rhr_high": 61}),
		at("b", "", map[string]float64{"rhr": 60}),
	})
	hrv := hrvBands([]day{at("a", "", map[string]float64{"hrv_ln_low": math.Log(55), "hrv_ln_high": math.Log(62)})})
	want := []string{"50-54", "51-55", "", "51-55", "59-61", "", "55-62"}
	for i, b := range append(rhr, hrv...) {
		if b.text(english()) != want[i] {
			t.Errorf("day %d: %q, want %q", i, b.text(english()), want[i])
		}
	}
	if areas := (scale{days: len(rhr), lo: 40, hi: 70, floor: 170}).areas(rhr); len(areas) != 4 {
		t.Errorf("%d areas, want one for each run of days alike", len(areas))
	}
	if low, high := edges(rhr); low[4] != 59 || high[4] != 61 || !math.IsNaN(low[2]) || !math.IsNaN(high[5]) {
		t.Errorf("edges %v, %v", low, high)
	}
}

// A day of rest with data has no hard sets; of one without data, or with a workout whose sets nobody knows, nothing is said.
func TestDaysOfRestHaveNoSets(t *testing.T) {
	with := func(values map[string]float64) day {
		d := &result.Day{Values: map[string]result.Value{}}
		for k, v := range values {
			d.Values[k] = result.Value{V: v}
		}
		return day{0, d}
	}
	for want, d := range map[string]day{
		"none": with(map[string]float64{"load": 0}), "missing": with(map[string]float64{"load": 40}), "light": with(map[string]float64{"load": 0, "glute_sets_max": 2}),
	} {
		if got := setClass(d.sets()); got != want {
			t.Errorf("%v: %s, want %s", d.Values, got, want)
		}
	}
	if got := setClass(day{}.sets()); got != "missing" {
		t.Errorf("no data: %s", got)
	}
}

func TestNightsAreNamed(t *testing.T) {
	p := newPage(ada(t, "nb"))
	for ago, want := range map[record.Date]string{0: "sist natt", 1: "natt til mandag", 6: "natt til onsdag", 7: "natt til 3. november"} {
		if got := p.night(p.v.Today - ago); got != want {
			t.Errorf("%d days ago: %q, want %q", ago, got, want)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	v := ada(t, "nb")
	v.Days = nil
	page := render(t, v)
	if strings.Contains(page, `class="drawing"`) || strings.Contains(page, "<table>\n<caption") || !strings.Contains(page, "Ingen natt med puls i disse fire ukene.") {
		t.Error("an empty chart is drawn, or does not say that it is")
	}
	v.Now = v.Now.Add(time.Hour)
	v.Days = []result.Day{{Date: v.Today, Values: map[string]result.Value{"rhr": {V: 51}}}}
	if page := render(t, v); strings.Contains(page, `class="band"`) && !strings.Contains(page, `d="M`) {
		t.Error("a first night has no range yet")
	}
}
