package risk_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"testing"

	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// morning is one morning of one player: the features known then, and what they said of their readiness.
type morning struct {
	load, monotony, sleepMin, fatigue, soreness, readiness float64
}

// TestSoccerMon holds the evidence table to a data set that it was not made from: two seasons of two football teams. A morning is bad when
// readiness lies at least 2 points below its own 28-day median. The table must tell bad mornings from others as well as it was found to,
// and a risk of p must mean p. (Scales of the data set: 5 is best.)
func TestSoccerMon(t *testing.T) {
	var p []float64
	var bad []bool
	for _, days := range readSoccerMon(t) {
		scores, labels := scoreSeason(days)
		p, bad = append(p, scores...), append(bad, labels...)
	}
	auc := areaUnderCurve(p, bad)
	t.Logf("%d mornings, AUC %.3f", len(p), auc)
	if auc < .73 {
		t.Errorf("AUC %.3f, want .73 at least", auc)
	}
	edges := []float64{.05, .1, .2, .3, .5, 1}
	for k, from := range edges[:len(edges)-1] {
		n, sum, hits := 0, 0.0, 0.0
		for i, x := range p {
			if x < from || x >= edges[k+1] {
				continue
			}
			n++
			sum += x
			if bad[i] {
				hits++
			}
		}
		said, was := sum/float64(n), hits/float64(n)
		t.Logf("p %.2f to %.2f: %d mornings, said %.3f, was %.3f", from, edges[k+1], n, said, was)
		if n >= 100 && math.Abs(said-was) > .1 {
			t.Errorf("p %.2f to %.2f: said %.3f, was %.3f", from, edges[k+1], said, was)
		}
	}
}

// scoreSeason gives the risk of the mornings of a player whose readiness and taps are known, and whether they were bad.
func scoreSeason(days []morning) (p []float64, bad []bool) {
	column := func(of func(m morning) float64) []float64 {
		out := make([]float64, len(days))
		for i, m := range days {
			out[i] = of(m)
		}
		return out
	}
	load, sleep := column(func(m morning) float64 { return m.load }), column(func(m morning) float64 { return m.sleepMin })
	fatigue, soreness := column(func(m morning) float64 { return m.fatigue }), column(func(m morning) float64 { return m.soreness })
	readiness := column(func(m morning) float64 { return m.readiness })
	base := func(v []float64, i int, floor float64) metric.Baseline {
		return metric.RobustBaseline(v[max(0, i-28):i], v[i], floor, 7)
	}
	for i, m := range days {
		usual := base(readiness, i, 1).Median
		if i < 28 || math.IsNaN(m.readiness) || math.IsNaN(usual) || math.IsNaN(m.fatigue) {
			continue
		}
		p = append(p, risk.Score(map[string]float64{
			risk.SleepZ: base(sleep, i, 20).Z, risk.SleepH: m.sleepMin / 60,
			risk.LoadRatio: ewmaRatio(load[:i]), risk.Monotony: days[i-1].monotony,
			risk.FatigueLow: base(fatigue, i, 1).Median - m.fatigue, risk.SorenessLow: base(soreness, i, 1).Median - m.soreness,
		}).P)
		bad = append(bad, m.readiness <= usual-2)
	}
	return p, bad
}

// ewmaRatio is the ratio of the exponential averages of 7 and 28 days of the load up to yesterday, NaN without a load.
func ewmaRatio(load []float64) float64 {
	if len(load) == 0 {
		return math.NaN()
	}
	short, long := load[0], load[0]
	for _, x := range load {
		short += 2. / 8 * (x - short)
		long += 2. / 29 * (x - long)
	}
	if long <= 0 {
		return math.NaN()
	}
	return short / long
}

// areaUnderCurve is the chance that a bad morning has the larger risk of two, ties half.
func areaUnderCurve(p []float64, bad []bool) float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return p[order[a]] < p[order[b]] })
	ranks, hits := 0.0, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && p[order[j]] == p[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			if bad[k] {
				ranks += float64(i+j+1) / 2
				hits++
			}
		}
		i = j
	}
	return (ranks - hits*(hits+1)/2) / (hits * (float64(len(p)) - hits))
}

// readSoccerMon gives the days of each player in order.
func readSoccerMon(t *testing.T) map[string][]morning {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "corpus", "science", "soccermon.csv")
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no data set at %s; its licence keeps it out of the repository", path)
	}
	check(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	check(t, err)
	out := map[string][]morning{}
	for _, row := range rows[1:] {
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(row[slices.Index(rows[0], name)], 64)
			if err != nil {
				return math.NaN()
			}
			return v
		}
		player := row[slices.Index(rows[0], "player_id")]
		out[player] = append(out[player], morning{
			load: number("daily_load"), monotony: number("monotony"), sleepMin: 60 * number("sleep_duration"),
			fatigue: number("fatigue"), soreness: number("soreness"), readiness: number("readiness"),
		})
	}
	return out
}
