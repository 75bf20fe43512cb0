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

// pick lets list append the candidates of each day and chooses one: by the athlete's order of preference, then the method's rank, the
// score, the lower value, and last the order in which the day lists them, which never depends on a key.
func (f *Frame) pick(list func(all []candidate, d *record.Day) []candidate) picks {
	p := picks{chosen: make([]int32, len(f.days)), last: make([]int32, len(f.days)), n: make([]int32, len(f.days))}
	latest := int32(-1)
	var all []candidate
	for i, d := range f.days {
		p.chosen[i] = -1
		if d != nil {
			all = list(all[:0], d)
			p.choose(i, all, f)
		}
		if p.chosen[i] >= 0 {
			latest = p.chosen[i]
		}
		p.last[i] = latest
	}
	return p
}

// choose enters the candidates of day i in their tracks and chooses one of them, if there are any.
func (p *picks) choose(i int, all []candidate, f *Frame) {
	best, bestRank := 0, 0
	for j := range all {
		c := &all[j]
		k := p.track(c, len(f.days))
		t := p.tracks[k].v
		if !known(t[i]) {
			t[i] = c.v
		}
		rank := f.rank(c.source)
		if j == 0 || better(c, rank, &all[best], bestRank) {
			best, bestRank = j, rank
			t[i], p.chosen[i], p.n[i] = c.v, k, c.n
		}
	}
}

// better tells whether candidate a is to be preferred to b.
func better(a *candidate, rankA int, b *candidate, rankB int) bool {
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
func (p *picks) track(c *candidate, days int) int32 {
	for k := range p.tracks {
		if t := &p.tracks[k]; t.source == c.source && t.method == c.method {
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
