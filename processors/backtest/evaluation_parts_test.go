package backtest_test

import (
	"fmt"
	"strings"
	"testing"
)

// bins are the edges between which a risk is held to what became of it.
var bins = []float64{.05, .1, .2, .3, .5, 1}

func (e *report) table(t *testing.T, players [][]playerDay) string {
	t.Helper()
	whole := given{taps: true, sleep: true, load: true}
	judged := mornings(t, players, whole)
	auc := judged.auc()
	e.bar("area under the curve for a bad morning, with taps", "0.73", auc.String(), auc.value >= .73)
	var s strings.Builder
	fmt.Fprintf(&s, `## The evidence table, for a bad morning

The same data set, which the table was not made from. Taps are turned round (5 is best there). A morning counts when readiness and fatigue were
answered and four weeks lie behind it; it is bad when readiness (1 to 10) lies at least 2 points below its own 28-day median: %d mornings,
%d of them bad. What is held to it is the risk that Hvilepuls says at 11:00, from the loads up to the evening before.

| known | area under the curve |
|---|---|
`, judged.count(all), judged.count(bad))
	for _, r := range []struct {
		what string
		g    given
	}{
		{"everything", whole},
		{"without taps", given{sleep: true, load: true}},
		{"without sleep", given{taps: true, load: true}},
		{"without load", given{taps: true, sleep: true}},
		{"taps alone", given{taps: true}},
	} {
		fmt.Fprintf(&s, "| %s | %s |\n", r.what, mornings(t, players, r.g).auc())
	}
	fmt.Fprintf(&s, "| everything, truths shuffled (0.5 is luck) | %s |\n", judged.shuffled().auc())
	s.WriteString("\nHere the load figures make the table worse, and the two taps alone do as well as everything.\n\n| alarm from | mornings in 100 | right (PPV) | bad mornings found (recall) |\n|---|---|---|---|\n")
	for _, p := range []float64{.2, .3, .5} {
		over := func(m scored) bool { return m.p >= p }
		fmt.Fprintf(&s, "| %.0f %% | %s | %s | %s |\n", 100*p, judged.share(all, over).percent(), judged.share(over, bad).percent(), judged.share(bad, over).percent())
	}
	s.WriteString("\nCalibration: what was said, and what became of it.\n\n| risk | mornings | said | was |\n|---|---|---|---|\n")
	worst := 0.0
	for k, from := range bins[:len(bins)-1] {
		in := func(m scored) bool { return m.p >= from && m.p < bins[k+1] }
		said, was := judged.mean(in), judged.share(in, bad)
		worst = max(worst, said-was.value, was.value-said)
		fmt.Fprintf(&s, "| %.0f to %.0f %% | %d | %.3f | %s |\n", 100*from, 100*bins[k+1], judged.count(in), said, was)
	}
	e.bar("calibration error, worst bin", "0.1 at most", fmt.Sprintf("%.3f", worst), worst <= .1)
	return s.String()
}
