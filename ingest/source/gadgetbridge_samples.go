package source

import (
	"context"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// activity reads the tables with a row for every minute, in s since 1970.
func (g *gadgets) activity(ctx context.Context) error {
	columns := []string{"TIMESTAMP", "HEART_RATE", "STEPS", "RAW_KIND", "DEEP_SLEEP", "REM_SLEEP", "SPO2", "STRESS"}
	for _, table := range []string{
		"GARMIN_ACTIVITY_SAMPLE", "HUAMI_EXTENDED_ACTIVITY_SAMPLE", "MI_BAND_ACTIVITY_SAMPLE", "XIAOMI_ACTIVITY_SAMPLE",
	} {
		err := g.each(ctx, table, columns, func(d *gadget, c []cell) error {
			at, ok := c[0].whole()
			if !ok {
				g.out.drop(dropShape, 1)
				return nil
			}
			if bpm, ok := c[1].whole(); ok {
				d.beat(at, bpm)
			}
			if n, ok := c[2].whole(); ok && n >= 0 { // -1: not measured
				d.steps = append(d.steps, tick{at, n})
			}
			if table == "HUAMI_EXTENDED_ACTIVITY_SAMPLE" {
				d.huamiMinute(at, c[3], c[4], c[5])
			}
			if v, ok := c[6].real(); ok && v > 0 {
				d.sample(record.SpO2, at, v)
			}
			if v, ok := c[7].real(); ok && v > 0 {
				d.sample(record.Stress, at, v)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// beat takes a heart rate. 0, -1, 254 and 255 say that there is none.
func (d *gadget) beat(at, bpm int64) {
	if bpm <= 0 || bpm == 254 || bpm == 255 {
		d.out.drop(dropUnworn, 1)
		return
	}
	d.rate(at, float64(bpm))
}

// samples reads the tables of single samples, in ms since 1970.
func (g *gadgets) samples(ctx context.Context) error {
	for _, t := range []struct {
		table, column string
		kind          record.SampleKind
	}{
		{"GARMIN_RESPIRATORY_RATE_SAMPLE", "RESPIRATORY_RATE", record.Respiration},
		{"GARMIN_SPO2_SAMPLE", "SPO2", record.SpO2},
		{"GARMIN_STRESS_SAMPLE", "STRESS", record.Stress},
		{"GARMIN_BODY_ENERGY_SAMPLE", "ENERGY", record.BodyBattery},
		{"HUAMI_SLEEP_RESPIRATORY_RATE_SAMPLE", "RATE", record.Respiration},
		{"HUAMI_SPO2_SAMPLE", "SPO2", record.SpO2},
		{"HUAMI_STRESS_SAMPLE", "STRESS", record.Stress},
		{"HUAMI_HEART_RATE_MANUAL_SAMPLE", "HEART_RATE", record.HeartRate},
		{"GARMIN_HRV_VALUE_SAMPLE", "VALUE", record.HRVValues},
	} {
		err := g.each(ctx, t.table, []string{"TIMESTAMP", t.column}, func(d *gadget, c []cell) error {
			at := c[0].instant().Unix()
			v, ok := c[1].real()
			switch {
			case !ok:
				g.out.drop(dropShape, 1)
			case t.kind == record.HeartRate:
				d.beat(at, int64(v))
			case t.kind == record.HRVValues:
				d.window(at, v)
			default:
				d.sample(t.kind, at, v)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walk makes steps per interval of the numbers that are stored: those themselves, or the differences of a running total.
func (d *gadget) walk() {
	slices.SortStableFunc(d.steps, byInstant)
	total := runningTotal(d.steps)
	var last int64
	for _, s := range d.steps {
		n := s.v
		if total {
			if n >= last { // a lower total begins a day
				n -= last
			}
			last = s.v
		}
		d.sample(record.Steps, s.at, float64(n))
	}
	d.steps = nil
}

// runningTotal tells whether steps are counted on through the day, as Garmin's watches do it, of which Gadgetbridge stores what they say, or
// anew for every sample. Nobody walks as fast as a running total reads where it is taken for the latter.
func runningTotal(steps []tick) bool {
	const (
		fastest = 5  // steps/s; sprinters reach 4.8
		enough  = 10 // one impossible sample in so many
	)
	walked, impossible := 0, 0
	for i := 1; i < len(steps); i++ {
		if s := steps[i]; s.v > 0 {
			walked++
			if s.v/fastest > s.at-steps[i-1].at {
				impossible++
			}
		}
	}
	return impossible*enough > walked
}
