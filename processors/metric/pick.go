package metric

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// candidate is what one source says about one day.
type candidate struct {
	source, method string
	v              float64
	n              int32   // observations it stands on
	order          [2]int  // ranks of how it was made, the lower the better; pick is told what they mean
	score          float64 // of equal rank the higher wins
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
	why    map[int]contest // by day: of those on which several sources had a value
	keys   *Words          // see sources
}

// sources are the keys of the sources of the tracks chosen last, "" before the first. They are laid out once for the columns that share them.
func (p *picks) sources() Words {
	if p.keys == nil {
		w := NewWords(len(p.last))
		for i, k := range p.last {
			if k >= 0 {
				w.Set(i, p.tracks[k].source)
			}
		}
		p.keys = &w
	}
	return *p.keys
}

// contest is how a choice among several sources went.
type contest struct {
	why    record.Why
	others []string // sources not chosen, as the day lists them
}

// question is what is chosen: by which order of sources, and what the ranks of its candidates mean.
type question struct {
	kind record.ChoiceKind
	why  [2]record.Why
}

// pick lets list append the candidates of each day and chooses one: by the athlete's order of preference, then by how it was made, then a
// device before a source that passes on, then the source and method with more of the last 28 days, then the one chosen last, then the
// score, and last the order in which the day lists them. So two devices that are both worn do not take turns, no choice
// depends on later days, and none on a key.
func (f *Frame) pick(q question, list func(all []candidate, d *record.Day) []candidate) picks {
	p := picks{chosen: make([]int32, len(f.days)), last: make([]int32, len(f.days)), n: make([]int32, len(f.days)), why: map[int]contest{}}
	latest := int32(-1)
	var all []candidate
	for i, d := range f.days {
		p.chosen[i] = -1
		if d != nil {
			all = list(all[:0], d)
			p.choose(i, all, q, f)
		}
		if p.chosen[i] >= 0 {
			latest = p.chosen[i]
		}
		p.last[i] = latest
	}
	return p
}

// choose enters the candidates of day i in their tracks and chooses one of them, if there are any.
func (p *picks) choose(i int, all []candidate, q question, f *Frame) {
	if len(all) == 0 {
		return
	}
	c := &all[0]
	if len(all) > 1 {
		c = &all[p.contest(i, all, q, f)]
		for j := range all {
			t := p.tracks[p.track(&all[j], len(f.days))].v
			if !known(t[i]) {
				t[i] = all[j].v
			}
		}
	}
	k := p.track(c, len(f.days))
	p.tracks[k].v[i], p.chosen[i], p.n[i] = c.v, k, c.n
}

// contest is the place of the best of several candidates. Where they are of several sources it notes why.
func (p *picks) contest(i int, all []candidate, q question, f *Frame) int {
	lines := make([]standing, len(all))
	for j := range all {
		lines[j] = p.standing(i, &all[j], q, f)
	}
	best := 0
	for j := range all {
		if n, _ := lines[j].compare(&lines[best], q); n < 0 {
			best = j
		}
	}
	next := -1 // the best of another source
	var others []string
	for j := range all {
		s := all[j].source
		if s == all[best].source {
			continue
		}
		if !slices.Contains(others, s) {
			others = append(others, s)
		}
		if next < 0 {
			next = j
		} else if n, _ := lines[j].compare(&lines[next], q); n < 0 {
			next = j
		}
	}
	if next >= 0 {
		_, why := lines[best].compare(&lines[next], q)
		p.why[i] = contest{why, others}
	}
	return best
}

// standing is what is compared of a candidate; the lower is the better.
type standing struct {
	place  int // in the athlete's order
	order  [2]int
	bridge int     // 1: it passes on
	days   int     // of the last 28, negative
	kept   int     // 0: chosen last
	score  float64 // negative
}

func (p *picks) standing(i int, c *candidate, q question, f *Frame) standing {
	s := standing{place: record.Place(f.About.Profile.Order(q.kind), c.source), order: c.order, kept: 1, score: -c.score}
	if f.days[i].Source(c.source).Bridge {
		s.bridge = 1
	}
	k := p.find(c)
	if k < 0 {
		return s
	}
	for _, v := range back(p.tracks[k].v[:i], i-1, baseDays-1) { // today it has one, as all others have
		if known(v) {
			s.days--
		}
	}
	if i > 0 && p.last[i-1] == k {
		s.kept = 0
	}
	return s
}

// compare is negative if a is better than b, and says what sets them apart.
func (a *standing) compare(b *standing, q question) (int, record.Why) {
	for _, by := range [...]struct {
		n   int
		why record.Why
	}{
		{cmp.Compare(a.place, b.place), record.WhyOrder},
		{cmp.Compare(a.order[0], b.order[0]), q.why[0]},
		{cmp.Compare(a.order[1], b.order[1]), q.why[1]},
		{cmp.Compare(a.bridge, b.bridge), record.WhyDevice},
		{cmp.Compare(a.days, b.days), record.WhyDays},
		{cmp.Compare(a.kept, b.kept), record.WhyKept},
		{cmp.Compare(a.score, b.score), record.WhyRicher},
	} {
		if by.n != 0 {
			return by.n, by.why
		}
	}
	return 0, record.WhyListed
}

// find is the track of a candidate, -1 if it has none yet.
func (p *picks) find(c *candidate) int32 {
	for k := range p.tracks {
		if t := &p.tracks[k]; t.source == c.source && t.method == c.method {
			return int32(k)
		}
	}
	return -1
}

// track finds or makes the track of a candidate.
func (p *picks) track(c *candidate, days int) int32 {
	if k := p.find(c); k >= 0 {
		return k
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

// source is that of the value chosen for day i, "" if there is none.
func (p *picks) source(i int) string {
	if k := p.chosen[i]; k >= 0 {
		return p.tracks[k].source
	}
	return ""
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
