package source

import "github.com/hvilepuls/hvilepuls/internal/record"

// health reads healthStatusData: of it the night's rMSSD. Without a status that says how it lies, a value stands for none.
func (g *garminAccount) health(f File) error {
	type day struct {
		Date    string `json:"calendarDate"`
		Metrics []struct {
			Type   string      `json:"type"`
			Value  looseNumber `json:"value"`
			Status string      `json:"status"`
		} `json:"metrics"`
	}
	return eachJSON(f.Reader(), g.out, func(v *day) error {
		d, ok := dateCell(v.Date)
		if !ok {
			g.out.drop(dropShape, 1)
			return nil
		}
		for _, m := range v.Metrics {
			switch {
			case m.Type != "HRV":
			case !m.Value.Known, m.Value.V == 0, m.Status == "ONBOARDING":
				g.out.drop(dropUnworn, 1)
			default:
				g.g.rmssdOn(d, m.Value.V)
			}
		}
		return nil
	})
}

// weights reads userBioMetrics, whose records hold other measures too.
func (g *garminAccount) weights(f File) error {
	type metric struct {
		Weight *struct {
			Grams looseNumber `json:"weight"`
			At    garminTime  `json:"timestampGMT"`
		} `json:"weight"`
	}
	return eachJSON(f.Reader(), g.out, func(m *metric) error {
		switch w := m.Weight; {
		case w == nil:
		case !w.Grams.Known || w.Grams.V == 0:
			g.out.drop(dropUnworn, 1)
		default:
			g.g.daily(w.At.Time, nil, record.BodyWeight, w.Grams.V/1000)
		}
		return nil
	})
}
