package source

import (
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// withingsStage is a segment and the offset that is stated with it.
type withingsStage struct {
	segment
	offset *int
}

// nightRows reads sleep.csv: by the names of the columns where they are known, else by their places, which no language changes.
func (w *withings) nightRows(t *table) error {
	place := func(fallback int, names ...string) int {
		if c := t.col(names...); c >= 0 {
			return c
		}
		return fallback
	}
	from, to := place(0, "from", "von"), place(1, "to", "bis")
	stages := map[record.StageKind]int{
		record.Light: place(2, "light (s)", "light sleep (s)", "leicht (s)"),
		record.Deep:  place(3, "deep (s)", "deep sleep (s)", "tief (s)"),
		record.REM:   place(4, "rem (s)", "rem sleep (s)"),
		record.Awake: place(5, "awake (s)", "wach (s)"),
	}
	return t.each(func() {
		start, ok1 := parseStamp(t.at(from))
		end, ok2 := parseStamp(t.at(to))
		if !ok1 || !ok2 || !start.Zoned || !end.Zoned {
			w.out.drop(dropShape, 1)
			return
		}
		s := record.SleepSession{Start: start.T, End: end.T, Offset: end.Offset, Totals: map[record.StageKind]int{}}
		for kind, col := range stages {
			if v, ok := plainNumber(t.at(col)); ok && v >= 0 && v <= longest {
				s.Totals[kind] = int(v)
			}
		}
		w.sessions = append(w.sessions, s)
	})
}

// series reads a raw_ file: each row has a begin, and lists of how long each value lasts, in s, and of the values.
func (w *withings) series(t *table, each func(from, to int64, offset *int, v float64)) error {
	start, duration, value := t.col("start"), t.col("duration"), t.col("value")
	var ends []int64
	return t.each(func() {
		at, ok := parseStamp(t.at(start))
		if !ok || !at.Zoned {
			w.out.drop(dropShape, 1)
			return
		}
		from := at.T.Unix()
		ends = ends[:0]
		end := from
		ok = eachNumber(t.at(duration), func(i int, v float64) {
			for len(ends) < i { // no number: it lasts for nothing
				ends = append(ends, end)
			}
			end += int64(min(max(v, 0), longest))
			ends = append(ends, end)
		})
		ok = eachNumber(t.at(value), func(i int, v float64) {
			switch {
			case i >= len(ends):
				w.out.drop(dropShape, 1)
			case i == 0:
				each(from, ends[0], at.Offset, v)
			default:
				each(ends[i-1], ends[i], at.Offset, v)
			}
		}) && ok
		if !ok {
			w.out.drop(dropShape, 1)
		}
	})
}

// stageRows reads the states of sleep that a device saw.
func (w *withings) stageRows(t *table, device string) error {
	return w.series(t, func(from, to int64, offset *int, v float64) { w.stage(device, from, to, offset, v) })
}

func (w *withings) stage(device string, from, to int64, offset *int, state float64) {
	if from < to {
		w.stages[device] = append(w.stages[device], withingsStage{segment{from, to, withingsState(state)}, offset})
	}
}

// withingsState reads a state of sleep (API /v2/sleep).
func withingsState(state float64) record.StageKind {
	switch state {
	case 0:
		return record.Awake
	case 1:
		return record.Light
	case 2:
		return record.Deep
	case 3:
		return record.REM
	}
	return record.Unknown
}

// weightRows reads weight.csv, whose times are those of a clock on the wall.
func (w *withings) weightRows(t *table) error {
	const pound = 0.45359237 // kg
	unit := 1.0
	if withingsUnit(t.header) != "(kg)" {
		unit = pound
	}
	return t.each(func() {
		at, ok := parseStamp(t.at(0))
		v, is := plainNumber(t.at(1))
		switch {
		case !is: // measured without a weight
		case !ok:
			w.out.drop(dropTime, 1)
		case at.Zoned:
			w.daily(at.T, at.Offset, record.BodyWeight, v*unit)
		default:
			w.wallDaily(at.T, record.BodyWeight, v*unit)
		}
	})
}

// stepRows reads aggregates_steps.csv: a date and a count.
func (w *withings) stepRows(t *table) error {
	date, value := t.col("date", "datum"), t.col("value", "wert")
	return t.each(func() {
		d, ok1 := dateCell(t.at(date))
		v, ok2 := plainNumber(t.at(value))
		if ok1 && ok2 {
			w.dailyOn(d, record.DailySteps, v)
		} else {
			w.out.drop(dropShape, 1)
		}
	})
}
