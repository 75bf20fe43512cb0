package source

import (
	"context"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// stepsDevice is a device whose steps an application wrote.
type stepsDevice struct {
	app    *wearable
	device int64
}

// steps adds up each application's steps of a local date: those of the device that counted most, for two that one wears count the same walk.
func (h *healthStore) steps(ctx context.Context) error {
	groups := map[stepsDevice][]stepCount{}
	columns := []string{"app_info_id", "device_info_id", "start_time", "end_time", "start_zone_offset", "count"}
	err := h.db.each(ctx, "steps_record_table", columns, func(c []cell) error {
		g := stepsDevice{app: h.app(c[0])}
		g.device, _ = c[1].whole()
		from, to, off := c[2].instant(), c[3].instant(), c[4].offset()
		n, ok := c[5].whole()
		switch {
		case !ok || !inTime(from) || !inTime(to) || !from.Before(to):
			h.out.drop(dropShape, 1)
		case off == nil: // only the day's own merge knows its date
			g.app.sample(record.Steps, to.Unix(), float64(n))
		default:
			date := record.DateOf(from.Add(time.Duration(*off) * time.Second))
			groups[g] = append(groups[g], stepCount{from.Unix(), to.Unix(), n, date})
		}
		return nil
	})
	if err != nil {
		return err
	}
	type day struct {
		app  *wearable
		date record.Date
	}
	most := map[day]int64{}
	for g, all := range groups {
		sums := map[record.Date]int64{}
		for _, c := range countedOnce(all, h.out) {
			sums[c.date] += c.steps
		}
		for d, n := range sums {
			most[day{g.app, d}] = max(most[day{g.app, d}], n)
		}
	}
	for d, n := range most {
		d.app.dailyOn(d.date, record.DailySteps, float64(n))
	}
	return nil
}
