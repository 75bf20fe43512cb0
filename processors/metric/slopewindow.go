package metric

import "slices"

// slopeWindow is a Theil-Sen fit over the last days of a daily series. It keeps the slopes of the window sorted and replaces, a day, only
// those of the day that leaves by those of the day that enters: sorting all of them anew each day would cost ten times as much.
type slopeWindow struct {
	days   int
	ring   []float64 // values by day number modulo days
	next   int       // day number of the day to come
	n      int       // values present
	sorted []float64 // the values, ascending
	slopes []float64 // pairwise slopes, ascending
	spare  []float64 // where the next slopes are laid out
	gone   []float64 // slopes of the day that leaves, ascending
	fresh  []float64 // slopes of the day that enters, ascending
	line   []float64
}

// newSlopeWindow makes a window of days.
func newSlopeWindow(days int) *slopeWindow {
	pairs := days * (days - 1) / 2
	return &slopeWindow{
		days: days, ring: nans(days), sorted: make([]float64, 0, days), line: make([]float64, days),
		slopes: make([]float64, 0, pairs), spare: make([]float64, 0, pairs), gone: make([]float64, 0, days), fresh: make([]float64, 0, days),
	}
}

// push moves the window on by one day, whose value may be missing.
func (w *slopeWindow) push(x float64) {
	place := w.next % w.days
	out := w.ring[place]
	w.ring[place] = missing
	w.gone, w.fresh = w.gone[:0], w.fresh[:0]
	for p, y := range w.ring {
		if !known(y) {
			continue
		}
		age := (place - p + w.days) % w.days // days from y's day to the one that enters
		if known(out) {
			w.gone = append(w.gone, (y-out)/float64(w.days-age))
		}
		if known(x) {
			w.fresh = append(w.fresh, (x-y)/float64(age))
		}
	}
	if known(out) {
		w.n--
		at, _ := slices.BinarySearch(w.sorted, out)
		w.sorted = slices.Delete(w.sorted, at, at+1)
	}
	if known(x) {
		w.n++
		at, _ := slices.BinarySearch(w.sorted, x)
		w.sorted = slices.Insert(w.sorted, at, x)
	}
	slices.Sort(w.gone)
	slices.Sort(w.fresh)
	w.merge()
	w.ring[place] = x
	w.next++
}

// merge drops the slopes that are gone and merges in the fresh ones. A slope that goes is computed from the same two values as when it
// came, so it is found bit by bit.
func (w *slopeWindow) merge() {
	old, gone, fresh, out := w.slopes, w.gone, w.fresh, w.spare[:0]
	for len(gone) > 0 || len(fresh) > 0 {
		drop := len(fresh) == 0 || len(gone) > 0 && gone[0] <= fresh[0]
		var v float64
		if drop {
			v, gone = gone[0], gone[1:]
		} else {
			v, fresh = fresh[0], fresh[1:]
		}
		n := below(old, v)
		out, old = append(out, old[:n]...), old[n:]
		if drop {
			old = old[1:]
		} else {
			out = append(out, v)
		}
	}
	w.slopes, w.spare = append(out, old...), w.slopes
}

// below counts the values of an ascending list that are less than x. They are few, so it looks from the start.
func below(v []float64, x float64) int {
	const stride = 8
	n := 0
	for n+stride <= len(v) && v[n+stride-1] < x {
		n += stride
	}
	for n < len(v) && v[n] < x {
		n++
	}
	return n
}

// slope is the fit of the window, per day; the window must hold two values.
func (w *slopeWindow) slope() Slope {
	const confidence = .95
	return sortedSlope(w.slopes, w.n, tieTerm(w.sorted), confidence)
}

// ordered gives the window's values in time order, missing ones too; the slice is reused.
func (w *slopeWindow) ordered() []float64 {
	at := w.next % w.days
	copy(w.line, w.ring[at:])
	copy(w.line[w.days-at:], w.ring[:at])
	return w.line
}

// enough tells whether the window holds 60 % of its days and no hole of more than 14.
func (w *slopeWindow) enough() bool {
	const share, longest = .6, 14
	if float64(w.n) < share*float64(w.days) {
		return false
	}
	hole := 0
	for _, x := range w.ordered() {
		hole++
		if known(x) {
			hole = 0
		}
		if hole > longest {
			return false
		}
	}
	return true
}

// span is the number of days from the first to the last value of the window.
func (w *slopeWindow) span() int {
	v := w.ordered()
	first := slices.IndexFunc(v, known)
	last := len(v) - 1
	for last > 0 && !known(v[last]) {
		last--
	}
	return last - first
}
