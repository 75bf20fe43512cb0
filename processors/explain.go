package processors

import (
	"context"

	"github.com/hvilepuls/hvilepuls/processors/backtest"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Recompute computes a day of the results again from DAYS. It gives the id of the model that the results were made with, and whether the
// day comes out as the same bytes; it does not while newer data wait to be analysed.
func (e *Engine) Recompute(ctx context.Context, athlete string, stored result.Day) (model string, alike bool, err error) {
	_, head, err := e.readHead(ctx, athlete)
	if err != nil {
		return "", false, err
	}
	k, err := e.readDays(ctx, athlete)
	if err != nil {
		return "", false, err
	}
	f, signs := e.evaluate(k)
	i := int(stored.Date - f.First)
	return head.Model, i >= 0 && i < f.Len() && same(resultDay(f, i, signs[i]), stored), nil
}

// Backtest judges the mornings of a range again, each from what was known then.
func (e *Engine) Backtest(ctx context.Context, athlete string, r Range) (result.Backtest, error) {
	k, err := e.readDays(ctx, athlete)
	if err != nil {
		return result.Backtest{}, err
	}
	return backtest.Run(ctx, backtest.Input{
		Athlete: athlete, Days: k.days, About: k.about, Exercises: e.catalogue(k.about).Look, From: r.From, To: r.To,
	})
}
