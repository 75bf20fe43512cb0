package alert

import "github.com/hvilepuls/hvilepuls/processors/result"

// Week is what a digest tells of: seven days, ascending.
type Week struct{ Days []result.WeekDay }

// Known tells whether there is anything to tell of.
func (w Week) Known() bool {
	_, nights := w.mean(func(d result.WeekDay) *float64 { return d.RHR })
	_, slept := w.mean(func(d result.WeekDay) *float64 { return d.SleepMin })
	sessions, _ := w.glutes()
	return nights+slept+sessions > 0
}

// mean is that of the days known, and how many those are.
func (w Week) mean(of func(result.WeekDay) *float64) (mean float64, n int) {
	for _, d := range w.Days {
		if v := of(d); v != nil {
			mean, n = mean+*v, n+1
		}
	}
	return mean / float64(max(n, 1)), n
}

// glutes are the days with hard glute sets, and those sets.
func (w Week) glutes() (sessions int, sets float64) {
	for _, d := range w.Days {
		if d.Trained() {
			sessions, sets = sessions+1, sets+*d.Sets
		}
	}
	return sessions, sets
}
