package metric

import "github.com/hvilepuls/hvilepuls/internal/record"

// Dawn is an evaluated frame as each of its days stood before its first workout: the night and the answers of the day are known, of loads
// and strength those of the days before. Of the metrics that a workout of the day would change it has acwr_ewma, monotony and
// e1rm_drop_pct alone; the first two are those of the day's evening, of which a dawn knows the day before's. So the mornings of all days are
// judged in one pass.
func (f *Frame) Dawn() *Frame {
	out := &Frame{First: f.First, About: f.About, Columns: map[string]Column{}, days: make([]*record.Day, f.Len()), noon: f.noon}
	for i, d := range f.days {
		if d != nil && len(d.Workouts) > 0 {
			bare := *d
			bare.Workouts = nil
			d = &bare
		}
		out.days[i] = d
	}
	for _, table := range [][]Metric{heartTable(), hrvTable(), sleepTable()} {
		for _, m := range table {
			if c, ok := f.Columns[m.Name]; ok {
				out.Columns[m.Name] = c
			}
		}
	}
	for _, evening := range []string{"acwr_ewma", "monotony"} {
		out.Columns[evening] = f.Columns[evening]
	}
	out.Columns["e1rm_drop_pct"] = f.drops(1)
	return out
}
