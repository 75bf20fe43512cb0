package source

import (
	"bufio"
	"cmp"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

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
	return &open{f: f, out: out, kinds: OpenKinds(), line: newLine(), parts: map[openPart]*openDays{}}
}

func (o *open) kindOf(b []byte) (*OpenKind, error) {
	name, found := "", false
	err := eachMember(b, func(key string, v jsontext.Value) error {
		if key == OpenMark && v.Kind() == '"' {
			text, err := jsontext.AppendUnquote(nil, v)
			name, found = string(text), err == nil
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("it has no %q", OpenMark)
	}
	return o.kind(name)
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
	t, err := openTable(r, 0)
	if err != nil {
		return err
	}
	mark := t.col(OpenMark)
	for n := 2; ; n++ {
		ok, err := t.next()
		if err != nil || !ok {
			o.out.drop(dropShape, t.bad)
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
		f := fieldOf(kind, name)
		if f == nil {
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
	p := openPart{device: o.line.text["device"], wall: true}
	for _, at := range o.line.at {
		p.wall = p.wall && !at.Zoned
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
	start, end := l.at["start"], l.at["end"]
	if !start.T.IsZero() && (end.T.Before(start.T) || end.T.Sub(start.T) > 48*time.Hour) {
		o.out.drop(dropTime, 1)
		return
	}
	d := o.part()
	noon := l.date["date"].Time().Add(12 * time.Hour)
	daily := func(kind record.DailyKind, v float64, counted string) {
		r := d.days.at(l.date["date"])
		r.Daily = append(r.Daily, record.Daily{Time: noon, Kind: kind, Value: v})
		o.out.count(counted, 1)
	}
	switch l.kind.Name {
	case "heart_rate":
		d.heart.addAt(l.at["time"].T.Unix(), int32(l.num["bpm"]+.5))
		o.out.count(kindHeartRate, 1)
	case "resting_heart_rate":
		daily(record.VendorRHR, l.num["bpm"], kindRHR)
	case "steps":
		daily(record.DailySteps, l.num["count"], kindSteps)
	case "weight":
		daily(record.BodyWeight, l.num["kg"], kindWeight)
	case "hrv":
		at := l.at["time"].T
		r := d.days.at(utcDate(at))
		r.HRV = append(r.HRV, record.HRV{Time: at, Kind: record.HRVKind(l.text["kind"]), Ms: l.num["ms"]})
		o.out.count(kindHRV, 1)
	case "sleep":
		d.nights = append(d.nights, l.night())
	case "sleep_stage":
		d.stages = append(d.stages, segment{start.T.Unix(), end.T.Unix(), record.StageKind(l.text["stage"])})
	case "workout":
		l.workout(d.work(start, end))
	case "set":
		w := d.work(start, end)
		w.Sets = append(w.Sets, l.strengthSet(len(w.Sets)))
	}
}

func (o *open) checkIn() {
	l := &o.line
	c := &record.CheckIn{Day: l.date["date"], RPE: l.number("rpe")}
	for name, into := range map[string]**int{"fatigue": &c.Fatigue, "soreness": &c.Soreness} {
		if v, ok := l.num[name]; ok {
			n := int(v)
			*into = &n
		}
	}
	if v, ok := l.yes["sick"]; ok {
		c.Sick = &v
	}
	o.now = append(o.now, record.Entry{Kind: record.CheckInEntry, Entered: l.at["time"].T, CheckIn: c})
	o.out.count(kindEntries, 1)
}

func (l *openLine) night() record.SleepSession {
	s := record.SleepSession{Start: l.at["start"].T, End: l.at["end"].T, Offset: l.at["end"].Offset, Nap: l.yes["nap"]}
	for name, kind := range map[string]record.StageKind{
		"light_min": record.Light, "deep_min": record.Deep, "rem_min": record.REM, "awake_min": record.Awake, "asleep_min": record.Asleep,
	} {
		if v, ok := l.num[name]; ok {
			if s.Totals == nil {
				s.Totals = map[record.StageKind]int{}
			}
			s.Totals[kind] = int(v*60 + .5)
		}
	}
	return s
}

func (l *openLine) workout(w *record.Workout) {
	w.Sport = cmp.Or(l.text["sport"], w.Sport)
	if w.Sport == "strength" {
		w.Sport, w.SubSport = "training", "strength_training"
	}
	w.AvgHR, w.MaxHR, w.DistanceM, w.RPE = l.number("avg_bpm"), l.number("max_bpm"), l.number("distance_m"), l.number("rpe")
}

func (l *openLine) strengthSet(index int) record.Set {
	s := record.Set{
		Index: index, Exercise: l.text["exercise"], Layer: record.Log, LoadKg: l.number("kg"), RIR: l.number("rir"),
		RPE: l.number("rpe"), Warmup: l.yes["warmup"],
	}
	if v, ok := l.num["reps"]; ok {
		n := int(v)
		s.Reps = &n
	}
	return s
}
