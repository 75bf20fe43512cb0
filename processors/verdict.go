package processors

import (
	"cmp"
	"context"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/plan"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

const aheadDays = 7 // days from the last known instant for whose planned sessions verdicts are kept

// verdicts judges the planned sessions of the week after the last instant that the data tells of, as of that instant: so they depend on the
// data alone and never on when they are computed.
func verdicts(k knowledge, f *metric.Frame) []result.Verdict {
	at := lastKnown(k.days)
	var out []result.Verdict
	for _, s := range plan.Between(k.about, at, at.AddDate(0, 0, aheadDays)) {
		out = append(out, risk.Judge(risk.Input{Athlete: k.athlete, Frame: f, About: k.about, Session: s, At: at}))
	}
	return out
}

// lastKnown is the end of the last night or workout, or the morning of a later check-in (06:00, 6 h before noon).
func lastKnown(days []record.Day) time.Time {
	var last time.Time
	later := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	for i := range days {
		d := &days[i]
		for _, n := range d.Nights {
			later(n.End)
		}
		for _, w := range d.Workouts {
			later(w.Start)
			later(w.End)
		}
		later(d.Noon().Add(-6 * time.Hour))
	}
	return last.UTC()
}

// Verdict judges the next planned session at or after an instant from what was known then; without a plan a session right then. It also
// tells of the newest morning whose answer had been corrected by then. language is "en", "nb" or "" for the athlete's own.
func (e *Engine) Verdict(ctx context.Context, athlete string, at time.Time, language string) (result.Verdict, error) {
	k, err := e.readDays(ctx, athlete)
	if err != nil {
		return result.Verdict{}, err
	}
	before, err := e.readSaid(ctx, athlete, at)
	if err != nil {
		return result.Verdict{}, err
	}
	out := e.judge(k, at, language)
	if c, ok := alert.Correction(before.mornings, at, k.zone(at)); ok {
		language = cmp.Or(language, k.about.Profile.LanguageOr(""))
		c.Text = risk.CorrectionText(c, record.DateOf(at.In(k.zone(at))), language)
		out.Corrected = &c
	}
	return out, nil
}

func (e *Engine) judge(k knowledge, at time.Time, language string) result.Verdict {
	k.days = risk.Until(k.days, at)
	f, _ := e.evaluate(k)
	next, _ := plan.Next(k.about, at)
	return risk.Judge(risk.Input{Athlete: k.athlete, Frame: f, About: k.about, Session: next, At: at, Language: language})
}
