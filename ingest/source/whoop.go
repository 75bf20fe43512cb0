package source

import (
	"context"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// whoopSource reads the CSV files of WHOOP's export, English and Spanish, and pages of its API v2.
func whoopSource() Source {
	return Source{
		Name:  "whoop",
		Title: "WHOOP: the export's CSV files (English, Spanish), and pages of the API v2",
		Match: func(head []byte) bool {
			return jsonHead(head, "records", "score_state") ||
				hasColumns(head, "cycle start time", "cycle timezone") || hasColumns(head, "hora de inicio del ciclo", "zona horaria del ciclo")
		},
		Decode: decodeWhoop,
	}
}

func decodeWhoop(_ context.Context, f File, out *Report) error {
	w := &whoop{gather(out)}
	in := plainText(f.Reader())
	var err error
	if first, _ := in.Peek(1); len(first) == 1 && (first[0] == '{' || first[0] == '[') {
		err = eachJSON(in, out, w.on, "records")
	} else {
		var t *table
		if t, err = openTable(in, 0, out); err == nil {
			err = w.rows(t)
		}
	}
	if err != nil {
		return err
	}
	return w.emit(f, record.Source{Key: f.SourceKey("WHOOP", "", ""), Maker: "WHOOP"})
}

type whoop struct{ *gathered }

// whoopRow reads the rows of one of the export's files. Its times are those of a clock that stands at the row's own offset, also where the
// clocks have changed since the cycle began.
type whoopRow struct {
	*table
	zone int
}

func (r whoopRow) offset() (int, bool) {
	if text := r.at(r.zone); text != "" {
		return parseOffset(text)
	}
	return 0, false
}

// instant reads a time of the row; false where it is empty: the running cycle has no end.
func (r whoopRow) instant(col, offset int) (time.Time, bool) {
	at, ok := parseStamp(r.at(col))
	return at.T.Add(-time.Duration(offset) * time.Second), ok && !at.Zoned
}

// rows reads physiological_cycles.csv, sleeps.csv or workouts.csv, which their columns tell apart. The journal says nothing for us.
func (w *whoop) rows(t *table) error {
	r := whoopRow{t, t.col("cycle timezone", "zona horaria del ciclo")}
	sleep, effort := whoopSleepColumns(t), whoopWorkoutColumns(t)
	rhr := t.col("resting heart rate (bpm)", "frecuencia cardíaca en reposo (lpm)")
	hrv := t.col("heart rate variability (ms)", "variabilidad de la frecuencia cardíaca (ms)")
	return t.each(func() {
		offset, ok := r.offset()
		switch {
		case !ok:
			w.out.drop(dropTime, 1)
		case sleep.onset >= 0:
			wake, ok := w.night(r, sleep, offset)
			w.recovery(wake, ok, &offset, t.at(rhr), t.at(hrv))
		case effort.start >= 0:
			w.effort(r, effort, offset)
		}
	})
}

// recovery takes what WHOOP computes at waking. A row without a sleep has no date for it.
func (w *whoop) recovery(wake time.Time, ok bool, offset *int, rhr, hrv string) {
	each := func(cell string, take func(float64)) {
		switch v, is := plainNumber(cell); {
		case is && ok:
			take(v)
		case is:
			w.out.drop(dropTime, 1)
		}
	}
	each(rhr, func(v float64) { w.daily(wake, offset, record.VendorRHR, v) })
	each(hrv, func(v float64) { w.rmssd(wake, offset, v) })
}

type whoopSleep struct{ onset, wake, light, deep, rem, awake, asleep, score, nap int }

func whoopSleepColumns(t *table) whoopSleep {
	return whoopSleep{
		onset:  t.col("sleep onset", "inicio del sueño"),
		wake:   t.col("wake onset", "inicio de la vigilia"),
		light:  t.col("light sleep duration (min)", "duración de sueño ligero (min)"),
		deep:   t.col("deep (sws) duration (min)", "duración de sueño profundo (sws) (min)"),
		rem:    t.col("rem duration (min)", "duración de sueño rem (min)"),
		awake:  t.col("awake duration (min)", "tempo despierto/a (min)", "tiempo despierto/a (min)"),
		asleep: t.col("asleep duration (min)", "duración del sueño (min)"),
		score:  t.col("sleep performance %", "calificación del sueño (%)"),
		nap:    t.col("nap", "siesta"),
	}
}

// night takes a row's sleep, whose stages are told in minutes only, and gives the time of waking. The offset is that at the cycle's start.
func (w *whoop) night(r whoopRow, c whoopSleep, offset int) (wake time.Time, ok bool) {
	start, ok1 := r.instant(c.onset, offset)
	end, ok2 := r.instant(c.wake, offset)
	if !ok1 || !ok2 {
		if r.at(c.onset) != "" || r.at(c.wake) != "" {
			w.out.drop(dropTime, 1)
		}
		return time.Time{}, false
	}
	minutes := func(col int) looseNumber {
		v, ok := plainNumber(r.at(col))
		return looseNumber{v, ok}
	}
	s := record.SleepSession{
		Start: start, End: end, OffsetFrom: &offset, Score: cellPtr(r.at(c.score)),
		Totals: stageTotals(60, 1, minutes(c.light), minutes(c.deep), minutes(c.rem), minutes(c.awake)),
	}
	if len(s.Totals) == 0 {
		if v, ok := plainNumber(r.at(c.asleep)); ok && v > 0 && v*60 <= longest {
			s.Totals[record.Asleep] = int(v * 60)
		}
	}
	switch fold(r.at(c.nap)) {
	case "true", "verdadero", "sí":
		s.Nap = true
	}
	w.sleep(s)
	return end, true
}

type whoopWorkout struct{ start, end, name, strain, kcal, highest, average, distance int }

// whoopWorkoutColumns finds the columns of workouts.csv by their names; in another language, of which only those of the cycle are known, by
// their places.
func whoopWorkoutColumns(t *table) whoopWorkout {
	c := whoopWorkout{
		start: t.col("workout start time"), end: t.col("workout end time"), name: t.col("activity name"), strain: t.col("activity strain"),
		kcal: t.col("energy burned (cal)"), highest: t.col("max hr (bpm)"), average: t.col("average hr (bpm)"), distance: t.col("distance (meters)"),
	}
	const columns = 17 // at least, of workouts.csv; the journal has 6
	if c.start < 0 && t.col("zona horaria del ciclo") == 2 && len(t.header) >= columns {
		return whoopWorkout{start: 3, end: 4, name: 6, strain: 7, kcal: 8, highest: 9, average: 10, distance: 17}
	}
	return c
}

func (w *whoop) effort(r whoopRow, c whoopWorkout, offset int) {
	start, ok1 := r.instant(c.start, offset)
	end, ok2 := r.instant(c.end, offset)
	if !ok1 || !ok2 {
		w.out.drop(dropTime, 1)
		return
	}
	kind := vendorSport(r.at(c.name))
	w.workout(record.Workout{
		Start: start, End: end, Offset: &offset, Sport: kind.sport, SubSport: kind.sub, TimerS: max(0, end.Sub(start).Seconds()),
		AvgHR: cellPtr(r.at(c.average)), MaxHR: cellPtr(r.at(c.highest)), Kcal: cellPtr(r.at(c.kcal)), // "cal" is kcal
		DistanceM: cellPtr(r.at(c.distance)), Load: cellPtr(r.at(c.strain)),
	})
}
