package source

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// rates reads dailyHeartRate.
func (c *garminConnect) rates(f File) error {
	type day struct {
		Date   string         `json:"calendarDate"`
		RHR    looseNumber    `json:"restingHeartRate"`
		RHR7d  looseNumber    `json:"lastSevenDaysAvgRestingHeartRate"`
		Values jsontext.Value `json:"heartRateValues"` // rows of ms since 1970, bpm
	}
	return eachJSON(f.Reader(), c.out, func(d *day) error {
		n := 0
		c.g.hr.room(bytes.Count(d.Values, []byte("[")))
		c.series(d.Values, func(unix int64, bpm float64) {
			if bpm == 0 {
				c.out.drop(dropUnworn, 1)
			} else if c.g.beat(unix, bpm) {
				n++
			}
		})
		c.out.count(kindHeartRate, n)
		date, ok := dateCell(d.Date)
		if !ok {
			c.out.drop(dropShape, 1)
			return nil
		}
		garminRate(c.g, c.out, date, record.VendorRHR, d.RHR)
		garminRate(c.g, c.out, date, record.VendorRHR7d, d.RHR7d)
		return nil
	})
}

// series reads the rows of a series: a time in ms since 1970 and a value, or with a status between them and a version behind. Where nothing was
// measured stands null.
func (c *garminConnect) series(rows jsontext.Value, take func(unix int64, v float64)) {
	const most = 1e14 // ms since 1970
	isList := eachRow(rows, func(row []byte) {
		column := min(2, max(1, bytes.Count(row, []byte(","))))
		ms, v, n := 0.0, 0.0, 0
		eachNumber(row, func(i int, x float64) {
			switch i {
			case 0:
				ms, n = x, n+1
			case column:
				v, n = x, n+2
			}
		})
		switch {
		case n&1 == 0 || ms < 0 || ms > most:
			c.out.drop(dropShape, 1)
		case n&2 == 0:
			c.out.drop(dropUnworn, 1)
		default:
			take(int64(ms)/1000, v)
		}
	})
	if !isList && len(rows) > 0 && rows.Kind() != 'n' {
		c.out.drop(dropShape, 1)
	}
}

type garminHRV struct {
	Date  string      `json:"calendarDate"`
	RMSSD looseNumber `json:"lastNightAvg"` // ms
}

// variability reads a night of the HRV service.
func (c *garminConnect) variability(f File) error {
	type body struct {
		Summary  garminHRV `json:"hrvSummary"`
		Readings []struct {
			Value looseNumber `json:"hrvValue"` // ms
			At    garminTime  `json:"readingTimeGMT"`
		} `json:"hrvReadings"`
	}
	return eachJSON(f.Reader(), c.out, func(b *body) error {
		for _, r := range b.Readings {
			if r.Value.Known && !r.At.IsZero() {
				c.g.window(r.At.Unix(), r.Value.V)
			} else {
				c.out.drop(dropShape, 1)
			}
		}
		return c.night(&b.Summary)
	})
}

func (c *garminConnect) summaries(f File) error {
	return eachJSON(f.Reader(), c.out, c.night, "hrvSummaries")
}

// night takes the average rMSSD of a night.
func (c *garminConnect) night(h *garminHRV) error {
	d, ok := dateCell(h.Date)
	switch {
	case !ok:
		c.out.drop(dropShape, 1)
	case !h.RMSSD.Known || h.RMSSD.V == 0:
		c.out.drop(dropUnworn, 1)
	default:
		c.g.rmssdOn(d, h.RMSSD.V)
	}
	return nil
}

// days reads daily summaries and the list of steps. Their restingHeartRate is that of the day alone.
func (c *garminConnect) days(f File) error {
	type day struct {
		Date  string      `json:"calendarDate"`
		Steps looseNumber `json:"totalSteps"`
		RHR   looseNumber `json:"restingHeartRate"`
		RHR7d looseNumber `json:"lastSevenDaysAvgRestingHeartRate"`
	}
	return eachJSON(f.Reader(), c.out, func(v *day) error {
		d, ok := dateCell(v.Date)
		if !ok {
			c.out.drop(dropShape, 1)
			return nil
		}
		garminSteps(c.g, c.out, d, v.Steps)
		garminRate(c.g, c.out, d, record.VendorRHR, v.RHR)
		garminRate(c.g, c.out, d, record.VendorRHR7d, v.RHR7d)
		return nil
	})
}

// stresses reads dailyStress: negative levels stand for what could not be measured.
func (c *garminConnect) stresses(f File) error {
	type body struct {
		Stress  jsontext.Value `json:"stressValuesArray"`      // rows of ms since 1970, level
		Battery jsontext.Value `json:"bodyBatteryValuesArray"` // rows of ms since 1970, status, level, version
	}
	level := func(to *allDay, kind string) func(unix int64, v float64) {
		return func(unix int64, v float64) {
			switch {
			case v < 0 || v > 100:
				c.out.drop(dropUnworn, 1)
			case !to.addAt(unix, int32(v)):
				c.out.drop(dropTime, 1)
			default:
				c.out.count(kind, 1)
			}
		}
	}
	return eachJSON(f.Reader(), c.out, func(b *body) error {
		c.series(b.Stress, level(&c.stress, kindStress))
		c.series(b.Battery, level(&c.battery, kindBattery))
		return nil
	})
}

func (c *garminConnect) weights(f File, path ...string) error {
	type weight struct {
		Grams looseNumber `json:"weight"`
		At    garminTime  `json:"timestampGMT"`
		Local garminTime  `json:"date"` // the same as a clock showed it
	}
	return eachJSON(f.Reader(), c.out, func(w *weight) error {
		if !w.Grams.Known || w.Grams.V == 0 {
			c.out.drop(dropUnworn, 1)
			return nil
		}
		c.g.daily(w.At.Time, w.Local.offset(w.At), record.BodyWeight, w.Grams.V/1000)
		return nil
	}, path...)
}
