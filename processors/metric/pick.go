package metric

import (
	"math"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// candidate is what one source says about one day.
type candidate struct {
	source, method string
	v              float64
	n              int32   // observations it stands on
	order          int     // rank of its method, the lower the better
	score          float64 // of equal rank the higher wins, then the lower v
}

// track is one source's and method's values: baselines never leave it.
type track struct {
	source, method string
	v              []float64
}

// picks are the values chosen per day, and the tracks they were chosen from.
type picks struct {
	tracks []track
	chosen []int32 // per day the track chosen, -1 if none
	last   []int32 // per day the track chosen last, up to that day
	n      []int32
}

// pick lets each day add candidates and chooses one: by the athlete's order of preference, then the method's rank, the score, the lower
// value, and last the order in which the day lists them, which never depends on a key.
func (f *Frame) pick(each func(i int, d *record.Day, add func(candidate))) picks {
	p := picks{chosen: make([]int32, len(f.days)), last: make([]int32, len(f.days)), n: make([]int32, len(f.days))}
	latest := int32(-1)
	for i, d := range f.days {
		p.chosen[i] = -1
		if d != nil {
			var best candidate
			bestRank := 0
			each(i, d, func(c candidate) {
				k := p.track(c, len(f.days))
				t := p.tracks[k].v
				if !known(t[i]) {
					t[i] = c.v
				}
				rank := f.rank(c.source)
				if p.chosen[i] < 0 || better(c, rank, best, bestRank) {
					best, bestRank = c, rank
					t[i], p.chosen[i], p.n[i] = c.v, k, c.n
				}
			})
		}
		if p.chosen[i] >= 0 {
			latest = p.chosen[i]
		}
		p.last[i] = latest
	}
	return p
}

// better tells whether candidate a is to be preferred to b.
func better(a candidate, rankA int, b candidate, rankB int) bool {
	switch {
	case rankA != rankB:
		return rankA < rankB
	case a.order != b.order:
		return a.order < b.order
	case a.score != b.score:
		return a.score > b.score
	}
	return a.v < b.v
}

// rank is a source's place in the athlete's order of preference; those not named come last, alike.
func (f *Frame) rank(source string) int {
	if i := slices.Index(f.About.Profile.Sources, source); i >= 0 {
		return i
	}
	return math.MaxInt
}

// track finds or makes the track of a candidate.
func (p *picks) track(c candidate, days int) int32 {
	for k, t := range p.tracks {
		if t.source == c.source && t.method == c.method {
			return int32(k)
		}
	}
	p.tracks = append(p.tracks, track{c.source, c.method, nans(days)})
	return int32(len(p.tracks) - 1)
}

// at is the value chosen for day i, NaN if there is none.
func (p *picks) at(i int) float64 {
	if k := p.chosen[i]; k >= 0 {
		return p.tracks[k].v[i]
	}
	return missing
}

// column gives the chosen values with their sources; word, if given, says what limits a method's values.
func (p *picks) column(word func(method string) string) Column {
	c := newColumn(len(p.chosen))
	for i, k := range p.chosen {
		if k < 0 {
			continue
		}
		t := p.tracks[k]
		c.set(i, t.v[i], int(p.n[i]))
		c.from(i, t.source)
		if word != nil {
			c.warn(i, word(t.method))
		}
	}
	return c
}

// Deviation is how far each value of a metric lies from the 28 days before it, in robust standard deviations of the same source (see
// [RobustBaseline]): the z that the risk table asks for. The metric must have been evaluated.
func (f *Frame) Deviation(name string, floor float64) Column {
	in := f.Columns[name]
	out := newColumn(f.Len())
	var window [baseDays]float64
	for i, x := range in.V {
		if !known(x) {
			continue
		}
		w := window[:0]
		for j := max(0, i-baseDays); j < i; j++ {
			if in.Source == nil || in.Source[j] == in.Source[i] {
				w = append(w, in.V[j])
			}
		}
		b := RobustBaseline(w, x, floor, baseProvisional)
		out.set(i, b.Z, b.N)
		if b.N >= baseProvisional && b.N < baseLeast {
			out.warn(i, "provisional")
		}
	}
	return out
}
