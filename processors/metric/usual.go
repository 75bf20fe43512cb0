package metric

// Usual tells what was usual for an athlete before each day of a column: of the days before it those that count are of the same source,
// where the column names sources. Asked for one day after the other it moves on; asked for another day it starts anew.
type Usual struct {
	c      Column
	days   int
	floor  float64
	least  int
	day    int       // that was asked for last
	sorted []float64 // the values before it, ascending
}

// NewUsual makes one over windows of days; floor and least are those of [RobustBaseline].
func NewUsual(c Column, days int, floor float64, least int) *Usual {
	return &Usual{c: c, days: days, floor: floor, least: least, day: -2}
}

// At compares day i with the days before it.
func (u *Usual) At(i int) Baseline {
	u.move(i)
	return sortedBaseline(u.sorted, u.c.V[i], u.floor, u.least)
}

// Median is the median of At, without the rest of it; NaN where too few days count.
func (u *Usual) Median(i int) float64 {
	if u.move(i); len(u.sorted) < max(u.least, 1) {
		return missing
	}
	return sortedMedian(u.sorted)
}

// move collects the values before day i.
func (u *Usual) move(i int) {
	last := u.day
	u.day = i
	if i != last+1 || !u.alike(i, last) {
		u.collect(i)
		return
	}
	old := missing
	if j := last - u.days; j >= 0 && u.counts(j) {
		old = u.c.V[j]
	}
	u.sorted = slideSorted(u.sorted, old, u.c.V[last])
}

// collect starts anew.
func (u *Usual) collect(i int) {
	u.sorted = u.sorted[:0]
	for j := max(0, i-u.days); j < i; j++ {
		if u.counts(j) {
			u.sorted = append(u.sorted, u.c.V[j])
		}
	}
	sortSmall(u.sorted)
}

// counts tells whether day j has a value of the source of the day asked for.
func (u *Usual) counts(j int) bool { return known(u.c.V[j]) && u.alike(j, u.day) }

func (u *Usual) alike(i, j int) bool { return u.c.Source.same(i, j) }
