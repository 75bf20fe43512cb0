package source

import (
	"math"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// What one export of Apple Health may make the reader hold.
const (
	mostBuffered = 1 << 20 // samples, 8 bytes each; more are emitted in parts
	mostKept     = 2 << 20 // stretches of sleep, workouts and daily values, which are put together at the end: see keep
	mostTracks   = 1_000   // devices and apps
)

// dropUnused counts what an export holds and nothing is made of: energy, distances, noise.
const dropUnused = "kind_not_used"

// healthKind is a series that Apple Health keeps.
type healthKind int

const (
	healthHeart  healthKind = iota // bpm
	healthResp                     // 0.01 breaths/min
	healthSpO2                     // percent
	healthSteps                    // steps in the interval that ends at the time
	healthSDNN                     // µs
	healthWeight                   // g
	healthKinds
)

// health gathers what an export or a push of Apple Health says, by source, and emits it.
type health struct {
	file   File
	out    *Report
	apps   map[string]string
	sports map[string][2]string

	tracks   []*healthTrack // in the order of their appearance
	byKey    map[trackKey]*healthTrack
	buffered int
	kept     int

	badTime, badHeart, badValue, unused, badShape int // dropped
}

func newHealth(f File, out *Report) *health {
	return &health{file: f, out: out, apps: healthApps(), sports: healthSports(), byKey: map[trackKey]*healthTrack{}}
}

// trackKey tells tracks apart: a source, and the offset that it states for its days.
type trackKey struct {
	source string
	stated bool
	offset int // s east of UTC
}

// healthTrack is what one source says.
type healthTrack struct {
	src      record.Source
	offset   *int                  // stated for all of it, s east of UTC
	series   [healthKinds][]uint64 // as packSample makes them, at s since 1970
	sleep    []healthSleep
	resting  []healthResting
	nights   []record.SleepSession
	workouts []record.Workout
	quarters map[int64]*[stepQuarters]int32 // steps by the quarter of an hour in which they began, by day since 1970
	days     map[record.Date]float64        // steps by local day
}

// stepQuarters is the quarters of an hour in a day. The midnights of all zones lie between two of them.
const stepQuarters = 96

// track is that of a source; offset is nil where its times are placed by the athlete's zone.
func (h *health) track(src record.Source, offset *int) (*healthTrack, error) {
	k := trackKey{source: src.Key, stated: offset != nil}
	if offset != nil {
		k.offset = *offset
	}
	t := h.byKey[k]
	if t == nil {
		if len(h.tracks) == mostTracks {
			return nil, rejected("hostile: more than %d devices and apps", mostTracks)
		}
		t = &healthTrack{src: src, offset: offset}
		h.tracks = append(h.tracks, t)
		h.byKey[k] = t
	}
	return t, nil
}

// sample takes one value at an instant, s since 1970, in the unit of its kind.
func (h *health) sample(t *healthTrack, kind healthKind, at int64, v float64) error {
	if at < firstTime.Unix() || at >= lastTime.Unix() {
		h.badTime++
		return nil
	}
	least, most := kind.bounds()
	v = math.Round(v)
	switch {
	case v >= least && v <= most:
	case kind == healthHeart:
		h.badHeart++
		return nil
	default:
		h.badValue++
		return nil
	}
	t.series[kind] = append(t.series[kind], packSample(at, v))
	if h.buffered++; h.buffered < mostBuffered {
		return nil
	}
	return h.flush()
}

// bounds are the values that a body can have.
func (k healthKind) bounds() (least, most float64) {
	switch k {
	case healthHeart:
		return record.MinHeartRate, record.MaxHeartRate
	case healthResp:
		return 100, 10_000 // 1 to 100 breaths/min
	case healthSpO2:
		return 1, 100
	case healthSDNN:
		return 1, 1_000_000 // up to 1 s
	case healthWeight:
		return 1_000, 700_000 // 1 to 700 kg
	}
	return 0, 1_000_000 // steps
}

// keep counts what is put together at the end, in units of about 40 bytes.
func (h *health) keep(n int) error {
	if h.kept += n; h.kept > mostKept {
		return rejected("hostile: more nights, workouts and daily values than a life has")
	}
	return nil
}

// flush emits the series that are held.
func (h *health) flush() error {
	for _, t := range h.tracks {
		days := byDate{}
		t.intoSeries(days, h.out)
		if err := days.emit(h.file, t.src, t.offset); err != nil {
			return err
		}
	}
	h.buffered = 0
	return nil
}

// finish emits what is left. zones is nil where no local days are to be found.
func (h *health) finish(zones *healthZones) error {
	for _, t := range h.tracks {
		days, wall := byDate{}, byDate{}
		t.intoSeries(days, h.out)
		t.intoNights(days, h.out)
		t.intoResting(days, h.out)
		t.intoWorkouts(days, h.out)
		t.intoSteps(wall, zones, h.out)
		if err := days.emit(h.file, t.src, t.offset); err != nil {
			return err
		}
		if err := wall.emitWall(h.file, t.src); err != nil {
			return err
		}
	}
	h.out.drop(dropTime, h.badTime)
	h.out.drop(dropRange, h.badHeart)
	h.out.drop(dropValue, h.badValue)
	h.out.drop(dropUnused, h.unused)
	h.out.drop(dropShape, h.badShape)
	return nil
}

// packSample holds a second and a whole value, neither below 0, so that sorting sorts by time.
func packSample(at int64, v float64) uint64 { return uint64(at)<<32 | uint64(v) }

// seriesOf makes a series of samples in seconds after some instant, which it sorts. Of several for one second the largest counts, whatever
// their order.
func seriesOf(samples []uint64, start int64) record.Series {
	slices.Sort(samples)
	c := newColumn(len(samples))
	for _, x := range samples {
		c.add(int32(x>>32), int32(uint32(x)))
	}
	return c.series(time.Unix(start, 0).UTC())
}

// intoSeries moves the series into the records of their days.
func (t *healthTrack) intoSeries(days byDate, out *Report) {
	for k := range t.series {
		all := t.series[k]
		slices.Sort(all)
		const day = 24 * 3600
		for i := 0; i < len(all); {
			start := int64(all[i]>>32) / day * day
			n, _ := slices.BinarySearch(all[i:], packSample(start+day, 0))
			for j := range all[i : i+n] {
				all[i+j] -= packSample(start, 0)
			}
			healthKind(k).into(days.at(record.Date(start/day)), seriesOf(all[i:i+n], start), out)
			i += n
		}
		t.series[k] = all[:0]
	}
}

// into adds the values of one UTC date to its record.
func (k healthKind) into(r *record.Record, series record.Series, out *Report) {
	switch k {
	case healthSDNN:
		out.count(kindHRV, series.Len())
		for i, v := range series.V {
			r.HRV = append(r.HRV, record.HRV{Time: series.At(i), Kind: record.SDNNSpot, Ms: float64(v) / 1000})
		}
	case healthWeight:
		out.count(kindWeight, series.Len())
		for i, v := range series.V {
			r.Daily = append(r.Daily, record.Daily{Time: series.At(i), Kind: record.BodyWeight, Value: float64(v) / 1000})
		}
	default:
		kind, counted := k.sampleKind()
		if counted != "" {
			out.count(counted, series.Len())
		}
		r.Samples = append(r.Samples, record.Samples{Kind: kind, Series: series})
	}
}

// sampleKind is the kind of the series, and what receipts count it as: steps are counted by the day.
func (k healthKind) sampleKind() (kind record.SampleKind, counted string) {
	switch k {
	case healthResp:
		return record.Respiration, kindResp
	case healthSpO2:
		return record.SpO2, kindSpO2
	case healthSteps:
		return record.Steps, ""
	}
	return record.HeartRate, kindHeartRate
}

// work takes a workout.
func (h *health) work(t *healthTrack, w record.Workout) error {
	const longest = 7 * 24 * time.Hour
	if !inTime(w.Start) || !inTime(w.End) || w.End.Before(w.Start) || w.End.Sub(w.Start) > longest {
		h.badTime++
		return nil
	}
	t.workouts = append(t.workouts, w)
	return h.keep(16 + w.HR.Len()/5)
}

// intoWorkouts files the workouts by their starts.
func (t *healthTrack) intoWorkouts(days byDate, out *Report) {
	out.count(kindWorkouts, len(t.workouts))
	slices.SortStableFunc(t.workouts, func(a, b record.Workout) int { return a.Start.Compare(b.Start) })
	for _, w := range t.workouts {
		r := days.at(record.DateOf(w.Start))
		r.Workouts = append(r.Workouts, w)
	}
}
