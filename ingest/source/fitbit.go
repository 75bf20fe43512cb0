package source

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const fitbitFormat = "fitbit_takeout"

// fitbitSource reads what Google Takeout gives of Fitbit and Google Health: CSV files, and the older JSON where those are missing.
func fitbitSource() Source {
	return Source{
		Name:   fitbitFormat,
		Title:  "Fitbit and Google Health by Google Takeout: CSV and the older JSON files",
		Match:  func(head []byte) bool { return fitbitCSV(head) || fitbitJSON(head) },
		Decode: decodeFitbit,
		Export: &Export{Match: fitbitArchive, Decode: decodeTakeout},
	}
}

// fitbitCSV tells a file of the export, also one that says in so many words that it holds nothing.
func fitbitCSV(head []byte) bool {
	return hasColumns(head, "timestamp", "data source") || hasColumns(head, "sleep_id", "sleep_start", "sleep_end") ||
		hasColumns(head, "sleep_id", "sleep_stage_type", "sleep_stage_start") ||
		hasColumns(head, "exercise_id", "exercise_start", "exercise_end", "activity_name") ||
		hasColumns(head, "timestamp", "rmssd", "nremhr", "entropy") || string(bytes.TrimSpace(head)) == "no data"
}

func decodeFitbit(_ context.Context, f File, out *Report) error {
	b := newFitbit(out)
	in := plainText(f.Reader())
	var err error
	if first, _ := in.Peek(1); len(first) == 1 && first[0] == '[' {
		err = eachJSON(in, out, b.legacy)
	} else {
		var t *table
		if t, err = openTable(in, ',', out); err == nil {
			err = b.rows(t)
		}
	}
	if err != nil {
		return err
	}
	return b.emit(f)
}

// fitbit gathers what is said by files of the export.
type fitbit struct {
	*gathered
	clock  instants
	steps  steps
	value  *jsonReader[fitbitValue]
	nights map[string]*fitbitNight // by sleep_id
}

func newFitbit(out *Report) *fitbit {
	return &fitbit{gathered: gather(out), steps: steps{}, value: newJSONReader[fitbitValue](), nights: map[string]*fitbitNight{}}
}

func (b *fitbit) emit(f File) error {
	b.join()
	if err := b.gathered.emit(f, fitbitDevice(f, "")); err != nil {
		return err
	}
	return b.steps.emit(f, fitbitDevice)
}

// rows reads a file whose columns tell what it is.
func (b *fitbit) rows(t *table) error {
	at, from := t.col("timestamp"), t.col("data source")
	var row func()
	switch {
	case t.col("sleep_stage_start") >= 0:
		row = b.stageRow(t)
	case t.col("sleep_start") >= 0:
		row = b.sleepRow(t)
	case t.col("exercise_start") >= 0:
		row = b.exerciseRow(t)
	case t.col("beats per minute") >= 0:
		return b.rates(t, at, t.col("beats per minute"), from)
	case t.col("steps") >= 0:
		row = b.stepRow(t, at, t.col("steps"), from)
	case t.col("weight grams") >= 0:
		row = b.weightRow(t, at, t.col("weight grams"))
	case t.col("average heart rate variability milliseconds", "rmssd") >= 0:
		row = b.variabilityRow(t, at, t.col("average heart rate variability milliseconds", "rmssd"))
	default:
		return nil // a family that says nothing for us
	}
	for {
		more, err := t.next()
		if err != nil || !more {
			return err
		}
		if b.measured(t.at(from)) {
			row()
		}
	}
}

// measured tells whether a row was measured by a device of Fitbit's. What comes from Health Connect has gone there before.
func (b *fitbit) measured(source string) bool {
	if strings.HasSuffix(source, "Health Connect") {
		b.out.drop(dropRoundTrip, 1)
		return false
	}
	return true
}

// rates reads heart rates, or the resting heart rates of days: the same columns, but every time of those is a midnight, by which the date is meant.
func (b *fitbit) rates(t *table, at, bpm, from int) error {
	more, err := t.next()
	if err != nil || !more {
		return err
	}
	firstAt, firstBPM, firstFrom := t.at(at), t.at(bpm), t.at(from)
	if more, err = t.next(); err != nil {
		return err
	}
	take, n := b.rateAt, 0
	if isMidnight(firstAt) && (!more || isMidnight(t.at(at))) {
		take = b.restingOn
	}
	defer func() { b.out.count(kindHeartRate, n) }()
	if b.measured(firstFrom) && take(firstAt, firstBPM) {
		n++
	}
	for more {
		if b.measured(t.at(from)) && take(t.at(at), t.at(bpm)) {
			n++
		}
		if more, err = t.next(); err != nil {
			return err
		}
	}
	return nil
}

func isMidnight(s string) bool { return strings.HasSuffix(s, "T00:00:00Z") }

// rateAt takes a heart rate; true if it is to be counted.
func (b *fitbit) rateAt(at, bpm string) bool {
	v, ok := plainNumber(bpm)
	if !ok {
		b.out.drop(dropUnworn, 1)
		return false
	}
	unix, ok := b.clock.unixOf(at)
	if !ok {
		b.out.drop(dropTime, 1)
		return false
	}
	return b.beat(unix, v)
}

// restingOn takes the resting heart rate of a date.
func (b *fitbit) restingOn(date, bpm string) bool {
	b.valueOn(date, bpm, func(d record.Date, v float64) { b.dailyOn(d, record.VendorRHR, v) })
	return false
}

func (b *fitbit) valueOn(date, cell string, take func(record.Date, float64)) {
	v, ok := plainNumber(cell)
	if !ok {
		b.out.drop(dropUnworn, 1)
		return
	}
	if d, ok := dateCell(date); ok {
		take(d, v)
	} else {
		b.out.drop(dropTime, 1)
	}
}

func (b *fitbit) variabilityRow(t *table, at, ms int) func() {
	return func() { b.valueOn(t.at(at), t.at(ms), b.rmssdOn) }
}

// fitbitMinute is how long after its stamp a count of steps ends, in s.
const fitbitMinute = 60

// stepRow reads the counts of minutes, which are stamped with their begin.
func (b *fitbit) stepRow(t *table, at, n, from int) func() {
	return func() {
		v, ok1 := plainNumber(t.at(n))
		unix, ok2 := b.clock.unixOf(t.at(at))
		if !ok1 || !ok2 {
			b.out.drop(dropShape, 1)
			return
		}
		b.steps.add(b.out, t.at(from), unix+fitbitMinute, v)
	}
}

func (b *fitbit) weightRow(t *table, at, grams int) func() {
	return func() {
		v, ok1 := plainNumber(t.at(grams))
		unix, ok2 := b.clock.unixOf(t.at(at))
		if !ok1 || !ok2 {
			b.out.drop(dropShape, 1)
			return
		}
		b.daily(time.Unix(unix, 0).UTC(), nil, record.BodyWeight, v/1000)
	}
}

func (b *fitbit) exerciseRow(t *table) func() {
	start, end, offset := t.col("exercise_start"), t.col("exercise_end"), t.col("utc_offset")
	name, kcal, mm := t.col("activity_name"), t.col("tracker_total_calories"), t.col("tracker_total_distance_mm")
	average, highest := t.col("tracker_avg_heart_rate"), t.col("tracker_peak_heart_rate")
	return func() {
		from, ok1 := b.clock.unixOf(t.at(start))
		to, ok2 := b.clock.unixOf(t.at(end))
		if !ok1 || !ok2 {
			b.out.drop(dropTime, 1)
			return
		}
		kind := vendorSport(t.at(name))
		w := record.Workout{
			Start: time.Unix(from, 0).UTC(), End: time.Unix(to, 0).UTC(), Offset: offsetOf(t.at(offset)), Sport: kind.sport, SubSport: kind.sub,
			TimerS: max(0, float64(to-from)), Kcal: cellPtr(t.at(kcal)), AvgHR: cellPtr(t.at(average)), MaxHR: cellPtr(t.at(highest)),
		}
		if v := cellPtr(t.at(mm)); v != nil {
			m := *v / 1000
			w.DistanceM = &m
		}
		b.workout(w)
	}
}
