package source

import (
	"slices"
	"sort"
	"strings"

	"github.com/muktihari/fit/profile/typedef"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// workouts turns the messages into one workout per session. Without a session there is one around all records.
func (a *activity) workouts(ex exerciseNames, out *Report) []record.Workout {
	a.sortRecords()
	sessions := a.bounds(out)
	works := make([]record.Workout, 0, len(sessions))
	for i, s := range sessions {
		last := i == len(sessions)-1
		from, to := s.start, s.end
		w := record.Workout{
			Start: fitTime(s.start), End: fitTime(s.end), Offset: a.offset, Sport: s.sport, SubSport: s.sub,
			TimerS: float64(s.timerMs) / 1000,
		}
		if s.timerMs == absent || s.timerMs == 0 {
			w.TimerS = float64(s.end - s.start)
		}
		w.DistanceM = scaled(s.distanceCm, 100)
		w.Kcal = scaled(s.kcal, 1)
		w.AvgHR, w.MaxHR = scaledHR(s.avgHR), scaledHR(s.maxHR)
		w.RPE, w.Feel = scaled(s.rpe, 10), scaled(s.feel, 1)
		if s.loadPeak65536 > 0 {
			v := float64(s.loadPeak65536) / 65536
			w.Load = &v
		}
		if last {
			to = s.start + farS // whatever a watch wrote behind the end belongs to the last session
		}
		a.columns(&w, from, to, i == 0, last, out)
		w.Laps = a.lapsOf(from, to)
		w.Sets = a.setsOf(ex, from, to, i == 0, last)
		out.count(kindLaps, len(w.Laps))
		out.count(kindSets, len(w.Sets))
		works = append(works, w)
	}
	if len(works) > 0 {
		works[0].Beats = a.beats(sessions[0].start, out)
	} else {
		out.drop(dropUnplaced, len(a.sets))
	}
	out.count(kindWorkouts, len(works))
	return works
}

func scaled(v uint32, by float64) *float64 {
	if v == absent {
		return nil
	}
	f := float64(v) / by
	return &f
}

func scaledHR(v uint32) *float64 {
	if v < record.MinHeartRate || v > record.MaxHeartRate {
		return nil
	}
	return scaled(v, 1)
}

// bounds gives the sessions in order of start, with their ends mended; sessions at impossible times are dropped.
func (a *activity) bounds(out *Report) []fitSession {
	var good []fitSession
	for _, s := range a.sessions {
		if !validFIT(s.start) {
			if first := a.firstRecord(); len(a.sessions) == 1 && first != 0 {
				s.start = first
			} else {
				out.drop(dropTime, 1)
				continue
			}
		}
		if s.elapsedMs != absent && s.elapsedMs > 0 {
			s.end = s.start + (s.elapsedMs+500)/1000
		}
		if !validFIT(s.end) || s.end < s.start || s.end-s.start > farS {
			s.end = max(s.start, a.lastRecord(s.start))
		}
		good = append(good, s)
	}
	if len(good) == 0 && len(a.sessions) == 0 {
		if first := a.firstRecord(); first != 0 && len(a.t) > 1 {
			good = append(good, fitSession{
				start: first, end: a.lastRecord(first), timerMs: absent, distanceCm: absent, kcal: absent,
				avgHR: absent, maxHR: absent, rpe: absent, feel: absent, loadPeak65536: -1,
			})
		}
	}
	sort.SliceStable(good, func(i, j int) bool { return good[i].start < good[j].start })
	return good
}

func (a *activity) firstRecord() uint32 {
	for _, t := range a.t {
		if validFIT(t) {
			return t
		}
	}
	return 0
}

// lastRecord is the last record within reach of start, start if there is none.
func (a *activity) lastRecord(start uint32) uint32 {
	for _, v := range slices.Backward(a.t) {
		if t := v; validFIT(t) && t >= start && t-start <= farS {
			return t
		}
	}
	return start
}

// sortRecords puts the records in order of time; real files nearly always are.
func (a *activity) sortRecords() {
	if sort.SliceIsSorted(a.t, func(i, j int) bool { return a.t[i] < a.t[j] }) {
		return
	}
	order := make([]int, len(a.t))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return a.t[order[i]] < a.t[order[j]] })
	b := *a
	b.t, b.hr, b.power, b.speed = make([]uint32, len(order)), make([]uint8, len(order)), make([]uint16, len(order)), make([]uint32, len(order))
	for to, from := range order {
		b.t[to], b.hr[to], b.power[to], b.speed[to] = a.t[from], a.hr[from], a.power[from], a.speed[from]
	}
	a.t, a.hr, a.power, a.speed = b.t, b.hr, b.power, b.speed
}

// columns fills the workout's series from the records in [from, to). The first session also takes what lies before it, the last
// what lies behind it, so that what is too far from both is counted.
func (a *activity) columns(w *record.Workout, from, to uint32, first, last bool, out *Report) {
	start := from
	lo := sort.Search(len(a.t), func(i int) bool { return a.t[i] >= from })
	hi := sort.Search(len(a.t), func(i int) bool { return a.t[i] > to })
	if first {
		lo = 0
	}
	if last {
		hi = len(a.t)
	}
	hr, power, speed := newColumn(hi-lo), newColumn(0), newColumn(0)
	for i := lo; i < hi; i++ {
		t := a.t[i]
		if !validFIT(t) || diff(t, start) > farS {
			out.drop(dropReason(t), 1)
			continue
		}
		at := int32(int64(t) - int64(start))
		switch v := a.hr[i]; {
		case v == 255 || v == 0:
		case v < record.MinHeartRate || v > record.MaxHeartRate:
			out.drop(dropRange, 1)
		default:
			hr.add(at, int32(v))
		}
		if v := a.power[i]; v != 0xFFFF {
			power.add(at, int32(v))
		}
		if v := a.speed[i]; v != absent && v < 1<<30 {
			speed.add(at, int32(v))
		}
	}
	if hr.len() == 0 {
		for i, t := range a.strapT {
			if v := a.strapHR[i]; t >= from && t <= to && v >= record.MinHeartRate && v <= record.MaxHeartRate {
				hr.add(int32(t-start), int32(v))
			}
		}
	}
	w.HR, w.Power, w.Speed = hr.series(w.Start), power.series(w.Start), speed.series(w.Start)
	out.count(kindHeartRate, w.HR.Len())
}

func diff(a, b uint32) uint32 { return max(a, b) - min(a, b) }

func dropReason(t uint32) string {
	if validFIT(t) {
		return dropFar
	}
	return dropTime
}

// beats are the RR intervals of the whole file, one after the other from the start: hrv messages carry no time of their own.
func (a *activity) beats(start uint32, out *Report) record.Series {
	c := newColumn(len(a.rr))
	ms := int64(0)
	for _, v := range a.rr {
		if v == 0xFFFF || v == 0 {
			continue
		}
		ms += int64(v)
		if ms > farS*1000 {
			break
		}
		c.t, c.v = append(c.t, int32(ms/1000)), append(c.v, int32(v))
	}
	out.count(kindBeats, len(c.v))
	return c.series(fitTime(start))
}

func (a *activity) lapsOf(from, to uint32) []record.Lap {
	var out []record.Lap
	for _, l := range a.laps {
		if l.start < from || l.start > to || l.timerMs == absent {
			continue
		}
		out = append(out, record.Lap{
			Start: fitTime(l.start), TimerS: float64(l.timerMs) / 1000, AvgHR: scaledHR(l.avgHR), MaxHR: scaledHR(l.maxHR),
		})
	}
	return out
}

// sportOf and subSportOf are FIT's names of the numbers in snake_case, "" of numbers that the second decoder does not know either.
func sportOf(n uint8) string { return known(typedef.Sport(n).String()) }

func subSportOf(n uint8) string { return known(typedef.SubSport(n).String()) }

func known(name string) string {
	if strings.Contains(name, "(") || strings.Contains(strings.ToLower(name), "invalid") {
		return ""
	}
	return name
}
