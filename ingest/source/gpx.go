package source

import (
	"context"
	"encoding/xml"
	"math"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// gpxSource reads the tracks of GPX: their times, and the heart rate, power and speed that watches write into its extensions, whatever these are
// called. Positions serve the distance alone and are not kept.
func gpxSource() Source {
	return Source{
		Name:  "gpx",
		Title: "GPX: tracks with heart rate and power",
		Match: func(head []byte) bool { return rootElement(head) == "gpx" },
		Decode: func(_ context.Context, f File, out *Report) error {
			h := &gpxFile{file: f, out: out, src: record.Source{Key: f.SourceKey("GPX", "", ""), Maker: "GPX", Bridge: true}}
			if err := eachElement(f.Reader(), out, h); err != nil {
				return err
			}
			if h.in { // the file ends within it
				if err := h.finish(); err != nil {
					return err
				}
			}
			if h.works == 0 {
				return rejected("there is no track with times in it")
			}
			return nil
		},
	}
}

// gpxFile gathers one track after the other.
type gpxFile struct {
	file  File
	out   *Report
	src   record.Source
	works int
	in    bool

	track
	sport   string
	sub     string
	metres  float64
	seconds float64 // within segments: between them the watch was paused
	here    place   // of the current point
	last    place   // of the point before in its segment
	first   point   // of the segment
	latest  point
	point   point
}

// place is where a point is, in radians.
type place struct {
	lat, lon float64
	ok       bool
}

func (h *gpxFile) open(path []string, attrs []xml.Attr) {
	switch path[len(path)-1] {
	case "trk":
		h.in, h.track, h.sport, h.sub, h.metres, h.seconds = true, track{}, "", "", 0, 0
	case "trkseg":
		h.last, h.first, h.latest = place{}, point{}, point{}
	case "trkpt":
		h.point, h.here = newPoint(), placeOf(attr(attrs, "lat"), attr(attrs, "lon"))
	}
}

func placeOf(lat, lon string) place {
	a, o := logNumber(lat), logNumber(lon)
	if a == nil || o == nil || math.Abs(*a) > 90 || math.Abs(*o) > 180 {
		return place{}
	}
	return place{*a * math.Pi / 180, *o * math.Pi / 180, true}
}

// metresTo is the distance to another place on a sphere (haversine).
func (p place) metresTo(q place) float64 {
	const radius = 6_371_008.8 // m, the Earth's mean (IUGG)
	if !p.ok || !q.ok {
		return 0
	}
	lat, lon := math.Sin((q.lat-p.lat)/2), math.Sin((q.lon-p.lon)/2)
	return 2 * radius * math.Asin(math.Sqrt(min(1, lat*lat+math.Cos(p.lat)*math.Cos(q.lat)*lon*lon)))
}

func (h *gpxFile) close(path []string, text string) error {
	if !h.in {
		return nil
	}
	switch name := path[len(path)-1]; {
	case name == "trk":
		return h.finish()
	case name == "trkpt":
		h.step()
	case lastOf(path, "trk", "type"):
		h.sport, h.sub = gpxSport(text)
	case lastOf(path, "trkseg"):
		if h.first.ok && h.latest.at.After(h.first.at) {
			h.seconds += h.latest.at.Sub(h.first.at).Seconds()
		}
	case lastOf(path, "trkpt", "time"):
		h.point.setTime(text, &h.trackKind)
	case !inExtensions(path):
	case name == "hr" || name == "heartrate":
		h.point.setHR(text, h.out)
	case name == "power" || name == "PowerInWatts" || name == "watts":
		h.point.setPower(text)
	case name == "speed":
		h.point.setSpeed(text)
	}
	return nil
}

// inExtensions tells whether a path leads into the extensions of a track's point.
func inExtensions(path []string) bool {
	for i := 1; i < len(path)-1; i++ {
		if path[i] == "extensions" && path[i-1] == "trkpt" {
			return true
		}
	}
	return false
}

// step takes the current point.
func (h *gpxFile) step() {
	h.add(h.point, h.out)
	h.metres += h.last.metresTo(h.here)
	if h.here.ok {
		h.last = h.here
	}
	if h.point.ok {
		if !h.first.ok {
			h.first = h.point
		}
		h.latest = h.point
	}
}

// finish emits the track, if it has times.
func (h *gpxFile) finish() error {
	h.in = false
	h.sort()
	if len(h.points) == 0 {
		return nil
	}
	w := record.Workout{Start: h.points[0].at, End: h.points[0].at, Sport: h.sport, SubSport: h.sub, DistanceM: noneIfZero(h.metres)}
	h.series(&w, h.out)
	if w.TimerS = h.seconds; w.TimerS <= 0 || w.TimerS > w.End.Sub(w.Start).Seconds() {
		w.TimerS = w.End.Sub(w.Start).Seconds()
	}
	h.works++
	return h.emit(w, h.file, h.src)
}

// gpxSport is FIT's name of what apps call a track's type: in words, or by Strava's older numbers.
func gpxSport(s string) (sport, sub string) {
	switch strings.ReplaceAll(strings.ToLower(s), " ", "_") {
	case "running", "run", "trail_running", "trail_run", "treadmill_running", "street_running", "9":
		return "running", ""
	case "cycling", "biking", "ride", "bike", "road_biking", "mountain_biking", "gravel_cycling", "indoor_cycling", "virtual_ride", "1":
		return "cycling", ""
	case "walking", "walk", "casual_walking", "10":
		return "walking", ""
	case "hiking", "hike", "4":
		return "hiking", ""
	case "swimming", "swim", "lap_swimming", "open_water_swimming":
		return "swimming", ""
	case "rowing", "indoor_rowing":
		return "rowing", ""
	case "strength_training", "weight_training":
		return "training", strengthName
	case "training", "workout":
		return "training", ""
	case "cross_country_skiing", "nordic_ski":
		return "cross_country_skiing", ""
	}
	return "", ""
}
