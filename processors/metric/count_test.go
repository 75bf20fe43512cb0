package metric_test

import (
	"slices"
	"testing"

	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// Every value of every metric carries how many observations it stands on, but the confidence and the state, which count none of their own.
func TestEveryValueTellsItsObservations(t *testing.T) {
	f := frame(athlete(400))
	risk.Evaluate(f)
	for _, m := range metric.Table() {
		switch m.Name {
		case "risk_level", "risk_confidence", "coverage":
			continue
		}
		c, values := f.Columns[m.Name], 0
		for i, v := range c.V {
			if v != v {
				continue
			}
			values++
			if c.N == nil || c.N[i] < 1 && !slices.Contains([]string{"local_readiness", "glute_sets_7d", "glute_sessions_7d", "glute_hard_sessions_7d"}, m.Name) {
				t.Fatalf("%s of %s is %v and tells no observations", m.Name, f.Date(i), v)
			}
		}
		if values == 0 {
			t.Errorf("%s has no value at all: the test tests nothing of it", m.Name)
		}
	}
}
