package source

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// gadgetbridge is the database of Gadgetbridge, each device of it a source (schema 92, FORMATS.md 2.10). Its times are instants without a zone: those
// of the tables of activity samples in s since 1970, all others in ms.
func gadgetbridge() dialect {
	return dialect{
		name: "gadgetbridge", tables: []string{"DEVICE", "USER"},
		decode: func(ctx context.Context, db *database, f File, out *Report) error {
			g := &gadgets{db: db, f: f, out: out, devices: map[int64]*gadget{}, read: map[string]bool{}}
			return g.decode(ctx)
		},
	}
}

// gadgets is a database as it is read.
type gadgets struct {
	db      *database
	f       File
	out     *Report
	devices map[int64]*gadget
	read    map[string]bool // tables that were
}

// gadget is what one device says.
type gadget struct {
	*wearable
	steps  []tick // as they are stored
	garmin gadgetSleep
	xiaomi xiaomiSleep
	huami  []segment // minutes asleep
}

// tick is a number at an instant, s since 1970.
type tick struct{ at, v int64 }

func byInstant(a, b tick) int { return cmp.Compare(a.at, b.at) }

func (g *gadgets) decode(ctx context.Context) error {
	for _, read := range []func(context.Context) error{
		g.named, g.activity, g.samples, g.values, g.garminNights, g.xiaomiNights, g.workouts, g.unread,
	} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(g.devices)) {
		d := g.devices[id]
		d.walk()
		d.garmin.into(d)
		d.xiaomi.into(d)
		d.huamiSleep()
		if err := d.emit(g.f); err != nil {
			return err
		}
	}
	return nil
}

// each reads a table and remembers that it was.
func (g *gadgets) each(ctx context.Context, table string, columns []string, row func(d *gadget, c []cell) error) error {
	g.read[table] = true
	return g.db.each(ctx, table, append([]string{"DEVICE_ID"}, columns...), func(c []cell) error {
		return row(g.device(c[0]), c[1:])
	})
}

// named reads the devices. Of the names that they have, that of the type is nobody's own.
func (g *gadgets) named(ctx context.Context) error {
	columns := []string{"_id", "MANUFACTURER", "TYPE_NAME", "IDENTIFIER"}
	return g.db.each(ctx, "DEVICE", columns, func(c []cell) error {
		id, ok := c[0].whole()
		if !ok || len(g.devices) == mostSources {
			g.out.drop(dropShape, 1)
			return nil
		}
		maker := short(c[1].text())
		model := gadgetModel(maker, short(c[2].text()))
		src := record.Source{Key: g.f.SourceKey(maker, model, c[3].text()), Maker: maker, Model: model}
		g.devices[id] = &gadget{wearable: newWearable(g.out, src)}
		return nil
	})
}

// device is what a device says; all that are not listed are one.
func (g *gadgets) device(id cell) *gadget {
	n, _ := id.whole()
	if d := g.devices[n]; d != nil {
		return d
	}
	const unlisted = -1
	if g.devices[unlisted] == nil {
		src := record.Source{Key: g.f.SourceKey("Gadgetbridge", "", ""), Maker: "Gadgetbridge"}
		g.devices[unlisted] = &gadget{wearable: newWearable(g.out, src)}
	}
	return g.devices[unlisted]
}

// short is as much of a name as is shown.
func short(s string) string {
	const most = 60 // bytes
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

// gadgetModel makes "Forerunner 265" of the maker Garmin and the type GARMIN_FORERUNNER_265.
func gadgetModel(maker, kind string) string {
	kind = strings.TrimPrefix(kind, strings.ToUpper(maker)+"_")
	words := strings.Split(strings.ToLower(kind), "_")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

// values reads what is given once a day. Garmin's resting heart rate is that of the day, as the watch shows it; versions before 2025 stored
// the one of several days under the same name.
func (g *gadgets) values(ctx context.Context) error {
	for _, table := range []string{"GARMIN_HEART_RATE_RESTING_SAMPLE", "HUAMI_HEART_RATE_RESTING_SAMPLE"} {
		err := g.each(ctx, table, []string{"TIMESTAMP", "HEART_RATE"}, func(d *gadget, c []cell) error {
			if bpm, ok := c[1].real(); ok && bpm > 0 {
				d.daily(c[0].instant(), nil, record.VendorRHR, bpm)
			} else {
				g.out.drop(dropUnworn, 1)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err := g.each(ctx, "XIAOMI_DAILY_SUMMARY_SAMPLE", []string{"TIMESTAMP", "HR_RESTING"}, func(d *gadget, c []cell) error {
		if bpm, ok := c[1].real(); ok && bpm > 0 {
			d.daily(c[0].instant(), nil, record.VendorRHR, bpm)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return g.each(ctx, "GARMIN_HRV_SUMMARY_SAMPLE", []string{"TIMESTAMP", "LAST_NIGHT_AVERAGE"}, func(d *gadget, c []cell) error {
		if ms, ok := c[1].real(); ok && ms > 0 { // 0 and NULL: the watch has none yet
			d.rmssd(c[0].instant(), nil, ms)
		}
		return nil
	})
}

// workouts reads the recorded activities. Their names are the athlete's own.
func (g *gadgets) workouts(ctx context.Context) error {
	columns := []string{"START_TIME", "END_TIME", "ACTIVITY_KIND"}
	return g.each(ctx, "BASE_ACTIVITY_SUMMARY", columns, func(d *gadget, c []cell) error {
		n, _ := c[2].whole()
		kind := gadgetExercise(n)
		d.workout(record.Workout{Start: c[0].instant(), End: c[1].instant(), Sport: kind.sport, SubSport: kind.sub})
		return nil
	})
}

// unread counts the tables of samples that hold something and are not read.
func (g *gadgets) unread(ctx context.Context) error {
	for _, table := range slices.Sorted(maps.Keys(g.db.tables)) {
		if g.read[table] || !strings.HasSuffix(table, "_SAMPLE") {
			continue
		}
		err := g.db.each(ctx, table, []string{"TIMESTAMP"}, func([]cell) error {
			g.out.drop(dropTable, 1)
			return errEnough
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dropTable is the reason of a database's tables whose samples nobody reads here.
const dropTable = "unknown_table"
