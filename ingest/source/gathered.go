package source

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Further reasons for which receipts count dropped values.
const (
	dropValue     = "value_out_of_range"
	dropRoundTrip = "round_trip" // came from another app's store, which is a source of its own
	dropDeleted   = "deleted"    // the vendor says that it is no longer so
	dropUnscored  = "not_scored" // the vendor has not computed it yet
)

// What a person's values can be.
const (
	mostRMSSD = 500       // ms
	leastKg   = 20        // kg
	mostKg    = 400       // kg
	mostSteps = 200_000   // of a day
	longest   = 24 * 3600 // s, of a sleep session
)

// gathered is what a vendor's file says, apart by how its times are to be placed.
type gathered struct {
	out   *Report
	days  byDate         // instants; a sleep session and a workout state their own offset
	zoned map[int]byDate // instants of values that state an offset, s east of UTC, by it
	wall  byDate         // wall-clock times of an unknown zone, and dates
	hr    allDay         // bpm
	hrv   allDay         // µs: rMSSD of the minutes that end then, asleep
}

func gather(out *Report) *gathered {
	return &gathered{out: out, days: byDate{}, zoned: map[int]byDate{}, wall: byDate{}}
}

// sleep takes a session of instants.
func (g *gathered) sleep(s record.SleepSession) { g.session(g.days, s) }

// wallSleep takes a session of wall-clock times.
func (g *gathered) wallSleep(s record.SleepSession) { g.session(g.wall, s) }

func (g *gathered) session(to byDate, s record.SleepSession) {
	switch length := s.End.Sub(s.Start); {
	case !inTime(s.Start) || !inTime(s.End) || length <= 0 || length > longest*time.Second:
		g.out.drop(dropTime, 1)
	case !asleep(s.Stages) && s.Totals[record.Light]+s.Totals[record.Deep]+s.Totals[record.REM]+s.Totals[record.Asleep] <= 0:
		g.out.drop(dropNoSleep, 1)
	default:
		r := to.at(record.DateOf(s.End))
		r.Sleep = append(r.Sleep, s)
		g.out.count(kindSleep, 1)
	}
}

// workout takes a workout of instants.
func (g *gathered) workout(w record.Workout) {
	if !inTime(w.Start) || !inTime(w.End) || w.End.Before(w.Start) {
		g.out.drop(dropTime, 1)
		return
	}
	r := g.days.at(record.DateOf(w.Start))
	r.Workouts = append(r.Workouts, w)
	g.out.count(kindWorkouts, 1)
}

// at is the record of an instant and of the offset that is stated with it, if one is; nil if that is no time of anybody's watch.
func (g *gathered) at(t time.Time, offset *int) *record.Record {
	if !inTime(t) {
		g.out.drop(dropTime, 1)
		return nil
	}
	if offset == nil {
		return g.days.at(record.DateOf(t))
	}
	days := g.zoned[*offset]
	if days == nil {
		days = byDate{}
		g.zoned[*offset] = days
	}
	return days.at(record.DateOf(t))
}

// onDate is the record of a date, and the time at which it holds what is said of the date as a whole; nil if nobody had a watch then.
func (g *gathered) onDate(d record.Date) (*record.Record, time.Time) {
	noon := d.Time().Add(12 * time.Hour)
	if !inTime(noon) {
		g.out.drop(dropTime, 1)
		return nil, noon
	}
	return g.wall.at(d), noon
}

// rmssd takes a night's rMSSD, ms, as of an instant.
func (g *gathered) rmssd(t time.Time, offset *int, ms float64) {
	g.variability(record.HRV{Time: t, Kind: record.RMSSDAsleep, Ms: ms}, func() *record.Record { return g.at(t, offset) })
}

// rmssdOn takes a night's rMSSD, ms, of a date.
func (g *gathered) rmssdOn(d record.Date, ms float64) {
	r, noon := g.onDate(d)
	g.variability(record.HRV{Time: noon, Kind: record.RMSSDAsleep, Ms: ms}, func() *record.Record { return r })
}

func (g *gathered) variability(h record.HRV, to func() *record.Record) {
	if h.Ms <= 0 || h.Ms > mostRMSSD {
		g.out.drop(dropValue, 1)
		return
	}
	if r := to(); r != nil {
		r.HRV = append(r.HRV, h)
		g.out.count(kindHRV, 1)
	}
}

// daily takes a value as of an instant for the local day in which that lies.
func (g *gathered) daily(t time.Time, offset *int, kind record.DailyKind, v float64) {
	if g.plausible(kind, v) {
		g.value(g.at(t, offset), record.Daily{Time: t, Kind: kind, Value: v})
	}
}

// dailyOn takes a value of a date.
func (g *gathered) dailyOn(d record.Date, kind record.DailyKind, v float64) {
	if g.plausible(kind, v) {
		r, noon := g.onDate(d)
		g.value(r, record.Daily{Time: noon, Kind: kind, Value: v})
	}
}

// wallDaily takes a value as of a wall-clock time.
func (g *gathered) wallDaily(t time.Time, kind record.DailyKind, v float64) {
	switch {
	case !g.plausible(kind, v):
	case !inTime(t):
		g.out.drop(dropTime, 1)
	default:
		g.value(g.wall.at(record.DateOf(t)), record.Daily{Time: t, Kind: kind, Value: v})
	}
}

func (g *gathered) value(to *record.Record, v record.Daily) {
	if to == nil {
		return
	}
	to.Daily = append(to.Daily, v)
	g.out.count(kindOf(v.Kind), 1)
}

// plausible tells whether a vendor's daily value can be one; vendors write 0 where they have none.
func (g *gathered) plausible(kind record.DailyKind, v float64) bool {
	ok := true
	switch kind {
	case record.VendorRHR:
		ok = v >= record.MinHeartRate && v <= record.MaxHeartRate
	case record.BodyWeight:
		ok = v >= leastKg && v <= mostKg
	case record.DailySteps:
		ok = v > 0 && v <= mostSteps
	}
	if !ok {
		g.out.drop(dropValue, 1)
	}
	return ok
}

func kindOf(kind record.DailyKind) string {
	switch kind {
	case record.VendorRHR:
		return kindRHR
	case record.BodyWeight:
		return kindWeight
	case record.DailySteps:
		return kindSteps
	}
	return string(kind)
}

// rate takes a heart rate, bpm, at an instant, s since 1970.
func (g *gathered) rate(unix int64, bpm float64) {
	if g.beat(unix, bpm) {
		g.out.count(kindHeartRate, 1)
	}
}

// beat is rate for long series: who calls it counts what it took.
func (g *gathered) beat(unix int64, bpm float64) bool {
	switch {
	case bpm < record.MinHeartRate || bpm > record.MaxHeartRate:
		g.out.drop(dropRange, 1)
	case !g.hr.addAt(unix, int32(bpm+.5)):
		g.out.drop(dropTime, 1)
	default:
		return true
	}
	return false
}

// window takes the rMSSD, ms, of the minutes that end at an instant, s since 1970, asleep.
func (g *gathered) window(unix int64, ms float64) {
	if g.variation(unix, ms) {
		g.out.count(kindHRV, 1)
	}
}

// variation is window for long series: who calls it counts what it took.
func (g *gathered) variation(unix int64, ms float64) bool {
	switch {
	case ms <= 0 || ms > mostRMSSD:
		g.out.drop(dropValue, 1)
	case !g.hrv.addAt(unix, int32(ms*1000+.5)):
		g.out.drop(dropTime, 1)
	default:
		return true
	}
	return false
}

// emit emits all of it as records of a source.
func (g *gathered) emit(f File, src record.Source) error {
	g.hr.into(g.days, record.HeartRate)
	g.hrv.into(g.days, record.HRVValues)
	if err := g.days.emit(f, src, nil); err != nil {
		return err
	}
	for _, offset := range slices.Sorted(maps.Keys(g.zoned)) {
		if err := g.zoned[offset].emit(f, src, &offset); err != nil {
			return err
		}
	}
	return g.wall.emitWall(f, src)
}

// stageTotals are the s per stage of a night of values that become s when they are multiplied and divided so; what is not known, or cannot be, is
// left out.
func stageTotals(multiplied, divided float64, light, deep, rem, awake looseNumber) map[record.StageKind]int {
	totals := map[record.StageKind]int{}
	add := func(kind record.StageKind, n looseNumber) {
		if s := n.V * multiplied / divided; n.Known && s >= 0 && s <= longest {
			totals[kind] = int(s)
		}
	}
	add(record.Light, light)
	add(record.Deep, deep)
	add(record.REM, rem)
	add(record.Awake, awake)
	return totals
}

// inOrder sorts segments of one session and cuts off what a later one says twice, so that none overlap.
func inOrder(segs []segment) []segment {
	slices.SortStableFunc(segs, func(a, b segment) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	out := segs[:0]
	var edge int64
	for i, s := range segs {
		if i > 0 {
			s.from = max(s.from, edge)
		}
		if s.from < s.to {
			out = append(out, s)
			edge = s.to
		}
	}
	return out
}
