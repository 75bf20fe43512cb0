package backtest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// story is twelve quiet weeks with answers each morning and a session each Tuesday. From the 58th day on the heart beats faster for four
// nights that were short, and nobody answers; on the 62nd the athlete says to be worn out. The session of the ninth Tuesday is missed. What
// was said of the 41st day became worse the day after.
func story() []record.Day {
	var out []record.Day
	tuesdays := 0
	for i := range 84 {
		d := quietDay(firstDay+record.Date(i), 52+float64(i%3)-1)
		bad := i >= 58 && i < 62
		switch {
		case bad:
			d.Nights[0].TSTMin = 270
			*d.NightHR[0].Low30 += 7
		case i == 62:
			say(&d, clock(d.Date, 7, 0), record.CheckIn{Fatigue: new(5), Soreness: new(2)})
		default:
			say(&d, clock(d.Date, 7, 0), record.CheckIn{Fatigue: new(2), Soreness: new(2)})
		}
		if i == 41 {
			say(&d, clock(d.Date+1, 21, 0), record.CheckIn{Fatigue: new(5), Soreness: new(5)})
		}
		if d.Date.Weekday() == time.Tuesday {
			if tuesdays++; tuesdays != 9 {
				lift(&d, 18, 80)
			}
		}
		out = append(out, d)
	}
	return out
}

func run(t *testing.T, days []record.Day, from, to record.Date) result.Backtest {
	t.Helper()
	a := about()
	a.Plan = &record.Plan{Weekly: []record.PlannedSession{{Weekday: time.Tuesday, Time: "18:00", Name: "Glutes"}}}
	out, err := backtest.Run(t.Context(), backtest.Input{Athlete: "ada", Days: days, About: a, Exercises: catalogue(t), From: from, To: to})
	check(t, err)
	return out
}

func TestBacktest(t *testing.T) {
	got := run(t, story(), -1<<30, 1<<30)
	if len(got.Mornings) != 84 || got.All.Judged != 84 || got.Model != risk.Model {
		t.Fatalf("%d mornings, %d judged by %s", len(got.Mornings), got.All.Judged, got.Model)
	}
	if p := *got.Mornings[41].P; p > .1 {
		t.Errorf("the morning before the correction has the risk %.2f of what was said after it", p)
	}
	missed := firstDay + 5 + 8*7
	worst := []result.WorstDay{
		{Day: firstDay + 41, Kind: result.WorstAnswers},
		{Day: missed, Kind: result.WorstMissed, Warned: true, Lead: 2},
		{Day: firstDay + 62, Kind: result.WorstAnswers, Warned: true, Lead: 3},
	}
	if diff := cmp.Diff(worst, got.Worst); diff != "" {
		t.Error("worst days:\n", diff)
	}
	if len(got.Episodes) != 1 {
		t.Fatalf("%d episodes: %+v", len(got.Episodes), got.Episodes)
	}
	e := got.Episodes[0]
	if e.From != firstDay+59 || e.Peak != "amber" || e.Signs[0].Sign != risk.RHRZ {
		t.Errorf("episode %+v", e)
	}
	chance := float64(e.To+7-e.From) / 84 // the days after its first, to a week after its last
	three, two := 3., 2.
	all := result.Replay{
		Judged: 84, Raised: int(e.To-e.From) + 1, Alarms: 1, PerMonth: 30. / 84, Episodes: 1, Followed: 1, Leads: []result.Lead{
			{Kind: result.WorstAnswers, Days: 2, Warned: 1, Median: &three, Chance: chance},
			{Kind: result.WorstStrength, Chance: chance},
			{Kind: result.WorstMissed, Days: 1, Warned: 1, Median: &two, Chance: chance},
		},
	}
	if diff := cmp.Diff(all, got.All); diff != "" {
		t.Error("all signs:\n", diff)
	}
	alarms := map[string]int{}
	for _, r := range got.Without {
		alarms[r.Without] = r.Alarms
	}
	if len(alarms) != 10 || alarms[risk.RHRZ] != 0 || alarms[risk.SleepZ] != 0 || alarms[risk.StrengthPct] != 1 {
		t.Errorf("alarms without each sign: %v", alarms)
	}
	for _, f := range got.Signs {
		switch want := (result.Fired{Sign: f.Sign}); f.Sign {
		case risk.RHRZ:
			want.Fired, want.Led = 1, 1
			fallthrough
		case risk.SleepZ, risk.SleepH:
			want.Fired = 1
			if f != want {
				t.Errorf("fired %+v, want %+v", f, want)
			}
		}
	}
	months := []result.BacktestMonth{{Month: "2026-01", Judged: 31}, {Month: "2026-02", Judged: 28}, {Month: "2026-03", Judged: 25, Alarms: 1}}
	for k, m := range got.Months {
		m.Amber, m.Red = 0, 0
		if m != months[k] {
			t.Errorf("month %+v, want %+v", m, months[k])
		}
	}
}

// A part of a history is judged as it is within the whole.
func TestRange(t *testing.T) {
	whole, part := run(t, story(), -1<<30, 1<<30), run(t, story(), firstDay+60, firstDay+64)
	if diff := cmp.Diff(whole.Mornings[60:65], part.Mornings); diff != "" {
		t.Error(diff)
	}
	if part.From != firstDay+60 || part.To != firstDay+64 || len(part.Worst) != 2 || len(part.Months) != 1 {
		t.Errorf("from %s to %s, %d worst days, %d months", part.From, part.To, len(part.Worst), len(part.Months))
	}
}

func TestNothing(t *testing.T) {
	for name, got := range map[string]result.Backtest{
		"no days": run(t, nil, -1<<30, 1<<30), "none in the range": run(t, story(), firstDay+500, firstDay+600),
	} {
		if got.All.Judged != 0 || got.Mornings == nil || got.Worst == nil || got.Episodes == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := backtest.Run(ctx, backtest.Input{Days: story(), About: about(), Exercises: catalogue(t), From: -1 << 30, To: 1 << 30})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
