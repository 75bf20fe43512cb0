package source

import (
	"context"
	"encoding/xml"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// tcxSource reads Garmin's Training Center XML. Positions are passed over.
func tcxSource() Source {
	return Source{
		Name:  "tcx",
		Title: "TCX: workouts with heart rate, power and speed",
		Match: func(head []byte) bool { return rootElement(head) == "TrainingCenterDatabase" },
		Decode: func(_ context.Context, f File, out *Report) error {
			h := &tcxFile{file: f, out: out, src: record.Source{Key: f.SourceKey("TCX", "", ""), Maker: "TCX", Bridge: true}}
			if err := eachElement(f.Reader(), out, h); err != nil {
				return err
			}
			if h.in { // the file ends within it
				if err := h.finish(); err != nil {
					return err
				}
			}
			if h.activities == 0 {
				return rejected("there is no activity in it")
			}
			return nil
		},
	}
}

// tcxFile gathers one activity after the other.
type tcxFile struct {
	file       File
	out        *Report
	src        record.Source
	activities int
	in         bool

	track
	work  record.Workout
	id    point // with the activity's own time
	laps  []tcxLap
	point point
}

// tcxLap is a lap; nil where it says nothing.
type tcxLap struct {
	start                                   point
	seconds, metres, kcal, average, highest *float64
}

func (h *tcxFile) open(path []string, attrs []xml.Attr) {
	switch path[len(path)-1] {
	case "Activity":
		h.in, h.activities = true, h.activities+1
		h.track, h.work, h.id, h.laps = track{}, record.Workout{Sport: tcxSport(attr(attrs, "Sport"))}, newPoint(), nil
	case "Lap":
		const most = 10_000
		if !h.in || len(h.laps) >= most {
			return
		}
		l := tcxLap{start: newPoint()}
		l.start.setTime(attr(attrs, "StartTime"), &h.trackKind)
		h.laps = append(h.laps, l)
	case "Trackpoint":
		h.point = newPoint()
	}
}

func tcxSport(s string) string {
	switch s {
	case "Running":
		return "running"
	case "Biking":
		return "cycling"
	}
	return ""
}

func (h *tcxFile) close(path []string, text string) error {
	if !h.in {
		return nil
	}
	switch name := path[len(path)-1]; {
	case name == "Activity":
		return h.finish()
	case name == "Trackpoint":
		h.add(h.point, h.out)
	case lastOf(path, "Activity", "Id"):
		h.id.setTime(text, &h.trackKind)
	case lastOf(path, "Trackpoint", "Time"):
		h.point.setTime(text, &h.trackKind)
	case lastOf(path, "Trackpoint", "HeartRateBpm", "Value"):
		h.point.setHR(text, h.out)
	case lastOf(path, "TPX", "Watts"):
		h.point.setPower(text)
	case lastOf(path, "TPX", "Speed"):
		h.point.setSpeed(text)
	case len(h.laps) > 0:
		h.laps[len(h.laps)-1].set(path, text)
	}
	return nil
}

// set takes what an element says about the lap.
func (l *tcxLap) set(path []string, text string) {
	switch {
	case lastOf(path, "Lap", "TotalTimeSeconds"):
		l.seconds = logNumber(text)
	case lastOf(path, "Lap", "DistanceMeters"):
		l.metres = logNumber(text)
	case lastOf(path, "Lap", "Calories"):
		l.kcal = logNumber(text)
	case lastOf(path, "Lap", "AverageHeartRateBpm", "Value"):
		l.average = logNumber(text)
	case lastOf(path, "Lap", "MaximumHeartRateBpm", "Value"):
		l.highest = logNumber(text)
	}
}

// finish emits the activity. It begins with the first of its laps, points and its own time that has one.
func (h *tcxFile) finish() error {
	h.in = false
	h.sort()
	w := h.work
	for _, p := range h.starts() {
		if p.ok && (w.Start.IsZero() || p.at.Before(w.Start)) {
			w.Start = p.at
		}
	}
	if w.Start.IsZero() {
		h.out.drop(dropTime, 1)
		return nil
	}
	w.End = w.Start
	h.sumUp(&w)
	h.series(&w, h.out)
	if w.TimerS == 0 {
		w.TimerS = w.End.Sub(w.Start).Seconds()
	}
	h.out.count(kindLaps, len(w.Laps))
	return h.emit(w, h.file, h.src)
}

func (h *tcxFile) starts() []point {
	out := make([]point, 0, len(h.laps)+1)
	for _, l := range h.laps {
		out = append(out, l.start)
	}
	if len(h.points) > 0 {
		out = append(out, h.points[0])
	}
	if len(out) == 0 {
		out = append(out, h.id)
	}
	return out
}

// sumUp adds the laps up: the mean heart rate is that of the laps by their time.
func (h *tcxFile) sumUp(w *record.Workout) {
	metres, kcal, beats, weighed := 0.0, 0.0, 0.0, 0.0
	for _, l := range h.laps {
		if !positive(l.seconds, farS) {
			l.seconds = new(float64)
		}
		w.TimerS += *l.seconds
		metres, kcal = metres+orNone(l.metres, 1e7), kcal+orNone(l.kcal, 1e5)
		lap := record.Lap{Start: l.start.at, TimerS: *l.seconds, AvgHR: asHR(l.average), MaxHR: asHR(l.highest)}
		if lap.AvgHR != nil {
			beats, weighed = beats+*lap.AvgHR**l.seconds, weighed+*l.seconds
		}
		if lap.MaxHR != nil && (w.MaxHR == nil || *lap.MaxHR > *w.MaxHR) {
			w.MaxHR = lap.MaxHR
		}
		if !l.start.ok {
			continue
		}
		w.Laps = append(w.Laps, lap)
		if end := l.start.at.Add(time.Duration(*l.seconds) * time.Second); end.After(w.End) && end.Sub(w.Start) <= farS*time.Second {
			w.End = end
		}
	}
	if weighed > 0 {
		mean := beats / weighed
		w.AvgHR = &mean
	}
	w.DistanceM, w.Kcal = noneIfZero(metres), noneIfZero(kcal)
}

func asHR(v *float64) *float64 {
	if v == nil || *v < record.MinHeartRate || *v > record.MaxHeartRate {
		return nil
	}
	return v
}

func orNone(v *float64, most float64) float64 {
	if positive(v, most) {
		return *v
	}
	return 0
}

func noneIfZero(v float64) *float64 {
	if v <= 0 {
		return nil
	}
	return &v
}
