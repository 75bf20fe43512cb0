package source

import (
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// samsungTime reads a time of a table. It looks local, but is UTC; the offset stands beside it.
func samsungTime(s string) (time.Time, bool) {
	w, ok := parseStamp(s)
	return w.T, ok
}

// samsungOffset reads an offset, UTC+0200; nil if there is none.
func samsungOffset(s string) *int {
	if s == "" {
		return nil
	}
	off, ok := parseOffset(s)
	if !ok {
		return nil
	}
	return &off
}

// samsungDate reads a local date: ms since 1970 of its midnight as if in UTC, or a time.
func samsungDate(s string) (record.Date, bool) {
	if ms, ok := digits(s); ok {
		t := time.UnixMilli(int64(ms)).UTC()
		return record.DateOf(t), inTime(t)
	}
	t, ok := samsungTime(s)
	return record.DateOf(t), ok
}

// samsungSteps reads the steps of days, each device's as a source of its own: two of one day counted the same walk.
func samsungSteps(t *table, f File, out *Report) error {
	devices := map[string]*wearable{}
	day, count, device := t.col("day_time"), t.col("step_count", "count"), t.col("deviceuuid")
	for {
		ok, err := t.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		d, ok1 := samsungDate(t.at(day))
		n, ok2 := plainNumber(t.at(count))
		if !ok1 || !ok2 {
			out.drop(dropShape, 1)
			continue
		}
		id := t.at(device)
		w := devices[id]
		if w == nil {
			if len(devices) == mostSources {
				return rejected("hostile: steps of more than %d devices", mostSources)
			}
			w = newWearable(out, samsungDevice(f, id))
			devices[id] = w
		}
		w.dailyOn(d, record.DailySteps, n)
	}
	for _, id := range slices.Sorted(maps.Keys(devices)) {
		if err := devices[id].emit(f); err != nil {
			return err
		}
	}
	return nil
}

// samsungWorkouts reads the recorded exercises.
func samsungWorkouts(t *table, w *wearable) error {
	const core = "com.samsung.health.exercise."
	col := func(c string) int { return t.col(core+c, c) }
	start, end, offset, kind, length := col("start_time"), col("end_time"), col("time_offset"), col("exercise_type"), col("duration")
	mean, highest, distance, energy := col("mean_heart_rate"), col("max_heart_rate"), col("distance"), col("calorie")
	return t.each(func() {
		from, ok1 := samsungTime(t.at(start))
		to, ok2 := samsungTime(t.at(end))
		if !ok1 || !ok2 {
			w.out.drop(dropShape, 1)
			return
		}
		n, _ := digits(t.at(kind))
		k := samsungExercise(n)
		x := record.Workout{
			Start: from, End: to, Offset: samsungOffset(t.at(offset)), Sport: k.sport, SubSport: k.sub,
			AvgHR: cellPtr(t.at(mean)), MaxHR: cellPtr(t.at(highest)), DistanceM: cellPtr(t.at(distance)), Kcal: cellPtr(t.at(energy)),
		}
		if ms := cellPtr(t.at(length)); ms != nil {
			x.TimerS = *ms / 1000
		}
		w.workout(x)
	})
}
