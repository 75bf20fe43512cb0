package metric

import "slices"

// perWork gives the evaluation of a sum over a day's workouts; a day none of whose workouts has the figure is missing.
func perWork(figure func(w *work) (v float64, warn string)) func(*Frame) Column {
	return func(f *Frame) Column {
		c := newColumn(f.Len())
		for k := range f.works {
			w := &f.works[k]
			v, warn := figure(w)
			if !known(v) {
				continue
			}
			i := w.day
			n := 0
			if c.N != nil {
				n = int(c.N[i])
			}
			c.set(i, orZero(c.V[i])+v, n+1)
			c.warn(i, warn)
		}
		return c
	}
}

// evalLoad is the canonical load. A day with data and no workout is a day of rest, 0; one without any data is missing.
func evalLoad(f *Frame) Column {
	c := perWork(func(w *work) (float64, string) { return w.points, w.pointsWarn })(f)
	for i := range c.V {
		if !known(c.V[i]) && !f.noData(i) {
			c.set(i, 0, 1) // the day itself, on which nothing was done
		}
	}
	return c
}

// unknownLoad tells of each day whether more than three of the seven days up to it have no data at all: then a ratio of loads says nothing.
func (f *Frame) unknownLoad() []bool {
	if f.memo.unsure != nil {
		return f.memo.unsure
	}
	const days, most = 7, 3
	f.memo.unsure = make([]bool, f.Len())
	for i := range f.memo.unsure {
		off := 0
		for j := i - days + 1; j <= i; j++ {
			if f.noData(j) {
				off++
			}
		}
		f.memo.unsure[i] = off > most
	}
	return f.memo.unsure
}

// The time constants of fitness and fatigue, days.
const (
	ctlDays = 42
	atlDays = 7
)

// chart is the performance management chart of the days.
func (f *Frame) chart() *Fitness {
	if f.memo.chart == nil {
		c := PMC(f.values("load"), Exp, ctlDays, atlDays, 0, 0)
		f.memo.chart = &c
	}
	return f.memo.chart
}

// fromPMC makes a column of one series of the performance management chart. It stands on the days of its time constant whose load is known.
func fromPMC(days int, series func(*Fitness) []float64) func(*Frame) Column {
	return func(f *Frame) Column {
		c := Column{V: series(f.chart()), N: make([]int32, f.Len())}
		unknown, load, n := f.unknownLoad(), f.values("load"), int32(0)
		for i := range c.V {
			if known(load[i]) {
				n++
			}
			if i >= days && known(load[i-days]) {
				n--
			}
			c.N[i] = n
			if i < ctlDays {
				c.warn(i, "warming_up")
			}
			if unknown[i] {
				c.warn(i, "unknown_load")
			}
		}
		return c
	}
}

// A ratio is not given where the chronic load is under a tenth of its own median over 90 days: near 0 it would explode.
const (
	floorShare = .1
	floorDays  = 90
)

// evalACWR is the coupled ratio.
func evalACWR(f *Frame) Column {
	load := f.values("load")
	week, month := nans(len(load)), nans(len(load))
	for i := chronicDays - 1; i < len(load); i++ {
		week[i], month[i] = sumOf(back(load, i, acuteDays))/acuteDays, sumOf(back(load, i, chronicDays))/chronicDays
	}
	return f.ratio(week, month)
}

// evalACWREWMA is the ratio of the exponential averages.
func evalACWREWMA(f *Frame) Column {
	week, month := averages(f.values("load"))
	return f.ratio(week, settled(month))
}

// settled is a chronic load without the days of its first month, when it is not one yet.
func settled(month []float64) []float64 {
	out := slices.Clone(month)
	for i := range min(chronicDays-1, len(out)) {
		out[i] = missing
	}
	return out
}

// averages are the exponential averages of 7 and of 28 days of a load, from its first day on.
func averages(load []float64) (week, month []float64) {
	week, month = make([]float64, len(load)), make([]float64, len(load))
	for i, x := range load {
		if i == 0 {
			week[i], month[i] = orZero(x), orZero(x)
			continue
		}
		week[i], month[i] = averageOn(week[i-1], acuteDays, x), averageOn(month[i-1], chronicDays, x)
	}
	return week, month
}

// averageOn is an exponential average a day later; a missing load is none.
func averageOn(average, days, load float64) float64 {
	return average + Span.weight(days)*(orZero(load)-average)
}

// ratio divides acute by chronic load where the days' data allow it.
func (f *Frame) ratio(week, month []float64) Column {
	c := newColumn(f.Len())
	load, unknown := f.values("load"), f.unknownLoad()
	var median slidingMedian
	for i := range week {
		median.push(month, i, floorDays)
		if !known(month[i]) || unknown[i] {
			continue
		}
		if v := above(week[i], month[i], floorShare*median.value()); known(v) {
			_, n := meanOf(back(load, i, chronicDays))
			c.set(i, v, n)
		}
	}
	return c
}

// sumOf is the sum of the numbers in v.
func sumOf(v []float64) (sum float64) {
	for _, x := range v {
		sum += orZero(x)
	}
	return sum
}

// fromMonotony makes a column of one figure of the week's monotony.
func fromMonotony(figure func(Monotony) float64) func(*Frame) Column {
	return func(f *Frame) Column {
		const days = 7
		c := newColumn(f.Len())
		load, unknown := f.values("load"), f.unknownLoad()
		for i := range load {
			if !unknown[i] {
				week := back(load, i, days)
				_, n := meanOf(week)
				c.set(i, figure(MonotonyOf(week)), n)
			}
		}
		return c
	}
}
