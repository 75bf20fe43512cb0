package metric

// The signs of a deload week: hard sets down to 60 % of the three weeks before, or load down to 90 % with two more
// repetitions in reserve. A week that slides over a session moved by a day looks like one for a day or two, so three days must agree.
const (
	deloadSets   = .6
	deloadLoad   = .9
	deloadRIR    = 2.0
	deloadDays   = 3
	deloadLeast  = 4.0 // hard sets a week, below which there is nothing to unload from
	deloadBefore = 3   // weeks
)

// week is what seven days of doses amount to.
type week struct {
	sets, loadKg, rir float64
	loaded, rirs      int32
	off               int // days without any data
}

func (f *Frame) week(doses []dose, end int) week {
	var w week
	for j := end - 6; j <= end; j++ {
		if f.noData(j) {
			w.off++
			continue
		}
		d := &doses[j]
		w.sets += d.sets
		w.loadKg, w.loaded = w.loadKg+d.loadKg, w.loaded+d.loaded
		w.rir, w.rirs = w.rir+d.rir, w.rirs+d.rirs
	}
	return w
}

// weeks are the weeks that ended with each of the last days.
type weeks [7*deloadBefore + 1]week

// newWeeks are those before the first day of a frame.
func newWeeks() (w weeks) {
	for k := range w {
		w[k].off = 7
	}
	return w
}

func (w *weeks) at(end int) *week { return &w[(end+len(w))%len(w)] }

// deloaded tells whether the week that ends with day i looks like a deload.
func (w *weeks) deloaded(i int) bool {
	now := w.at(i)
	var before week
	for k := 1; k <= deloadBefore; k++ {
		w := w.at(i - 7*k)
		before.sets += w.sets / deloadBefore
		before.loadKg, before.loaded = before.loadKg+w.loadKg, before.loaded+w.loaded
		before.rir, before.rirs = before.rir+w.rir, before.rirs+w.rirs
		before.off = max(before.off, w.off)
	}
	const mostOff = 3
	if before.sets < deloadLeast || now.off > mostOff || before.off > mostOff {
		return false
	}
	if now.sets <= deloadSets*before.sets {
		return true
	}
	if now.loaded == 0 || before.loaded == 0 || now.rirs == 0 || before.rirs == 0 {
		return false
	}
	lighter := now.loadKg/float64(now.loaded) <= deloadLoad*before.loadKg/float64(before.loaded)
	return lighter && now.rir/float64(now.rirs) >= before.rir/float64(before.rirs)+deloadRIR
}

// evalWeeksSinceDeload counts from the last day of the last deload week, or, warned, from the first session where there was none.
func evalWeeksSinceDeload(f *Frame) Column {
	c := newColumn(f.Len())
	doses := f.doses()
	from, run, found, sessions := -1, 0, false, 0
	last := newWeeks()
	for i := range doses {
		*last.at(i) = f.week(doses, i)
		if from < 0 && doses[i].sets >= sessionDose {
			from = i
		}
		run++
		if from < 0 || !last.deloaded(i) {
			run = 0
		}
		if run >= deloadDays {
			from, found, sessions = i, true, 0
		}
		sessions += int(doses[i].sessions)
		if from < 0 {
			continue
		}
		c.set(i, float64(i-from)/7, max(sessions, 1)) // the sessions since, or the deload alone
		if !found {
			c.warn(i, "no_deload")
		}
	}
	return c
}
