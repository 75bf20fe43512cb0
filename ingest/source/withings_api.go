package source

import (
	"math"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// withingsItem is an element of a body's series: a state of sleep, a night or a workout; which it is its fields tell.
type withingsItem struct {
	Start    looseNumber    `json:"startdate"` // s since 1970
	End      looseNumber    `json:"enddate"`
	State    looseNumber    `json:"state"`
	Model    jsontext.Value `json:"model"`
	Zone     string         `json:"timezone"`
	Category looseNumber    `json:"category"`
	HR       jsontext.Value `json:"hr"`    // bpm by s since 1970
	RMSSD    jsontext.Value `json:"rmssd"` // ms by s since 1970
	Data     *withingsData  `json:"data"`
}

type withingsData struct {
	Light looseNumber `json:"lightsleepduration"` // s
	Deep  looseNumber `json:"deepsleepduration"`
	REM   looseNumber `json:"remsleepduration"`
	Awake looseNumber `json:"wakeupduration"`
	Sleep looseNumber `json:"total_sleep_time"`
	Score looseNumber `json:"sleep_score"`

	Kcal     looseNumber `json:"calories"`
	Distance looseNumber `json:"distance"` // m
	Average  looseNumber `json:"hr_average"`
	Max      looseNumber `json:"hr_max"`
	Pause    looseNumber `json:"pause_duration"` // s
}

func (w *withings) onSeries(i *withingsItem) error {
	start, ok1 := epoch(i.Start)
	end, ok2 := epoch(i.End)
	switch {
	case !ok1 || !ok2:
		w.out.drop(dropTime, 1)
	case i.State.Known:
		w.stage(string(i.Model), start, end, nil, i.State.V)
		eachEntry(i.HR, w.rate)
		eachEntry(i.RMSSD, w.window)
	case i.Category.Known:
		w.apiWorkout(i, start, end)
	case i.Data != nil:
		w.summary(i, start, end)
	default:
		w.out.drop(dropShape, 1)
	}
	return nil
}

// epoch is a time in s since 1970, if it is one.
func epoch(n looseNumber) (int64, bool) {
	return int64(n.V), n.Known && n.V > 0 && n.V < math.MaxUint32
}

// summary takes a night of which minutes alone are told; the states come in another body.
func (w *withings) summary(i *withingsItem, start, end int64) {
	s := record.SleepSession{
		Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC(), Offset: w.offset(i.Zone, end), Score: i.Data.Score.ptr(),
		Totals: stageTotals(1, 1, i.Data.Light, i.Data.Deep, i.Data.REM, i.Data.Awake),
	}
	d := i.Data
	if s.Totals[record.Light]+s.Totals[record.Deep]+s.Totals[record.REM] == 0 && d.Sleep.V > 0 && d.Sleep.V <= longest {
		s.Totals[record.Asleep] = int(d.Sleep.V)
	}
	w.sessions = append(w.sessions, s)
}

// offset is that of a named zone at an instant; nil where the name is not known.
func (w *withings) offset(zone string, unix int64) *int {
	const most = 100 // zones of one file
	loc, ok := w.zones[zone]
	if !ok && len(w.zones) < most && zone != "" && zone != "Local" {
		loc, _ = time.LoadLocation(zone) // an unknown name is passed over
		w.zones[zone] = loc
	}
	if loc == nil {
		return nil
	}
	_, off := time.Unix(unix, 0).In(loc).Zone()
	return &off
}

func (w *withings) apiWorkout(i *withingsItem, start, end int64) {
	kind := withingsSport(int(i.Category.V))
	out := record.Workout{
		Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC(), Offset: w.offset(i.Zone, start), Sport: kind.sport, SubSport: kind.sub,
		TimerS: max(0, float64(end-start)),
	}
	if d := i.Data; d != nil {
		out.Kcal, out.DistanceM, out.AvgHR, out.MaxHR = d.Kcal.ptr(), d.Distance.ptr(), d.Average.ptr(), d.Max.ptr()
		out.TimerS = max(0, out.TimerS-max(d.Pause.V, 0))
	}
	w.workout(out)
}

// withingsSport reads the category of a workout (API /v2/measure, getworkouts).
func withingsSport(category int) sport {
	names := map[int]string{
		1: "walk", 2: "run", 3: "hiking", 6: "cycling", 7: "swimming", 12: "tennis", 16: "lift weights", 17: "calisthenics", 18: "elliptical",
		19: "pilates", 20: "basketball", 21: "soccer", 28: "yoga", 30: "boxing", 187: "rowing", 306: "walk", 307: "indoor running",
		308: "indoor cycling",
	}
	return vendorSport(names[category])
}

// withingsActivity is what one device counted on one day.
type withingsActivity struct {
	Date   string      `json:"date"`
	Steps  looseNumber `json:"steps"`
	Model  string      `json:"model"`
	Serial string      `json:"hash_deviceid"`
}

func (w *withings) onActivity(a *withingsActivity) error {
	d, ok := dateCell(a.Date)
	if !ok {
		w.out.drop(dropTime, 1)
		return nil
	}
	if !a.Steps.Known {
		return nil // other things were counted
	}
	device := withingsDevice{a.Model, a.Serial}
	g := w.devices[device]
	if g == nil {
		g = gather(w.out)
		w.devices[device] = g
	}
	g.dailyOn(d, record.DailySteps, a.Steps.V)
	return nil
}

// withingsMeasures is a group of measures taken at once (API /measure, getmeas).
type withingsMeasures struct {
	Date     looseNumber `json:"date"` // s since 1970
	Attrib   looseNumber `json:"attrib"`
	Category looseNumber `json:"category"`
	Measures []struct {
		Value looseNumber `json:"value"`
		Type  looseNumber `json:"type"`
		Unit  looseNumber `json:"unit"` // power of ten
	} `json:"measures"`
}

// dropDoubtful counts measures that are a goal, or may be of somebody else on the same scales.
const dropDoubtful = "goal_or_of_another"

func (w *withings) onMeasures(m *withingsMeasures) error {
	const (
		weight    = 1 // kg
		objective = 2 // category of goals
		ambiguous = 1 // attribution: may be another user
		widest    = 12
	)
	at, ok := epoch(m.Date)
	if !ok {
		w.out.drop(dropTime, 1)
		return nil
	}
	for _, v := range m.Measures {
		switch {
		case v.Type.V != weight || !v.Value.Known:
		case m.Category.V == objective || m.Attrib.Known && m.Attrib.V == ambiguous:
			w.out.drop(dropDoubtful, 1)
		case math.Abs(v.Unit.V) > widest:
			w.out.drop(dropShape, 1)
		default:
			w.daily(time.Unix(at, 0).UTC(), nil, record.BodyWeight, timesTen(v.Value.V, int(v.Unit.V)))
		}
	}
	return nil
}

// timesTen is a number times a power of ten, rounded once.
func timesTen(v float64, power int) float64 {
	if power < 0 {
		return v / math.Pow10(-power)
	}
	return v * math.Pow10(power)
}

// eachEntry reads a flat JSON object of numbers by whole numbers: what happened at each second. Anything else is passed over.
func eachEntry(object jsontext.Value, each func(key int64, v float64)) {
	text := strings.TrimSpace(string(object))
	if !strings.HasPrefix(text, "{") {
		return // an empty one is written as a list
	}
	for text = text[1:]; ; {
		_, rest, ok := strings.Cut(text, `"`)
		name, rest, ok2 := strings.Cut(rest, `"`)
		_, rest, ok3 := strings.Cut(rest, ":")
		if !ok || !ok2 || !ok3 {
			return
		}
		end := strings.IndexAny(rest, ",}")
		if end < 0 {
			return
		}
		key, isKey := digits(name)
		if v, isNumber := plainNumber(strings.TrimSpace(rest[:end])); isKey && isNumber && len(name) <= 10 {
			each(int64(key), v)
		}
		text = rest[end+1:]
	}
}
