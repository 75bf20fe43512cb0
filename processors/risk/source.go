package risk

import (
	"slices"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// sourceCheckIn is the source of what the athlete said.
const sourceCheckIn = "check-in"

// source is who measured, logged or said what a reason stands on: the key of a device or log, or "check-in". "" where several did, or a plan
// or a calculation speaks.
func (s *situation) source(sign string) string {
	switch sign {
	case "fatigue", "soreness", "sick", "pain", "protein_g", "context":
		return sourceCheckIn
	case "hrv_dev_sd":
		return s.columnSource("hrv_rmssd")
	case "rhr", "sleep_tst_min":
		return s.columnSource(sign)
	case "glute_hours_since_hard", "local_readiness":
		return s.sessionSource()
	}
	return ""
}

// columnSource is the source of a column on the last of the days that the risk stands on.
func (s *situation) columnSource(name string) string {
	c := s.in.Frame.Columns[name]
	for i := s.scoreDay; i >= 0 && i < len(c.V) && s.age(i) <= heldDays; i-- {
		if key := c.Source.At(i); key != "" {
			return key
		}
	}
	return ""
}

// sessionSource is the source of the last hard session, else of the last that had a hard set.
func (s *situation) sessionSource() string {
	for _, least := range []float64{hardDose, 0} {
		for _, g := range slices.Backward(s.sessions) {
			if g.Dose > least {
				return s.workSource(g)
			}
		}
	}
	return ""
}

func (s *situation) workSource(g metric.GluteSession) string {
	if d := s.in.Frame.Day(g.Day); d != nil {
		for _, w := range d.Workouts {
			if w.Start.Equal(g.Start) && len(w.Sets) > 0 {
				return w.Source
			}
		}
	}
	return ""
}
