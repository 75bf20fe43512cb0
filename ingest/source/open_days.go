package source

import (
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// openDays is what one part says.
type openDays struct {
	days   byDate
	heart  allDay
	stages []segment
	nights []record.SleepSession // as lines named them
	works  map[int64]*record.Workout
}

// work is the workout that begins at an instant; sets and the workout's own line meet there.
func (d *openDays) work(start, end stamp) *record.Workout {
	w := d.works[start.T.Unix()]
	if w == nil {
		w = &record.Workout{Start: start.T, End: end.T, Offset: start.Offset}
		d.works[start.T.Unix()] = w
	}
	if end.T.After(w.End) {
		w.End = end.T
	}
	return w
}

// sleep files the nights: those of the lines with the stages that lie in them, and those that only stages tell of. A night of which no more
// is said than when it was counts as slept through.
func (d *openDays) sleep(out *Report) {
	left := d.stages
	for _, s := range d.nights {
		var in []segment
		left = slices.DeleteFunc(left, func(g segment) bool {
			inside := g.from >= s.Start.Unix() && g.to <= s.End.Unix()
			if inside {
				in = append(in, g)
			}
			return inside
		})
		switch {
		case len(in) > 0:
			s.Stages, s.Totals = within(s.Start.Unix(), s.End.Unix(), in).Stages, nil
		case s.Totals == nil:
			s.Totals = map[record.StageKind]int{record.Asleep: int(s.End.Sub(s.Start) / time.Second)}
		}
		d.night(s, out)
	}
	for _, s := range sessionsOf(left, out) {
		d.night(s, out)
	}
}

func (d *openDays) night(s record.SleepSession, out *Report) {
	r := d.days.at(utcDate(s.End))
	r.Sleep = append(r.Sleep, s)
	out.count(kindSleep, 1)
}

// emit writes what was gathered, part by part.
func (o *open) emit() error {
	slices.SortFunc(o.order, openPart.compare)
	for _, p := range o.order {
		d := o.parts[p]
		d.heart.into(d.days, record.HeartRate)
		d.sleep(o.out)
		for _, at := range slices.Sorted(maps.Keys(d.works)) {
			w := d.works[at]
			if w.Sport == "" && len(w.Sets) > 0 {
				w.Sport, w.SubSport = "training", "strength_training"
			}
			w.TimerS = w.End.Sub(w.Start).Seconds()
			r := d.days.at(utcDate(w.Start))
			r.Workouts = append(r.Workouts, *w)
			o.out.count(kindWorkouts, 1)
			o.out.count(kindSets, len(w.Sets))
		}
		src := record.Source{Key: o.f.SourceKey("open", p.device, ""), Maker: "open", Model: p.device}
		if err := d.days.emitAs(o.f, src, nil, p.wall); err != nil {
			return err
		}
	}
	for _, e := range o.now {
		if err := e.Check(); err != nil {
			o.out.drop(dropShape, 1)
			continue
		}
		r := record.Record{Date: e.Date(), Source: record.Source{Key: entrySourceKey}, TZ: o.f.TZ, Entries: []record.Entry{e}}
		if err := o.f.Emit(r); err != nil {
			return err
		}
	}
	return nil
}
