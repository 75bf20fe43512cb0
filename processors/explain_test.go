package processors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// history is five weeks of nights and answers, and a plan.
func history(r *rig) {
	r.t.Helper()
	for i := range 35 {
		end := time.Date(2026, 10, 1+i, 6, 0, 0, 0, time.UTC)
		day := record.DateOf(end)
		r.say(fmt.Sprintf("n%02d", i), night(end, int32(52+i%3)))
		r.say(fmt.Sprintf("c%02d", i), entry(record.Entry{
			Kind: record.CheckInEntry, Entered: end.Add(time.Hour), CheckIn: &record.CheckIn{Day: day, Fatigue: new(2 + i%2), Soreness: new(1 + i%3)},
		}))
	}
	r.say("p1", entry(record.Entry{Kind: record.PlanEntry, Entered: clock(), Plan: &record.Plan{
		Weekly: []record.PlannedSession{{Weekday: time.Thursday, Time: "18:00", Name: "Glutes"}},
	}}))
}

// Promise 6: each day's result, and each verdict, computed again from DAYS is the same to the byte; another result is told apart.
func TestEverythingIsComputedAgainToTheSameBytes(t *testing.T) {
	r := newRig(t)
	history(r)
	days := r.days()
	if len(days) < 35 {
		t.Fatalf("%d days", len(days))
	}
	for _, d := range days {
		model, alike, err := r.engine.Recompute(t.Context(), "ada", d)
		if err != nil || !alike || model != risk.Model {
			t.Fatalf("%s: %v by %q, %v", d.Date, alike, model, err)
		}
	}
	other := days[20]
	other.Values = map[string]result.Value{"rhr": {V: 99}}
	if _, alike, err := r.engine.Recompute(t.Context(), "ada", other); err != nil || alike {
		t.Errorf("another result passes for the same: %v, %v", alike, err)
	}
	k, err := r.engine.readDays(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	verdicts := r.engine.compute(k).verdicts
	if len(verdicts) != 1 {
		t.Fatalf("%d verdicts", len(verdicts))
	}
	m, ok, err := r.streams.Last(t.Context(), stream.Results, stream.VerdictSubject("ada", sessionToken(verdicts[0].Session.Start)))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if again, err := json.Marshal(verdicts[0]); err != nil || !bytes.Equal(again, m.Data) {
		t.Errorf("the verdict computed again is\n%s\nnot\n%s (%v)", again, m.Data, err)
	}
}

// The mornings of the results are judged from what had been entered by then, through all the streams.
func TestBacktestKnowsWhenAnswersWereEntered(t *testing.T) {
	r := newRig(t)
	history(r)
	worn := record.DateOf(time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC))
	r.say("late", entry(record.Entry{
		Kind: record.CheckInEntry, Entered: clock(), CheckIn: &record.CheckIn{Day: worn, Fatigue: new(5), Soreness: new(5), Sick: new(true)},
	}))
	days := r.days()
	got, err := r.engine.Backtest(t.Context(), "ada", Range{From: worn, To: worn})
	if err != nil || len(got.Mornings) != 1 {
		t.Fatal(got, err)
	}
	today := days[worn-days[0].Date].Values["risk_p"].V
	if p := *got.Mornings[0].P; today < .5 || p > .2 {
		t.Errorf("risk %.2f with what was entered later, %.2f on the morning itself", today, p)
	}
	if len(got.Worst) != 1 {
		t.Errorf("worst days %v", got.Worst)
	}
}
