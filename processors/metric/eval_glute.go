package metric

import (
	"strconv"
	"time"
)

// GluteSession is one session with sets whose exercises are known, as the local axis sees it.
type GluteSession struct {
	Day        int // of the frame
	Start, End time.Time
	Dose       float64 // hard sets of gluteus maximus (direct 1, indirect .5)
	Med        float64 // the same of medius and minimus
	Hard       int     // hard sets of any exercise
	Failure    int     // sets to failure that train gluteus maximus
	Inferred   int     // hard sets told from their load
	Unmapped   int     // sets whose exercise is not known
	VolumeKg   float64 // load times repetitions of the sets that train gluteus maximus
}

// Doses from which a session counts, and counts as hard, hard sets of gluteus maximus.
const (
	sessionDose = 1
	hardDose    = 3
)

// GluteSessions are the sessions with at least one known exercise, in the order in which they were done.
func (f *Frame) GluteSessions() []GluteSession {
	n := 0
	for k := range f.works {
		if f.works[k].lift.mapped() {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	out := make([]GluteSession, 0, n)
	for k := range f.works {
		w := &f.works[k]
		if l := &w.lift; l.mapped() {
			out = append(out, GluteSession{
				Day: w.day, Start: w.start, End: w.end, Dose: l.GluteMax, Med: l.GluteMed, Hard: l.Hard, Failure: l.Failure,
				Inferred: l.Inferred, Unmapped: l.Unmapped, VolumeKg: l.VolumeKg,
			})
		}
	}
	return out
}

// perLift gives the evaluation of a sum over the day's strength sessions. Sets of unknown exercises add nothing and are counted in Warn; a
// day on which all are unknown is missing.
func perLift(figure func(l *Lift) float64) func(*Frame) Column {
	return func(f *Frame) Column {
		c := newColumn(f.Len())
		unmapped := make([]int32, f.Len())
		for k := range f.works {
			w := &f.works[k]
			i := w.day
			unmapped[i] += int32(w.lift.Unmapped)
			if !w.lift.mapped() {
				continue
			}
			n := 0
			if c.N != nil {
				n = int(c.N[i])
			}
			c.set(i, orZero(c.V[i])+figure(&w.lift), n+w.lift.Sets-w.lift.Unmapped)
			if w.lift.Inferred > 0 {
				c.warn(i, inferred)
			}
		}
		for i, n := range unmapped {
			if n > 0 {
				c.warn(i, unmappedWord(n))
			}
		}
		return c
	}
}

func unmappedWord(n int32) string { return "unmapped:" + strconv.Itoa(int(n)) }

// dose is what the strength sessions of a day amount to.
type dose struct {
	known          bool // at least one set of a known exercise
	sets           float64
	sessions, hard int32
	unmapped       int32
	lastHard       int64 // s since 1970: end of the last hard session of the day, 0 if none
	loadKg, rir    float64
	loaded, rirs   int32
}

// doses are the days' doses.
func (f *Frame) doses() []dose {
	if f.memo.doses != nil {
		return f.memo.doses
	}
	out := make([]dose, f.Len())
	for k := range f.works {
		w := &f.works[k]
		d, l := &out[w.day], &w.lift
		d.unmapped += int32(l.Unmapped)
		d.known = d.known || l.mapped()
		d.sets += l.GluteMax
		d.loadKg, d.loaded = d.loadKg+l.gluteKg, d.loaded+int32(l.gluteLoaded)
		d.rir, d.rirs = d.rir+l.gluteRIR, d.rirs+int32(l.gluteRIRs)
		if l.GluteMax >= sessionDose {
			d.sessions++
		}
		if l.GluteMax > hardDose {
			d.hard++
			d.lastHard = max(d.lastHard, w.end.Unix())
		}
	}
	f.memo.doses = out
	return out
}

// perWeek gives the evaluation of a sum over the last seven days: from the first day on which a set of a known exercise was done.
func perWeek(figure func(d *dose) float64) func(*Frame) Column {
	return func(f *Frame) Column {
		const days = 7
		c := newColumn(f.Len())
		doses := f.doses()
		began := false
		for i := range doses {
			began = began || doses[i].known
			if !began {
				continue
			}
			sum, n, off, unmapped := 0.0, 0, 0, int32(0)
			for j := i - days + 1; j <= i; j++ {
				if f.noData(j) {
					off++
					continue
				}
				sum += figure(&doses[j])
				n += int(doses[j].sessions)
				unmapped += doses[j].unmapped
			}
			if off == days {
				continue
			}
			c.set(i, sum, n)
			if off > 3 {
				c.warn(i, "unknown_load")
			}
			if unmapped > 0 {
				c.warn(i, unmappedWord(unmapped))
			}
		}
		return c
	}
}

// evalHoursSinceHard counts, at the local midnight that ends each day, the hours since the last hard session ended.
func evalHoursSinceHard(f *Frame) Column {
	c := newColumn(f.Len())
	last := int64(0)
	for i, d := range f.doses() {
		last = max(last, d.lastHard)
		if last > 0 {
			c.set(i, max(0, float64(f.End(i).Unix()-last)/3600), 1)
		}
	}
	return c
}
