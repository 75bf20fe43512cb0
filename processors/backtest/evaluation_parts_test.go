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

func (e *report) synthetic(t *testing.T) string {
	t.Helper()
	var s strings.Builder
	fmt.Fprintf(&s, `## Synthetic athletes

%d seeded athletes of %d nights each. Their resting heart rate wanders around %.0f bpm with a lag-1 autocorrelation of %.2f. The cycle adds up to
3.8 bpm (Shilaih et al. 2017); four illnesses add 7 bpm for six nights each, said from the second day on; a new watch half-way reads 3 bpm
higher; gaps are a tenth of the nights and five weeks. Nights of an illness and the three after it are not ordinary. A step of 5 bpm is caught
within two days when `+"`rhr_raised`"+` is 1 on its first, second or third night. No athlete has a trend: every direction is a false one.
"Named" is a direction told of at all, "confirmed" one that the pre-whitened test confirms; the share is of the days with a trend.

| nights | false episodes in 100 | steps caught | 28 days: named | confirmed | 84 days: named | confirmed |
|---|---|---|---|---|---|---|
`, athletes, nightsEach, usualRHR, noiseLag)
	const usualSD = 2
	for _, r := range []struct {
		what string
		k    kind
		bar  string
	}{
		{"noise with an SD of 1.3 bpm", kind{sd: 1.3}, ""},
		{"noise with an SD of 2 bpm", kind{sd: usualSD}, "noise"},
		{"noise with an SD of 3.3 bpm", kind{sd: 3.3}, ""},
		{"2 bpm and the cycle", kind{sd: usualSD, cycle: true}, ""},
		{"2 bpm and illnesses", kind{sd: usualSD, illness: true}, ""},
		{"2 bpm and a new watch", kind{sd: usualSD, newWatch: true}, ""},
		{"2 bpm and gaps", kind{sd: usualSD, gaps: true}, ""},
		{"2 bpm and all of it", kind{usualSD, true, true, true, true}, "all of it"},
	} {
		f := study(r.k, own)
		episodes, caught := ratio(f.episodes, f.nights), ratio(f.caught, f.steps)
		short, long := ratio(f.sure28, f.days28), ratio(f.sure84, f.days84)
		fmt.Fprintf(&s, "| %s | %.2f [%.2f, %.2f] | %s | %.1f %% | %s | %.1f %% | %s |\n", r.what, 100*episodes.value, 100*episodes.low, 100*episodes.high,
			caught.percent(), 100*ratio(f.trend28, f.days28).value, short.percent(), 100*ratio(f.trend84, f.days84).value, long.percent())
		if r.bar == "" {
			continue
		}
		e.bar("false episodes of rhr_raised in 100 ordinary nights, "+r.bar, "3.6 at most", fmt.Sprintf("%.2f", 100*episodes.value), episodes.value <= .036)
		e.bar("steps of 5 bpm caught within two days, "+r.bar, "90 %", caught.percent(), caught.value >= .9)
		e.bar("false trends, confirmed, over 28 days, "+r.bar, "8 % at most", short.percent(), short.value <= .08)
		e.bar("false trends, confirmed, over 84 days, "+r.bar, "8 % at most", long.percent(), long.value <= .08)
	}
	s.WriteString(`
The same nights under other limits than those of ` + "`rhr_raised`" + ` (1.5 SD and 3 bpm), on two of the last three nights too:

| limits | SD 2 bpm: false episodes in 100 | steps caught | with the cycle: false episodes in 100 | steps caught |
|---|---|---|---|---|
`)
	for _, l := range []limits{own, {1.5, 2}, {1.25, 2.5}, {1, 2.5}, {1, 2}} {
		fmt.Fprintf(&s, "| %.2f SD and %.1f bpm |", l.sd, l.bpm)
		for _, k := range []kind{{sd: usualSD}, {sd: usualSD, cycle: true}} {
			f := study(k, l)
			fmt.Fprintf(&s, " %.2f | %.1f %% |", 100*ratio(f.episodes, f.nights).value, 100*ratio(f.caught, f.steps).value)
		}
		s.WriteString("\n")
	}
	s.WriteString(`
A direction without confirmation is a description of the days, no finding: on nights that merely wander it is named often.

Alarms of the risk from the watch alone (nights of 7 h 30 min, SD 1 h), on athletes with whom nothing is wrong:

| nights | false alarms in 100 mornings |
|---|---|
`)
	for _, r := range []struct {
		what string
		k    kind
	}{{"noise with an SD of 2 bpm", kind{sd: usualSD}}, {"with the cycle, a new watch and gaps", kind{sd: usualSD, cycle: true, newWatch: true, gaps: true}}} {
		v := ratio(alarms(t, r.k))
		fmt.Fprintf(&s, "| %s | %.2f [%.2f, %.2f] |\n", r.what, 100*v.value, 100*v.low, 100*v.high)
	}
	return s.String()
}
