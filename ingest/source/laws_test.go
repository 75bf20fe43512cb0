package source

import (
	"math"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// longestDecode is how long a fuzzer's input may take on a busy machine.
const longestDecode = 20 * time.Second

// lawful decodes twice, which must give the same; decodeNamed holds it to the other laws.
func lawful(t testing.TB, name string, table []Source, b []byte) decoded {
	t.Helper()
	began := time.Now()
	d := decodeNamed(t, name, table, b)
	if took := time.Since(began); took > longestDecode {
		t.Errorf("took %v", took)
	}
	again := decodeNamed(t, name, table, b)
	if !reflect.DeepEqual(d, again) {
		t.Errorf("decoded twice: %s", cmp.Diff(d.records, again.records)+cmp.Diff(d.Report, again.Report))
	}
	return d
}

// usable holds what was decoded to the laws.
func usable(t testing.TB, d decoded) {
	t.Helper()
	if gaveUp(d.Report) {
		t.Errorf("a decoder panicked: %+v", d.Report)
	}
	sayable(t, "report", reflect.ValueOf(d.Report))
	countedWell(t, d.Report)
	for _, r := range d.records {
		hold(t, r)
		sayable(t, "record", reflect.ValueOf(r))
		inLimits(t, r)
	}
}

// countedWell holds a report, and those of its members: what is counted is there, and each reason to drop something can be looked up.
func countedWell(t testing.TB, r Report) {
	t.Helper()
	known := map[string]bool{}
	for _, d := range Drops() {
		known[d.Name] = true
	}
	for k, n := range r.Counts {
		if n < 0 {
			t.Errorf("counted %d of %s", n, k)
		}
	}
	for k, n := range r.Dropped {
		if n <= 0 || !known[k] {
			t.Errorf("dropped %d for %q", n, k)
		}
	}
	for _, e := range r.Entries {
		countedWell(t, e)
	}
}

// sayable fails where a text is no UTF-8 or a number is none, wherever it stands.
func sayable(t testing.TB, what string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			t.Errorf("%s: %q is no UTF-8", what, v.String())
		}
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			t.Errorf("%s is %v", what, v.Float())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			sayable(t, what, v.Elem())
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Int32 { // a column
			return
		}
		for i := range v.Len() {
			sayable(t, what, v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			sayable(t, what+" key", k)
			sayable(t, what+" "+k.String(), v.MapIndex(k))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			sayable(t, what+"."+v.Type().Field(i).Name, v.Field(i))
		}
	}
}

// inLimits fails where a record says what no person or watch can: a time of no watch, a value outside of what its kind can be, 0 for none.
func inLimits(t testing.TB, r record.Record) {
	t.Helper()
	between := func(what string, v, least, most float64) {
		if v < least || v > most {
			t.Errorf("%s is %v, outside of %v to %v", what, v, least, most)
		}
	}
	given := func(what string, v *float64, least, most float64) {
		if v != nil {
			between(what, *v, least, most)
		}
	}
	instant := func(what string, v time.Time) {
		if !inTime(v) {
			t.Errorf("%s at %v", what, v)
		}
	}
	for _, s := range r.Samples {
		least, most := limitsOf(s.Kind)
		for i, v := range s.V {
			between(string(s.Kind), float64(v), least, most)
			instant(string(s.Kind), s.At(i))
		}
	}
	for _, d := range r.Daily {
		least, most := dailyLimits(d.Kind)
		between(string(d.Kind), d.Value, least, most)
		instant(string(d.Kind), d.Time)
	}
	for _, h := range r.HRV {
		instant("HRV", h.Time)
		if between("HRV", h.Ms, 0, mostRMSSD); (h.Ms == 0) != (len(h.RR) > 0) {
			t.Errorf("HRV of %v ms and %d intervals", h.Ms, len(h.RR))
		}
	}
	for _, s := range r.Sleep {
		instant("sleep", s.Start)
		given("score", s.Score, 0, 100)
		between("length of a night, s", s.End.Sub(s.Start).Seconds(), 1, longest)
		for kind, n := range s.Totals {
			between(string(kind), float64(n), 0, longest)
		}
	}
	for _, w := range r.Workouts {
		instant("workout", w.Start)
		instant("workout's end", w.End)
		given("average heart rate", w.AvgHR, record.MinHeartRate, record.MaxHeartRate)
		given("highest heart rate", w.MaxHR, record.MinHeartRate, record.MaxHeartRate)
		given("RPE", w.RPE, 0, 10)
		given("distance, m", w.DistanceM, 0, 1e7)
		given("energy, kcal", w.Kcal, 0, 1e5)
		between("timer, s", w.TimerS, 0, farS)
		for _, s := range w.Sets {
			given("load, kg", s.LoadKg, 0, 2000)
			given("RPE of a set", s.RPE, 0, 10)
			between("duration of a set, s", s.DurationS, 0, farS)
			if s.Reps != nil {
				between("repetitions", float64(*s.Reps), 0, 10_000)
			}
		}
		for _, l := range w.Laps {
			given("average heart rate of a lap", l.AvgHR, record.MinHeartRate, record.MaxHeartRate)
			given("highest heart rate of a lap", l.MaxHR, record.MinHeartRate, record.MaxHeartRate)
			between("timer of a lap, s", l.TimerS, 0, farS)
		}
	}
}

func limitsOf(kind record.SampleKind) (least, most float64) {
	switch kind {
	case record.HeartRate:
		return record.MinHeartRate, record.MaxHeartRate
	case record.HRVValues:
		return 1, mostRMSSD * 1000
	case record.Beats:
		return 1, 65_535
	}
	r := rangeOf(kind)
	return r.least * r.scale, r.most * r.scale
}

func dailyLimits(kind record.DailyKind) (least, most float64) {
	switch kind {
	case record.BodyWeight:
		return leastKg, mostKg
	case record.DailySteps:
		return 1, mostSteps
	case record.RecoveryTime:
		return 0, 24 * 30
	case record.FTP:
		return 1, 1000
	case record.SleepMinutes:
		return 1, 24 * 60
	}
	return record.MinHeartRate, record.MaxHeartRate
}
