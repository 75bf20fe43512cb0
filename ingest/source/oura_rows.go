package source

import (
	"io"
	"strings"
)

// rows reads a CSV file of the export: the columns are the fields of the API, and what is nested stands in a cell as JSON.
func (o *oura) rows(in io.Reader) error {
	t, err := openTable(in, ouraSeparator, o.out)
	if err != nil {
		return err
	}
	if bpm, at := t.col("bpm"), t.col("timestamp"); bpm >= 0 && at >= 0 {
		return o.rates(t, at, bpm)
	}
	text := map[string]func(*ouraItem, string){
		"id": func(i *ouraItem, s string) { i.ID = s }, "type": func(i *ouraItem, s string) { i.Type = s },
		"day":               func(i *ouraItem, s string) { i.Day = s },
		"bedtime_start":     func(i *ouraItem, s string) { i.BedtimeStart = s },
		"bedtime_end":       func(i *ouraItem, s string) { i.BedtimeEnd = s },
		"sleep_phase_5_min": func(i *ouraItem, s string) { i.Phases = s },
		"heart_rate":        func(i *ouraItem, s string) { i.HeartRates = o.nested(s) },
		"hrv":               func(i *ouraItem, s string) { i.HRVs = o.nested(s) },
		"start_datetime":    func(i *ouraItem, s string) { i.StartTime = s },
		"end_datetime":      func(i *ouraItem, s string) { i.EndTime = s },
		"activity":          func(i *ouraItem, s string) { i.Activity = s },
	}
	numbers := map[string]func(*ouraItem) *looseNumber{
		"deep_sleep_duration":  func(i *ouraItem) *looseNumber { return &i.Deep },
		"light_sleep_duration": func(i *ouraItem) *looseNumber { return &i.Light },
		"rem_sleep_duration":   func(i *ouraItem) *looseNumber { return &i.REM },
		"awake_time":           func(i *ouraItem) *looseNumber { return &i.Awake },
		"average_hrv":          func(i *ouraItem) *looseNumber { return &i.HRV },
		"steps":                func(i *ouraItem) *looseNumber { return &i.Steps },
		"calories":             func(i *ouraItem) *looseNumber { return &i.Kcal },
		"distance":             func(i *ouraItem) *looseNumber { return &i.Distance },
	}
	for {
		more, err := t.next()
		if err != nil || !more {
			return err
		}
		var i ouraItem
		for c, name := range t.header {
			if set := text[name]; set != nil {
				set(&i, t.at(c))
			} else if of := numbers[name]; of != nil {
				n := of(&i)
				n.V, n.Known = plainNumber(t.at(c))
			}
		}
		if err := o.on(&i); err != nil {
			return err
		}
	}
}

// nested reads a series that stands in a cell; nil of an empty cell.
func (o *oura) nested(cell string) *ouraSeries {
	if !strings.HasPrefix(cell, "{") {
		return nil
	}
	s, ok := o.series.text([]byte(cell))
	if !ok {
		o.out.drop(dropShape, 1)
		return nil
	}
	one := *s
	return &one
}

// rates reads the heart rates of all days.
func (o *oura) rates(t *table, at, bpm int) error {
	n := 0
	defer func() { o.out.count(kindHeartRate, n) }()
	for {
		more, err := t.next()
		if err != nil || !more {
			return err
		}
		unix, ok1 := o.clock.unixOf(t.at(at))
		v, ok2 := plainNumber(t.at(bpm))
		switch {
		case !ok1 || !ok2:
			o.out.drop(dropShape, 1)
		case o.beat(unix, v):
			n++
		}
	}
}
