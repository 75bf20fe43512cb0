package source

import (
	"bufio"
	"cmp"
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// open gathers what the lines say.
type open struct {
	f     File
	out   *Report
	kinds []OpenKind
	line  openLine
	parts map[openPart]*openDays
	order []openPart
	now   []record.Entry
	skip  map[string]bool // origins whose records are not taken: their files are
}

// openPart is what is told apart: a device, and whether its times are wall-clock times.
type openPart struct {
	device string
	wall   bool
}

func (p openPart) compare(q openPart) int {
	if p.device == q.device && p.wall != q.wall {
		if p.wall {
			return 1
		}
		return -1
	}
	return cmp.Compare(p.device, q.device)
}

func newOpen(f File, out *Report) *open {
	return &open{f: f, out: out, kinds: OpenKinds(), parts: map[openPart]*openDays{}}
}

// markOf is the kind that a line names.
func markOf(object []byte) (string, error) {
	for m := (members{object: object}); ; {
		key, v, more := m.next()
		if !more {
			return "", fmt.Errorf("it has no %q", OpenMark)
		}
		if v[0] == '"' && string(jsonName(key)) == OpenMark {
			return string(jsonText(v)), nil
		}
	}
}

func (o *open) kind(name string) (*OpenKind, error) {
	for i := range o.kinds {
		if o.kinds[i].Name == name {
			return &o.kinds[i], nil
		}
	}
	return nil, fmt.Errorf("%q is no kind of line", plain(name))
}

// rows reads the table. An empty cell is not said; a column that the line's kind lacks must be empty.
func (o *open) rows(r *bufio.Reader) error {
	t, err := openTable(r, 0, o.out)
	if err != nil {
		return err
	}
	mark := t.col(OpenMark)
	for n := 2; ; n++ {
		ok, err := t.next()
		if err != nil || !ok {
			return err
		}
		if err := o.row(t, mark); err != nil {
			o.fault(n, err)
			continue
		}
		o.take()
	}
}

func (o *open) row(t *table, mark int) error {
	kind, err := o.kind(t.at(mark))
	if err != nil {
		return err
	}
	o.line.clear(kind)
	for i, name := range t.header {
		v := t.at(i)
		if i == mark || v == "" {
			continue
		}
		f := kind.field(name)
		if f < 0 {
			return fmt.Errorf("%s has no field %q", kind.Name, plain(name))
		}
		if err := o.line.set(f, v); err != nil {
			return err
		}
	}
	return o.line.complete()
}

// part is the one that the line belongs to. A line all of whose times have offsets is no wall-clock one; a date alone is.
func (o *open) part() *openDays {
	p := openPart{device: o.line.get("device").text, wall: true}
	for i := range o.line.values {
		p.wall = p.wall && !o.line.values[i].at.Zoned
	}
	d := o.parts[p]
	if d == nil {
		d = &openDays{days: byDate{}, works: map[int64]*record.Workout{}}
		o.parts[p] = d
		o.order = append(o.order, p)
	}
	return d
}

// take files the line.
func (o *open) take() {
	l := &o.line
	if l.kind.Name == "check_in" {
		o.checkIn()
		return
	}
	start, end := l.get("start").at, l.get("end").at
	if !start.T.IsZero() && (end.T.Before(start.T) || end.T.Sub(start.T) > 48*time.Hour) {
		o.out.drop(dropTime, 1)
		return
	}
	d := o.part()
	noon := l.get("date").date.Time().Add(12 * time.Hour)
	daily := func(kind record.DailyKind, v float64, counted string) {
		r := d.days.at(l.get("date").date)
		r.Daily = append(r.Daily, record.Daily{Time: noon, Kind: kind, Value: v})
		o.out.count(counted, 1)
	}
	switch l.kind.Name {
	case "heart_rate":
		d.heart.addAt(l.get("time").at.T.Unix(), int32(l.get("bpm").num+.5))
		o.out.count(kindHeartRate, 1)
	case "resting_heart_rate":
		daily(record.VendorRHR, l.get("bpm").num, kindRHR)
	case "steps":
		daily(record.DailySteps, l.get("count").num, kindSteps)
	case "weight":
		daily(record.BodyWeight, l.get("kg").num, kindWeight)
	case "hrv":
		at := l.get("time").at.T
		r := d.days.at(utcDate(at))
		r.HRV = append(r.HRV, record.HRV{Time: at, Kind: record.HRVKind(l.get("kind").text), Ms: l.get("ms").num})
		o.out.count(kindHRV, 1)
	case "sleep":
		d.nights = append(d.nights, l.night())
	case "sleep_stage":
		d.stages = append(d.stages, segment{start.T.Unix(), end.T.Unix(), record.StageKind(l.get("stage").text)})
	case "workout":
		l.workout(d.work(start, end))
	case "set":
		w := d.work(start, end)
		w.Sets = append(w.Sets, l.strengthSet(len(w.Sets)))
	}
}

func (o *open) checkIn() {
	l := &o.line
	c := &record.CheckIn{Day: l.get("date").date, RPE: l.number("rpe")}
	for name, into := range map[string]**int{"fatigue": &c.Fatigue, "soreness": &c.Soreness} {
		if v := l.get(name); v.said {
			n := int(v.num)
			*into = &n
		}
	}
	if v := l.get("sick"); v.said {
		c.Sick = new(v.yes)
	}
	o.now = append(o.now, record.Entry{Kind: record.CheckInEntry, Entered: l.get("time").at.T, CheckIn: c})
	o.out.count(kindEntries, 1)
}

func (l *openLine) night() record.SleepSession {
	s := record.SleepSession{Start: l.get("start").at.T, End: l.get("end").at.T, Offset: l.get("end").at.Offset, Nap: l.get("nap").yes}
	for name, kind := range map[string]record.StageKind{
		"light_min": record.Light, "deep_min": record.Deep, "rem_min": record.REM, "awake_min": record.Awake, "asleep_min": record.Asleep,
	} {
		if v := l.get(name); v.said {
			if s.Totals == nil {
				s.Totals = map[record.StageKind]int{}
			}
			s.Totals[kind] = int(v.num*60 + .5)
		}
	}
	return s
}

func (l *openLine) workout(w *record.Workout) {
	w.Sport = cmp.Or(l.get("sport").text, w.Sport)
	if w.Sport == "strength" {
		w.Sport, w.SubSport = "training", "strength_training"
	}
	w.AvgHR, w.MaxHR, w.DistanceM, w.RPE = l.number("avg_bpm"), l.number("max_bpm"), l.number("distance_m"), l.number("rpe")
}

func (l *openLine) strengthSet(index int) record.Set {
	s := record.Set{
		Index: index, Exercise: l.get("exercise").text, Layer: record.Log, LoadKg: l.number("kg"), RIR: l.number("rir"),
		RPE: l.number("rpe"), Warmup: l.get("warmup").yes,
	}
	if v := l.get("reps"); v.said {
		n := int(v.num)
		s.Reps = &n
	}
	return s
}
