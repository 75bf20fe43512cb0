package metric

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
			c.set(i, 0, 0)
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
	out := make([]bool, f.Len())
	for i := range out {
		off := 0
		for j := i - days + 1; j <= i; j++ {
			if f.noData(j) {
				off++
			}
		}
		out[i] = off > most
	}
	f.memo.unsure = out
	return out
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

// fromPMC makes a column of one series of the performance management chart.
func fromPMC(series func(*Fitness) []float64) func(*Frame) Column {
	return func(f *Frame) Column {
		c := Column{V: series(f.chart())}
		unknown := f.unknownLoad()
		for i := range c.V {
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
	load := f.values("load")
	week, month := nans(len(load)), nans(len(load))
	short, long := missing, missing
	for i, x := range load {
		if i == 0 {
			short, long = orZero(x), orZero(x)
		}
		short += Span.weight(acuteDays) * (orZero(x) - short)
		long += Span.weight(chronicDays) * (orZero(x) - long)
		if i >= chronicDays-1 {
			week[i], month[i] = short, long
		}
	}
	return f.ratio(week, month)
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
