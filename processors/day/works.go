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
	sets       []record.Set // its own, or those of another
	setsFrom   *session     // whose they are, nil if its own
	layer      record.Layer // the highest of sets; noLayer without sets
	rpe        *float64
	heart      *session   // the one whose heart rate stands for its own, which is missing
	host       *session   // the one that stands for it, nil if it stands for itself
	also       []*session // those it stands for
	why        record.Why // why it stands for them
	own        bool       // sets is its own copy
}

// noLayer ranks a session without sets below all with sets.
const noLayer record.Layer = -1

// workouts digests the workouts that begin on the day.
func (m *merger) workouts() {
	all := m.sessions()
	m.activities(all)
	m.logged(all)
	m.correct(all)
	for i := range all {
		if s := &all[i]; s.host == nil && dateAt(s.start, s.off) == m.out.Date {
			m.out.Workouts = append(m.out.Workouts, m.digest(s))
		}
	}
}

// sessions lists the workouts around the day by their start, each once: a source's two of one second are one, told by what the source changed
// last, else by the richer file.
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
			cmp.Compare(a.start.Unix(), b.start.Unix()), cmp.Compare(a.rec.source, b.rec.source), b.rec.Updated.Compare(a.rec.Updated),
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

func (m *merger) digest(s *session) record.DayWork {
	w := s.w
	out := record.DayWork{
		Source: s.rec.Source.Key, SHA: s.rec.SHA, Start: s.start, End: s.end, Offset: s.off, Sport: w.Sport, SubSport: w.SubSport,
		TimerS: w.TimerS, DistanceM: w.DistanceM, AvgHR: w.AvgHR, MaxHR: w.MaxHR, RPE: s.rpe, NP: s.power(), Why: s.why,
	}
	for _, set := range s.sets {
		if set.NotDone {
			out.NotDone = append(out.NotDone, set)
		} else {
			out.Sets = append(out.Sets, set)
		}
	}
	if s.setsFrom != nil && s.setsFrom.rec.source != s.rec.source {
		out.SetsFrom = s.setsFrom.rec.Source.Key
	}
	m.rates(s, &out)
	for _, o := range s.also {
		o.rec.used = true
		out.Also = append(out.Also, o.brief())
		out.DistanceM = cmp.Or(out.DistanceM, o.w.DistanceM)
		out.AvgHR, out.MaxHR = cmp.Or(out.AvgHR, o.w.AvgHR), cmp.Or(out.MaxHR, o.w.MaxHR)
		out.NP = cmp.Or(out.NP, o.power())
	}
	return out
}

// brief is a session that another one stands for.
func (s *session) brief() record.OtherWork {
	return record.OtherWork{
		Source: s.rec.Source.Key, SHA: s.rec.SHA, Start: s.start, End: s.end, Sport: s.w.Sport, AvgHR: s.w.AvgHR, Sets: len(s.w.Sets),
	}
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
