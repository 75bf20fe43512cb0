package source

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// miFitnessSource reads the privacy export of Mi Fitness (Xiaomi): tables whose cells hold JSON.
func miFitnessSource() Source {
	return Source{
		Name:  "mi_fitness",
		Title: "privacy exports of Mi Fitness (Xiaomi)",
		Match: func(head []byte) bool {
			return hasColumns(head, "uid", "sid", "key", "time", "value", "updatetime")
		},
		Decode: func(_ context.Context, f File, out *Report) error { return decodeMiFitness(f, out) },
	}
}

// miDevices is how many devices one table may name.
const miDevices = 64

// miFitness is what a table says, by device: the app's figures and those of each watch stand apart, so that nothing is summed across them.
type miFitness struct {
	out     *Report
	devices map[string]*gathered // by Sid
	samples map[string]*miSeries
	cell    *jsonReader[miValue]
}

// miSeries are all-day series other than the heart rate.
type miSeries struct{ stress, spo2 allDay }

// miValue is what the cells of nights and of workouts hold; those of single measures are flat.
type miValue struct {
	BPM    float64  `json:"bpm"`
	Time   int64    `json:"time"` // s since 1970
	SpO2   float64  `json:"spo2"`
	Stress float64  `json:"stress"`
	Weight float64  `json:"weight"` // kg
	Steps  *float64 `json:"steps"`

	Bedtime int64    `json:"bedtime"`
	Wake    int64    `json:"wake_up_time"`
	Zone    *int     `json:"timezone"`            // quarters of an hour east of UTC, at the start
	Deep    *float64 `json:"sleep_deep_duration"` // min
	Light   *float64 `json:"sleep_light_duration"`
	REM     *float64 `json:"sleep_rem_duration"`
	Awake   *float64 `json:"sleep_awake_duration"`
	Items   []struct {
		From  int64 `json:"start_time"`
		To    int64 `json:"end_time"`
		State int   `json:"state"`
	} `json:"items"`

	Start    int64    `json:"start_time"`
	End      int64    `json:"end_time"`
	Duration float64  `json:"duration"` // s of a workout, min of a night
	Distance *float64 `json:"distance"` // m
	Calories *float64 `json:"calories"` // kcal
	AvgHR    float64  `json:"avg_hrm"`
	MaxHR    float64  `json:"max_hrm"`
}

func decodeMiFitness(f File, out *Report) error {
	t, err := openTable(f.Reader(), ',', out)
	if err != nil {
		return err
	}
	m := &miFitness{out: out, devices: map[string]*gathered{}, samples: map[string]*miSeries{}, cell: newJSONReader[miValue]()}
	sid, key, at, value := t.col("sid"), t.col("key"), t.col("time"), t.col("value")
	tag, category := t.col("tag"), t.col("category")
	var cell []byte
	err = t.each(func() {
		cell = append(cell[:0], t.at(value)...)
		sec, err := strconv.ParseInt(t.at(at), 10, 64)
		g := m.device(t.at(sid))
		switch {
		case err != nil || g == nil:
			out.drop(dropShape, 1)
		case category >= 0:
			m.workout(g, t.at(category), cell)
		case tag >= 0:
			m.total(g, t.at(tag), t.at(key), sec, cell)
		default:
			m.measured(g, t.at(sid), t.at(key), sec, cell)
		}
	})
	if err != nil {
		return err
	}
	return m.emit(f)
}

// device is what was gathered of a device; nil of one too many.
func (m *miFitness) device(sid string) *gathered {
	g := m.devices[sid]
	if g == nil && len(m.devices) < miDevices {
		g = gather(m.out)
		m.devices[sid], m.samples[sid] = g, &miSeries{}
	}
	return g
}

func (m *miFitness) emit(f File) error {
	for _, sid := range slices.Sorted(maps.Keys(m.devices)) {
		g := m.devices[sid]
		m.samples[sid].stress.into(g.days, record.Stress)
		m.samples[sid].spo2.into(g.days, record.SpO2)
		if err := g.emit(f, record.Source{Key: f.SourceKey("Xiaomi", "", sid), Maker: "Xiaomi"}); err != nil {
			return err
		}
	}
	return nil
}

// measured takes a row of fitness_data. Its steps are those of several devices, which daily_report has put together.
func (m *miFitness) measured(g *gathered, sid, key string, sec int64, cell []byte) {
	number := func(name string) (float64, bool) {
		v, ok := flatNumber(cell, name)
		ok = ok && isFlat(cell)
		if !ok {
			m.out.drop(dropShape, 1)
		}
		return v, ok
	}
	switch key {
	case "heart_rate", "single_heart_rate":
		if v, ok := number(`"bpm"`); ok {
			g.rate(sec, v)
		}
	case "resting_heart_rate":
		if v, ok := number(`"bpm"`); ok {
			g.daily(time.Unix(sec, 0).UTC(), nil, record.VendorRHR, v)
		}
	case "stress", "single_stress":
		if v, ok := number(`"stress"`); ok {
			m.percent(&m.samples[sid].stress, kindStress, sec, v)
		}
	case "spo2", "single_spo2":
		if v, ok := number(`"spo2"`); ok {
			m.percent(&m.samples[sid].spo2, kindSpO2, sec, v)
		}
	case "weight":
		if v, ok := number(`"weight"`); ok {
			g.daily(time.Unix(sec, 0).UTC(), nil, record.BodyWeight, v)
		}
	case "sleep", "watch_night_sleep", "watch_daytime_sleep":
		m.sleep(g, key == "watch_daytime_sleep", cell)
	case "steps":
		m.out.drop(dropElsewhere, 1)
	default:
		m.out.drop(dropUnknownKey, 1)
	}
}

// dropUnknownKey is why a row is left out whose kind nobody here knows.
const dropUnknownKey = "unknown_kind"

func (m *miFitness) percent(to *allDay, kind string, at int64, v float64) {
	switch {
	case v <= 0 || v > 100:
		m.out.drop(dropValue, 1)
	case !to.addAt(at, int32(v+.5)):
		m.out.drop(dropTime, 1)
	default:
		m.out.count(kind, 1)
	}
}

// value reads a cell of a night or of a workout.
func (m *miFitness) value(cell []byte) (v *miValue, ok bool) {
	if v, ok = m.cell.text(cell); !ok {
		m.out.drop(dropShape, 1)
	}
	return v, ok
}

func (m *miFitness) sleep(g *gathered, nap bool, cell []byte) {
	v, ok := m.value(cell)
	if !ok {
		return
	}
	var segs []segment
	for _, i := range v.Items {
		if kind, ok := miStage(i.State); ok && i.From >= v.Bedtime && i.To <= v.Wake {
			segs = append(segs, segment{i.From, i.To, kind})
		} else {
			m.out.drop(dropShape, 1)
		}
	}
	s := sessionOf(v.Bedtime, v.Wake, inOrder(segs))
	s.Nap = nap
	if v.Zone != nil && sound(*v.Zone*15*60) {
		s.OffsetFrom = new(*v.Zone * 15 * 60)
	}
	if len(segs) == 0 {
		s.Totals = map[record.StageKind]int{}
		for kind, min := range map[record.StageKind]*float64{record.Deep: v.Deep, record.Light: v.Light, record.REM: v.REM, record.Awake: v.Awake} {
			if min != nil && *min >= 0 && *min <= longest/60 {
				s.Totals[kind] = int(*min * 60)
			}
		}
	}
	g.sleep(s)
}

func miStage(state int) (record.StageKind, bool) {
	switch state {
	case 2:
		return record.Deep, true
	case 3:
		return record.Light, true
	case 4:
		return record.REM, true
	case 5:
		return record.Awake, true
	}
	return "", false
}

// total takes a row of aggregated_fitness_data. A day is stamped with its local midnight; its noon lies on it in any case.
func (m *miFitness) total(g *gathered, tag, key string, sec int64, cell []byte) {
	steps, ok := flatNumber(cell, `"steps"`)
	switch {
	case tag != "daily_report" || key != "steps":
		m.out.drop(dropUnknownKey, 1)
	case !ok:
		m.out.drop(dropShape, 1)
	case steps == 0:
		m.out.drop(dropUnworn, 1)
	default:
		g.daily(time.Unix(sec, 0).UTC().Add(12*time.Hour), nil, record.DailySteps, steps)
	}
}

func (m *miFitness) workout(g *gathered, category string, cell []byte) {
	v, ok := m.value(cell)
	if !ok {
		return
	}
	name := vendorSport(category)
	g.workout(record.Workout{
		Start: time.Unix(v.Start, 0).UTC(), End: time.Unix(v.End, 0).UTC(), Sport: name.sport, SubSport: name.sub,
		TimerS: max(v.Duration, 0), DistanceM: above0(v.Distance), Kcal: above0(v.Calories), AvgHR: beatsPerMinute(v.AvgHR), MaxHR: beatsPerMinute(v.MaxHR),
	})
}

// above0 is v, nil where there is none or where 0 stands for none.
func above0(v *float64) *float64 {
	if v == nil || *v <= 0 {
		return nil
	}
	return v
}

// beatsPerMinute is v, nil where it can be no heart rate.
func beatsPerMinute(v float64) *float64 {
	if v < record.MinHeartRate || v > record.MaxHeartRate {
		return nil
	}
	return &v
}
