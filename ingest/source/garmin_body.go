package source

import (
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// rates reads dailyHeartRate.
func (c *garminConnect) rates(f File) error {
	type day struct {
		Date   string          `json:"calendarDate"`
		RHR    looseNumber     `json:"restingHeartRate"`
		RHR7d  looseNumber     `json:"lastSevenDaysAvgRestingHeartRate"`
		Values [][]looseNumber `json:"heartRateValues"` // ms since 1970, bpm
	}
	return eachJSON(f.Reader(), c.out, func(d *day) error {
		for _, v := range d.Values {
			c.pair(v, 1, func(unix int64, bpm float64) {
				if bpm == 0 {
					c.out.drop(dropUnworn, 1)
				} else {
					c.g.rate(unix, bpm)
				}
			})
		}
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

// pair reads a row of a series: its time, and the value in a column of it. Where nothing was measured stands null.
func (c *garminConnect) pair(row []looseNumber, column int, take func(unix int64, v float64)) {
	const most = 1e14 // ms since 1970
	switch {
	case column >= len(row) || !row[0].Known || row[0].V < 0 || row[0].V > most:
		c.out.drop(dropShape, 1)
	case !row[column].Known:
		c.out.drop(dropUnworn, 1)
	default:
		take(int64(row[0].V)/1000, row[column].V)
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
		Stress  [][]looseNumber `json:"stressValuesArray"`      // ms since 1970, level
		Battery [][]looseNumber `json:"bodyBatteryValuesArray"` // ms since 1970, status, level, version
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
		for _, v := range b.Stress {
			c.pair(v, 1, level(&c.stress, kindStress))
		}
		for _, v := range b.Battery {
			c.pair(v, min(2, max(len(v)-1, 1)), level(&c.battery, kindBattery))
		}
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
