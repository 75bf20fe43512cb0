package metric

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const totalsOnly = "totals_only" // the night has no stage times

// pickNights chooses the main night: one that is at least half as long as the longest, then one with stage times, and among equals the one
// that overlaps most with what the other sources say. The value is the night's place in its day.
func (f *Frame) pickNights() picks {
	return f.pick(question{record.ChooseSleep, [2]record.Why{record.WhyOverlap, record.WhyStages}}, func(all []candidate, d *record.Day) []candidate {
		var longest time.Duration
		for k := range d.Nights {
			if n := &d.Nights[k]; !n.Nap {
				longest = max(longest, n.End.Sub(n.Start))
			}
		}
		for k := range d.Nights {
			n := &d.Nights[k]
			if n.Nap {
				continue
			}
			c := candidate{source: n.Source, v: float64(k), n: 1, score: shared(d, n)}
			if 2*n.End.Sub(n.Start) < longest {
				c.order[0] = 1
			}
			if n.TotalsOnly {
				c.order[1] = 1
			}
			all = append(all, c)
		}
		return all
	})
}

// shared is a night's length and what of it each other source saw, s.
func shared(d *record.Day, n *record.Night) float64 {
	sum := n.End.Sub(n.Start)
	for k := range d.Nights {
		if o := &d.Nights[k]; !o.Nap && o.Source != n.Source {
			from, to := max(n.Start.UnixNano(), o.Start.UnixNano()), min(n.End.UnixNano(), o.End.UnixNano())
			sum += max(0, time.Duration(to-from))
		}
	}
	return sum.Seconds()
}

// night is the main night of day i, nil if there is none.
func (f *Frame) night(i int) *record.Night {
	k := f.beds.at(i)
	if !known(k) {
		return nil
	}
	return &f.days[i].Nights[int(k)]
}

// perNight gives the evaluation of a figure of the main night; NaN leaves it missing.
func perNight(figure func(f *Frame, i int, n *record.Night) float64) func(*Frame) Column {
	return func(f *Frame) Column {
		c := newColumn(f.Len())
		for i := range f.days {
			n := f.night(i)
			if n == nil {
				continue
			}
			if v := figure(f, i, n); known(v) {
				c.set(i, v, 1)
				c.from(i, n.Source)
				if n.TotalsOnly {
					c.warn(i, totalsOnly)
				}
			}
		}
		return c
	}
}

// slept is the night's sleep, min; a night without stages that says 0 says nothing.
func slept(_ *Frame, _ int, n *record.Night) float64 {
	if n.TSTMin > 0 || len(n.Stages) > 0 {
		return n.TSTMin
	}
	return missing
}

// evalSlept is the sleep of the main night. On a day of which no source tells a night it is what one tells of its minutes alone.
func evalSlept(f *Frame) Column {
	c := perNight(slept)(f)
	told := f.pickDaily(record.ChooseSleep, record.SleepMinutes)
	for i := range f.days {
		if v := told.at(i); known(v) && !known(c.V[i]) {
			c.set(i, v, 1)
			c.from(i, told.tracks[told.chosen[i]].source)
			c.warn(i, totalsOnly)
		}
	}
	return c
}

func inBed(_ *Frame, _ int, n *record.Night) float64 {
	if n.TIBMin > 0 {
		return n.TIBMin
	}
	return missing
}

func efficiency(f *Frame, i int, n *record.Night) float64 {
	return div(100*slept(f, i, n), inBed(f, i, n))
}

// midpoint is the middle between the first and the last sleep, in h after the midnight that begins the day, on the clock at waking. Where
// no stage is known it is the middle of the session.
func midpoint(f *Frame, i int, n *record.Night) float64 {
	from, to := n.Start.Unix(), n.End.Unix()
	if to <= from {
		return missing
	}
	onset, final := int64(-1), int64(-1)
	for _, s := range n.Stages {
		if asleep(s.Kind) {
			if onset < 0 {
				onset = from + int64(s.From)
			}
			final = from + int64(s.To)
		}
	}
	if onset >= 0 {
		from, to = onset, final
	} else if len(n.Stages) > 0 {
		return missing // in bed, but never asleep
	}
	midnight := f.Date(i).Time().Unix() - int64(n.OffsetTo)
	return (float64(from+to)/2 - float64(midnight)) / 3600
}

func asleep(k record.StageKind) bool {
	return k == record.Light || k == record.Deep || k == record.REM || k == record.Asleep
}

// evalSleepDebt is the mean debt of the week's nights, h a night.
func evalSleepDebt(f *Frame) Column {
	const nights = 7
	need := float64(DefaultSleepNeedMin)
	if h := f.About.Profile.SleepNeedH; h != nil {
		need = 60 * *h
	}
	c := newColumn(f.Len())
	tst := f.Columns["sleep_tst_min"]
	for i := range f.days {
		d := DebtOf(back(tst.V, i, nights), need)
		if !known(d.Mean) {
			continue
		}
		c.set(i, d.Mean/60, d.N)
		for j := max(0, i-nights+1); j <= i; j++ {
			c.warn(i, tst.Warn.At(j))
		}
	}
	return c
}
