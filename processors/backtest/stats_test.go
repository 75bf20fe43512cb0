package backtest_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// scored is one morning: the risk said, and whether it was bad.
type scored struct {
	p   float64
	bad bool
}

// crowd is mornings by person: what is drawn again is persons, for the mornings of one are alike.
type crowd [][]scored

// interval is a figure with the range of the middle 95 % of its draws.
type interval struct{ value, low, high float64 }

func (v interval) String() string { return fmt.Sprintf("%.3f [%.3f, %.3f]", v.value, v.low, v.high) }

// percent says a share in percent.
func (v interval) percent() string {
	return fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100*v.value, 100*v.low, 100*v.high)
}

const draws = 500

// bootstrap gives a figure of n persons with its interval; figure is asked with how often each person counts.
func bootstrap(n int, figure func(times []int) float64) interval {
	rng := rand.New(rand.NewPCG(20200101, 20211231))
	times := make([]int, n)
	for i := range times {
		times[i] = 1
	}
	out := interval{value: figure(times)}
	var all []float64
	for range draws {
		clear(times)
		for range n {
			times[rng.IntN(n)]++
		}
		if x := figure(times); !math.IsNaN(x) {
			all = append(all, x)
		}
	}
	slices.Sort(all)
	if len(all) > 0 {
		out.low, out.high = all[len(all)*25/1000], all[len(all)*975/1000]
	}
	return out
}

// auc is the area under the curve: the chance that a bad morning has the larger risk of two, ties half.
func (c crowd) auc() interval {
	var values []float64
	for _, mornings := range c {
		for _, m := range mornings {
			values = append(values, m.p)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	type count struct{ place, bad, good int }
	counts := make([][]count, len(c))
	for i, mornings := range c {
		by := map[int]*count{}
		for _, m := range mornings {
			k, _ := slices.BinarySearch(values, m.p)
			if by[k] == nil {
				by[k] = &count{place: k}
			}
			if m.bad {
				by[k].bad++
			} else {
				by[k].good++
			}
		}
		for _, n := range by {
			counts[i] = append(counts[i], *n)
		}
	}
	bad, good := make([]int, len(values)), make([]int, len(values))
	return bootstrap(len(c), func(times []int) float64 {
		clear(bad)
		clear(good)
		for i, n := range times {
			for _, k := range counts[i] {
				bad[k.place] += n * k.bad
				good[k.place] += n * k.good
			}
		}
		below, wins, pairs := 0, 0.0, 0.0
		for k := range values {
			wins += float64(bad[k]) * (float64(below) + float64(good[k])/2)
			pairs += float64(bad[k])
			below += good[k]
		}
		return wins / (pairs * float64(below))
	})
}

// share is how many of the mornings for which of holds satisfy is.
func (c crowd) share(of, is func(scored) bool) interval {
	hits, all := make([]int, len(c)), make([]int, len(c))
	for i, mornings := range c {
		for _, m := range mornings {
			if of(m) {
				all[i]++
				if is(m) {
					hits[i]++
				}
			}
		}
	}
	return ratio(hits, all)
}

// ratio is the sum of one count of each person over the sum of another.
func ratio(hits, all []int) interval {
	return bootstrap(len(all), func(times []int) float64 {
		h, n := 0, 0
		for i, k := range times {
			h, n = h+k*hits[i], n+k*all[i]
		}
		return float64(h) / float64(n)
	})
}

// count is how many mornings satisfy a rule.
func (c crowd) count(rule func(scored) bool) (n int) {
	for _, mornings := range c {
		for _, m := range mornings {
			if rule(m) {
				n++
			}
		}
	}
	return n
}

// mean is the mean risk of the mornings that satisfy a rule.
func (c crowd) mean(rule func(scored) bool) float64 {
	sum := 0.0
	for _, mornings := range c {
		for _, m := range mornings {
			if rule(m) {
				sum += m.p
			}
		}
	}
	return sum / float64(c.count(rule))
}

// shuffled gives every morning the truth of another.
func (c crowd) shuffled() crowd {
	var truths []bool
	for _, mornings := range c {
		for _, m := range mornings {
			truths = append(truths, m.bad)
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	rng.Shuffle(len(truths), func(i, j int) { truths[i], truths[j] = truths[j], truths[i] })
	out := make(crowd, len(c))
	k := 0
	for i, mornings := range c {
		out[i] = slices.Clone(mornings)
		for j := range out[i] {
			out[i][j].bad = truths[k]
			k++
		}
	}
	return out
}

func bad(m scored) bool { return m.bad }

func all(scored) bool { return true }
