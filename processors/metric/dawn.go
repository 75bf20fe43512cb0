package metric

import "github.com/hvilepuls/hvilepuls/internal/record"

// Dawn is an evaluated frame as each of its days stood before its first workout: the night and the answers of the day are known, of loads
// and strength those of the days before. Of the metrics that a workout of the day would change it has acwr_ewma, monotony and
// e1rm_drop_pct alone, without the words of what limits them. So the mornings of all days are judged in one pass.
func (f *Frame) Dawn() *Frame {
	out := &Frame{First: f.First, About: f.About, Columns: map[string]Column{}, days: make([]*record.Day, f.Len()), noon: f.noon, off: make([]bool, f.Len())}
	for i, d := range f.days {
		if d != nil && len(d.Workouts) > 0 {
			bare := *d
			bare.Workouts = nil
			d = &bare
		}
		out.days[i] = d
		out.off[i] = d == nil || d.HRMin == 0 && len(d.Nights) == 0
	}
	for _, table := range [][]Metric{heartTable(), hrvTable(), sleepTable()} {
		for _, m := range table {
			if c, ok := f.Columns[m.Name]; ok {
				out.Columns[m.Name] = c
			}
		}
	}
	unknown := f.unknownWeeks(out.off)
	out.Columns["acwr_ewma"] = f.ratioAtDawn(unknown)
	out.Columns["monotony"] = f.monotonyAtDawn(unknown)
	out.Columns["e1rm_drop_pct"] = f.drops(1)
	return out
}

// ratioAtDawn is acwr_ewma on days whose own load is not known yet.
func (f *Frame) ratioAtDawn(unknown []bool) Column {
	c := newColumn(f.Len())
	week, month := averages(f.values("load"))
	full := settled(month)
	var usual slidingMedian
	for i := chronicDays - 1; i < f.Len(); i++ {
		usual.push(full, i-1, floorDays-1)
		if unknown[i] {
			continue
		}
		short, long := averageOn(week[i-1], acuteDays, missing), averageOn(month[i-1], chronicDays, missing)
		usual.sorted = insertSorted(usual.sorted, long)
		c.V[i] = above(short, long, floorShare*usual.value())
		usual.sorted = removeSorted(usual.sorted, long)
	}
	return c
}

// monotonyAtDawn is monotony on days whose own load is not known yet.
func (f *Frame) monotonyAtDawn(unknown []bool) Column {
	const before = 6
	c := newColumn(f.Len())
	load := f.values("load")
	var store [before + 1]float64
	for i := range load {
		if !unknown[i] {
			c.V[i] = MonotonyOf(append(append(store[:0], load[max(0, i-before):i]...), 0)).Monotony
		}
	}
	return c
}
