package metric

import (
	"math/bits"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The regularity's epochs are minutes of UTC, its pairs lie 24 h of physical time apart, and its window are the seven days that end at
// noon, so that it holds seven whole nights.
const (
	minutesPerDay  = 24 * 60
	regularityDays = 7
)

// timeline is the state of each minute as two bit sets.
type timeline struct {
	from         int64 // minute since 1970 of bit 0
	sleep, valid []uint64
}

// evalRegularity counts the window from day to day: what comes in at its end and what it leaves behind.
func evalRegularity(f *Frame) Column {
	const pairDays = regularityDays - 1 // of the first day of the window there are no pairs
	c := newColumn(f.Len())
	t := f.timeline()
	var n tally
	var counted [regularityDays + 1]stretch // of the last days
	from := 0
	for i := range f.days {
		if f.night(i) == nil {
			continue
		}
		to := int(f.noon[i]/60 - t.from)
		last := &counted[i%len(counted)]
		*last = stretch{from, to, t.count(from, to)}
		in := last.tally
		day := t.before(last, pairDays, &counted[(i+len(counted)-pairDays)%len(counted)])
		out := t.before(last, regularityDays, &counted[(i+len(counted)-regularityDays)%len(counted)])
		n.asleep, n.awake = n.asleep+in.asleep-out.asleep, n.awake+in.awake-out.awake
		n.pairs, n.same = n.pairs+in.pairs-day.pairs, n.same+in.same-day.same
		from = to
		if v := (sriCount{pairDays * minutesPerDay, n.pairs, n.same, n.asleep > 0, n.awake > 0}).index(); known(v) {
			c.set(i, v, n.pairs)
		}
	}
	return c
}

// timeline lays out the nights of the main source of each day. The 24 h up to noon of a day with such a night are known, and awake outside
// the sessions; a session counts as its stages say, and what they leave open is not known.
func (f *Frame) timeline() timeline {
	t := timeline{}
	if f.Len() == 0 {
		return t
	}
	t.from = f.noon[0]/60 - (regularityDays+1)*minutesPerDay
	minutes := int(f.noon[f.Len()-1]/60-t.from) + 2*minutesPerDay
	t.sleep, t.valid = make([]uint64, minutes/64+2), make([]uint64, minutes/64+2)
	for i, d := range f.days {
		main := f.night(i)
		if main == nil || len(main.Stages) == 0 {
			continue
		}
		noon := int(f.noon[i]/60 - t.from)
		setBits(t.valid, noon-minutesPerDay, noon, true)
		for k := range d.Nights {
			if n := &d.Nights[k]; n.Source == main.Source && len(n.Stages) > 0 {
				t.session(n)
			}
		}
	}
	return t
}

// session marks one night. A minute has the state of its first second.
func (t *timeline) session(n *record.Night) {
	start := n.Start.Unix() - 60*t.from
	minute := func(s int64) int { return int((s + 59) / 60) }
	setBits(t.valid, minute(start), minute(n.End.Unix()-60*t.from), false)
	for _, s := range n.Stages {
		if s.Kind == record.Unknown {
			continue
		}
		from, to := minute(start+int64(s.From)), minute(start+int64(s.To))
		setBits(t.valid, from, to, true)
		setBits(t.sleep, from, to, asleep(s.Kind))
	}
}

// setBits sets the bits [from, to) of a set to v; bits outside of it are left out.
func setBits(set []uint64, from, to int, v bool) {
	from, to = max(from, 0), min(to, 64*len(set))
	for from < to {
		end := min(to, (from/64+1)*64)
		mask := ^uint64(0) >> (64 - (end - from)) << (from % 64)
		if v {
			set[from/64] |= mask
		} else {
			set[from/64] &^= mask
		}
		from = end
	}
}

// tally counts minutes.
type tally struct {
	asleep, awake int
	pairs, same   int // those whose state is known both then and 24 h before, and of these those in the same state
}

// stretch is what was counted of the minutes [from, to).
type stretch struct {
	from, to int
	tally
}

// before counts a stretch so many days earlier; seen may be that very one.
func (t *timeline) before(s *stretch, days int, seen *stretch) tally {
	from, to := s.from-days*minutesPerDay, s.to-days*minutesPerDay
	if seen.from == from && seen.to == to {
		return seen.tally
	}
	return t.count(from, to)
}

// count counts the minutes [from, to), negatively where to lies before from. Outside of the timeline nothing is known.
func (t *timeline) count(from, to int) (n tally) {
	sign := 1
	if to < from {
		from, to, sign = to, from, -1
	}
	from, to = max(from, 0), min(to, 64*len(t.valid))
	for from < to {
		k := from / 64
		end := min(to, (k+1)*64)
		valid, sleep := t.valid[k]&(^uint64(0)>>(64-(end-from))<<(from%64)), t.sleep[k]
		validBefore, sleepBefore := t.dayBefore(k)
		both := valid & validBefore
		n.asleep += sign * bits.OnesCount64(valid&sleep)
		n.awake += sign * bits.OnesCount64(valid&^sleep)
		n.pairs += sign * bits.OnesCount64(both)
		n.same += sign * bits.OnesCount64(both&^(sleep^sleepBefore))
		from = end
	}
	return n
}

// dayBefore is the state of the minutes 24 h before those of word k.
func (t *timeline) dayBefore(k int) (valid, sleep uint64) {
	const words, shift = minutesPerDay / 64, minutesPerDay % 64
	if k <= words {
		return 0, 0 // no window reaches back so far
	}
	valid = t.valid[k-words]<<shift | t.valid[k-words-1]>>(64-shift)
	sleep = t.sleep[k-words]<<shift | t.sleep[k-words-1]>>(64-shift)
	return valid, sleep
}
