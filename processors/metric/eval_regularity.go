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

// evalRegularity slides a window over bit sets.
func evalRegularity(f *Frame) Column {
	c := newColumn(f.Len())
	t := f.timeline()
	asleep, awake, pairs, same := t.sets()
	const week, pairDays = regularityDays * minutesPerDay, (regularityDays - 1) * minutesPerDay // of the first day of the window there are no pairs
	for i := range f.days {
		if f.night(i) == nil {
			continue
		}
		end := int(f.noon[i]/60 - t.from)
		n := sriCount{
			possible: pairDays, valid: pairs.move(end-pairDays, end), same: same.move(end-pairDays, end),
			sleep: asleep.move(end-week, end) > 0, wake: awake.move(end-week, end) > 0,
		}
		if v := n.index(); known(v) {
			c.set(i, v, n.valid)
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

// sets are the minutes asleep, those awake, those whose state is known both then and 24 h before, and of these those in the same state.
func (t *timeline) sets() (asleep, awake, pairs, same slidingBits) {
	const words, shift = minutesPerDay / 64, minutesPerDay % 64
	pairs.set, same.set = make([]uint64, len(t.valid)), make([]uint64, len(t.valid))
	for k := words + 1; k < len(t.valid); k++ {
		valid := t.valid[k-words]<<shift | t.valid[k-words-1]>>(64-shift) // 24 h before
		sleep := t.sleep[k-words]<<shift | t.sleep[k-words-1]>>(64-shift)
		pairs.set[k] = t.valid[k] & valid
		same.set[k] = pairs.set[k] &^ (t.sleep[k] ^ sleep)
	}
	for k, valid := range t.valid {
		t.sleep[k], t.valid[k] = t.sleep[k]&valid, valid&^t.sleep[k]
	}
	asleep.set, awake.set = t.sleep, t.valid
	return asleep, awake, pairs, same
}

// slidingBits counts the bits of a set within a window that moves.
type slidingBits struct {
	set         []uint64
	from, to, n int
}

// move moves the window to the bits [from, to) and counts them.
func (b *slidingBits) move(from, to int) int {
	b.n += countBits(b.set, b.to, to) - countBits(b.set, b.from, from)
	b.from, b.to = from, to
	return b.n
}

// countBits counts the bits [from, to) of a set, negatively where to lies before from. Bits outside of the set are 0.
func countBits(set []uint64, from, to int) (n int) {
	if to < from {
		return -countBits(set, to, from)
	}
	from, to = max(from, 0), min(to, 64*len(set))
	if from >= to {
		return 0
	}
	first, last := from/64, (to-1)/64
	for _, w := range set[first : last+1] {
		n += bits.OnesCount64(w)
	}
	n -= bits.OnesCount64(set[first] & (1<<(from%64) - 1))
	if rest := to % 64; rest > 0 {
		n -= bits.OnesCount64(set[last] >> rest)
	}
	return n
}
