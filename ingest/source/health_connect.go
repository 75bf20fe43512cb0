package source

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// newestHealthConnect is the newest version of the database (PRAGMA user_version) whose layout is known (FORMATS.md 2.9).
const newestHealthConnect = 23

// kindNewer counts a database of a later version than is known. What is known of it is read all the same.
const kindNewer = "unknown_version"

// healthConnect is the export of Android's Health Connect: what all applications of a phone wrote, each of them a source of its own.
func healthConnect() dialect {
	return dialect{
		name: "health_connect", tables: []string{"application_info_table"},
		decode: func(ctx context.Context, db *database, f File, out *Report) error {
			h := &healthStore{db: db, f: f, out: out, apps: map[int64]*wearable{}, names: map[int64]string{}}
			return h.decode(ctx)
		},
	}
}

// healthStore is a database as it is read.
type healthStore struct {
	db     *database
	f      File
	out    *Report
	names  map[int64]string // package by application
	apps   map[int64]*wearable
	nights []record.SleepSession
}

func (h *healthStore) decode(ctx context.Context) error {
	version, err := h.db.number(ctx, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if version > newestHealthConnect {
		h.out.count(kindNewer, 1)
	}
	for _, read := range []func(context.Context) error{
		h.applications, h.sleep, h.heart, h.variability, h.values, h.workouts, h.steps,
	} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(h.apps)) {
		if err := h.apps[id].emit(h.f); err != nil {
			return err
		}
	}
	return nil
}

func (h *healthStore) applications(ctx context.Context) error {
	return h.db.each(ctx, "application_info_table", []string{"row_id", "package_name"}, func(c []cell) error {
		if id, ok := c[0].whole(); ok && len(h.names) < mostSources {
			h.names[id] = c[1].text()
		}
		return nil
	})
}

// app is what an application says; all that are not listed are one.
func (h *healthStore) app(id cell) *wearable {
	n, _ := id.whole()
	if h.names[n] == "" {
		n = 0
	}
	w := h.apps[n]
	if w == nil {
		w = newWearable(h.out, connectSource(h.f, h.names[n]))
		h.apps[n] = w
	}
	return w
}

// instant is the time in a cell, ms since 1970; the zero time, which is no time of anybody's watch, if there is none.
func (c cell) instant() time.Time {
	ms, ok := c.whole()
	if !ok {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// heart reads the series of heart rates; a record only says whose they are.
func (h *healthStore) heart(ctx context.Context) error {
	owner := map[int64]*wearable{}
	err := h.db.each(ctx, "heart_rate_record_table", []string{"row_id", "app_info_id"}, func(c []cell) error {
		if id, ok := c[0].whole(); ok {
			owner[id] = h.app(c[1])
		}
		return nil
	})
	if err != nil {
		return err
	}
	return h.db.each(ctx, "heart_rate_record_series_table", []string{"parent_key", "epoch_millis", "beats_per_minute"}, func(c []cell) error {
		id, _ := c[0].whole()
		w := owner[id]
		bpm, ok := c[2].real()
		if w == nil || !ok {
			h.out.drop(dropShape, 1)
			return nil
		}
		w.rate(c[1].instant().Unix(), bpm)
		return nil
	})
}

func (h *healthStore) variability(ctx context.Context) error {
	values := map[*wearable][]variable{}
	err := h.db.each(ctx, "heart_rate_variability_rmssd_record_table",
		[]string{"app_info_id", "time", "zone_offset", "heart_rate_variability_millis"}, func(c []cell) error {
			if ms, ok := c[3].real(); ok {
				w := h.app(c[0])
				values[w] = append(values[w], variable{c[1].instant(), c[2].offset(), ms})
			} else {
				h.out.drop(dropShape, 1)
			}
			return nil
		})
	if err != nil {
		return err
	}
	nights := asleepIn(h.nights)
	for w, v := range values {
		w.placeHRV(v, nights)
	}
	return nil
}

// values reads the tables of single values.
func (h *healthStore) values(ctx context.Context) error {
	const gram = .001 // kg
	for _, t := range []struct {
		table, column string
		take          func(w *wearable, at time.Time, offset *int, v float64)
	}{
		{"resting_heart_rate_record_table", "beats_per_minute", func(w *wearable, at time.Time, offset *int, v float64) {
			w.daily(at, offset, record.VendorRHR, v)
		}},
		{"weight_record_table", "weight", func(w *wearable, at time.Time, offset *int, v float64) {
			w.daily(at, offset, record.BodyWeight, v*gram)
		}},
		{"respiratory_rate_record_table", "rate", func(w *wearable, at time.Time, _ *int, v float64) {
			w.sample(record.Respiration, at.Unix(), v)
		}},
		{"oxygen_saturation_record_table", "percentage", func(w *wearable, at time.Time, _ *int, v float64) {
			w.sample(record.SpO2, at.Unix(), v)
		}},
	} {
		err := h.db.each(ctx, t.table, []string{"app_info_id", "time", "zone_offset", t.column}, func(c []cell) error {
			if v, ok := c[3].real(); ok {
				t.take(h.app(c[0]), c[1].instant(), c[2].offset(), v)
			} else {
				h.out.drop(dropShape, 1)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
