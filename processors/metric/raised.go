package metric

import "math"

// A night is high, and a change between two nights large, from these on: both.
const (
	highSD  = 1.5
	highBPM = 3.0
)

// High tells whether a night lies as high as one that counts for rhr_raised: by its rhr_z, and by how many bpm it is above its baseline. What
// is missing (NaN) is not high.
func High(z, above float64) bool { return z >= highSD && above >= highBPM }

// Jumped is the word in Warn of rhr_raised where a jump raised it, not the nights' height.
const Jumped = "jumped"

// raisedNights is how many valid nights rhr_raised looks at, tonight's included.
const raisedNights = 3

// evalRHRRaised tells whether resting heart rate is up. High on two of three nights is the alarm rule with the best trade of false alarms and
// delay on real series. It misses every fifth rise of 5 bpm for some days, where a rate that wanders stood low or a cycle widens what is
// usual; a jump finds those, for nights tell of the nights after them.
func evalRHRRaised(f *Frame) Column {
	c := f.fromBase(func(b Baseline) float64 { return b.Z })
	nights := make([]int, 0, f.Len())
	for i, z := range c.V {
		if !known(z) {
			continue
		}
		nights = append(nights, i)
		c.set(i, 0, min(len(nights), raisedNights))
		switch {
		case f.oftenHigh(nights):
			c.V[i] = 1
		case f.jumped(nights):
			c.V[i] = 1
			c.warn(i, Jumped)
		}
	}
	return c
}

// oftenHigh tells whether two of the last three nights were high.
func (f *Frame) oftenHigh(nights []int) bool {
	const needed = 2
	n := 0
	for _, i := range nights[max(0, len(nights)-raisedNights):] {
		if b := f.baselines()[i]; High(b.Z, f.rhr.at(i)-b.Median) {
			n++
		}
	}
	return n >= needed
}

// jumped tells whether one of the last three nights was a jump and a later one is still at least 1 bpm, the smallest spread that counts,
// above what the night before the jump made likely.
func (f *Frame) jumped(nights []int) bool {
	for j := max(1, len(nights)-raisedNights); j < len(nights)-1; j++ {
		if !f.jump(nights, j) {
			continue
		}
		for _, later := range nights[j+1:] {
			if f.surprise(nights[j-1], later) >= floorRHR {
				return true
			}
		}
	}
	return false
}

// jump tells whether night j lies far above what the night before made likely: by a large change, as changes between nights go with this
// athlete. The return from one low night is none: a jump also lies above the middle of the three nights before.
func (f *Frame) jump(nights []int, j int) bool {
	const before = 3
	up := f.surprise(nights[j-1], nights[j])
	if !(up >= highBPM) || up < highSD*f.usualChange(nights[j]) {
		return false
	}
	var store [before]float64
	last := store[:0]
	for _, i := range nights[max(0, j-before):j] {
		if f.rhr.chosen[i] == f.rhr.chosen[nights[j]] {
			last = append(last, f.rhr.at(i))
		}
	}
	return f.rhr.at(nights[j])-Median(last) >= floorRHR
}

// surprise is how far the rate of a night lies above what an earlier night made likely, bpm: that it returns to the baseline by and by. NaN
// where the two are not of one source and method.
func (f *Frame) surprise(earlier, night int) float64 {
	// Share of a deviation that is left a night later. Without slow changes nights correlate by .76 to .79 (Fitbit, PMData), with a cycle's
	// in them by more.
	const carried = .85
	if f.rhr.chosen[earlier] != f.rhr.chosen[night] {
		return missing
	}
	usual := f.baselines()[night].Median
	return f.rhr.at(night) - usual - math.Pow(carried, float64(night-earlier))*(f.rhr.at(earlier)-usual)
}

// usualChange is the robust spread of the changes from one night to the next in the four weeks before a night, bpm; 0 with fewer than seven.
func (f *Frame) usualChange(night int) float64 {
	v := f.rhr.tracks[f.rhr.chosen[night]].v
	var store [baseDays]float64
	changes := store[:0]
	for i := max(1, night-baseDays); i < night; i++ {
		if d := v[i] - v[i-1]; known(d) {
			changes = append(changes, math.Abs(d))
		}
	}
	if len(changes) < baseProvisional {
		return 0
	}
	return MADScale * Median(changes)
}
