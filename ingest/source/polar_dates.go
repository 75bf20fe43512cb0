package source

import "github.com/hvilepuls/hvilepuls/internal/record"

func (p *polar) recovery(f File) error {
	type night struct {
		Night string      `json:"night"`
		RMSSD looseNumber `json:"meanNightlyRecoveryRmssd"` // ms
	}
	return eachJSON(f.Reader(), p.out, func(n *night) error {
		d, ok := dateCell(n.Night)
		switch {
		case !ok:
			p.out.drop(dropShape, 1)
		case !n.RMSSD.Known || n.RMSSD.V == 0:
			p.out.drop(dropUnworn, 1)
		default:
			p.g.rmssdOn(d, n.RMSSD.V)
		}
		return nil
	})
}

func (p *polar) activity(f File) error {
	type day struct {
		Date    string `json:"date"`
		Summary struct {
			Steps looseNumber `json:"stepCount"`
		} `json:"summary"`
	}
	return eachJSON(f.Reader(), p.out, func(a *day) error {
		d, ok := dateCell(a.Date)
		switch {
		case !ok:
			p.out.drop(dropShape, 1)
		case !a.Summary.Steps.Known || a.Summary.Steps.V == 0:
			p.out.drop(dropUnworn, 1)
		default:
			p.g.dailyOn(d, record.DailySteps, a.Summary.Steps.V)
		}
		return nil
	})
}

func (p *polar) calendar(f File) error {
	type weight struct {
		Kg   looseNumber `json:"weight"`
		Date string      `json:"date"`
	}
	return eachJSON(f.Reader(), p.out, func(w *weight) error {
		if d, ok := dateCell(w.Date); ok && w.Kg.Known {
			p.g.dailyOn(d, record.BodyWeight, w.Kg.V)
		} else {
			p.out.drop(dropShape, 1)
		}
		return nil
	}, "weights")
}
