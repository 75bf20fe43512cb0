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

// evalRegularity counts on a bit set: a window of seven days is 158 words.
func evalRegularity(f *Frame) Column {
	c := newColumn(f.Len())
	t := f.timeline()
	for i := range f.days {
		if f.night(i) == nil {
			continue
		}
		end := int(f.noon[i]/60 - t.from)
		n := t.count(end-regularityDays*minutesPerDay, end)
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

// word is the 64 bits of a set from bit i on; bits outside of it are 0.
func word(set []uint64, i int) uint64 {
	k, shift := i>>6, i&63
	at := func(k int) uint64 {
		if k < 0 || k >= len(set) {
			return 0
		}
		return set[k]
	}
	return at(k)>>shift | at(k+1)<<(64-shift)
}

// count counts the window of minutes [from, to) and its pairs.
func (t *timeline) count(from, to int) sriCount {
	var c sriCount
	c.possible = to - from - minutesPerDay
	for i := from; i < to; i += 64 {
		mask := ^uint64(0)
		if to-i < 64 {
			mask >>= 64 - (to - i)
		}
		sleep, valid := word(t.sleep, i), word(t.valid, i)&mask
		c.sleep = c.sleep || sleep&valid != 0
		c.wake = c.wake || ^sleep&valid != 0
		if i-from < minutesPerDay {
			valid &^= ^uint64(0) >> (64 - min(64, minutesPerDay-(i-from))) // no pair: the day before lies outside the window
		}
		both := valid & word(t.valid, i-minutesPerDay)
		c.valid += bits.OnesCount64(both)
		c.same += bits.OnesCount64(both &^ (sleep ^ word(t.sleep, i-minutesPerDay)))
	}
	return c
}
