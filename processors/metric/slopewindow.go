package metric

import "slices"

// slopeWindow is a Theil-Sen fit over the last days of a daily series. It keeps the slopes of the window and replaces, a day, only those of
// the day that leaves by those of the day that enters: sorting all of them anew each day would cost twenty times as much.
type slopeWindow struct {
	days   int
	v      []float64             // the series; NaN: missing
	end    int                   // day after the window's last
	n      int                   // values present
	sorted []float64             // the values, ascending
	ties   float64               // their tie terms
	slopes *slopePile            // of all pairs of values
	z      float64               // normal quantile of the interval
	trends [lasting + 1]trendDay // of the last days that had one
}

// newSlopeWindow makes a window of days that stands before the first day of a series.
func newSlopeWindow(v []float64, days int) *slopeWindow {
	const confidence = .95
	return &slopeWindow{days: days, v: v, sorted: make([]float64, 0, days), slopes: newSlopePile(days), z: twoSided(confidence)}
}

// next moves the window on by one day.
func (w *slopeWindow) next() {
	if w.end >= w.days && known(w.v[w.end-w.days]) {
		w.leave(w.end - w.days)
	}
	if known(w.v[w.end]) {
		w.enter(w.end)
	}
	w.end++
}

// leave takes out the window's first day.
func (w *slopeWindow) leave(day int) {
	w.n--
	x := w.v[day]
	at := below(w.sorted, x)
	w.sorted = slices.Delete(w.sorted, at, at+1)
	w.ties -= w.tie(at, x)
	w.slopes.leave(day, w.v[day+1:w.end], x)
}

// enter takes in the day after the window's last.
func (w *slopeWindow) enter(day int) {
	w.n++
	x := w.v[day]
	at := below(w.sorted, x)
	w.ties += w.tie(at, x)
	w.sorted = slices.Insert(w.sorted, at, x)
	w.slopes.enter(day, w.v[max(0, day-w.days+1):day], x)
}

// tie is what x, whose place among the other values is given, adds to their tie terms: one more of those that equal it.
func (w *slopeWindow) tie(at int, x float64) float64 {
	equal := 0
	for _, y := range w.sorted[at:] {
		if y != x {
			break
		}
		equal++
	}
	return pairTerm(equal+1) - pairTerm(equal)
}

// window is the values of the window in time order; it is shorter than days at the start of the series.
func (w *slopeWindow) window() []float64 { return w.v[max(0, w.end-w.days):w.end] }

// sign is the sign of the slopes that the 95 % interval of the fit leaves: 1 or -1, 0 where it holds 0. The window must hold two values.
func (w *slopeWindow) sign() int {
	s := w.slopes
	lo, hi := intervalRanks(s.total, w.n, w.ties, w.z)
	switch {
	case lo >= s.negative+s.level:
		return 1
	case hi < s.negative:
		return -1
	}
	return 0
}

// enough tells whether the window holds 60 % of its days and no hole of more than 14.
func (w *slopeWindow) enough() bool {
	const share, longest = .6, 14
	if float64(w.n) < share*float64(w.days) {
		return false
	}
	if w.days-w.n <= longest {
		return true
	}
	v := w.window()
	hole := w.days - len(v)
	if hole > longest {
		return false
	}
	for _, x := range v {
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
	v := w.window()
	first := slices.IndexFunc(v, known)
	last := len(v) - 1
	for last > 0 && !known(v[last]) {
		last--
	}
	return last - first
}
