package day

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
)

// session is a workout as one file tells it.
type session struct {
	rec        *rec
	w          *record.Workout
	start, end time.Time
	off        int          // s east of UTC at the start
	sets       []record.Set // its own, or those of a log
	layer      record.Layer // the highest of sets; noLayer without sets
	rpe        *float64
	gone       bool     // its sets stand in another session,
	host       *session // in this one
	own        bool     // sets is its own copy
}

// noLayer ranks a session without sets below all with sets.
const noLayer record.Layer = -1

// workouts digests the workouts that begin on the day.
func (m *merger) workouts() {
	all := m.sessions()
	m.logged(all)
	m.correct(all)
	for i := range all {
		if s := &all[i]; !s.gone && dateAt(s.start, s.off) == m.out.Date {
			m.out.Workouts = append(m.out.Workouts, s.digest())
		}
	}
}

// sessions lists the workouts around the day by their start, each once: a source's two of one second are one, told by the richer file.
func (m *merger) sessions() []session {
	var all []session
	for i := range m.recs {
		r := &m.recs[i]
		for k := range r.Workouts {
			s := newSession(r, &r.Workouts[k])
			r.used = r.used || dateAt(s.start, s.off) == m.out.Date
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b session) int {
		return cmp.Or(
			cmp.Compare(a.start.Unix(), b.start.Unix()), cmp.Compare(a.rec.source, b.rec.source),
			cmp.Compare(b.w.HR.Len(), a.w.HR.Len()), cmp.Compare(len(b.sets), len(a.sets)), b.end.Compare(a.end), // then the smaller SHA
		)
	})
	return slices.CompactFunc(all, func(a, b session) bool {
		return a.start.Unix() == b.start.Unix() && a.rec.source == b.rec.source
	})
}

func newSession(r *rec, w *record.Workout) session {
	s := session{rec: r, w: w, sets: w.Sets, layer: noLayer, rpe: w.RPE}
	s.start, s.off = r.place(w.Start, w.Offset)
	s.end, _ = r.place(w.End, w.Offset)
	for _, set := range w.Sets {
		s.layer = max(s.layer, set.Layer)
	}
	if r.Wall && len(w.Sets) > 0 {
		s.sets = slices.Clone(w.Sets)
		for i := range s.sets {
			if t := &s.sets[i].Start; !t.IsZero() {
				*t, _ = r.place(*t, w.Offset)
			}
		}
	}
	return s
}

// logged gives the sets of a training log, or of the athlete's corrections, to the session of a lower layer that it overlaps most, by at
// least half of the shorter of the two. One that overlaps none stands for itself.
func (m *merger) logged(all []session) {
	for layer := record.Log; layer <= record.Corrected; layer++ {
		for i := range all {
			said := &all[i]
			if said.gone || said.layer != layer {
				continue
			}
			if host := hostOf(all, said); host != nil {
				host.sets, host.layer, said.gone, said.host = said.sets, said.layer, true, host
				said.rec.used = said.rec.used || dateAt(host.start, host.off) == m.out.Date
				if host.rpe == nil {
					host.rpe = said.rpe
				}
			}
		}
	}
}

func hostOf(all []session, said *session) (host *session) {
	best := time.Duration(-1)
	for i := range all {
		s := &all[i]
		if s.gone || s.layer >= said.layer {
			continue
		}
		both := earlier(s.end, said.end).Sub(later(s.start, said.start))
		half := min(s.end.Sub(s.start), said.end.Sub(said.start)) / 2
		if both >= max(half, 0) && both > best {
			host, best = s, both
		}
	}
	return host
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (s *session) digest() record.DayWork {
	w := s.w
	out := record.DayWork{
		Source: s.rec.Source.Key, SHA: s.rec.SHA, Start: s.start, End: s.end, Offset: s.off, Sport: w.Sport, SubSport: w.SubSport,
		TimerS: w.TimerS, DistanceM: w.DistanceM, AvgHR: w.AvgHR, MaxHR: w.MaxHR, RPE: s.rpe, NP: s.power(),
	}
	for _, set := range s.sets {
		if set.NotDone {
			out.NotDone = append(out.NotDone, set)
		} else {
			out.Sets = append(out.Sets, set)
		}
	}
	beats, average, highest := secondsPerBeat(w.HR)
	out.Beats = beats
	if out.AvgHR == nil {
		out.AvgHR = average
	}
	if out.MaxHR == nil {
		out.MaxHR = highest
	}
	return out
}

// power is the normalised power, W, of a session of which at least half the seconds have a power; nil where there is none.
func (s *session) power() *float64 {
	const share = .5
	seconds := s.w.TimerS
	if seconds <= 0 {
		seconds = s.end.Sub(s.start).Seconds()
	}
	p := s.w.Power
	if p.Len() == 0 || float64(p.Len()) < share*seconds {
		return nil
	}
	np := metric.NormalisedPower(p.T, p.V)
	if math.IsNaN(np) || np <= 0 {
		return nil
	}
	return &np
}

// secondsPerBeat lays out how long each heart rate was held, with the mean and the highest rate in bpm; nil of none. A sample holds until the
// next one, for at most 10 s; the last one for 1 s.
func secondsPerBeat(hr record.Series) (out record.BPMTime, mean, highest *float64) {
	const longest = 10 // s
	var seconds [record.MaxHeartRate + 1]int32
	low, high, sum, total := len(seconds), 0, 0.0, 0.0
	for i, v := range hr.V {
		if v < record.MinHeartRate || v > record.MaxHeartRate {
			continue
		}
		held := int32(1)
		if i+1 < len(hr.T) {
			held = max(0, min(hr.T[i+1]-hr.T[i], longest))
		}
		seconds[v] += held
		low, high = min(low, int(v)), max(high, int(v))
		sum, total = sum+float64(held)*float64(v), total+float64(held)
	}
	if total <= 0 {
		return record.BPMTime{}, nil, nil
	}
	top := float64(high)
	mean, highest = new(float64), &top
	*mean = sum / total
	return record.BPMTime{Min: low, S: slices.Clone(record.Ints(seconds[low : high+1]))}, mean, highest
}
