package day

import (
	"cmp"
	"slices"
	"sort"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// dayMinutes are the minutes of the UTC dates around a day.
type dayMinutes [3 * daySeconds / 60]bool

func (d *dayMinutes) count() (n int) {
	for _, seen := range d {
		if seen {
			n++
		}
	}
	return n
}

// minutes counts the minutes of the day with any heart rate of any source, workouts' too, and those of each source's all-day samples.
func (m *merger) minutes() {
	var all dayMinutes
	own := make([]*dayMinutes, len(m.sources))
	base := int64(m.out.Date-1) * daySeconds
	for i := range m.recs {
		r := &m.recs[i]
		for _, s := range r.Samples {
			if s.Kind != record.HeartRate {
				continue
			}
			if own[r.source] == nil {
				own[r.source] = new(dayMinutes)
			}
			r.used = m.mark(r.line, r.utc(s.Series, s.Clock, r.line), own[r.source][:], base) || r.used
		}
		for k := range r.Workouts {
			w := &r.Workouts[k]
			line := r.line
			if w.Offset != nil {
				line = timeline{{0, *w.Offset}}
			}
			r.used = m.mark(line, r.utc(w.HR, record.ShownFirst, line), all[:], base) || r.used
		}
	}
	for source, seen := range own {
		if seen == nil {
			continue
		}
		m.worn[source] = seen.count()
		for k := range seen {
			all[k] = all[k] || seen[k]
		}
	}
	m.out.HRMin = all.count()
}

// mark notes the minutes of a series that lie on the day, and tells whether there are any.
func (m *merger) mark(line timeline, s record.Series, seen []bool, base int64) (any bool) {
	start := s.Start.Unix()
	for _, span := range line.spans(m.out.Date) {
		lo := sort.Search(len(s.T), func(i int) bool { return start+int64(s.T[i]) >= span[0] })
		for _, t := range s.T[lo:] {
			at := start + int64(t)
			if at >= span[1] {
				break
			}
			if minute := (at - base) / 60; minute >= 0 && minute < int64(len(seen)) {
				seen[minute] = true
				any = true
			}
		}
	}
	return any
}

// spans are the stretches [from, to) of a date, s since 1970: one, or more where the clock moves on that date.
func (l timeline) spans(d record.Date) [][2]int64 {
	const forever = 1 << 62
	var out [][2]int64
	for i, s := range l {
		from, to := int64(d)*daySeconds-int64(s.off), int64(d+1)*daySeconds-int64(s.off)
		if i > 0 {
			from = max(from, s.from)
		}
		next := int64(forever)
		if i+1 < len(l) {
			next = l[i+1].from
		}
		if to = min(to, next); from < to {
			out = append(out, [2]int64{from, to})
		}
	}
	return out
}

// column is the samples of one kind and source in a window, ascending: t in s after the window's start.
type column struct {
	t, v []int32
}

// piece is the part of one series that lies in a window.
type piece struct {
	rec    *rec
	shift  int64 // s to add to T
	t, v   record.Ints
	lo, hi int64 // the first and the last T, shifted
}

// samples gathers one kind of a source in the window [from, to). Of two values for one second that of the smaller SHA wins; of beats, many of
// which share a second, the series that begins first.
func (m *merger) samples(source int, kind record.SampleKind, from, to int64) column {
	var pieces []piece
	total, plain := 0, true
	for i := range m.recs {
		r := &m.recs[i]
		if r.source != source {
			continue
		}
		for _, s := range r.Samples {
			if s.Kind != kind || s.Len() == 0 {
				continue
			}
			if p := cut(r, r.utc(s.Series, s.Clock, r.line), from, to); len(p.t) > 0 {
				r.used = true
				pieces = append(pieces, p)
				total += len(p.t)
			}
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(b.hi, a.hi)) // then the smaller SHA
	})
	out := column{make([]int32, 0, total), make([]int32, 0, total)}
	for _, p := range pieces {
		last := int64(-1)
		if n := len(out.t); n > 0 {
			last = int64(out.t[n-1])
		}
		if p.lo <= last && kind != record.Beats {
			plain = false
		}
		for i, t := range p.t {
			at := int64(t) + p.shift
			if kind == record.Beats && at <= last {
				continue
			}
			out.t, out.v = append(out.t, int32(at)), append(out.v, p.v[i])
		}
	}
	if !plain {
		return bySecond(pieces, total)
	}
	return out
}

// cut takes the part of a series in UTC that lies in the window.
func cut(r *rec, s record.Series, from, to int64) piece {
	shift := s.Start.Unix() - from
	lo := sort.Search(len(s.T), func(i int) bool { return int64(s.T[i])+shift >= 0 })
	hi := sort.Search(len(s.T), func(i int) bool { return int64(s.T[i])+shift >= to-from })
	if lo >= hi {
		return piece{}
	}
	return piece{r, shift, s.T[lo:hi], s.V[lo:hi], int64(s.T[lo]) + shift, int64(s.T[hi-1]) + shift}
}

// bySecond merges pieces that overlap.
func bySecond(pieces []piece, total int) column {
	type sample struct {
		t, v int32
		sha  string
		part int
	}
	all := make([]sample, 0, total)
	for _, p := range pieces {
		for i, t := range p.t {
			all = append(all, sample{int32(int64(t) + p.shift), p.v[i], p.rec.Rank(), p.rec.Part})
		}
	}
	slices.SortFunc(all, func(a, b sample) int {
		return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.sha, b.sha), cmp.Compare(a.part, b.part), cmp.Compare(a.v, b.v))
	})
	var out column
	for i, s := range all {
		if i == 0 || s.t != all[i-1].t {
			out.t, out.v = append(out.t, s.t), append(out.v, s.v)
		}
	}
	return out
}

// step is the median distance of the samples in s, 0 of fewer than two.
func (c column) step() int {
	if len(c.t) < 2 {
		return 0
	}
	gaps := make([]int32, len(c.t)-1)
	for i := range gaps {
		gaps[i] = c.t[i+1] - c.t[i]
	}
	slices.Sort(gaps)
	return int(gaps[len(gaps)/2])
}
