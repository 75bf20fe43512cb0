package source

import (
	"bytes"
	"context"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const ouraSeparator = ';'

// ouraSource reads the pages of Oura's API v2 and the CSV files of its export, which hold the same documents (Oura API 1.28).
func ouraSource() Source {
	return Source{
		Name:   "oura",
		Title:  "Oura: the export's CSV files, and pages of the API v2",
		Match:  func(head []byte) bool { return ouraJSON(head) || ouraCSV(head) },
		Decode: decodeOura,
	}
}

// ouraJSON tells a page of the API, and the notice that a document has changed.
func ouraJSON(head []byte) bool {
	if jsonHead(head, "event_type", "data_type", "user_id") {
		return true
	}
	_, list, isPage := bytes.Cut(head, []byte(`"data"`))
	list = bytes.TrimLeft(list, ": \t\r\n")
	if !isPage || !jsonHead(head, "data") || !bytes.HasPrefix(list, []byte("[")) {
		return false
	}
	if bytes.HasPrefix(bytes.TrimLeft(list[1:], " \t\r\n"), []byte("]")) {
		return jsonHead(head, "next_token")
	}
	for _, keys := range [][]string{
		{"bedtime_start", "bedtime_end"},
		{"bpm", "source", "timestamp"},
		{"start_datetime", "end_datetime", "day"},
		{"equivalent_walking_distance"},
		{"contributors", "day"},
		{"spo2_percentage", "day"},
		{"stress_high", "day"},
		{"vascular_age", "day"},
		{"vo2_max", "day"},
		{"optimal_bedtime", "day"},
	} {
		if jsonHead(head, keys...) {
			return true
		}
	}
	return false
}

// ouraCSV tells a file of the export.
func ouraCSV(head []byte) bool {
	if _, comma := firstLine(head); comma != ouraSeparator {
		return false
	}
	return hasColumns(head, "bedtime_start", "bedtime_end", "day") || hasColumns(head, "timestamp", "bpm", "source") ||
		hasColumns(head, "start_datetime", "end_datetime", "day") || hasColumns(head, "steps", "equivalent_walking_distance", "day") ||
		hasColumns(head, "contributors", "day")
}

func decodeOura(_ context.Context, f File, out *Report) error {
	o := &oura{gathered: gather(out), series: newJSONReader[ouraSeries]()}
	in := plainText(f.Reader())
	var err error
	if first, _ := in.Peek(1); len(first) == 1 && first[0] == '{' {
		err = eachJSON(in, out, o.on, "data")
	} else {
		err = o.rows(in)
	}
	if err != nil {
		return err
	}
	return o.emit(f, record.Source{Key: f.SourceKey("Oura", "", ""), Maker: "Oura"})
}

type oura struct {
	*gathered
	clock  instants
	series *jsonReader[ouraSeries] // of cells
	segs   []segment               // of the night at hand
}

// ouraItem is a document of any kind; which it is its fields tell.
type ouraItem struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Day  string `json:"day"`

	BedtimeStart string      `json:"bedtime_start"`
	BedtimeEnd   string      `json:"bedtime_end"`
	Phases       string      `json:"sleep_phase_5_min"`
	Deep         looseNumber `json:"deep_sleep_duration"` // s
	Light        looseNumber `json:"light_sleep_duration"`
	REM          looseNumber `json:"rem_sleep_duration"`
	Awake        looseNumber `json:"awake_time"`
	HRV          looseNumber `json:"average_hrv"` // ms, rMSSD
	HeartRates   *ouraSeries `json:"heart_rate"`
	HRVs         *ouraSeries `json:"hrv"`

	Timestamp string      `json:"timestamp"`
	BPM       looseNumber `json:"bpm"`

	Steps looseNumber `json:"steps"`

	StartTime string      `json:"start_datetime"`
	EndTime   string      `json:"end_datetime"`
	Activity  string      `json:"activity"`
	Kcal      looseNumber `json:"calories"`
	Distance  looseNumber `json:"distance"` // m
}

// ouraSeries is a series of one night.
type ouraSeries struct {
	Interval  looseNumber    `json:"interval"` // s
	Items     jsontext.Value `json:"items"`    // numbers, null where there is none
	Timestamp string         `json:"timestamp"`
}

func (o *oura) on(i *ouraItem) error {
	switch {
	case i.BedtimeStart != "":
		o.night(i)
	case i.BPM.Known:
		if at, ok := o.clock.unixOf(i.Timestamp); ok {
			o.rate(at, i.BPM.V)
		} else {
			o.out.drop(dropTime, 1)
		}
	case i.StartTime != "" && i.Activity != "":
		o.activity(i)
	case i.Steps.Known:
		if d, ok := dateCell(i.Day); ok {
			o.dailyOn(d, record.DailySteps, i.Steps.V)
		} else {
			o.out.drop(dropTime, 1)
		}
	}
	return nil
}

// night takes a period of sleep. A deleted one says nothing of another at the same time; a rest is one that the athlete has said was no sleep.
func (o *oura) night(i *ouraItem) {
	start, ok1 := parseStamp(i.BedtimeStart)
	end, ok2 := parseStamp(i.BedtimeEnd)
	switch {
	case i.Type == "deleted":
		o.out.drop(dropDeleted, 1)
		return
	case i.Type == "rest":
		o.out.drop(dropNoSleep, 1)
		return
	case !ok1 || !ok2 || !start.Zoned || !end.Zoned:
		o.out.drop(dropTime, 1)
		return
	}
	o.segs = ouraPhases(o.segs[:0], i.Phases, start.T.Unix(), end.T.Unix())
	s := sessionOf(start.T.Unix(), end.T.Unix(), o.segs)
	s.ID, s.Offset, s.Nap = i.ID, end.Offset, i.Type == "late_nap"
	if len(s.Stages) == 0 {
		s.Totals = map[record.StageKind]int{
			record.Deep: int(i.Deep.V), record.Light: int(i.Light.V), record.REM: int(i.REM.V), record.Awake: int(i.Awake.V),
		}
	}
	o.sleep(s)
	o.out.count(kindHeartRate, o.samples(i.HeartRates, &o.hr, 0, o.beat))
	o.out.count(kindHRV, o.samples(i.HRVs, &o.hrv, 1, o.variation))
	if i.Type == "long_sleep" && i.HRV.Known { // that of a shorter sleep is not the night's
		o.rmssd(end.T, end.Offset, i.HRV.V)
	}
}

// ouraPhases reads the stages of five minutes each, the last of which the end may cut off.
func ouraPhases(segs []segment, phases string, start, end int64) []segment {
	const step = 300 // s
	for i := 0; i < len(phases); {
		from, run := i, phases[i]
		for i < len(phases) && phases[i] == run {
			i++
		}
		g := segment{start + int64(from)*step, min(start+int64(i)*step, end), ouraPhase(run)}
		if g.from < g.to {
			segs = append(segs, g)
		}
	}
	return segs
}

func ouraPhase(c byte) record.StageKind {
	switch c {
	case '1':
		return record.Deep
	case '2':
		return record.Light
	case '3':
		return record.REM
	case '4':
		return record.Awake
	}
	return record.Unknown
}

// samples reads a series and tells how many of its values were taken. A value is stamped with its interval's begin, moved by ends intervals.
func (o *oura) samples(s *ouraSeries, to *allDay, ends int64, take func(unix int64, v float64) bool) (taken int) {
	if s == nil {
		return 0
	}
	const longestInterval = 3600 // s
	from, ok := parseStamp(s.Timestamp)
	if !ok || !from.Zoned || s.Interval.V < 1 || s.Interval.V > longestInterval {
		o.out.drop(dropShape, 1)
		return 0
	}
	start, step := from.T.Unix(), int64(s.Interval.V)
	to.room(bytes.Count(s.Items, []byte(",")) + 1)
	eachNumber(s.Items, func(i int, v float64) {
		if take(start+(int64(i)+ends)*step, v) {
			taken++
		}
	})
	return taken
}

func (o *oura) activity(i *ouraItem) {
	start, ok1 := parseStamp(i.StartTime)
	end, ok2 := parseStamp(i.EndTime)
	if !ok1 || !ok2 || !start.Zoned || !end.Zoned {
		o.out.drop(dropTime, 1)
		return
	}
	kind := vendorSport(i.Activity)
	o.workout(record.Workout{
		Start: start.T.Truncate(time.Second), End: end.T.Truncate(time.Second), Offset: start.Offset, Sport: kind.sport, SubSport: kind.sub,
		TimerS: max(0, end.T.Sub(start.T).Seconds()), Kcal: i.Kcal.ptr(), DistanceM: i.Distance.ptr(),
	})
}
