package source

import (
	"math"
	"sort"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// mostPoints is how many points of one track are kept: 11 days of one a second.
const mostPoints = 1_000_000

// point is what a point of a track says beside where it is; -1 where it says nothing.
type point struct {
	at               time.Time
	ok               bool // at is a time
	hr, power, speed int32
}

func newPoint() point { return point{hr: -1, power: -1, speed: -1} }

// setTime reads the point's time. A track tells its times with a zone or without one; a time of the other kind counts as none.
func (p *point) setTime(s string, k *trackKind) {
	t, ok := parseStamp(s)
	if !ok || !inTime(t.T) || k.known && k.zoned != t.Zoned {
		return
	}
	k.known, k.zoned = true, t.Zoned
	p.at, p.ok = t.T.UTC(), true
}

// setHR reads a heart rate; what no heart does is dropped and counted, 0 is none.
func (p *point) setHR(s string, out *Report) {
	switch v := logNumber(s); {
	case v == nil || *v == 0 || *v == 255:
	case *v < record.MinHeartRate || *v > record.MaxHeartRate:
		out.drop(dropRange, 1)
	default:
		p.hr = int32(math.Round(*v))
	}
}

func (p *point) setPower(s string) {
	const most = 5000 // W
	if v := logNumber(s); v != nil && *v >= 0 && *v <= most {
		p.power = int32(math.Round(*v))
	}
}

func (p *point) setSpeed(s string) {
	const most = 500 // m/s
	if v := logNumber(s); v != nil && *v >= 0 && *v <= most {
		p.speed = int32(math.Round(*v * 1000))
	}
}

// trackKind says whether a track's times are instants.
type trackKind struct{ known, zoned bool }

// track gathers the points of one workout.
type track struct {
	trackKind
	points []point
}

// add takes a finished point. One without a time, or of too many, is dropped and counted.
func (t *track) add(p point, out *Report) {
	switch {
	case !p.ok:
		out.drop(dropTime, 1)
	case len(t.points) >= mostPoints:
		out.drop(dropTooMany, 1)
	default:
		t.points = append(t.points, p)
	}
}

// sort puts the points in order of time; real files nearly always are.
func (t *track) sort() {
	less := func(i, j int) bool { return t.points[i].at.Before(t.points[j].at) }
	if !sort.SliceIsSorted(t.points, less) {
		sort.SliceStable(t.points, less)
	}
}

// series gives the workout its columns and its end, if that lies behind what it has. The workout has its start; points before it or far behind
// it are dropped and counted.
func (t *track) series(w *record.Workout, out *Report) {
	var hr, power, speed column
	for _, p := range t.points {
		at := p.at.Sub(w.Start)
		if at < 0 || at > farS*time.Second {
			out.drop(dropFar, 1)
			continue
		}
		s := int32(at / time.Second)
		if p.hr >= 0 {
			hr.add(s, p.hr)
		}
		if p.power >= 0 {
			power.add(s, p.power)
		}
		if p.speed >= 0 {
			speed.add(s, p.speed)
		}
		if p.at.After(w.End) {
			w.End = p.at
		}
	}
	w.HR, w.Power, w.Speed = hr.series(w.Start), power.series(w.Start), speed.series(w.Start)
	out.count(kindHeartRate, w.HR.Len())
	out.count(kindWorkouts, 1)
}

// emit emits a workout of the track.
func (t *track) emit(w record.Workout, f File, src record.Source) error {
	return f.Emit(record.Record{Date: record.DateOf(w.Start), Wall: !t.zoned, Source: src, TZ: f.TZ, Workouts: []record.Workout{w}})
}
