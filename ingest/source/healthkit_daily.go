package source

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// healthResting is a resting heart rate. Apple writes one for a day, and writes it anew as the day goes on.
type healthResting struct {
	from, to, written int64 // s since 1970
	noon              int64 // an instant in the middle of its day
	bpm               float64
}

// rest takes a resting heart rate; offset is what its times are written with, s east of UTC.
func (h *health) rest(t *healthTrack, r healthResting, offset int) error {
	switch {
	case !inTime(time.Unix(r.from, 0)) || r.to < r.from:
		h.badTime++
		return nil
	case r.bpm < record.MinHeartRate || r.bpm > record.MaxHeartRate:
		h.badHeart++
		return nil
	}
	r.noon = middle(r.from, min(r.to, r.from+24*3600), offset)
	t.resting = append(t.resting, r)
	return h.keep(2)
}

// middle is an instant that lies in the day of a daily value by every zone near that of its times: they begin at the local midnight, and a
// clock that is wrong by an hour or an athlete whose zone is not known must not move the value to the day before. offset is as written, and may
// be that of another season.
func middle(from, to int64, offset int) int64 {
	const hour = 3600
	ofDay := (from + int64(offset)) % (24 * hour)
	switch {
	case to-from >= 6*hour:
		return from + (to-from)/2
	case ofDay == 0 || ofDay == hour || ofDay == 23*hour:
		return from + 12*hour
	}
	return from
}

// intoResting files the resting heart rates: of those that overlap, the one written last.
func (t *healthTrack) intoResting(days byDate, out *Report) {
	slices.SortFunc(t.resting, func(a, b healthResting) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.written, b.written), cmp.Compare(a.bpm, b.bpm))
	})
	for i := 0; i < len(t.resting); {
		last, end, j := t.resting[i], t.resting[i].to, i+1
		for ; j < len(t.resting) && (t.resting[j].from < end || t.resting[j].from == t.resting[i].from); j++ {
			end = max(end, t.resting[j].to)
			if t.resting[j].written >= last.written {
				last = t.resting[j]
			}
		}
		at := time.Unix(last.noon, 0).UTC()
		r := days.at(record.DateOf(at))
		r.Daily = append(r.Daily, record.Daily{Time: at, Kind: record.VendorRHR, Value: last.bpm})
		out.count(kindRHR, 1)
		i = j
	}
}

// walk takes the steps of a stretch of time. A short one also tells that the athlete moved then; its day is told by where it begins.
func (h *health) walk(t *healthTrack, from, to int64, steps float64) error {
	const moving = 15 * 60 // s: a longer stretch does not tell when
	switch {
	case !inTime(time.Unix(from, 0)) || to < from:
		h.badTime++
		return nil
	case steps < 0 || steps > 1_000_000:
		h.badValue++
		return nil
	}
	const day = 24 * 3600
	if t.quarters == nil {
		t.quarters = map[int64]*[stepQuarters]int32{}
	}
	q := t.quarters[from/day]
	if q == nil {
		q = &[stepQuarters]int32{}
		t.quarters[from/day] = q
		if err := h.keep(stepQuarters / 8); err != nil {
			return err
		}
	}
	q[from%day/(day/stepQuarters)] += int32(steps + .5)
	if to-from > moving {
		return nil
	}
	return h.sample(t, healthSteps, to, steps)
}

// intoSteps files the steps of each local day, as a wall date.
func (t *healthTrack) intoSteps(wall byDate, zones *healthZones, out *Report) {
	const quarter = 24 * 3600 / stepQuarters
	for day, quarters := range t.quarters {
		for i, n := range quarters {
			if n == 0 {
				continue
			}
			at := day*24*3600 + int64(i)*quarter
			t.step(record.DateOf(time.Unix(at, 0).In(zones.at(at))), float64(n))
		}
	}
	for d, n := range t.days {
		r := wall.at(d)
		r.Daily = append(r.Daily, record.Daily{Time: d.Time().Add(12 * time.Hour), Kind: record.DailySteps, Value: n})
	}
	out.count(kindSteps, len(t.days))
}

// step adds steps to a local day.
func (t *healthTrack) step(d record.Date, n float64) {
	if t.days == nil {
		t.days = map[record.Date]float64{}
	}
	t.days[d] += n
}

// healthZones is the history of zones that an export tells: nights and workouts name theirs.
type healthZones struct {
	seen  []zoneSeen
	other *time.Location // where none is named
}

type zoneSeen struct {
	at  int64 // s since 1970
	loc *time.Location
}

// sort makes the history ready, and each stretch in one zone its two ends.
func (z *healthZones) sort() {
	slices.SortStableFunc(z.seen, func(a, b zoneSeen) int { return cmp.Compare(a.at, b.at) })
	kept := z.seen[:0]
	for _, s := range z.seen {
		if n := len(kept); n > 1 && kept[n-1].loc == s.loc && kept[n-2].loc == s.loc {
			kept[n-1] = s
		} else {
			kept = append(kept, s)
		}
	}
	z.seen = kept
}

// at is the zone named nearest to an instant, s since 1970.
func (z *healthZones) at(t int64) *time.Location {
	i := sort.Search(len(z.seen), func(i int) bool { return z.seen[i].at >= t })
	switch {
	case len(z.seen) == 0:
		return z.other
	case i == len(z.seen):
		return z.seen[i-1].loc
	case i == 0 || z.seen[i].at-t < t-z.seen[i-1].at:
		return z.seen[i].loc
	}
	return z.seen[i-1].loc
}
