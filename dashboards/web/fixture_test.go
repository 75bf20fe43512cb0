package web

import (
	"math"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// oslo is the zone of the athlete of these tests.
func oslo(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// ada is a page as on the morning of Tuesday 10 November 2026: two raised nights, three nights missing, a new watch two weeks ago.
func ada(t *testing.T, language string) View {
	t.Helper()
	loc := oslo(t)
	today, err := record.ParseDate("2026-11-10")
	if err != nil {
		t.Fatal(err)
	}
	night := time.Date(2026, 11, 10, 6, 12, 0, 0, loc)
	return View{
		Athlete: "ada", May: May{Enter: true, Bring: true}, Revision: "r1",
		About: record.About{
			Athlete: "ada", Profile: record.Profile{Name: new("Ada"), Language: &language}, Zones: []record.Zone{{From: record.NoDate, TZ: "Europe/Oslo"}},
		},
		Now: time.Date(2026, 11, 10, 6, 30, 0, 0, loc), Today: today, Verdict: lighter(language, loc), Days: history(today),
		CheckIn: &record.CheckIn{Day: today, Fatigue: new(3), Soreness: new(2), Sick: new(false)}, LastData: night, Others: []string{"bo", "cy"},
		Receipts: []stream.Receipt{
			{File: "2026-11-10-monitor.fit", Status: stream.Accepted, Days: 1},
			{File: "strong.csv", Status: stream.Partial, Reason: "2 sets without a date", Days: 61},
			{File: "holiday.jpg", Status: stream.Rejected, Reason: "unknown format"},
			{File: "shut.zip", Status: stream.Rejected, Reason: "encrypted: this is not its password"},
		},
	}
}

// lighter is a verdict in the words of processors/risk.
func lighter(language string, loc *time.Location) result.Verdict {
	v := result.Verdict{
		Athlete: "ada", Session: result.Session{Start: time.Date(2026, 11, 10, 18, 0, 0, 0, loc), Name: new("Glutes")}, Verdict: "lighter",
		Earliest: time.Date(2026, 11, 11, 7, 30, 0, 0, loc), LocalReadiness: new(.82), Risk: result.Risk{P: new(.34), Level: "amber", Confidence: "high"},
		Model: "v0-expert", At: time.Date(2026, 11, 10, 6, 30, 0, 0, loc),
		Changes: []result.Change{
			{What: "time", Verdict: "go", Text: "From tomorrow 07:30: go."}, {What: "risk", Verdict: "go", Text: "With a low recovery risk: go."},
		},
		Reasons: []result.Reason{
			{Sign: "glute_hours_since_hard", Value: new(46.4), Baseline: new(48.), Unit: "h", Effect: "against"},
			{Sign: "risk_p", Value: new(.34), Baseline: new(.12), Unit: "0..1", Effect: "against"},
			{Sign: "rhr", Value: new(56.), Baseline: new(52.), Unit: "bpm", Effect: "against", Source: "garmin-fr955-0a1b2c3d"},
			{Sign: "sleep_tst_min", Value: new(365.), Baseline: new(480.), Unit: "min", Effect: "against"},
			{Sign: "e1rm_drop_pct", Value: new(.5), Baseline: new(0.), Unit: "%", Effect: "for"},
			{Sign: "fatigue", Unit: "1..5", Effect: "missing"},
			{Sign: "weeks_since_deload", Value: new(8.), Unit: "weeks", Effect: "note"},
		},
	}
	texts := []string{
		"46 h since your last hard glute session (9 hard sets); 48 h is the least.", "Recovery risk: raised (34 %, good data).",
		"Resting heart rate 56, you usually lie at 51-53 (raised 2 of the last 3 nights).", "6 h 05 on average over 3 nights; you need about 8 h.",
		"Strength as usual.", "No answers today: how tired are you, how sore are your glutes?", "8 weeks since your last easy week: plan a deload.",
	}
	v.Text = "Go lighter: about 40 % fewer sets, stop 3 reps before failure. Full session fine from tomorrow 07:30."
	if language == "nb" {
		texts = []string{
			"46 t siden siste harde rumpeøkt (9 harde sett); minst 48 t.", "Restitusjonsrisiko: forhøyet (34 %, gode data).",
			"Hvilepuls 56, du pleier å ligge på 51-53 (hevet 2 av de siste 3 nettene).", "6 t 05 i snitt over 3 netter; du trenger rundt 8 t.",
			"Styrken er som vanlig.", "Ingen svar i dag: hvor sliten er du, hvor støl er du i rumpa?", "8 uker siden forrige rolige uke: legg inn en deload-uke.",
		}
		v.Changes[0].Text, v.Changes[1].Text = "Fra i morgen 07.30: klart.", "Med lav restitusjonsrisiko: klart."
		v.Text = "Ta det lettere: rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse. Full økt er greit fra i morgen 07.30."
	}
	for i := range v.Reasons {
		v.Reasons[i].Text = texts[i]
	}
	return v
}

// history is 84 days up to today: nights of about 52 bpm, the last two raised; 6, 7 and 15 days ago no night; a new watch 14 days ago; hard
// glute sets on Mondays, Thursdays and Saturdays.
func history(today record.Date) []result.Day {
	const n = historyDays
	var rhr []float64
	var out []result.Day
	ctl, atl := 0.0, 0.0
	for i := range n {
		ago := n - 1 - i
		d := result.Day{Date: today - record.Date(ago), Values: map[string]result.Value{}}
		d.Noon = d.Date.Time().Add(11 * time.Hour)
		x, source := 52+1.6*math.Sin(1.7*float64(i))+.6*math.Cos(5*float64(i)), "garmin-fr955-0a1b2c3d"
		if ago < 14 {
			source = "garmin-fr970-ffee0011"
		}
		if ago < 2 {
			x = 56.2
		}
		if ago == 6 || ago == 7 || ago == 15 {
			x = math.NaN()
		}
		b := metric.RobustBaseline(rhr[max(0, len(rhr)-28):], x, 1, 7)
		rhr = append(rhr, x)
		set := func(name string, v float64, source, warn string) {
			if !math.IsNaN(v) {
				d.Values[name] = result.Value{V: v, N: 1, Source: source, Warn: warn}
			}
		}
		set("rhr", x, source, "")
		set("rhr_baseline", b.Median, source, "")
		set("rhr_z", b.Z, source, "")
		set("rhr_low", b.Median-b.Sigma, source, "")
		set("rhr_high", b.Median+b.Sigma, source, "")
		set("hrv_rmssd", 60+(52-x)*2, source, "")
		if ago != 7 {
			set("hrv_ln_7d", math.Log(60)+.03*math.Sin(float64(i)/5), source, "")
			set("hrv_ln_low", math.Log(58), source, "")
			set("hrv_ln_high", math.Log(63), source, "")
		}
		sets, load := 0.0, 30.0
		switch d.Date.Weekday() {
		case time.Monday:
			sets, load = 9, 80
		case time.Thursday:
			sets, load = 2.5, 45
		case time.Saturday:
			sets, load = 5, 70
		}
		ctl, atl = ctl+(load-ctl)/42, atl+(load*(1+float64(i)/200)-atl)/7
		warn := ""
		if i < 42 {
			warn = "warming_up"
		}
		set("ctl", ctl, "", warn)
		set("atl", atl, "", warn)
		if ago != 6 {
			set("glute_sets_max", sets, "", "")
		}
		set("glute_sets_7d", 16.5, "", "")
		out = append(out, d)
	}
	last := out[n-1]
	last.Values["rhr_raised"] = result.Value{V: 1}
	last.Values["risk_p"] = result.Value{V: .34, N: 5}
	last.Values["risk_level"] = result.Value{V: 1}
	last.Values["risk_confidence"] = result.Value{V: 3}
	last.Values["sleep_tst_min"] = result.Value{V: 365, N: 1, Source: "garmin-fr970-ffee0011", Warn: "totals_only"}
	last.Values["rhr_trend_84d"] = result.Value{V: .31, N: 80, Warn: "confirmed rising"}
	out[n-1].Signs = []result.Sign{
		{Sign: "rhr_z", Group: "autonomic", Value: 2.3, Baseline: new(52.1), Contribution: .5},
		{Sign: "sleep_min_dev_z", Group: "sleep", Value: -1.4, Baseline: new(455.), Contribution: .25},
		{Sign: "sleep_tst_h", Group: "sleep", Value: 6.083, Contribution: .05},
		{Sign: "load_ewma_ratio", Group: "load", Value: 1.08, Contribution: 0},
		{Sign: "fatigue_low", Group: "subjective", Value: 1, Baseline: new(2.), Contribution: .4},
		{Sign: "e1rm_drop_pct", Group: "performance", Value: .5, Contribution: -.2},
		{Sign: "sick_flag", Group: "illness", Value: 0, Contribution: 0},
	}
	return out
}

// adaMonth is the month around those days: glutes on Mondays and, lightly, on Thursdays.
func adaMonth(t *testing.T, language string) Calendar {
	v := ada(t, language)
	v.About.Plan = &record.Plan{Weekly: []record.PlannedSession{
		{Weekday: time.Monday, Time: "18:00", Name: "Glutes"}, {Weekday: time.Thursday, Time: "18:00", Name: "Glutes", Effort: "light"}, {Weekday: time.Sunday, Time: "09:00"},
	}}
	from, to := Weeks(v.Today)
	loc := v.Now.Location()
	return Calendar{
		Athlete: v.Athlete, May: v.May, About: v.About, Now: v.Now, First: v.Today, Days: v.Days, Planned: plan.Between(v.About, from.In(loc), (to + 1).In(loc)),
		Ahead: plan.Between(v.About, v.Now, v.Now.AddDate(0, 0, 7)),
	}
}

// adaDay is the page about the last of those days.
func adaDay(t *testing.T, language string) Day {
	v := ada(t, language)
	last := v.Days[len(v.Days)-1]
	start := time.Date(2026, 11, 10, 17, 0, 0, 0, time.UTC)
	last.Choices = []record.Choice{
		{What: "sleep", Source: "garmin-epix-0123abcd", Why: record.WhyStages, Others: []string{"intervals-icu"}},
		{What: "steps", Source: "garmin-epix-0123abcd", Value: new(9432.), Why: record.WhyWorn, Others: []string{"apple-iphone", "oura"}},
		{What: "workout", Start: &start, Source: "apple-watch", Why: record.WhyOrder, Others: []string{"garmin-epix-0123abcd"}},
	}
	return Day{
		Athlete: v.Athlete, May: v.May, About: v.About, Now: v.Now, Day: last, Unmapped: []string{"Mystery press"}, Corrected: true,
		Exercises: []exercise.Exercise{{Key: "hip_raise/barbell_hip_thrust_with_bench", Name: "barbell_hip_thrust_with_bench", Max: 1}},
		Workouts: []record.DayWork{{
			Start: start, Offset: 3600, Sport: "training",
			Sets: []record.Set{
				{Index: 0, Exercise: "squat/goblet_squat", Layer: record.WatchGuess, Reps: new(10), Guesses: []record.Guess{{Exercise: "squat/goblet_squat", Confidence: 62}}},
				{Index: 2, Exercise: "hip_raise", Layer: record.Corrected, Reps: new(8), LoadKg: new(82.5), Warmup: true},
			},
			NotDone: []record.Set{{Index: 1, Exercise: "", Layer: record.Corrected, NotDone: true}},
		}},
		Files: []File{{"2026-11-10-monitor.fit", "fit", "9f2c1d0e5b7a4c3d2e1f00112233445566778899aabbccddeeff001122334455"}},
	}
}
